/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shared part of the setters: the place of a directive, categories that are
 * checked later, words and values, and the sentences about wrong ones. All
 * sentences are in cmd->pool.
 */
#ifndef CP_SETTER_H
#define CP_SETTER_H

#include <httpd.h>
#include <http_config.h>

#include "core/policy/cp_category.h"

/* ---- the place of a directive ---- */

/** Returns a sentence if the directive is in <Limit>, else NULL. */
const char *cp_setter_in_limit(cmd_parms *cmd);

/** True in .htaccess: a request is served, and server records are complete. */
int cp_setter_in_htaccess(const cmd_parms *cmd);

/** True in a section of the server's configuration, such as <Location>. */
int cp_setter_in_section(const cmd_parms *cmd);

/** Returns "file:line" of the directive, for messages; in cmd->pool. */
const char *cp_setter_where(cmd_parms *cmd);

/* ---- categories ---- */

/** Returns the sentence for a word that cannot be the id of a category. */
const char *cp_setter_bad_category_id(cmd_parms *cmd, const char *id);

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

/* ---- words and values ---- */

/** Returns the words (const char *) of RAW_ARGS; NULL if a quote is not closed.
 * Sets *error to a sentence, or to NULL. */
apr_array_header_t *cp_setter_arguments(cmd_parms *cmd, const char *args,
                                        const char **error);

/** True if the text can be the value of a Domain attribute. */
int cp_setter_is_domain(const char *s);

/** The accepted values of lifetime=, for a sentence. */
extern const char cp_setter_lifetimes[];

/** Reads "yes" or "no". Returns NULL, or the sentence for another value. */
const char *cp_setter_yes_no(cmd_parms *cmd, int *flag, const char *key,
                             const char *value);

/* ---- sentences ---- */

/** Returns "one, two or three" for a list of words that NULL ends. */
const char *cp_setter_one_of(apr_pool_t *p, const char *const *values);

/** Returns the sentence for a word that is not accepted. */
const char *cp_setter_bad_word(cmd_parms *cmd, const char *word,
                               const char *accepted);

/** Returns the sentence for a value that the key does not accept. */
const char *cp_setter_bad_value(cmd_parms *cmd, const char *key,
                                const char *value, const char *accepted);

/** Returns the sentence for a key with an empty text. */
const char *cp_setter_empty(cmd_parms *cmd, const char *key);

/** Returns a sentence for a word without `=` after a key, which is probably a
 * word of a value without quotes. `things` come before the keys. */
const char *cp_setter_late_word(cmd_parms *cmd, const char *word,
                                const char *things);

#endif
