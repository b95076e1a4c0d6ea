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

/* The folders of the files *.conf of the catalogue, in the order of precedence.
 * The first is relative to ServerRoot. */
#define CP_CATALOGUE_LOCAL "conf/catalogue"
#ifndef CP_CATALOGUE_SHARED
#define CP_CATALOGUE_SHARED "/usr/share/mod_cookie_policy/catalogue"
#endif

/** Returns the declarations of all files, in r->pool; NULL if there are none. A
 * line with a mistake is skipped and logged (CP0171). */
const cp_policy *cp_catalogue_read(request_rec *r);

#endif
