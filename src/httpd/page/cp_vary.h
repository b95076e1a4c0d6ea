/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeping HTTP truthful about pages that differ by visitor: Vary, one
 * entity tag for each variant, and its way back in conditional requests
 * (RFC 9110 sections 8.8, 12.5.5, 13.1; RFC 9111 section 4.1).
 */
#ifndef CP_VARY_H
#define CP_VARY_H

#include "httpd/request/cp_request.h"

/** Adds to Vary what every answer depends on that the visitor's consent makes
 * a difference to; nothing that, or "*", stands there already. */
void cp_vary_consent(request_rec *r, const cp_req *q);

/** Adds all that a page depends on which could have been injected into, with
 * the visitor's language where that is known to matter. */
void cp_vary_page(request_rec *r, const cp_req *q);

/** Adds the language that the visitor asks for. */
void cp_vary_language(request_rec *r);

/** Marks the response as this variant of the page. */
void cp_vary_mark(request_rec *r, apr_uint32_t variant);

/** A 304 to a tag that was mapped gets that tag and Vary back: when it begins,
 * for a cache that keeps both, and once more when all have added to them. */
void cp_vary_not_modified(request_rec *r, const cp_req *q);

#endif
