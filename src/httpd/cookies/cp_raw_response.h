/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A response that reaches the connection as bytes, past every filter of its
 * request: interim heads (1xx), the final head, the body. The bytes of a head
 * are held until its end is found; then its cookies are judged. The body is
 * followed to its end, so that no byte after it can be read as another
 * response. The raw-head filter feeds the bytes in; the result is in `out`.
 */
#ifndef CP_RAW_RESPONSE_H
#define CP_RAW_RESPONSE_H

#include <apr_buckets.h>
#include <httpd.h>

#include "core/base/cp_buf.h"
#include "core/http/cp_framing.h"

/** The part of the response that the next byte belongs to. */
typedef enum {
    CP_RAW_HEADS,   /* a head, or bytes before one */
    CP_RAW_LENGTH,  /* a body of known length */
    CP_RAW_CHUNKED, /* a body in chunks */
    CP_RAW_OVER     /* no part: the response is complete */
} cp_raw_phase;

/** One for each connection, in its pool. */
typedef struct cp_raw_response {
    /* Set when the connection begins; `out` on first use. */
    conn_rec *c;
    apr_bucket_brigade *out; /* bytes for the next filter */

    /* Set when a request arms the filter. */
    request_rec *r; /* the request whose head may come; NULL: disarmed */
    cp_raw_phase phase;

    /* CP_RAW_HEADS, from the first byte until the final head is complete. */
    cp_buf *held;        /* bytes in the pool of r; NULL: none */
    apr_size_t released; /* bytes at the start of `held` that are in `out` */
    apr_size_t searched; /* bytes after those without the end of a head */
    int n_heads;         /* heads of r that are in `out` */

    /* The body. */
    apr_int64_t remaining; /* CP_RAW_LENGTH: bytes to come */
    cp_chunks chunks;      /* CP_RAW_CHUNKED */
    int drop_logged;       /* CP_RAW_OVER: dropped bytes need no line */
} cp_raw_response;

/** Stops looking at bytes, and forgets the held ones. */
static inline void cp_raw_disarm(cp_raw_response *raw)
{
    raw->r = NULL;
    raw->held = NULL;
    raw->phase = CP_RAW_HEADS;
}

/** Returns the held bytes that are not in `out`. raw->held must not be NULL. */
static inline cp_span cp_raw_held(const cp_raw_response *raw)
{
    return cp_span_between(raw->held->s + raw->released,
                           raw->held->s + raw->held->n);
}

/** Returns the request that answers: the last one of a chain of internal
 * redirects. */
request_rec *cp_raw_answering(const cp_raw_response *raw);

/**
 * Takes bytes in phase CP_RAW_HEADS: releases each complete head, and the bytes
 * after the final one. Returns APR_ECONNABORTED, after an error line, if the
 * end of a head or of the body is not certain (never under ReportOnly).
 */
apr_status_t cp_raw_take_head(cp_raw_response *raw, cp_span bytes);

/** Releases the held bytes at the end of the response. The result is that of
 * cp_raw_take_head. */
apr_status_t cp_raw_end_head(cp_raw_response *raw);

/** Sets the phase after a final head of that status. The result is that of
 * cp_raw_take_head. */
apr_status_t cp_raw_begin_body(cp_raw_response *raw, cp_span head, int status);

/** Takes bytes in any other phase than CP_RAW_HEADS. Bytes after the end of
 * the response are dropped, trailers too. The result is that of
 * cp_raw_take_head. */
apr_status_t cp_raw_take_body(cp_raw_response *raw, cp_span bytes);

/** Appends a copy of the bytes to `out`. */
void cp_raw_emit(cp_raw_response *raw, cp_span bytes);

/** Closes the connection before the client can misread the next bytes.
 * Returns APR_ECONNABORTED. */
apr_status_t cp_raw_abort(cp_raw_response *raw);

#endif
