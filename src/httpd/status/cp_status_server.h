/* SPDX-License-Identifier: Apache-2.0 */
/* The observations of the running server with its declarations. */
#ifndef CP_STATUS_SERVER_H
#define CP_STATUS_SERVER_H

#include <httpd.h>

#include "core/status/cp_status.h"

/**
 * Joins observations with all servers from `s` on, in `p`. `observed` may be
 * NULL. Without `keys` the observations are those of this configuration, in the
 * order of the servers; else keys[i] is the key of server number i, and hosts
 * without a server follow the servers. `now` in seconds since 1970.
 */
cp_status *cp_status_server(apr_pool_t *p, server_rec *s,
                            const cp_observed *observed,
                            const char *const *keys, apr_int64_t now);

#endif
