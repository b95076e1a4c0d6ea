/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The languages of a server, at start-up: its texts, and the messages about a
 * language that has no texts or too few.
 */
#ifndef CP_LANGUAGES_H
#define CP_LANGUAGES_H

#include <apr_hash.h>

#include "httpd/config/cp_conf.h"
#include "core/locale/cp_text.h"

/** Returns the texts of the server, in `p`: its own before the built-in ones.
 */
const cp_texts *cp_languages_texts(apr_pool_t *p, const cp_srv_conf *conf,
                                   const cp_texts *built_in);

/** Returns a sentence if there is no text in that language, nor in a shorter
 * form of it, so that the directive would have no effect; else NULL. */
const char *cp_languages_unknown(apr_pool_t *p, const cp_texts *texts,
                                 const char *directive, const char *tag);

/** Warns of each language of CookiePolicyText with too few texts: visitors
 * would see a part in English (CP0061). Once for all servers: `reported`
 * contains the tags. */
void cp_languages_advise(server_rec *s, const cp_srv_conf *conf,
                         const cp_texts *texts, apr_hash_t *reported);

#endif
