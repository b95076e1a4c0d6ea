/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command table. The setters turn text into records and say, in one
 * sentence, which word is wrong and what would be accepted.
 */
#ifndef CP_DIRECTIVES_H
#define CP_DIRECTIVES_H

#include <httpd.h>
#include <http_config.h>

extern const command_rec cp_directives[];

/* Setters of directives with a grammar of their own (cp_setters*.c). */
const char *cp_setter_category(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_cookie(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_consent_cookie(cmd_parms *cmd, void *dir,
                                     const char *args);
const char *cp_setter_consent_mode(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_site(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_signal(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_max_lifetime(cmd_parms *cmd, void *dir,
                                   const char *category, const char *duration);

/** A sentence when the directive stands in <Limit>, else NULL. */
const char *cp_setter_in_limit(cmd_parms *cmd);

/**
 * Notes that a directive names a category. In .htaccess, where all servers
 * are complete, an unknown one is refused at once with a sentence; else
 * cp_check_references finds it when all has been read.
 */
const char *cp_setter_refer(cmd_parms *cmd, const char *category);

/** Non-zero while a request is served: server records are complete. */
int cp_setter_in_htaccess(const cmd_parms *cmd);

/** File and line of the directive, for messages. */
const char *cp_setter_where(cmd_parms *cmd);

/** `values` joined by `join` except the last one by ` or `. */
const char *cp_setter_one_of(apr_pool_t *p, const char *const *values);

/** Non-zero for what may stand in a Domain attribute. */
int cp_setter_is_domain(const char *text);

/** The words of RAW_ARGS; *error is set when a quote is left open. */
apr_array_header_t *cp_setter_arguments(cmd_parms *cmd, const char *args,
                                        const char **error);

#endif
