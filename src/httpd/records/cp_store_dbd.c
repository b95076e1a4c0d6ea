/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records in a table of mod_dbd: SQLite on one machine, PostgreSQL for several.
 * The schemas are in conf/records. The statements are prepared for the one
 * connection of the process that delivers, and not with ap_dbd_prepare(): a
 * missing table would then disable every connection of the site's mod_dbd.
 *
 * All records of a delivery are one transaction. A record that is there already
 * is left out, by its id.
 */
#include "httpd/records/cp_delivery.h"

#include <string.h>

#include <apr_network_io.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <apr_dbd.h>
#include <mod_dbd.h>

#include "core/locale/cp_format_date.h"
#include "core/records/cp_record.h"
#include "httpd/config/cp_module.h"

/* The columns: the server, the line, and the members of a record in the order
 * of `members`. */
#define INSERT                                                                \
    "INSERT INTO cookie_policy_records (server, line, schema, kind, id, "     \
    "time, host, policy, language, place, action, granted, refused, signal, " \
    "document, banner, since, counters, previous, hash) VALUES (%s, %s, %s, " \
    "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "    \
    "ON CONFLICT (id) DO NOTHING"

#define LAST                                                          \
    "SELECT hash FROM cookie_policy_records WHERE server = %s ORDER " \
    "BY seq DESC LIMIT 1"

#define PRUNE "DELETE FROM cookie_policy_records WHERE time < %s"

static const char *const members[] = {
    "schema",   "kind",   "id",     "time",     "host",     "policy",
    "language", "place",  "action", "granted",  "refused",  "signal",
    "document", "banner", "since",  "counters", "previous", "hash"};

#define N_MEMBERS ((int)(sizeof(members) / sizeof(members[0])))
#define N_COLUMNS (N_MEMBERS + 2)

typedef struct connection {
    ap_dbd_t *dbd;
    const char *server; /* the name of this machine */
    apr_dbd_prepared_t *insert;
    apr_dbd_prepared_t *last;
    apr_dbd_prepared_t *prune;
} connection;

static apr_status_t failed(cp_delivery *d, int error)
{
    const connection *c = d->connection;

    d->error = apr_pstrdup(
        d->pool, apr_dbd_error(c->dbd->driver, c->dbd->handle, error));
    return APR_EGENERAL;
}

/* Prepares a statement. Its name is new, because mod_dbd may give us a
 * connection that has had our statements before. */
static int prepare(cp_delivery *d, const char *query, const char *what,
                   apr_dbd_prepared_t **statement)
{
    const connection *c = d->connection;
    const char *name = apr_psprintf(
        d->pool, "cookie_policy_%s_%" APR_TIME_T_FMT, what, apr_time_now());

    *statement = NULL;
    return apr_dbd_prepare(c->dbd->driver, d->pool, c->dbd->handle, query, name,
                           statement);
}

static int prepare_all(cp_delivery *d)
{
    connection *c = d->connection;
    int error = prepare(d, INSERT, "insert", &c->insert);

    error = error ? error : prepare(d, LAST, "last", &c->last);
    return error ? error : prepare(d, PRUNE, "prune", &c->prune);
}

/* Finds the hash of the last line that this machine has inserted. */
static apr_status_t read_tip(cp_delivery *d, const char **tip)
{
    const connection *c = d->connection;
    const char *arguments[] = {c->server};
    apr_dbd_results_t *result = NULL;
    apr_dbd_row_t *row = NULL;
    int error = apr_dbd_pselect(c->dbd->driver, d->batch, c->dbd->handle,
                                &result, c->last, 0, 1, arguments);

    if (error) {
        return failed(d, error);
    }
    *tip = "";
    while (apr_dbd_get_row(c->dbd->driver, d->batch, result, &row, -1) == 0) {
        const char *hash = apr_dbd_get_entry(c->dbd->driver, row, 0);

        *tip = apr_pstrdup(d->pool, hash ? hash : "");
    }
    return APR_SUCCESS;
}

static apr_status_t open_database(cp_delivery *d, const char **tip)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) *open =
        APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    connection *c = apr_pcalloc(d->pool, sizeof(*c));
    char name[APRMAXHOSTLEN + 1];
    apr_status_t rv = apr_gethostname(name, sizeof(name), d->pool);
    int error;

    if (rv != APR_SUCCESS) {
        return rv;
    }
    d->connection = c;
    c->server = apr_pstrdup(d->pool, name);
    c->dbd = open(d->pool, d->server);
    if (c->dbd == NULL) {
        d->error = "mod_dbd has no connection";
        return APR_EGENERAL;
    }
    error = prepare_all(d);
    return error ? failed(d, error) : read_tip(d, tip);
}

static void close_database(cp_delivery *d)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) *close =
        APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    const connection *c = d->connection;

    if (c != NULL && c->dbd != NULL) {
        close(d->server, c->dbd);
    }
    d->connection = NULL;
}

/* Returns the value of a column: the text of a string, the JSON of any other
 * value, NULL for null and for a member that the record does not have. */
static const char *column(apr_pool_t *p, cp_span line, const char *name)
{
    cp_span value = cp_record_member(line, name);

    if (value.n == 0 || (value.n == 4 && !memcmp(value.s, "null", 4))) {
        return NULL;
    }
    if (value.n >= 2 && value.s[0] == '"'
        && memchr(value.s, '\\', value.n) == NULL) {
        value = cp_span_between(value.s + 1, value.s + value.n - 1);
    }
    return apr_pstrmemdup(p, value.s, value.n);
}

static int insert(cp_delivery *d, const char *line)
{
    const connection *c = d->connection;
    const char *values[N_COLUMNS];
    int i, rows;

    values[0] = c->server;
    values[1] = line;
    for (i = 0; i < N_MEMBERS; i++) {
        values[i + 2] = column(d->batch, cp_span_of(line), members[i]);
    }
    return apr_dbd_pquery(c->dbd->driver, d->batch, c->dbd->handle, &rows,
                          c->insert, N_COLUMNS, values);
}

static apr_status_t write_rows(cp_delivery *d,
                               const apr_array_header_t *records)
{
    const connection *c = d->connection;
    const apr_dbd_driver_t *driver = c->dbd->driver;
    apr_dbd_transaction_t *transaction = NULL;
    int i, error, end;

    error = apr_dbd_transaction_start(driver, d->batch, c->dbd->handle,
                                      &transaction);
    if (error) {
        return failed(d, error);
    }
    for (i = 0; i < records->nelts && !error; i++) {
        error = insert(d, APR_ARRAY_IDX(records, i, cp_chained).line);
    }
    if (error) {
        failed(d, error);
        apr_dbd_transaction_mode_set(driver, transaction,
                                     APR_DBD_TRANSACTION_ROLLBACK);
    }
    end = apr_dbd_transaction_end(driver, d->batch, transaction);
    if (!error && end) {
        return failed(d, end);
    }
    return error ? APR_EGENERAL : APR_SUCCESS;
}

/* Deletes the rows that are older than keep=. */
static void prune(cp_delivery *d)
{
    const connection *c = d->connection;
    apr_int64_t oldest = apr_time_sec(apr_time_now()) - d->store->conf->keep;
    const char *arguments[] = {cp_format_iso_time(d->batch, oldest)};
    int rows = 0;
    int error = apr_dbd_pquery(c->dbd->driver, d->batch, c->dbd->handle, &rows,
                               c->prune, 1, arguments);

    if (error) {
        failed(d, error);
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, d->server,
                     CPLOGNO(0192) "records: rows before %s cannot be "
                                   "deleted: %s",
                     arguments[0], d->error);
        d->error = NULL;
    }
}

const cp_store_type cp_store_dbd = {"database", 100,  262144, open_database,
                                    write_rows, NULL, prune,  close_database};
