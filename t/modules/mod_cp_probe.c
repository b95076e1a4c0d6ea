/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests only: filters on both sides of the body filter, and a handler.
 *
 * CP_SPLIT precedes the body filter and cuts the output of a handler. Fields of
 * the request control it:
 *   Probe-Split: 3   pieces of 3 bytes, each in a brigade of its own
 *   Probe-Seed: 7    pieces of 1 to Probe-Split bytes, as this number says
 *   Probe-Flush: 5   a FLUSH bucket after the fifth piece; 0: after each piece
 *   Probe-Whole: on  pieces of a bucket type that can neither be split nor set
 *                    aside
 *
 * CP_RECORD follows the body filter and records its output, for a request with
 * the field Probe-Id. "%{probe}n" logs the record. It has each brigade in
 * parentheses, or in brackets after the body filter has left the chain. A
 * bucket is recorded as HEAP:12.
 *
 * The handler cp-probe makes bodies. Its query has words joined by '&':
 *   kb=N    N KiB after the start of the page
 *   line    without a line break
 *   images  an image of another site in each tenth line
 *   head    they are in head, and <body> never follows
 *   lazy    one bucket of unknown length, as a pipe makes them
 *   error   an error bucket instead of the end
 *   guess   no charset in Content-Type
 * The last line of the body is the growth of the process while it was sent, in
 * KiB.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

/* The name of the filter under test. */
#define BODY_FILTER "COOKIE_POLICY"

#define PIECE 8000
#define RECORD_MAX 60000

/* ---- a bucket that can only be read ---- */

typedef struct rigid {
    apr_bucket_refcount refcount;
    char *data;
} rigid;

static apr_status_t rigid_read(apr_bucket *b, const char **data,
                               apr_size_t *length, apr_read_type_e block)
{
    rigid *own = b->data;

    (void)block;
    *data = own->data + b->start;
    *length = b->length;
    return APR_SUCCESS;
}

/* Overwrites the bytes, so that a filter that keeps a pointer to them reads
 * other bytes. */
static void rigid_destroy(void *data)
{
    rigid *own = data;

    if (apr_bucket_shared_destroy(own)) {
        memset(own->data, '!', strlen(own->data));
        apr_bucket_free(own->data);
        apr_bucket_free(own);
    }
}

static const apr_bucket_type_t rigid_type = {"RIGID",
                                             5,
                                             APR_BUCKET_DATA,
                                             rigid_destroy,
                                             rigid_read,
                                             apr_bucket_setaside_notimpl,
                                             apr_bucket_split_notimpl,
                                             apr_bucket_copy_notimpl};

static apr_bucket *rigid_create(const char *data, apr_size_t length,
                                apr_bucket_alloc_t *list)
{
    apr_bucket *b = apr_bucket_alloc(sizeof(*b), list);
    rigid *own = apr_bucket_alloc(sizeof(*own), list);

    APR_BUCKET_INIT(b);
    b->free = apr_bucket_free;
    b->list = list;
    own->data = apr_bucket_alloc(length + 1, list);
    memcpy(own->data, data, length);
    own->data[length] = '\0';
    b = apr_bucket_shared_make(b, own, 0, length);
    b->type = &rigid_type;
    return b;
}

/* ---- CP_SPLIT ---- */

typedef struct split_ctx {
    apr_size_t size;
    apr_uint32_t random; /* 0: all pieces have that size */
    apr_int64_t flush;   /* the piece before a FLUSH; 0: each, -1: none */
    int whole;
    apr_int64_t pieces;
    apr_bucket_brigade *out;
} split_ctx;

static split_ctx *split_begin(ap_filter_t *f)
{
    const char *size = apr_table_get(f->r->headers_in, "Probe-Split");
    const char *flush = apr_table_get(f->r->headers_in, "Probe-Flush");
    const char *seed = apr_table_get(f->r->headers_in, "Probe-Seed");
    split_ctx *ctx;

    if (size == NULL) {
        return NULL;
    }
    ctx = apr_pcalloc(f->r->pool, sizeof(*ctx));
    ctx->size = (apr_size_t)apr_atoi64(size);
    ctx->random = seed ? (apr_uint32_t)apr_atoi64(seed) : 0;
    ctx->flush = flush ? apr_atoi64(flush) : -1;
    ctx->whole = apr_table_get(f->r->headers_in, "Probe-Whole") != NULL;
    ctx->out = apr_brigade_create(f->r->pool, f->c->bucket_alloc);
    return ctx;
}

/* Returns the size of the next piece: pseudo-random, so that a failure can be
 * repeated. */
static apr_size_t next_size(split_ctx *ctx)
{
    if (ctx->random == 0) {
        return ctx->size;
    }
    ctx->random = ctx->random * 1664525u + 1013904223u;
    return 1 + (ctx->random >> 8) % ctx->size;
}

static apr_status_t pass_piece(ap_filter_t *f, split_ctx *ctx, const char *data,
                               apr_size_t length)
{
    apr_bucket_alloc_t *list = f->c->bucket_alloc;
    /* valid during the call only, as in ap_rwrite() */
    char *lent = apr_bucket_alloc(length, list);
    apr_status_t rv;

    memcpy(lent, data, length);
    APR_BRIGADE_INSERT_TAIL(
        ctx->out, ctx->whole ? rigid_create(data, length, list)
                             : apr_bucket_transient_create(lent, length, list));
    ctx->pieces++;
    if (ctx->flush == 0 || ctx->flush == ctx->pieces) {
        APR_BRIGADE_INSERT_TAIL(ctx->out, apr_bucket_flush_create(list));
    }
    rv = ap_pass_brigade(f->next, ctx->out);
    apr_brigade_cleanup(ctx->out);
    memset(lent, '!', length);
    apr_bucket_free(lent);
    return rv;
}

static apr_status_t split_bucket(ap_filter_t *f, split_ctx *ctx, apr_bucket *e)
{
    const char *data;
    apr_size_t length, n;
    apr_status_t rv;

    if (APR_BUCKET_IS_METADATA(e)) {
        APR_BUCKET_REMOVE(e);
        APR_BRIGADE_INSERT_TAIL(ctx->out, e);
        rv = ap_pass_brigade(f->next, ctx->out);
        apr_brigade_cleanup(ctx->out);
        return rv;
    }
    rv = apr_bucket_read(e, &data, &length, APR_BLOCK_READ);
    for (; rv == APR_SUCCESS && length > 0; data += n, length -= n) {
        n = next_size(ctx);
        n = length < n ? length : n;
        rv = pass_piece(f, ctx, data, n);
    }
    apr_bucket_delete(e);
    return rv;
}

static apr_status_t split_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    split_ctx *ctx = f->ctx;

    if (ctx == NULL) {
        ctx = f->ctx = split_begin(f);
        if (ctx == NULL) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, bb);
        }
    }
    while (!APR_BRIGADE_EMPTY(bb)) {
        apr_status_t rv = split_bucket(f, ctx, APR_BRIGADE_FIRST(bb));

        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    return APR_SUCCESS;
}

/* ---- CP_RECORD ---- */

/* True if the body filter is in the chain. */
static int is_there(request_rec *r)
{
    ap_filter_t *f;

    for (f = r->output_filters; f != NULL; f = f->next) {
        if (!strcasecmp(f->frec->name, BODY_FILTER)) {
            return 1;
        }
    }
    return 0;
}

static apr_status_t record_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    const char *so_far = apr_table_get(r->notes, "probe");
    int there = is_there(r);
    const char *blank = "";
    char *line;
    apr_bucket *e;

    if (apr_table_get(r->headers_in, "Probe-Id") == NULL) {
        ap_remove_output_filter(f);
        return ap_pass_brigade(f->next, bb);
    }
    line = apr_pstrcat(r->pool, so_far ? so_far : "", there ? "(" : "[", NULL);
    for (e = APR_BRIGADE_FIRST(bb);
         e != APR_BRIGADE_SENTINEL(bb) && strlen(line) < RECORD_MAX;
         e = APR_BUCKET_NEXT(e)) {
        line = APR_BUCKET_IS_METADATA(e)
                 ? apr_pstrcat(r->pool, line, blank, e->type->name, NULL)
                 : apr_psprintf(r->pool, "%s%s%s:%" APR_OFF_T_FMT, line, blank,
                                e->type->name, (apr_off_t)e->length);
        blank = " ";
    }
    apr_table_setn(r->notes, "probe",
                   apr_pstrcat(r->pool, line, there ? ")" : "]", NULL));
    if (strlen(line) >= RECORD_MAX) {
        ap_remove_output_filter(f);
    }
    return ap_pass_brigade(f->next, bb);
}

/* ---- the handler ---- */

/* True if the query contains the word. */
static int asked(const request_rec *r, const char *word)
{
    apr_size_t n = strlen(word);
    const char *at = r->args;

    for (; at != NULL && *at; at = *at ? at + 1 : at) {
        if (!strncmp(at, word, n) && (at[n] == '&' || at[n] == '\0')) {
            return 1;
        }
        at += strcspn(at, "&");
    }
    return 0;
}

/* Returns the anonymous memory of this process in KiB. */
static long rss_anon(void)
{
    char line[256];
    long kb = -1;
    FILE *in = fopen("/proc/self/status", "r");

    while (in != NULL && kb < 0 && fgets(line, sizeof(line), in)) {
        if (!strncmp(line, "RssAnon:", 8)) {
            kb = strtol(line + 8, NULL, 10);
        }
    }
    if (in != NULL) {
        fclose(in);
    }
    return kb;
}

typedef struct flow {
    char piece[PIECE];
    apr_int64_t left; /* bytes to send */
    apr_int64_t sent; /* bytes sent */
    long first, most; /* RssAnon, in KiB */
} flow;

static void watch(flow *w)
{
    long now;

    if (w->sent % (PIECE * 16) == 0) {
        now = rss_anon();
        w->most = now > w->most ? now : w->most;
    }
}

/* Returns the length of the next piece of the body, or 0 at its end. */
static apr_size_t flow_next(flow *w)
{
    apr_size_t n = w->left < PIECE ? (apr_size_t)w->left : PIECE;

    watch(w);
    w->left -= (apr_int64_t)n;
    w->sent += (apr_int64_t)n;
    return n;
}

static apr_bucket *lazy_create(flow *w, apr_bucket_alloc_t *list);

/* Reads as a pipe bucket does: this bucket becomes the bytes that were read,
 * and a new bucket for the remaining bytes follows it. */
static apr_status_t lazy_read(apr_bucket *b, const char **data,
                              apr_size_t *length, apr_read_type_e block)
{
    flow *w = b->data;
    char *copy = apr_bucket_alloc(PIECE, b->list);

    (void)block;
    memcpy(copy, w->piece, PIECE);
    *length = flow_next(w);
    if (*length > 0) {
        APR_BUCKET_INSERT_AFTER(b, lazy_create(w, b->list));
    }
    b = apr_bucket_heap_make(b, copy, *length, apr_bucket_free);
    *data = copy;
    return APR_SUCCESS;
}

static const apr_bucket_type_t lazy_type = {"LAZY",
                                            5,
                                            APR_BUCKET_DATA,
                                            apr_bucket_destroy_noop,
                                            lazy_read,
                                            apr_bucket_setaside_notimpl,
                                            apr_bucket_split_notimpl,
                                            apr_bucket_copy_notimpl};

static apr_bucket *lazy_create(flow *w, apr_bucket_alloc_t *list)
{
    apr_bucket *b = apr_bucket_alloc(sizeof(*b), list);

    APR_BUCKET_INIT(b);
    b->free = apr_bucket_free;
    b->list = list;
    b->length = (apr_size_t)-1;
    b->start = -1;
    b->data = w;
    b->type = &lazy_type;
    return b;
}

/* Fills a piece with lines of 80 bytes, or with one line. */
static void fill(request_rec *r, char *piece)
{
    static const char image[] = "<img src=\"//ads.example/1.gif\">";
    int i;

    memset(piece, 'x', PIECE);
    for (i = 79; i < PIECE; i += 80) {
        if (!asked(r, "line")) {
            piece[i] = '\n';
        }
        if (asked(r, "images") && i % 800 == 79) {
            memcpy(piece + i - 60, image, sizeof(image) - 1);
        }
    }
}

static flow *flow_begin(request_rec *r)
{
    flow *w = apr_pcalloc(r->pool, sizeof(*w));
    const char *kb = r->args ? strstr(r->args, "kb=") : NULL;

    fill(r, w->piece);
    w->left = kb ? apr_atoi64(kb + 3) * 1024 : 0;
    w->first = w->most = rss_anon();
    return w;
}

static int send_all(request_rec *r, flow *w)
{
    apr_bucket_brigade *bb;
    apr_size_t n;

    if (!asked(r, "lazy")) {
        while ((n = flow_next(w)) > 0) {
            if (ap_rwrite(w->piece, (int)n, r) < 0) {
                return 0;
            }
        }
        return 1;
    }
    bb = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    APR_BRIGADE_INSERT_TAIL(bb, lazy_create(w, bb->bucket_alloc));
    return ap_pass_brigade(r->output_filters, bb) == APR_SUCCESS;
}

static void send_error(request_rec *r)
{
    apr_bucket_alloc_t *list = r->connection->bucket_alloc;
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, list);

    APR_BRIGADE_INSERT_TAIL(
        bb, ap_bucket_error_create(HTTP_BAD_GATEWAY, NULL, r->pool, list));
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(list));
    ap_pass_brigade(r->output_filters, bb);
}

static int probe_handler(request_rec *r)
{
    flow *w;

    if (r->handler == NULL || strcmp(r->handler, "cp-probe")) {
        return DECLINED;
    }
    ap_set_content_type(r, asked(r, "guess") ? "text/html"
                                             : "text/html;charset=utf-8");
    w = flow_begin(r);
    ap_rputs("<!DOCTYPE html><html><head><title>Probe</title>", r);
    ap_rputs(asked(r, "head") ? "<script>" : "</head><body>\n", r);
    if (!send_all(r, w)) {
        return OK;
    }
    if (asked(r, "error")) {
        send_error(r);
        return OK;
    }
    ap_rprintf(r, "\n<!-- grown: %ld -->", w->most - w->first);
    return OK;
}

static void probe_hooks(apr_pool_t *p)
{
    (void)p;
    ap_register_output_filter("CP_SPLIT", split_filter, NULL,
                              AP_FTYPE_RESOURCE);
    ap_register_output_filter("CP_RECORD", record_filter, NULL,
                              AP_FTYPE_CONTENT_SET);
    ap_hook_handler(probe_handler, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA cp_probe_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, probe_hooks,
    AP_MODULE_FLAG_NONE};
