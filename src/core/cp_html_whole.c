/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a tag that is there as a whole, in one go: what a head is full of.
 * Knows nothing that the states in cp_html_token.c do not know, and leaves
 * to them what is cut, opens the body, or has an attribute to be kept.
 */
#include "cp_html_parts.h"

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
    s = over_space(s, end);
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
    do {
        s++;
    } while (s < end
             && ((unsigned char)*s > '>'
                 || (*s != '=' && !cp_html_ends_name((unsigned char)*s))));
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

/* To the '>' of the tag; NULL when there is none, or when its attributes
 * must be looked at. */
static const char *over_attributes(const char *s, const char *end, int meta)
{
    for (;;) {
        const char *name;

        while (s < end && (*s == '/' || cp_html_is_space((unsigned char)*s))) {
            s++;
        }
        if (s == end || *s == '>') {
            return s < end ? s : NULL;
        }
        name = s;
        s = over_name(s, end);
        if (meta && may_matter(name, (apr_size_t)(s - name))) {
            return NULL;
        }
        s = over_space(s, end);
        if (s < end && *s == '=') {
            s = over_value(s + 1, end);
        }
    }
}

/* Keeps the name of the tag; its length, or 0 when it is none we know. */
static apr_size_t name_of(cp_html *h, const char *s, const char *end)
{
    char name[CP_HTML_NAME] = {0};
    apr_size_t n = 0;

    end = end - s > CP_HTML_NAME ? s + CP_HTML_NAME : end;
    for (; s < end && cp_html_is_alpha((unsigned char)*s); s++) {
        name[n++] = (char)(*s | 0x20);
    }
    if (n == 0 || s == end || !cp_html_ends_name((unsigned char)*s)) {
        return 0;
    }
    memcpy(h->name, name, sizeof(name));
    h->name_length = (unsigned char)n;
    h->element = cp_html_element_of(h->name);
    return n;
}

static const char *start_tag(cp_html *h, const char *s, const char *end)
{
    apr_size_t n = name_of(h, s + 1, end);
    const char *close;

    if (n == 0 || !cp_html_is(h, E_STAYS)) {
        return s;
    }
    close = over_attributes(s + 1 + n, end,
                            cp_html_is(h, E_META)
                                && (!h->declared || h->policies != NULL));
    if (close == NULL) {
        return s;
    }
    h->end_tag = 0;
    h->meta = 0;
    h->told = 0;
    h->evidence |= (unsigned char)cp_html_is(h, E_DOCUMENT);
    cp_html_tag(h);
    return close + 1;
}

const char *cp_html_whole(cp_html *h, const char *s, const char *end)
{
    if (h->phase != P_BEFORE || h->marked || end - s < 4) {
        return s;
    }
    if (!memcmp(s, "<!--", 4)) {
        return cp_html_to(h, S_COMMENT_START, s + 4);
    }
    return start_tag(h, s, end);
}
