/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attributes of a complete tag in body, many bytes at a time: where they
 * end, and whether one of them may fetch. Only cp_html_body_end_fast.c includes
 * this file.
 */
#ifndef CP_HTML_FAST_ATTRIBUTES_H
#define CP_HTML_FAST_ATTRIBUTES_H

#include "core/html/cp_html_body_end.h"
#include "core/html/cp_html_complete_tag.h"
#include "core/html/cp_html_wide.h"

/* Bytes in which the wide search looks for the end of a tag. */
enum { WIDE_TAG = 128 };

/* ---- attributes: from the name to the byte after the tag, or NULL ---- */

static const char *skip_to_tag_end(const char *s, const char *end)
{
    s = cp_html_ends_name(*s) ? skip_unneeded_attributes(s, end) : NULL;
    return s ? s + 1 : NULL;
}

/*
 * is_certain_end() for the most frequent case: the '>' follows a '"', and the
 * '"' follows a byte above SP that is not '='. Three comparisons in one: the
 * constant is the least of the four-byte words that match.
 */
static inline int is_after_value(const char *close)
{
    apr_uint32_t last;

    memcpy(&last, close - 3, sizeof(last));
    last = APR_IS_BIGENDIAN ? __builtin_bswap32(last) : last;
    last -= (apr_uint32_t)'>' << 24 | '"' << 16 | (' ' + 1) << 8;
    return last < (0x100 - (' ' + 1)) << 8 && last >> 8 != '=' - (' ' + 1);
}

/* Fast path for tags that end within 32 bytes. If none of the bytes is a '>' or
 * a "'", the search stops at the byte after them. */
static inline const char *skip_short_attributes(const char *s, const char *end)
{
    enum { STEP = sizeof(cp_bytes) };

    if (*s == '>') {
        return s + 1;
    }
    if (*s == ' ' && end - s > 2 * STEP) {
        apr_uint64_t at =
            cp_vec16_bits(cp_vec16_either(s, '>', '\''))
            | (apr_uint64_t)cp_vec16_bits(cp_vec16_either(s + STEP, '>', '\''))
                  << STEP
            | APR_UINT64_C(1) << 2 * STEP;
        const char *close = s + (unsigned)__builtin_ctzll(at);

        if (is_after_value(close)) {
            return close + 1;
        }
    }
    return skip_to_tag_end(s, end);
}

#if defined(__x86_64__)
/* Returns the places of '>' and "'" in the 32 bytes at `s`. */
WIDE static inline apr_uint64_t ends_wide(const char *s)
{
    return wide_bits(wide_is(s, CP_EQUAL_GREATER)
                     | wide_is(s, CP_EQUAL_APOSTROPHE));
}

/* Reads attributes that do not end within 32 bytes. */
WIDE static __attribute__((noinline)) const char *skip_longer_attributes(
    const char *s, const char *end)
{
    enum { STEP = sizeof(wide_bytes) };
    const char *at = s + STEP;
    apr_uint64_t found = 0;

    while (found == 0 && at < s + WIDE_TAG) {
        found = ends_wide(at);
        at += STEP;
    }
    at += first_bit(found) - STEP; /* not a '>' if there is none */
    return found != 0 && is_after_value(at) ? at + 1 : skip_to_tag_end(s, end);
}

/* As skip_short_attributes, with one vector. */
WIDE static inline const char *skip_short_attributes_wide(const char *s,
                                                          const char *end)
{
    if (*s == '>') {
        return s + 1;
    }
    if (*s == ' ') {
        unsigned found = (unsigned)ends_wide(s);
        const char *close = s + first_bit_or_32(found);

        if (is_after_value(close)) {
            return close + 1;
        }
        if (found == 0) {
            return skip_longer_attributes(s, end);
        }
    }
    return skip_to_tag_end(s, end);
}
#endif

/* ---- attributes that matter, if start tags are reported ---- */

/* A longer tag is left to cp_html_has_attribute. */
enum { MAX_FILTERED = 1024 };

/*
 * The two bytes that the functions below look for. "ng" of ping and "rc" of
 * attributionsrc are, in either case, the pairs of which the second byte is one
 * of "CGcg" and the sum in lower case is NG_OR_RC. In background they are "kg".
 */
enum { LOWER = 0x20, NG_OR_RC = 'n' + 'g' };

/* True if a pair at one of the places `bits` after `s` ends "ping" or "nsrc".
 */
static int is_ping_at(const char *s, apr_uint64_t bits)
{
    for (; bits != 0; bits &= bits - 1) {
        apr_uint32_t last = last_four(s + __builtin_ctzll(bits) + 2);

        if (last == last_four(&"ping"[4]) || last == last_four(&"nsrc"[4])) {
            return 1;
        }
    }
    return 0;
}

/* True if the vectors for attributes from `s` to `next` are within the buffer,
 * and not too many. */
static inline int is_searchable(const char *s, const char *next,
                                const char *end)
{
    return next - s <= MAX_FILTERED && end - next > (int)sizeof(cp_bytes);
}

/* Returns 0 if no attribute of the tag from `s` to `next` is ping or
 * attributionsrc. Bytes after `next` are searched, too, so the result 1 is not
 * certain. */
static inline int may_ping(const char *s, const char *next, const char *end)
{
    if (*s == '>') {
        return 0;
    }
    if (!is_searchable(s, next, end)) {
        return 1;
    }
    for (; s < next; s += sizeof(cp_bytes)) {
        cp_bytes a = cp_vec16_load(s), b = cp_vec16_load(s + 1);
        unsigned pairs =
            cp_vec16_bits((cp_bytes)((b | (LOWER | ('c' ^ 'g'))) == 'g')
                          & (cp_bytes)((a | LOWER) + (b | LOWER) == NG_OR_RC));

        if (pairs != 0 && is_ping_at(s, pairs)) {
            return 1;
        }
    }
    return 0;
}

/* True if the attribute may be background. */
static inline int may_background(const char *s, const char *next,
                                 const char *end)
{
    if (*s == '>') {
        return 0;
    }
    if (!is_searchable(s, next, end)) {
        return 1;
    }
    for (; s < next; s += sizeof(cp_bytes)) {
        if (cp_vec16_bits((cp_bytes)((cp_vec16_load(s) | LOWER) == 'k')
                          & (cp_bytes)((cp_vec16_load(s + 1) | LOWER) == 'g'))
            != 0) {
            return 1;
        }
    }
    return 0;
}

/* Returns the byte after the tag of a link; NULL if it may have such an
 * attribute, or does not end. */
static inline const char *skip_link(const char *s, const char *end)
{
    const char *next = skip_short_attributes(s, end);

    return next != NULL && may_ping(s, next, end) ? NULL : next;
}

#if defined(__x86_64__)
/* Returns the places of the pairs of ping and attributionsrc in the 32 bytes at
 * `s`, as the result of two comparisons. */
WIDE static inline wide_bytes ping_pairs(const char *s, wide_bytes *second)
{
    wide_bytes a = wide_load(s) | wide_equal(CP_EQUAL_CASE);
    wide_bytes b = wide_load(s + 1) | wide_equal(CP_EQUAL_CASE);

    *second = (wide_bytes)((b | wide_equal(CP_EQUAL_C_TO_G))
                           == wide_equal(CP_EQUAL_G));
    return (wide_bytes)(a + b == wide_equal(CP_EQUAL_NG_OR_RC));
}

/* skip_link for tags that do not end within 32 bytes, or contain such pairs. */
WIDE static __attribute__((noinline)) const char *skip_longer_link(
    const char *s, const char *end)
{
    const char *next = skip_short_attributes_wide(s, end);

    if (next == NULL || next - s > WIDE_TAG) {
        return NULL;
    }
    for (; s < next; s += sizeof(wide_bytes)) {
        wide_bytes second, first = ping_pairs(s, &second);

        if (is_ping_at(s, wide_bits(first & second))) {
            return NULL;
        }
    }
    return next;
}

WIDE static inline const char *skip_link_wide(const char *s, const char *end)
{
    wide_bytes first, second;
    const char *close;

    if (*s == '>') {
        return s + 1;
    }
    close = s + first_bit_or_32((unsigned)ends_wide(s));
    first = ping_pairs(s, &second);
    return *s == ' ' && is_after_value(close)
                && __builtin_ia32_ptestz256((wide_words)first,
                                            (wide_words)second)
             ? close + 1
             : skip_longer_link(s, end);
}

WIDE static inline int may_background_wide(const char *s, const char *next,
                                           const char *end)
{
    (void)end;
    if (*s == '>') {
        return 0;
    }
    if (next - s > WIDE_TAG) {
        return 1;
    }
    for (; s < next; s += sizeof(wide_bytes)) {
        wide_bytes a = wide_load(s) | wide_equal(CP_EQUAL_CASE);
        wide_bytes b = wide_load(s + 1) | wide_equal(CP_EQUAL_CASE);

        if (wide_bits((wide_bytes)(a == wide_equal(CP_EQUAL_K))
                      & (wide_bytes)(b == wide_equal(CP_EQUAL_G)))
            != 0) {
            return 1;
        }
    }
    return 0;
}
#endif

#endif
