/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The module's own pages below CookiePolicyPath: the policy page, the policy as
 * JSON, and the form with the visitor's choice. Also /.well-known/gpc.json.
 */
#ifndef CP_ENDPOINT_H
#define CP_ENDPOINT_H

#include "httpd/request/cp_request.h"

/** Hooks pre_translate_name and translate_name: claims our URLs before any
 * ProxyPass can. Returns OK for one of ours, else DECLINED. */
int cp_endpoint_claim(request_rec *r, cp_req *q);

/** Hook map_to_storage: spares our URLs the search for a file. */
int cp_endpoint_no_file(request_rec *r);

/** Hook handler: sends the page. DECLINED if the URL is not one of ours. */
int cp_endpoint_handler(request_rec *r);

#endif
