/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a cookie that a request carries can have been stored: a browser
 * sends it for its own host and for each parent domain down to the
 * registrable one (public suffix list), and for each prefix of the path
 * (RFC 6265bis sections 5.1.3 and 5.1.4). Deleting it there deletes it.
 */
#ifndef CP_COOKIE_SCOPES_H
#define CP_COOKIE_SCOPES_H

#include <apr_tables.h>

/** Domains (const char *): NULL for "this host only", then the host and its
 * parents. An address or a single label has no parents. */
apr_array_header_t *cp_cookie_scopes_domains(apr_pool_t *p, const char *host);

/** Paths (const char *): "/", then each longer prefix of `path` with and
 * without its last slash, at most `max` in all. A query is not looked at. */
apr_array_header_t *cp_cookie_scopes_paths(apr_pool_t *p, const char *path,
                                           int max);

#endif
