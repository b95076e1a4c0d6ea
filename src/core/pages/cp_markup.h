/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of the configuration is shown, and the pieces of HTML that the banner
 * and the policy page share. All of it is ASCII.
 */
#ifndef CP_MARKUP_H
#define CP_MARKUP_H

#include "core/policy/cp_category.h"
#include "core/policy/cp_policy.h"
#include "core/locale/cp_text.h"

/** The publisher of the site (CookiePolicySite); each member is NULL if not
 * given. */
typedef struct cp_publisher {
    const char *name;
    const char *controller;
    const char *contact; /* a mail address, or an absolute URL */
    const char *privacy; /* URL of the privacy policy */
} cp_publisher;

/** `given`, which may be NULL; `host` is its name if it has none. In `p`. */
const cp_publisher *cp_publisher_named(apr_pool_t *p, const cp_publisher *given,
                                       const char *host);

typedef struct cp_presentation {
    const cp_categories *categories;
    const cp_texts *texts;
    const cp_publisher *publisher; /* may be NULL */
    const char *path;       /* of our own pages, without a slash at its end */
    const char *stylesheet; /* URL path, NULL for the built-in style */
} cp_presentation;

/**
 * Label or description of a category: the administrator's text in that
 * language, the declared one, the catalogue's; at last its id as label, NULL
 * as anything else. `which` is "label", "description",
 * "explanation" or "purpose".
 */
const char *cp_category_text(apr_pool_t *p, const cp_presentation *look,
                             const char *language, int at, const char *which);

/**
 * What is declared of a cookie, in that language: the text called
 * cookie.<one of its names>.<which>, else what the declaration itself says
 * (NULL: nothing). `which` is "provider", "function", "purpose" or
 * "controller".
 */
const char *cp_cookie_text(apr_pool_t *p, const cp_presentation *look,
                           const char *language, const cp_cookie *cookie,
                           const char *which);

/** "Label:" as the language writes it, as HTML. */
void cp_label_html(cp_buf *b, const cp_presentation *look, const char *language,
                   const char *label);

/** ` lang="…" dir="…"` */
void cp_language_html(cp_buf *b, const cp_presentation *look,
                      const char *language);

/** The built-in style `css`, or the link to the site's own. */
void cp_style_html(cp_buf *b, const cp_presentation *look, const char *css);

/** One submit button called `choice`. */
void cp_submit_html(cp_buf *b, const cp_presentation *look,
                    const char *language, const char *value, const char *key);

#endif
