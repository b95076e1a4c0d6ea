/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the configuration sets the status handler, and who may read it. The
 * walk looks at the section of SetHandler and at the sections around it. An
 * access rule elsewhere may apply, too, but an administrator who changes that
 * rule does not see what it protects: it belongs beside the handler.
 */
#ifndef CP_STATUS_ACCESS_H
#define CP_STATUS_ACCESS_H

#include <httpd.h>

/** One SetHandler cookie-policy-status. */
typedef struct cp_status_place {
    const char *path; /* the URL path of its <Location>; NULL if it has none */
    const char *file;
    int line;
    int restricted; /* a Require excludes somebody */
} cp_status_place;

/** Returns the places of the handler in the configuration that httpd has read
 * (cp_status_place), in its order, in `p`. */
apr_array_header_t *cp_status_places(apr_pool_t *p);

#endif
