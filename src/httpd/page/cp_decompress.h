/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decompresses a body piece by piece (RFC 1950, 1951, 1952 and 7932; the
 * content codings of RFC 9110, section 8.4.1). It uses APR and zlib, and
 * libbrotlidec if the module was built with it, but not httpd.
 *
 * Input and output have pieces of any size. The memory does not depend on the
 * length of the stream: 40 KiB for zlib; for Brotli at most its largest window,
 * 16 MiB.
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
    CP_CODING_OTHER, /* a coding that cannot be undone, or several codings */
    CP_CODING_GZIP,
    CP_CODING_DEFLATE, /* with or without the header of zlib */
    CP_CODING_BROTLI
} cp_coding;

/** Returns the coding that a Content-Encoding field names. A list of codings is
 * CP_CODING_OTHER, and so is `br` if the module was built without the library.
 */
cp_coding cp_decompress_coding(const char *field);

typedef struct cp_decompress cp_decompress;

/**
 * Returns a stream at its start, in the pool, or NULL for CP_CODING_OTHER or if
 * the library has no memory. `allowed` is the number of bytes of output that
 * the stream may always produce: CP_DECOMPRESS_FREE, less in tests. The memory
 * of the libraries is freed with the pool, or earlier by cp_decompress_close.
 */
cp_decompress *cp_decompress_make(apr_pool_t *p, cp_coding coding,
                                  apr_int64_t allowed);

/** Frees the memory of the libraries. Further input is ignored. */
void cp_decompress_close(cp_decompress *d);

/** The remaining input, and the remaining room for output. */
typedef struct cp_decompress_io {
    const char *in;
    apr_size_t n_in;
    char *out;
    apr_size_t n_out;
} cp_decompress_io;

typedef enum cp_decompress_state {
    CP_DECOMPRESS_MORE,  /* all input was read; the stream may continue */
    CP_DECOMPRESS_FULL,  /* the room is full: call again with new room */
    CP_DECOMPRESS_END,   /* the stream has ended; later input is ignored */
    CP_DECOMPRESS_BROKEN /* the stream is damaged, or exceeds the limit */
} cp_decompress_state;

/**
 * Reads input and writes all output that the input permits. Moves `io` forward.
 * There must be room for one byte at least. A gzip stream may have several
 * members (RFC 1952, section 2.2); all are read. Other bytes after the end of a
 * stream are ignored.
 */
cp_decompress_state cp_decompress_run(cp_decompress *d, cp_decompress_io *io);

/** Returns the number of bytes written so far. */
apr_int64_t cp_decompress_written(const cp_decompress *d);

/** True if the stream has ended, or a member of it and no other has begun. */
int cp_decompress_is_whole(const cp_decompress *d);

/** True if the stream was stopped because it exceeds the limit. */
int cp_decompress_is_excessive(const cp_decompress *d);

/**
 * True if the stream cannot be text with a wrong Content-Encoding. It begins
 * with the mark of its coding. Brotli, and deflate without header, have no
 * mark: then a byte was read that no text contains.
 */
int cp_decompress_is_sure(const cp_decompress *d);

#endif
