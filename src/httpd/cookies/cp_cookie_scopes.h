/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scopes, domain and path, in which a browser can have stored a cookie that
 * it sends. The domain is the host or a parent of it, up to the registrable
 * domain (public suffix list). The path is a prefix of the request's path (RFC
 * 6265bis, sections 5.1.3 and 5.1.4). A deletion is effective only in the scope
 * of the cookie.
 */
#ifndef CP_COOKIE_SCOPES_H
#define CP_COOKIE_SCOPES_H

#include <apr_tables.h>

/** Returns the domains (const char *) in `p`: NULL for "this host only", then
 * the host and its parents. Without a host name, for an address and for a
 * single label the list is NULL only. */
apr_array_header_t *cp_cookie_scopes_domains(apr_pool_t *p, const char *host);

/** Returns the paths (const char *) in `p`: "/", then each longer prefix of
 * `path` without and with its last slash, at most `max` in all. A query and
 * text after a ';' are ignored. */
apr_array_header_t *cp_cookie_scopes_paths(apr_pool_t *p, const char *path,
                                           int max);

#endif
