/* SPDX-License-Identifier: Apache-2.0 */
/* The body filter; see the header. */
#include "httpd/page/cp_filter_html.h"

#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "httpd/config/cp_dav.h"
#include "httpd/config/cp_module.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/page/cp_conditional.h"
#include "httpd/page/cp_filter_decompress.h"
#include "httpd/page/cp_filter_hold.h"
#include "httpd/page/cp_page.h"
#include "httpd/page/cp_page_body.h"
#include "httpd/page/cp_page_parts.h"
#include "httpd/page/cp_vary.h"
#include "httpd/request/cp_static.h"
#include "httpd/request/cp_trace.h"

/*
 * The rules for output filters are in httpd's developer documentation. This
 * filter follows them in these ways:
 *  1 an empty brigade is passed on     6 at most CP_HTML_HOLD bytes are held
 *  2 metadata buckets are not read     7 brigades are made once, in the context
 *  3 buckets after EOS are not read    8 non-blocking read first, then flush
 *  4 a brigade is never flattened      9 the caller's brigade is passed on
 *  5 large files are read in pieces   10 the result of passing is returned
 */

/* ---- the first brigade ---- */

/* Lets another instance of this filter read a compressed page. Returns NULL if
 * this instance is no longer needed, else the reason why the page cannot be
 * changed. */
static const char *begin_compressed(ap_filter_t *f, cp_req *q,
                                    const char *encoding)
{
    const char *reason;

    if (cp_page_parts(q, cp_conf_dir(f->r)) == 0) {
        cp_page_head_unchanged(f->r, q);
        cp_observe_count(q->chain->site, CP_COUNT_PAGES_PLAIN);
        return NULL;
    }
    reason = cp_filter_decompress_insert(f, encoding);
    if (reason == NULL) {
        CP_DEBUG(f->r, q,
                 CPLOGNO(0093) "page has the Content-Encoding %s,"
                               " it is decompressed",
                 cp_trace_text(f->r, encoding));
    }
    return reason;
}

/* Returns the counter of pages that must not be changed. */
static cp_counter cause_of(cp_eligibility eligibility)
{
    return eligibility == CP_TREATED      ? CP_COUNT_PAGES_TREATED
         : eligibility == CP_NO_TRANSFORM ? CP_COUNT_PAGES_NO_TRANSFORM
         : eligibility == CP_ODD_CHARSET  ? CP_COUNT_PAGES_CHARSET
                                          : CP_COUNT_PAGES_COMPRESSED;
}

/* Makes the context for a page. Returns NULL if this filter does not change it.
 */
static cp_page_body *begin_page(ap_filter_t *f, cp_req *q,
                                const cp_response_fields *fields)
{
    request_rec *r = f->r;
    const char *encoding = cp_page_encoding(r, fields), *reason;
    int flags;
    cp_eligibility eligibility = cp_page_check_change(r, fields, &flags);

    if (eligibility == CP_ELIGIBLE && encoding == NULL) {
        CP_DEBUG(r, q, CPLOGNO(0091) "page is eligible: the body is read");
        q->page = CP_PAGE_EDITED;
        cp_conditional_drop_dated_range(r, q);
        return cp_page_body_make(f, q, flags, fields);
    }
    reason = eligibility == CP_ELIGIBLE ? begin_compressed(f, q, encoding)
                                        : cp_eligibility_reason(eligibility);
    if (reason != NULL) {
        cp_page_log_unchanged(r, cause_of(eligibility), reason);
    }
    return NULL;
}

static void log_ineligible(request_rec *r, const cp_req *q, const char *reason)
{
    CP_DEBUG(r, q,
             CPLOGNO(0090) "no banner in this response: %s (status %d, %s)",
             reason, r->status, cp_trace_text(r, r->content_type));
}

/* Decides about the response on the first call. Returns the context, or NULL if
 * this filter is no longer needed. */
static cp_page_body *begin(ap_filter_t *f)
{
    request_rec *r = f->r;
    cp_req *q = cp_request_active(r);
    cp_eligibility eligibility;
    cp_response_fields fields;

    if (q == NULL) {
        return NULL;
    }
    /* A cache between this server and the client must find the tag of its
     * stored page. */
    if (r->status == HTTP_NOT_MODIFIED) {
        cp_vary_not_modified(r, q);
    }
    if (q->enforcement != CP_ON) {
        return NULL;
    }
    eligibility = cp_page_check(r, &fields);
    if (eligibility != CP_ELIGIBLE) {
        log_ineligible(r, q, cp_eligibility_reason(eligibility));
        return NULL;
    }
    cp_vary_page(r, q);
    q->page = CP_PAGE_UNCHANGED;
    if (!cp_page_is_wanted(r, q)) {
        log_ineligible(r, q, "the request is not a navigation");
        return NULL;
    }
    return begin_page(f, q, &fields);
}

/* ---- the filter ---- */

static apr_status_t html_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    cp_page_body *body = f->ctx;
    apr_bucket *e;
    apr_status_t rv;

    if (APR_BRIGADE_EMPTY(bb)) {
        return ap_pass_brigade(f->next, bb);
    }
    if (body == NULL) {
        cp_conditional_restore_encoding(f->r);
        body = f->ctx = begin(f);
        if (body == NULL) {
            ap_remove_output_filter(f);
            return ap_pass_brigade(f->next, bb);
        }
    }
    e = APR_BRIGADE_FIRST(bb);
    if (body->kept != NULL) {
        APR_BRIGADE_PREPEND(bb, body->kept);
    }
    rv = cp_page_body_read(f, body, bb, e);
    if (rv != APR_SUCCESS || APR_BRIGADE_EMPTY(bb)) {
        return rv;
    }
    cp_page_body_finish_head(body);
    if (body->is_done) {
        CP_TRACE3(f->r, body->head.q,
                  "body filter: leaves the chain after %" APR_OFF_T_FMT
                  " bytes were read and %" APR_OFF_T_FMT " injected",
                  body->scanner.scanned, cp_inject_length(&body->injection));
        ap_remove_output_filter(f);
    }
    return ap_pass_brigade(f->next, bb);
}

/* ---- insertion ---- */

/* Set when the hooks are registered. Insertion by this record saves the look-up
 * of the name in each request. */
static ap_filter_rec_t *handle;

void cp_filter_html_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_HTML, html_filter, NULL,
                                       AP_FTYPE_CONTENT_SET - 1);
}

static void log_no_filter(request_rec *r, const cp_req *q, const char *reason)
{
    CP_DEBUG(r, q, CPLOGNO(0094) "no banner for this request: %s", reason);
}

/* Logs why the response to this request cannot be a page that gets elements. */
static CP_COLD void log_impossible(request_rec *r, const cp_req *q)
{
    const cp_dir_conf *conf = cp_conf_dir(r);
    const char *reason;

    if (q->enforcement != CP_ON) {
        reason = "CookiePolicy is not On";
    }
    else if (q->own_url) {
        reason = "it is one of the module's own pages";
    }
    else if (!q->chain->site->active) {
        reason = "the module's own pages are not served";
    }
    else if (cp_request_asked(q->chain->site, conf) == 0) {
        reason = "no category needs consent";
    }
    else if (cp_page_enabled_parts(q, conf) == 0) {
        reason = "the configuration enables neither banner nor link";
    }
    else {
        reason = "WebDAV is on";
    }
    log_no_filter(r, q, reason);
}

/* Inserts the filter if the response may be a page that gets elements. */
static void insert(request_rec *r, cp_req *known)
{
    cp_req *q = cp_request_rules(r, known);
    int possible = q != NULL && cp_page_is_possible(r, q)
                && cp_page_enabled_parts(q, cp_conf_dir(r))
                && !cp_dav_is_on(q->chain->site->dav, r);

    known->generated = r->handler != NULL;
    if (q != NULL && q->content != 0) { /* its filter must precede this one */
        cp_filter_hold_insert(r, q, possible);
    }
    if (!possible) {
        if (CP_IS_LOGGED(known, APLOG_DEBUG)) {
            log_impossible(r, known);
        }
        return;
    }
    q->page = CP_PAGE_POSSIBLE;
    ap_add_output_filter_handle(handle, NULL, r, r->connection);
}

void cp_filter_html_insert(request_rec *r)
{
    cp_req *q = cp_request_known(r);

    if (q == NULL || r->main != NULL) {
        return;
    }
    q->no_page = cp_static_is_no_page(r);
    if (q->no_page) {
        log_no_filter(r, q, "a file of this type cannot be a page");
        return;
    }
    insert(r, q);
}

void cp_filter_html_insert_error(request_rec *r)
{
    cp_req *q = cp_request_known(r);

    if (q == NULL || r->main != NULL) {
        return;
    }
    switch (r->status) {
    /* httpd could not read the whole request. */
    case HTTP_BAD_REQUEST:
    case HTTP_REQUEST_TIME_OUT:
    case HTTP_REQUEST_URI_TOO_LARGE:
    case HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE:
        log_no_filter(r, q, "httpd could not read the request");
        return;
    default: /* the error page of an image is a page, too */
        insert(r, q);
    }
}
