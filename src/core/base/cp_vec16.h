/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes sixteen at a time, for fields that are read on each request: every
 * compiler that httpd is built with has such vectors, and turns them into
 * what the processor has. A comparison gives 0xFF in the bytes that hold
 * and 0 in the others.
 */
#ifndef CP_VEC16_H
#define CP_VEC16_H

#include "core/base/cp_span.h"

typedef unsigned char cp_bytes __attribute__((vector_size(16)));
typedef signed char cp_signed_bytes __attribute__((vector_size(16)));

/* Of cp_vec16_bits, where a comparison holds in every byte. */
#define CP_VEC16_ALL 0xFFFFu

/** Sixteen bytes, which all must be there. */
static inline cp_bytes cp_vec16_load(const char *s)
{
    cp_bytes v;

    memcpy(&v, s, sizeof(v));
    return v;
}

/* The top bits of a word's bytes, the first byte's the lowest: a product
 * that brings each of them to its place, and no two to the same. */
static inline unsigned cp_top_bits(apr_uint64_t half)
{
    half &= APR_UINT64_C(0x8080808080808080);
    half = APR_IS_BIGENDIAN ? __builtin_bswap64(half) : half;
    return (unsigned)((half >> 7) * APR_UINT64_C(0x0102040810204080) >> 56);
}

/** As cp_vec16_bits, on every processor. */
static inline unsigned cp_vec16_bits_anywhere(cp_bytes found)
{
    apr_uint64_t half[2];

    memcpy(half, &found, sizeof(half));
    return cp_top_bits(half[0]) | cp_top_bits(half[1]) << sizeof(half[0]);
}

/** One bit for each byte where a comparison holds, the first byte's the
 * lowest. On x86 that is one instruction, which no compiler finds itself. */
static inline unsigned cp_vec16_bits(cp_bytes found)
{
#ifdef __SSE2__
    typedef char plain_bytes __attribute__((vector_size(16)));

    return (unsigned)__builtin_ia32_pmovmskb128((plain_bytes)found);
#else
    return cp_vec16_bits_anywhere(found);
#endif
}

/** Number of the byte of the lowest of these bits. */
static inline apr_size_t cp_first_place(unsigned bits)
{
    return (unsigned)__builtin_ctz(bits);
}

/** Where one of the sixteen bytes at s is `a` or `b`. */
static inline cp_bytes cp_vec16_either(const char *s, char a, char b)
{
    cp_bytes v = cp_vec16_load(s);

    return (cp_bytes)(v == (unsigned char)a)
         | (cp_bytes)(v == (unsigned char)b);
}

/** Place of the first `a` or `b`, or the span's length; meant for what is
 * mostly so near that it is found before a call of memchr had begun. */
static inline apr_size_t cp_find_near(cp_span text, char a, char b)
{
    apr_size_t i = 0;

    if (text.n >= sizeof(cp_bytes)) {
        unsigned bits = cp_vec16_bits(cp_vec16_either(text.s, a, b));

        if (bits != 0) {
            return cp_first_place(bits);
        }
        i = sizeof(cp_bytes);
    }
    while (i < text.n && text.s[i] != a && text.s[i] != b) {
        i++;
    }
    return i;
}

/** The first `a` or `b` from s on, or `end`: for what is mostly near, but
 * need not be. */
static inline const char *cp_vec16_find(const char *s, const char *end, char a,
                                        char b)
{
    for (; end - s >= (int)sizeof(cp_bytes); s += sizeof(cp_bytes)) {
        unsigned at = cp_vec16_bits(cp_vec16_either(s, a, b));

        if (at != 0) {
            return s + cp_first_place(at);
        }
    }
    while (s < end && *s != a && *s != b) {
        s++;
    }
    return s;
}

#endif
