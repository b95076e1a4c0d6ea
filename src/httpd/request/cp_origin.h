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
 * "https://example.org:8443", in r->pool: the request's own Host. The scheme is
 * https if httpd says so, or if the request has Sec-Fetch-Mode: browsers send
 * it only over https and to localhost (Fetch Metadata, 2), even if TLS ends
 * before this server. With UseCanonicalName On the name and scheme are those of
 * httpd, because a cache keeps the page for all names. NULL without a Host.
 */
const char *cp_origin_of(request_rec *r);

/** Makes the addresses of a look absolute; does nothing without an origin. */
void cp_origin_apply(apr_pool_t *p, const char *origin,
                     cp_presentation *presentation);

#endif
