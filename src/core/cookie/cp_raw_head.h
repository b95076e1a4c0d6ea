/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a response as bytes (RFC 9112, section 2), parsed as Chromium
 * parses it: LF, CR LF and a bare CR end a line; two line ends with LF end the
 * head; a few bytes may precede "HTTP"; a field name may have blanks around it;
 * a line that starts with a blank continues the line before it.
 */
#ifndef CP_RAW_HEAD_H
#define CP_RAW_HEAD_H

#include "core/base/cp_span.h"

/* The longest head that is held in memory, in bytes. Chromium accepts 256 KiB,
 * but no application needs them: httpd itself limits the heads of backends to
 * less than this. */
#define CP_MAX_HEAD 65536

/* The number of bytes that decide whether a head begins with them. */
#define CP_HEAD_START 12

/** True if a head begins with these bytes, which must be at least CP_HEAD_START
 * or all that come. */
int cp_raw_head_is_one(cp_span bytes);

/**
 * Returns the position where a head begins, or may begin when more bytes come;
 * the number of bytes if there is no such position. Chromium searches the first
 * few bytes for "HTTP". Firefox skips any number of bytes before "HTTP/1.", and
 * blanks before "ICY ".
 */
apr_size_t cp_raw_head_find(cp_span bytes);

/** Returns the length of the head with its empty line; 0 if it is incomplete.
 * The first `from` bytes were searched before, without success. */
apr_size_t cp_raw_head_end(cp_span bytes, apr_size_t from);

/** Returns the status code, without leading zeros; 0 if there is none. */
int cp_raw_head_status(cp_span head);

/** Returns cp_date_earliest of all Date fields of the head. `p` is for
 * temporary copies. */
apr_int64_t cp_raw_head_earliest(apr_pool_t *p, cp_span head, apr_int64_t now);

/** Returns the values of all fields of that name, in any case, joined by ", ";
 * NULL if there is none. */
const char *cp_raw_head_list(apr_pool_t *p, cp_span head, const char *name);

/** Returns a copy of the head in `p` with one more field, after all others. A
 * head without its empty line is returned unchanged. */
cp_span cp_raw_head_add(apr_pool_t *p, cp_span head, const char *name,
                        const char *value);

/** True if the head has a field whose name begins with `prefix`, in any case.
 */
int cp_raw_head_has(cp_span head, const char *prefix);

/**
 * Decides about one field, whose name is "set-cookie", "set-cookie2", "link" or
 * "speculation-rules" in any case. `value` is unfolded and trimmed. Returns
 * `value` itself to keep the field, another span to replace its value, "no
 * span" to drop the field.
 */
typedef cp_span cp_raw_head_fn(void *ctx, cp_span name, cp_span value);

/** Applies the results of `fn` to all fields of these names. Returns `head`
 * itself if nothing changes, else a copy in `p`. All other bytes stay the same,
 * in the same order. */
cp_span cp_raw_head_rewrite(apr_pool_t *p, cp_span head, cp_raw_head_fn *fn,
                            void *ctx);

#endif
