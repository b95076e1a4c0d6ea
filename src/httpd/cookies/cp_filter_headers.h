/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header filter drops cookies from the header section of every response.
 * It is the first of the protocol filters (AP_FTYPE_PROTOCOL, added in
 * create_request). Errors, redirects, cache hits and HTTP/2 pass there, too.
 * It never leaves the chain, because httpd can replace a response by another
 * one after the first brigade.
 */
#ifndef CP_FILTER_HEADERS_H
#define CP_FILTER_HEADERS_H

#include <httpd.h>

/** Registers the filter with httpd; called once by the door. */
void cp_filter_headers_register(void);

/** Hook create_request: adds the filter for a main request, and arms the
 * raw-head filter for it. */
int cp_filter_headers_insert(request_rec *r);

#endif
