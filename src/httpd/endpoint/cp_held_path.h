/* SPDX-License-Identifier: Apache-2.0 */
/* The response to a request for a held path of this site (cp_gate.h). */
#ifndef CP_HELD_PATH_RESPONSE_H
#define CP_HELD_PATH_RESPONSE_H

#include "httpd/request/cp_request.h"

/**
 * Prepares the response: 403, which no cache may store. A navigation gets a
 * page that explains why, with a button that grants the category; others get
 * one sentence. The site's own ErrorDocument does not apply. Returns the
 * status, for the hook to return.
 */
int cp_held_path_refuse(request_rec *r, cp_req *q);

#endif
