/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decompressing filter: makes a compressed page readable for the body
 * filter. It is put into the chain for one response, when the page is known
 * to be one that something can be put into.
 *
 * The head of the response goes with the first bytes, so the filter first
 * makes sure that the stream is what its Content-Encoding says: it keeps the
 * input until CP_DECOMPRESS_PROOF bytes of output are known, or the stream
 * ends, or what is known is flushed. If the stream cannot be decompressed by
 * then, it goes on byte for byte as it came, under the head that it came
 * with, past the body filter (CP0005). Afterwards what can be decompressed
 * goes on; a stream that then breaks, or ends before its end, ends the page
 * where it is (CP0030). The response fails in no case.
 *
 * Memory: at most CP_DECOMPRESS_INPUT bytes of input are kept, in buckets as
 * they came, and those no longer than until the stream has proved itself.
 */
#ifndef CP_FILTER_DECOMPRESS_H
#define CP_FILTER_DECOMPRESS_H

#include <util_filter.h>

/* A wrong label, or a stream that is damaged at its start, shows by then. It
 * is one bucket of httpd's usual size. */
#define CP_DECOMPRESS_PROOF 8000

/* More input without output is no page: headers are shorter. */
#define CP_DECOMPRESS_INPUT 16384

void cp_filter_decompress_register(void);

/**
 * Puts the filter behind `f`, and behind it another instance of `f` that
 * reads what it decompresses. `f` has to leave the chain. Returns 0, and does
 * nothing, when such a coding cannot be undone.
 */
int cp_filter_decompress_insert(ap_filter_t *f, const char *encoding);

#endif
