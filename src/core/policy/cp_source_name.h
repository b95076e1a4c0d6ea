/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One source as CookiePolicySource writes it: a host-source of CSP Level 3
 * (section 2.3.1), "[scheme://]host[:port][/path]", or a path of this site,
 * which begins with a slash. A path that ends with a slash is a prefix.
 */
#ifndef CP_SOURCE_NAME_H
#define CP_SOURCE_NAME_H

#include "core/base/cp_span.h"

/* Bytes of a path, after the percent-encoding is removed. Of the path of a URL
 * no further bytes are compared. */
#define CP_MAX_SOURCE_PATH 1024

/* Bytes of a host name in the DNS (RFC 1035, section 2.3.4). */
#define CP_MAX_SOURCE_HOST 253

/* Values of `port`. */
#define CP_PORT_DEFAULT (-1) /* that of the scheme: 80 or 443 */
#define CP_PORT_ANY 0

struct cp_source;

typedef struct cp_source_name {
    const char *written; /* as in the configuration */
    /* In one form for all spellings, as a policy field may contain it; also the
     * name of the source in messages. Two sources are equal if these are. */
    const char *text;
    cp_span scheme; /* "http", "https", "ws", "wss"; empty: each of them */
    /* Lower case, A-labels. ".example.com": its subdomains only. Empty: a path
     * of this site. */
    cp_span host;
    int port;
    cp_span path;                   /* see cp_source_path; empty: any path */
    const struct cp_source *source; /* the declaration that contains it */
} cp_source_name;

/** True for a path of this site. */
static inline int cp_source_name_is_own(const cp_source_name *name)
{
    return name->host.n == 0;
}

/** True for the subdomains of a host. */
static inline int cp_source_name_is_wildcard(const cp_source_name *name)
{
    return name->host.n > 0 && name->host.s[0] == '.';
}

/**
 * Reads one source into *out, all but `source`; its memory is in `p`. Returns
 * NULL, or the end of a sentence that begins with the source: what is wrong,
 * and what is accepted.
 */
const char *cp_source_name_parse(apr_pool_t *p, const char *written,
                                 cp_source_name *out);

/**
 * Brings the path of a URL into the form that is compared: percent-encoded
 * bytes are decoded, except the slash and the percent sign itself, which become
 * %2F and %25. If `decoded`, the path is decoded already. Returns `path`, or a
 * span over `room`, which has CP_MAX_SOURCE_PATH bytes. Sets *cut if the path
 * is longer; then the span contains its beginning.
 */
cp_span cp_source_path(cp_span path, int decoded, char *room, int *cut);

#endif
