/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Set-Cookie fields of one response in the table of observations. Most of
 * them have a name that is declared exactly and that was noted before with the
 * same decision. The declaration remembers that entry, so such a field needs no
 * search. A declaration in an .htaccess file lives as long as its request, and
 * so does what it remembers.
 */
#ifndef CP_REPEATS_H
#define CP_REPEATS_H

#include "core/observe/cp_table_slot.h"

/** The part that all fields of a response share. */
typedef struct cp_repeats {
    const cp_table *table;  /* NULL: nothing is noted */
    apr_uint64_t *counters; /* of the host, by cp_reason_e */
    apr_uint32_t host;
    unsigned place;       /* of its entries, see cp_repeats_place */
    apr_uint64_t mask;    /* of cp_table_id without the length of the name */
    apr_uint64_t allowed; /* the masked id of the entries that are allowed */
    apr_int64_t now;      /* seconds since 1970 */
} cp_repeats;

/** Begins a section of a response of the host of that number. `is_first`: it is
 * the first one of the response, which is counted, and of which the allowed
 * fields are. `t` may be NULL. */
void cp_repeats_begin(cp_repeats *all, const cp_table *t, int host,
                      int is_first, apr_int64_t now);

/** Counts a field as cp_table_repeat does. Its declaration remembers the entry.
 */
int cp_repeats_search(const cp_repeats *all, const cp_decision *d, int enforced,
                      const char *category);

/* ---- private, for the inline functions ---- */

/* Returns the bytes of cp_table_id without the length of the name. */
static inline apr_uint64_t cp_repeats_id(apr_uint32_t host, unsigned char kind,
                                         cp_reason_e reason, int enforced)
{
    cp_table_id id = {host, kind, (unsigned char)reason, enforced != 0, 0};

    return cp_table_word(&id);
}

/* Returns the place of a reason in cp_declared_name.seen. Several hosts and
 * reasons share a place. */
static inline unsigned cp_repeats_place(const cp_repeats *all,
                                        cp_reason_e reason)
{
    return (all->place + (unsigned)reason) % CP_NAME_PLACES;
}

/* Counts a field if its declaration remembers the entry with that id. */
static inline int cp_repeats_count(const cp_repeats *all, const cp_decision *d,
                                   cp_reason_e reason, apr_uint64_t id)
{
    unsigned place = cp_repeats_place(all, reason);
    cp_table_slot *slot;

    if (d->declared == NULL) {
        return 0;
    }
    slot = __atomic_load_n(&d->declared->seen[place], __ATOMIC_RELAXED);
    if (slot == NULL || (cp_table_word(&slot->host) & all->mask) != id) {
        return 0;
    }
    __atomic_fetch_add(&all->counters[reason], 1, __ATOMIC_RELAXED);
    cp_table_slot_again(slot, all->now);
    return 1;
}

/* ---- counting ---- */

/** Counts a field that is allowed, as cp_repeats_search does, if the section is
 * the first one and its declaration remembers the entry; else returns 0.
 * Inline, because it runs for each cookie. */
static inline int cp_repeats_allowed(const cp_repeats *all,
                                     const cp_decision *d)
{
    return cp_repeats_count(all, d, CP_ALLOW, all->allowed);
}

/** Counts a field with any decision, likewise, in any section. */
static inline int cp_repeats_any(const cp_repeats *all, const cp_decision *d,
                                 int enforced)
{
    return cp_repeats_count(
        all, d, d->reason,
        cp_repeats_id(all->host, CP_SEEN_RESPONSE, d->reason, enforced));
}

#endif
