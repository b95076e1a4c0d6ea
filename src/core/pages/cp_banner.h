/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The elements that are injected into pages: the banner, the link back to the
 * choice, and the script for both. All of them are ASCII. Each top-level
 * element has the attribute data-cookie-policy. The text of every style and
 * script element is constant, so that its CSP hash is constant, too; data of
 * the request is in attributes.
 */
#ifndef CP_BANNER_H
#define CP_BANNER_H

#include "core/pages/cp_cookie_table.h"

/** The bytes of a piece that are the style, or the link to the site's style
 * sheet. */
typedef struct cp_style_place {
    apr_size_t from;
    apr_size_t to; /* 0: there is none */
} cp_style_place;

/** The banner in one language, in pieces. A request inserts its own text
 * between them. */
typedef struct cp_banner {
    cp_span before; /* … then the layout … */
    cp_span middle; /* … then the return field … */
    cp_span say;    /* … then "<p", attributes and the signal … */
    cp_span signal;
    cp_span rest;
    cp_style_place style; /* in `middle` */
} cp_banner;

typedef struct cp_reopen {
    cp_span before;
    cp_span left; /* the side, by default */
    cp_span after;
    cp_style_place style; /* in `after` */
} cp_reopen;

/* The attribute that tells the side of the link: "left" or "right". */
#define CP_SCRIPT_REOPEN(side) " data-reopen=\"" side "\""

/** The script element. Attributes are inserted between `before` and `after`. */
typedef struct cp_script {
    cp_span before;
    cp_span left;      /* that attribute, by default */
    cp_span undecided; /* the state of a visitor who has said nothing */
    cp_span uniform;   /* instead: that all get the same, and the state */
    cp_span usual[CP_N_USUAL]; /* of usual answers, up to time and quote */
    cp_span sources; /* what cp_script_sources returns, as cp_script_ids writes
                        it; empty without a category */
    cp_span after;
} cp_script;

/** Renders the banner in `p`, with the declarations and the language of `view`,
 * for all visitors. */
void cp_banner_render(apr_pool_t *p, const cp_view *view, cp_banner *out);

/** Appends the hidden field with the page to return to; escapes `path`. */
void cp_banner_return(cp_buf *b, const char *path);

/** Renders the link back to the choice in `p`. `hidden`: a script shows it, and
 * the banner beside it has the style for both. */
void cp_reopen_render(apr_pool_t *p, const cp_view *view, int hidden,
                      cp_reopen *out);

/** Renders the script in `p`. */
void cp_script_render(apr_pool_t *p, const cp_view *view, cp_script *out);

/** Appends the end of a script element with that text: what `after` is with the
 * script of the site. */
void cp_script_end(cp_buf *b, const char *text);

/**
 * Appends the script's attributes with the state of the visitor: the allowed
 * categories, and the choice if there is one. For a NULL `visitor`, which
 * represents all visitors, only the categories that need no answer.
 */
void cp_script_state(cp_buf *b, const cp_categories *all,
                     const cp_visitor *visitor);

/** Appends ` data-<name>="id id"`, the categories of a set. */
void cp_script_ids(cp_buf *b, const char *name, const cp_categories *all,
                   cp_set set);

/** The name of the attribute with the categories of content. */
#define CP_SCRIPT_SOURCES "sources"

/** Returns the categories whose answer changes what a page holds: those of the
 * sources and of the rules for marked elements. Uses `p` for a moment only.
 * `policy` may be NULL. */
cp_set cp_script_sources(apr_pool_t *p, const cp_policy *policy,
                         const cp_categories *all);

#endif
