/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The raw-head filter: drops cookies from response heads that reach the
 * connection as bytes, past every filter of the request: nph- CGI, interim
 * responses (1xx), protocol upgrades (101), handlers that write their own head.
 * A connection filter; each request arms it, the header filter disarms it when
 * httpd writes the head itself.
 *
 * It fails closed: a head of over CP_MAX_HEAD bytes ends the connection, and so
 * does a head or a chunk from which the end of the body is not certain (see
 * cp_framing.h). Bytes after a complete response are dropped, and so are the
 * trailers of a chunked body. Under ReportOnly all of it passes.
 */
#ifndef CP_FILTER_RAW_H
#define CP_FILTER_RAW_H

#include <httpd.h>

void cp_filter_raw_register(void);

/** Hook pre_connection. */
int cp_filter_raw_insert(conn_rec *c, void *csd);

/** The next bytes may be a head of this request, or of the one that an
 * internal redirect has led to. */
void cp_filter_raw_arm(request_rec *r);

/** httpd writes the head itself: what follows is not looked at. */
void cp_filter_raw_disarm(request_rec *r);

#endif
