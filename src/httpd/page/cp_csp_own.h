/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module's own Content-Security-Policy in the header section of a response.
 * It is an additional field. It is added after all other modules, and after
 * mod_cache. So it is always that of the visitor who gets the response, and
 * nothing edits it or merges it with the policies of the page.
 *
 * It belongs to documents and to scripts that may run as a worker. Browsers do
 * not take it from a 304, so a response with the field is a variant.
 */
#ifndef CP_CSP_OWN_H
#define CP_CSP_OWN_H

#include "core/policy/cp_policy_field.h"
#include "httpd/request/cp_request.h"

/** True if documents of this request get the field. */
static inline int cp_csp_own_is_on(const request_rec *r, const cp_req *q)
{
    return q->content != 0 && cp_policy_field_is_needed(&q->layers)
        && !q->own_url && !cp_dir_is_uniform(cp_conf_dir(r));
}

/** True if the response to this request may be a variant because of the field,
 * though it is not a page. For the conditional fields of the request. `certain`
 * is set if it is surely one. */
int cp_csp_own_may_vary(const request_rec *r, const cp_req *q, int *certain);

/** Adds the field, Vary and the ETag of the variant, if the response is a
 * document or may run as a worker. Does nothing if the same field is there.
 * cp_csp_own_is_on() must be true. */
void cp_csp_own_send(request_rec *r, const cp_req *q);

#endif
