/* SPDX-License-Identifier: Apache-2.0 */
/* Notes observations in the shared table; see the header. */
#include "httpd/observe/cp_observe.h"

/* Written at start-up, before the children are made; then read-only. Only the
 * content of the table changes. */
static const cp_table *the_table;

void cp_observe_use(const cp_table *table)
{
    the_table = table;
}

int cp_observe_is_on(void)
{
    return the_table != NULL;
}

static apr_int64_t time_of(const request_rec *r)
{
    return apr_time_sec(r->request_time);
}

int cp_observe_seen(request_rec *r, const cp_site *site, const cp_sighting *s)
{
    const cp_table *t = the_table;

    if (t == NULL
        || cp_table_note(t, site->number, s, time_of(r)) == CP_NOTED_FIRST) {
        return APLOG_WARNING;
    }
    return APLOG_INFO;
}

int cp_observe_repeat(request_rec *r, const cp_site *site, const cp_sighting *s)
{
    const cp_table *t = the_table;

    return t != NULL && cp_table_repeat(t, site->number, s, time_of(r))
             ? APLOG_INFO
             : -1;
}

void cp_observe_count(const cp_site *site, cp_counter c)
{
    cp_observe_add(site, c, 1);
}

void cp_observe_add(const cp_site *site, cp_counter c, apr_uint64_t n)
{
    if (the_table != NULL) {
        cp_table_add(the_table, site->number, c, n);
    }
}

void cp_observe_choice(const cp_site *site, cp_counter c, apr_int64_t now)
{
    if (the_table != NULL) {
        cp_table_add(the_table, site->number, c, 1);
        cp_table_rate(the_table, site->number, c, now);
    }
}

cp_observed *cp_observe_read(apr_pool_t *p)
{
    return the_table != NULL ? cp_table_read(p, the_table) : NULL;
}
