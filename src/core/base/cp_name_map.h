/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map from cookie names to what is declared for them. Each cookie of each
 * response is looked up here, once for each scope, so it is made for that:
 * one probe of one line of memory, whatever the number of names, and no
 * call. Names come from the administrator: nobody else can make them
 * collide.
 */
#ifndef CP_NAME_MAP_H
#define CP_NAME_MAP_H

#include "core/base/cp_span.h"

typedef struct cp_name_map cp_name_map;

/** An empty map; it grows in `p`. */
cp_name_map *cp_name_map_make(apr_pool_t *p);

/** Sets or replaces; the name's bytes are borrowed, `value` is not NULL. */
void cp_name_map_set(cp_name_map *names, cp_span name, const void *value);

/* ---- what is inside, for the look-up alone ---- */

typedef struct cp_slot {
    cp_span name;
    apr_uint64_t hash;
    const void *value; /* NULL: free */
} cp_slot;

struct cp_name_map {
    apr_pool_t *pool;
    apr_size_t n;
    unsigned shift; /* what is left of a hash is a slot's number */
    cp_slot *slots; /* so many as a hash has such numbers */
    cp_slot *last;
};

/** Of a name, the same in every map. Read by words, the last one overlapping
 * the one before. */
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

/* The rest of a comparison: hashes and lengths are equal. Up to eight bytes
 * are one word, of which the hash is a product with an odd number: no other
 * word has the same. Others are compared before a call would have begun. */
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

/* The slot of that name, or the free one where it would stand: one in two
 * is free, so the walk is short. It begins where the top bits say, the only
 * ones of a product that all of the name had a part in. */
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

/** The value of exactly this name, or NULL; `hash` is the name's. */
static inline const void *cp_name_map_find(const cp_name_map *names,
                                           cp_span name, apr_uint64_t hash)
{
    return cp_name_map_slot(names, name, hash)->value;
}

/** The same where the hash is not known. */
static inline const void *cp_name_map_get(const cp_name_map *names,
                                          cp_span name)
{
    return cp_name_map_find(names, name, cp_name_map_hash(name));
}

#endif
