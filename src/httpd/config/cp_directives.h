/* SPDX-License-Identifier: Apache-2.0 */
/* The command table: the directives, their contexts and their setters. */
#ifndef CP_DIRECTIVES_H
#define CP_DIRECTIVES_H

#include <httpd.h>
#include <http_config.h>

extern const command_rec cp_directives[];

#endif
