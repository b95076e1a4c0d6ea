/* SPDX-License-Identifier: Apache-2.0 */
/* The observations of the running server with its declarations. */
#ifndef CP_STATUS_SERVER_H
#define CP_STATUS_SERVER_H

#include <httpd.h>

#include "core/status/cp_status.h"

/** Joins observations with all servers from `s` on, in `p`. The hosts of
 * `observed`, which may be NULL, are in the order of the servers. `now` in
 * seconds since 1970. */
cp_status *cp_status_server(apr_pool_t *p, server_rec *s,
                            const cp_observed *observed, apr_int64_t now);

#endif
