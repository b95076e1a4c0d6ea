/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of observations, in a region of memory that all processes of a
 * server share. All functions but cp_table_begin may run at the same time in
 * any number of threads and processes. There is no lock: a process that is
 * killed leaves one unusable slot at most, which cp_table_sweep recovers.
 *
 * The region never grows, and no entry is ever replaced. A name that a client
 * can choose is *open*: it is undeclared, or only a pattern matches it. Open
 * names get one half of the entries, and each virtual host has a share of this
 * half that the others cannot use.
 *
 * The processes that write may belong to a user with fewer rights than the one
 * that reads. Therefore a reader takes no size and no position from the region
 * without a check.
 */
#ifndef CP_TABLE_H
#define CP_TABLE_H

#include "core/observe/cp_observed.h"

/* The numbers of entries that an administrator may ask for. An entry takes
 * about 1 kB: the region has two slots for each. */
#define CP_TABLE_MIN_ENTRIES 64
#define CP_TABLE_MAX_ENTRIES 65536
#define CP_TABLE_ENTRIES 2048

/* The maximum of virtual hosts. A host takes 24 kB. */
#define CP_TABLE_MAX_HOSTS 4096

/* Bytes that are kept. A longer text is cut; a name, as in the log. */
#define CP_TABLE_NAME 64
#define CP_TABLE_DOMAIN 64
#define CP_TABLE_PATH 64
#define CP_TABLE_SAMPLE 96
#define CP_TABLE_DIRECTIVE 32

/* The key of a host: its name, a colon, its port. */
#define CP_TABLE_KEY 272

/** An entry in the region; see cp_table_slot.h. */
typedef struct cp_table_slot cp_table_slot;

/** A process's knowledge of the region. It is read-only. */
typedef struct cp_table {
    struct cp_table_head *head;
    struct cp_table_host *hosts;
    apr_uint64_t *tags; /* of the slots; see cp_table.c */
    cp_table_slot *slots;
    int n_hosts;
    apr_uint32_t entries; /* that may be used */
    apr_uint32_t mask;    /* the number of slots, a power of two, minus 1 */
    /* The memory of cp_repeats.h: CP_REPEATS_PLACES places of this process
     * alone. NULL: it notes no responses. */
    apr_uint64_t *recent;
} cp_table;

/** Returns the size of a region in bytes. Both numbers are in their limits. */
apr_size_t cp_table_size(int n_hosts, int entries);

/** Returns the number of slots. */
apr_size_t cp_table_slots(int entries);

/** Makes `t` describe a region of cp_table_size() bytes, aligned to 8. */
void cp_table_attach(cp_table *t, void *region, int n_hosts, int entries);

/** Fills the region, which is zero, for the hosts with these keys. `seed` is
 * random: nobody can choose names that collide. `now` in seconds. */
void cp_table_begin(cp_table *t, const char *const *keys, apr_uint64_t seed,
                    apr_int64_t now);

/** True if the region has the hosts with these keys, in this order. */
int cp_table_has_hosts(const cp_table *t, const char *const *keys, int n);

/** The result of cp_table_note. */
typedef enum {
    CP_NOTED_FIRST, /* nobody has noted it before */
    CP_NOTED_AGAIN,
    CP_NOTED_LOST /* there is no place */
} cp_noted;

/** Counts a Set-Cookie field by its reason, and as an entry if it was noted
 * before. Returns that entry, which is never replaced. NULL: there is none, use
 * cp_table_note. `category` as in cp_sighting. cp_repeats.h is faster. */
cp_table_slot *cp_table_repeat(const cp_table *t, int host,
                               const cp_decision *d, int enforced,
                               const char *category, apr_int64_t now);

/** Notes one occurrence for the host of that number. */
cp_noted cp_table_note(const cp_table *t, int host, const cp_sighting *s,
                       apr_int64_t now);

/** Returns the entry of a sighting that was noted, which is never replaced;
 * NULL if there is none. */
cp_table_slot *cp_table_entry(const cp_table *t, int host,
                              const cp_sighting *s);

/** Adds to a counter. */
void cp_table_add(const cp_table *t, int host, cp_counter c, apr_uint64_t n);

/** Adds 1 to the counter of banners or of a choice, and to the rates of the
 * hour of `now`. */
void cp_table_rate(const cp_table *t, int host, cp_counter c, apr_int64_t now);

/** Recovers slots of processes that were killed, and counts what the hosts use.
 * Called by one process, at intervals that are much longer than a thread needs
 * to write a slot. */
void cp_table_sweep(apr_pool_t *scratch, const cp_table *t);

/** Returns a copy for readers, in `p`. */
cp_observed *cp_table_read(apr_pool_t *p, const cp_table *t);

/* ---- summaries ---- */

/** The time of the last summary. One process reads and writes it. */
apr_int64_t cp_table_summarised(const cp_table *t);
void cp_table_set_summarised(const cp_table *t, apr_int64_t now);

/** Receives an entry that occurred `more` times since the last summary. */
typedef void cp_recurred_fn(void *ctx, int host, const cp_seen *seen,
                            apr_uint64_t more);

/** Calls `fn` for each entry with a reason that has recurred since the last
 * call. `seen` lives until `fn` returns. */
void cp_table_recurred(apr_pool_t *p, const cp_table *t, cp_recurred_fn *fn,
                       void *ctx);

/** Returns how many occurrences found no place since the last call. */
apr_uint64_t cp_table_newly_lost(const cp_table *t, int host);

#endif
