/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the body of a document to its end, as it streams by, and rewrites the
 * tags of the elements that are held or released. The scanner (core/html) finds
 * the tags. Buckets pass without a copy, except the changed tags, the bytes
 * between changed tags that are close to each other, and the tags that begin in
 * one bucket and end in another one.
 *
 * At most the bytes of one unfinished tag are held back (CP_HTML_MAX_TAG).
 */
#ifndef CP_HOLD_BODY_H
#define CP_HOLD_BODY_H

#include <util_filter.h>

#include "core/html/cp_html.h"
#include "httpd/page/cp_hold.h"

/** The context of the filter for one document. Lives in r->pool. */
typedef struct cp_hold_body {
    cp_hold hold;
    cp_html scanner;
    cp_html_open_elements stack;
    cp_buf *begun;             /* the bytes so far of an unfinished tag */
    apr_bucket_brigade *ready; /* during a call: the bytes to pass on early */
    apr_bucket *copies; /* during a call: the last bucket that has room for more
                           bytes, if it is not passed on yet; or NULL */
    apr_size_t gathered; /* bytes in memory since bytes were passed on, and a
                            share of those in mapped files */
    int is_long_logged;  /* CP0104 is logged */
    int is_done;         /* the rest is not read */
} cp_hold_body;

/** Makes the context. `flags` are for the scanner. */
cp_hold_body *cp_hold_body_make(ap_filter_t *f, cp_req *q, int flags);

/** Reads the brigade, and changes it. Passes bytes on early if the next read
 * would block, or if many were gathered. The caller passes the rest on. */
apr_status_t cp_hold_body_read(ap_filter_t *f, cp_hold_body *b,
                               apr_bucket_brigade *bb);

#endif
