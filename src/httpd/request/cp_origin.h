/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The origin of a request as the browser sees it. It is needed for pages with a
 * <base> that makes a path an address of another site.
 */
#ifndef CP_ORIGIN_H
#define CP_ORIGIN_H

#include <httpd.h>

#include "core/pages/cp_markup.h"

/**
 * Returns the origin, such as "https://example.org:8443", in r->pool; NULL
 * without a Host field. The host is that of the field. The scheme is https if
 * httpd says so, or if the request has Sec-Fetch-Mode: browsers send it only
 * over https and to localhost (Fetch Metadata, 2), even if TLS ends at a proxy
 * before this server. With UseCanonicalName On the name and scheme are those of
 * httpd, because a cache stores the page for all names.
 */
const char *cp_origin_of(request_rec *r);

/** Makes the URLs of a presentation absolute, in `p`; does nothing if `origin`
 * is NULL. */
void cp_origin_apply(apr_pool_t *p, const char *origin,
                     cp_presentation *presentation);

#endif
