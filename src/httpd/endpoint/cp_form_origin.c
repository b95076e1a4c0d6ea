/* SPDX-License-Identifier: Apache-2.0 */
/* Finds out which site sent a form; see the header. */
#include "httpd/endpoint/cp_form_origin.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>

#include "core/base/cp_span.h"
#include "core/http/cp_site_path.h"

/* Removes the port that the scheme implies from "host[:port]". */
static cp_span without_port(cp_span authority, const char *port)
{
    apr_size_t n = strlen(port);

    if (authority.n > n && !memcmp(authority.s + authority.n - n, port, n)) {
        authority.n -= n;
    }
    return authority;
}

/* Compares an origin with the Host field. A proxy may terminate TLS before this
 * server: so an https origin may be ours if the request came over http. An http
 * origin is never ours if the request came over https. */
static int is_own_origin(request_rec *r, const char *origin)
{
    const char *host = apr_table_get(r->headers_in, "Host"), *port;
    cp_span theirs, ours;

    if (!strncasecmp(origin, "https://", 8)) {
        theirs = cp_span_of(origin + 8);
        port = ":443";
    }
    else if (!strncasecmp(origin, "http://", 7)
             && strcasecmp(ap_http_scheme(r), "https")) {
        theirs = cp_span_of(origin + 7);
        port = ":80";
    }
    else {
        return 0;
    }
    if (host == NULL) {
        return 0;
    }
    ours = without_port(cp_span_of(host), port);
    return cp_span_case_is(without_port(theirs, port),
                           cp_span_dup(r->pool, ours));
}

const char *cp_form_referring_path(request_rec *r)
{
    const char *url = apr_table_get(r->headers_in, "Referer");
    const char *host = url ? strstr(url, "://") : NULL;
    const char *path = host ? strchr(host + 3, '/') : NULL;

    if (path == NULL
        || !is_own_origin(
            r, apr_pstrmemdup(r->pool, url, (apr_size_t)(path - url)))) {
        return NULL;
    }
    return cp_is_site_path(path) ? path : NULL;
}

/* A page with "Referrer-Policy: no-referrer" sends the origin "null" (Fetch,
 * section 3.2), and so does a sandboxed frame. Only Sec-Fetch-Site, which no
 * script can set, tells one from the other. */
int cp_form_is_cross_site(request_rec *r)
{
    const char *site = apr_table_get(r->headers_in, "Sec-Fetch-Site");
    const char *origin = apr_table_get(r->headers_in, "Origin");
    int same = site != NULL && !strcmp(site, "same-origin");

    if (site != NULL && !same && strcmp(site, "none")) {
        return 1;
    }
    if (origin == NULL || (same && !strcmp(origin, "null"))) {
        return 0;
    }
    return !is_own_origin(r, origin);
}
