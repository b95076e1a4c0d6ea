/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hold filter. It makes elements inert whose sources wait for consent, and
 * elements live that other consent tools have made inert, in HTML and XHTML
 * responses to requests of any kind: documents, frames, and fragments that
 * scripts fetch. It precedes the body filter, which injects the banner, and
 * reads a response to its end. It is inserted only if something may be held or
 * released for this visitor, or if no other filter marks the response as a
 * variant.
 */
#ifndef CP_FILTER_HOLD_H
#define CP_FILTER_HOLD_H

#include "httpd/request/cp_request.h"

/** Registers the filter, once per start. */
void cp_filter_hold_register(void);

/**
 * Inserts the filter if the response may be a document with content of other
 * sites. `marks` is true if the body filter is inserted after it, which marks
 * the documents of navigations. `q` has the rules in force, and q->content is
 * not 0.
 */
void cp_filter_hold_insert(request_rec *r, cp_req *q, int marks);

#endif
