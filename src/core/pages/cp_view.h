/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The input of everything that is rendered: banner, link, policy page, JSON.
 * cp_presentation is the same for all documents of a site; cp_view adds the
 * language, the declarations and the visitor of one document.
 */
#ifndef CP_VIEW_H
#define CP_VIEW_H

#include "core/locale/cp_text.h"
#include "core/policy/cp_category.h"
#include "core/policy/cp_decide.h"
#include "core/policy/cp_policy.h"

/** The publisher of the site (CookiePolicySite); a member is NULL if it is not
 * given. */
typedef struct cp_publisher {
    const char *name;
    const char *controller;
    const char *contact; /* a mail address, or an absolute URL */
    const char *privacy; /* URL of the privacy policy */
} cp_publisher;

/** Returns `given`, or a copy in `p` with `host` as its name if `given` is NULL
 * or has no name. */
const cp_publisher *cp_view_publisher(apr_pool_t *p, const cp_publisher *given,
                                      const char *host);

/** The parts of the configuration that all documents of a site show. All of it
 * is borrowed. */
typedef struct cp_presentation {
    const cp_categories *categories;
    const cp_texts *texts;
    const cp_publisher *publisher; /* may be NULL */
    const char *path; /* of the module's own URLs, without a final slash */
    const char *stylesheet; /* URL path, NULL for the built-in style */
    const char *script;     /* text of the script element of the site's pages */
} cp_presentation;

/** One document. All of it is borrowed. */
typedef struct cp_view {
    cp_presentation presentation;
    const char *language;    /* tag */
    const cp_policy *policy; /* in force; may be NULL */
    /* The declarations that are in force in parts of the site; may be NULL. */
    const cp_policy *sections;
    /* cp_lifetime: the limits in force, the nearest scope last; may be NULL */
    const apr_array_header_t *limits;
    /* cp_lifetime: upper bounds of these limits; NULL: none */
    const apr_array_header_t *ceiling;
    const char *consent_cookie;   /* name */
    const char *consent_lifetime; /* as written in the configuration */
    const char *version;          /* of the declarations, see cp_site.h */
    /* One for each category; may be NULL if they are not shown. */
    const char *const *digests;
    /* The categories that the document asks about: those of the whole site, and
     * more if its place has declarations of its own. */
    cp_set asked;
    int saved; /* non-zero: it confirms that a choice was saved */
    const cp_visitor *visitor; /* NULL if it is the same for all visitors */
} cp_view;

#endif
