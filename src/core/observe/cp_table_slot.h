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

/** Counts one more occurrence. */
static inline void cp_table_slot_again(cp_table_slot *slot, apr_int64_t now)
{
    __atomic_fetch_add(&slot->count, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&slot->last, now, __ATOMIC_RELAXED);
}

#endif
