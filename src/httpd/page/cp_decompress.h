/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compressed body, decompressed piece by piece (RFC 1950, 1951, 1952 and
 * 7932; the content codings of RFC 9110, section 8.4.1). It uses APR, zlib and,
 * where the module was built with it, libbrotlidec; but not httpd.
 *
 * The input comes in pieces of any size, the output goes into room of any size.
 * The memory does not depend on the stream: 40 KiB for zlib, and for Brotli at
 * most its largest window, 16 MiB.
 *
 * The output has no fixed limit, because a page of any size must arrive whole,
 * and pages of equal rows shrink to a 300th. A decompression bomb cannot cost
 * memory here. It can cost time (a second for 300 MB) and bytes to the client,
 * which sets the pace and pays for them too. So a stream may always produce
 * CP_DECOMPRESS_FREE bytes of output. More output is limited to
 * CP_DECOMPRESS_RATIO times its input, which is about the ratio of a large page
 * of real text. A stream that exceeds this limit ends.
 */
#ifndef CP_DECOMPRESS_H
#define CP_DECOMPRESS_H

#include <apr_pools.h>

/* More than any browser shows as one page. */
#define CP_DECOMPRESS_FREE (APR_INT64_C(1) << 30)

/* Text compresses to a third or a tenth, text of templates to a fiftieth. */
#define CP_DECOMPRESS_RATIO 100

typedef enum cp_coding {
    CP_CODING_OTHER, /* one that cannot be undone, or several */
    CP_CODING_GZIP,
    CP_CODING_DEFLATE, /* with the header of zlib or without */
    CP_CODING_BROTLI
} cp_coding;

/** The coding that a Content-Encoding field names. A list of codings, and
 * `br` without the library, are CP_CODING_OTHER. */
cp_coding cp_decompress_coding(const char *field);

typedef struct cp_decompress cp_decompress;

/** A stream at its start. Lives as long as the pool; what the libraries hold
 * is freed with it, or by cp_decompress_close. NULL when there is no memory,
 * or for CP_CODING_OTHER. */
cp_decompress *cp_decompress_make(apr_pool_t *p, cp_coding coding);

void cp_decompress_close(cp_decompress *d);

/** Sets another limit than CP_DECOMPRESS_FREE. */
void cp_decompress_allow(cp_decompress *d, apr_int64_t bytes);

/** The input that is still to be read, and the room for output. */
typedef struct cp_decompress_io {
    const char *in;
    apr_size_t n_in;
    char *out;
    apr_size_t n_out;
} cp_decompress_io;

typedef enum cp_decompress_state {
    CP_DECOMPRESS_MORE,  /* the input is read: more of it is needed */
    CP_DECOMPRESS_FULL,  /* there is no room: to be called again with some */
    CP_DECOMPRESS_END,   /* the stream is over; what follows is not its own */
    CP_DECOMPRESS_BROKEN /* it cannot be read on, or exceeds the limit */
} cp_decompress_state;

/**
 * Reads on, and writes all output that the input permits. `io` is moved along;
 * there must be room. Each member of a gzip file is read; other bytes after the
 * end of a stream are ignored.
 */
cp_decompress_state cp_decompress_run(cp_decompress *d, cp_decompress_io *io);

/** Bytes written so far. */
apr_int64_t cp_decompress_written(const cp_decompress *d);

/** Non-zero when the stream, or a member, has ended. */
int cp_decompress_is_whole(const cp_decompress *d);

/** Non-zero when the limit was the reason to stop. */
int cp_decompress_is_excessive(const cp_decompress *d);

/**
 * Non-zero when the stream cannot be text with a wrong label: it begins with
 * the mark of its coding or, since Brotli and deflate without header have
 * none, bytes that no text has are among those read.
 */
int cp_decompress_is_sure(const cp_decompress *d);

#endif
