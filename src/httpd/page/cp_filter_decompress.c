/* SPDX-License-Identifier: Apache-2.0 */
/* The decompressing filter; see the header. */
#include "httpd/page/cp_filter_decompress.h"

#include <string.h>

#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>

#include "core/http/cp_response_fields.h"
#include "httpd/page/cp_bucket.h"
#include "httpd/page/cp_decompress.h"
#include "httpd/page/cp_page.h"
#include "httpd/request/cp_trace.h"

/* Decompressed bytes that are gathered before they are passed on. */
#define CP_PASS_SIZE 65536

/* The decision about the stream. It is made once. */
typedef enum { OPEN, ACCEPTED, REFUSED } decision;

typedef struct decompress_ctx {
    /* set when the filter is inserted, then constant */
    cp_decompress *stream;
    ap_filter_t *reader; /* the body filter after this one */
    /* the input */
    int has_input;
    int is_over; /* the remaining input is ignored */
    /* the check of the stream */
    decision decision;
    apr_bucket_brigade *kept; /* the input, while the decision is OPEN */
    apr_size_t kept_bytes;    /* bytes in `kept` */
    /* the output */
    char piece[CP_DECOMPRESS_PROOF];
    apr_size_t used;         /* bytes in `piece` */
    apr_bucket_brigade *out; /* the pieces before it; empty after each call */
    apr_size_t gathered;     /* bytes in `out` */
} decompress_ctx;

/* ---- the decision ---- */

/* Changes the header section to that of the page without compression. */
static void accept_stream(ap_filter_t *f, decompress_ctx *ctx)
{
    request_rec *r = f->r;

    ctx->decision = ACCEPTED;
    CP_TRACE3(r, cp_request_known(r), "decompression: the stream is accepted");
    apr_brigade_cleanup(ctx->kept);
    r->content_encoding = NULL;
    apr_table_unset(r->headers_out, "Content-Encoding");
    apr_table_unset(r->err_headers_out, "Content-Encoding");
    apr_table_unset(r->headers_out, "Content-Length");
    apr_table_unset(r->err_headers_out, "Content-Length");
    r->clength = 0;
    cp_response_fields_drop_digests(r->headers_out);
    cp_response_fields_drop_digests(r->err_headers_out);
}

static void refuse_stream(ap_filter_t *f, decompress_ctx *ctx)
{
    ctx->decision = REFUSED;
    if (ctx->has_input) { /* an empty body is not an error */
        cp_page_log_unchanged(f->r, CP_COUNT_PAGES_COMPRESSED,
                              "it is not compressed as its Content-Encoding "
                              "says, or damaged at its start");
    }
}

/* Decides with the output that is known. */
static void decide(ap_filter_t *f, decompress_ctx *ctx)
{
    if (ctx->used > 0 && cp_decompress_is_sure(ctx->stream)) {
        accept_stream(f, ctx);
    }
    else {
        refuse_stream(f, ctx);
    }
}

/* Accepts the stream if the output so far proves its format. For data that was
 * flushed. */
static int is_accepted_early(ap_filter_t *f, decompress_ctx *ctx)
{
    if (ctx->decision == OPEN && ctx->used > 0
        && cp_decompress_is_sure(ctx->stream)) {
        accept_stream(f, ctx);
    }
    return ctx->decision == ACCEPTED;
}

/* True for the response to a HEAD request, unless the page is empty. It has the
 * header section of the GET, whose body probably has the declared coding. */
static int is_head_of_page(const request_rec *r)
{
    const char *length = apr_table_get(r->headers_out, "Content-Length");

    return r->header_only && (length == NULL || strcmp(length, "0"));
}

static void decide_at_end(ap_filter_t *f, decompress_ctx *ctx)
{
    if (!ctx->has_input && is_head_of_page(f->r)) {
        accept_stream(f, ctx);
    }
    else {
        decide(f, ctx);
    }
}

/* ---- output ---- */

/* Moves the piece to `out`. */
static void gather(ap_filter_t *f, decompress_ctx *ctx)
{
    if (ctx->used > 0) {
        APR_BRIGADE_INSERT_TAIL(
            ctx->out, apr_bucket_heap_create(ctx->piece, ctx->used, NULL,
                                             f->c->bucket_alloc));
        ctx->gathered += ctx->used;
        ctx->used = 0;
    }
}

/* Passes all output on. */
static apr_status_t pass(ap_filter_t *f, decompress_ctx *ctx)
{
    apr_status_t rv = APR_SUCCESS;

    gather(f, ctx);
    if (!APR_BRIGADE_EMPTY(ctx->out)) {
        rv = ap_pass_brigade(f->next, ctx->out);
        apr_brigade_cleanup(ctx->out);
        ctx->gathered = 0;
    }
    return rv;
}

static apr_status_t pass_and_flush(ap_filter_t *f, decompress_ctx *ctx)
{
    gather(f, ctx);
    if (!APR_BRIGADE_EMPTY(ctx->out)) {
        APR_BRIGADE_INSERT_TAIL(ctx->out,
                                apr_bucket_flush_create(f->c->bucket_alloc));
    }
    return pass(f, ctx);
}

/* Passes the input on as it was received. Removes this filter, and the one that
 * would read the page. */
static apr_status_t pass_unchanged(ap_filter_t *f, decompress_ctx *ctx,
                                   apr_bucket_brigade *bb)
{
    APR_BRIGADE_PREPEND(bb, ctx->kept);
    cp_decompress_close(ctx->stream);
    ap_remove_output_filter(ctx->reader);
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

/* ---- input ---- */

/* Logs that the page ends early. */
static void log_cut(ap_filter_t *f, const decompress_ctx *ctx)
{
    ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, f->r,
                  CPLOGNO(0030) "a compressed page %s: %" APR_INT64_T_FMT
                                " bytes could be decompressed and were sent",
                  cp_decompress_is_excessive(ctx->stream)
                      ? "is too large for what it was compressed to"
                      : "is damaged, or ends too early",
                  cp_decompress_written(ctx->stream));
}

/* The library reports the end of the stream, or an error in it. */
static void stop(ap_filter_t *f, decompress_ctx *ctx, cp_decompress_state state)
{
    ctx->is_over = 1;
    if (ctx->decision == OPEN && state == CP_DECOMPRESS_END) {
        decide(f, ctx);
    }
    else if (ctx->decision == OPEN) {
        refuse_stream(f, ctx);
    }
    else if (state == CP_DECOMPRESS_BROKEN) {
        log_cut(f, ctx);
    }
}

/* Decompresses the bytes of one bucket. The first full piece decides about the
 * stream. */
static apr_status_t decompress(ap_filter_t *f, decompress_ctx *ctx,
                               const char *data, apr_size_t length)
{
    cp_decompress_io io = {data, length, NULL, 0};
    apr_status_t rv = APR_SUCCESS;

    while (!ctx->is_over && rv == APR_SUCCESS) {
        cp_decompress_state state;

        io.out = ctx->piece + ctx->used;
        io.n_out = sizeof(ctx->piece) - ctx->used;
        state = cp_decompress_run(ctx->stream, &io);
        ctx->used = sizeof(ctx->piece) - io.n_out;
        if (state == CP_DECOMPRESS_MORE) {
            break;
        }
        if (state != CP_DECOMPRESS_FULL) {
            stop(f, ctx, state);
            break;
        }
        if (ctx->decision == OPEN) {
            decide(f, ctx);
        }
        if (ctx->decision == REFUSED) {
            break;
        }
        gather(f, ctx);
        if (ctx->gathered >= CP_PASS_SIZE) {
            rv = pass(f, ctx);
        }
    }
    return rv;
}

/* Keeps a bucket of the input while the decision is OPEN. */
static apr_status_t keep(ap_filter_t *f, decompress_ctx *ctx, apr_bucket *e,
                         apr_size_t length)
{
    apr_status_t rv = cp_bucket_keep(e, ctx->kept, f->r->pool);

    ctx->kept_bytes += length;
    if (ctx->kept_bytes > CP_DECOMPRESS_INPUT) {
        decide(f, ctx);
    }
    return rv;
}

/* Reads a bucket. If that would block, the decompressed data is passed on
 * first. */
static apr_status_t read_bucket(ap_filter_t *f, decompress_ctx *ctx,
                                apr_bucket *e, const char **data,
                                apr_size_t *length)
{
    apr_status_t rv = apr_bucket_read(e, data, length, APR_NONBLOCK_READ);

    if (APR_STATUS_IS_EAGAIN(rv)) {
        rv = is_accepted_early(f, ctx) ? pass_and_flush(f, ctx) : APR_SUCCESS;
        if (rv == APR_SUCCESS) {
            rv = apr_bucket_read(e, data, length, APR_BLOCK_READ);
        }
    }
    return rv;
}

/* Takes a data bucket of the input. */
static apr_status_t take_data(ap_filter_t *f, decompress_ctx *ctx,
                              apr_bucket *e)
{
    const char *data;
    apr_size_t length;
    apr_status_t rv = read_bucket(f, ctx, e, &data, &length);

    if (rv == APR_SUCCESS && length > 0) {
        ctx->has_input = 1;
        rv = decompress(f, ctx, data, length);
    }
    if (rv != APR_SUCCESS || ctx->decision == REFUSED) {
        return rv;
    }
    if (ctx->decision == OPEN) {
        return keep(f, ctx, e, length);
    }
    apr_bucket_delete(e);
    return APR_SUCCESS;
}

/* The response ends. */
static void end_stream(ap_filter_t *f, decompress_ctx *ctx)
{
    if (ctx->has_input && !ctx->is_over
        && !cp_decompress_is_whole(ctx->stream)) {
        log_cut(f, ctx);
    }
    ctx->is_over = 1;
    CP_TRACE3(f->r, cp_request_known(f->r),
              "decompression: ends after %" APR_INT64_T_FMT " bytes of output",
              cp_decompress_written(ctx->stream));
    cp_decompress_close(ctx->stream);
}

/* Takes a metadata bucket. It follows the output of the bytes before it. A
 * flush is dropped as long as no output can be passed on. */
static apr_status_t take_metadata(ap_filter_t *f, decompress_ctx *ctx,
                                  apr_bucket *e)
{
    int is_flush = APR_BUCKET_IS_FLUSH(e);

    if (is_flush && !is_accepted_early(f, ctx)) {
        apr_bucket_delete(e);
        return APR_SUCCESS;
    }
    if (APR_BUCKET_IS_EOS(e) || AP_BUCKET_IS_ERROR(e)) {
        if (ctx->decision == OPEN) {
            decide_at_end(f, ctx);
        }
        if (ctx->decision == REFUSED) {
            return APR_SUCCESS;
        }
        end_stream(f, ctx);
    }
    APR_BUCKET_REMOVE(e);
    if (ctx->decision == OPEN) {
        APR_BRIGADE_INSERT_TAIL(ctx->kept, e);
        return APR_SUCCESS;
    }
    gather(f, ctx);
    APR_BRIGADE_INSERT_TAIL(ctx->out, e);
    return is_flush ? pass(f, ctx) : APR_SUCCESS;
}

/* ---- the filter ---- */

static apr_status_t decompress_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    decompress_ctx *ctx = f->ctx;

    if (ctx == NULL) { /* a SetOutputFilter names this filter */
        ap_remove_output_filter(f);
        return ap_pass_brigade(f->next, bb);
    }
    if (APR_BRIGADE_EMPTY(bb)) {
        return ap_pass_brigade(f->next, bb);
    }
    while (!APR_BRIGADE_EMPTY(bb)) {
        apr_bucket *e = APR_BRIGADE_FIRST(bb);
        int is_last = APR_BUCKET_IS_EOS(e);
        apr_status_t rv = APR_BUCKET_IS_METADATA(e) ? take_metadata(f, ctx, e)
                                                    : take_data(f, ctx, e);

        if (rv != APR_SUCCESS) {
            return rv;
        }
        if (ctx->decision == REFUSED) {
            return pass_unchanged(f, ctx, bb);
        }
        if (is_last) {
            APR_BRIGADE_CONCAT(ctx->out, bb);
            ap_remove_output_filter(f);
        }
    }
    return ctx->decision == ACCEPTED ? pass(f, ctx) : APR_SUCCESS;
}

/* Set when the hooks are registered. */
static ap_filter_rec_t *handle;

void cp_filter_decompress_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_DECOMPRESS, decompress_filter,
                                       NULL, AP_FTYPE_CONTENT_SET - 1);
}

/* Inserts a filter after `f`. httpd has no function for this, because it sorts
 * filters by type. */
static ap_filter_t *insert_after(ap_filter_t *f, ap_filter_rec_t *record,
                                 void *ctx)
{
    ap_filter_t *added = apr_pcalloc(f->r->pool, sizeof(*added));

    added->frec = record;
    added->ctx = ctx;
    added->r = f->r;
    added->c = f->c;
    added->next = f->next;
    f->next = added;
    return added;
}

const char *cp_filter_decompress_insert(ap_filter_t *f, const char *encoding)
{
    apr_pool_t *p = f->r->pool;
    cp_decompress *stream = cp_decompress_make(
        p, cp_decompress_coding(encoding), CP_DECOMPRESS_FREE);
    decompress_ctx *ctx;

    if (stream == NULL) {
        return "it is compressed; let httpd compress it "
               "(AddOutputFilterByType DEFLATE), not the backend";
    }
    ctx = apr_pcalloc(p, sizeof(*ctx));
    ctx->stream = stream;
    ctx->kept = apr_brigade_create(p, f->c->bucket_alloc);
    ctx->out = apr_brigade_create(p, f->c->bucket_alloc);
    ctx->reader = insert_after(f, f->frec, NULL);
    insert_after(f, handle, ctx);
    return NULL;
}
