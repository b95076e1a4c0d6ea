/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the body of a page as it streams by, and injects the elements. The
 * scanner (core/html) finds the places, and tells how many of the last bytes
 * must be held until a place is certain.
 */
#ifndef CP_PAGE_BODY_H
#define CP_PAGE_BODY_H

#include <util_filter.h>

#include "core/html/cp_html.h"
#include "httpd/page/cp_inject.h"
#include "httpd/page/cp_page_head.h"

/** The context of the body filter for one page. Lives in r->pool. */
typedef struct cp_page_body {
    /* finished before the first bytes are passed on */
    cp_page_head head;
    /* changed while the body is read */
    cp_html scanner;
    cp_meta policies; /* in the markup */
    cp_injection injection;
    /* not NULL while the scanner seeks the end of body */
    cp_html_open_elements *tail;
    int is_done; /* nothing more will be injected */
    /* brigades, made when first needed, then used again */
    apr_bucket_brigade *kept;  /* between two calls: the bytes that are held */
    apr_bucket_brigade *ready; /* during a call: the bytes to pass on early */
    /* of one call */
    apr_size_t gathered; /* bytes in memory since bytes were passed on, and a
                            share of those in mapped files */
} cp_page_body;

/** Makes the context. `flags` are for cp_html_begin, `fields` those of the
 * response, which is changed. */
cp_page_body *cp_page_body_make(ap_filter_t *f, cp_req *q, int flags,
                                const cp_response_fields *fields);

/**
 * Reads the brigade from the bucket `e` on, and injects the elements. The
 * buckets before `e` were read by an earlier call. Passes bytes on early if the
 * next read would block, or if many were gathered. At the end of a call bytes
 * that are held have moved to `kept`; the caller passes on the others, after it
 * has called cp_page_body_finish_head.
 */
apr_status_t cp_page_body_read(ap_filter_t *f, cp_page_body *b,
                               apr_bucket_brigade *bb, apr_bucket *e);

/** Changes the header section; see cp_page_head_finish. */
void cp_page_body_finish_head(cp_page_body *b);

#endif
