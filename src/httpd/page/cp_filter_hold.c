/* SPDX-License-Identifier: Apache-2.0 */
/* The hold filter; see the header. */
#include "httpd/page/cp_filter_hold.h"

#include <http_protocol.h>
#include <util_filter.h>

#include "httpd/config/cp_dav.h"
#include "httpd/config/cp_module.h"
#include "httpd/page/cp_conditional.h"
#include "httpd/page/cp_filter_decompress.h"
#include "httpd/page/cp_hold_body.h"
#include "httpd/page/cp_page.h"
#include "httpd/page/cp_page_head.h"
#include "httpd/page/cp_vary.h"
#include "httpd/request/cp_trace.h"

/*
 * The rules for output filters are in httpd's developer documentation. This
 * filter follows them in these ways:
 *  1 an empty brigade is passed on     6 only an unfinished tag is held
 *  2 metadata buckets are not read     7 brigades are made once, in the context
 *  3 buckets after EOS are not read    8 non-blocking read first, then flush
 *  4 a brigade is never flattened      9 the caller's brigade is passed on
 *  5 large files are read in pieces   10 the result of passing is returned
 */

/* ---- the first brigade ---- */

static void log_unchanged(request_rec *r, const char *reason)
{
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0102) "no content of the page is held: %s", reason);
}

/* Changes the header section of a document that is rewritten. If the body
 * filter reads the document as well, that filter marks the variant, because it
 * knows the language. Under ReportOnly nothing is changed. */
static void change_head(request_rec *r, cp_req *q,
                        const cp_response_fields *fields, int is_marked)
{
    if (q->enforcement != CP_ON) {
        return;
    }
    if (fields->digests) {
        cp_response_fields_drop_digests(r->headers_out);
        cp_response_fields_drop_digests(r->err_headers_out);
    }
    apr_table_unset(r->headers_out, "Content-Length");
    r->clength = 0;
    cp_conditional_drop_dated_range(r, q);
    if (!is_marked) {
        cp_page_head_unchanged(r, q);
    }
}

/* Makes the context for a document. Returns NULL if this filter does not change
 * it. */
static cp_hold_body *begin_document(ap_filter_t *f, cp_req *q,
                                    const cp_response_fields *fields,
                                    int is_marked)
{
    request_rec *r = f->r;
    const char *encoding = cp_page_encoding(r, fields), *reason;
    int flags;
    cp_eligibility eligibility = cp_page_check_change(r, fields, &flags);

    if (eligibility == CP_ELIGIBLE && !q->holds) {
        if (!is_marked && q->enforcement == CP_ON) {
            cp_page_head_unchanged(r, q);
        }
        return NULL;
    }
    if (eligibility == CP_ELIGIBLE && encoding == NULL) {
        CP_DEBUG(r, q, CPLOGNO(0103) "the tags of the response are read");
        change_head(r, q, fields, is_marked);
        return cp_hold_body_make(f, q, flags);
    }
    /* Another instance of this filter reads a compressed document. */
    reason = eligibility == CP_ELIGIBLE
               ? cp_filter_decompress_insert(f, encoding)
               : cp_eligibility_reason(eligibility);
    if (reason != NULL) {
        log_unchanged(r, reason);
    }
    return NULL;
}

/* Decides about the response on the first call. Returns the context, or NULL if
 * this filter is no longer needed. */
static cp_hold_body *begin(ap_filter_t *f)
{
    request_rec *r = f->r;
    cp_req *q = cp_request_active(r);
    cp_response_fields fields;
    int is_marked;

    if (q == NULL) {
        return NULL;
    }
    if (q->enforcement == CP_ON && r->status == HTTP_NOT_MODIFIED) {
        cp_vary_not_modified(r, q);
    }
    if (cp_page_check(r, &fields) != CP_ELIGIBLE) {
        return NULL;
    }
    is_marked = q->page == CP_PAGE_POSSIBLE && cp_page_is_wanted(r, q);
    if (q->enforcement == CP_ON) {
        cp_vary_page(r, q);
        if (q->page == CP_PAGE_NONE) {
            q->page = CP_PAGE_UNCHANGED;
        }
    }
    return begin_document(f, q, &fields, is_marked);
}

/* ---- the filter ---- */

static apr_status_t hold_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    cp_hold_body *body = f->ctx;
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
    rv = cp_hold_body_read(f, body, bb);
    if (rv != APR_SUCCESS || APR_BRIGADE_EMPTY(bb)) {
        return rv;
    }
    if (body->is_done) {
        ap_remove_output_filter(f);
    }
    return ap_pass_brigade(f->next, bb);
}

/* ---- insertion ---- */

static ap_filter_rec_t *handle;

void cp_filter_hold_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_HOLD, hold_filter, NULL,
                                       AP_FTYPE_CONTENT_SET - 1);
}

void cp_filter_hold_insert(request_rec *r, cp_req *q, int marks)
{
    const cp_site *site = q->chain->site;

    /* the body filter is not inserted in these cases */
    if (!marks && (q->own_url || !site->active || cp_dav_is_on(site->dav, r))) {
        return;
    }
    q->has_content = true;
    q->holds = cp_request_holds(q, cp_conf_dir(r));
    if (q->holds || !marks || !cp_page_is_wanted(r, q)) {
        ap_add_output_filter_handle(handle, NULL, r, r->connection);
    }
}
