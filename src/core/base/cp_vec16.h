/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vectors of sixteen bytes, for texts that are read on each request. They are
 * an extension of gcc and clang, which translate them to the instructions of
 * the processor. The result of a comparison is a vector that has 0xFF in the
 * bytes for which it is true and 0 in the others.
 */
#ifndef CP_VEC16_H
#define CP_VEC16_H

#include "core/base/cp_span.h"

typedef unsigned char cp_bytes __attribute__((vector_size(16)));
typedef signed char cp_signed_bytes __attribute__((vector_size(16)));

/* The result of cp_vec16_bits if a comparison is true for every byte. */
#define CP_VEC16_ALL 0xFFFFu

/** Returns the sixteen bytes at `s`. */
static inline cp_bytes cp_vec16_load(const char *s)
{
    cp_bytes v;

    memcpy(&v, s, sizeof(v));
    return v;
}

/* Returns the top bits of the eight bytes of a word, that of the first byte
 * being the lowest. The multiplication moves each bit to a different place in
 * the top byte. */
static inline unsigned cp_top_bits(apr_uint64_t half)
{
    half &= APR_UINT64_C(0x8080808080808080);
    half = APR_IS_BIGENDIAN ? __builtin_bswap64(half) : half;
    return (unsigned)((half >> 7) * APR_UINT64_C(0x0102040810204080) >> 56);
}

/** As cp_vec16_bits, for processors without SSE2. */
static inline unsigned cp_vec16_bits_anywhere(cp_bytes found)
{
    apr_uint64_t half[2];

    memcpy(half, &found, sizeof(half));
    return cp_top_bits(half[0]) | cp_top_bits(half[1]) << sizeof(half[0]);
}

/** Returns one bit for each byte of the result of a comparison, that of the
 * first byte being the lowest. With SSE2 this is one instruction, which
 * compilers do not find by themselves. */
static inline unsigned cp_vec16_bits(cp_bytes found)
{
#ifdef __SSE2__
    typedef char plain_bytes __attribute__((vector_size(16)));

    return (unsigned)__builtin_ia32_pmovmskb128((plain_bytes)found);
#else
    return cp_vec16_bits_anywhere(found);
#endif
}

/** Returns the index of the lowest bit that is set; `bits` is not 0. */
static inline apr_size_t cp_first_place(unsigned bits)
{
    return (unsigned)__builtin_ctz(bits);
}

/** Returns the result of comparing the sixteen bytes at `s` with `a` and `b`.
 */
static inline cp_bytes cp_vec16_either(const char *s, char a, char b)
{
    cp_bytes v = cp_vec16_load(s);

    return (cp_bytes)(v == (unsigned char)a)
         | (cp_bytes)(v == (unsigned char)b);
}

/** Returns the position of the first `a` or `b`, or the length of the span. Use
 * it if the byte is most often among the first sixteen: then it is faster than
 * a call of memchr. */
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

/** Returns the first `a` or `b` from `s` on, or `end`. Use it if the byte is
 * most often near, but may be far. */
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
