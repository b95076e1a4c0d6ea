/* SPDX-License-Identifier: Apache-2.0 */
/* The delivery of records; see the header. */
#include "httpd/records/cp_delivery.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/config/cp_digest.h"
#include "httpd/config/cp_module.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/records/cp_evidence.h"

/* A process that does not lead tries to after this number of looks: 1 s. */
#define LOOKS_TO_LEAD 10

/* The work of once a day is looked at after this number of looks: 1 min. */
#define LOOKS_TO_DAILY 600

/* After a failure the store is tried again after 1 s, and the log repeats it
 * after ten minutes. */
#define RETRY apr_time_from_sec(1)
#define REPEAT apr_time_from_sec(600)

/* Deliveries of one look: the thread must see in time that the process ends. */
#define DELIVERIES 64

cp_delivery *cp_delivery_make(apr_pool_t *p, cp_store *store)
{
    cp_delivery *d = apr_pcalloc(p, sizeof(*d));

    d->store = store;
    d->server = cp_store_server(store);
    apr_pool_create(&d->pool, p);
    apr_pool_create(&d->batch, p);
    if (apr_thread_mutex_create(&d->mutex, APR_THREAD_MUTEX_DEFAULT, p)
        != APR_SUCCESS) {
        return NULL;
    }
    return d;
}

/* ---- failures of the store ---- */

/* Returns the store for a sentence: "file /path", "database". */
static const char *label_of(const cp_delivery *d)
{
    const char *name = d->store->conf->name;

    return apr_pstrcat(d->batch, d->store->type->word, *name ? " " : "", name,
                       NULL);
}

static void fail(cp_delivery *d, apr_status_t rv)
{
    apr_time_t now = apr_time_now();

    d->store->type->close(d);
    d->is_open = 0;
    d->retry = now + RETRY;
    d->failed = d->failed ? d->failed : now;
    if (d->said == 0 || now - d->said >= REPEAT) {
        d->said = now;
        ap_log_error(APLOG_MARK, APLOG_WARNING, d->error ? 0 : rv, d->server,
                     CPLOGNO(0181) "records: the %s cannot be written%s%s; "
                                   "records wait in %s",
                     label_of(d), d->error ? ": " : "",
                     d->error ? d->error : "", d->store->directory);
    }
    d->error = NULL;
}

static void works_again(cp_delivery *d)
{
    if (d->failed == 0) {
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, d->server,
                 CPLOGNO(0182) "records: the %s is written again after "
                               "%" APR_TIME_T_FMT " s",
                 label_of(d), apr_time_sec(apr_time_now() - d->failed));
    d->failed = d->said = 0;
}

/* ---- the chain ---- */

/* Takes the next record from the lines of the spool. Returns 0 at the end. */
static int next_record(cp_span *lines, cp_span *record)
{
    const char *end = memchr(lines->s, '\n', lines->n);

    if (end == NULL) {
        return 0;
    }
    *record = cp_span_between(lines->s, end);
    *lines = cp_span_between(end + 1, lines->s + lines->n);
    return 1;
}

/* Makes the line of a record after the line with the hash `tip`. Returns 0 if
 * the record is damaged, or if OpenSSL fails. */
static int chain(apr_pool_t *p, cp_span record, const char *tip,
                 cp_chained *out)
{
    const char *linked = cp_record_link(p, record, *tip ? tip : NULL);

    out->hash = linked ? cp_digest_hex(p, linked, CP_RECORD_HASH) : NULL;
    out->line = out->hash ? cp_record_close(p, linked, out->hash) : NULL;
    return out->line != NULL;
}

/* Looks for the record whose line has the hash `wanted`. `tip` is the hash of
 * the line before the first record, and becomes that of the last one; *at moves
 * after the records. */
static int find_line(apr_pool_t *p, cp_span lines, const char *wanted,
                     char *tip, cp_spool_place *at)
{
    cp_span record;
    cp_chained line;

    while (next_record(&lines, &record)) {
        at->offset += record.n + 1;
        if (chain(p, record, tip, &line)) {
            apr_cpystrn(tip, line.hash, CP_RECORD_HASH + 1);
            if (!strcmp(tip, wanted)) {
                return 1;
            }
        }
    }
    return 0;
}

/* The last leader was killed after it had written records, and before it had
 * noted that. Finds the record in the spool whose line is the last one of the
 * store, and continues after it. Otherwise somebody else has changed the
 * store: its last line is the one to continue. */
static apr_status_t continue_after(cp_delivery *d, const char *store_tip)
{
    cp_spool_place at = d->progress.done;
    char tip[CP_RECORD_HASH + 1];
    apr_status_t rv;
    int found = 0;

    if (store_tip == NULL || *store_tip == '\0'
        || !strcmp(store_tip, d->progress.tip)) {
        return APR_SUCCESS;
    }
    apr_cpystrn(tip, d->progress.tip, sizeof(tip));
    do {
        cp_span lines;

        rv = cp_spool_read(d->store->spool, &at, d->batch, 65536, &lines);
        if (rv != APR_SUCCESS || lines.n == 0) {
            break;
        }
        found = find_line(d->batch, lines, store_tip, tip, &at);
        apr_pool_clear(d->batch);
    } while (!found);
    if (found) {
        d->progress.done = at;
    }
    apr_cpystrn(d->progress.tip, store_tip, sizeof(d->progress.tip));
    d->progress.sent = d->progress.done;
    return rv;
}

/* ---- one delivery ---- */

/* Chains the records of `lines`, up to the limits of the store. *place moves
 * after the last one. Returns the chained records. */
static apr_array_header_t *chain_all(cp_delivery *d, cp_span lines,
                                     cp_spool_place *place)
{
    const cp_store_type *type = d->store->type;
    apr_array_header_t *records =
        apr_array_make(d->batch, type->records, sizeof(cp_chained));
    const char *tip = d->progress.tip;
    apr_size_t bytes = 0;
    cp_span record;

    while (records->nelts < type->records
           && (records->nelts == 0 || bytes < type->bytes)
           && next_record(&lines, &record)) {
        cp_chained line;

        place->offset += record.n + 1;
        bytes += record.n + 256; /* with the hashes */
        if (chain(d->batch, record, tip, &line)) {
            APR_ARRAY_PUSH(records, cp_chained) = line;
            tip = line.hash;
        }
        else {
            ap_log_error(APLOG_MARK, APLOG_ERR, 0, d->server,
                         CPLOGNO(0187) "records: a damaged record in %s is "
                                       "left out",
                         d->store->directory);
        }
    }
    apr_cpystrn(d->progress.sent_tip, tip, sizeof(d->progress.sent_tip));
    return records;
}

static void note_arrival(cp_delivery *d)
{
    d->progress.done = d->progress.sent;
    memcpy(d->progress.tip, d->progress.sent_tip, sizeof(d->progress.tip));
}

/* Counts the records for the first virtual host of the store, because a record
 * does not name its host. */
static void count(const cp_delivery *d, int n)
{
    cp_observe_add(cp_conf_site(d->server), CP_COUNT_RECORDS_WRITTEN,
                   (apr_uint64_t)n);
}

/* Delivers some of the waiting records. Returns 0 if none waits, or if the
 * store is not ready. */
static int deliver(cp_delivery *d)
{
    const cp_store_type *type = d->store->type;
    cp_spool_place place = d->progress.done;
    apr_array_header_t *records;
    cp_span lines;
    apr_status_t rv =
        cp_spool_read(d->store->spool, &place, d->batch, type->bytes, &lines);

    if (rv != APR_SUCCESS || lines.n == 0) {
        return 0;
    }
    records = chain_all(d, lines, &place);
    rv = records->nelts > 0 ? type->write(d, records) : APR_SUCCESS;
    if (rv != APR_SUCCESS) {
        fail(d, rv);
        return 0;
    }
    d->progress.sent = place;
    if (type->arrived == NULL) {
        note_arrival(d);
    }
    works_again(d);
    count(d, records->nelts);
    /* Without it the next process begins with continue_after(). */
    cp_spool_save(d->store->spool, &d->progress);
    ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, d->server,
                 CPLOGNO(0188) "records: %d delivered to the %s",
                 records->nelts, type->word);
    return 1;
}

/* True if the records of the last delivery have arrived. */
static int is_settled(cp_delivery *d)
{
    const cp_store_type *type = d->store->type;

    if (type->arrived == NULL
        || (d->progress.sent.segment == d->progress.done.segment
            && d->progress.sent.offset == d->progress.done.offset)) {
        return 1;
    }
    if (!type->arrived(d)) {
        return 0;
    }
    note_arrival(d);
    cp_spool_save(d->store->spool, &d->progress);
    return 1;
}

static void deliver_waiting(cp_delivery *d)
{
    int i;

    for (i = 0; i < DELIVERIES && d->is_open && is_settled(d); i++) {
        int more = deliver(d);

        apr_pool_clear(d->batch);
        if (!more) {
            break;
        }
    }
}

/* ---- leading ---- */

static int leads(cp_delivery *d)
{
    if (!d->leads && d->looks % LOOKS_TO_LEAD == 0
        && cp_spool_lead(d->store->spool)) {
        d->leads = 1;
        if (cp_spool_load(d->store->spool, &d->progress) != APR_SUCCESS) {
            cp_spool_follow(d->store->spool);
            d->leads = 0;
        }
    }
    return d->leads;
}

static void open_store(cp_delivery *d)
{
    const char *tip = NULL;
    apr_status_t rv;

    if (d->is_open || apr_time_now() < d->retry) {
        return;
    }
    apr_pool_clear(d->pool);
    rv = d->store->type->open(d, &tip);
    if (rv == APR_SUCCESS) {
        rv = continue_after(d, tip);
    }
    if (rv != APR_SUCCESS) {
        fail(d, rv);
        return;
    }
    d->is_open = 1;
    if (d->store->type->daily != NULL) {
        d->store->type->daily(d);
    }
}

/* Writes the records that this process keeps in memory. */
static void flush(cp_delivery *d)
{
    apr_status_t rv;

    cp_spool_flush(d->store->spool, &rv);
}

static void look(cp_delivery *d)
{
    flush(d);
    if (leads(d)) {
        open_store(d);
        cp_evidence_policies(d);
        if (d->looks % LOOKS_TO_DAILY == 0) {
            cp_evidence_daily(d);
        }
        deliver_waiting(d);
    }
    d->looks++;
}

void cp_delivery_look(cp_delivery *d)
{
    apr_thread_mutex_lock(d->mutex);
    if (!d->has_ended) {
        look(d);
    }
    apr_thread_mutex_unlock(d->mutex);
}

static void end(cp_delivery *d)
{
    flush(d);
    if (d->leads) {
        deliver_waiting(d);
        if (d->is_open) {
            d->store->type->close(d);
            d->is_open = 0;
        }
        cp_spool_follow(d->store->spool);
        d->leads = 0;
    }
}

void cp_delivery_end(cp_delivery *d)
{
    apr_thread_mutex_lock(d->mutex);
    if (!d->has_ended) {
        d->has_ended = 1;
        end(d);
    }
    apr_thread_mutex_unlock(d->mutex);
}
