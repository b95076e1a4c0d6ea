/* SPDX-License-Identifier: Apache-2.0 */
/* The life of the shared table; see the header. */
#include "httpd/observe/cp_observe_store.h"

#include <unistd.h>

#include <apr_shm.h>
#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <mpm_common.h>

#include "core/observe/cp_repeats.h"
#include "core/observe/cp_table_file.h"
#include "httpd/config/cp_module.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/observe/cp_observe_file.h"
#include "httpd/observe/cp_observe_summary.h"

/* The name of the record that survives restarts, in the pool of the process.
 * The number changes with the layout of the record or of the table. */
#define KEPT "mod_cookie_policy observation 1"

/* The time between two writes of the file, in seconds. */
#define SAVE_EVERY 60

/* The part that survives restarts. httpd unloads the module in between, so it
 * contains no pointer into the module. */
typedef struct kept {
    apr_shm_t *shm;
    cp_table table;
    int entries;
} kept;

/* The store of this configuration; in pconf. */
typedef struct store {
    const cp_observe_conf *conf;
    const char *path;
    server_rec *server; /* the main server */
    const cp_table *table;
    pid_t owner;
    apr_int64_t saved;     /* the time of the last write */
    apr_uint64_t checksum; /* of the written bytes */
    int failed;            /* the last write failed */
} store;

/* Written by post_config and at the end of a configuration, in the parent. */
static store *the_store;

/* ---- names ---- */

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

static const cp_observe_conf *conf_of(apr_pool_t *p, const server_rec *s)
{
    const cp_observe_conf *conf = cp_conf_srv(s)->observe;

    return conf ? conf : cp_observe_conf_make(p);
}

/* ---- the file ---- */

static apr_uint64_t checksum_of(cp_span bytes)
{
    apr_uint64_t sum;

    memcpy(&sum, bytes.s + strlen(CP_TABLE_MAGIC) + 4, sizeof(sum));
    return sum;
}

static cp_span bytes_of(apr_pool_t *p, const cp_table *t)
{
    cp_buf *b = cp_buf_make(p, 65536);

    cp_table_save(b, t);
    return cp_span_between(b->s, b->s + b->n);
}

/* Writes the file if the content has changed. A failure is logged once. */
static void save(apr_pool_t *parent, store *st)
{
    apr_pool_t *p;
    cp_span bytes;
    apr_status_t rv;

    apr_pool_create(&p, parent);
    bytes = bytes_of(p, st->table);
    st->saved = apr_time_sec(apr_time_now());
    if (st->failed || checksum_of(bytes) != st->checksum) {
        rv = cp_observe_file_write(p, st->path, bytes);
        if (rv != APR_SUCCESS && !st->failed) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, rv, st->server,
                         CPLOGNO(0162) "observations are not saved: %s cannot "
                                       "be written",
                         st->path);
        }
        st->failed = rv != APR_SUCCESS;
        st->checksum = checksum_of(bytes);
    }
    apr_pool_destroy(p);
}

/* Adds saved bytes to an empty table. Returns NULL, or why it does not. */
static const char *load(apr_pool_t *p, const cp_table *t, cp_span bytes)
{
    switch (cp_table_load(p, t, bytes)) {
    case CP_LOADED:
        return NULL;
    case CP_LOAD_FOREIGN:
        return "it is not a file of this module";
    case CP_LOAD_VERSION:
        return "it has the format of another version";
    default:
        return "it is damaged";
    }
}

static void load_file(apr_pool_t *p, server_rec *s, const cp_table *t,
                      const char *path)
{
    cp_span bytes;
    const char *why = cp_observe_file_read(p, path, &bytes);

    if (why == NULL && bytes.s != NULL) {
        why = load(p, t, bytes);
    }
    if (why != NULL) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     CPLOGNO(0161) "observations begin anew: %s is not read, "
                                   "because %s",
                     path, why);
    }
}

cp_observed *cp_observe_store_saved(apr_pool_t *p, server_rec *s)
{
    const cp_observe_conf *conf = conf_of(p, s);
    const char *path = ap_runtime_dir_relative(p, conf->file), **keys;
    cp_span bytes;
    cp_table t;
    int n;

    if (cp_observe_file_read(p, path, &bytes) != NULL || bytes.s == NULL) {
        return NULL;
    }
    keys = cp_observe_store_keys(p, s, &n);
    cp_table_attach(&t, apr_pcalloc(p, cp_table_size(n, conf->entries)), n,
                    conf->entries);
    cp_table_begin(&t, keys, 0, apr_time_sec(apr_time_now()));
    return load(p, &t, bytes) == NULL ? cp_table_read(p, &t) : NULL;
}

/* ---- the memory ---- */

/* Makes anonymous shared memory, or a file where the system has none. */
static apr_status_t make_shm(apr_pool_t *p, kept *k, apr_size_t size,
                             const char *path)
{
    apr_status_t rv = apr_shm_create(&k->shm, size, NULL, p);

    if (APR_STATUS_IS_ENOTIMPL(rv)) {
        const char *name = apr_pstrcat(p, path, ".shm", NULL);

        apr_shm_remove(name, p);
        rv = apr_shm_create(&k->shm, size, name, p);
    }
    return rv;
}

/* Returns a new, empty table. It is in the pool of the process, not in a pool
 * below it: at the end of the server, such a pool would be destroyed before the
 * configuration, whose end saves the table. */
static kept *make_table(const store *st, const char *const *keys, int n)
{
    apr_pool_t *p = st->server->process->pool;
    apr_size_t size = cp_table_size(n, st->conf->entries);
    apr_uint64_t seed = 0;
    kept *k = apr_pcalloc(p, sizeof(*k));
    apr_status_t rv = make_shm(p, k, size, st->path);

    k->entries = st->conf->entries;
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, rv, st->server,
                     CPLOGNO(0160) "no shared memory for observations: every "
                                   "line of the log is a warning, and "
                                   "nothing is counted");
        return NULL;
    }
    memset(apr_shm_baseaddr_get(k->shm), 0, size);
    cp_table_attach(&k->table, apr_shm_baseaddr_get(k->shm), n, k->entries);
    ap_random_insecure_bytes(&seed, sizeof(seed));
    cp_table_begin(&k->table, keys, seed, apr_time_sec(apr_time_now()));
    return k;
}

static kept *kept_before(const server_rec *s)
{
    void *k = NULL;

    apr_pool_userdata_get(&k, KEPT, s->process->pool);
    return k;
}

/* The pool gets a copy of the name: a restart unloads the module, and may load
 * it at another address. */
static void keep(const server_rec *s, const kept *k)
{
    apr_pool_userdata_set(k, KEPT, NULL, s->process->pool);
}

/* Ends the table of a previous configuration. */
static void forget(const server_rec *s)
{
    kept *k = kept_before(s);

    if (k != NULL) {
        keep(s, NULL);
        apr_shm_destroy(k->shm);
    }
}

/* Returns the table of before the restart if it fits, else a new one with the
 * same content, or that of the file. */
static kept *table_for(apr_pool_t *ptemp, const store *st)
{
    int n;
    const char **keys = cp_observe_store_keys(ptemp, st->server, &n);
    kept *old = kept_before(st->server), *k;

    if (n > CP_TABLE_MAX_HOSTS) {
        return NULL;
    }
    if (old != NULL && old->entries == st->conf->entries
        && cp_table_has_hosts(&old->table, keys, n)) {
        return old;
    }
    k = make_table(st, keys, n);
    if (k != NULL && old != NULL) {
        load(ptemp, &k->table, bytes_of(ptemp, &old->table));
    }
    else if (k != NULL) {
        load_file(ptemp, st->server, &k->table, st->path);
    }
    forget(st->server);
    if (k != NULL) {
        keep(st->server, k);
    }
    return k;
}

/* ---- the hooks ---- */

/* The end of this configuration: a restart, or the end of the server. */
static apr_status_t close_store(void *ctx)
{
    store *st = ctx;

    if (getpid() == st->owner) {
        save(st->server->process->pool, st);
        the_store = NULL;
    }
    return APR_SUCCESS;
}

void cp_observe_store_open(apr_pool_t *pconf, apr_pool_t *ptemp, server_rec *s)
{
    store *st;
    kept *k;

    cp_observe_table = NULL;
    the_store = NULL;
    /* httpd reads its configuration twice when it starts. */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return;
    }
    st = apr_pcalloc(pconf, sizeof(*st));
    st->conf = conf_of(pconf, s);
    if (!st->conf->on || cp_site_is_dormant(s)) {
        forget(s);
        return;
    }
    st->path = ap_runtime_dir_relative(pconf, st->conf->file);
    st->server = s;
    st->owner = getpid();
    k = table_for(ptemp, st);
    if (k == NULL) {
        return;
    }
    /* The numbers of categories in it are those of this configuration. */
    k->table.recent =
        apr_pcalloc(pconf, sizeof(apr_uint64_t) * CP_REPEATS_PLACES);
    st->table = &k->table;
    cp_observe_table = st->table;
    the_store = st;
    /* before httpd unloads the module, and closes the logs */
    apr_pool_pre_cleanup_register(pconf, st, close_store);
    save(ptemp, st);
}

int cp_observe_store_monitor(apr_pool_t *p, server_rec *s)
{
    store *st = the_store;
    apr_int64_t now = apr_time_sec(apr_time_now()), every;
    apr_pool_t *work;

    if (st == NULL || getpid() != st->owner) {
        return DECLINED;
    }
    apr_pool_create(&work, p);
    cp_table_sweep(work, st->table);
    if (now - cp_table_summarised(st->table) >= st->conf->summary) {
        cp_observe_summary_write(work, s, st->table);
        cp_table_set_summarised(st->table, now);
    }
    every = st->conf->summary < SAVE_EVERY ? st->conf->summary : SAVE_EVERY;
    if (now - st->saved >= every) {
        save(work, st);
    }
    apr_pool_destroy(work);
    return DECLINED;
}
