/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces of HTML that the banner and the policy page share, and the texts of
 * categories and cookies. All HTML is ASCII.
 */
#ifndef CP_MARKUP_H
#define CP_MARKUP_H

#include "core/pages/cp_view.h"

/**
 * Returns a text of a category in that language: `which` is "label",
 * "description", "explanation" or "purpose". The first of these that exists:
 * the text of CookiePolicyText, the declared one, the built-in one; then the id
 * as a label, else NULL.
 */
const char *cp_markup_category_text(apr_pool_t *p,
                                    const cp_presentation *presentation,
                                    const char *language, int at,
                                    const char *which);

/**
 * Returns a text of a declaration in that language: `which` is "provider",
 * "function", "purpose" or "controller". It is the text with the key
 * cookie.<one of its names>.<which>, else that of the declaration, which may be
 * NULL. The provider "This site" is translated.
 */
const char *cp_markup_cookie_text(apr_pool_t *p,
                                  const cp_presentation *presentation,
                                  const char *language, const cp_cookie *cookie,
                                  const char *which);

/** As cp_markup_cookie_text, for a declaration of sources. The key of a text is
 * source.<one of its sources, as written>.<which>. */
const char *cp_markup_source_text(apr_pool_t *p,
                                  const cp_presentation *presentation,
                                  const char *language, const cp_source *source,
                                  const char *which);

/** Returns the name (`key` is "site.name") or the controller
 * ("site.controller") of the site in that language: the text with this key,
 * else `given`, which may be NULL: then the site has none. */
const char *cp_markup_site_text(const cp_presentation *presentation,
                                const char *language, const char *key,
                                const char *given);

/** Appends "Label:", with the colon of the language, as HTML. */
void cp_markup_label(cp_buf *b, const cp_presentation *presentation,
                     const char *language, const char *label);

/** Appends ` lang="…" dir="…"`. */
void cp_markup_language(cp_buf *b, const cp_presentation *presentation,
                        const char *language);

/** Appends a style element with `css`, or the link to the site's style sheet.
 */
void cp_markup_style(cp_buf *b, const cp_presentation *presentation,
                     const char *css);

/** Appends a submit button with the name `choice`; `key` is that of its text.
 */
void cp_markup_submit(cp_buf *b, const cp_presentation *presentation,
                      const char *language, const char *value, const char *key);

#endif
