/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of pages that differ by visitor: Vary, an entity tag for each
 * variant, and the tag of a 304 (RFC 9110, sections 8.8, 12.5.5 and 13.1; RFC
 * 9111, section 4.1).
 *
 * No function adds a name to Vary that the field contains already, and none
 * changes `Vary: *`.
 */
#ifndef CP_VARY_H
#define CP_VARY_H

#include "httpd/request/cp_request.h"

/** Returns the names of the request fields that contain the visitor's choice,
 * as a list for Vary. */
const char *cp_vary_consent_names(const cp_req *q);

/** Adds the request fields that contain the visitor's choice: for any response
 * that depends on it, page or not. */
void cp_vary_consent(request_rec *r, const cp_req *q);

/** Adds all request fields on which a page depends, whether it gets elements or
 * not: the fields that tell a navigation, the visitor's choice, and
 * Accept-Language if the language is known to matter (cp_req.asked). */
void cp_vary_page(request_rec *r, const cp_req *q);

/** Adds Sec-Fetch-Dest, which tells how the response is used. */
void cp_vary_use(request_rec *r, const cp_req *q);

/** Adds the request fields of that list, "Name, Name". */
void cp_vary_fields(request_rec *r, const cp_req *q, const char *names);

/** Adds Accept-Language. */
void cp_vary_language(request_rec *r, const cp_req *q);

/** Marks the response as a variant: changes its ETag, and removes
 * Last-Modified, because a date cannot tell variants apart (RFC 9110, section
 * 8.8.2.2). */
void cp_vary_mark(request_rec *r, const cp_req *q, apr_uint32_t variant);

/**
 * Restores ETag and Vary in a 304 to a tag that was mapped (cp_conditional.h).
 * Called when the response begins, for mod_cache, which updates its stored page
 * from them, and again when all other modules have changed the fields.
 */
void cp_vary_not_modified(request_rec *r, const cp_req *q);

#endif
