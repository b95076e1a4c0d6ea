/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The setters of directives with a grammar of their own (cp_setters_*.c). Each
 * turns the text of a directive into a record. It returns NULL, or a sentence
 * that names the directive, the wrong word and the accepted words.
 */
#ifndef CP_SETTERS_H
#define CP_SETTERS_H

#include <httpd.h>
#include <http_config.h>

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

#endif
