/* SPDX-License-Identifier: Apache-2.0 */
/* Notes observations in the shared table; see the header. */
#include "httpd/observe/cp_observe.h"

const cp_table *cp_observe_table;

static apr_int64_t time_of(const request_rec *r)
{
    return apr_time_sec(r->request_time);
}

int cp_observe_seen(request_rec *r, const cp_site *site, const cp_sighting *s)
{
    const cp_table *t = cp_observe_table;

    if (t == NULL
        || cp_table_note(t, site->number, s, time_of(r)) == CP_NOTED_FIRST) {
        return APLOG_WARNING;
    }
    return APLOG_INFO;
}

void cp_observe_choice(const cp_site *site, cp_counter c, apr_int64_t now)
{
    if (cp_observe_table != NULL) {
        cp_table_rate(cp_observe_table, site->number, c, now);
    }
}

cp_observed *cp_observe_read(apr_pool_t *p)
{
    return cp_observe_table != NULL ? cp_table_read(p, cp_observe_table) : NULL;
}
