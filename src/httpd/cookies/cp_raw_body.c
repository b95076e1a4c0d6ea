/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body of a raw response, followed to its end (RFC 9112, section 6). The
 * client must not find a byte that it could read as its next response, so bytes
 * after the end are dropped, and a response without a certain end is not sent.
 */
#include <string.h>

#include "httpd/config/cp_module.h"
#include "httpd/cookies/cp_raw_response.h"

/* Closes the connection, because the end of the response is not certain. */
static apr_status_t abort_uncertain(cp_raw_response *raw, const char *why)
{
    ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, raw->r,
                  CPLOGNO(0031) "closing the connection: a response that "
                                "bypasses httpd's filters has no certain end: "
                                "%s",
                  why);
    return cp_raw_abort(raw);
}

static void log_dropped(cp_raw_response *raw)
{
    if (!raw->drop_logged) {
        raw->drop_logged = 1;
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, raw->r,
                      CPLOGNO(0032) "dropped: bytes after a complete response "
                                    "that bypasses httpd's filters");
    }
}

/* Returns non-zero if the response has no body (RFC 9112, section 6.3). */
static int has_no_body(const request_rec *r, int status)
{
    return r->header_only || status == HTTP_NO_CONTENT
        || status == HTTP_RESET_CONTENT || status == HTTP_NOT_MODIFIED;
}

/* The response is complete. At least an empty line follows the last chunk, so
 * dropping it is not worth a line in the log. */
static void finish(cp_raw_response *raw)
{
    raw->drop_logged = raw->phase == CP_RAW_CHUNKED;
    raw->phase = CP_RAW_OVER;
    raw->c->keepalive = AP_CONN_CLOSE;
}

apr_status_t cp_raw_begin_body(cp_raw_response *raw, cp_span head, int status)
{
    cp_framing framing = cp_framing_of(head, &raw->remaining);

    if (has_no_body(raw->r, status)
        || (framing == CP_FRAMING_LENGTH && raw->remaining == 0)) {
        finish(raw);
    }
    else if (framing == CP_FRAMING_UNCERTAIN) {
        return abort_uncertain(raw, "its head can be read in more than one "
                                    "way");
    }
    else if (framing == CP_FRAMING_CHUNKED) {
        memset(&raw->chunks, 0, sizeof(raw->chunks));
        raw->phase = CP_RAW_CHUNKED;
    }
    else if (framing == CP_FRAMING_LENGTH) {
        raw->phase = CP_RAW_LENGTH;
    }
    return APR_SUCCESS;
}

/* Returns the number of bytes that belong to the body, and sets the phase
 * after its end. */
static apr_size_t read_length(cp_raw_response *raw, cp_span bytes)
{
    apr_size_t used = (apr_int64_t)bytes.n > raw->remaining
                        ? (apr_size_t)raw->remaining
                        : bytes.n;

    raw->remaining -= (apr_int64_t)used;
    if (raw->remaining == 0) {
        finish(raw);
    }
    return used;
}

/* Emits chunks. The empty line after the last one is written here, because the
 * bytes after it are dropped: no browser reads trailers, and they could contain
 * cookies. Returns 0 if the chunks are malformed. */
static int take_chunks(cp_raw_response *raw, cp_span bytes, apr_size_t *used)
{
    cp_chunks_state state = cp_chunks_read(&raw->chunks, bytes, used);
    cp_span body = {bytes.s, *used};

    if (state == CP_CHUNKS_BROKEN) {
        return 0;
    }
    cp_raw_emit(raw, body);
    if (state == CP_CHUNKS_END) {
        finish(raw);
        cp_raw_emit(raw, cp_span_of("\r\n"));
    }
    return 1;
}

apr_status_t cp_raw_take_body(cp_raw_response *raw, cp_span bytes)
{
    cp_span body = bytes;
    apr_size_t used = 0;

    if (raw->phase == CP_RAW_LENGTH) {
        used = body.n = read_length(raw, bytes);
        cp_raw_emit(raw, body);
    }
    else if (raw->phase == CP_RAW_CHUNKED && !take_chunks(raw, bytes, &used)) {
        return abort_uncertain(raw, "its chunks are malformed");
    }
    if (used < bytes.n) {
        log_dropped(raw);
    }
    return APR_SUCCESS;
}
