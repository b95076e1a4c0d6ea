/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command table. Each setter turns the text of a directive into a record.
 * It returns NULL, or a sentence that names the directive, the wrong word and
 * the accepted words.
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

/** Returns a sentence if the directive is in <Limit>, else NULL. */
const char *cp_setter_in_limit(cmd_parms *cmd);

/**
 * Notes that a directive names a category, for cp_config_check. In .htaccess,
 * when all servers are complete, returns a sentence for an unknown one at once.
 */
const char *cp_setter_refer(cmd_parms *cmd, const char *category);

/** True in .htaccess: a request is served, and server records are complete. */
int cp_setter_in_htaccess(const cmd_parms *cmd);

/** Returns "file:line" of the directive, for messages; in cmd->pool. */
const char *cp_setter_where(cmd_parms *cmd);

/** Returns "one, two or three" for a list of words that NULL ends. */
const char *cp_setter_one_of(apr_pool_t *p, const char *const *values);

/** True if the text can be the value of a Domain attribute. */
int cp_setter_is_domain(const char *s);

/** Returns the words (const char *) of RAW_ARGS; NULL if a quote is not closed.
 * Sets *error to a sentence, or to NULL. */
apr_array_header_t *cp_setter_arguments(cmd_parms *cmd, const char *args,
                                        const char **error);

#endif
