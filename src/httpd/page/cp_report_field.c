/* SPDX-License-Identifier: Apache-2.0 */
/* The fields by which browsers report; see the header. */
#include "httpd/page/cp_report_field.h"

#include <apr_strings.h>

#include "core/http/cp_eligibility.h"
#include "core/pages/cp_guard.h"
#include "core/policy/cp_policy_field.h"
#include "httpd/request/cp_origin.h"
#include "httpd/request/cp_trace.h"

/* The name of the address in Reporting-Endpoints. The site's own field may
 * have others: the browser joins both. */
#define ENDPOINT "cookie-policy"

static int is_document(const request_rec *r)
{
    cp_navigation n = cp_request_navigation(r);

    return (n.yes || n.framed)
        && cp_eligibility_of_type(r->status, r->content_type) == CP_ELIGIBLE;
}

/* True if the browser accepts Reporting-Endpoints, which it does over https
 * only. */
static int has_endpoints(request_rec *r)
{
    const char *origin = cp_origin_of(r);

    return origin != NULL && !strncmp(origin, "https:", 6);
}

void cp_report_field_send(request_rec *r, cp_req *q)
{
    const cp_site *site = q->chain->site;
    int sample = cp_dir_reports(cp_conf_dir(r));
    const char *address, *value;
    int secure;

    q->report_asked = true;
    if (q->own_url || !site->active || !is_document(r)
        || (sample < CP_REPORTS_ALL
            && ap_random_pick(1, 100) > (apr_uint32_t)sample)) {
        return;
    }
    secure = has_endpoints(r);
    address = apr_pstrcat(r->pool, site->path, CP_REPORT_PATH, NULL);
    value = cp_policy_report_field(r->pool, address, secure ? ENDPOINT : NULL);
    apr_table_addn(r->headers_out, "Content-Security-Policy-Report-Only",
                   value);
    if (secure) {
        apr_table_addn(
            r->headers_out, "Reporting-Endpoints",
            apr_pstrcat(r->pool, ENDPOINT "=\"", address, "\"", NULL));
    }
    CP_TRACE2(r, q, "Content-Security-Policy-Report-Only: %s added", value);
}
