/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The content security policies of a response, which must allow what is put
 * into its page. They are looked at when the head is complete: mod_headers
 * adds fields after the body filter, and a cache in this server stores the
 * page without them.
 */
#ifndef CP_CSP_FIELDS_H
#define CP_CSP_FIELDS_H

#include "httpd/request/cp_request.h"

/** Edits every policy field of a head that goes with a page of ours: the
 * page itself, a HEAD or 304 for it, or a cache's copy. */
void cp_csp_fields_edit(request_rec *r, const cp_req *q);

/** What policies that cannot be edited forbid, as CP_PART_… bits. "" stands
 * for policies that nobody knows, and forbids all that needs leave. */
unsigned cp_csp_fields_unmet(request_rec *r, const cp_req *q,
                             const char *policies);

/** The nonce that lets the site's own stylesheet in, as far as the fields
 * are known; NULL when there is none or it needs none. */
const char *cp_csp_fields_nonce(request_rec *r, const cp_req *q);

#endif
