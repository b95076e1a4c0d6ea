/* SPDX-License-Identifier: Apache-2.0 */
/* The URL of the response; see the header. */
#include "httpd/request/cp_document_url.h"

#include <apr_strings.h>
#include <http_core.h>

#include "httpd/request/cp_request.h"

const char *cp_document_url(request_rec *r, const char *origin)
{
    const char *uri = cp_request_first(r)->unparsed_uri;
    const char *path = uri != NULL && *uri == '/' ? uri : "/";

    return origin != NULL ? apr_pstrcat(r->pool, origin, path, NULL)
                          : ap_construct_url(r->pool, path, r);
}

/* True for an address of this site. A page of one scheme may name the site with
 * the other one. The port -1 is the default one of either. */
static int is_own(const cp_url *document, const cp_url *address)
{
    return cp_span_eq(address->host, document->host)
        && address->port == document->port;
}

void cp_document_target(const cp_url *document, const cp_url *address,
                        cp_target *out)
{
    memset(out, 0, sizeof(*out));
    out->scheme = address->scheme;
    out->host = address->host;
    out->path = address->path;
    out->port = address->port;
    out->own = is_own(document, address);
}
