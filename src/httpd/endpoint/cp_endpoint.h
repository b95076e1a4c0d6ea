/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module's own pages below CookiePolicyPath: the policy, the same as
 * JSON, and the form that takes the visitor's choice.
 */
#ifndef CP_ENDPOINT_H
#define CP_ENDPOINT_H

#include "httpd/request/cp_request.h"

/** Hook pre_translate_name and translate_name: claims our URLs before any
 * ProxyPass does. */
int cp_endpoint_claim(request_rec *r, cp_req *q);

/** Hook map_to_storage: our URLs are no files. */
int cp_endpoint_no_file(request_rec *r);

/** Hook handler. */
int cp_endpoint_handler(request_rec *r);

#endif
