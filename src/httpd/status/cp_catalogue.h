/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalogue: files with declarations of widely used software, which the
 * draft consults. They have the syntax of httpd's configuration, but they are
 * read as data, when somebody asks for the draft: only the lines
 * CookiePolicyCookie and CookiePolicySource count, and nothing comes into
 * force.
 */
#ifndef CP_CATALOGUE_H
#define CP_CATALOGUE_H

#include <httpd.h>

#include "core/policy/cp_policy.h"

/** Returns the folder of the administrator's files, conf/catalogue below
 * ServerRoot, which has precedence. */
const char *cp_catalogue_own(apr_pool_t *p);

/** Returns the folder of the files that are installed with the module. */
const char *cp_catalogue_shared(void);

/** Returns the declarations of all files, in r->pool; NULL if there are none. A
 * line with a mistake is skipped and logged (CP0171). */
const cp_policy *cp_catalogue_read(request_rec *r);

#endif
