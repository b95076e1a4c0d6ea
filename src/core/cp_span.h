/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Borrowed bytes with a length. A span never owns memory and is never
 * changed through; it lives as long as what it points into. The scanning
 * helpers know ASCII only: no locale, no case table but A-Z.
 */
#ifndef CP_SPAN_H
#define CP_SPAN_H

#include <apr.h>
#include <apr_pools.h>

typedef struct cp_span {
    const char *s; /* first byte; NULL only for "no span" */
    apr_size_t n;  /* number of bytes */
} cp_span;

/** A span over a NUL-terminated string; NULL gives an empty "no span". */
cp_span cp_span_of(const char *s);

/** A span over the bytes from `from` up to, not including, `to`. */
cp_span cp_span_between(const char *from, const char *to);

/** Non-zero when both hold the same bytes. */
int cp_span_eq(cp_span a, cp_span b);

/** Non-zero when the span holds exactly the bytes of `s`. */
int cp_span_is(cp_span a, const char *s);

/** As cp_span_is, but A-Z equals a-z. */
int cp_span_case_is(cp_span a, const char *s);

/** Without SP and HTAB at both ends (WSP of RFC 6265bis, nothing else). */
cp_span cp_span_trim(cp_span a);

/**
 * Cuts the next piece up to `sep` off `rest`; the separator is consumed.
 * Returns 0 when nothing is left. An empty rest with a separator before it
 * gives one empty piece, so "a;" has two pieces.
 */
int cp_span_next(cp_span *rest, char sep, cp_span *piece);

/** Position of the first `c`, or the span's length. */
apr_size_t cp_span_find(cp_span a, char c);

/** Non-zero for a non-empty token of RFC 9110, section 5.6.2. */
int cp_span_is_token(cp_span a);

/** One byte of a token. */
int cp_is_tchar(unsigned char c);

/** A decimal number without sign; 0 when it is none or has over 18 digits. */
int cp_span_number(cp_span a, apr_int64_t *out);

/** A NUL-terminated copy in `p`. */
char *cp_span_dup(apr_pool_t *p, cp_span a);

#endif
