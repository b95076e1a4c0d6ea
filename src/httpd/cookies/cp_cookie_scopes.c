/* SPDX-License-Identifier: Apache-2.0 */
/* Lists the domains and paths of a cookie; see the header. */
#include "httpd/cookies/cp_cookie_scopes.h"

#include <string.h>

#include <apr_strings.h>
#include <libpsl.h>

static void push(apr_array_header_t *list, const char *text)
{
    APR_ARRAY_PUSH(list, const char *) = text;
}

/* True for an address. The last label of a host name is never a number, so a
 * number ends an IPv4 address. */
static int is_address(const char *host)
{
    const char *label = strrchr(host, '.');

    label = label ? label + 1 : host;
    return strchr(host, ':') != NULL
        || (*label && strspn(label, "0123456789") == strlen(label));
}

apr_array_header_t *cp_cookie_scopes_domains(apr_pool_t *p, const char *host)
{
    apr_array_header_t *domains = apr_array_make(p, 4, sizeof(char *));
    const psl_ctx_t *psl = psl_builtin();
    const char *registrable;

    push(domains, NULL);
    if (host == NULL || psl == NULL || is_address(host)) {
        return domains;
    }
    registrable = psl_registrable_domain(psl, host);
    /* The registrable domain is the end of the host name. */
    while (registrable != NULL && strlen(host) >= strlen(registrable)) {
        push(domains, host);
        host = strchr(host, '.');
        if (host == NULL) {
            break;
        }
        host++;
    }
    return domains;
}

apr_array_header_t *cp_cookie_scopes_paths(apr_pool_t *p, const char *path,
                                           int max)
{
    apr_array_header_t *paths = apr_array_make(p, 4, sizeof(char *));
    apr_size_t end = strcspn(path, "?;"), i; /* a Path ends at ';' */

    push(paths, "/");
    for (i = 1; i <= end && paths->nelts < max; i++) {
        if (i < end && path[i] != '/') {
            continue;
        }
        if (i > 1) {
            push(paths, apr_pstrmemdup(p, path, i));
        }
        if (i < end && paths->nelts < max) {
            push(paths, apr_pstrmemdup(p, path, i + 1));
        }
    }
    return paths;
}
