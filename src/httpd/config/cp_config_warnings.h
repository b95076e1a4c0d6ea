/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Warnings at start-up: cookies of httpd's own modules that are not declared,
 * policies that do not apply to some responses, Consent Mode without effect or
 * too late, aliases of Require. Changes nothing.
 */
#ifndef CP_CONFIG_WARNINGS_H
#define CP_CONFIG_WARNINGS_H

#include <httpd.h>

/** Reads the tree of directives, after all sites are made. */
void cp_config_warnings(apr_pool_t *ptemp, server_rec *main_server);

#endif
