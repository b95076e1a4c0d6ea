/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body filter: puts the banner, or the link back to the choice, into
 * HTML pages as they stream by. It stands before compression
 * (AP_FTYPE_CONTENT_SET - 1), keeps back at most CP_HTML_HOLD bytes, none
 * that were flushed, and leaves the chain as soon as its work is done, so
 * that the rest of a file goes out as a file.
 */
#ifndef CP_FILTER_HTML_H
#define CP_FILTER_HTML_H

#include <httpd.h>

void cp_filter_html_register(void);

/** Hook insert_filter. */
void cp_filter_html_insert(request_rec *r);

/** Hook insert_error_filter: httpd's own error pages. */
void cp_filter_html_insert_error(request_rec *r);

#endif
