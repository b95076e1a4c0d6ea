/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Borrowed bytes with a length. A span never owns memory and is never
 * changed through; it lives as long as what it points into. The scanning
 * helpers know ASCII only: no locale, no case table but A-Z.
 */
#ifndef CP_SPAN_H
#define CP_SPAN_H

#include <string.h>

#include <apr.h>
#include <apr_pools.h>

typedef struct cp_span {
    const char *s; /* first byte; NULL only for "no span" */
    apr_size_t n;  /* number of bytes */
} cp_span;

/** A span over a NUL-terminated string; NULL gives an empty "no span". */
static inline cp_span cp_span_of(const char *s)
{
    cp_span a = {s, s ? strlen(s) : 0};
    return a;
}

/** A span over the bytes from `from` up to, not including, `to`. */
static inline cp_span cp_span_between(const char *from, const char *to)
{
    cp_span a = {from, (apr_size_t)(to - from)};
    return a;
}

/** Non-zero when both hold the same bytes. */
int cp_span_eq(cp_span a, cp_span b);

/** Non-zero when the span holds exactly the bytes of `s`. */
static inline int cp_span_is(cp_span a, const char *s)
{
    if (a.n == 0 || a.s[0] != s[0]) { /* mostly told by the first byte */
        return a.n == 0 && s[0] == '\0';
    }
    return a.n == strlen(s) && memcmp(a.s, s, a.n) == 0;
}

/** Non-zero when n bytes are the same, where A-Z equals a-z. */
int cp_same_but_case(const char *a, const char *b, apr_size_t n);

/** As cp_span_is, but A-Z equals a-z. */
static inline int cp_span_case_is(cp_span a, const char *s)
{
    return a.n == strlen(s) && cp_same_but_case(a.s, s, a.n);
}

/** Without SP and HTAB at both ends (WSP of RFC 6265bis, nothing else). */
static inline cp_span cp_span_trim(cp_span a)
{
    while (a.n > 0 && (a.s[0] == ' ' || a.s[0] == '\t')) {
        a.s++;
        a.n--;
    }
    while (a.n > 0 && (a.s[a.n - 1] == ' ' || a.s[a.n - 1] == '\t')) {
        a.n--;
    }
    return a;
}

/** Position of the first `c`, or the span's length. */
static inline apr_size_t cp_span_find(cp_span a, char c)
{
    const char *hit = a.n ? memchr(a.s, c, a.n) : NULL;
    return hit ? (apr_size_t)(hit - a.s) : a.n;
}

/**
 * Cuts the next piece up to `sep` off `rest`; the separator is consumed.
 * Returns 0 when nothing is left. An empty rest with a separator before it
 * gives one empty piece, so "a;" has two pieces.
 */
static inline int cp_span_next(cp_span *rest, char sep, cp_span *piece)
{
    apr_size_t at;

    if (rest->s == NULL) {
        return 0;
    }
    at = cp_span_find(*rest, sep);
    *piece = cp_span_between(rest->s, rest->s + at);
    if (at == rest->n) {
        rest->s = NULL;
        rest->n = 0;
    }
    else {
        rest->s += at + 1;
        rest->n -= at + 1;
    }
    return 1;
}

/** Non-zero for a non-empty token of RFC 9110, section 5.6.2. */
int cp_span_is_token(cp_span a);

/* The bytes of a token, one bit each. */
extern const apr_uint32_t cp_tchars[8];

/** One byte of a token. */
static inline int cp_is_tchar(unsigned char c)
{
    return (cp_tchars[c >> 5] >> (c & 31)) & 1;
}

/** A decimal number without sign; 0 when it is none or has over 18 digits. */
int cp_span_number(cp_span a, apr_int64_t *out);

/** A NUL-terminated copy in `p`. */
char *cp_span_dup(apr_pool_t *p, cp_span a);

#endif
