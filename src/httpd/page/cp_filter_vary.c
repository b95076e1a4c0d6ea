/* SPDX-License-Identifier: Apache-2.0 */
/* The Vary filter; see the header. */
#include "httpd/page/cp_filter_vary.h"

#include <util_filter.h>

#include "httpd/config/cp_module.h"
#include "httpd/request/cp_request.h"
#include "httpd/page/cp_vary.h"

static apr_status_t vary_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    const cp_req *q = cp_request_known(r);

    if (q != NULL && r->status == HTTP_NOT_MODIFIED) {
        cp_vary_not_modified(r, q);
    }
    else if (q != NULL && cp_request_is_page(q)) {
        cp_vary_page(r, q);
    }
    if (q != NULL && cp_request_depends(q)) {
        cp_vary_consent(r, q);
    }
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

/* Set when the hooks are registered. */
static ap_filter_rec_t *handle;

void cp_filter_vary_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_VARY, vary_filter, NULL,
                                       AP_FTYPE_CONTENT_SET);
}

void cp_filter_vary_insert(request_rec *r)
{
    const cp_req *q = cp_request_known(r);

    if (r->main == NULL && q != NULL
        && (q->page == CP_PAGE_POSSIBLE || q->has_content
            || cp_request_depends(q))) {
        ap_add_output_filter_handle(handle, NULL, r, r->connection);
    }
}
