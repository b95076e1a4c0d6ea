/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads tags that are there as a whole, in one go: what a head is full of.
 * Knows nothing that the states in cp_html_token.c do not know, and leaves
 * to them what is cut or opens the body.
 */
#include "cp_block.h"
#include "cp_html_parts.h"

static const char *over_space(const char *s, const char *end)
{
    while (s < end && cp_html_is_space((unsigned char)*s)) {
        s++;
    }
    return s;
}

/* From the start of a quoted value to behind its quote, or `end`. Most are
 * over before a call of memchr had begun. */
static inline const char *over_quoted(const char *s, const char *end,
                                      char quote)
{
    const char *stop = end - s > 32 ? s + 32 : end;
    const char *close = cp_block_find(s, stop, quote, quote);

    if (close == stop) {
        close = memchr(stop, quote, (apr_size_t)(end - stop));
    }
    return close ? close + 1 : end;
}

/* 13.2.5.35 to .38; s is behind the '='. */
static const char *over_value(const char *s, const char *end)
{
    if (s < end && cp_html_is_space((unsigned char)*s)) {
        s = over_space(s, end);
    }
    if (s < end && *s == '"') {
        return over_quoted(s + 1, end, '"');
    }
    if (s < end && *s == '\'') {
        return over_quoted(s + 1, end, '\'');
    }
    while (s < end && *s != '>' && !cp_html_is_space((unsigned char)*s)) {
        s++;
    }
    return s;
}

/* The end of the name in front of the '=' at s, when one begins at or behind
 * `from`; else NULL: then the '=' itself begins one (13.2.5.32). */
static inline const char *name_before(const char *s, const char *from)
{
    while (s > from && cp_html_is_space((unsigned char)s[-1])) {
        s--;
    }
    return s > from && s[-1] != '/' ? s : NULL;
}

/* The last four bytes of a name, of one that is longer than that, or of it
 * and what stands in front of it. */
static inline apr_uint32_t last_of(const char *name_end)
{
    apr_uint32_t four;

    memcpy(&four, name_end - sizeof(four), sizeof(four));
    return four | 0x20202020;
}

/* It may be lang, charset or http-equiv: of all that html and meta have,
 * what is to be kept begins with one of these. */
static inline int may_matter(const char *name_end)
{
    apr_uint32_t last = last_of(name_end);

    return last == last_of(&"lang"[4]) || last == last_of(&"rset"[4])
        || last == last_of(&"quiv"[4]);
}

/*
 * From between attributes to behind the next one that has a value, the end of
 * whose name is noted, or to the '>'; NULL when that is not there. Goes from
 * one '=' to the next: outside of values nothing but a '>' ends a tag, and
 * only behind a '=' is a value.
 */
static const char *over_attribute(const char *s, const char *end,
                                  const char **name_end)
{
    const char *from = s, *before;

    for (;;) {
        s = cp_block_find(s, end, '=', '>');
        if (s == end) {
            return NULL;
        }
        if (*s == '>') {
            return s;
        }
        before = name_before(s++, from);
        if (before != NULL) {
            *name_end = before;
            return over_value(s, end);
        }
    }
}

/* The same, at once for what mostly stands there: name="value", neither of
 * them longer than a block. Quotes and what ends a name are below '0'. */
static inline const char *over_plain(const char *s, const char *end,
                                     const char **name_end)
{
    unsigned at;

    if (end - s < 3 * (int)sizeof(cp_bytes)
        || (at = cp_block_bits(cp_block_either(s, '=', '>'))) == 0) {
        return over_attribute(s, end, name_end);
    }
    *name_end = s + __builtin_ctz(at);
    if (**name_end == '>') {
        return *name_end;
    }
    if ((unsigned char)(*name_end)[-1] < '0' || (*name_end)[1] != '"') {
        return over_attribute(s, end, name_end);
    }
    s = *name_end + 2;
    at = cp_block_bits(cp_block_load(s) == '"');
    return at ? s + __builtin_ctz(at) + 1 : over_quoted(s, end, '"');
}

/* From behind the name of a tag to its '>'; NULL when it is not there.
 * *matters, when asked for, is set where an attribute may. */
static inline const char *over_attributes(const char *s, const char *end,
                                          int *matters)
{
    const char *name_end = s;

    while (s != NULL && (s == end || *s != '>')) {
        s = over_plain(s, end, &name_end);
        if (matters != NULL) {
            *matters |= may_matter(name_end);
        }
    }
    return s;
}

/* ---- tags ---- */

/* A start tag that does something or tells. */
static const char *speaking_tag(cp_html *h, const char *s, const char *end)
{
    int matters = 0;
    const char *close = over_attributes(s, end, &matters);

    if (close == NULL) {
        return NULL;
    }
    if (matters && cp_html_is(h, E_HTML | E_META)) {
        cp_html_says(h, s, close);
    }
    h->evidence |= cp_html_is(h, E_DOCUMENT);
    if (cp_html_is(h, E_DOCUMENT | E_SCRIPT | E_TEXT)) {
        h->end_tag = 0;
        cp_html_tag(h);
    }
    return h->state == S_RAW && close + 1 < end
             ? cp_html_on_raw(h, close + 1, end)
             : close + 1;
}

/* One that stays before the body, or is its own; not template, whose content
 * is apart. Returns NULL where the states must read. */
static inline const char *start_tag(cp_html *h, const cp_html_element *e,
                                    const char *s, const char *end)
{
    s += 1 + e->length;
    if (e->is & E_SPEAKS) {
        h->element = e;
        return e->is & E_TEMPLATE ? NULL : speaking_tag(h, s, end);
    }
    s = over_attributes(s, end, NULL);
    return s ? s + 1 : NULL;
}

/* One that does not open the body; few have attributes. */
static const char *end_tag(cp_html *h, const char *s)
{
    const cp_html_element *e = cp_html_element_at(s + 2);

    if (e == NULL || e->is & E_IMPLIED || s[2 + e->length] != '>') {
        return NULL;
    }
    h->evidence |= (e->is & E_DOCUMENT) != 0;
    h->past_head |= (e->is & E_HEAD) != 0;
    return s + 2 + e->length + 1;
}

/* 13.2.5.42, .53: no space is needed behind the word, and the first '>' is
 * its end. */
static const char *doctype(cp_html *h, const char *s, const char *end)
{
    static const char name[] = "!doctype";
    apr_uint64_t want, word;

    memcpy(&want, name, sizeof(want));
    memcpy(&word, s + 1, sizeof(word));
    s = cp_block_find(s, end, '>', '>');
    if ((word | APR_UINT64_C(0x2020202020202020)) != want || s == end) {
        return NULL;
    }
    h->evidence = 1;
    return s + 1;
}

static const char *other_tag(cp_html *h, const char *s, const char *end)
{
    if (s[1] == '/') {
        return end_tag(h, s);
    }
    if (s[1] != '!') {
        return NULL;
    }
    return s[2] == '-' && s[3] == '-' ? cp_html_to(h, S_COMMENT_START, s + 4)
                                      : doctype(h, s, end);
}

const char *cp_html_whole(cp_html *h, const char *s, const char *end)
{
    int declared = h->declared;

    for (;;) {
        const cp_html_element *e;
        const char *next;

        s = over_space(s, end);
        if (end - s < 2 + CP_HTML_LOOK || *s != '<') {
            return s;
        }
        e = cp_html_element_at(s + 1);
        next = e ? start_tag(h, e, s, end) : other_tag(h, s, end);
        if (next == NULL) {
            return s;
        }
        s = next;
        if ((!e || e->is & E_SPEAKS)
            && (h->state != S_DATA || h->event || h->declared != declared)) {
            return s;
        }
    }
}
