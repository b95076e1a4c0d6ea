/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Content-Security-Policy fields of a response. They must allow the
 * elements that are injected into its page. The fields are edited when the
 * header section is complete, because mod_headers adds fields after the body
 * filter, and mod_cache stores the page without our changes.
 */
#ifndef CP_CSP_FIELDS_H
#define CP_CSP_FIELDS_H

#include "httpd/request/cp_request.h"

/** Edits each policy field of the response if it belongs to a page that gets
 * elements, or to a document in which frames may be held: the page itself, the
 * response to HEAD, a 304, or a copy of mod_cache. */
void cp_csp_fields_edit(request_rec *r, const cp_req *q);

/** Returns the parts that policies forbid which cannot be edited because they
 * are in the markup, as a set of CP_PART_… bits. Logs if they forbid the page in
 * place of held frames (CP0120). `policies` is the value of
 * cp_meta_policies. "" are policies that could not be read: they forbid each
 * part that a policy can forbid. */
unsigned cp_csp_fields_unmet(request_rec *r, const cp_req *q,
                             const char *policies);

/** Returns the nonce by which the fields allow the site's own stylesheet, or
 * NULL if there is no nonce or none is needed. The body filter calls it: fields
 * that are added later are not considered. */
const char *cp_csp_fields_nonce(request_rec *r, const cp_req *q);

/** Returns the nonce of the policy by which scripts may insert others
 * ('strict-dynamic'); "" if it has none; NULL if there is no such policy. The
 * body filter calls it: fields that are added later are not considered. */
const char *cp_csp_fields_dynamic(request_rec *r);

#endif
