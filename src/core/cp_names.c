/* SPDX-License-Identifier: Apache-2.0 */
/* A map from cookie names, with open addressing; see the header. */
#include "cp_names.h"

#include <string.h>

#define CP_FIRST_SLOTS 16

typedef struct cp_slot {
    cp_span name;
    apr_uint64_t hash;
    const void *value; /* NULL: free */
} cp_slot;

struct cp_names {
    apr_pool_t *pool;
    apr_size_t n;
    apr_size_t mask; /* number of slots - 1, a power of two - 1 */
    cp_slot *slots;
};

/* Read by words, the last one overlapping the one before. */
static inline apr_uint64_t hash_of(cp_span name)
{
    static const apr_uint64_t mix = APR_UINT64_C(0x9E3779B97F4A7C15);
    apr_uint64_t word = name.n, hash = name.n;
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
    /* Twice: a product's low bits know nothing of a word's high ones. */
    hash = (hash ^ word) * mix;
    hash = (hash ^ hash >> 32) * mix;
    return hash ^ hash >> 32;
}

cp_names *cp_names_make(apr_pool_t *p)
{
    cp_names *names = apr_pcalloc(p, sizeof(*names));

    names->pool = p;
    names->mask = CP_FIRST_SLOTS - 1;
    names->slots = apr_pcalloc(p, CP_FIRST_SLOTS * sizeof(cp_slot));
    return names;
}

/* Names are short: compared before a call would have begun. */
static inline int is_same(cp_span a, cp_span b)
{
    apr_uint64_t x, y;
    apr_size_t i = 0;

    if (a.n != b.n) {
        return 0;
    }
    for (; i + sizeof(x) <= a.n; i += sizeof(x)) {
        memcpy(&x, a.s + i, sizeof(x));
        memcpy(&y, b.s + i, sizeof(y));
        if (x != y) {
            return 0;
        }
    }
    while (i < a.n && a.s[i] == b.s[i]) {
        i++;
    }
    return i == a.n;
}

/* The slot of that name, or the free one where it would stand: one in two
 * is free, so the walk is short. */
static inline cp_slot *find(const cp_names *names, cp_span name,
                            apr_uint64_t hash)
{
    apr_size_t at = hash & names->mask;

    while (names->slots[at].value != NULL
           && (names->slots[at].hash != hash
               || !is_same(names->slots[at].name, name))) {
        at = (at + 1) & names->mask;
    }
    return &names->slots[at];
}

static void grow(cp_names *names)
{
    cp_slot *old = names->slots;
    apr_size_t slots = names->mask + 1, i;

    names->mask = 2 * slots - 1;
    names->slots = apr_pcalloc(names->pool, 2 * slots * sizeof(cp_slot));
    for (i = 0; i < slots; i++) {
        if (old[i].value != NULL) {
            *find(names, old[i].name, old[i].hash) = old[i];
        }
    }
}

void cp_names_set(cp_names *names, cp_span name, const void *value)
{
    apr_uint64_t hash = hash_of(name);
    cp_slot *slot = find(names, name, hash);

    if (slot->value == NULL && 2 * ++names->n > names->mask) {
        grow(names);
        slot = find(names, name, hash);
    }
    slot->name = name;
    slot->hash = hash;
    slot->value = value;
}

const void *cp_names_get(const cp_names *names, cp_span name)
{
    return find(names, name, hash_of(name))->value;
}
