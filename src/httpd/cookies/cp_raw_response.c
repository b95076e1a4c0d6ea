/* SPDX-License-Identifier: Apache-2.0 */
/* The heads of a raw response; see the header. */
#include "httpd/cookies/cp_raw_response.h"

#include <string.h>

#include "core/cookie/cp_raw_head.h"
#include "core/http/cp_vary_list.h"
#include "httpd/config/cp_module.h"
#include "httpd/cookies/cp_section.h"
#include "httpd/page/cp_link_fields.h"
#include "httpd/page/cp_vary.h"
#include "httpd/request/cp_demand.h"
#include "httpd/request/cp_trace.h"

/* The most heads of one response. Each interim one costs memory of the
 * request, and no server sends that many. */
#define CP_MAX_HEADS 64

request_rec *cp_raw_answering(const cp_raw_response *raw)
{
    request_rec *r = raw->r;

    while (r->next != NULL) {
        r = r->next;
    }
    return r;
}

void cp_raw_emit(cp_raw_response *raw, cp_span bytes)
{
    if (bytes.n > 0) {
        APR_BRIGADE_INSERT_TAIL(raw->out,
                                apr_bucket_heap_create(bytes.s, bytes.n, NULL,
                                                       raw->out->bucket_alloc));
    }
}

apr_status_t cp_raw_abort(cp_raw_response *raw)
{
    cp_raw_disarm(raw);
    raw->c->keepalive = AP_CONN_CLOSE;
    raw->c->aborted = 1;
    return APR_ECONNABORTED;
}

/* ---- one head ---- */

/* The fields of one head. */
typedef struct head_fields {
    cp_section cookies;
    cp_link_fields links;
} head_fields;

/* Function for cp_raw_head_rewrite. */
static cp_span judge_field(void *fields, cp_span name, cp_span value)
{
    head_fields *f = fields;
    cp_links_kind kind = cp_links_kind_of(name);

    if (kind != CP_LINKS_NONE) {
        return cp_link_fields_matter(f->links.q)
                 ? cp_link_fields_judge(&f->links, kind, value)
                 : value;
    }
    return cp_section_judge(
        &f->cookies,
        cp_span_case_is(name, "set-cookie") ? CP_SET_COOKIE : CP_SET_COOKIE2,
        value);
}

/* True if the head differs for a visitor with another choice. */
static int depends_on_consent(const head_fields *f)
{
    return f->cookies.depends_on_consent
        || (f->links.depends_on_consent
            && !cp_dir_is_uniform(cp_conf_dir(f->links.r)));
}

/* Returns the head as the policy requires it; `head` itself if nothing changes.
 * Sets *depends if it depends on the visitor's choice. The cookies that pass
 * are noted from the final head: the response is counted once, and browsers
 * need not store cookies of an interim one. */
static cp_span judge_head(request_rec *r, cp_req *q, cp_span head, int interim,
                          int *depends)
{
    head_fields fields;
    bool noted = q->cookies_noted;
    cp_span sent;

    cp_demand_forget(q);
    q->cookies_noted = noted || interim;
    cp_section_begin(&fields.cookies, r, q,
                     cp_raw_head_earliest(r->pool, head, q->chain->now), head);
    cp_link_fields_begin(&fields.links, r, q);
    sent = cp_raw_head_rewrite(r->pool, head, judge_field, &fields);
    cp_section_end(&fields.cookies);
    cp_demand_forget(q); /* another head may follow */
    q->cookies_noted = noted || !interim;
    *depends = q->enforcement == CP_ON && depends_on_consent(&fields);
    return sent;
}

/* Adds those names of the list that Vary lacks. */
static cp_span add_vary(request_rec *r, cp_span head, const char *names)
{
    const char *list = cp_raw_head_list(r->pool, head, "Vary");

    if (list != NULL) {
        names = cp_vary_list_missing(r->pool, list, names);
    }
    return names == NULL ? head : cp_raw_head_add(r->pool, head, "Vary", names);
}

/* Returns the head to send. A cache uses no Vary of an interim head. */
static cp_span edit_head(request_rec *r, cp_span head, int interim)
{
    cp_req *known = cp_request_known(r), *q = cp_request_active(r);
    int depends = 0;
    cp_span sent = head;

    if (!cp_raw_head_is_one(head)) {
        return head;
    }
    if (q != NULL) {
        sent = judge_head(r, q, head, interim, &depends);
    }
    if (interim) {
        return sent;
    }
    if (depends || (known != NULL && cp_request_depends(known))) {
        sent = add_vary(r, sent, cp_vary_consent_names(known));
    }
    if (q != NULL && q->enforcement == CP_ON && q->demand_fields != NULL) {
        sent = add_vary(r, sent, q->demand_fields);
    }
    return sent;
}

/* True if the client reads another head after this one. 101 is the last head,
 * but only for a client that asked for an upgrade. */
static int is_interim(const request_rec *r, int status)
{
    return status == HTTP_SWITCHING_PROTOCOLS
             ? apr_table_get(r->headers_in, "Upgrade") == NULL
             : status >= 100 && status < 200;
}

/* Releases all held bytes and stops looking at those that follow. */
static void let_go(cp_raw_response *raw)
{
    cp_raw_emit(raw, cp_raw_held(raw));
    cp_raw_disarm(raw);
}

/* Goes on after a head of `length` bytes. Bytes after an interim head are held,
 * too. Bytes after the final head belong to the body; if the body ends with the
 * connection, nothing can follow it and nobody has to look at it. */
static apr_status_t after_head(cp_raw_response *raw, apr_size_t length,
                               int interim)
{
    cp_span rest;

    raw->released += length;
    raw->searched = 0;
    raw->n_heads++;
    rest = cp_raw_held(raw);
    if (interim) {
        if (rest.n == 0) {
            raw->held->n = raw->released = 0;
        }
        return APR_SUCCESS;
    }
    if (raw->phase == CP_RAW_HEADS) {
        let_go(raw);
        return APR_SUCCESS;
    }
    raw->held = NULL;
    return cp_raw_take_body(raw, rest);
}

static CP_COLD void trace_head(request_rec *r, int status, cp_span head,
                               cp_span sent)
{
    ap_log_rerror(APLOG_MARK, APLOG_TRACE3, 0, r,
                  "raw head %s: status=%d bytes=%" APR_SIZE_T_FMT,
                  sent.s == head.s ? "unchanged" : "edited", status, head.n);
}

/* Releases the first `length` held bytes, which are a head. Only a policy that
 * is On follows the body. */
static apr_status_t release_head(cp_raw_response *raw, apr_size_t length)
{
    request_rec *r = cp_raw_answering(raw);
    cp_req *q = cp_request_active(r);
    cp_span head = cp_raw_held(raw), sent;
    int status, interim;

    head.n = length;
    status = cp_raw_head_status(head);
    interim = is_interim(raw->r, status);
    if (!interim && status != HTTP_SWITCHING_PROTOCOLS && q != NULL
        && q->enforcement == CP_ON && cp_raw_head_is_one(head)) {
        apr_status_t rv = cp_raw_begin_body(raw, head, status);

        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    sent = edit_head(r, head, interim);
    if (q != NULL && CP_IS_LOGGED(q, APLOG_TRACE3)) {
        trace_head(r, status, head, sent);
    }
    cp_raw_emit(raw, sent);
    return after_head(raw, length, interim);
}

/* ---- the held bytes ---- */

static void begin_holding(cp_raw_response *raw)
{
    raw->held = cp_buf_make(raw->r->pool, 1024);
    raw->released = 0;
    raw->searched = 0;
    raw->n_heads = 0;
}

/* Releases the first `length` held bytes, which cannot belong to a head. The
 * bytes after them move to the start: Firefox searches any number of bytes for
 * a head, and they must not fill memory. */
static void release_junk(cp_raw_response *raw, apr_size_t length)
{
    cp_span junk = cp_raw_held(raw), rest = junk;

    junk.n = length;
    rest.s += length;
    rest.n -= length;
    cp_raw_emit(raw, junk);
    memmove(raw->held->s, rest.s, rest.n);
    raw->held->n = rest.n;
    raw->released = 0;
    raw->searched = 0;
}

/* Releases one head, or the bytes before one, if it is complete. *progress is
 * cleared if more bytes must come first. */
static apr_status_t release_one(cp_raw_response *raw, int *progress)
{
    cp_span held = cp_raw_held(raw);
    apr_size_t at, end;

    *progress = 0;
    if (held.n < CP_HEAD_START) {
        return APR_SUCCESS;
    }
    at = cp_raw_head_find(held);
    if (at > 0) {
        release_junk(raw, at);
        *progress = 1;
        return APR_SUCCESS;
    }
    end = cp_raw_head_end(held, raw->searched);
    raw->searched = held.n;
    if (end == 0 || end > CP_MAX_HEAD) {
        return APR_SUCCESS;
    }
    *progress = 1;
    return release_head(raw, end);
}

/* Gives up on heads that are too long or too many. */
static apr_status_t give_up(cp_raw_response *raw)
{
    const cp_req *q = cp_request_active(cp_raw_answering(raw));

    if (q == NULL || q->enforcement != CP_ON) {
        let_go(raw);
        return APR_SUCCESS;
    }
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, raw->r,
                  CPLOGNO(0007) "closing the connection: a header section "
                                "that bypasses httpd's filters is longer than "
                                "%d bytes or the %dth interim one",
                  CP_MAX_HEAD, CP_MAX_HEADS);
    return cp_raw_abort(raw);
}

apr_status_t cp_raw_take_head(cp_raw_response *raw, cp_span bytes)
{
    apr_status_t rv = APR_SUCCESS;
    int progress = 1;

    if (raw->held == NULL) {
        begin_holding(raw);
    }
    cp_buf_add(raw->held, bytes.s, bytes.n);
    while (rv == APR_SUCCESS && progress && raw->held != NULL
           && raw->n_heads < CP_MAX_HEADS) {
        rv = release_one(raw, &progress);
    }
    if (rv == APR_SUCCESS && raw->held != NULL
        && (cp_raw_held(raw).n > CP_MAX_HEAD || raw->n_heads >= CP_MAX_HEADS)) {
        rv = give_up(raw);
    }
    return rv;
}

apr_status_t cp_raw_end_head(cp_raw_response *raw)
{
    return raw->held != NULL && cp_raw_held(raw).n > 0
             ? release_head(raw, cp_raw_held(raw).n)
             : APR_SUCCESS;
}
