/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A response head as bytes (RFC 9112, section 2), read as Chromium reads
 * it: LF, CR LF and a bare CR all end a line, LF LF ends the head, up to
 * a few bytes may stand before "HTTP", a name may have blanks around it, and
 * a line that starts with a blank continues the one before.
 */
#ifndef CP_RAW_HEAD_H
#define CP_RAW_HEAD_H

#include "core/base/cp_span.h"

/* More than any browser takes in one head (Chromium: 256 KiB) is not
 * needed: httpd itself limits heads that it reads to far less. */
#define CP_MAX_HEAD 65536

/* Bytes after which it is known whether this is a head at all. */
#define CP_HEAD_START 12

/** Non-zero when the bytes begin a head; needs CP_HEAD_START of them, or
 * all there are. */
int cp_raw_head_is_one(cp_span bytes);

/**
 * Where a head begins in bytes that come where one is due, or may begin when
 * more come; their number when nowhere. Chromium looks for "HTTP" in the
 * first few, Firefox passes over any number up to "HTTP/1.", and reads "ICY "
 * behind blanks.
 */
apr_size_t cp_raw_head_find(cp_span bytes);

/** Length of the head including the empty line; 0 when it is not complete.
 * `from` bytes are known not to hold the end. */
apr_size_t cp_raw_head_end(cp_span bytes, apr_size_t from);

/** The status code, however many zeros lead it; 0 when there is none. */
int cp_raw_head_status(cp_span head);

/** The present as cp_date_earliest takes it, by the head's Date fields. */
apr_int64_t cp_raw_head_earliest(apr_pool_t *p, cp_span head, apr_int64_t now);

/**
 * What becomes of one Set-Cookie field: the same span to keep it, another
 * to replace the value, no span (s == NULL) to drop it. `name` is
 * "set-cookie" or "set-cookie2" in any case.
 */
typedef cp_span cp_raw_head_fn(void *ctx, cp_span name, cp_span value);

/** The head with the answers of `fn` applied; the same span when nothing
 * changes. Everything else is byte-identical. The copy lives in `p`. */
cp_span cp_raw_head_rewrite(apr_pool_t *p, cp_span head, cp_raw_head_fn *fn,
                            void *ctx);

#endif
