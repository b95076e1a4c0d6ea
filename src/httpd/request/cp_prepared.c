/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that a browser prepares; see the header. */
#include "httpd/request/cp_prepared.h"

#include <string.h>

#include "core/http/cp_eligibility.h"
#include "httpd/request/cp_gate.h"
#include "httpd/request/cp_trace.h"

/* True if the request asks for a document in advance. Over plain http, only
 * Accept tells a document: a page that is rendered in advance loads its images
 * and scripts with the same Sec-Purpose. */
static int prepares_document(const request_rec *r, const char *purpose)
{
    const char *dest;

    if (strncasecmp(purpose, "prefetch", 8) != 0) {
        return 0;
    }
    dest = apr_table_get(r->headers_in, "Sec-Fetch-Dest");
    return dest != NULL
             ? !strcasecmp(dest, "document")
             : cp_accepts_html(apr_table_get(r->headers_in, "Accept"));
}

/* True if the response to a choice deletes the page: browsers send
 * Sec-Fetch-Site where they accept Clear-Site-Data. */
static int is_deleted_by_choice(const request_rec *r)
{
    return apr_table_get(r->headers_in, "Sec-Fetch-Site") != NULL
        && cp_conf_site(r->server)->cookie->domain == NULL;
}

/* True if the visitor allows a category that needs an answer. */
static int allows_any(request_rec *r)
{
    const cp_categories *all = cp_conf_site(r->server)->categories;

    return (cp_visitor_allows(all, &cp_request_chain(r)->visitor)
            & all->optional)
        != 0;
}

int cp_prepared_judge(request_rec *r, cp_req *q, const char *purpose)
{
    if (!prepares_document(r, purpose)
        || cp_gate_is_own(cp_conf_site(r->server), cp_span_of(r->uri))
        || is_deleted_by_choice(r)
        || cp_dir_is_uniform(cp_conf_dir(r)) /* the script waits */
        || cp_request_rules(r, q) == NULL || q->enforcement != CP_ON
        || !allows_any(r)) {
        return OK;
    }
    CP_TRACE1(r, q, "a page with granted content is not sent in advance");
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    return HTTP_SERVICE_UNAVAILABLE;
}
