/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of the observations. It belongs to the user who starts httpd, and
 * nobody else may change it.
 */
#ifndef CP_OBSERVE_FILE_H
#define CP_OBSERVE_FILE_H

#include <apr_pools.h>

#include "core/base/cp_span.h"

/** Reads the whole file into `p`. Returns NULL, or a clause that says why it is
 * not read. Without a file, *bytes is "no span" and there is no error. */
const char *cp_observe_file_read(apr_pool_t *p, const char *path,
                                 cp_span *bytes);

/** Replaces the file, or leaves it as it is. Returns 0, or an error of the
 * system. `p` is for work. */
apr_status_t cp_observe_file_write(apr_pool_t *p, const char *path,
                                   cp_span bytes);

#endif
