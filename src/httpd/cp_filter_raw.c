/* SPDX-License-Identifier: Apache-2.0 */
/* The raw-head filter; see the header. */
#include "cp_filter_raw.h"

#include <string.h>

#include <apr_buckets.h>
#include <http_connection.h>
#include <http_request.h>
#include <util_filter.h>

#include "cp_buf.h"
#include "cp_head.h"
#include "cp_module.h"
#include "cp_report.h"
#include "cp_request.h"

/* Nobody sends as many interim responses; each costs memory of the request. */
#define CP_MAX_INTERIM 64

/* One for each connection, in its pool. */
typedef struct raw_ctx {
    request_rec *r; /* whose head may come; NULL: disarmed */
    cp_buf *held;   /* begun head, in the pool of r; NULL: none */
    apr_bucket_brigade *out;
    /* While something is held: */
    apr_size_t from; /* bytes of it that have been released */
    apr_size_t seen; /* bytes behind them without the end of the head */
    int interim;     /* interim heads released for r */
    apr_size_t junk; /* bytes released that are no head */
} raw_ctx;

static raw_ctx *ctx_of(conn_rec *c)
{
    return ap_get_module_config(c->conn_config, &cookie_policy_module);
}

static inline void disarm(raw_ctx *ctx)
{
    ctx->r = NULL;
    ctx->held = NULL;
}

static void begin(raw_ctx *ctx)
{
    ctx->held = cp_buf_make(ctx->r->pool, 1024);
    ctx->from = 0;
    ctx->seen = 0;
    ctx->interim = 0;
    ctx->junk = 0;
}

/* The held bytes that have not been released. */
static cp_span held_of(const raw_ctx *ctx)
{
    return cp_span_between(ctx->held->s + ctx->from,
                           ctx->held->s + ctx->held->n);
}

/* ---- one head ---- */

typedef struct judging {
    request_rec *r;
    cp_req *q;
    apr_int64_t now;
} judging;

static cp_span judge_field(void *baton, cp_span name, cp_span value)
{
    judging *j = baton;
    cp_span dropped = {NULL, 0};
    cp_setcookie cookie;
    cp_verdict v;

    cp_setcookie_parse(value, &cookie);
    cp_request_judge(j->r, j->q, &cookie, j->now, &v);

    if (!cp_span_case_is(name, "set-cookie")) { /* Set-Cookie2 */
        v.decision.reason = CP_MALFORMED;
        v.enforced = j->q->mode == CP_ON;
    }
    if (v.decision.reason == CP_ALLOW) {
        return cp_request_limit(j->r, j->q, &cookie, v.decision.cookie, j->now);
    }
    cp_report_suppressed(j->r, &v.decision, !v.enforced);
    return v.enforced ? dropped : value;
}

/* The last of a chain of internal redirects is whose head it is. */
static request_rec *answering(request_rec *r)
{
    while (r->next != NULL) {
        r = r->next;
    }
    return r;
}

static void emit(raw_ctx *ctx, cp_span bytes)
{
    if (bytes.n > 0) {
        APR_BRIGADE_INSERT_TAIL(ctx->out,
                                apr_bucket_heap_create(bytes.s, bytes.n, NULL,
                                                       ctx->out->bucket_alloc));
    }
}

/* Behind an interim response, or one that has no body, a client may take
 * what follows for another head. 101 is the last one, but only to a client
 * that asked for an upgrade: others go on reading heads. */
static int is_last(const request_rec *r, int status)
{
    switch (status) {
    case HTTP_SWITCHING_PROTOCOLS:
        return apr_table_get(r->headers_in, "Upgrade") != NULL;
    case HTTP_NO_CONTENT:
    case HTTP_NOT_MODIFIED:
        return 0;
    default:
        return status < 100 || status >= 200;
    }
}

/* All that is held goes out, and what follows as it comes. */
static void let_go(raw_ctx *ctx)
{
    emit(ctx, held_of(ctx));
    disarm(ctx);
}

/* The first `length` held bytes are no head; a client that looks for one in
 * what follows does not look for ever. */
static void pass_junk(raw_ctx *ctx, apr_size_t length)
{
    cp_span junk = held_of(ctx);

    junk.n = length;
    emit(ctx, junk);
    ctx->from += length;
    ctx->seen = 0;
    ctx->junk += length;
    if (ctx->junk > CP_MAX_HEAD) {
        let_go(ctx);
    }
    else if (ctx->from == ctx->held->n) {
        ctx->held->n = ctx->from = 0;
    }
}

/*
 * Writes the first `length` held bytes, a head, as the policy wants it.
 * What follows is held on after an interim response, else goes out too.
 */
static void release(raw_ctx *ctx, apr_size_t length)
{
    request_rec *r = answering(ctx->r);
    cp_req *q = cp_request_active(r);
    cp_span rest = held_of(ctx), head = rest;
    int last;

    head.n = length;
    rest.s += length;
    rest.n -= length;
    last = is_last(ctx->r, cp_head_status(head));
    if (q != NULL && cp_head_is_one(head)) {
        judging j = {r, q, cp_head_earliest(r->pool, head, q->visit->now)};
        head = cp_head_rewrite(r->pool, head, judge_field, &j);
    }
    emit(ctx, head);
    ctx->from += length;
    ctx->seen = 0;
    ctx->interim++;
    if (last) {
        emit(ctx, rest);
        disarm(ctx);
    }
    else if (rest.n == 0) {
        ctx->held->n = ctx->from = 0;
    }
}

/* ---- the filter ---- */

/* Under ReportOnly nothing changes, whatever cannot be looked through. */
static apr_status_t too_long(ap_filter_t *f, raw_ctx *ctx)
{
    const cp_req *q = cp_request_active(answering(ctx->r));

    if (q == NULL || q->mode != CP_ON) {
        let_go(ctx);
        return APR_SUCCESS;
    }
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, ctx->r,
                  CPLOGNO(0007) "closing the connection: a response head "
                                "written past httpd is longer than %d bytes "
                                "or the %dth interim one",
                  CP_MAX_HEAD, CP_MAX_INTERIM);
    disarm(ctx);
    f->c->keepalive = AP_CONN_CLOSE;
    f->c->aborted = 1;
    return APR_ECONNABORTED;
}

/* Releases what of the held bytes is complete: returns 0 when more must
 * come first. */
static int release_one(raw_ctx *ctx)
{
    cp_span held = held_of(ctx);
    apr_size_t at, end;

    if (held.n < CP_HEAD_START) {
        return 0;
    }
    at = cp_head_find(held);
    if (at > 0) {
        pass_junk(ctx, at);
        return 1;
    }
    end = cp_head_end(held, ctx->seen);
    ctx->seen = held.n;
    if (end == 0 || end > CP_MAX_HEAD) {
        return 0;
    }
    release(ctx, end);
    return 1;
}

/* What has been released must not wait for bytes that are not there yet. */
static apr_status_t read_more(ap_filter_t *f, raw_ctx *ctx, apr_bucket *e,
                              const char **data, apr_size_t *length)
{
    apr_status_t rv = apr_bucket_read(e, data, length, APR_NONBLOCK_READ);

    if (!APR_STATUS_IS_EAGAIN(rv)) {
        return rv;
    }
    if (!APR_BRIGADE_EMPTY(ctx->out)) {
        APR_BRIGADE_INSERT_TAIL(ctx->out,
                                apr_bucket_flush_create(f->c->bucket_alloc));
        rv = ap_pass_brigade(f->next, ctx->out);
        apr_brigade_cleanup(ctx->out);
        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    return apr_bucket_read(e, data, length, APR_BLOCK_READ);
}

/* Takes one data bucket into the held head. */
static apr_status_t hold(ap_filter_t *f, raw_ctx *ctx, apr_bucket *e)
{
    const char *data;
    apr_size_t length;
    apr_status_t rv = read_more(f, ctx, e, &data, &length);

    if (rv != APR_SUCCESS || length == 0) {
        return rv;
    }
    if (ctx->held == NULL) {
        begin(ctx);
    }
    cp_buf_add(ctx->held, data, length);
    while (ctx->held != NULL && ctx->interim < CP_MAX_INTERIM
           && release_one(ctx)) {}
    if (ctx->held != NULL
        && (held_of(ctx).n > CP_MAX_HEAD || ctx->interim >= CP_MAX_INTERIM)) {
        return too_long(f, ctx);
    }
    return APR_SUCCESS;
}

/* Nothing more will come: what is held goes out as far as it goes. */
static int is_end(apr_bucket *e)
{
    return APR_BUCKET_IS_EOS(e) || AP_BUCKET_IS_EOR(e) || AP_BUCKET_IS_EOC(e);
}

static apr_status_t collect(ap_filter_t *f, raw_ctx *ctx,
                            apr_bucket_brigade *bb)
{
    while (ctx->r != NULL && !APR_BRIGADE_EMPTY(bb)) {
        apr_bucket *e = APR_BRIGADE_FIRST(bb);

        if (APR_BUCKET_IS_METADATA(e)) {
            if (ctx->held != NULL && held_of(ctx).n > 0 && is_end(e)) {
                release(ctx, held_of(ctx).n);
            }
            APR_BUCKET_REMOVE(e);
            APR_BRIGADE_INSERT_TAIL(ctx->out, e);
        }
        else {
            apr_status_t rv = hold(f, ctx, e);

            if (rv != APR_SUCCESS) {
                return rv;
            }
            apr_bucket_delete(e);
        }
    }
    APR_BRIGADE_CONCAT(ctx->out, bb);
    return APR_SUCCESS;
}

/* Out of line: its registers need not be saved for the calls that pass. */
static __attribute__((noinline)) apr_status_t filter_armed(
    ap_filter_t *f, raw_ctx *ctx, apr_bucket_brigade *bb)
{
    apr_status_t rv;

    if (cp_request_active(answering(ctx->r)) == NULL) {
        disarm(ctx);
        return ap_pass_brigade(f->next, bb);
    }
    if (ctx->out == NULL) {
        ctx->out = apr_brigade_create(f->c->pool, f->c->bucket_alloc);
    }
    rv = collect(f, ctx, bb);
    if (rv == APR_SUCCESS) {
        rv = ap_pass_brigade(f->next, ctx->out);
    }
    apr_brigade_cleanup(ctx->out);
    return rv;
}

/* Almost every call: the head has been through the header filter. */
static apr_status_t raw_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    raw_ctx *ctx = f->ctx;

    return ctx->r == NULL ? ap_pass_brigade(f->next, bb)
                          : filter_armed(f, ctx, bb);
}

/* ---- arming ---- */

/* Written once, when the hooks are registered; spares each request the
 * look-up by name. */
static ap_filter_rec_t *handle;

void cp_filter_raw_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_RAW, raw_filter, NULL,
                                       AP_FTYPE_CONNECTION);
}

int cp_filter_raw_insert(conn_rec *c, void *csd)
{
    raw_ctx *ctx;

    (void)csd;
    if (cp_site_is_dormant(c->base_server)) {
        return OK;
    }
    ctx = apr_pcalloc(c->pool, sizeof(*ctx));
    ap_set_module_config(c->conn_config, &cookie_policy_module, ctx);
    ap_add_output_filter_handle(handle, ctx, NULL, c);
    return OK;
}

/* Bytes can still pass when the request is gone (closing, TLS, HTTP/2). */
static apr_status_t forget(void *data)
{
    request_rec *r = data;
    raw_ctx *ctx = ctx_of(r->connection);

    if (ctx != NULL && ctx->r == r) {
        disarm(ctx);
    }
    return APR_SUCCESS;
}

void cp_filter_raw_arm(request_rec *r)
{
    raw_ctx *ctx = ctx_of(r->connection);

    if (ctx != NULL) {
        ctx->r = r->prev ? cp_request_first(r) : r;
        ctx->held = NULL;
        if (ctx->r == r) {
            apr_pool_cleanup_register(r->pool, r, forget,
                                      apr_pool_cleanup_null);
        }
    }
}

void cp_filter_raw_disarm(request_rec *r)
{
    raw_ctx *ctx = ctx_of(r->connection);

    /* A handler that speaks for itself ("assbackwards") to a client that
     * expects a head is about to write one. */
    if (ctx != NULL
        && !(r->assbackwards && r->proto_num >= HTTP_VERSION(1, 0))) {
        disarm(ctx);
    }
}
