/* SPDX-License-Identifier: Apache-2.0 */
/* The table of the attributes from which browsers fetch. */
#include "core/html/cp_fetch.h"

#include "tap.h"

/* An element and, in turn, its attributes with the letter of the form: u, s
 * (srcset), l (list of URLs), "-" none. */
typedef struct row {
    cp_space space;
    const char *element;
    const char *attributes[8];
} row;

static const row rows[] = {
    {CP_SPACE_HTML,
     "script",
     {"u src", "u href", "- type", "l attributionsrc"}},
    {CP_SPACE_HTML, "SCRIPT", {"u SRC", "u Src"}},
    {CP_SPACE_HTML, "img", {"u src", "s srcset", "- sizes", "- data-src"}},
    {CP_SPACE_HTML, "image", {"u src", "s srcset", "u href", "u xlink:href"}},
    {CP_SPACE_HTML, "input", {"u src", "- value"}},
    {CP_SPACE_HTML, "source", {"u src", "s srcset"}},
    {CP_SPACE_HTML, "iframe", {"u src", "- srcdoc", "- longdesc"}},
    {CP_SPACE_HTML, "frame", {"u src"}},
    {CP_SPACE_HTML, "embed", {"u src", "- data"}},
    {CP_SPACE_HTML, "object", {"u data", "- src", "- classid"}},
    {CP_SPACE_HTML, "video", {"u src", "u poster"}},
    {CP_SPACE_HTML, "audio", {"u src", "- poster"}},
    {CP_SPACE_HTML, "track", {"u src"}},
    {CP_SPACE_HTML, "body", {"u background", "- src"}},
    {CP_SPACE_HTML, "table", {"u background"}},
    {CP_SPACE_HTML, "thead", {"u background"}},
    {CP_SPACE_HTML, "tbody", {"u background"}},
    {CP_SPACE_HTML, "tfoot", {"u background"}},
    {CP_SPACE_HTML, "tr", {"u background"}},
    {CP_SPACE_HTML, "td", {"u background"}},
    {CP_SPACE_HTML, "th", {"u background"}},
    {CP_SPACE_HTML, "col", {"u background"}},
    {CP_SPACE_HTML, "colgroup", {"u background"}},
    {CP_SPACE_HTML, "link", {"u href", "s imagesrcset", "- rel", "- src"}},
    {CP_SPACE_HTML, "a", {"l ping", "- href", "l attributionsrc"}},
    {CP_SPACE_HTML, "area", {"l ping", "- href"}},
    {CP_SPACE_SVG,
     "image",
     {"u href", "u xlink:href", "u XLINK:HREF", "- src"}},
    {CP_SPACE_SVG, "use", {"u href", "u xlink:href"}},
    {CP_SPACE_SVG, "feImage", {"u href", "u xlink:href", "- xlink:hrefs"}},
    {CP_SPACE_SVG, "script", {"u href", "u xlink:href", "- src"}},
    {CP_SPACE_EITHER,
     "image",
     {"u src", "s srcset", "u href", "u xlink:href", "l attributionsrc"}},
    {CP_SPACE_EITHER, "script", {"u src", "u href", "u xlink:href"}},
};

static char form(const cp_fetch_attribute *a)
{
    switch (a != NULL ? a->form : CP_FETCH_NONE) {
    case CP_FETCH_URL:
        return 'u';
    case CP_FETCH_SRCSET:
        return 's';
    case CP_FETCH_URLS:
        return 'l';
    default:
        return '-';
    }
}

static void attributes(apr_pool_t *p)
{
    apr_size_t i;
    int k;

    (void)p;
    for (i = 0; i < TAP_COUNT(rows); i++) {
        const row *r = &rows[i];
        const cp_fetch_element *e =
            cp_fetch_find(r->space, cp_span_of(r->element));

        if (!ok(e != NULL, "%s fetches", r->element)) {
            continue;
        }
        for (k = 0; k < 8 && r->attributes[k] != NULL; k++) {
            const char *name = r->attributes[k] + 2;

            ok(form(cp_fetch_attribute_find(e, cp_span_of(name)))
                   == r->attributes[k][0],
               "%s %s has the form %c", r->element, name, r->attributes[k][0]);
        }
    }
}

static void others(apr_pool_t *p)
{
    static const char *const html[] = {
        "",      "b",        "form",     "base",  "meta",
        "use",   "feImage",  "aa",       "html",  "scripts",
        "scrip", "template", "noscript", "style", "button"};
    static const char *const svg[] = {"a",      "img",   "svg",
                                      "iframe", "video", "filter"};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(html); i++) {
        ok(!cp_fetch_find(CP_SPACE_HTML, cp_span_of(html[i])),
           "HTML '%s' does not fetch", html[i]);
    }
    for (i = 0; i < TAP_COUNT(svg); i++) {
        ok(!cp_fetch_find(CP_SPACE_SVG, cp_span_of(svg[i])),
           "SVG '%s' does not fetch", svg[i]);
    }
    ok(!cp_fetch_find(CP_SPACE_MATH, SPAN("script")),
       "nothing of MathML fetches");
}

static void kinds(apr_pool_t *p)
{
    static const char *const frames[] = {"iframe", "frame", "embed", "object"};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(frames); i++) {
        is_number(cp_fetch_find(CP_SPACE_HTML, cp_span_of(frames[i]))->flags,
                  CP_FETCH_IS_FRAME, "%s can show a page", frames[i]);
    }
    is_number(cp_fetch_find(CP_SPACE_HTML, SPAN("script"))->flags,
              CP_FETCH_IS_SCRIPT, "script is a script");
    is_number(cp_fetch_find(CP_SPACE_SVG, SPAN("script"))->flags,
              CP_FETCH_IS_SCRIPT, "so is that of SVG");
    is_number(cp_fetch_find(CP_SPACE_HTML, SPAN("link"))->flags,
              CP_FETCH_IS_LINK, "link is a link");
}

static void relations(apr_pool_t *p)
{
    static const char *const loading[] = {
        "stylesheet",    "StyleSheet",    "alternate stylesheet",
        "shortcut icon", " icon\t",       "mask-icon",
        "preload",       "modulepreload", "apple-touch-icon",
        "prefetch",      "dns-prefetch",  "x\npreconnect",
        "prerender",     "manifest"};
    static const char *const silent[] = {
        "",        " ",       "canonical", "alternate", "style sheet", "next",
        "me",      "author",  "license",   "icons",     "stylesheets", "help",
        "amphtml", "pre load"};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(loading); i++) {
        ok(cp_fetch_by_relation(cp_span_of(loading[i])),
           "a link of row %d fetches", (int)i);
    }
    for (i = 0; i < TAP_COUNT(silent); i++) {
        ok(!cp_fetch_by_relation(cp_span_of(silent[i])),
           "a link of '%s' does not fetch", silent[i]);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"attributes", attributes},
                                       {"others", others},
                                       {"kinds", kinds},
                                       {"relations", relations},
                                       {NULL, NULL}};

    return tap_run(groups);
}
