/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Vary filter. It exists only if mod_cache is loaded. It adds Vary again,
 * after mod_headers, which may have replaced the field, and before mod_cache,
 * which stores the page under the names in this field. It is the last filter of
 * its type, AP_FTYPE_CONTENT_SET, and leaves the chain on the first call.
 */
#ifndef CP_FILTER_VARY_H
#define CP_FILTER_VARY_H

#include <httpd.h>

/** Registers the filter, once per start. */
void cp_filter_vary_register(void);

/** Hook insert_filter, after the one that inserts the body filter. */
void cp_filter_vary_insert(request_rec *r);

#endif
