/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slot of the table of observations. Private: for the files cp_table*.c, and
 * for the inline functions that count an entry once more.
 */
#ifndef CP_TABLE_SLOT_H
#define CP_TABLE_SLOT_H

#include "core/observe/cp_table.h"

/* The texts of a slot: an array, and the length in use. */
#define CP_TABLE_TEXTS(T)           \
    T(name, CP_TABLE_NAME)          \
    T(category, CP_MAX_CATEGORY_ID) \
    T(domain, CP_TABLE_DOMAIN)      \
    T(path, CP_TABLE_PATH)          \
    T(sample, CP_TABLE_SAMPLE)      \
    T(directive, CP_TABLE_DIRECTIVE)

/* Numbers that processes share. A processor reads and writes them at once if
 * they are in one cache line; i386 aligns 64 bits to four bytes only. With
 * locks in place of instructions each process would have locks of its own. */
typedef apr_uint64_t cp_table_count __attribute__((aligned(8)));
typedef apr_int64_t cp_table_time __attribute__((aligned(8)));
_Static_assert(__atomic_always_lock_free(8, 0),
               "the table needs atomic instructions for 64 bits");

struct cp_table_slot {
    cp_table_count count;
    cp_table_count told; /* `count` at the last summary */
    cp_table_time first, last;
    cp_table_time lifetime;
    /* These eight bytes, with the length of the name, are compared at once. */
    apr_uint32_t host;
    unsigned char kind, reason, enforced;
#define TEXT(member, size) unsigned char member##_n;
    CP_TABLE_TEXTS(TEXT)
#undef TEXT
    unsigned char open;
#define TEXT(member, size) char member[size];
    CP_TABLE_TEXTS(TEXT)
#undef TEXT
};

/** The members of an entry besides its texts; laid out as in a slot. */
typedef struct cp_table_id {
    apr_uint32_t host;
    unsigned char kind, reason, enforced, name_n;
} cp_table_id;

/** Returns eight bytes, which need no alignment. */
static inline apr_uint64_t cp_table_word(const void *s)
{
    apr_uint64_t word;

    memcpy(&word, s, sizeof(word));
    return word;
}

static inline apr_uint64_t cp_table_half(const char *s)
{
    apr_uint32_t half;

    memcpy(&half, s, sizeof(half));
    return half;
}

/** Returns all of up to eight bytes, parts of which may be in it twice. */
static inline apr_uint64_t cp_table_short_word(const char *s, apr_size_t n)
{
    if (n >= 4) {
        return cp_table_half(s) << 32 | cp_table_half(s + n - 4);
    }
    return n == 0 ? 0
                  : (apr_uint64_t)(unsigned char)s[0] << 16
                        | (apr_uint64_t)(unsigned char)s[n / 2] << 8
                        | (unsigned char)s[n - 1];
}

/** True if two names of n bytes are equal. */
static inline int cp_table_same_name(const char *a, const char *b, apr_size_t n)
{
    const char *last;

    if (n < 8) {
        return cp_table_short_word(a, n) == cp_table_short_word(b, n);
    }
    last = a + n - 8;
    for (; a < last; a += 8, b += 8) {
        if (cp_table_word(a) != cp_table_word(b)) {
            return 0;
        }
    }
    return cp_table_word(last) == cp_table_word(b + (last - a));
}

/** Counts one more occurrence. */
static inline void cp_table_slot_again(cp_table_slot *slot, apr_int64_t now)
{
    __atomic_fetch_add(&slot->count, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&slot->last, now, __ATOMIC_RELAXED);
}

#endif
