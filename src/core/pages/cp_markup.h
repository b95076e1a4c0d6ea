/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces of HTML that the banner and the policy page share, and the texts of
 * categories and cookies. All HTML is ASCII.
 */
#ifndef CP_MARKUP_H
#define CP_MARKUP_H

#include "core/pages/cp_view.h"

/**
 * Label or description of a category: the administrator's text in that
 * language, the declared one, the catalogue's; at last its id as label, NULL
 * as anything else. `which` is "label", "description",
 * "explanation" or "purpose".
 */
const char *cp_markup_category_text(apr_pool_t *p,
                                    const cp_presentation *presentation,
                                    const char *language, int at,
                                    const char *which);

/**
 * What is declared of a cookie, in that language: the text called
 * cookie.<one of its names>.<which>, else what the declaration itself says
 * (NULL: nothing). `which` is "provider", "function", "purpose" or
 * "controller".
 */
const char *cp_markup_cookie_text(apr_pool_t *p,
                                  const cp_presentation *presentation,
                                  const char *language, const cp_cookie *cookie,
                                  const char *which);

/** "Label:" as the language writes it, as HTML. */
void cp_markup_label(cp_buf *b, const cp_presentation *presentation,
                     const char *language, const char *label);

/** ` lang="…" dir="…"` */
void cp_markup_language(cp_buf *b, const cp_presentation *presentation,
                        const char *language);

/** The built-in style `css`, or the link to the site's own. */
void cp_markup_style(cp_buf *b, const cp_presentation *presentation,
                     const char *css);

/** One submit button called `choice`. */
void cp_markup_submit(cp_buf *b, const cp_presentation *presentation,
                      const char *language, const char *value, const char *key);

#endif
