/* SPDX-License-Identifier: Apache-2.0 */
/* Records: start-up of the parent process and of its children; see
 * cp_records.h. */
#include "httpd/records/cp_records.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <apr_optional.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <http_core.h>
#include <apr_dbd.h>
#include <mod_dbd.h>
#include <mod_watchdog.h>
#include <unixd.h>

#include "httpd/config/cp_digest.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_site.h"
#include "httpd/records/cp_delivery.h"

/* The directory of all spools, in the runtime directory of httpd. */
#define CP_SPOOLS "cookie-policy-records"

static const cp_store_type *const types[CP_N_RECORDS] = {
    NULL, &cp_store_file, &cp_store_program, &cp_store_dbd};

/* ---- the check of the configuration ---- */

static const char *missing_module(const cp_records *conf)
{
    if (APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance) == NULL) {
        return "mod_watchdog";
    }
    if (conf->kind == CP_RECORDS_DBD
        && APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open) == NULL) {
        return "mod_dbd";
    }
    return NULL;
}

static int wants_records(const cp_records *conf)
{
    return conf != NULL && conf->kind != CP_RECORDS_OFF;
}

int cp_records_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                     server_rec *s)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    for (; s != NULL; s = s->next) {
        const cp_records *conf = cp_conf_srv(s)->records;
        const char *module = wants_records(conf) ? missing_module(conf) : NULL;

        if (module != NULL) {
            ap_log_error(APLOG_MARK, APLOG_ERR | APLOG_STARTUP, 0, s,
                         CPLOGNO(0180) "CookiePolicyRecords: needs %s, which "
                                       "is not loaded (%s)",
                         module, conf->where);
            return HTTP_INTERNAL_SERVER_ERROR;
        }
    }
    return OK;
}

/* ---- the stores, in the parent process ---- */

/* Returns a text that differs for different stores. A database belongs to the
 * server whose DBDParams are in force. */
static const char *identity(apr_pool_t *p, const cp_records *conf,
                            const server_rec *s)
{
    return conf->kind == CP_RECORDS_DBD
             ? apr_psprintf(p, "dbd %s:%d", s->server_hostname, s->port)
             : apr_psprintf(p, "%d %s", conf->kind, conf->name);
}

/* Gives an open directory to the user of the children. */
static apr_status_t give_directory(int fd)
{
    return geteuid() == 0
                && fchown(fd, ap_unixd_config.user_id, ap_unixd_config.group_id)
                       != 0
             ? errno
             : APR_SUCCESS;
}

/* Makes a directory that the children can write. The children own the directory
 * around it: what they put in its place, such as a link to a file of root, must
 * not become theirs. */
static apr_status_t make_directory(const char *path, apr_pool_t *p)
{
    apr_status_t rv = apr_dir_make(
        path, APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_UEXECUTE, p);
    int fd;

    if (rv != APR_SUCCESS && !APR_STATUS_IS_EEXIST(rv)) {
        return rv;
    }
    fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    rv = give_directory(fd);
    close(fd);
    return rv;
}

static const char *make_spool(apr_pool_t *p, server_rec *s, const char *id)
{
    const char *all = ap_runtime_dir_relative(p, CP_SPOOLS);
    const char *digest = cp_digest_hex(p, id, 16);
    const char *one = apr_pstrcat(p, all, "/", digest, NULL);
    apr_status_t rv = make_directory(all, p);

    rv = rv == APR_SUCCESS ? make_directory(one, p) : rv;
    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, s,
                     CPLOGNO(0186) "records: %s cannot be made, so records "
                                   "stay in memory until it is there",
                     one);
    }
    return one;
}

static apr_file_t *open_file(apr_pool_t *p, server_rec *s, const char *name)
{
    apr_file_t *file = NULL;
    apr_status_t rv = apr_file_open(&file, name,
                                    APR_READ | APR_WRITE | APR_APPEND
                                        | APR_CREATE | APR_LARGEFILE,
                                    CP_FILE_MODE, p);

    if (rv != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, s,
                     CPLOGNO(0189) "records: %s cannot be opened; records wait "
                                   "until it can",
                     name);
        return NULL;
    }
    return file;
}

/* Starts the program as httpd starts those of its logs: "||" or "|" alone run
 * it directly, "|$" by a shell. */
static apr_file_t *open_program(apr_pool_t *p, server_rec *s, const char *name)
{
    int shell;
    piped_log *log;
    apr_file_t *pipe;
    apr_os_file_t fd;

    name++;
    shell = *name == '$';
    name += *name == '$' || *name == '|';
    log = ap_open_piped_log_ex(p, name,
                               shell ? APR_SHELLCMD_ENV : APR_PROGRAM_ENV);
    if (log == NULL) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s,
                     CPLOGNO(0183) "records: the program %s cannot be "
                                   "started; records wait until it can",
                     name);
        return NULL;
    }
    pipe = ap_piped_log_write_fd(log);
    /* Only the delivery writes to it, and it must not wait. */
    if (apr_os_file_get(&fd, pipe) == APR_SUCCESS) {
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    }
    return pipe;
}

/* Warns of keep= where it has no effect: nothing else says so. */
static void check_keep(server_rec *s, const cp_records *conf)
{
    if (conf->keep_text != NULL && conf->kind != CP_RECORDS_DBD) {
        ap_log_error(APLOG_MARK, APLOG_WARNING | APLOG_STARTUP, 0, s,
                     CPLOGNO(0193) "CookiePolicyRecords: keep=%s has no effect "
                                   "without dbd; rotate and remove files (%s)",
                     conf->keep_text, conf->where);
    }
}

static cp_store *make_store(apr_pool_t *p, server_rec *s,
                            const cp_records *conf, const char *id)
{
    cp_store *store = apr_pcalloc(p, sizeof(*store));

    check_keep(s, conf);
    store->conf = conf;
    store->type = types[conf->kind];
    store->servers = apr_array_make(p, 2, sizeof(server_rec *));
    store->directory = make_spool(p, s, id);
    if (conf->kind == CP_RECORDS_FILE) {
        store->file = open_file(p, s, conf->name);
    }
    else if (conf->kind == CP_RECORDS_PROGRAM) {
        store->file = open_program(p, s, conf->name);
    }
    return store;
}

static apr_status_t on_watchdog(int state, void *data, apr_pool_t *p)
{
    cp_store *store = data;

    (void)p;
    if (store->delivery == NULL) {
        return APR_SUCCESS;
    }
    if (state == AP_WATCHDOG_STATE_RUNNING) {
        cp_delivery_look(store->delivery);
    }
    else if (state == AP_WATCHDOG_STATE_STOPPING) {
        cp_delivery_end(store->delivery);
    }
    return APR_SUCCESS;
}

/* Each store has a thread of its own in each process: one that waits for a
 * database delays no other. */
static apr_status_t watch(apr_pool_t *p, cp_store *store, int number)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *add =
        APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *watchdog;
    apr_status_t rv =
        get(&watchdog, apr_psprintf(p, "_cookie_policy_records_%d_", number), 0,
            0, p);

    return rv == APR_SUCCESS
             ? add(watchdog, CP_DELIVERY_INTERVAL, store, on_watchdog)
             : rv;
}

/* Returns the store of a server: the one of an earlier server with the same
 * value, or a new one. */
static cp_store *store_of(apr_pool_t *p, server_rec *s, apr_hash_t *known)
{
    const cp_records *conf = cp_conf_srv(s)->records;
    cp_store *store = apr_hash_get(known, &conf, sizeof(cp_records *));
    const char *id;
    apr_status_t rv;

    if (store != NULL) {
        return store;
    }
    id = identity(p, conf, s);
    store = apr_hash_get(known, id, APR_HASH_KEY_STRING);
    if (store == NULL) {
        store = make_store(p, s, conf, id);
        rv = watch(p, store, (int)apr_hash_count(known));
        if (rv != APR_SUCCESS) {
            ap_log_error(APLOG_MARK, APLOG_ERR, rv, s,
                         CPLOGNO(0190) "records: mod_watchdog starts no "
                                       "thread");
            return NULL;
        }
        apr_hash_set(known, id, APR_HASH_KEY_STRING, store);
    }
    apr_hash_set(known, apr_pmemdup(p, &conf, sizeof(cp_records *)),
                 sizeof(cp_records *), store);
    return store;
}

int cp_records_start(apr_pool_t *pconf, server_rec *s)
{
    apr_hash_t *known = apr_hash_make(pconf);

    /* httpd reads its configuration twice at start-up. */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK;
    }
    for (; s != NULL; s = s->next) {
        cp_srv_conf *conf = cp_conf_srv(s);

        if (!wants_records(conf->records)) {
            continue;
        }
        conf->store = store_of(pconf, s, known);
        if (conf->store == NULL) {
            return HTTP_INTERNAL_SERVER_ERROR;
        }
        APR_ARRAY_PUSH(conf->store->servers, server_rec *) = s;
    }
    return OK;
}

/* ---- a child process ---- */

/* Ends the delivery. The last attempt to write the records that are only in
 * memory. */
static apr_status_t end_child(void *data)
{
    cp_store *store = data;
    apr_status_t rv;
    int left;

    if (store->delivery != NULL) {
        cp_delivery_end(store->delivery);
    }
    left = cp_spool_flush(store->spool, &rv);

    if (left > 0) {
        ap_log_error(APLOG_MARK, APLOG_ERR, rv, cp_store_server(store),
                     CPLOGNO(0191) "records: %d records are lost, because the "
                                   "process ends and %s cannot be written",
                     left, store->directory);
    }
    return APR_SUCCESS;
}

/* mod_watchdog stops its threads with the pool of the process, after httpd has
 * destroyed pchild. Therefore what they use is in pconf, and their work ends
 * before pchild does: it contains the connections of mod_dbd. */
void cp_records_child(apr_pool_t *pchild, server_rec *s)
{
    apr_pool_t *pconf = s->process->pconf;

    for (; s != NULL; s = s->next) {
        cp_store *store = cp_conf_srv(s)->store;

        if (store == NULL || store->spool != NULL) {
            continue;
        }
        store->spool = cp_spool_open(pconf, store->directory);
        if (store->spool != NULL) {
            store->delivery = cp_delivery_make(pconf, store);
            apr_pool_pre_cleanup_register(pchild, store, end_child);
        }
    }
}
