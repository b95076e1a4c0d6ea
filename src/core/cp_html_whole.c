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

/* Without charset or http-equiv a meta says nothing that matters here. */
static int may_matter(const char *name, apr_size_t n)
{
    char first = cp_html_lower((unsigned char)name[0]);

    if (n == sizeof("charset") - 1) {
        return first == 'c' && cp_html_lower((unsigned char)name[1]) == 'h';
    }
    return n == sizeof("http-equiv") - 1 && first == 'h';
}

static int is_lang(const char *name, apr_size_t n)
{
    static const char lang[] = "lang";
    apr_size_t i = 0;

    while (n == sizeof(lang) - 1 && i < n
           && cp_html_lower((unsigned char)name[i]) == lang[i]) {
        i++;
    }
    return i == sizeof(lang) - 1;
}

/* What over_value passed over, without quotes. */
static cp_span value_in(const char *s, const char *end)
{
    s = over_space(s, end);
    if (s < end && (*s == '"' || *s == '\'')) {
        s++;
        end--;
    }
    return cp_span_between(s, end);
}

/* To the '>' of the tag; NULL when there is none, or when its attributes
 * must be looked at. `lang` is NULL where nobody wants to know. */
static const char *over_attributes(const char *s, const char *end, int meta,
                                   cp_span *lang)
{
    for (;;) {
        const char *name, *value;
        apr_size_t n;

        while (s < end && *s != '>' && cp_html_ends_name((unsigned char)*s)) {
            s++;
        }
        if (s == end || *s == '>') {
            return s < end ? s : NULL;
        }
        name = s;
        s = over_name(s, end);
        n = (apr_size_t)(s - name);
        if (meta && may_matter(name, n)) {
            return NULL;
        }
        if (s < end && *s != '=') {
            s = over_space(s, end);
        }
        if (s < end && *s == '=') {
            value = s + 1;
            s = over_value(value, end);
            if (lang && lang->n == 0 && is_lang(name, n)) {
                *lang = value_in(value, s);
            }
        }
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
    cp_span lang = {NULL, 0};
    const char *close;

    if (n == 0 || !cp_html_is(h, E_STAYS)) {
        return s;
    }
    close = over_attributes(s + 1 + n, end,
                            cp_html_is(h, E_META)
                                && (!h->declared || h->policies != NULL),
                            cp_html_is(h, E_HTML) ? &lang : NULL);
    if (close == NULL) {
        return s;
    }
    if (lang.n > 0 && h->lang_length == 0) {
        cp_html_keep_lang(h, lang);
    }
    h->end_tag = 0;
    h->meta = 0;
    h->told = 0;
    if (cp_html_is(h, E_DOCUMENT | E_TEMPLATE | E_SCRIPT | E_TEXT)) {
        h->evidence |= (unsigned char)cp_html_is(h, E_DOCUMENT);
        cp_html_tag(h);
    }
    return close + 1;
}

const char *cp_html_whole(cp_html *h, const char *s, const char *end)
{
    if (h->phase != P_BEFORE || h->marked || end - s < 4 || APR_IS_BIGENDIAN) {
        return s;
    }
    if (!memcmp(s, "<!--", 4)) {
        return cp_html_to(h, S_COMMENT_START, s + 4);
    }
    return start_tag(h, s, end);
}
