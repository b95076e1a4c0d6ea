/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that a browser prepares before the visitor opens them: it fetches them
 * (prefetch) or renders them (prerender). A page with content that the visitor
 * has granted would load it when it is opened, even after a withdrawal in
 * another tab: Chromium starts the frames of such a page at that moment.
 *
 * The response to a choice deletes prepared pages (Clear-Site-Data). But
 * browsers ignore that field over plain http, and it has no effect on other
 * hosts that share the consent cookie. There such a page is refused with 503,
 * and the browser asks for it again when the visitor opens it.
 */
#ifndef CP_PREPARED_H
#define CP_PREPARED_H

#include "httpd/request/cp_request.h"

/* The inline function below calls this if content may be held. `purpose` is the
 * value of Sec-Purpose. */
int cp_prepared_judge(request_rec *r, cp_req *q, const char *purpose);

/** Judges a request in the quick handler or in fixups. Returns OK, or the
 * status of the refusal, whose fields are set. */
static inline int cp_prepared_refuse(request_rec *r, cp_req *q)
{
    const char *purpose;

    if (r->main != NULL || !cp_policy_has_content(cp_conf_dir(r)->policy)) {
        return OK;
    }
    purpose = apr_table_get(r->headers_in, "Sec-Purpose");
    return purpose != NULL ? cp_prepared_judge(r, q, purpose) : OK;
}

#endif
