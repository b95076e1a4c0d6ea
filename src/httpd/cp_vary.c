/* SPDX-License-Identifier: Apache-2.0 */
/* Variants of a page; see the header. */
#include "cp_vary.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "cp_inject.h"
#include "cp_module.h"

void cp_vary_add(apr_table_t *headers, const char *field)
{
    const char *vary = apr_table_get(headers, "Vary");
    cp_span rest = cp_span_of(vary), name;

    while (cp_span_next(&rest, ',', &name)) {
        name = cp_span_trim(name);
        if (cp_span_is(name, "*") || cp_span_case_is(name, field)) {
            return;
        }
    }
    apr_table_mergen(headers, "Vary", field);
}

void cp_vary_consent(request_rec *r, const cp_req *q)
{
    cp_vary_add(r->headers_out, "Cookie");
    if (q->visit->site->signals) {
        cp_vary_add(r->headers_out, "Sec-GPC");
    }
}

void cp_vary_page(request_rec *r, const cp_req *q)
{
    if (cp_dir_variants(cp_conf_dir(r)) == CP_VARIANTS_VARY) {
        cp_vary_consent(r, q);
    }
    cp_vary_add(r->headers_out, "Sec-Fetch-Dest");
    cp_vary_add(r->headers_out, "X-Requested-With");
}

/* On a 304 the tag that the client has, else the variant's. */
static void mark_tag(request_rec *r, apr_table_t *headers, apr_uint32_t variant,
                     int inflated)
{
    const char *tag = apr_table_get(headers, "ETag");
    const char *sent = r->status == HTTP_NOT_MODIFIED
                         ? cp_request_sent(r, "If-None-Match")
                         : NULL;

    if (tag != NULL && inflated) {
        tag = cp_etag_deflated(r->pool, tag);
    }
    if (tag != NULL) {
        apr_table_setn(headers, "ETag",
                       sent ? cp_etag_restore(r->pool, sent, tag, variant)
                            : cp_etag_suffix(r->pool, tag, variant));
    }
}

void cp_vary_mark(request_rec *r, const cp_req *q, apr_uint32_t variant)
{
    mark_tag(r, r->headers_out, variant, q->inflated);
    mark_tag(r, r->err_headers_out, variant, q->inflated);
    /* A date cannot tell variants apart (section 8.8.2.2). */
    apr_table_unset(r->headers_out, "Last-Modified");
    apr_table_unset(r->err_headers_out, "Last-Modified");
}

void cp_vary_not_modified(request_rec *r, cp_req *q)
{
    if (r->status != HTTP_NOT_MODIFIED || q->visit->etags.mapped == 0) {
        return;
    }
    cp_vary_mark(r, q, q->visit->variant);
    cp_vary_page(r, q);
    if (q->visit->asked) {
        cp_vary_add(r->headers_out, "Accept-Language");
    }
}
