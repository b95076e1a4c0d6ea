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

/*
 * A table has sixteen bytes, twice. The instruction pshufb replaces each byte
 * of ASCII by the one that the table has at the place of its last four bits,
 * and each other byte by 0.
 *
 * A table of type 1 finds bytes: it contains each byte that is sought at its
 * own place. One of type 2 contains, at the place of a byte, the next byte that
 * makes both a pair. Three tables of type 3 find three bytes in a row, in
 * either case: a bit that all three results have set marks them. Types 2
 * and 3 also find other bytes with the same last four bits.
 */
enum {
    CP_TABLE_ENDS,    /* type 1: '>' and "'" */
    CP_TABLE_ADDRESS, /* type 1: these, and ':' '\\' '&' TAB CR */
    CP_TABLE_PAIRS,   /* type 2: "//" and "y-" */
    CP_TABLE_PING,    /* type 3: "ing" and "src" */
    CP_TABLE_BACKGROUND = CP_TABLE_PING + 3, /* type 3: "kgr" */
    CP_TABLE_LF = CP_TABLE_BACKGROUND + 3,   /* LF at each place */
    CP_TABLE_LESS,                           /* '<' at each place */
    CP_TABLES
};
extern const char cp_html_tables[CP_TABLES][32];

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

WIDE static inline wide_bytes wide_table(int i)
{
    return wide_load(cp_html_tables[i]);
}

/* Replaces each byte by the one of a table. */
WIDE static inline wide_bytes wide_look_up(wide_bytes table, const char *s)
{
    return (wide_bytes)__builtin_ia32_pshufb256((wide_chars)table,
                                                (wide_chars)wide_load(s));
}

/* Finds the bytes of a table of type 1. */
WIDE static inline wide_bytes wide_find(wide_bytes table, const char *s)
{
    return (wide_bytes)(wide_look_up(table, s) == wide_load(s));
}

/* Finds the first bytes of the pairs of a table of type 2. */
WIDE static inline wide_bytes wide_pairs(wide_bytes table, const char *s)
{
    return (wide_bytes)(wide_look_up(table, s) == wide_load(s + 1));
}

/* Finds the first bytes of the words of three tables of type 3. */
WIDE static inline wide_bytes wide_words_of(wide_bytes a, wide_bytes b,
                                            wide_bytes c, const char *s)
{
    wide_chars bits = (wide_chars)(wide_look_up(a, s) & wide_look_up(b, s + 1)
                                   & wide_look_up(c, s + 2));

    return (wide_bytes)(bits > 0);
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
