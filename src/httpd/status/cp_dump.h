/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `apachectl -t -D DUMP_COOKIE_POLICY`: prints the policy in force for each
 * virtual host and, with the observations of the running server, a dry run.
 */
#ifndef CP_DUMP_H
#define CP_DUMP_H

/** Registers the hook, which httpd calls when it only tests its configuration.
 */
void cp_dump_register(void);

#endif
