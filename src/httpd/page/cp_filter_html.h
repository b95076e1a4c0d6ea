/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body filter. It injects the banner, or the link that opens the choice
 * again, into HTML pages as they stream by. It precedes the filters that
 * compress (AP_FTYPE_CONTENT_SET - 1). It holds at most CP_HTML_HOLD bytes, and
 * releases them on a flush. It leaves the chain as soon as all elements are
 * injected, so httpd can send the rest of a file as a file.
 */
#ifndef CP_FILTER_HTML_H
#define CP_FILTER_HTML_H

#include <httpd.h>

/** Registers the filter, once per start. */
void cp_filter_html_register(void);

/** Hook insert_filter. */
void cp_filter_html_insert(request_rec *r);

/** Hook insert_error_filter: for the error pages of httpd. */
void cp_filter_html_insert_error(request_rec *r);

#endif
