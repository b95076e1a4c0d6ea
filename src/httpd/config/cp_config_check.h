/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mistakes that only the whole configuration shows: a category or a language
 * that a server does not have, too many categories, the consent cookie in a
 * wrong category. Each stops the start of httpd with a sentence (CP0010).
 */
#ifndef CP_CONFIG_CHECK_H
#define CP_CONFIG_CHECK_H

#include <httpd.h>

/** Hook check_config: checks every server and logs the first mistake. Returns
 * OK or HTTP_INTERNAL_SERVER_ERROR. It also warns of languages with too few
 * texts (CP0061). */
int cp_config_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                    server_rec *s);

/** Returns a sentence in `p` if the server has no such category, else NULL.
 * For .htaccess files, after the servers are made. */
const char *cp_config_unknown_category(apr_pool_t *p, const server_rec *s,
                                       const char *directive,
                                       const char *category);

#endif
