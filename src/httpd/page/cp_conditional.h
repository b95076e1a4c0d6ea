/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the handler is asked for, where that must differ from what the
 * visitor asked for: validators of a page's variant become those of the page
 * itself (RFC 9110, section 13.1), and a backend is not asked for an encoding
 * in which nothing can be put into its pages.
 */
#ifndef CP_CONDITIONAL_H
#define CP_CONDITIONAL_H

#include "httpd/request/cp_request.h"

/** Hook handler, before all handlers but mod_cache's own: what is stored is
 * looked up by what the visitor asked for. */
int cp_conditional_map(request_rec *r, cp_req *q);

/** Hook quick_handler, before mod_cache's: no date vouches for a page. */
int cp_conditional_map_cache(request_rec *r, cp_req *q);

/** The answer begins: filters that compress it see again which encodings
 * the visitor accepts. */
void cp_conditional_answers(request_rec *r);

/**
 * For a page that gets something injected: takes out a Range whose If-Range is
 * a date, so that the whole page is sent (RFC 9110, section 13.1.5). The page
 * has no Last-Modified: no date can validate one of its variants.
 */
void cp_conditional_drop_dated_range(request_rec *r, cp_req *q);

#endif
