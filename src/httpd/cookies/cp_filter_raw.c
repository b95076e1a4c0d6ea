/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds bytes of raw responses to cp_raw_response.h; see the header. */
#include "httpd/cookies/cp_filter_raw.h"

#include <http_connection.h>
#include <http_request.h>
#include <util_filter.h>

#include "httpd/config/cp_module.h"
#include "httpd/cookies/cp_raw_response.h"
#include "httpd/request/cp_request.h"

/* Bytes of a body that are read in one call before they are passed on. */
#define CP_BODY_SIZE 65536

static cp_raw_response *raw_of(conn_rec *c)
{
    return ap_get_module_config(c->conn_config, &cookie_policy_module);
}

/* ---- the buckets of one call ---- */

/* Passes on the released bytes. */
static apr_status_t pass_released(ap_filter_t *f, cp_raw_response *raw)
{
    apr_status_t rv = ap_pass_brigade(f->next, raw->out);

    apr_brigade_cleanup(raw->out);
    return rv;
}

/* Reads a bucket. The released bytes are flushed before the call waits for
 * bytes that a backend has not written yet. */
static apr_status_t read_bucket(ap_filter_t *f, cp_raw_response *raw,
                                apr_bucket *e, cp_span *bytes)
{
    apr_status_t rv =
        apr_bucket_read(e, &bytes->s, &bytes->n, APR_NONBLOCK_READ);

    if (!APR_STATUS_IS_EAGAIN(rv)) {
        return rv;
    }
    if (!APR_BRIGADE_EMPTY(raw->out)) {
        APR_BRIGADE_INSERT_TAIL(raw->out,
                                apr_bucket_flush_create(f->c->bucket_alloc));
        rv = pass_released(f, raw);
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    return apr_bucket_read(e, &bytes->s, &bytes->n, APR_BLOCK_READ);
}

static void move_bucket(cp_raw_response *raw, apr_bucket *e)
{
    APR_BUCKET_REMOVE(e);
    APR_BRIGADE_INSERT_TAIL(raw->out, e);
}

static apr_status_t take_metadata(cp_raw_response *raw, apr_bucket *e)
{
    apr_status_t rv = APR_SUCCESS;

    if (APR_BUCKET_IS_EOS(e) || AP_BUCKET_IS_EOR(e) || AP_BUCKET_IS_EOC(e)) {
        rv = cp_raw_end_head(raw);
    }
    move_bucket(raw, e);
    return rv;
}

static apr_status_t take_head_bucket(ap_filter_t *f, cp_raw_response *raw,
                                     apr_bucket *e)
{
    cp_span bytes;
    apr_status_t rv = read_bucket(f, raw, e, &bytes);

    if (rv == APR_SUCCESS && bytes.n > 0) {
        rv = cp_raw_take_head(raw, bytes);
    }
    if (rv == APR_SUCCESS) {
        apr_bucket_delete(e);
    }
    return rv;
}

/* *gathered counts the bytes of this call. A bucket inside a body of known
 * length moves as it is; any other is copied. */
static apr_status_t take_body_bucket(ap_filter_t *f, cp_raw_response *raw,
                                     apr_bucket *e, apr_size_t *gathered)
{
    cp_span bytes;
    apr_status_t rv = read_bucket(f, raw, e, &bytes);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    *gathered += bytes.n;
    if (raw->phase == CP_RAW_LENGTH && (apr_int64_t)bytes.n < raw->remaining) {
        raw->remaining -= (apr_int64_t)bytes.n;
        move_bucket(raw, e);
    }
    else {
        rv = cp_raw_take_body(raw, bytes);
        apr_bucket_delete(e);
    }
    if (rv == APR_SUCCESS && *gathered >= CP_BODY_SIZE) {
        *gathered = 0;
        rv = pass_released(f, raw);
    }
    return rv;
}

/* Takes the buckets one by one. If the response lets the filter go, the rest of
 * the brigade moves as it is. */
static apr_status_t take_all(ap_filter_t *f, cp_raw_response *raw,
                             apr_bucket_brigade *bb)
{
    apr_status_t rv = APR_SUCCESS;
    apr_size_t gathered = 0;

    while (rv == APR_SUCCESS && raw->r != NULL && !APR_BRIGADE_EMPTY(bb)) {
        apr_bucket *e = APR_BRIGADE_FIRST(bb);

        if (APR_BUCKET_IS_METADATA(e)) {
            rv = take_metadata(raw, e);
        }
        else if (raw->phase == CP_RAW_HEADS) {
            rv = take_head_bucket(f, raw, e);
        }
        else {
            rv = take_body_bucket(f, raw, e, &gathered);
        }
    }
    if (rv == APR_SUCCESS) {
        APR_BRIGADE_CONCAT(raw->out, bb);
    }
    return rv;
}

/* ---- the filter ---- */

/* True if the head may have to change: a policy is in force, or authorization
 * has asked for the visitor's choice, so that Vary must name it. */
static int is_needed(request_rec *r)
{
    const cp_req *q = cp_request_known(r);

    return cp_request_active(r) != NULL || (q != NULL && cp_request_depends(q));
}

/* Out of line: calls that only pass a brigade on need not save registers. */
static __attribute__((noinline)) apr_status_t
filter_armed(ap_filter_t *f, cp_raw_response *raw, apr_bucket_brigade *bb)
{
    apr_status_t rv;

    if (!is_needed(cp_raw_answering(raw))) {
        cp_raw_disarm(raw);
        return ap_pass_brigade(f->next, bb);
    }
    if (raw->out == NULL) {
        raw->out = apr_brigade_create(f->c->pool, f->c->bucket_alloc);
    }
    rv = take_all(f, raw, bb);
    if (rv == APR_SUCCESS) {
        return pass_released(f, raw);
    }
    apr_brigade_cleanup(raw->out);
    return rv;
}

/* In almost every call the header filter has disarmed this one. */
static apr_status_t raw_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    cp_raw_response *raw = f->ctx;

    return raw->r == NULL ? ap_pass_brigade(f->next, bb)
                          : filter_armed(f, raw, bb);
}

/* Written once, when the hooks are registered, to spare each connection the
 * look-up by name. */
static ap_filter_rec_t *handle;

void cp_filter_raw_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_RAW, raw_filter, NULL,
                                       AP_FTYPE_CONNECTION);
}

int cp_filter_raw_insert(conn_rec *c, void *csd)
{
    cp_raw_response *raw;

    (void)csd;
    if (cp_site_is_dormant(c->base_server)) {
        return OK;
    }
    raw = apr_pcalloc(c->pool, sizeof(*raw));
    raw->c = c;
    ap_set_module_config(c->conn_config, &cookie_policy_module, raw);
    ap_add_output_filter_handle(handle, raw, NULL, c);
    return OK;
}

/* ---- arming ---- */

/* Cleanup of the request's pool. Bytes can still pass when the request is gone
 * (closing, TLS, HTTP/2). */
static apr_status_t forget_request(void *data)
{
    request_rec *r = data;
    cp_raw_response *raw = raw_of(r->connection);

    if (raw != NULL && raw->r == r) {
        cp_raw_disarm(raw);
    }
    return APR_SUCCESS;
}

void cp_filter_raw_arm(request_rec *r)
{
    cp_raw_response *raw = raw_of(r->connection);

    if (raw != NULL) {
        raw->r = r->prev ? cp_request_first(r) : r;
        raw->held = NULL;
        raw->phase = CP_RAW_HEADS;
        if (raw->r == r) {
            apr_pool_cleanup_register(r->pool, r, forget_request,
                                      apr_pool_cleanup_null);
        }
    }
}

void cp_filter_raw_disarm(request_rec *r)
{
    cp_raw_response *raw = raw_of(r->connection);

    /* An "assbackwards" handler writes its own head, if the client expects
     * one. */
    if (raw != NULL
        && !(r->assbackwards && r->proto_num >= HTTP_VERSION(1, 0))) {
        cp_raw_disarm(raw);
    }
}
