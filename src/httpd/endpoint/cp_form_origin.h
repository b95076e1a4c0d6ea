/* SPDX-License-Identifier: Apache-2.0 */
/* The origin of a form, against cross-site request forgery. */
#ifndef CP_FORM_ORIGIN_H
#define CP_FORM_ORIGIN_H

#include <httpd.h>

/** True if a page of another site sent the request, by Sec-Fetch-Site and
 * Origin. A request without both fields does not come from a browser that could
 * be misused, and is not cross-site. */
int cp_form_is_cross_site(request_rec *r);

/** Returns the path and query of the page that sent the request (Referer), if
 * it is one of this site; else NULL. */
const char *cp_form_referring_path(request_rec *r);

#endif
