/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is put into pages: the banner, the link back to the choice, and the
 * two scripts that exist (consent mode, uniform variants). All of it is
 * ASCII. Each top-level element carries data-cookie-policy.
 */
#ifndef CP_BANNER_H
#define CP_BANNER_H

#include "cp_decide.h"
#include "cp_text.h"

/** What of the configuration is shown. */
typedef struct cp_look {
    const cp_categories *categories;
    const cp_texts *texts;
    const char *path;       /* of our own pages, without a slash at its end */
    const char *stylesheet; /* URL path, NULL for the built-in style */
} cp_look;

/**
 * The banner in one language, in the pieces between which a request puts
 * its own: before + layout + middle + return field + after.
 */
typedef struct cp_banner {
    cp_span before;
    cp_span middle;
    cp_span after;
    apr_size_t nonce_at; /* in `middle`: of the link to the site's own
                            stylesheet, 0 for the built-in style */
} cp_banner;

void cp_banner_render(apr_pool_t *p, const cp_look *look, const char *language,
                      cp_banner *out);

/** The hidden field that brings the visitor back; `path` is escaped. */
void cp_banner_return(cp_buf *b, const char *path);

/** The link back to the choice: before + side + after. */
typedef struct cp_reopen {
    cp_span before;
    cp_span after;
    apr_size_t nonce_at; /* as above, in `after` */
} cp_reopen;

void cp_reopen_render(apr_pool_t *p, const cp_look *look, const char *language,
                      int hidden, cp_reopen *out);

/** The script element of uniform variants. */
cp_span cp_uniform_render(apr_pool_t *p, const cp_look *look);

/* ---- pieces the policy page shares ---- */

/** The built-in style or the link to the site's own. */
void cp_style_html(cp_buf *b, const cp_look *look, const char *css);

/** A checkbox for each category of the set, ticked where in `ticked`. */
void cp_grants_html(cp_buf *b, const cp_look *look, const char *language,
                    cp_set ticked);

/** Label or description of a category: the declared, the catalogue's, the
 * id; NULL when there is no such text. `which` is "label", "description" or
 * "explanation". */
const char *cp_category_text(apr_pool_t *p, const cp_look *look,
                             const char *language, int at, const char *which);

/** One submit button called `choice`. */
void cp_submit_html(cp_buf *b, const cp_look *look, const char *language,
                    const char *value, const char *key);

#endif
