/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vectors of 32 bytes, for the fast path of the scanner. The functions named
 * ..._wide use them. They run on processors that have AVX2 and BMI;
 * cp_html_body_end_fast() tests this.
 */
#ifndef CP_HTML_WIDE_H
#define CP_HTML_WIDE_H

#include <string.h>

#include <apr.h>

/* Vectors of 32 equal bytes. An instruction can read them from memory; as
 * constants they would cost three instructions each time. */
enum {
    CP_EQUAL_GREATER,    /* '>' */
    CP_EQUAL_APOSTROPHE, /* "'" */
    CP_EQUAL_CASE,       /* makes lower case of letters */
    CP_EQUAL_C_TO_G,     /* the bit in which 'c' and 'g' differ */
    CP_EQUAL_G,          /* 'g' */
    CP_EQUAL_K,          /* 'k' */
    CP_EQUAL_NG_OR_RC,   /* 'n' + 'g', which is 'r' + 'c' */
    CP_EQUAL_LAST
};
extern const char cp_html_equal[CP_EQUAL_LAST][32];

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,bmi")))
typedef unsigned char wide_bytes __attribute__((vector_size(32)));
typedef char wide_chars __attribute__((vector_size(32)));
typedef long long wide_words __attribute__((vector_size(32)));

WIDE static inline wide_bytes wide_load(const char *s)
{
    wide_bytes v;

    memcpy(&v, s, sizeof(v));
    return v;
}

/* Returns a vector of 32 equal bytes (CP_EQUAL_...). */
WIDE static inline wide_bytes wide_equal(int i)
{
    return wide_load(cp_html_equal[i]);
}

WIDE static inline wide_bytes wide_is(const char *s, int i)
{
    return (wide_bytes)(wide_load(s) == wide_equal(i));
}

WIDE static inline apr_uint64_t wide_bits(wide_bytes found)
{
    return (unsigned)__builtin_ia32_pmovmskb256((wide_chars)found);
}

/* Returns the index of the lowest bit that is set; 64 if there is none. */
WIDE static inline apr_uint64_t first_bit(apr_uint64_t bits)
{
    return __builtin_ia32_tzcnt_u64(bits);
}

WIDE static inline unsigned first_bit_or_32(unsigned bits)
{
    return __builtin_ia32_tzcnt_u32(bits);
}
#endif

#endif
