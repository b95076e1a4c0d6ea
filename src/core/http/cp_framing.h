/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the end of a response body (RFC 9112, sections 6 and 7.1), for
 * responses that a handler writes as bytes. The result is certain, or it is
 * CP_FRAMING_UNCERTAIN: two clients could read the header section in different
 * ways. These are uncertain:
 *   - two lengths that differ, or a length that is not a plain number
 *   - a transfer coding other than `chunked`, or two codings
 *   - a length together with a coding
 *   - blanks or control bytes in the name of such a field, its value on several
 *     lines, or a bare CR beside it
 *   - a line of blanks in a header section that has such a field
 *   - a status line other than "HTTP/1.x 200" or "ICY 200"
 */
#ifndef CP_FRAMING_H
#define CP_FRAMING_H

#include "core/base/cp_span.h"

typedef enum cp_framing {
    CP_FRAMING_CLOSE,    /* the body ends when the connection closes */
    CP_FRAMING_LENGTH,   /* it ends after *length bytes */
    CP_FRAMING_CHUNKED,  /* it ends with the last chunk */
    CP_FRAMING_UNCERTAIN /* clients may differ about its end */
} cp_framing;

/** Returns the framing that a header section declares. `head` begins with the
 * status line and ends with the empty line. The status code and the method of
 * the request are not considered. *length is set for CP_FRAMING_LENGTH. */
cp_framing cp_framing_of(cp_span head, apr_int64_t *length);

/** The state of reading a chunked body (RFC 9112, section 7.1). Initialise it
 * with zeros. */
typedef struct cp_chunks {
    int state;        /* the part of a chunk that the next byte is in */
    int digits;       /* of the size that is being read */
    apr_int64_t left; /* bytes of the chunk that have not been read */
} cp_chunks;

typedef enum cp_chunks_state {
    CP_CHUNKS_MORE,  /* all bytes were read */
    CP_CHUNKS_END,   /* the line of the last chunk was read; the trailer section
                        follows */
    CP_CHUNKS_BROKEN /* the bytes are not a chunked body */
} cp_chunks_state;

/** Reads the next bytes of the body. *used is the number of bytes that belong
 * to it. */
cp_chunks_state cp_chunks_read(cp_chunks *c, cp_span bytes, apr_size_t *used);

#endif
