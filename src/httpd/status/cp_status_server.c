/* SPDX-License-Identifier: Apache-2.0 */
/* The observations of the running server; see the header. */
#include "httpd/status/cp_status_server.h"

#include "httpd/config/cp_site.h"

static int count(const server_rec *s)
{
    int n = 0;

    for (; s != NULL; s = s->next) {
        n++;
    }
    return n;
}

static void describe(cp_status_host *host, const server_rec *s)
{
    const cp_site *site = cp_conf_site(s);

    host->name = s->server_hostname ? s->server_hostname : "-";
    host->categories = site->categories;
    host->policy = site->scope->policy;
    host->sections = site->conf->sections;
    host->consent_cookie = site->cookie->name;
    host->only_reports = cp_dir_enforcement(site->scope) == CP_REPORT_ONLY;
}

cp_status *cp_status_server(apr_pool_t *p, server_rec *s,
                            const cp_observed *observed, apr_int64_t now)
{
    cp_status *status = apr_pcalloc(p, sizeof(*status));

    status->observed = observed;
    status->now = now;
    status->hosts =
        apr_pcalloc(p, sizeof(cp_status_host) * (apr_size_t)count(s));
    for (; s != NULL; s = s->next) {
        cp_status_host *host = &status->hosts[status->n];

        describe(host, s);
        if (observed != NULL && status->n < observed->n) {
            host->observed = &observed->hosts[status->n];
        }
        status->n++;
    }
    return status;
}
