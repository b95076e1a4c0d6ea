/* SPDX-License-Identifier: Apache-2.0 */
/* The observations of the running server; see the header. */
#include "httpd/status/cp_status_server.h"

#include <string.h>

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
}

/* Returns the host of the observations that belongs to server number `at`. */
static const cp_observed_host *find(const cp_observed *observed,
                                    const char *const *keys, int at)
{
    int i;

    if (observed == NULL || keys == NULL) {
        return observed != NULL && at < observed->n ? &observed->hosts[at]
                                                    : NULL;
    }
    for (i = 0; i < observed->n; i++) {
        if (!strcmp(observed->hosts[i].key, keys[at])) {
            return &observed->hosts[i];
        }
    }
    return NULL;
}

/* Appends the hosts that no server has any longer. */
static void add_strangers(cp_status *status, int servers)
{
    int i, j;

    for (i = 0; i < status->observed->n; i++) {
        const cp_observed_host *host = &status->observed->hosts[i];

        for (j = 0; j < servers && status->hosts[j].observed != host; j++) {}
        if (j == servers) {
            status->hosts[status->n].name = host->host;
            status->hosts[status->n].observed = host;
            status->n++;
        }
    }
}

cp_status *cp_status_server(apr_pool_t *p, server_rec *s,
                            const cp_observed *observed,
                            const char *const *keys, apr_int64_t now)
{
    cp_status *status = apr_pcalloc(p, sizeof(*status));
    int n = count(s);

    status->observed = observed;
    status->now = now;
    status->hosts = apr_pcalloc(
        p, sizeof(cp_status_host)
               * (apr_size_t)(n + (observed != NULL ? observed->n : 0)));
    for (; s != NULL; s = s->next) {
        cp_status_host *host = &status->hosts[status->n];

        describe(host, s);
        host->observed = find(observed, keys, status->n++);
    }
    if (observed != NULL) {
        add_strangers(status, n);
    }
    return status;
}
