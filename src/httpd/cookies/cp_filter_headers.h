/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header filter: drops cookies from every response head. It stands at
 * the head of the protocol chain (AP_FTYPE_PROTOCOL, added in
 * create_request), where errors, redirects, cache hits and HTTP/2 pass too,
 * and never leaves it: httpd can still turn a response into another one
 * after the first brigade.
 */
#ifndef CP_FILTER_HEADERS_H
#define CP_FILTER_HEADERS_H

#include <httpd.h>

void cp_filter_headers_register(void);

/** Hook create_request; arms the raw-head filter as well. */
int cp_filter_headers_insert(request_rec *r);

#endif
