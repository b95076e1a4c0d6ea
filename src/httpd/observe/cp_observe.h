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

/** Says which table this process notes in; NULL: none. For start-up. */
void cp_observe_use(const cp_table *table);

/** Notes one occurrence. Returns the level of its line in the log:
 * APLOG_WARNING for the first one, or without a table; else APLOG_INFO. */
int cp_observe_seen(request_rec *r, const cp_site *site, const cp_sighting *s);

/** Does so if it was noted before: then returns APLOG_INFO, else -1. The kind,
 * name, reason, enforced, category and directive of `s` are enough. For
 * frequent cases whose other members are expensive. */
int cp_observe_repeat(request_rec *r, const cp_site *site,
                      const cp_sighting *s);

/** True if there is a table. */
int cp_observe_is_on(void);

/** Adds 1 to a counter. */
void cp_observe_count(const cp_site *site, cp_counter c);

/** Adds n to a counter. */
void cp_observe_add(const cp_site *site, cp_counter c, apr_uint64_t n);

/** Adds 1 to the counter of a choice, or of pages with a banner, and to its
 * rate. `now` in seconds since 1970. */
void cp_observe_choice(const cp_site *site, cp_counter c, apr_int64_t now);

/** Returns a copy of the table in `p`; NULL without a table. */
cp_observed *cp_observe_read(apr_pool_t *p);

#endif
