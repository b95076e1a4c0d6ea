/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hash map from cookie names to pointers. Case matters, and a name may
 * contain any byte.
 *
 * Each cookie of each response is looked up, once for each scope. Therefore a
 * look-up needs no function call and most often reads one slot, independent of
 * the number of names. The hash is not secret: the names in a map come from the
 * administrator, so visitors cannot cause collisions.
 */
#ifndef CP_NAME_MAP_H
#define CP_NAME_MAP_H

#include "core/base/cp_span.h"

typedef struct cp_name_map cp_name_map;

/** Returns an empty map. It and its later memory are in `p`. */
cp_name_map *cp_name_map_make(apr_pool_t *p);

/** Adds a name, or replaces its value. The bytes of the name and the value,
 * which is not NULL, must live as long as the map. */
void cp_name_map_set(cp_name_map *names, cp_span name, const void *value);

/* ---- the record, for the inline functions only ---- */

typedef struct cp_slot {
    cp_span name;
    apr_uint64_t hash;
    const void *value; /* NULL: free */
} cp_slot;

struct cp_name_map {
    apr_pool_t *pool;
    apr_size_t n;   /* names */
    unsigned shift; /* slot = hash >> shift */
    cp_slot *slots; /* 2^(64 - shift) of them, at least twice n */
    cp_slot *last;
};

/** Returns the hash of a name, which is the same in each map. It reads eight
 * bytes at a time; the last eight may overlap those before. */
static inline apr_uint64_t cp_name_map_hash(cp_span name)
{
    static const apr_uint64_t mix = APR_UINT64_C(0x9E3779B97F4A7C15);
    apr_uint64_t word = 0, hash = name.n;
    apr_size_t i;

    for (i = 0; i + sizeof(word) < name.n; i += sizeof(word)) {
        memcpy(&word, name.s + i, sizeof(word));
        hash = (hash ^ word) * mix;
        hash ^= hash >> 32;
    }
    if (name.n >= sizeof(word)) {
        memcpy(&word, name.s + name.n - sizeof(word), sizeof(word));
    }
    else {
        for (i = 0; i < name.n; i++) {
            word = word << 8 | (unsigned char)name.s[i];
        }
    }
    return (hash ^ word) * mix;
}

/* True if two names with the same hash and the same length n are equal. The
 * hash of up to eight bytes is their word, times an odd number: no other word
 * of that length has the same. Longer names are compared here, because a call
 * of memcmp costs more than most comparisons. */
static inline int cp_name_map_same(const char *a, const char *b, apr_size_t n)
{
    apr_uint64_t x, y;
    apr_size_t i;

    if (n <= sizeof(x)) {
        return 1;
    }
    for (i = 0; i < n; i += sizeof(x)) {
        i = i + sizeof(x) <= n ? i : n - sizeof(x);
        memcpy(&x, a + i, sizeof(x));
        memcpy(&y, b + i, sizeof(y));
        if (x != y) {
            return 0;
        }
    }
    return 1;
}

/* Returns the slot of the name, or the free slot for it. At least every second
 * slot is free, so the search is short. The top bits of the hash say where it
 * begins: only they depend on all bytes of the name. */
static inline cp_slot *cp_name_map_slot(const cp_name_map *names, cp_span name,
                                        apr_uint64_t hash)
{
    cp_slot *slot = &names->slots[hash >> names->shift];

    while (slot->value != NULL
           && (slot->hash != hash || slot->name.n != name.n
               || !cp_name_map_same(slot->name.s, name.s, name.n))) {
        slot = slot < names->last ? slot + 1 : names->slots;
    }
    return slot;
}

/** Returns the value of this name, or NULL. `hash` is cp_name_map_hash(name).
 */
static inline const void *cp_name_map_find(const cp_name_map *names,
                                           cp_span name, apr_uint64_t hash)
{
    return cp_name_map_slot(names, name, hash)->value;
}

/** As cp_name_map_find, if the hash is not known. */
static inline const void *cp_name_map_get(const cp_name_map *names,
                                          cp_span name)
{
    return cp_name_map_find(names, name, cp_name_map_hash(name));
}

#endif
