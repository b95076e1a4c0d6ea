/* SPDX-License-Identifier: Apache-2.0 */
/* The raw-head filter; see the header. */
#include "httpd/cookies/cp_filter_raw.h"

#include <string.h>

#include <apr_buckets.h>
#include <http_connection.h>
#include <http_request.h>
#include <util_filter.h>

#include "core/base/cp_buf.h"
#include "core/http/cp_framing.h"
#include "core/cookie/cp_raw_head.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_request.h"

/* Nobody sends as many interim responses; each costs memory of the request. */
#define CP_MAX_INTERIM 64

/* Bytes of a body that are gathered before they are passed on. */
#define CP_BODY_SIZE 65536

/* The part that the next byte belongs to. */
enum {
    HEADS,   /* a head, or bytes before one */
    LENGTH,  /* a body of known length, */
    CHUNKED, /* or in chunks */
    OVER     /* nothing: the response is complete */
};

/* One for each connection, in its pool. */
typedef struct raw_ctx {
    request_rec *r; /* whose head may come; NULL: disarmed */
    cp_buf *held;   /* begun head, in the pool of r; NULL: none */
    apr_bucket_brigade *out;
    /* While something is held: */
    apr_size_t from; /* bytes of it that have been released */
    apr_size_t seen; /* bytes behind them without the end of the head */
    int interim;     /* interim heads released for r */
    int phase;
    apr_int64_t left; /* LENGTH: bytes to come */
    cp_chunks chunks; /* CHUNKED */
    apr_size_t gathered;
    int dropped; /* OVER: something came */
} raw_ctx;

static raw_ctx *ctx_of(conn_rec *c)
{
    return ap_get_module_config(c->conn_config, &cookie_policy_module);
}

static inline void disarm(raw_ctx *ctx)
{
    ctx->r = NULL;
    ctx->held = NULL;
    ctx->phase = HEADS;
}

static void begin(raw_ctx *ctx)
{
    ctx->held = cp_buf_make(ctx->r->pool, 1024);
    ctx->from = 0;
    ctx->seen = 0;
    ctx->interim = 0;
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

/* After an interim response a client reads on for another head. 101 is the last
 * one, but only to a client that asked for an upgrade. */
static int is_interim(const request_rec *r, int status)
{
    return status == HTTP_SWITCHING_PROTOCOLS
             ? apr_table_get(r->headers_in, "Upgrade") == NULL
             : status >= 100 && status < 200;
}

/* Non-zero for a response that has no body, whatever its head says. */
static int has_no_body(const request_rec *r, int status)
{
    return r->header_only || status == HTTP_NO_CONTENT
        || status == HTTP_RESET_CONTENT || status == HTTP_NOT_MODIFIED;
}

/* All that is held goes out, and what follows as it comes. */
static void let_go(raw_ctx *ctx)
{
    emit(ctx, held_of(ctx));
    disarm(ctx);
}

/* Ends the connection before a client can misread the next bytes. */
static apr_status_t abort_response(ap_filter_t *f, raw_ctx *ctx)
{
    disarm(ctx);
    f->c->keepalive = AP_CONN_CLOSE;
    f->c->aborted = 1;
    return APR_ECONNABORTED;
}

/* ---- the body ---- */

static apr_status_t no_end(ap_filter_t *f, raw_ctx *ctx, const char *why)
{
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, ctx->r,
                  CPLOGNO(0031) "closing the connection: a response written "
                                "past httpd has no certain end: %s",
                  why);
    return abort_response(f, ctx);
}

/* The response is complete. The bytes after it are dropped, because a client
 * that keeps the connection would read them as its next response. */
static void finish(ap_filter_t *f, raw_ctx *ctx)
{
    ctx->dropped = ctx->phase == CHUNKED; /* an empty line has to follow */
    ctx->phase = OVER;
    f->c->keepalive = AP_CONN_CLOSE;
}

/* How many of the bytes are of the body; -1 when its end is uncertain. */
static apr_int64_t read_body(ap_filter_t *f, raw_ctx *ctx, cp_span bytes)
{
    apr_size_t used = bytes.n;

    if (ctx->phase == LENGTH) {
        used = (apr_int64_t)used > ctx->left ? (apr_size_t)ctx->left : used;
        ctx->left -= (apr_int64_t)used;
        if (ctx->left == 0) {
            finish(f, ctx);
        }
        return (apr_int64_t)used;
    }
    switch (cp_chunks_read(&ctx->chunks, bytes, &used)) {
    case CP_CHUNKS_END:
        finish(f, ctx);
        break;
    case CP_CHUNKS_BROKEN:
        return -1;
    default:
        break;
    }
    return (apr_int64_t)used;
}

static void log_dropped(raw_ctx *ctx)
{
    if (!ctx->dropped) {
        ctx->dropped = 1;
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, ctx->r,
                      CPLOGNO(0032) "not sent: what follows a complete "
                                    "response written past httpd");
    }
}

/* Handles a part of the body, or bytes after it. Trailers are dropped: no
 * browser reads them, and they could contain cookies. */
static apr_status_t take_body(ap_filter_t *f, raw_ctx *ctx, cp_span bytes)
{
    int chunked = ctx->phase == CHUNKED;
    cp_span body = bytes;
    apr_int64_t used;

    if (ctx->phase != OVER) {
        used = read_body(f, ctx, bytes);
        if (used < 0) {
            return no_end(f, ctx, "its chunks are malformed");
        }
        body.n = (apr_size_t)used;
        emit(ctx, body);
        if (chunked && ctx->phase == OVER) {
            emit(ctx, cp_span_of("\r\n"));
        }
        bytes.n -= body.n;
    }
    if (bytes.n > 0) {
        log_dropped(ctx);
    }
    return APR_SUCCESS;
}

/* Sets the phase after a final head. A body that ends with the connection has
 * no such phase: nothing can follow it. */
static apr_status_t begin_body(ap_filter_t *f, raw_ctx *ctx, cp_span head,
                               int status)
{
    cp_framing framing = cp_framing_of(head, &ctx->left);

    if (has_no_body(ctx->r, status)
        || (framing == CP_FRAMING_LENGTH && ctx->left == 0)) {
        finish(f, ctx);
    }
    else if (framing == CP_FRAMING_UNCERTAIN) {
        return no_end(f, ctx, "its head can be read in more than one way");
    }
    else if (framing == CP_FRAMING_CHUNKED) {
        memset(&ctx->chunks, 0, sizeof(ctx->chunks));
        ctx->phase = CHUNKED;
    }
    else if (framing == CP_FRAMING_LENGTH) {
        ctx->phase = LENGTH;
    }
    return APR_SUCCESS;
}

/* ---- heads in a row ---- */

/* Returns the head as the policy requires it; `head` itself if nothing changes.
 */
static cp_span judged(request_rec *r, cp_req *q, cp_span head)
{
    judging j = {r, q, 0};

    if (q == NULL || !cp_raw_head_is_one(head)) {
        return head;
    }
    j.now = cp_raw_head_earliest(r->pool, head, q->visit->now);
    return cp_raw_head_rewrite(r->pool, head, judge_field, &j);
}

/* A head of `length` bytes has been written. After an interim response the next
 * bytes are held, too. Else they belong to the body, if that has an end. */
static apr_status_t go_on(ap_filter_t *f, raw_ctx *ctx, apr_size_t length,
                          int interim)
{
    cp_span rest;

    ctx->from += length;
    ctx->seen = 0;
    ctx->interim++;
    rest = held_of(ctx);
    if (interim) {
        if (rest.n == 0) {
            ctx->held->n = ctx->from = 0;
        }
        return APR_SUCCESS;
    }
    if (ctx->phase == HEADS) {
        let_go(ctx);
        return APR_SUCCESS;
    }
    ctx->held = NULL;
    return take_body(f, ctx, rest);
}

/* Writes the first `length` held bytes, a head, as the policy requires it.
 * Under ReportOnly nothing changes. */
static apr_status_t release(ap_filter_t *f, raw_ctx *ctx, apr_size_t length)
{
    request_rec *r = answering(ctx->r);
    cp_req *q = cp_request_active(r);
    cp_span head = held_of(ctx);
    int status, interim;
    apr_status_t rv = APR_SUCCESS;

    head.n = length;
    status = cp_raw_head_status(head);
    interim = is_interim(ctx->r, status);
    if (!interim && status != HTTP_SWITCHING_PROTOCOLS && q != NULL
        && q->mode == CP_ON && cp_raw_head_is_one(head)) {
        rv = begin_body(f, ctx, head, status);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    emit(ctx, judged(r, q, head));
    return go_on(f, ctx, length, interim);
}

/* The first `length` held bytes are no head. Firefox looks for one in any
 * number of bytes. */
static void pass_junk(raw_ctx *ctx, apr_size_t length)
{
    cp_span junk = held_of(ctx), rest = junk;

    junk.n = length;
    rest.s += length;
    rest.n -= length;
    emit(ctx, junk);
    memmove(ctx->held->s, rest.s, rest.n);
    ctx->held->n = rest.n;
    ctx->from = 0;
    ctx->seen = 0;
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
    return abort_response(f, ctx);
}

/* Releases the complete part of the held bytes. *more is cleared when more must
 * come first. */
static apr_status_t release_one(ap_filter_t *f, raw_ctx *ctx, int *more)
{
    cp_span held = held_of(ctx);
    apr_size_t at, end;

    *more = 0;
    if (held.n < CP_HEAD_START) {
        return APR_SUCCESS;
    }
    at = cp_raw_head_find(held);
    if (at > 0) {
        pass_junk(ctx, at);
        *more = 1;
        return APR_SUCCESS;
    }
    end = cp_raw_head_end(held, ctx->seen);
    ctx->seen = held.n;
    if (end == 0 || end > CP_MAX_HEAD) {
        return APR_SUCCESS;
    }
    *more = 1;
    return release(f, ctx, end);
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
    int more = 1;

    if (rv != APR_SUCCESS || length == 0) {
        return rv;
    }
    if (ctx->held == NULL) {
        begin(ctx);
    }
    cp_buf_add(ctx->held, data, length);
    while (rv == APR_SUCCESS && more && ctx->held != NULL
           && ctx->interim < CP_MAX_INTERIM) {
        rv = release_one(f, ctx, &more);
    }
    if (rv == APR_SUCCESS && ctx->held != NULL
        && (held_of(ctx).n > CP_MAX_HEAD || ctx->interim >= CP_MAX_INTERIM)) {
        rv = too_long(f, ctx);
    }
    return rv;
}

/* Takes one data bucket of the body. Most are passed on as they are. */
static apr_status_t pass_body(ap_filter_t *f, raw_ctx *ctx, apr_bucket *e)
{
    const char *data;
    apr_size_t length;
    apr_status_t rv = read_more(f, ctx, e, &data, &length);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (ctx->phase == LENGTH && (apr_int64_t)length < ctx->left) {
        ctx->left -= (apr_int64_t)length;
        APR_BUCKET_REMOVE(e);
        APR_BRIGADE_INSERT_TAIL(ctx->out, e);
    }
    else {
        rv = take_body(f, ctx, cp_span_between(data, data + length));
        apr_bucket_delete(e);
    }
    ctx->gathered += length;
    if (rv == APR_SUCCESS && ctx->gathered >= CP_BODY_SIZE) {
        rv = ap_pass_brigade(f->next, ctx->out);
        apr_brigade_cleanup(ctx->out);
        ctx->gathered = 0;
    }
    return rv;
}

/* Nothing more will come: what is held goes out as far as it goes. */
static int is_end(apr_bucket *e)
{
    return APR_BUCKET_IS_EOS(e) || AP_BUCKET_IS_EOR(e) || AP_BUCKET_IS_EOC(e);
}

static apr_status_t collect(ap_filter_t *f, raw_ctx *ctx,
                            apr_bucket_brigade *bb)
{
    apr_status_t rv = APR_SUCCESS;

    ctx->gathered = 0;
    while (rv == APR_SUCCESS && ctx->r != NULL && !APR_BRIGADE_EMPTY(bb)) {
        apr_bucket *e = APR_BRIGADE_FIRST(bb);

        if (APR_BUCKET_IS_METADATA(e)) {
            if (ctx->held != NULL && held_of(ctx).n > 0 && is_end(e)) {
                rv = release(f, ctx, held_of(ctx).n);
            }
            APR_BUCKET_REMOVE(e);
            APR_BRIGADE_INSERT_TAIL(ctx->out, e);
        }
        else if (ctx->phase != HEADS) {
            rv = pass_body(f, ctx, e);
        }
        else {
            rv = hold(f, ctx, e);
            if (rv == APR_SUCCESS) {
                apr_bucket_delete(e);
            }
        }
    }
    if (rv != APR_SUCCESS) {
        return rv;
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
        ctx->phase = HEADS;
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
