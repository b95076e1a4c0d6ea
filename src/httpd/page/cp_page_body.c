/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the body of a page; see the header. */
#include "httpd/page/cp_page_body.h"

#include "httpd/observe/cp_observe.h"
#include "httpd/page/cp_bucket.h"
#include "httpd/request/cp_origin.h"
#include "httpd/request/cp_trace.h"

/* A file of up to this size that httpd would map into memory when it writes it
 * is mapped here, as a whole. */
#define CP_WHOLE_SIZE (1024 * 1024)

/* Other files, and larger ones, are read in pieces. The first piece has this
 * size. Each later piece is as long as all pieces before it. */
#define CP_READ_SIZE 16384

/* When this many bytes are in memory, they are passed on before the next read.
 */
#define CP_GATHER_SIZE 65536

/* Mapped bytes take no memory of the process, but the client waits while they
 * are scanned. Therefore this fraction of them counts as bytes in memory. */
#define CP_MAPPED_SHARE 64

cp_page_body *cp_page_body_make(ap_filter_t *f, cp_req *q, int flags,
                                const cp_response_fields *fields)
{
    cp_page_body *b = apr_pcalloc(f->r->pool, sizeof(*b));

    cp_html_begin(&b->scanner, flags);
    if (!cp_inject_uses_head(q)) {
        cp_html_skip_head(&b->scanner);
    }
    cp_meta_begin(&b->policies, f->r->pool);
    b->scanner.policies = &b->policies;
    cp_page_head_begin(&b->head, f->r, q, fields);
    cp_inject_begin(&b->injection, f->r, q, f->c->bucket_alloc);
    return b;
}

void cp_page_body_finish_head(cp_page_body *b)
{
    cp_page_head_finish(&b->head, cp_html_lang(&b->scanner), b->is_done,
                        cp_inject_length(&b->injection));
}

/* Returns the first bucket of the bytes before `e` that the scanner keeps. */
static apr_bucket *kept_from(const cp_page_body *b, apr_bucket *e)
{
    return cp_bucket_back(e, cp_html_kept(&b->scanner));
}

/* ---- events of the scanner ---- */

/* Returns the counter of pages that stay unchanged for that reason. */
static cp_counter counter_of(cp_html_reasons reason)
{
    switch (reason) {
    case CP_HTML_NOT_HTML:
    case CP_HTML_FRAGMENT:
    case CP_HTML_NOT_XHTML:
        return CP_COUNT_PAGES_FRAGMENT;
    case CP_HTML_FRAMESET:
    case CP_HTML_MAYBE_FRAMESET:
        return CP_COUNT_PAGES_FRAMESET;
    case CP_HTML_CHARSET:
    case CP_HTML_GUESSED:
    case CP_HTML_LATE_CHARSET:
        return CP_COUNT_PAGES_CHARSET;
    case CP_HTML_ENDED:
    case CP_HTML_INCOMPLETE:
        return CP_COUNT_PAGES_NO_BODY;
    default:
        return CP_COUNT_PAGES_UNCERTAIN;
    }
}

static void on_give_up(request_rec *r, cp_page_body *b)
{
    b->is_done = 1;
    cp_observe_count(b->head.q->chain->site,
                     counter_of((cp_html_reasons)b->scanner.reason));
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0006) "page left without banner: it %s",
                  cp_html_reason(&b->scanner));
}

/* The body begins, so the head of the document has been read: its language, its
 * <base>, and the policies in its markup. */
static void read_document_head(request_rec *r, cp_page_body *b)
{
    cp_page_head_set_language(&b->head, cp_html_lang(&b->scanner));
    b->injection.phrases = b->head.phrases;
    if (cp_html_base_may_leave(&b->scanner)) {
        b->injection.origin = cp_origin_of(r);
    }
    cp_inject_policies(&b->injection, cp_meta_policies(r->pool, &b->policies));
}

/* The scanner has found the place in head. */
static void inject_head(request_rec *r, cp_page_body *b, apr_bucket *e)
{
    CP_TRACE3(r, b->head.q, "body filter: the place in head");
    cp_inject_head(&b->injection,
                   cp_bucket_back(e, cp_html_head_held(&b->scanner)),
                   cp_html_head_is_late(&b->scanner));
}

/* The scanner has found the first place, where the body begins, or the second
 * one, where it ends. Returns the bucket to continue with. */
static apr_bucket *on_place(request_rec *r, cp_page_body *b, apr_bucket *e)
{
    apr_bucket *place = cp_bucket_back(e, cp_html_held(&b->scanner));

    if (cp_html_head_is_kept(&b->scanner)) {
        inject_head(r, b, e);
    }
    CP_TRACE3(r, b->head.q,
              "body filter: body %s within %" APR_OFF_T_FMT
              " bytes, %" APR_SIZE_T_FMT " of them after the place",
              b->tail == NULL ? "begins" : "ends", b->scanner.scanned,
              cp_html_held(&b->scanner));
    if (b->tail == NULL) {
        read_document_head(r, b);
        if (cp_inject_at_end(cp_conf_dir(r))) {
            b->tail = apr_palloc(r->pool, sizeof(*b->tail));
            cp_html_seek_body_end(&b->scanner, b->tail);
            return place;
        }
    }
    cp_inject_body(&b->injection, place);
    b->is_done = 1;
    return e;
}

/* Handles an event of the scanner. All bytes before `e` have been read. Returns
 * the bucket to continue with. */
static apr_bucket *on_event(request_rec *r, cp_page_body *b,
                            cp_html_event event, apr_bucket *e)
{
    switch (event) {
    case CP_HTML_HEAD:
        inject_head(r, b, e);
        break;
    case CP_HTML_BODY:
        return on_place(r, b, e);
    case CP_HTML_GIVE_UP:
        on_give_up(r, b);
        break;
    default:
        break;
    }
    return e;
}

/* ---- passing on ---- */

/* Passes on the buckets before `e`, except the bytes that the scanner holds.
 * With `flush` no later filter may hold these bytes back either. */
static apr_status_t pass_early(ap_filter_t *f, cp_page_body *b,
                               apr_bucket_brigade *bb, apr_bucket *e, int flush)
{
    apr_bucket *stop = kept_from(b, e);
    apr_status_t rv;

    b->gathered = 0;
    if (APR_BRIGADE_FIRST(bb) == stop) {
        return APR_SUCCESS;
    }
    if (b->ready == NULL) {
        b->ready = apr_brigade_create(f->r->pool, bb->bucket_alloc);
    }
    cp_bucket_move_before(bb, stop, b->ready);
    if (flush) {
        APR_BRIGADE_INSERT_TAIL(b->ready,
                                apr_bucket_flush_create(f->c->bucket_alloc));
    }
    CP_TRACE3(f->r, b->head.q, "body filter: passes bytes on early%s",
              flush ? ", the next read would block" : "");
    cp_page_body_finish_head(b);
    rv = ap_pass_brigade(f->next, b->ready);
    apr_brigade_cleanup(b->ready);
    return rv;
}

/* Keeps the bytes that the scanner holds until the next call. */
static apr_status_t keep_held(request_rec *r, cp_page_body *b,
                              apr_bucket_brigade *bb)
{
    apr_size_t held = b->is_done ? 0 : cp_html_kept(&b->scanner);

    if (held == 0) {
        return APR_SUCCESS;
    }
    CP_TRACE3(r, b->head.q, "body filter: holds %" APR_SIZE_T_FMT " bytes",
              held);
    if (b->kept == NULL) {
        b->kept = apr_brigade_create(r->pool, bb->bucket_alloc);
    }
    return cp_bucket_keep_from(
        bb, cp_bucket_back(APR_BRIGADE_SENTINEL(bb), held), b->kept, r->pool);
}

/* ---- metadata buckets ---- */

/* A flush releases the bytes that are held. If browsers would still wait for
 * later bytes before they use these, the bytes stay, and the flush moves to
 * the place before them. */
static void on_flush(request_rec *r, cp_page_body *b, apr_bucket *e)
{
    CP_TRACE3(r, b->head.q, "body filter: flush, %" APR_SIZE_T_FMT " bytes %s",
              cp_html_kept(&b->scanner),
              cp_html_browsers_wait(&b->scanner) ? "stay held" : "released");
    if (cp_html_browsers_wait(&b->scanner)) {
        apr_bucket *stop = kept_from(b, e);

        if (stop != e) {
            APR_BUCKET_REMOVE(e);
            APR_BUCKET_INSERT_BEFORE(stop, e);
        }
    }
    else {
        on_event(r, b, cp_html_release(&b->scanner), e);
    }
}

/* The page ends. A body that begins at its end also ends there: then the
 * scanner reports the second place when this bucket is read again. Returns the
 * bucket to continue with. */
static apr_bucket *on_eos(request_rec *r, cp_page_body *b, apr_bucket *e)
{
    cp_html_open_elements *tail = b->tail;

    if (b->scanner.scanned > 0) {
        apr_bucket *place = on_event(r, b, cp_html_end(&b->scanner), e);

        if (b->tail != tail) {
            return place;
        }
    }
    else if (r->header_only) {
        cp_page_head_without_body(&b->head, cp_html_lang(&b->scanner));
    }
    b->is_done = 1;
    return e;
}

/* Returns the bucket to continue with. */
static apr_bucket *read_metadata(request_rec *r, cp_page_body *b, apr_bucket *e)
{
    apr_bucket *next = APR_BUCKET_NEXT(e);

    CP_TRACE4(r, b->head.q, "body filter: bucket %s", e->type->name);
    if (APR_BUCKET_IS_FLUSH(e)) {
        on_flush(r, b, e);
    }
    else if (APR_BUCKET_IS_EOS(e)) {
        return on_eos(r, b, e);
    }
    return next;
}

/* ---- data buckets ---- */

/* Returns the number of bytes to read of a bucket. A file that no sendfile will
 * send is read as a whole, if it is not too large. */
static apr_size_t read_size(const cp_page_body *b, const apr_bucket *e)
{
    apr_size_t scanned = (apr_size_t)b->scanner.scanned;

    if (APR_BUCKET_IS_FILE(e) && e->length <= CP_WHOLE_SIZE) {
        const apr_bucket_file *file = e->data;

        if (!(apr_file_flags_get(file->fd) & APR_FOPEN_SENDFILE_ENABLED)) {
            return CP_WHOLE_SIZE;
        }
    }
    return scanned > CP_READ_SIZE ? scanned : CP_READ_SIZE;
}

/* Reads a bucket. Its source may be slow, so it is read without blocking first,
 * and the bytes before it are passed on and flushed before the read blocks. */
static apr_status_t read_bucket(ap_filter_t *f, cp_page_body *b,
                                apr_bucket_brigade *bb, apr_bucket *e,
                                const char **data, apr_size_t *length)
{
    apr_status_t rv;

    if (e->length != (apr_size_t)-1 && e->length > read_size(b, e)) {
        apr_bucket_split(e, read_size(b, e));
    }
    rv = apr_bucket_read(e, data, length, APR_NONBLOCK_READ);
    if (APR_STATUS_IS_EAGAIN(rv)) {
        rv = pass_early(f, b, bb, e, 1);
        if (rv == APR_SUCCESS) {
            rv = apr_bucket_read(e, data, length, APR_BLOCK_READ);
        }
    }
    b->gathered += APR_BUCKET_IS_HEAP(e) ? *length : *length / CP_MAPPED_SHARE;
    return rv;
}

/* Scans the bytes of a bucket. The bucket is cut where the scanner reports an
 * event. Returns the bucket to continue with. */
static apr_bucket *scan(request_rec *r, cp_page_body *b, apr_bucket *e,
                        const char *data, apr_size_t length)
{
    apr_size_t used;
    cp_html_event event;

    CP_TRACE4(r, b->head.q, "body filter: bucket %s, %" APR_SIZE_T_FMT " bytes",
              e->type->name, length);
    event = cp_html_feed(&b->scanner, data, length, &used);
    if (event != CP_HTML_GIVE_UP && used < e->length) {
        if (used == 0) { /* the event is before the first byte of `e` */
            return on_event(r, b, event, e);
        }
        e = cp_bucket_cut(e, used);
    }
    return on_event(r, b, event, APR_BUCKET_NEXT(e));
}

apr_status_t cp_page_body_read(ap_filter_t *f, cp_page_body *b,
                               apr_bucket_brigade *bb, apr_bucket *e)
{
    b->gathered = 0;
    while (!b->is_done && e != APR_BRIGADE_SENTINEL(bb)) {
        const char *data;
        apr_size_t length;
        apr_status_t rv = APR_SUCCESS;

        if (APR_BUCKET_IS_METADATA(e)) {
            e = read_metadata(f->r, b, e);
            continue;
        }
        if (b->gathered >= CP_GATHER_SIZE) {
            rv = pass_early(f, b, bb, e, 0);
        }
        if (rv == APR_SUCCESS) {
            rv = read_bucket(f, b, bb, e, &data, &length);
        }
        if (rv != APR_SUCCESS) {
            return rv;
        }
        e = scan(f->r, b, e, data, length);
    }
    return keep_held(f->r, b, bb);
}
