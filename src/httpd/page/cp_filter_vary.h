/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where mod_cache is loaded: a filter that says once more what a page depends
 * on, behind mod_headers, which may have set Vary, and in front of the cache,
 * which keeps the page by it. AP_FTYPE_CONTENT_SET, the last of that type; it
 * leaves the chain on the first call.
 */
#ifndef CP_FILTER_VARY_H
#define CP_FILTER_VARY_H

#include <httpd.h>

void cp_filter_vary_register(void);

/** Hook insert_filter, behind the one that adds the body filter. */
void cp_filter_vary_insert(request_rec *r);

#endif
