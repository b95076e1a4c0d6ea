/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decompressing filter: makes a compressed page readable for the body
 * filter. It is inserted into the chain of one response, if something can be
 * injected into the page.
 *
 * The head of the response is sent with the first bytes. So the filter first
 * checks that the stream has the format that its Content-Encoding says: it
 * keeps the input until CP_DECOMPRESS_PROOF bytes of output are known, or the
 * stream ends, or a part is flushed. If the stream cannot be decompressed until
 * then, it passes unchanged with its head, and the body filter does not read it
 * (CP0005). After the check all decompressed data is passed on. If the stream
 * is damaged or truncated later, the page ends there (CP0030). The response
 * never fails.
 *
 * Memory: at most CP_DECOMPRESS_INPUT bytes of input are kept, in buckets as
 * they came, and those no longer than until the stream has proved itself.
 */
#ifndef CP_FILTER_DECOMPRESS_H
#define CP_FILTER_DECOMPRESS_H

#include <util_filter.h>

/* A wrong label, or a stream that is damaged at its start, is detected within
 * these bytes. They are one bucket of httpd's usual size. */
#define CP_DECOMPRESS_PROOF 8000

/* A stream with more input and no output is not a page: headers are shorter. */
#define CP_DECOMPRESS_INPUT 16384

void cp_filter_decompress_register(void);

/**
 * Inserts the filter after `f`, and after it another instance of `f` that reads
 * the decompressed data. `f` has to leave the chain. Returns 0, and does
 * nothing, when such a coding cannot be undone.
 */
int cp_filter_decompress_insert(ap_filter_t *f, const char *encoding);

#endif
