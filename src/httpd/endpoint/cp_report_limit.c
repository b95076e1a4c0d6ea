/* SPDX-License-Identifier: Apache-2.0 */
/* The number of reports that count; see the header. */
#include "httpd/endpoint/cp_report_limit.h"

#include <string.h>

#include <apr_shm.h>
#include <http_log.h>

#include "core/http/cp_rate.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_site.h"

/* Counters of networks. Networks with the same counter share one limit. */
#define N_NETWORKS 4096

/* The key of the record in pconf. */
#define KEY "cookie_policy: limits of reports"

typedef struct report_limit {
    volatile apr_uint32_t *networks;
    volatile apr_uint32_t *hosts; /* by cp_site.number */
    apr_uint32_t seed; /* so that nobody can choose a network's counter */
} report_limit;

static int count_hosts(const server_rec *s)
{
    int n = 0;

    for (; s != NULL; s = s->next) {
        n++;
    }
    return n;
}

/* Returns `n` counters, all 0. */
static apr_uint32_t *counters(apr_pool_t *pconf, server_rec *s, apr_size_t n)
{
    apr_size_t size = n * sizeof(apr_uint32_t);
    apr_shm_t *shm;
    apr_status_t rv = apr_shm_create(&shm, size, NULL, pconf);

    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, rv, s,
                     CPLOGNO(0201) "no shared memory: each process limits the "
                                   "reports of browsers by itself");
        return apr_pcalloc(pconf, size);
    }
    return memset(apr_shm_baseaddr_get(shm), 0, size);
}

void cp_report_limit_make(apr_pool_t *pconf, server_rec *s)
{
    report_limit *limit = apr_pcalloc(pconf, sizeof(*limit));
    int n = count_hosts(s);
    apr_uint32_t *all = counters(pconf, s, N_NETWORKS + (apr_size_t)n);

    limit->networks = all;
    limit->hosts = all + N_NETWORKS;
    ap_random_insecure_bytes(&limit->seed, sizeof(limit->seed));
    apr_pool_userdata_setn(limit, KEY, NULL, pconf);
}

/* Returns the counter of the client's network. */
static volatile apr_uint32_t *network_of(const report_limit *limit,
                                         const request_rec *r)
{
    const apr_sockaddr_t *address = r->useragent_addr;
    const char *bytes = address->ipaddr_ptr;
    cp_span network =
        cp_rate_network(cp_span_between(bytes, bytes + address->ipaddr_len));
    apr_uint32_t hash = limit->seed;
    apr_size_t i;

    for (i = 0; i < network.n; i++) {
        hash = (hash ^ (unsigned char)network.s[i]) * 16777619u;
    }
    return &limit->networks[(hash ^ (hash >> 16)) % N_NETWORKS];
}

int cp_report_limit_take(request_rec *r)
{
    apr_int64_t now = apr_time_sec(apr_time_now());
    void *data = NULL;
    report_limit *limit;

    apr_pool_userdata_get(&data, KEY, r->server->process->pconf);
    limit = data;
    return limit != NULL
        && cp_rate_take(network_of(limit, r), now, CP_REPORTS_OF_NETWORK)
        && cp_rate_take(&limit->hosts[cp_conf_site(r->server)->number], now,
                        CP_REPORTS_OF_HOST);
}
