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

/* ---- attributes that matter ---- */

/* The next attribute of a tag that ends at `close`; one without a name when
 * there is none left. A value that is not there has no bytes to point at. */
static const char *next_attribute(const char *s, const char *close,
                                  cp_span *name, cp_span *value)
{
    const char *from;

    while (s < close && cp_html_ends_name((unsigned char)*s)) {
        s++;
    }
    from = s;
    while (s < close
           && (s == from
               || (*s != '=' && !cp_html_ends_name((unsigned char)*s)))) {
        s++;
    }
    *name = cp_span_between(from, s);
    *value = cp_span_of(NULL);
    s = over_space(s, close);
    if (s < close && *s == '=') {
        from = over_space(s + 1, close);
        s = over_value(from, close);
        if (s > from && (*from == '"' || *from == '\'')) {
            *value = cp_span_between(from + 1, s - 1);
        }
        else if (s > from) {
            *value = cp_span_between(from, s);
        }
    }
    return s;
}

static void read_root(cp_html *h, const char *s, const char *close)
{
    cp_span name, value;

    do {
        s = next_attribute(s, close, &name, &value);
        if (value.s != NULL) {
            cp_html_root_says(h, name, value);
        }
    } while (name.n > 0);
}

/* Of two the first counts, with a value or without. */
static void keep_first(cp_span *first, cp_span name, cp_span value,
                       const char *wanted)
{
    if (first->s == NULL && cp_span_case_is(name, wanted)) {
        *first = value.s ? value : cp_span_between(name.s, name.s);
    }
}

static void read_meta(cp_html *h, const char *s, const char *close)
{
    cp_span pragma = {NULL, 0}, content = {NULL, 0}, name, value;

    h->pragma = 0;
    h->label_length = 0;
    do {
        s = next_attribute(s, close, &name, &value);
        if (value.s != NULL && !h->declared) {
            cp_html_meta_says(h, name, value);
        }
        keep_first(&pragma, name, value, "http-equiv");
        keep_first(&content, name, value, "content");
    } while (name.n > 0);
    if (h->policies != NULL) {
        cp_meta_whole(h->policies, pragma, content);
    }
    if (!h->declared) {
        cp_html_meta(h);
    }
}

/* ---- tags ---- */

/* To the end of a start tag that may say something. */
static const char *spoken_tag(cp_html *h, const char *s, const char *end)
{
    int matters = 0;
    const char *close = over_attributes(s, end, &matters);

    if (close != NULL && matters && cp_html_is(h, E_META)) {
        read_meta(h, s, close);
    }
    else if (close != NULL && matters && cp_html_is(h, E_HTML)) {
        read_root(h, s, close);
    }
    return close;
}

/* One that stays before the body, or is its own. */
static inline const char *start_tag(cp_html *h, const cp_html_element *e,
                                    const char *s, const char *end)
{
    const char *from = s + 1 + e->length, *close;

    if (!(e->is & E_SPEAKS)) {
        close = over_attributes(from, end, NULL);
        return close ? close + 1 : s;
    }
    h->element = e;
    close = e->is & E_TEMPLATE ? NULL : spoken_tag(h, from, end);
    if (close == NULL) {
        return s;
    }
    if (e->is & (E_DOCUMENT | E_SCRIPT | E_TEXT)) {
        h->evidence |= (e->is & E_DOCUMENT) != 0;
        h->end_tag = 0;
        cp_html_tag(h);
    }
    return h->state == S_RAW && close + 1 < end
             ? cp_html_on_raw(h, close + 1, end)
             : close + 1;
}

/* One that does not open the body; few have attributes. */
static const char *end_tag(cp_html *h, const char *s)
{
    const cp_html_element *e = cp_html_element_at(s + 2);

    if (e == NULL || e->is & E_IMPLIED || s[2 + e->length] != '>') {
        return s;
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
    const char *close;

    memcpy(&want, name, sizeof(want));
    memcpy(&word, s + 1, sizeof(word));
    if ((word | APR_UINT64_C(0x2020202020202020)) != want) {
        return s;
    }
    close = cp_block_find(s, end, '>', '>');
    if (close == end) {
        return s;
    }
    h->evidence = 1;
    return close + 1;
}

static const char *other_tag(cp_html *h, const char *s, const char *end)
{
    if (s[1] == '/') {
        return end_tag(h, s);
    }
    if (s[1] != '!') {
        return s;
    }
    return s[2] == '-' && s[3] == '-' ? cp_html_to(h, S_COMMENT_START, s + 4)
                                      : doctype(h, s, end);
}

const char *cp_html_whole(cp_html *h, const char *s, const char *end)
{
    int declared = h->declared;

    for (;;) {
        const cp_html_element *e;
        const char *from;

        s = over_space(s, end);
        if (end - s < 2 + CP_HTML_LOOK || *s != '<') {
            return s;
        }
        from = s;
        e = cp_html_element_at(s + 1);
        s = e ? start_tag(h, e, s, end) : other_tag(h, s, end);
        if (s == from
            || ((!e || e->is & E_SPEAKS)
                && (h->state != S_DATA || h->event
                    || h->declared != declared))) {
            return s;
        }
    }
}
