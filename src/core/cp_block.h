/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes sixteen at a time, for fields that are read on each request: every
 * compiler that httpd is built with has such vectors, and turns them into
 * what the processor has. A comparison gives 0xFF in the bytes that hold
 * and 0 in the others.
 */
#ifndef CP_BLOCK_H
#define CP_BLOCK_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "cp_span.h"

typedef unsigned char cp_bytes __attribute__((vector_size(16)));
typedef signed char cp_signed_bytes __attribute__((vector_size(16)));

/** Sixteen bytes, which all must be there. */
static inline cp_bytes cp_block_load(const char *s)
{
    cp_bytes v;

    memcpy(&v, s, sizeof(v));
    return v;
}

/** Where a comparison holds, by halves. */
typedef struct cp_places {
    apr_uint64_t half[2];
} cp_places;

static inline cp_places cp_places_of(cp_bytes found)
{
    cp_places all;

    memcpy(all.half, &found, sizeof(all.half));
    return all;
}

/** Non-zero when it holds somewhere. */
static inline int cp_is_any(cp_places all)
{
    return (all.half[0] | all.half[1]) != 0;
}

/** One bit for each byte of a half where it holds, the first byte's the
 * lowest. */
static inline apr_uint64_t cp_place_bits(apr_uint64_t half)
{
    half &= APR_UINT64_C(0x8080808080808080);
    return APR_IS_BIGENDIAN ? __builtin_bswap64(half) : half;
}

/** Number of the byte, 0 to 7, of the lowest of these bits. */
static inline apr_size_t cp_first_place(apr_uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits) / 8;
}

/** Place of the first `a` or `b`, or the span's length; meant for what is
 * mostly so near that it is found before a call of memchr had begun. */
static inline apr_size_t cp_find_near(cp_span text, char a, char b)
{
    apr_size_t i = 0;

    if (text.n >= sizeof(cp_bytes)) {
        cp_bytes v = cp_block_load(text.s);
        cp_places all = cp_places_of((cp_bytes)(v == (unsigned char)a)
                                     | (cp_bytes)(v == (unsigned char)b));

        if (all.half[0] != 0) {
            return cp_first_place(cp_place_bits(all.half[0]));
        }
        if (all.half[1] != 0) {
            return cp_first_place(cp_place_bits(all.half[1]))
                 + sizeof(all.half[0]);
        }
        i = sizeof(v);
    }
    while (i < text.n && text.s[i] != a && text.s[i] != b) {
        i++;
    }
    return i;
}

/** One bit for each byte where a comparison holds, the first byte's the
 * lowest. */
static inline unsigned cp_block_bits(cp_bytes found)
{
#ifdef __SSE2__
    return (unsigned)_mm_movemask_epi8((__m128i)found);
#else
    cp_places all = cp_places_of(found);
    unsigned bits = 0;
    int i;

    for (i = 1; i >= 0; i--) {
        /* Moves the highest bit of byte n to bit n of the highest byte. */
        apr_uint64_t each = cp_place_bits(all.half[i]) >> 7;

        bits = bits << 8
             | (unsigned)(each * APR_UINT64_C(0x0102040810204080) >> 56);
    }
    return bits;
#endif
}

/** Where one of the sixteen bytes at s is `a` or `b`. */
static inline cp_bytes cp_block_either(const char *s, char a, char b)
{
    cp_bytes v = cp_block_load(s);

    return (cp_bytes)(v == (unsigned char)a)
         | (cp_bytes)(v == (unsigned char)b);
}

/** The first `a` or `b` from s on, or `end`: for what is mostly near, but
 * need not be. */
static inline const char *cp_block_find(const char *s, const char *end, char a,
                                        char b)
{
    for (; end - s >= (int)sizeof(cp_bytes); s += sizeof(cp_bytes)) {
        unsigned at = cp_block_bits(cp_block_either(s, a, b));

        if (at != 0) {
            return s + (unsigned)__builtin_ctz(at);
        }
    }
    while (s < end && *s != a && *s != b) {
        s++;
    }
    return s;
}

#endif
