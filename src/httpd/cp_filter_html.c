/* SPDX-License-Identifier: Apache-2.0 */
/* The body filter; see the header. */
#include "cp_filter_html.h"

#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "cp_backend.h"
#include "cp_html.h"
#include "cp_inject.h"
#include "cp_module.h"
#include "cp_vary.h"

/*
 * The rules for output filters (httpd's developer documentation), and how
 * they are kept here:
 *  1 an empty brigade is passed on     6 no bucket is kept for later
 *  2 metadata buckets are not read     7 brigades are made once, in ctx
 *  3 nothing after EOS is looked at    8 read non-blocking first, then flush
 *  4 nothing is flattened              9 the brigade is passed on as it came
 *  5 a file is split before reading   10 the result of passing it is returned
 */

/* A file bucket that is read whole is mapped in pieces of 4 MiB. */
#define CP_READ_SIZE 16384

typedef struct html_ctx {
    cp_html scanner;
    cp_injection injection;
    apr_bucket_brigade *ready; /* what precedes a read that would block */
    apr_off_t inserted;        /* bytes */
    int settled;               /* Content-Length has been dealt with */
    int done;
} html_ctx;

/* ---- headers ---- */

/* The length is right again when all is known, else it must go: httpd then
 * counts what it can see whole and sends the rest in chunks. */
static void settle_length(request_rec *r, html_ctx *ctx)
{
    const char *field = apr_table_get(r->headers_out, "Content-Length");
    apr_int64_t length;

    if (ctx->settled) {
        return;
    }
    ctx->settled = 1;
    if (field == NULL) {
        return;
    }
    if (ctx->done && cp_span_number(cp_span_of(field), &length)) {
        if (ctx->inserted > 0) {
            ap_set_content_length(r, (apr_off_t)length + ctx->inserted);
        }
        return;
    }
    apr_table_unset(r->headers_out, "Content-Length");
    r->clength = 0;
}

/* Digests of the body as it was (RFC 1864, 3230, 9530). */
static void drop_digests(request_rec *r)
{
    static const char *const fields[] = {"Content-MD5", "Digest",
                                         "Content-Digest", "Repr-Digest", NULL};
    int i;

    for (i = 0; fields[i]; i++) {
        apr_table_unset(r->headers_out, fields[i]);
        apr_table_unset(r->err_headers_out, fields[i]);
    }
}

/* A page that came compressed: httpd's own filter decompresses it between
 * this instance and a second one, which does the work. What compresses pages
 * for visitors stands behind both. */
static int inflate(ap_filter_t *f, cp_req *q)
{
    ap_filter_rec_t *rec = ap_get_output_filter_handle("INFLATE");
    const char *encoding = cp_inject_encoding(f->r);
    ap_filter_t *links;

    if (rec == NULL || q->inflated || !ap_is_initial_req(f->r)
        || (strcasecmp(encoding, "gzip") && strcasecmp(encoding, "x-gzip"))) {
        return 0;
    }
    q->inflated = 1;
    links = apr_pcalloc(f->r->pool, 2 * sizeof(*links));
    links[0].frec = rec;
    links[1].frec = f->frec;
    links[0].r = links[1].r = f->r;
    links[0].c = links[1].c = f->c;
    links[1].next = f->next;
    links[0].next = &links[1];
    f->next = &links[0];
    return 1;
}

/* Makes the context on the first call; NULL when the page is left alone. */
static html_ctx *begin(ap_filter_t *f)
{
    request_rec *r = f->r;
    cp_req *q = cp_request_active(r);
    const char *obstacle, *language;
    html_ctx *ctx;

    if (q == NULL || q->mode != CP_ON || !cp_inject_is_page(r)) {
        return NULL;
    }
    cp_vary_page(r, q);
    q->page = CP_PAGE_LEFT;
    if (!cp_request_is_navigation(r)) {
        return NULL;
    }
    obstacle = cp_inject_obstacle(r);
    if (obstacle == NULL && cp_inject_encoding(r) != NULL) {
        if (inflate(f, q)) {
            return NULL;
        }
        obstacle = "it is compressed; let httpd compress it (AddOutputFilter"
                   "ByType DEFLATE text/html), not the backend";
    }
    if (obstacle != NULL) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      CPLOGNO(0005) "page left without banner: %s", obstacle);
        return NULL;
    }
    q->page = CP_PAGE_OURS;
    ctx = apr_pcalloc(r->pool, sizeof(*ctx));
    apr_table_setn(r->headers_out, CP_FIELD_DONE, "seen");
    language = cp_vary_language(r, cp_conf_dir(r));
    cp_html_begin(&ctx->scanner);
    cp_inject_prepare(r, q, language, f->c->bucket_alloc, &ctx->injection);
    ctx->ready = apr_brigade_create(r->pool, f->c->bucket_alloc);
    cp_vary_mark(r, q, cp_request_variant(q, cp_conf_dir(r)));
    drop_digests(r);
    return ctx;
}

/* ---- body ---- */

/* Puts `what` behind the bucket; returns the last bucket put there. */
static apr_bucket *insert_behind(apr_bucket *e, apr_bucket_brigade *what)
{
    apr_bucket *last = e;

    while (!APR_BRIGADE_EMPTY(what)) {
        apr_bucket *first = APR_BRIGADE_FIRST(what);

        APR_BUCKET_REMOVE(first);
        APR_BUCKET_INSERT_AFTER(last, first);
        last = first;
    }
    return last;
}

/* Cuts the bucket at `offset`, unless that is its end. */
static void cut(apr_bucket *e, apr_size_t offset)
{
    if (offset < e->length) {
        apr_bucket_split(e, offset);
    }
}

/*
 * Scans the bytes of one bucket. When a place is found the bucket is cut
 * there and the insertion stands behind it; the caller goes on with the
 * bucket that is returned.
 */
static apr_bucket *scan(request_rec *r, html_ctx *ctx, apr_bucket *e,
                        const char *data, apr_size_t length)
{
    apr_size_t used;
    cp_html_event event = cp_html_feed(&ctx->scanner, data, length, &used);

    switch (event) {
    case CP_HTML_HEAD:
        cut(e, used);
        if (ctx->injection.head != NULL) {
            ctx->inserted += ctx->injection.head_length;
            e = insert_behind(e, ctx->injection.head);
        }
        break;
    case CP_HTML_BODY:
        cut(e, used);
        ctx->inserted += ctx->injection.body_length;
        e = insert_behind(e, ctx->injection.body);
        ctx->done = 1;
        break;
    case CP_HTML_GIVE_UP:
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      CPLOGNO(0006) "page left without banner: no <body> "
                                    "tag at the place where it must be");
        ctx->done = 1;
        break;
    default:
        break;
    }
    return APR_BUCKET_NEXT(e);
}

/* Nothing to read yet: what came before must not wait for it. */
static apr_status_t pass_ready(ap_filter_t *f, html_ctx *ctx,
                               apr_bucket_brigade *bb, apr_bucket *e)
{
    apr_status_t rv;

    while (APR_BRIGADE_FIRST(bb) != e) {
        apr_bucket *first = APR_BRIGADE_FIRST(bb);

        APR_BUCKET_REMOVE(first);
        APR_BRIGADE_INSERT_TAIL(ctx->ready, first);
    }
    APR_BRIGADE_INSERT_TAIL(ctx->ready,
                            apr_bucket_flush_create(f->c->bucket_alloc));
    settle_length(f->r, ctx);
    rv = ap_pass_brigade(f->next, ctx->ready);
    apr_brigade_cleanup(ctx->ready);
    return rv;
}

static apr_status_t read_bucket(ap_filter_t *f, html_ctx *ctx,
                                apr_bucket_brigade *bb, apr_bucket *e,
                                const char **data, apr_size_t *length)
{
    apr_status_t rv;

    if (e->length != (apr_size_t)-1 && e->length > CP_READ_SIZE) {
        apr_bucket_split(e, CP_READ_SIZE);
    }
    rv = apr_bucket_read(e, data, length, APR_NONBLOCK_READ);
    if (APR_STATUS_IS_EAGAIN(rv)) {
        rv = pass_ready(f, ctx, bb, e);
        if (rv == APR_SUCCESS) {
            rv = apr_bucket_read(e, data, length, APR_BLOCK_READ);
        }
    }
    return rv;
}

static apr_status_t work(ap_filter_t *f, html_ctx *ctx, apr_bucket_brigade *bb)
{
    apr_bucket *e = APR_BRIGADE_FIRST(bb);

    while (!ctx->done && e != APR_BRIGADE_SENTINEL(bb)) {
        const char *data;
        apr_size_t length;
        apr_status_t rv;

        if (APR_BUCKET_IS_EOS(e)) {
            ctx->done = 1;
            /* A HEAD without a body tells nothing of the GET's length. */
            if (f->r->header_only && ctx->scanner.scanned == 0) {
                apr_table_unset(f->r->headers_out, "Content-Length");
            }
            break;
        }
        if (APR_BUCKET_IS_METADATA(e)) {
            e = APR_BUCKET_NEXT(e);
            continue;
        }
        rv = read_bucket(f, ctx, bb, e, &data, &length);
        if (rv != APR_SUCCESS) {
            return rv;
        }
        e = scan(f->r, ctx, e, data, length);
    }
    return APR_SUCCESS;
}

static apr_status_t html_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    html_ctx *ctx = f->ctx;
    apr_status_t rv;

    if (APR_BRIGADE_EMPTY(bb)) {
        return ap_pass_brigade(f->next, bb);
    }
    if (ctx == NULL) {
        cp_backend_answers(f->r);
        ctx = f->ctx = begin(f);
        if (ctx == NULL) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, bb);
        }
    }
    rv = work(f, ctx, bb);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    settle_length(f->r, ctx);
    if (ctx->done) {
        ap_remove_output_filter(f);
    }
    return ap_pass_brigade(f->next, bb);
}

/* Written once, when the hooks are registered; spares each request the
 * look-up by name. */
static ap_filter_rec_t *handle;

void cp_filter_html_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_HTML, html_filter, NULL,
                                       AP_FTYPE_CONTENT_SET - 1);
}

static int has_something_to_say(const cp_site *site, const cp_dir_conf *conf)
{
    return cp_dir_banner(conf) || cp_dir_reopen(conf) != CP_REOPEN_OFF
        || site->conf->consent_mode != NULL;
}

void cp_filter_html_insert(request_rec *r)
{
    cp_req *q;

    if (cp_site_is_dormant(r->server) || r->main != NULL
        || cp_inject_is_surely_none(r)) {
        return;
    }
    q = cp_request_active(r);
    /* Without our own pages a banner would lead nowhere, and they have the
     * form in themselves. */
    if (q == NULL || q->mode != CP_ON || q->own_page || !q->visit->site->active
        || !has_something_to_say(q->visit->site, cp_conf_dir(r))) {
        return;
    }
    q->page = CP_PAGE_POSSIBLE;
    q->generated = r->handler != NULL;
    ap_add_output_filter_handle(handle, NULL, r, r->connection);
}

void cp_filter_html_insert_error(request_rec *r)
{
    switch (r->status) {
    case HTTP_BAD_REQUEST: /* hardly read, if at all */
    case HTTP_REQUEST_TIME_OUT:
    case HTTP_REQUEST_URI_TOO_LARGE:
    case HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE:
        return;
    default:
        cp_filter_html_insert(r);
    }
}
