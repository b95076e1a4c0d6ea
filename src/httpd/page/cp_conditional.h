/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maps the conditional fields of a request from one variant of a page to the
 * page that the handler knows (RFC 9110, section 13.1). All changes are made in
 * the copy of the request's fields; see cp_request_edit.
 */
#ifndef CP_CONDITIONAL_H
#define CP_CONDITIONAL_H

#include "httpd/request/cp_request.h"

/**
 * Hook handler, before all handlers except that of mod_cache: mod_cache looks
 * for the variant that the client knows, so it needs the original fields. Maps
 * If-None-Match, If-Match and WebDAV's If. Removes If-Modified-Since, and for a
 * page that a handler produces Accept-Encoding, because a compressed page
 * cannot be changed without decompression. Returns DECLINED.
 */
int cp_conditional_map(request_rec *r, cp_req *q);

/** Hook quick_handler, before that of mod_cache: removes If-Modified-Since from
 * a request for a page, or for a frame or fragment whose content may be held,
 * because a date cannot validate a variant (RFC 9110, section 8.8.2.2). Returns
 * DECLINED. */
int cp_conditional_map_cache(request_rec *r, cp_req *q);

/** Restores Accept-Encoding when the response begins: the filters that compress
 * the response read it. */
void cp_conditional_restore_encoding(request_rec *r);

/**
 * For a page that gets elements: removes Range if If-Range is a date, so that
 * the whole page is sent (RFC 9110, section 13.1.5). The page has no
 * Last-Modified, so the date does not belong to this variant.
 */
void cp_conditional_drop_dated_range(request_rec *r, cp_req *q);

#endif
