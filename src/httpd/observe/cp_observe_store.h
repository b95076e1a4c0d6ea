/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of the shared table: made at start-up in shared memory, before any
 * child; kept over restarts; saved in a file, so that it survives the server.
 * All of it happens in the parent process.
 */
#ifndef CP_OBSERVE_STORE_H
#define CP_OBSERVE_STORE_H

#include <httpd.h>

#include "core/observe/cp_observed.h"

/** Makes the table, or takes that of before a restart. For post_config, after
 * the sites are made. Without shared memory there is no table, and a warning
 * (CP0160). */
void cp_observe_store_open(apr_pool_t *pconf, apr_pool_t *ptemp, server_rec *s);

/** Returns a key for each of *n servers, in `p`: its name and port, and a
 * number if another server has them, too. */
const char **cp_observe_store_keys(apr_pool_t *p, server_rec *s, int *n);

/** Hook monitor: saves the table, writes the summaries of the log, and recovers
 * what killed processes leave. */
int cp_observe_store_monitor(apr_pool_t *p, server_rec *s);

/** Returns, in `p`, the content of the file, for the hosts of the configuration
 * `s`; NULL if there is none. For programs that only read the configuration. */
cp_observed *cp_observe_store_saved(apr_pool_t *p, server_rec *s);

#endif
