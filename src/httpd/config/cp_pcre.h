/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions of declarations, by PCRE2 itself, because ap_regexec()
 * has no limit for the work. A compiled expression is read-only, so all threads
 * share it.
 */
#ifndef CP_PCRE_H
#define CP_PCRE_H

#include "core/policy/cp_pattern.h"

/** Compiles `expression`, without slashes, into the pool; 0 if PCRE2 refuses
 * it. As in httpd's own directives, a dot matches every byte, and a dollar
 * matches only the end. */
int cp_pcre_compile(apr_pool_t *p, const char *expression, cp_pattern *pattern);

#endif
