/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The URL of the response as the browser knows it. Addresses in the response
 * are relative to it, and it tells which of them belong to this site.
 */
#ifndef CP_DOCUMENT_URL_H
#define CP_DOCUMENT_URL_H

#include <httpd.h>

#include "core/http/cp_url.h"
#include "core/policy/cp_source.h"

/** Returns the URL of the first request of a chain of internal redirects, in
 * r->pool. `origin` is that of cp_origin_of. */
const char *cp_document_url(request_rec *r, const char *origin);

/** Fills a target with an address in the response, which it borrows. */
void cp_document_target(const cp_url *document, const cp_url *address,
                        cp_target *out);

#endif
