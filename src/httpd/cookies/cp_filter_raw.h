/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The raw-head filter drops cookies from response heads that reach the
 * connection as bytes, past every filter of the request: nph- CGI, interim
 * responses (1xx), protocol upgrades (101), handlers that write their own head.
 * It is a connection filter. Each request arms it; the header filter disarms it
 * when httpd writes the head itself.
 *
 * It fails closed. A head of more than CP_MAX_HEAD bytes ends the connection,
 * and so does a head or a chunk from which the end of the body is not certain
 * (see cp_framing.h). Bytes after a complete response are dropped, and so are
 * the trailers of a chunked body. Under ReportOnly all bytes pass.
 */
#ifndef CP_FILTER_RAW_H
#define CP_FILTER_RAW_H

#include <httpd.h>

/** Registers the filter with httpd; called once by the door. */
void cp_filter_raw_register(void);

/** Hook pre_connection: adds the filter, if any policy can be in force. */
int cp_filter_raw_insert(conn_rec *c, void *csd);

/** Announces that the next bytes of the connection may be a head of this
 * request. After an internal redirect the head counts as one of the first
 * request. Called by create_request for main requests. */
void cp_filter_raw_arm(request_rec *r);

/** Announces that httpd writes the head itself: the filter passes all bytes
 * until it is armed again. */
void cp_filter_raw_disarm(request_rec *r);

#endif
