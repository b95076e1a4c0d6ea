/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A span is a pointer to bytes with a length. It does not own the bytes and
 * does not change them: a span is valid as long as the memory that it points
 * into. The functions that read characters know ASCII only, independent of the
 * locale.
 *
 * Two sets of white space are in use. A *blank* is SP or HTAB, the white space
 * of HTTP fields and cookies (OWS in RFC 9110, section 5.6.3; WSP in 6265bis).
 * A *space* is ASCII whitespace of the standards of WHATWG and W3C (Infra,
 * section 4.6): also LF, FF and CR.
 */
#ifndef CP_SPAN_H
#define CP_SPAN_H

#include <string.h>

#include <apr.h>
#include <apr_pools.h>

/* 0 or 1. */
typedef unsigned char cp_flag;

typedef struct cp_span {
    const char *s; /* the first byte; NULL only for "no span" */
    apr_size_t n;  /* the number of bytes */
} cp_span;

/** Returns a span over a NUL-terminated string. NULL gives "no span". */
static inline cp_span cp_span_of(const char *s)
{
    cp_span a = {s, s ? strlen(s) : 0};
    return a;
}

/** Returns a span over the bytes from `from` up to, but without, `to`. */
static inline cp_span cp_span_between(const char *from, const char *to)
{
    cp_span a = {from, (apr_size_t)(to - from)};
    return a;
}

/* ---- characters ---- */

/** True for a blank: SP, HTAB. */
static inline int cp_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/** True for a space: SP, HTAB, LF, FF, CR. */
static inline int cp_is_space(char c)
{
    static const apr_uint64_t spaces =
        APR_UINT64_C(1) << ' ' | APR_UINT64_C(1) << '\t'
        | APR_UINT64_C(1) << '\n' | APR_UINT64_C(1) << '\f'
        | APR_UINT64_C(1) << '\r';
    unsigned char byte = (unsigned char)c;

    return byte <= ' ' && (spaces >> byte & 1);
}

/** Returns the lower-case letter for A to Z, and `c` for any other byte. */
static inline char cp_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/** Returns the value of a hexadecimal digit in either case, else -1. */
static inline int cp_hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One bit for each byte that a token may contain. */
extern const apr_uint32_t cp_tchars[8];

/** True for a byte of a token (tchar in RFC 9110, section 5.6.2). */
static inline int cp_is_tchar(unsigned char c)
{
    return (cp_tchars[c >> 5] >> (c & 31)) & 1;
}

/* ---- comparisons ---- */

/** True if both contain the same bytes. */
int cp_span_eq(cp_span a, cp_span b);

/** True if the span contains exactly the bytes of `s`. */
static inline int cp_span_is(cp_span a, const char *s)
{
    if (a.n == 0 || a.s[0] != s[0]) { /* the first byte decides most often */
        return a.n == 0 && s[0] == '\0';
    }
    return a.n == strlen(s) && memcmp(a.s, s, a.n) == 0;
}

/** True if n bytes are equal, A to Z being equal to a to z. */
int cp_same_but_case(const char *a, const char *b, apr_size_t n);

/** As cp_span_is, A to Z being equal to a to z. */
static inline int cp_span_case_is(cp_span a, const char *s)
{
    if (a.n == 0 || ((a.s[0] ^ s[0]) & ~0x20) != 0) {
        return a.n == 0 && s[0] == '\0';
    }
    return a.n == strlen(s) && cp_same_but_case(a.s, s, a.n);
}

/** True if the span begins with `prefix`, A to Z being equal to a to z. */
static inline int cp_span_case_begins(cp_span a, const char *prefix)
{
    apr_size_t n = strlen(prefix);

    return a.n >= n && cp_same_but_case(a.s, prefix, n);
}

/** True for a token (RFC 9110, section 5.6.2), which is never empty. */
int cp_span_is_token(cp_span a);

/* ---- parts ---- */

/** Returns the span without its first n bytes; it has at least n. */
static inline cp_span cp_span_skip(cp_span a, apr_size_t n)
{
    a.s += n;
    a.n -= n;
    return a;
}

/** Returns the span without the blanks at its start. */
static inline cp_span cp_span_skip_blanks(cp_span a)
{
    while (a.n > 0 && cp_is_blank(a.s[0])) {
        a = cp_span_skip(a, 1);
    }
    return a;
}

/** Returns the span without the blanks at both ends. */
static inline cp_span cp_span_trim(cp_span a)
{
    a = cp_span_skip_blanks(a);
    while (a.n > 0 && cp_is_blank(a.s[a.n - 1])) {
        a.n--;
    }
    return a;
}

/** Returns the span without the spaces at its start. */
static inline cp_span cp_span_skip_spaces(cp_span a)
{
    while (a.n > 0 && cp_is_space(a.s[0])) {
        a = cp_span_skip(a, 1);
    }
    return a;
}

/** Returns the span without the spaces at both ends. */
static inline cp_span cp_span_trim_spaces(cp_span a)
{
    a = cp_span_skip_spaces(a);
    while (a.n > 0 && cp_is_space(a.s[a.n - 1])) {
        a.n--;
    }
    return a;
}

/** Returns the position of the first `c`, or the length of the span. */
static inline apr_size_t cp_span_find(cp_span a, char c)
{
    const char *hit = a.n ? memchr(a.s, c, a.n) : NULL;
    return hit ? (apr_size_t)(hit - a.s) : a.n;
}

/**
 * Cuts the next piece off `rest`, up to `sep`, and the `sep` with it. Returns 0
 * if there is no further piece. The text after the last `sep` is a piece, even
 * if it is empty: "a;" has two.
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
        *rest = cp_span_skip(*rest, at + 1);
    }
    return 1;
}

/* ---- conversions ---- */

/**
 * Reads a decimal number that consists of 1 to 18 digits and no other bytes.
 * Returns 0, and leaves *out unchanged, if the span is not such a number.
 */
int cp_span_number(cp_span a, apr_int64_t *out);

/** Returns a NUL-terminated copy in `p`; "" for "no span". */
char *cp_span_dup(apr_pool_t *p, cp_span a);

#endif
