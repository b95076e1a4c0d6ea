/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The summaries of the error log: one line, at level warn, for each line that
 * has recurred since the last summary, in the log of its virtual host.
 */
#ifndef CP_OBSERVE_SUMMARY_H
#define CP_OBSERVE_SUMMARY_H

#include <httpd.h>

#include "core/observe/cp_table.h"

/** Writes the summaries of all servers. `s` is the main server. `p` is for
 * work. */
void cp_observe_summary_write(apr_pool_t *p, server_rec *s,
                              const cp_table *table);

#endif
