/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of the region, for the files cp_table*.c. Numbers that
 * change after a slot is published are read and written atomically.
 */
#ifndef CP_TABLE_INTERNAL_H
#define CP_TABLE_INTERNAL_H

#include "core/observe/cp_table_slot.h"

typedef struct cp_table_head {
    apr_uint64_t seed;
    cp_table_time since;      /* seconds since 1970 */
    cp_table_time summarised; /* the same */
    apr_uint32_t epoch;       /* the number of sweeps */
    apr_uint32_t used;        /* slots in use */
    apr_uint32_t open;        /* those of them that have open names */
} cp_table_head;

enum { CP_RATE_SHOWN, CP_RATE_ACCEPT, CP_RATE_REFUSE, CP_RATE_OTHER, CP_RATES };

typedef struct cp_table_host {
    char key[CP_TABLE_KEY];
    apr_uint32_t open;   /* slots with open names */
    cp_table_count lost; /* occurrences without a place */
    cp_table_count told; /* `lost` at the last summary */
    cp_table_count counters[CP_N_COUNTERS];
    /* A ring. A cell contains the number of its hour since 1970 in the upper 32
     * bits, and the count in the lower ones, so both change together. */
    cp_table_count rates[CP_RATE_HOURS][CP_RATES];
} cp_table_host;

/* The state of a tag, and its parts; see cp_table.c. */
enum { CLAIMED = 1, PUBLISHED = 2, DEAD = 3 };

#define HASH_BITS(tag) ((tag) >> 24)
#define STATE(tag) ((tag) & 3)
#define EPOCH_MASK 0x3FFFFF
#define EPOCH(tag) ((tag) >> 2 & EPOCH_MASK)

/* Atomic operations. LOAD and SWAP order the bytes of a slot, too. */
#define LOAD(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define READ(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define WRITE(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define ADD(p, v) __atomic_fetch_add(p, v, __ATOMIC_RELAXED)
#define SWAP(p, old, new)                                         \
    __atomic_compare_exchange_n(p, old, new, 0, __ATOMIC_ACQ_REL, \
                                __ATOMIC_ACQUIRE)

/** Copies a slot that is published and sound. Returns 0 if it is not. */
int cp_table_copy_slot(const cp_table *t, apr_uint32_t at, cp_table_slot *to);

/** Puts a sound slot into the table of another process or time. Returns 0 if
 * there is no place. For the only user of a table. */
int cp_table_put_slot(const cp_table *t, const cp_table_slot *slot);

/** Notes that a summary has told this count of a slot. */
void cp_table_tell_slot(const cp_table *t, apr_uint32_t at, apr_uint64_t count);

/* The last second of the year 9999: dates after it have no text. */
#define CP_TABLE_MAX_TIME APR_INT64_C(253402300799)

/** True for a time, in seconds since 1970, that a reader can show. */
static inline int cp_table_is_time(apr_int64_t t)
{
    return t >= 0 && t <= CP_TABLE_MAX_TIME;
}

/** True if kind, reason, host, times and lengths are in their limits. */
int cp_table_is_sound(const cp_table *t, const cp_table_slot *slot);

#endif
