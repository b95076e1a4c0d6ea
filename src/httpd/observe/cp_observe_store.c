/* SPDX-License-Identifier: Apache-2.0 */
/* The life of the shared table; see the header. */
#include "httpd/observe/cp_observe_store.h"

#include <apr_shm.h>
#include <apr_strings.h>

#include "httpd/config/cp_module.h"
#include "httpd/observe/cp_observe.h"

/* The name of the record that survives restarts, in the pool of the process.
 * The number changes with the layout of the record or of the table. */
#define CP_KEPT "mod_cookie_policy observation 1"

/* What survives restarts. httpd unloads the module in between, so it contains
 * no pointer into the module. */
typedef struct kept {
    apr_pool_t *pool; /* of the shared memory */
    apr_shm_t *shm;
    cp_table table;
} kept;

const char **cp_observe_store_keys(apr_pool_t *p, server_rec *s, int *n)
{
    apr_hash_t *taken = apr_hash_make(p);
    const server_rec *one;
    const char **keys;

    *n = 0;
    for (one = s; one != NULL; one = one->next) {
        ++*n;
    }
    keys = apr_palloc(p, sizeof(*keys) * *n);
    for (*n = 0, one = s; one != NULL; one = one->next) {
        unsigned port = one->port  ? one->port
                      : one->addrs ? one->addrs->host_port
                                   : 0;
        const char *name = one->server_hostname ? one->server_hostname : "-";
        char *base = apr_psprintf(p, "%.250s:%u", name, port), *key = base;
        int i;

        ap_str_tolower(base);
        for (i = 2; apr_hash_get(taken, key, APR_HASH_KEY_STRING); i++) {
            key = apr_psprintf(p, "%s#%d", base, i);
        }
        apr_hash_set(taken, key, APR_HASH_KEY_STRING, key);
        keys[(*n)++] = key;
    }
    return keys;
}

static apr_status_t make_region(kept *k, apr_pool_t *parent, int n_hosts,
                                int entries)
{
    apr_size_t size = cp_table_size(n_hosts, entries);
    apr_status_t rv;

    apr_pool_create(&k->pool, parent);
    rv = apr_shm_create(&k->shm, size, NULL, k->pool);
    if (rv != APR_SUCCESS) {
        apr_pool_destroy(k->pool);
        return rv;
    }
    memset(apr_shm_baseaddr_get(k->shm), 0, size);
    cp_table_attach(&k->table, apr_shm_baseaddr_get(k->shm), n_hosts, entries);
    return rv;
}

void cp_observe_store_open(apr_pool_t *pconf, apr_pool_t *ptemp, server_rec *s)
{
    apr_pool_t *process = s->process->pool;
    kept *k = NULL;
    const char **keys;
    apr_uint64_t seed = 0;
    apr_status_t rv;
    int n;

    (void)pconf;
    cp_observe_use(NULL);
    keys = cp_observe_store_keys(ptemp, s, &n);
    apr_pool_userdata_get((void **)&k, CP_KEPT, process);
    if (k == NULL || !cp_table_has_hosts(&k->table, keys, n)) {
        k = apr_pcalloc(process, sizeof(*k));
        rv = make_region(k, process, n, CP_TABLE_ENTRIES);
        if (rv != APR_SUCCESS) {
            ap_log_error(
                APLOG_MARK, APLOG_WARNING, rv, s,
                CPLOGNO(0160) "no shared memory for observations: every "
                              "line of the log is a warning, and "
                              "nothing is counted");
            return;
        }
        ap_random_insecure_bytes(&seed, sizeof(seed));
        cp_table_begin(&k->table, keys, seed, apr_time_sec(apr_time_now()));
        apr_pool_userdata_setn(k, CP_KEPT, NULL, process);
    }
    cp_observe_use(&k->table);
}
