/* SPDX-License-Identifier: Apache-2.0 */
/* The hash map uses open addressing with linear probing; see the header. */
#include "core/base/cp_name_map.h"

#define FIRST_BITS 4

static void make_slots(cp_name_map *names, unsigned bits)
{
    apr_size_t slots = (apr_size_t)1 << bits;

    names->shift = 64 - bits;
    names->slots = apr_pcalloc(names->pool, slots * sizeof(cp_slot));
    names->last = names->slots + slots - 1;
}

cp_name_map *cp_name_map_make(apr_pool_t *p)
{
    cp_name_map *names = apr_pcalloc(p, sizeof(*names));

    names->pool = p;
    make_slots(names, FIRST_BITS);
    return names;
}

static apr_size_t slots_of(const cp_name_map *names)
{
    return (apr_size_t)(names->last - names->slots) + 1;
}

static void grow(cp_name_map *names)
{
    cp_slot *old = names->slots, *last = names->last;

    make_slots(names, 64 - names->shift + 1);
    for (; old <= last; old++) {
        if (old->value != NULL) {
            *cp_name_map_slot(names, old->name, old->hash) = *old;
        }
    }
}

void cp_name_map_set(cp_name_map *names, cp_span name, const void *value)
{
    apr_uint64_t hash = cp_name_map_hash(name);
    cp_slot *slot = cp_name_map_slot(names, name, hash);

    if (slot->value == NULL && 2 * ++names->n > slots_of(names)) {
        grow(names);
        slot = cp_name_map_slot(names, name, hash);
    }
    slot->name = name;
    slot->hash = hash;
    slot->value = value;
}
