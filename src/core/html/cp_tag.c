/* SPDX-License-Identifier: Apache-2.0 */
/* The attributes of a start tag; see the header. */
#include "core/html/cp_tag.h"

#define BIT(c) (APR_UINT64_C(1) << (c))
#define SPACES (BIT(' ') | BIT('\t') | BIT('\n') | BIT('\f') | BIT('\r'))

/* True for a byte of a set of bytes up to '>'. Most bytes are letters, which
 * one comparison excludes. */
static inline int is_in(char c, apr_uint64_t set)
{
    unsigned char byte = (unsigned char)c;

    return byte <= '>' && (set >> byte & 1);
}

/* True for a byte that ends the name of a tag (13.2.5.8). */
static inline int ends_tag_name(char c)
{
    return is_in(c, SPACES | BIT('>') | BIT('/'));
}

/* True for a byte that ends the name of an attribute (13.2.5.33). */
static inline int ends_attribute_name(char c)
{
    return is_in(c, SPACES | BIT('>') | BIT('/') | BIT('='));
}

static inline int is_letter(char c)
{
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z';
}

static inline const char *skip_spaces(const char *s, const char *end)
{
    while (s < end && cp_is_space(*s)) {
        s++;
    }
    return s;
}

int cp_tag_begin(cp_tag *tag, cp_span bytes)
{
    const char *s = bytes.s + 1;

    tag->end = bytes.s + bytes.n;
    if (bytes.n < 3 || bytes.s[0] != '<'
        || !(is_letter(*s) || *s == '_' || (unsigned char)*s >= 0x80)) {
        return 0;
    }
    while (s < tag->end && !ends_tag_name(*s)) {
        s++;
    }
    tag->name = cp_span_between(bytes.s + 1, s);
    tag->at = s;
    return s < tag->end;
}

/* 13.2.5.36 to .39. `s` is after the '=', and before the end. Returns the byte
 * after the value, or NULL if the value does not end. */
static const char *read_value(const char *s, const char *end, cp_span *value)
{
    const char *from = s;

    if (*s == '"' || *s == '\'') {
        const char *close = memchr(s + 1, *s, (apr_size_t)(end - s - 1));

        if (close == NULL) {
            return NULL;
        }
        *value = cp_span_between(s + 1, close);
        return close + 1;
    }
    while (s < end && !is_in(*s, SPACES | BIT('>'))) {
        s++;
    }
    *value = cp_span_between(from, s);
    return s < end ? s : NULL;
}

/* 13.2.5.34 and .35. `s` is after the name. Returns the byte after the
 * attribute, or NULL if it does not end. */
static const char *read_after_name(const char *s, const char *end,
                                   cp_span *value)
{
    const char *equals = skip_spaces(s, end);

    value->s = NULL;
    value->n = 0;
    if (equals == end) {
        return NULL;
    }
    if (*equals != '=') {
        return s;
    }
    s = skip_spaces(equals + 1, end);
    return s < end ? read_value(s, end, value) : NULL;
}

int cp_tag_next(cp_tag *tag, cp_attribute *out)
{
    const char *s = tag->at, *end = tag->end, *from;

    while (s < end && (*s == '/' || cp_is_space(*s))) {
        s++;
    }
    if (s == end || *s == '>') {
        tag->at = s;
        return 0;
    }
    from = s++; /* 13.2.5.32: a name may begin with '=' */
    while (s < end && !ends_attribute_name(*s)) {
        s++;
    }
    out->name = cp_span_between(from, s);
    s = read_after_name(s, end, &out->value);
    tag->at = s != NULL ? s : end;
    return s != NULL;
}
