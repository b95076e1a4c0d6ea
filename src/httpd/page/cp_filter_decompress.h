/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decompressing filter. It decompresses a page for the body filter. The
 * body filter inserts it into the chain of one response, if elements can be
 * injected into the page.
 *
 * The header section is sent with the first bytes. Therefore the filter first
 * checks that the stream has the format that its Content-Encoding says: it
 * keeps the input until CP_DECOMPRESS_PROOF bytes of output are known, or the
 * stream ends, or a part is flushed. If the stream cannot be decompressed until
 * then, it passes unchanged with its header section, and the body filter does
 * not read it (CP0005). After the check all decompressed data is passed on. If
 * the stream is damaged or truncated later, the page ends there (CP0030). The
 * response never fails.
 *
 * Memory: until the check has succeeded, at most CP_DECOMPRESS_INPUT bytes of
 * input are kept, in their own buckets.
 */
#ifndef CP_FILTER_DECOMPRESS_H
#define CP_FILTER_DECOMPRESS_H

#include <util_filter.h>

/* A wrong label, or a stream that is damaged at its start, is detected within
 * these bytes. They are one bucket of httpd's usual size. */
#define CP_DECOMPRESS_PROOF 8000

/* The check fails after this much input without enough output. The headers of
 * all formats are shorter. */
#define CP_DECOMPRESS_INPUT 16384

/** Registers the filter, once per start. */
void cp_filter_decompress_register(void);

/**
 * Inserts the filter after `f`, and after it another instance of `f`, which
 * reads the decompressed data. The caller removes `f`. Returns NULL, or the
 * reason, for the log, why the module cannot decompress `encoding`; then
 * nothing is changed.
 */
const char *cp_filter_decompress_insert(ap_filter_t *f, const char *encoding);

#endif
