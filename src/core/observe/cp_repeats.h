/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Set-Cookie fields of one response in the table of observations. Most of
 * them were noted before with the same decision. This process remembers their
 * entries, so such a field needs no search:
 *
 * - A declaration remembers the entries of each name that it contains. A
 *   declaration in an .htaccess file lives as long as its request, and so does
 *   what it remembers.
 * - Other names, which are undeclared or match a prefix or a pattern, have
 *   CP_REPEATS_PLACES places in t->recent. Such names come from the network.
 *   The bytes of a name say which place it has, and the name that was noted
 *   last has the place: names that share a place cost a search, no memory.
 *
 * Both memories are of one process, and its threads use them without a lock. A
 * place is one word that is read and written at once. It only says where an
 * entry probably is: the entry itself, which never changes and never moves once
 * it is published, is compared with the field each time. So a lost update or an
 * old value of a place costs a search and nothing else. A process that is
 * killed leaves nothing, because other processes do not see its places.
 */
#ifndef CP_REPEATS_H
#define CP_REPEATS_H

#include "core/observe/cp_table_slot.h"

/* The places of t->recent, a power of two. A site has few such names. */
#define CP_REPEATS_PLACES 1024

/** The part that all fields of a response share. */
typedef struct cp_repeats {
    const cp_table *table;  /* NULL: nothing is noted */
    apr_uint64_t *counters; /* of the host, by cp_reason_e */
    apr_uint32_t host;
    unsigned place;         /* of its entries, see cp_repeats_place */
    int notes_allowed;      /* fields that are allowed are noted */
    apr_uint32_t n_allowed; /* those that cp_repeats_end will count */
    apr_uint64_t allowed;   /* cp_repeats_id of the entries that are allowed */
    apr_int64_t now;        /* seconds since 1970 */
} cp_repeats;

/** Begins a section of a response of the host of that number. `is_first`: it is
 * the first one of the response, which is counted, and of which the allowed
 * fields are. `t` may be NULL; else it has t->recent. */
void cp_repeats_begin(cp_repeats *all, const cp_table *t, int host,
                      int is_first, apr_int64_t now);

/** Ends the section: counts the fields that were allowed at once, because
 * processors wait for each other when they count. */
static inline void cp_repeats_end(const cp_repeats *all)
{
    if (all->n_allowed > 0) {
        __atomic_fetch_add(&all->counters[CP_ALLOW], all->n_allowed,
                           __ATOMIC_RELAXED);
    }
}

/** Counts a field as cp_table_repeat does, and remembers its entry. For the
 * fields of a host, `category` is always the same for the same place of the
 * category of a declaration, and for the same reason without a declaration. */
int cp_repeats_search(const cp_repeats *all, const cp_decision *d, int enforced,
                      const char *category);

/* ---- private, for the inline functions ---- */

/* Returns the bytes of cp_table_id, with the length 0. */
static inline apr_uint64_t cp_repeats_id(apr_uint32_t host, cp_reason_e reason,
                                         int enforced)
{
    cp_table_id id = {host, CP_SEEN_RESPONSE, (unsigned char)reason,
                      (unsigned char)enforced, 0};

    return cp_table_word(&id);
}

/* Returns those bytes with the length of a name. */
static inline apr_uint64_t cp_repeats_id_of(apr_uint64_t id, apr_size_t n)
{
    cp_table_id length = {0, 0, 0, 0, (unsigned char)n};

    return id | cp_table_word(&length);
}

/* Returns the place of a reason in cp_declared_name.seen. Several hosts and
 * reasons share a place. */
static inline unsigned cp_repeats_place(const cp_repeats *all,
                                        cp_reason_e reason)
{
    return (all->place + (unsigned)reason) % CP_NAME_PLACES;
}

/* Returns the entry that a declaration remembers, if it has that id. */
static inline cp_table_slot *cp_repeats_declared(const cp_declared_name *name,
                                                 unsigned place,
                                                 apr_uint64_t id)
{
    const apr_uint64_t length = cp_repeats_id_of(0, 0xFF);
    cp_table_slot *slot = __atomic_load_n(&name->seen[place], __ATOMIC_RELAXED);

    return slot != NULL && (cp_table_word(&slot->host) & ~length) == id ? slot
                                                                        : NULL;
}

/* A name as t->recent knows it. */
typedef struct cp_recent {
    apr_uint64_t id;     /* with the length */
    apr_uint64_t bytes;  /* all of a short name */
    apr_uint64_t *place; /* the number of a slot, and the number below */
    apr_uint32_t category;
} cp_recent;

/* A shorter name is compared at once. */
#define CP_SHORT_NAME 8

/* Sets *k for a name that an entry has completely; else returns 0. The place
 * depends on the first and the last eight bytes: the top bits of the product
 * with this number depend on all bits. */
static inline int cp_repeats_key(const cp_repeats *all, const cp_decision *d,
                                 apr_uint64_t id, cp_recent *k)
{
    const apr_uint64_t mix = APR_UINT64_C(0x9E3779B97F4A7C15);
    const char *s = d->name.s;
    apr_size_t n = d->name.n;

    if (n - 1 >= CP_TABLE_NAME) {
        return 0;
    }
    k->bytes = n >= CP_SHORT_NAME
                 ? cp_table_word(s) + cp_table_word(s + n - sizeof(k->bytes))
                 : cp_table_short_word(s, n);
    k->id = cp_repeats_id_of(id, n);
    k->place =
        &all->table->recent[(k->bytes ^ k->id) * mix
                            / (~APR_UINT64_C(0) / CP_REPEATS_PLACES + 1)];
    /* 2 for a category that start-up does not know; 0 for no entry */
    k->category = d->cookie != NULL ? (apr_uint32_t)(d->cookie->place + 3) : 1;
    return 1;
}

/* Returns the entry of a field whose name no declaration remembers, if
 * t->recent has it. */
static inline __attribute__((always_inline)) cp_table_slot *cp_repeats_recent(
    const cp_repeats *all, const cp_decision *d, apr_uint64_t id)
{
    cp_recent k;
    apr_uint64_t known;
    cp_table_slot *slot;

    if (!cp_repeats_key(all, d, id, &k)) {
        return NULL;
    }
    known = __atomic_load_n(k.place, __ATOMIC_ACQUIRE);
    slot = &all->table->slots[known >> 32];
    if ((apr_uint32_t)known != k.category
        || cp_table_word(&slot->host) != k.id) {
        return NULL;
    }
    return (d->name.n >= CP_SHORT_NAME
                ? cp_table_same_name(slot->name, d->name.s, d->name.n)
                : cp_table_short_word(slot->name, d->name.n) == k.bytes)
             ? slot
             : NULL;
}

/* ---- counting ---- */

/** Counts a field that is allowed if its entry is remembered, and returns
 * non-zero. So it does if the field is not to be noted. Inline, because it runs
 * for each cookie. */
static inline int cp_repeats_allowed(cp_repeats *all, const cp_decision *d)
{
    cp_table_slot *slot;

    if (!all->notes_allowed) {
        return 1;
    }
    slot = d->declared != NULL
             ? cp_repeats_declared(d->declared, all->place, all->allowed)
             : cp_repeats_recent(all, d, all->allowed);
    if (slot == NULL) {
        return 0;
    }
    all->n_allowed++;
    cp_table_slot_again(slot, all->now);
    return 1;
}

/** Counts a field that is not, in any section, likewise. There must be a table.
 * `enforced` is 0 or 1. */
static inline int cp_repeats_reason(const cp_repeats *all, const cp_decision *d,
                                    int enforced)
{
    apr_uint64_t id = cp_repeats_id(all->host, d->reason, enforced);
    cp_table_slot *slot =
        d->declared != NULL
            ? cp_repeats_declared(d->declared, cp_repeats_place(all, d->reason),
                                  id)
            : cp_repeats_recent(all, d, id);

    if (slot == NULL) {
        return 0;
    }
    __atomic_fetch_add(&all->counters[d->reason], 1, __ATOMIC_RELAXED);
    cp_table_slot_again(slot, all->now);
    return 1;
}

#endif
