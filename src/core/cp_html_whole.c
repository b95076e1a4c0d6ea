/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a tag that is there as a whole, in one go: what a head is full of.
 * Knows nothing that the states in cp_html_token.c do not know, and leaves
 * to them what is cut, opens the body, or has an attribute to be kept, and
 * everything where words are read from the other end.
 */
#include "cp_html_parts.h"

#define EACH(c) (APR_UINT64_C(0x0101010101010101) * (c))

/* In a word as it stands in memory: bytes before the first up to '>', which
 * are all that can end a name; 8 when there is none. */
static unsigned before_end(apr_uint64_t word)
{
    apr_uint64_t ends = (word - EACH('>' + 1)) & ~word & EACH(0x80);
    apr_uint64_t below = (ends & (~ends + 1)) - 1;

    return ends ? (unsigned)((below & EACH(1)) * EACH(1) >> 56) - 1 : 8;
}

static const char *over_space(const char *s, const char *end)
{
    while (s < end && cp_html_is_space((unsigned char)*s)) {
        s++;
    }
    return s;
}

/* 13.2.5.35 to .38; s is behind the '='. */
static const char *over_value(const char *s, const char *end)
{
    if (s < end && cp_html_is_space((unsigned char)*s)) {
        s = over_space(s, end);
    }
    if (s < end && (*s == '"' || *s == '\'')) {
        const char *close = memchr(s + 1, *s, (apr_size_t)(end - s - 1));

        return close ? close + 1 : end;
    }
    while (s < end && *s != '>' && !cp_html_is_space((unsigned char)*s)) {
        s++;
    }
    return s;
}

/* 13.2.5.33; the first byte belongs to the name whatever it is. */
static const char *over_name(const char *s, const char *end)
{
    s++;
    while (s < end) {
        apr_uint64_t word;
        unsigned n = 0;

        if (end - s >= (int)sizeof(word)) {
            memcpy(&word, s, sizeof(word));
            n = before_end(word);
            s += n;
        }
        if (n < sizeof(word)) {
            if (*s == '=' || cp_html_ends_name((unsigned char)*s)) {
                return s;
            }
            s++;
        }
    }
    return s;
}

/* The next attribute; one without a name at the end of the tag, or of what
 * there is. A value that begins with '>' is none. */
static const char *next_attribute(const char *s, const char *end, cp_span *name,
                                  cp_span *value)
{
    const char *from;

    while (s < end && *s != '>' && cp_html_ends_name((unsigned char)*s)) {
        s++;
    }
    from = s;
    s = s < end && *s != '>' ? over_name(s, end) : s;
    *name = cp_span_between(from, s);
    value->s = NULL;
    value->n = 0;
    if (name->n > 0 && s < end && *s != '=') {
        s = over_space(s, end);
    }
    if (name->n > 0 && s < end && *s == '=') {
        from = over_space(s + 1, end);
        s = over_value(from, end);
        *value = s > from ? cp_span_between(from, s) : *value;
    }
    return s;
}

/* What of html and of meta is to be kept: lang, charset, http-equiv. */
static int may_matter(const cp_html *h, cp_span name)
{
    char first = cp_html_lower((unsigned char)name.s[0]);

    switch (name.n) {
    case sizeof("lang") - 1:
        return first == 'l' && cp_html_is(h, E_HTML);
    case sizeof("charset") - 1:
        return first == 'c' && cp_html_is(h, E_META);
    case sizeof("http-equiv") - 1:
        return first == 'h' && cp_html_is(h, E_META);
    default:
        return 0;
    }
}

static int any_matters(const cp_html *h, const char *s, const char *close)
{
    cp_span name, value;

    do {
        s = next_attribute(s, close, &name, &value);
        if (name.n > 0 && may_matter(h, name)) {
            return 1;
        }
    } while (name.n > 0);
    return 0;
}

static inline int is_name(unsigned char c)
{
    return c > '>' || !((CP_HTML_ENDS | CP_HTML_BIT('=')) >> c & 1);
}

/* To the '>' of the tag, NULL when there is none. The same walk as that of
 * next_attribute, up to a '>' that is known to be there: all but a quote ends
 * at it. */
static const char *over_attributes(const char *s, const char *end)
{
    const char *sure = memchr(s, '>', (apr_size_t)(end - s));

    while (sure != NULL) {
        while (*s != '>' && cp_html_ends_name((unsigned char)*s)) {
            s++;
        }
        if (*s == '>') {
            return s;
        }
        do {
            s++;
        } while (is_name((unsigned char)*s));
        while (cp_html_is_space((unsigned char)*s)) {
            s++;
        }
        if (*s == '=') {
            s = over_value(s + 1, end);
            sure = s > sure ? memchr(s, '>', (apr_size_t)(end - s)) : sure;
        }
    }
    return NULL;
}

/* Tells of each; `close` ends the tag. */
static void tell_attributes(cp_html *h, const char *s, const char *close)
{
    cp_span name, value;

    for (;;) {
        s = next_attribute(s, close, &name, &value);
        if (name.n == 0) {
            return;
        }
        if (value.s != NULL && (*value.s == '"' || *value.s == '\'')) {
            value = cp_span_between(value.s + 1, s - 1);
        }
        cp_html_keep_attribute(h, name, value);
    }
}

/* Keeps the name of the tag; its length, or 0 when it cannot be one that
 * stays before the body: none of those is longer than a word. */
static unsigned name_of(cp_html *h, const char *s, const char *end)
{
    apr_uint64_t word;
    unsigned n;

    if (end - s <= (int)sizeof(word) || !cp_html_is_alpha((unsigned char)*s)) {
        return 0;
    }
    memcpy(&word, s, sizeof(word));
    n = before_end(word);
    if (!cp_html_ends_name((unsigned char)s[n])) {
        return 0;
    }
    word |= EACH(0x20); /* makes letters of no other byte behind '>' */
    word &= ~APR_UINT64_C(0) >> (64 - 8 * n);
    memset(h->name, 0, CP_HTML_NAME);
    memcpy(h->name, &word, sizeof(word));
    h->name_length = (unsigned char)n;
    h->element = cp_html_element_of(h->name);
    return n;
}

static const char *start_tag(cp_html *h, const char *s, const char *end)
{
    unsigned n = name_of(h, s + 1, end);
    const char *close;

    if (n == 0 || !cp_html_is(h, E_STAYS)) {
        return s;
    }
    close = over_attributes(s + 1 + n, end);
    if (close == NULL) {
        return s;
    }
    h->end_tag = 0;
    if (cp_html_is(h, E_HTML | E_META) && any_matters(h, s + 1 + n, close)) {
        cp_html_named(h);
        tell_attributes(h, s + 1 + n, close);
        cp_html_tag(h);
        return close + 1;
    }
    h->meta = 0;
    h->told = 0;
    if (cp_html_is(h, E_DOCUMENT | E_TEMPLATE | E_SCRIPT | E_TEXT)) {
        h->evidence |= (unsigned char)cp_html_is(h, E_DOCUMENT);
        cp_html_tag(h);
    }
    return close + 1;
}

/* One that does not open the body; few have attributes. */
static const char *end_tag(cp_html *h, const char *s, const char *end)
{
    unsigned n = name_of(h, s + 2, end);

    if (n == 0 || s[2 + n] != '>' || cp_html_is(h, E_IMPLIED)) {
        return s;
    }
    h->end_tag = 1;
    cp_html_named(h);
    cp_html_tag(h);
    return s + 2 + n + 1;
}

/* 13.2.5.42, .53: no space is needed behind the word, and the first '>' is
 * its end. */
static const char *doctype(cp_html *h, const char *s, const char *end)
{
    static const char name[] = "!doctype";
    apr_uint64_t want, word;
    const char *close;

    if (end - s <= (int)sizeof(word)) {
        return s;
    }
    memcpy(&want, name, sizeof(want));
    memcpy(&word, s + 1, sizeof(word));
    close = (word | EACH(0x20)) == want ? memchr(s, '>', (apr_size_t)(end - s))
                                        : NULL;
    if (close == NULL) {
        return s;
    }
    h->evidence = 1;
    return close + 1;
}

const char *cp_html_whole(cp_html *h, const char *s, const char *end)
{
    if (h->phase != P_BEFORE || h->marked || end - s < 4 || APR_IS_BIGENDIAN) {
        return s;
    }
    switch (s[1]) {
    case '!':
        return s[2] == '-' && s[3] == '-'
                 ? cp_html_to(h, S_COMMENT_START, s + 4)
                 : doctype(h, s, end);
    case '/':
        return end_tag(h, s, end);
    default:
        return start_tag(h, s, end);
    }
}
