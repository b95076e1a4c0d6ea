/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the body of a document whose elements are held; see the header. */
#include "httpd/page/cp_hold_body.h"

#include <http_protocol.h>

#include "httpd/page/cp_bucket.h"
#include "httpd/request/cp_trace.h"

/* A bucket is read in pieces of this size, unless it is in memory already. */
#define CP_HOLD_READ_SIZE (1024 * 1024)

/* When this many bytes are in memory, they are passed on before the next read.
 * Of mapped bytes, which take no memory of the process, a fraction counts. */
#define CP_HOLD_GATHER_SIZE 65536
#define CP_HOLD_MAPPED_SHARE 64

/* Up to this many bytes between two changed tags are copied: a copy takes fewer
 * instructions than the buckets that avoid it. */
#define CP_HOLD_COPY_SIZE 4096

cp_hold_body *cp_hold_body_make(ap_filter_t *f, cp_req *q, int flags)
{
    cp_hold_body *b = apr_pcalloc(f->r->pool, sizeof(*b));

    cp_hold_begin(&b->hold, f->r, q, (flags & CP_HTML_XML) != 0);
    cp_html_begin_tags(&b->scanner, flags, &b->stack);
    cp_html_skip_local(&b->scanner, cp_hold_passes_local(&b->hold));
    b->begun = cp_buf_make(f->r->pool, 256);
    return b;
}

/* ---- texts ---- */

/* Returns the number of bytes that fit into the copies before a bucket; 0 if
 * there are none directly before it. */
static apr_size_t room_before(const cp_hold_body *b, const apr_bucket *before)
{
    const apr_bucket *copies = b->copies;

    return copies != NULL && APR_BUCKET_PREV(before) == copies
             ? ((apr_bucket_heap *)copies->data)->alloc_len - copies->length
             : 0;
}

/* Makes an empty bucket for copies, of the size that apr_brigade_write uses. */
static void begin_copies(cp_hold_body *b, apr_bucket *before)
{
    apr_bucket_alloc_t *list = before->list;
    char *room = apr_bucket_alloc(APR_BUCKET_BUFF_SIZE, list);

    b->copies = apr_bucket_heap_create(room, APR_BUCKET_BUFF_SIZE,
                                       apr_bucket_free, list);
    b->copies->length = 0;
    b->gathered += APR_BUCKET_BUFF_SIZE;
    APR_BUCKET_INSERT_BEFORE(before, b->copies);
}

/* Copies up to `room` bytes to the end of the copies. Returns the rest. */
static cp_span append(cp_hold_body *b, cp_span text, apr_size_t room)
{
    char *base = ((apr_bucket_heap *)b->copies->data)->base;
    apr_size_t n = text.n < room ? text.n : room;

    memcpy(base + b->copies->length, text.s, n);
    b->copies->length += n;
    return cp_span_skip(text, n);
}

/* Inserts a copy of a text before a bucket. More texts will probably follow. */
static void copy(cp_hold_body *b, apr_bucket *before, cp_span text)
{
    while (text.n > 0) {
        apr_size_t room = room_before(b, before);

        if (b->copies == NULL || room == 0) {
            begin_copies(b, before);
            room = APR_BUCKET_BUFF_SIZE;
        }
        text = append(b, text, room);
    }
}

/* Inserts copies of two texts before a bucket. Together they fill one bucket at
 * most, unless they are long. */
static void copy_both(cp_hold_body *b, apr_bucket *before, cp_span first,
                      cp_span second)
{
    apr_size_t n = first.n + second.n;
    char *to;

    if (n > APR_BUCKET_BUFF_SIZE) {
        copy(b, before, first);
        copy(b, before, second);
        return;
    }
    if (b->copies == NULL || room_before(b, before) < n) {
        begin_copies(b, before);
    }
    to = ((apr_bucket_heap *)b->copies->data)->base + b->copies->length;
    memcpy(to, first.s, first.n);
    memcpy(to + first.n, second.s, second.n);
    b->copies->length += n;
}

/* Inserts a copy of a text before a bucket. */
static void insert(cp_hold_body *b, apr_bucket *before, cp_span text)
{
    apr_size_t room = room_before(b, before);

    if (text.n == 0) {
        return;
    }
    if (b->copies != NULL && text.n <= room) {
        append(b, text, room);
        return;
    }
    APR_BUCKET_INSERT_BEFORE(
        before, apr_bucket_heap_create(text.s, text.n, NULL, before->list));
    b->gathered += text.n;
}

static cp_span begun(const cp_hold_body *b)
{
    return cp_span_between(b->begun->s, b->begun->s + b->begun->n);
}

/* Passes the first bytes of the unfinished tag on, because they do not belong
 * to a tag that matters. */
static void release_begun(cp_hold_body *b, apr_bucket *before, apr_size_t n)
{
    if (n > 0) {
        insert(b, before, cp_span_between(b->begun->s, b->begun->s + n));
        b->begun->n -= n;
        memmove(b->begun->s, b->begun->s + n, b->begun->n);
    }
}

/* ---- events of the scanner ---- */

static void on_give_up(request_rec *r, cp_hold_body *b)
{
    b->is_done = 1;
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0101) "content of the page is no longer held after"
                                " %" APR_OFF_T_FMT " bytes: it %s",
                  b->scanner.scanned, cp_html_reason(&b->scanner));
}

/* Logs the first tag that was too long to be read. */
static void on_long_tag(request_rec *r, cp_hold_body *b)
{
    if (!b->is_long_logged) {
        b->is_long_logged = 1;
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      CPLOGNO(0104) "an element stays unchanged: its tag is"
                                    " longer than %d bytes",
                      CP_HTML_MAX_TAG);
    }
}

/* Reads the base URL. The scanner must know if it changes what is local. */
static void read_base(cp_hold_body *b, cp_span tag)
{
    cp_hold_base(&b->hold, tag, cp_html_tag_place(&b->scanner));
    cp_html_skip_local(&b->scanner, cp_hold_passes_local(&b->hold));
}

/* Gives a complete tag to the rewriter. */
static inline cp_span rewrite(cp_hold_body *b, cp_span tag)
{
    cp_space space = cp_html_tag_space(&b->scanner);
    cp_span unchanged = {NULL, 0};

    if (b->hold.lang[0] == '\0') {
        cp_hold_language(&b->hold, cp_html_lang(&b->scanner));
    }
    if (cp_hold_is_base(tag, space)) {
        read_base(b, tag);
        return unchanged;
    }
    return cp_hold_tag(&b->hold, tag, space);
}

/* ---- data buckets ---- */

/* The position in a bucket. */
typedef struct reading {
    apr_bucket *e;
    const char *data;
    apr_size_t length;
    apr_size_t at;   /* bytes that were scanned */
    apr_size_t done; /* bytes of which copies are before the bucket */
} reading;

/* Deletes the first n bytes of the bucket. The reading continues with the bytes
 * after them, or with the next bucket. Cutting may move the bytes. */
static void drop(reading *in, apr_size_t n)
{
    apr_bucket *first = in->e;

    if (n > 0) {
        if (n < first->length) {
            first = cp_bucket_cut(first, n);
        }
        in->e = APR_BUCKET_NEXT(first);
        apr_bucket_delete(first);
    }
}

/* Deletes what is done, and leaves the next n bytes in a bucket of their own.
 * There are more bytes after them. */
static void leave(reading *in, apr_size_t n)
{
    drop(in, in->done);
    in->e = APR_BUCKET_NEXT(cp_bucket_cut(in->e, n));
    in->done = 0;
}

static cp_span undone(const reading *in, apr_size_t end)
{
    return cp_span_between(in->data + in->done, in->data + end);
}

/* Replaces the n bytes before the position. Returns 1 if the reading goes on in
 * the same bucket. */
static int replace(cp_hold_body *b, reading *in, apr_size_t n, cp_span text)
{
    cp_span between = undone(in, in->at - n);

    if (between.n > CP_HOLD_COPY_SIZE) {
        leave(in, between.n);
        insert(b, in->e, text);
        drop(in, n);
        return 0;
    }
    copy_both(b, in->e, between, text);
    in->done = in->at;
    if (b->gathered < CP_HOLD_GATHER_SIZE) {
        return 1;
    }
    drop(in, in->done);
    return 0;
}

/* A tag ends at the position; its last `held` bytes, or all of them if there
 * are less, are in the bucket. Returns 1 if the reading goes on in the same
 * bucket. */
static int on_tag(cp_hold_body *b, reading *in, apr_size_t held)
{
    cp_span text;

    if (held <= in->at) {
        release_begun(b, in->e, b->begun->n);
        text = rewrite(
            b, cp_span_between(in->data + in->at - held, in->data + in->at));
        return text.s == NULL || replace(b, in, held, text);
    }
    release_begun(b, in->e, b->begun->n - (held - in->at));
    cp_buf_add(b->begun, in->data, in->at);
    text = rewrite(b, begun(b));
    insert(b, in->e, text.s != NULL ? text : begun(b));
    b->begun->n = 0;
    in->done = in->at;
    return 1;
}

/* Ends the reading of a bucket, of which the bytes from `end` on are kept. */
static void finish(cp_hold_body *b, reading *in, apr_size_t end)
{
    cp_span rest = undone(in, end);

    if (rest.n <= (in->done > 0 ? CP_HOLD_COPY_SIZE : 0)) {
        copy(b, in->e, rest);
        drop(in, in->length);
    }
    else if (end < in->length) {
        leave(in, rest.n);
        drop(in, in->length - end);
    }
    else {
        drop(in, in->done);
        in->e = APR_BUCKET_NEXT(in->e);
    }
}

/* The bucket ends. Its last bytes are kept if a tag has begun. */
static void on_more(cp_hold_body *b, reading *in)
{
    apr_size_t held = cp_html_held(&b->scanner);

    if (held <= in->length) {
        release_begun(b, in->e, b->begun->n);
    }
    else {
        release_begun(b, in->e, b->begun->n - (held - in->length));
        held = in->length;
    }
    cp_buf_add(b->begun, in->data + in->length - held, held);
    finish(b, in, in->length - held);
}

/* Scans the bytes of a bucket. Returns the bucket to continue with. */
static apr_bucket *scan(request_rec *r, cp_hold_body *b, reading *in)
{
    cp_html_event event = CP_HTML_MORE;
    apr_size_t used;

    CP_TRACE4(r, b->hold.q, "hold filter: bucket %s, %" APR_SIZE_T_FMT " bytes",
              in->e->type->name, in->length);
    while (in->at < in->length) {
        event = cp_html_feed(&b->scanner, in->data + in->at,
                             in->length - in->at, &used);
        in->at += used;
        if (event == CP_HTML_TAG) {
            if (!on_tag(b, in, cp_html_held(&b->scanner))) {
                return in->e;
            }
        }
        else if (event == CP_HTML_GIVE_UP) {
            release_begun(b, in->e, b->begun->n);
            on_give_up(r, b);
            drop(in, in->done);
            return in->e;
        }
    }
    if (event == CP_HTML_TAG) { /* the last byte is that of the tag */
        finish(b, in, in->length);
    }
    else {
        on_more(b, in);
    }
    return in->e;
}

/* ---- passing on ---- */

/* Passes on the buckets before `e`. With `flush` no later filter may hold these
 * bytes back either. */
static apr_status_t pass_early(ap_filter_t *f, cp_hold_body *b,
                               apr_bucket_brigade *bb, apr_bucket *e, int flush)
{
    apr_status_t rv;

    b->gathered = 0;
    b->copies = NULL;
    if (APR_BRIGADE_FIRST(bb) == e) {
        return APR_SUCCESS;
    }
    if (b->ready == NULL) {
        b->ready = apr_brigade_create(f->r->pool, bb->bucket_alloc);
    }
    cp_bucket_move_before(bb, e, b->ready);
    if (flush) {
        APR_BRIGADE_INSERT_TAIL(b->ready,
                                apr_bucket_flush_create(f->c->bucket_alloc));
    }
    CP_TRACE3(f->r, b->hold.q, "hold filter: passes bytes on early%s",
              flush ? ", the next read would block" : "");
    rv = ap_pass_brigade(f->next, b->ready);
    apr_brigade_cleanup(b->ready);
    return rv;
}

/* Reads a bucket. Its source may be slow, so it is read without blocking first,
 * and the bytes before it are passed on and flushed before the read blocks. */
static apr_status_t read_bucket(ap_filter_t *f, cp_hold_body *b,
                                apr_bucket_brigade *bb, reading *in)
{
    apr_bucket *e = in->e;
    apr_status_t rv;

    if (e->length != (apr_size_t)-1 && e->length > CP_HOLD_READ_SIZE) {
        apr_bucket_split(e, CP_HOLD_READ_SIZE);
    }
    rv = apr_bucket_read(e, &in->data, &in->length, APR_NONBLOCK_READ);
    if (APR_STATUS_IS_EAGAIN(rv)) {
        rv = pass_early(f, b, bb, e, 1);
        if (rv == APR_SUCCESS) {
            rv = apr_bucket_read(e, &in->data, &in->length, APR_BLOCK_READ);
        }
    }
    return rv;
}

/* ---- the brigade ---- */

/* Returns the bucket to continue with. */
static apr_bucket *read_metadata(request_rec *r, cp_hold_body *b, apr_bucket *e)
{
    CP_TRACE4(r, b->hold.q, "hold filter: bucket %s", e->type->name);
    if (APR_BUCKET_IS_EOS(e)) {
        release_begun(b, e, b->begun->n);
        b->is_done = 1;
    }
    return APR_BUCKET_NEXT(e);
}

/* Reads and scans one data bucket, and sets *next. */
static apr_status_t read_data(ap_filter_t *f, cp_hold_body *b,
                              apr_bucket_brigade *bb, apr_bucket *e,
                              apr_bucket **next)
{
    reading in = {e, NULL, 0, 0, 0};
    apr_status_t rv = APR_SUCCESS;
    int is_heap;

    if (b->gathered >= CP_HOLD_GATHER_SIZE) {
        rv = pass_early(f, b, bb, e, 0);
    }
    if (rv == APR_SUCCESS) {
        rv = read_bucket(f, b, bb, &in);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    is_heap = APR_BUCKET_IS_HEAP(e);
    *next = in.length > 0 ? scan(f->r, b, &in) : APR_BUCKET_NEXT(e);
    if (cp_html_long_tags(&b->scanner) > 0) {
        on_long_tag(f->r, b);
    }
    b->gathered += is_heap ? in.at : in.at / CP_HOLD_MAPPED_SHARE;
    return APR_SUCCESS;
}

apr_status_t cp_hold_body_read(ap_filter_t *f, cp_hold_body *b,
                               apr_bucket_brigade *bb)
{
    apr_bucket *e = APR_BRIGADE_FIRST(bb);
    apr_status_t rv = APR_SUCCESS;

    b->gathered = 0;
    b->copies = NULL;
    while (rv == APR_SUCCESS && !b->is_done && e != APR_BRIGADE_SENTINEL(bb)) {
        if (APR_BUCKET_IS_METADATA(e)) {
            e = read_metadata(f->r, b, e);
        }
        else {
            rv = read_data(f, b, bb, e, &e);
        }
    }
    return rv;
}
