/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of the body of a response (RFC 9112, sections 6 and 7.1), for
 * responses that arrive as bytes. The answer is certain, or there is none: a
 * head that two clients can read in different ways has no certain end. So these
 * are not framing: two lengths that differ; a length that is no plain number; a
 * coding that is not `chunked`; both together; blanks or control bytes in the
 * name of such a field; its value on several lines; a bare CR beside it; a line
 * of blanks in a head that has such a field; a status line that is not
 * "HTTP/1.1 200" or "ICY 200".
 */
#ifndef CP_FRAMING_H
#define CP_FRAMING_H

#include "core/base/cp_span.h"

typedef enum cp_framing {
    CP_FRAMING_CLOSE,   /* the body ends with the connection */
    CP_FRAMING_LENGTH,  /* after so many bytes */
    CP_FRAMING_CHUNKED, /* with the last chunk */
    CP_FRAMING_UNCERTAIN
} cp_framing;

/** The framing that a head declares, its empty line included, whatever its
 * status and the request's method. *length is set for CP_FRAMING_LENGTH. */
cp_framing cp_framing_of(cp_span head, apr_int64_t *length);

/** A chunked body as it passes by; zeroes are its start. */
typedef struct cp_chunks {
    int state;
    int digits;
    apr_int64_t left;
} cp_chunks;

typedef enum cp_chunks_state {
    CP_CHUNKS_MORE,  /* the body goes on */
    CP_CHUNKS_END,   /* the line of the last chunk has been read: trailers, or
                        an empty line, follow */
    CP_CHUNKS_BROKEN /* not what section 7.1 says */
} cp_chunks_state;

/** Reads on. *used is the number of bytes that are of the body: all of them
 * for CP_CHUNKS_MORE. */
cp_chunks_state cp_chunks_read(cp_chunks *c, cp_span bytes, apr_size_t *used);

#endif
