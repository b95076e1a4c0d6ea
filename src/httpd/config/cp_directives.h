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

#include "core/policy/cp_category.h"

extern const command_rec cp_directives[];

/* Setters of directives with a grammar of their own (cp_setters*.c). */
const char *cp_setter_category(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_cookie(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_source(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_markup(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_consent_cookie(cmd_parms *cmd, void *dir,
                                     const char *args);
const char *cp_setter_consent_mode(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_reports(cmd_parms *cmd, void *dir, const char *word,
                              const char *sample);
const char *cp_setter_observe(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_site(cmd_parms *cmd, void *dir, const char *args);
const char *cp_setter_records(cmd_parms *cmd, void *dir, const char *args);
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

/**
 * As cp_setter_refer, for a declaration: *place becomes the place of the
 * category, in .htaccess at once, else when all servers are complete. Then it
 * is added to *scope, too, unless `scope` is NULL.
 */
const char *cp_setter_place(cmd_parms *cmd, const char *category, int *place,
                            cp_set *scope);

/** The accepted values of lifetime=, for a sentence. */
extern const char cp_setter_lifetimes[];

/** Returns the sentence for a value that the key does not accept. */
const char *cp_setter_bad_value(cmd_parms *cmd, const char *key,
                                const char *value, const char *accepted);

/** Returns the sentence for a key with an empty text. */
const char *cp_setter_empty(cmd_parms *cmd, const char *key);

/** Returns a sentence for a word without `=` after a key, which is probably a
 * word of a value without quotes. `things` come before the keys. */
const char *cp_setter_late_word(cmd_parms *cmd, const char *word,
                                const char *things);

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
