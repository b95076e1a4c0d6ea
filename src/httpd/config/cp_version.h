/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The version of the module. docs/RELEASING.md says when it changes; the first
 * heading of CHANGES has the same number.
 */
#ifndef CP_VERSION_H
#define CP_VERSION_H

#include <httpd.h>

#define CP_VERSION "0.1.0"

/**
 * Logs the version once for each start and restart of httpd (CP0070). The
 * Server field does not contain it: clients have no use for it.
 */
void cp_version_log(server_rec *main_server);

#endif
