/* SPDX-License-Identifier: Apache-2.0 */
/* A server with observations, for the tests of pages that show them. */
#ifndef OBSERVED_H
#define OBSERVED_H

#include "core/status/cp_status.h"

#include "site.h"

#define SINCE ((apr_int64_t)1763900000)

/** Returns a server with one host, which has the built-in categories, no
 * declaration and no observation. */
TAP_UNUSED static cp_status *observed_server(apr_pool_t *p)
{
    cp_status *status = apr_pcalloc(p, sizeof(*status));
    cp_observed *observed = apr_pcalloc(p, sizeof(*observed));
    cp_observed_host *host = apr_pcalloc(p, sizeof(*host));

    host->host = "shop.example";
    host->key = "shop.example:80";
    host->seen = apr_pcalloc(p, 32 * sizeof(cp_seen));
    host->rates = apr_pcalloc(p, 64 * sizeof(cp_rate));
    observed->since = SINCE;
    observed->hosts = host;
    observed->n = 1;
    status->observed = observed;
    status->hosts = apr_pcalloc(p, 2 * sizeof(cp_status_host));
    status->hosts[0].name = host->host;
    status->hosts[0].observed = host;
    status->hosts[0].categories = cp_categories_make(p);
    status->hosts[0].policy = cp_policy_make(p);
    status->hosts[0].consent_cookie = "cookies_preferences";
    status->n = 1;
    status->now = NOW;
    return status;
}

/** Adds an observation to the first host: 3 times, from SINCE to SINCE + 60.
 * The caller changes the other members. */
TAP_UNUSED static cp_seen *observed_add(cp_status *status, cp_seen_kind kind,
                                        const char *name, cp_reason_e reason,
                                        const char *category)
{
    cp_observed_host *host = (cp_observed_host *)status->hosts[0].observed;
    cp_seen *seen = &host->seen[host->n++];

    seen->kind = kind;
    seen->name = name;
    seen->reason = reason;
    seen->enforced = 1;
    seen->category = category;
    seen->count = 3;
    seen->first = SINCE;
    seen->last = SINCE + 60;
    seen->domain = seen->path = seen->sample = seen->directive = "";
    seen->lifetime = -1;
    return seen;
}

/** Returns the counters of the first host. */
TAP_UNUSED static apr_uint64_t *observed_counters(cp_status *status)
{
    return ((cp_observed_host *)status->hosts[0].observed)->counters;
}

#endif
