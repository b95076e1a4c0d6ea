/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What start-up can see coming: cookies that httpd's own modules set and
 * that nobody declared, and policies that stand where some responses never
 * pass. Warnings only; nothing is changed.
 */
#ifndef CP_CONFIG_WARNINGS_H
#define CP_CONFIG_WARNINGS_H

#include <httpd.h>

/** Reads the tree of directives once all sites are made. */
void cp_config_warnings(apr_pool_t *ptemp, server_rec *main_server);

#endif
