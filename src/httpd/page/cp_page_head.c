/* SPDX-License-Identifier: Apache-2.0 */
/* The header section of a page; see the header. */
#include "httpd/page/cp_page_head.h"

#include <string.h>

#include <http_protocol.h>

#include "httpd/page/cp_language.h"
#include "httpd/page/cp_page_parts.h"
#include "httpd/page/cp_vary.h"
#include "httpd/request/cp_trace.h"

static const cp_phrases *language_of(cp_page_head *h, cp_span root)
{
    return cp_language_of_page(h->r, h->q->chain->site, root,
                               &h->asks_language);
}

static void add_language_to_vary(const cp_page_head *h)
{
    h->q->asked = 1;
    cp_vary_language(h->r, h->q);
}

/* `phrases` are those of the elements, or NULL if there are none. `preferred`
 * is true if the visitor prefers their language. */
static CP_COLD void log_variant(request_rec *r, const cp_req *q,
                                apr_uint32_t variant, const cp_phrases *phrases,
                                int preferred)
{
    unsigned parts = cp_page_parts(q, cp_conf_dir(r));

    CP_DEBUG(r, q,
             CPLOGNO(0092) "page variant -cp%08x: parts%s%s%s%s%s%s%s;"
                           " language %s%s",
             variant, parts & CP_PART_BANNER ? " banner" : "",
             parts & CP_PART_REOPEN ? " link" : "",
             parts & CP_PART_STYLE ? " style" : "",
             parts & CP_PART_SCRIPT ? " script" : "",
             parts & CP_PART_SIGNALS ? " consent-mode" : "",
             parts & CP_PART_GUARD ? " guard" : "", parts == 0 ? " none" : "",
             phrases != NULL ? phrases->language : "-",
             preferred ? ", preferred by the visitor" : "");
}

/* Marks the response as the variant of this visitor. `phrases` and `preferred`
 * as in log_variant(): a preferred language is a part of the variant. */
static void mark(request_rec *r, const cp_req *q, const cp_phrases *phrases,
                 int preferred)
{
    const char *language =
        preferred && phrases != NULL ? phrases->language : NULL;
    apr_uint32_t variant = cp_request_variant(q, cp_conf_dir(r), language);

    cp_vary_mark(r, q, variant);
    if (CP_IS_LOGGED(q, APLOG_DEBUG)) {
        log_variant(r, q, variant, phrases, preferred);
    }
}

/* The new length is known if all elements are injected. If not, Content-Length
 * is removed: httpd counts the bytes of a short body itself, and sends others
 * in chunks. */
static void finish_length(request_rec *r, int is_complete, apr_off_t injected)
{
    const char *field = apr_table_get(r->headers_out, "Content-Length");
    apr_int64_t length;

    if (field == NULL) {
        return;
    }
    if (is_complete && cp_span_number(cp_span_of(field), &length)) {
        if (injected > 0) {
            ap_set_content_length(r, (apr_off_t)length + injected);
        }
        return;
    }
    apr_table_unset(r->headers_out, "Content-Length");
    r->clength = 0;
}

void cp_page_head_begin(cp_page_head *h, request_rec *r, cp_req *q,
                        const cp_response_fields *fields)
{
    memset(h, 0, sizeof(*h));
    h->r = r;
    h->q = q;
    apr_table_addn(r->headers_out, CP_FIELD_DONE, "seen");
    if (fields->digests) {
        cp_response_fields_drop_digests(r->headers_out);
        cp_response_fields_drop_digests(r->err_headers_out);
    }
}

void cp_page_head_set_language(cp_page_head *h, cp_span root)
{
    h->phrases = language_of(h, root);
}

void cp_page_head_finish(cp_page_head *h, cp_span root, int is_complete,
                         apr_off_t injected)
{
    const cp_phrases *phrases = h->phrases;

    if (h->is_finished) {
        return;
    }
    h->is_finished = 1;
    finish_length(h->r, is_complete, injected);
    if (phrases == NULL && !is_complete) {
        phrases = language_of(h, root);
    }
    if (h->asks_language) {
        add_language_to_vary(h);
    }
    mark(h->r, h->q, phrases, h->asks_language);
}

void cp_page_head_without_body(cp_page_head *h, cp_span root)
{
    int asks_language;

    apr_table_unset(h->r->headers_out, "Content-Length");
    cp_language_of_page(h->r, h->q->chain->site, root, &asks_language);
    if (asks_language) {
        add_language_to_vary(h);
    }
}

void cp_page_head_unchanged(request_rec *r, const cp_req *q)
{
    apr_table_addn(r->headers_out, CP_FIELD_DONE, "seen");
    mark(r, q, NULL, 0);
}
