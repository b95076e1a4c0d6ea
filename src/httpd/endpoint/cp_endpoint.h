/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module's own URLs below CookiePolicyPath: the policy as HTML and as JSON,
 * and the form that receives the visitor's choice.
 */
#ifndef CP_ENDPOINT_H
#define CP_ENDPOINT_H

#include "httpd/request/cp_request.h"

/** Hooks pre_translate_name and translate_name: claims the module's URLs before
 * any ProxyPass does. Returns OK or DECLINED. */
int cp_endpoint_claim(request_rec *r, cp_req *q);

/** Hook map_to_storage: the module's URLs do not name files. */
int cp_endpoint_no_file(request_rec *r);

/** Hook handler: sends the document of a claimed URL. */
int cp_endpoint_handler(request_rec *r);

#endif
