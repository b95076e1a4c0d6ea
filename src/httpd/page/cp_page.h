/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the response to a request is a page that gets elements injected. This
 * file collects the values; core/http/cp_eligibility.h decides.
 */
#ifndef CP_PAGE_H
#define CP_PAGE_H

#include "core/http/cp_eligibility.h"
#include "core/observe/cp_observed.h"
#include "httpd/request/cp_request.h"

/** True if pages of this request may get elements: a policy is in force, it
 * asks about some category, and the module's own pages are served, on which a
 * visitor can answer. */
static inline int cp_page_is_possible(const request_rec *r, const cp_req *q)
{
    const cp_site *site = q->chain->site;

    return q->enforcement == CP_ON && !q->own_url && site->active
        && cp_request_asked(site, cp_conf_dir(r)) != 0;
}

/** True if the request asks for a document that gets elements: that of a
 * window, or that of a frame, which gets the guard alone. In a uniform frame no
 * script would tell the guard the visitor's choice. */
static inline int cp_page_is_wanted(const request_rec *r, const cp_req *q)
{
    cp_navigation n = cp_request_navigation(r);

    return n.yes
        || (n.framed && cp_request_guards(q)
            && !cp_dir_is_uniform(cp_conf_dir(r)));
}

/** Decides whether the response is a page. Fills *fields if it is HTML that
 * browsers show; the values belong to r. */
cp_eligibility cp_page_check(const request_rec *r, cp_response_fields *fields);

/** Decides whether the page may be changed. Sets *flags for cp_html_begin, in
 * any case. */
cp_eligibility cp_page_check_change(request_rec *r,
                                    const cp_response_fields *fields,
                                    int *flags);

/** Returns the content coding of the body, or NULL if it has none. */
const char *cp_page_encoding(const request_rec *r,
                             const cp_response_fields *fields);

/** Logs that a page is sent unchanged (CP0005), and counts it by its cause.
 * `reason` is a clause. */
void cp_page_log_unchanged(request_rec *r, cp_counter cause,
                           const char *reason);

#endif
