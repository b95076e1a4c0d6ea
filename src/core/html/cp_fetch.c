/* SPDX-License-Identifier: Apache-2.0 */
/* The attributes from which browsers fetch; see the header. */
#include "core/html/cp_fetch.h"

/* ---- elements ---- */

#define URL CP_FETCH_URL
#define SRCSET CP_FETCH_SRCSET
#define URLS CP_FETCH_URLS

/* name, flags, attributes */
#define HTML_ELEMENTS(X)                                                      \
    X(IMG, "img", 0, {"src", URL}, {"srcset", SRCSET},                        \
      {"attributionsrc", URLS})                                               \
    X(INPUT, "input", 0, {"src", URL}, {NULL, 0})                             \
    X(SOURCE, "source", 0, {"src", URL}, {"srcset", SRCSET})                  \
    X(IFRAME, "iframe", CP_FETCH_IS_FRAME, {"src", URL}, {NULL, 0})           \
    X(FRAME, "frame", CP_FETCH_IS_FRAME, {"src", URL}, {NULL, 0})             \
    X(EMBED, "embed", CP_FETCH_IS_FRAME, {"src", URL}, {NULL, 0})             \
    X(OBJECT, "object", CP_FETCH_IS_FRAME, {"data", URL}, {NULL, 0})          \
    X(VIDEO, "video", 0, {"src", URL}, {"poster", URL})                       \
    X(AUDIO, "audio", 0, {"src", URL}, {NULL, 0})                             \
    X(TRACK, "track", 0, {"src", URL}, {NULL, 0})                             \
    X(BODY, "body", 0, {"background", URL}, {NULL, 0})                        \
    X(TABLE, "table", 0, {"background", URL}, {NULL, 0})                      \
    X(THEAD, "thead", 0, {"background", URL}, {NULL, 0})                      \
    X(TBODY, "tbody", 0, {"background", URL}, {NULL, 0})                      \
    X(TFOOT, "tfoot", 0, {"background", URL}, {NULL, 0})                      \
    X(TR, "tr", 0, {"background", URL}, {NULL, 0})                            \
    X(TD, "td", 0, {"background", URL}, {NULL, 0})                            \
    X(TH, "th", 0, {"background", URL}, {NULL, 0})                            \
    X(COL, "col", 0, {"background", URL}, {NULL, 0})                          \
    X(COLGROUP, "colgroup", 0, {"background", URL}, {NULL, 0})                \
    X(LINK, "link", CP_FETCH_IS_LINK, {"href", URL}, {"imagesrcset", SRCSET}) \
    X(A, "a", 0, {"ping", URLS}, {"attributionsrc", URLS})                    \
    X(AREA, "area", 0, {"ping", URLS}, {"attributionsrc", URLS})

#define SVG_ELEMENTS(X)                                                   \
    X(SVG_SCRIPT, "script", CP_FETCH_IS_SCRIPT, {"href", URL}, {NULL, 0}) \
    X(SVG_IMAGE, "image", 0, {"href", URL}, {NULL, 0})                    \
    X(SVG_USE, "use", 0, {"href", URL}, {NULL, 0})                        \
    X(SVG_FEIMAGE, "feimage", 0, {"href", URL}, {NULL, 0})

/* The names of both: all attributes from which either of them fetches. The
 * parser makes an img of an image in HTML (13.2.6.4.7), but the preload scanner
 * of Chromium reads its href, and that of a script. */
#define EITHER_ELEMENTS(X)                                        \
    X(EITHER_SCRIPT, "script", CP_FETCH_IS_SCRIPT, {"src", URL},  \
      {"href", URL}, {"attributionsrc", URLS})                    \
    X(EITHER_IMAGE, "image", 0, {"src", URL}, {"srcset", SRCSET}, \
      {"href", URL}, {"attributionsrc", URLS})

#define X(id, ...) id,
enum { HTML_ELEMENTS(X) SVG_ELEMENTS(X) EITHER_ELEMENTS(X) COUNT };
#undef X

static const cp_fetch_element elements[COUNT] = {
#define X(id, name, flags, ...) \
    [id] = {name, CP_SPACE_HTML, flags, {__VA_ARGS__}},
    HTML_ELEMENTS(X)
#undef X
#define X(id, name, flags, ...) \
    [id] = {name, CP_SPACE_SVG, flags, {__VA_ARGS__}},
        SVG_ELEMENTS(X)
#undef X
#define X(id, name, flags, ...) \
    [id] = {name, CP_SPACE_EITHER, flags, {__VA_ARGS__}},
            EITHER_ELEMENTS(X)
#undef X
};

/* Each name has a place of its own in a table of SLOTS. The unit test finds
 * every name, so it fails if two names share a place. */
enum { SLOTS = 64 };
#define SLOT(first, last, n) \
    (((first) * 2 + (last) * 30 + (n) * 13) & (SLOTS - 1))

/* The numbers in `elements`, plus one. */
static const unsigned char html_slots[SLOTS] = {
    [SLOT('s', 't', 6)] = EITHER_SCRIPT + 1,
    [SLOT('i', 'g', 3)] = IMG + 1,
    [SLOT('i', 'e', 5)] = EITHER_IMAGE + 1,
    [SLOT('i', 't', 5)] = INPUT + 1,
    [SLOT('s', 'e', 6)] = SOURCE + 1,
    [SLOT('i', 'e', 6)] = IFRAME + 1,
    [SLOT('f', 'e', 5)] = FRAME + 1,
    [SLOT('e', 'd', 5)] = EMBED + 1,
    [SLOT('o', 't', 6)] = OBJECT + 1,
    [SLOT('v', 'o', 5)] = VIDEO + 1,
    [SLOT('a', 'o', 5)] = AUDIO + 1,
    [SLOT('t', 'k', 5)] = TRACK + 1,
    [SLOT('b', 'y', 4)] = BODY + 1,
    [SLOT('t', 'e', 5)] = TABLE + 1,
    [SLOT('t', 'd', 5)] = THEAD + 1,
    [SLOT('t', 'y', 5)] = TBODY + 1,
    [SLOT('t', 't', 5)] = TFOOT + 1,
    [SLOT('t', 'r', 2)] = TR + 1,
    [SLOT('t', 'd', 2)] = TD + 1,
    [SLOT('t', 'h', 2)] = TH + 1,
    [SLOT('c', 'l', 3)] = COL + 1,
    [SLOT('c', 'p', 8)] = COLGROUP + 1,
    [SLOT('l', 'k', 4)] = LINK + 1,
    [SLOT('a', 'a', 1)] = A + 1,
    [SLOT('a', 'a', 4)] = AREA + 1,
};

static const unsigned char svg_slots[SLOTS] = {
    [SLOT('s', 't', 6)] = SVG_SCRIPT + 1,
    [SLOT('i', 'e', 5)] = SVG_IMAGE + 1,
    [SLOT('u', 'e', 3)] = SVG_USE + 1,
    [SLOT('f', 'e', 7)] = SVG_FEIMAGE + 1,
};

static const unsigned char either_slots[SLOTS] = {
    [SLOT('s', 't', 6)] = EITHER_SCRIPT + 1,
    [SLOT('i', 'e', 5)] = EITHER_IMAGE + 1,
};

static const unsigned char *const slots_of[] = {
    [CP_SPACE_HTML] = html_slots,
    [CP_SPACE_SVG] = svg_slots,
    [CP_SPACE_MATH] = NULL,
    [CP_SPACE_EITHER] = either_slots,
};

const cp_fetch_element *cp_fetch_find(cp_space space, cp_span name)
{
    const unsigned char *slots = slots_of[space];
    const cp_fetch_element *element;
    unsigned slot;

    if (slots == NULL || name.n == 0 || name.n > 8) {
        return NULL;
    }
    slot = slots[SLOT((unsigned)(name.s[0] | 0x20),
                      (unsigned)(name.s[name.n - 1] | 0x20), (unsigned)name.n)];
    if (slot == 0) {
        return NULL;
    }
    element = &elements[slot - 1];
    return cp_span_case_is(name, element->name) ? element : NULL;
}

/* ---- attributes ---- */

const cp_fetch_attribute *cp_fetch_attribute_find(
    const cp_fetch_element *element, cp_span name)
{
    static const char xlink[] = "xlink:";
    int i;

    if (element->space != CP_SPACE_HTML && cp_span_case_begins(name, xlink)) {
        name = cp_span_skip(name, sizeof(xlink) - 1);
    }
    for (i = 0; i < CP_FETCH_ATTRIBUTES; i++) {
        const cp_fetch_attribute *a = &element->attributes[i];

        if (a->name == NULL) {
            break;
        }
        if (cp_span_case_is(name, a->name)) {
            return a;
        }
    }
    return NULL;
}

/* ---- relations ---- */

/* HTML, 4.6.8, and the relations of icons that browsers know besides. */
static int loads(cp_span relation)
{
    static const char *const names[] = {
        "stylesheet",       "icon",
        "preload",          "modulepreload",
        "preconnect",       "dns-prefetch",
        "prefetch",         "manifest",
        "apple-touch-icon", "apple-touch-icon-precomposed",
        "mask-icon",        "apple-touch-startup-image",
        "prerender",        "compression-dictionary",
        "fluid-icon"};
    apr_size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (cp_span_case_is(relation, names[i])) {
            return 1;
        }
    }
    return 0;
}

int cp_fetch_by_relation(cp_span rel)
{
    for (;;) {
        apr_size_t n = 0;

        rel = cp_span_skip_spaces(rel);
        if (rel.n == 0) {
            return 0;
        }
        while (n < rel.n && !cp_is_space(rel.s[n])) {
            n++;
        }
        if (loads(cp_span_between(rel.s, rel.s + n))) {
            return 1;
        }
        rel = cp_span_skip(rel, n);
    }
}
