/* SPDX-License-Identifier: Apache-2.0 */
/* The origin of a request; see the header. */
#include "httpd/request/cp_origin.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>

/* Names that browsers trust without TLS (Secure Contexts, 3.1). */
static int is_local(cp_span host)
{
    static const char suffix[] = ".localhost";
    apr_size_t n = sizeof(suffix) - 1;

    if (host.n > 0 && *host.s == '[') {
        return host.n >= 5 && !memcmp(host.s, "[::1]", 5);
    }
    host.n = cp_span_find(host, ':');
    return cp_span_case_is(host, suffix + 1)
        || (host.n > n
            && cp_span_case_is(
                cp_span_between(host.s + host.n - n, host.s + host.n), suffix))
        || (host.n > 4 && !memcmp(host.s, "127.", 4));
}

/* True if httpd names itself by its ServerName, not by the request's Host. */
static int is_canonical(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);

    return core->use_canonical_name == USE_CANONICAL_NAME_ON;
}

const char *cp_origin_of(request_rec *r)
{
    const char *host = apr_table_get(r->headers_in, "Host");
    const char *scheme = ap_http_scheme(r);

    if (host == NULL || *host == '\0') {
        return NULL;
    }
    if (is_canonical(r)) { /* mod_cache stores the page for this name */
        return ap_construct_url(r->pool, "", r);
    }
    if (apr_table_get(r->headers_in, "Sec-Fetch-Mode") != NULL
        && !is_local(cp_span_of(host))) {
        scheme = "https";
    }
    return apr_pstrcat(r->pool, scheme, "://", host, NULL);
}

void cp_origin_apply(apr_pool_t *p, const char *origin,
                     cp_presentation *presentation)
{
    if (origin == NULL) {
        return;
    }
    presentation->path = apr_pstrcat(p, origin, presentation->path, NULL);
    if (presentation->stylesheet != NULL && *presentation->stylesheet == '/'
        && presentation->stylesheet[1] != '/') {
        presentation->stylesheet =
            apr_pstrcat(p, origin, presentation->stylesheet, NULL);
    }
}
