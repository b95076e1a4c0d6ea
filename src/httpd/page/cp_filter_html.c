/* SPDX-License-Identifier: Apache-2.0 */
/* The body filter; see the header. */
#include "httpd/page/cp_filter_html.h"

#include <apr_strings.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "httpd/page/cp_conditional.h"
#include "httpd/config/cp_dav.h"
#include "httpd/page/cp_filter_decompress.h"
#include "core/html/cp_html.h"
#include "httpd/page/cp_inject.h"
#include "httpd/page/cp_page.h"
#include "httpd/page/cp_page_parts.h"
#include "httpd/page/cp_language.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_origin.h"
#include "httpd/request/cp_static.h"
#include "httpd/page/cp_vary.h"

/*
 * The rules for output filters (httpd's developer documentation), and how
 * they are kept here:
 *  1 an empty brigade is passed on     6 at most CP_HTML_HOLD bytes are kept
 *  2 metadata buckets are not read     7 brigades are made once, in ctx
 *  3 nothing after EOS is looked at    8 read non-blocking first, then flush
 *  4 nothing is flattened              9 the brigade is passed on as it came
 *  5 a file: see CP_WHOLE_SIZE         10 the result of passing it is returned
 */

/* A file that is mapped anyway, when it is written, is mapped as a whole.
 * Of others, and of larger ones, this much is read, and each time as much as
 * all the times before. */
#define CP_WHOLE_SIZE (1024 * 1024)
#define CP_READ_SIZE 16384

/* Bytes that are read into memory before they are passed on. */
#define CP_GATHER_SIZE 65536

/* A mapped part of a file takes no memory of the process, but the visitor waits
 * while it is scanned. So its length counts divided by this number. */
#define CP_MAPPED_SHARE 64

typedef struct html_ctx {
    cp_html scanner;
    cp_injection injection;
    cp_html_open *tail;        /* while the end of body is sought */
    apr_bucket_brigade *ready; /* what precedes a read that would block */
    apr_bucket_brigade *kept;  /* the bytes that the scanner holds */
    apr_size_t gathered;       /* bytes in memory that precede the next, and
                                  a share of those that are mapped */
    int asked;                 /* the visitor, for the language */
    int settled;               /* the head has been dealt with */
    int done;
} html_ctx;

/* ---- headers ---- */

/* The length is right again when all is known, else it must go: httpd then
 * counts what it can see whole and sends the rest in chunks. */
static void settle_length(request_rec *r, const html_ctx *ctx)
{
    const char *field = apr_table_get(r->headers_out, "Content-Length");
    apr_int64_t length;

    if (field == NULL) {
        return;
    }
    if (ctx->done && cp_span_number(cp_span_of(field), &length)) {
        if (cp_inject_length(&ctx->injection) > 0) {
            ap_set_content_length(r, (apr_off_t)length
                                         + cp_inject_length(&ctx->injection));
        }
        return;
    }
    apr_table_unset(r->headers_out, "Content-Length");
    r->clength = 0;
}

/* As far as the page has been read. */
static const cp_phrases *language_of(request_rec *r, html_ctx *ctx)
{
    return cp_language_of_page(r, ctx->injection.q->chain->site,
                               cp_html_lang(&ctx->scanner), &ctx->asked);
}

static void depends_on_language(request_rec *r, const html_ctx *ctx)
{
    ctx->injection.q->asked = 1;
    cp_vary_language(r);
}

/* Before anything is passed on: the head goes with it. A page may say its
 * language later: till then the answer may depend on the visitor's. */
static void settle(request_rec *r, html_ctx *ctx)
{
    const cp_phrases *phrases = ctx->injection.phrases;
    const char *language = NULL;

    if (ctx->settled) {
        return;
    }
    ctx->settled = 1;
    settle_length(r, ctx);
    if (phrases == NULL && !ctx->done) {
        phrases = language_of(r, ctx);
    }
    if (ctx->asked) {
        depends_on_language(r, ctx);
        language = phrases != NULL ? phrases->language : NULL;
    }
    cp_vary_mark(
        r, cp_request_variant(ctx->injection.q, cp_conf_dir(r), language));
}

/* A compressed page in which nothing changes stays compressed. It is a variant
 * all the same. */
static void leave_compressed(request_rec *r, cp_req *q)
{
    apr_table_addn(r->headers_out, CP_FIELD_DONE, "seen");
    cp_vary_mark(r, cp_request_variant(q, cp_conf_dir(r), NULL));
}

/* A page that this visitor could get something put into; notes what is to be
 * known of it. */
static int is_page(ap_filter_t *f, cp_req *q, cp_response_fields *fields)
{
    request_rec *r = f->r;

    if (q == NULL || q->enforcement != CP_ON
        || cp_page_check(r, fields) != CP_ELIGIBLE) {
        return 0;
    }
    cp_vary_page(r, q);
    q->page = CP_PAGE_UNCHANGED;
    return cp_request_is_navigation(r);
}

static html_ctx *make_ctx(ap_filter_t *f, cp_req *q, int flags)
{
    html_ctx *ctx = apr_pcalloc(f->r->pool, sizeof(*ctx));

    cp_html_begin(&ctx->scanner, flags);
    ctx->scanner.policies = apr_palloc(f->r->pool, sizeof(cp_meta));
    cp_meta_begin(ctx->scanner.policies);
    cp_inject_begin(&ctx->injection, f->r, q, f->c->bucket_alloc);
    return ctx;
}

/* Removes or adds the fields of a page that is changed. */
static void change_head(request_rec *r, cp_req *q,
                        const cp_response_fields *fields)
{
    cp_conditional_drop_dated_range(r, q);
    apr_table_addn(r->headers_out, CP_FIELD_DONE, "seen");
    if (fields->digests) {
        cp_response_fields_drop_digests(r->headers_out);
        cp_response_fields_drop_digests(r->err_headers_out);
    }
}

/* Lets another instance of the filter read a compressed page. Returns NULL if
 * this instance is no longer needed, else the reason why the page cannot be
 * changed. */
static const char *begin_compressed(ap_filter_t *f, cp_req *q,
                                    const char *encoding)
{
    if (cp_page_parts(q, cp_conf_dir(f->r)) == 0) {
        leave_compressed(f->r, q);
        return NULL;
    }
    if (cp_filter_decompress_insert(f, encoding)) {
        return NULL;
    }
    return "it is compressed; let httpd compress it (AddOutputFilterByType "
           "DEFLATE), not the backend";
}

/* Makes the context on the first call. Returns NULL if the filter is no longer
 * needed. */
static html_ctx *begin(ap_filter_t *f)
{
    request_rec *r = f->r;
    cp_req *q = cp_request_active(r);
    const char *encoding, *reason;
    cp_eligibility eligibility;
    cp_response_fields fields;
    int flags;

    /* A cache between this server and the client must find the tag of its
     * stored page. */
    if (q != NULL && r->status == HTTP_NOT_MODIFIED) {
        cp_vary_not_modified(r, q);
    }
    if (!is_page(f, q, &fields)) {
        return NULL;
    }
    eligibility = cp_page_check_change(r, &fields, &flags);
    encoding = cp_page_encoding(r, &fields);
    if (eligibility == CP_ELIGIBLE && encoding == NULL) {
        q->page = CP_PAGE_EDITED;
        change_head(r, q, &fields);
        return make_ctx(f, q, flags);
    }
    reason = eligibility == CP_ELIGIBLE ? begin_compressed(f, q, encoding)
                                        : cp_eligibility_reason(eligibility);
    if (reason != NULL) {
        cp_page_log_unchanged(r, reason);
    }
    return NULL;
}

/* ---- body ---- */

/* Takes the place of a bucket whose type can do nothing but be read. */
static apr_bucket *copied(apr_bucket *e)
{
    const char *data;
    apr_size_t length;
    apr_bucket *copy;

    if (apr_bucket_read(e, &data, &length, APR_BLOCK_READ) != APR_SUCCESS) {
        return e; /* it has been read before */
    }
    copy = apr_bucket_heap_create(data, length, NULL, e->list);
    APR_BUCKET_INSERT_BEFORE(e, copy);
    apr_bucket_delete(e);
    return copy;
}

/* Cuts a bucket that has been read. Returns the first part. */
static apr_bucket *cut(apr_bucket *e, apr_size_t at)
{
    if (apr_bucket_split(e, at) != APR_SUCCESS) {
        e = copied(e);
        apr_bucket_split(e, at);
    }
    return e;
}

/*
 * The bucket that begins `back` bytes of data before `e`. What the scanner
 * holds has been read, so every bucket there knows its length.
 */
static apr_bucket *back_from(apr_bucket *e, apr_size_t back)
{
    while (back > 0) {
        e = APR_BUCKET_PREV(e);
        if (APR_BUCKET_IS_METADATA(e)) {
            continue;
        }
        if (e->length > back) {
            return APR_BUCKET_NEXT(cut(e, e->length - back));
        }
        back -= e->length;
    }
    return e;
}

static void give_up(request_rec *r, html_ctx *ctx)
{
    ctx->done = 1;
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0006) "page left without banner: it %s",
                  cp_html_reason(&ctx->scanner));
}

/* The body begins before a bucket: the head of the page is known. */
static void body_begins(request_rec *r, html_ctx *ctx)
{
    ctx->injection.phrases = language_of(r, ctx);
    if (cp_html_leaves(&ctx->scanner)) {
        ctx->injection.origin = cp_origin_of(r);
    }
    cp_inject_policies(&ctx->injection,
                       cp_meta_policies(r->pool, ctx->scanner.policies));
}

/* The place is known. Returns the bucket to go on with. */
static apr_bucket *at_place(request_rec *r, html_ctx *ctx, apr_bucket *e)
{
    apr_bucket *place = back_from(e, cp_html_held(&ctx->scanner));

    if (ctx->tail == NULL) {
        body_begins(r, ctx);
        if (cp_inject_at_end(cp_conf_dir(r))) {
            ctx->tail = apr_palloc(r->pool, sizeof(*ctx->tail));
            cp_html_go_on(&ctx->scanner, ctx->tail);
            return place;
        }
    }
    cp_inject_body(&ctx->injection, place);
    ctx->done = 1;
    return e;
}

/* Handles the event of the scanner when all bytes before `e` are read. Returns
 * the bucket to go on with. */
static apr_bucket *act(request_rec *r, html_ctx *ctx, cp_html_event event,
                       apr_bucket *e)
{
    switch (event) {
    case CP_HTML_HEAD:
        cp_inject_head(&ctx->injection, e);
        break;
    case CP_HTML_BODY:
        return at_place(r, ctx, e);
    case CP_HTML_GIVE_UP:
        give_up(r, ctx);
        break;
    default:
        break;
    }
    return e;
}

/* Scans the bytes of one bucket, which is cut where a place is found.
 * Returns the bucket to go on with. */
static apr_bucket *scan(request_rec *r, html_ctx *ctx, apr_bucket *e,
                        const char *data, apr_size_t length)
{
    apr_size_t used;
    cp_html_event event = cp_html_feed(&ctx->scanner, data, length, &used);
    apr_bucket *next;

    if (event != CP_HTML_GIVE_UP && used < e->length) {
        if (used == 0) { /* cannot be split there */
            return act(r, ctx, event, e);
        }
        e = cut(e, used);
    }
    next = APR_BUCKET_NEXT(e);
    return act(r, ctx, event, next);
}

/* Sets the bytes aside that the scanner holds, and what lies between. */
static apr_status_t keep_held(html_ctx *ctx, apr_bucket_brigade *bb,
                              apr_pool_t *p)
{
    apr_size_t held = ctx->done ? 0 : cp_html_held(&ctx->scanner);
    apr_bucket *e, *next;

    if (held == 0) {
        return APR_SUCCESS;
    }
    if (ctx->kept == NULL) {
        ctx->kept = apr_brigade_create(p, bb->bucket_alloc);
    }
    for (e = back_from(APR_BRIGADE_SENTINEL(bb), held);
         e != APR_BRIGADE_SENTINEL(bb); e = next) {
        apr_status_t rv = apr_bucket_setaside(e, p);

        if (rv == APR_ENOTIMPL && !APR_BUCKET_IS_METADATA(e)) {
            e = copied(e);
        }
        else if (rv != APR_SUCCESS && rv != APR_ENOTIMPL) {
            return rv;
        }
        next = APR_BUCKET_NEXT(e);
        APR_BUCKET_REMOVE(e);
        APR_BRIGADE_INSERT_TAIL(ctx->kept, e);
    }
    return APR_SUCCESS;
}

/* What came before must not wait for what is yet to be read; with `flush`
 * not even here. */
static apr_status_t pass_ready(ap_filter_t *f, html_ctx *ctx,
                               apr_bucket_brigade *bb, apr_bucket *e, int flush)
{
    apr_bucket *stop = back_from(e, cp_html_held(&ctx->scanner));
    apr_status_t rv;

    ctx->gathered = 0;
    if (APR_BRIGADE_FIRST(bb) == stop) {
        return APR_SUCCESS;
    }
    if (ctx->ready == NULL) {
        ctx->ready = apr_brigade_create(f->r->pool, bb->bucket_alloc);
    }
    while (APR_BRIGADE_FIRST(bb) != stop) {
        apr_bucket *first = APR_BRIGADE_FIRST(bb);

        APR_BUCKET_REMOVE(first);
        APR_BRIGADE_INSERT_TAIL(ctx->ready, first);
    }
    if (flush) {
        APR_BRIGADE_INSERT_TAIL(ctx->ready,
                                apr_bucket_flush_create(f->c->bucket_alloc));
    }
    settle(f->r, ctx);
    rv = ap_pass_brigade(f->next, ctx->ready);
    apr_brigade_cleanup(ctx->ready);
    return rv;
}

static apr_size_t read_size(const html_ctx *ctx, const apr_bucket *e)
{
    apr_size_t scanned = (apr_size_t)ctx->scanner.scanned;

    if (APR_BUCKET_IS_FILE(e) && e->length <= CP_WHOLE_SIZE) {
        const apr_bucket_file *file = e->data;

        if (!(apr_file_flags_get(file->fd) & APR_FOPEN_SENDFILE_ENABLED)) {
            return CP_WHOLE_SIZE;
        }
    }
    return scanned > CP_READ_SIZE ? scanned : CP_READ_SIZE;
}

static apr_status_t read_bucket(ap_filter_t *f, html_ctx *ctx,
                                apr_bucket_brigade *bb, apr_bucket *e,
                                const char **data, apr_size_t *length)
{
    apr_status_t rv;

    if (e->length != (apr_size_t)-1 && e->length > read_size(ctx, e)) {
        apr_bucket_split(e, read_size(ctx, e));
    }
    rv = apr_bucket_read(e, data, length, APR_NONBLOCK_READ);
    if (APR_STATUS_IS_EAGAIN(rv)) {
        rv = pass_ready(f, ctx, bb, e, 1);
        if (rv == APR_SUCCESS) {
            rv = apr_bucket_read(e, data, length, APR_BLOCK_READ);
        }
    }
    ctx->gathered +=
        APR_BUCKET_IS_HEAP(e) ? *length : *length / CP_MAPPED_SHARE;
    return rv;
}

/* Nothing may stay here, unless nobody could use it yet: then what precedes
 * it is flushed. */
static void flushed(request_rec *r, html_ctx *ctx, apr_bucket *e)
{
    if (cp_html_browsers_wait(&ctx->scanner)) {
        apr_bucket *stop = back_from(e, cp_html_held(&ctx->scanner));

        if (stop != e) {
            APR_BUCKET_REMOVE(e);
            APR_BUCKET_INSERT_BEFORE(stop, e);
        }
    }
    else {
        act(r, ctx, cp_html_release(&ctx->scanner), e);
    }
}

/* A HEAD without a body tells nothing of the GET's length, nor whether the
 * page says its language. */
static void head_alone(request_rec *r, const html_ctx *ctx)
{
    int asked;

    apr_table_unset(r->headers_out, "Content-Length");
    cp_language_of_page(r, ctx->injection.q->chain->site,
                        cp_html_lang(&ctx->scanner), &asked);
    if (asked) {
        depends_on_language(r, ctx);
    }
}

/* At the end it is now or never. A body that it opens ends here, too. Returns
 * the bucket to go on with. */
static apr_bucket *at_eos(request_rec *r, html_ctx *ctx, apr_bucket *e)
{
    cp_html_open *tail = ctx->tail;

    if (ctx->scanner.scanned > 0) {
        apr_bucket *place = act(r, ctx, cp_html_end(&ctx->scanner), e);

        if (ctx->tail != tail) {
            return place;
        }
    }
    else if (r->header_only) {
        head_alone(r, ctx);
    }
    ctx->done = 1;
    return e;
}

/* Returns the bucket to go on with. */
static apr_bucket *read_metadata(request_rec *r, html_ctx *ctx, apr_bucket *e)
{
    apr_bucket *next = APR_BUCKET_NEXT(e);

    if (APR_BUCKET_IS_FLUSH(e)) {
        flushed(r, ctx, e);
    }
    else if (APR_BUCKET_IS_EOS(e)) {
        return at_eos(r, ctx, e);
    }
    return next;
}

/* From `e` on; what stands before it has been read already. */
static apr_status_t work(ap_filter_t *f, html_ctx *ctx, apr_bucket_brigade *bb,
                         apr_bucket *e)
{
    while (!ctx->done && e != APR_BRIGADE_SENTINEL(bb)) {
        const char *data;
        apr_size_t length;
        apr_status_t rv = APR_SUCCESS;

        if (APR_BUCKET_IS_METADATA(e)) {
            e = read_metadata(f->r, ctx, e);
            continue;
        }
        if (ctx->gathered >= CP_GATHER_SIZE) {
            rv = pass_ready(f, ctx, bb, e, 0);
        }
        if (rv == APR_SUCCESS) {
            rv = read_bucket(f, ctx, bb, e, &data, &length);
        }
        if (rv != APR_SUCCESS) {
            return rv;
        }
        e = scan(f->r, ctx, e, data, length);
    }
    return keep_held(ctx, bb, f->r->pool);
}

static apr_status_t html_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    html_ctx *ctx = f->ctx;
    apr_bucket *e;
    apr_status_t rv;

    if (APR_BRIGADE_EMPTY(bb)) {
        return ap_pass_brigade(f->next, bb);
    }
    if (ctx == NULL) {
        cp_conditional_restore_encoding(f->r);
        ctx = f->ctx = begin(f);
        if (ctx == NULL) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, bb);
        }
    }
    e = APR_BRIGADE_FIRST(bb);
    if (ctx->kept != NULL) {
        APR_BRIGADE_PREPEND(bb, ctx->kept);
    }
    ctx->gathered = 0;
    rv = work(f, ctx, bb, e);
    if (rv != APR_SUCCESS || APR_BRIGADE_EMPTY(bb)) {
        return rv;
    }
    settle(f->r, ctx);
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

/* Of a main request, where some policy can come into force. */
static void insert(request_rec *r, cp_req *q)
{
    q = cp_request_rules(r, q);
    if (q == NULL || !cp_page_is_possible(r, q)
        || !cp_page_enabled_parts(q->chain->site, cp_conf_dir(r))
        || cp_dav_is_on(q->chain->site->dav, r)) {
        return;
    }
    q->page = CP_PAGE_POSSIBLE;
    q->generated = r->handler != NULL;
    ap_add_output_filter_handle(handle, NULL, r, r->connection);
}

void cp_filter_html_insert(request_rec *r)
{
    cp_req *q = cp_request_known(r);

    if (q == NULL || r->main != NULL) {
        return;
    }
    q->no_page = cp_static_is_no_page(r);
    if (!q->no_page) {
        insert(r, q);
    }
}

/* Whatever was asked for: an image that is not served has a page as well. */
void cp_filter_html_insert_error(request_rec *r)
{
    cp_req *q = cp_request_known(r);

    if (q == NULL || r->main != NULL) {
        return;
    }
    switch (r->status) {
    case HTTP_BAD_REQUEST: /* hardly read, if at all */
    case HTTP_REQUEST_TIME_OUT:
    case HTTP_REQUEST_URI_TOO_LARGE:
    case HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE:
        return;
    default:
        insert(r, q);
    }
}
