/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Observation: what the processes of this server note in the shared table
 * (cp_table.h in the core). Without a table, because of CookiePolicyObserve Off
 * or because there is no shared memory, the functions note nothing.
 */
#ifndef CP_OBSERVE_H
#define CP_OBSERVE_H

#include <httpd.h>
#include <http_log.h>

#include "core/observe/cp_table.h"
#include "httpd/config/cp_site.h"

/** The table that this process notes in; NULL: none. Written at start-up,
 * before the children are made, then read-only. */
extern const cp_table *cp_observe_table;

/** Notes one occurrence. Returns the level of its line in the log:
 * APLOG_WARNING for the first one, or without a table; else APLOG_INFO. */
int cp_observe_seen(request_rec *r, const cp_site *site, const cp_sighting *s);

/** True if there is a table. */
static inline int cp_observe_is_on(void)
{
    return cp_observe_table != NULL;
}

/** Adds n to a counter. */
static inline void cp_observe_add(const cp_site *site, cp_counter c,
                                  apr_uint64_t n)
{
    if (cp_observe_is_on()) {
        cp_table_add(cp_observe_table, site->number, c, n);
    }
}

/** Adds 1 to a counter. */
static inline void cp_observe_count(const cp_site *site, cp_counter c)
{
    cp_observe_add(site, c, 1);
}

/** Adds 1 to the counter of a choice, or of pages with a banner, and to its
 * rate. `now` in seconds since 1970. */
void cp_observe_choice(const cp_site *site, cp_counter c, apr_int64_t now);

/** Returns a copy of the table in `p`; NULL without a table. */
cp_observed *cp_observe_read(apr_pool_t *p);

#endif
