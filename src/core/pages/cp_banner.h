/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is put into pages: the banner, the link back to the choice, and the
 * script that serves both. All of it is ASCII. Each top-level element carries
 * data-cookie-policy. The text of every style and script element is constant,
 * so that its hash can be; what varies stands in attributes.
 */
#ifndef CP_BANNER_H
#define CP_BANNER_H

#include "core/pages/cp_cookie_table.h"

/** Where the style, or the link to the site's own, stands in a piece. */
typedef struct cp_style_place {
    apr_size_t from;
    apr_size_t to; /* 0: there is none */
} cp_style_place;

/** The pieces in one language, between which a request puts its own. */
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

/** Attributes stand between the texts before and after. */
typedef struct cp_script {
    cp_span before;
    cp_span left;      /* that attribute, by default */
    cp_span undecided; /* the state of a visitor who has said nothing */
    cp_span uniform;   /* instead: that all get the same, and the state */
    cp_span usual[CP_N_USUAL]; /* of usual answers, up to time and quote */
    cp_span after;
} cp_script;

/** `page` says what is declared and in which language; no visitor. */
void cp_banner_render(apr_pool_t *p, const cp_view *view, cp_banner *out);

/** The hidden field that brings the visitor back; `path` is escaped. */
void cp_banner_return(cp_buf *b, const char *path);

/** `hidden` beside a banner, which brings the style for both. */
void cp_reopen_render(apr_pool_t *p, const cp_view *view, int hidden,
                      cp_reopen *out);

void cp_script_render(apr_pool_t *p, const cp_view *view, cp_script *out);

/**
 * The script's attributes that tell the visitor's state: what is allowed, and
 * the choice where one was made. Nothing but what needs no answer for a NULL
 * `visitor`, which is every visitor.
 */
void cp_script_state(cp_buf *b, const cp_categories *all,
                     const cp_visitor *visitor);

/** ` data-<name>="id id"`, the categories of a set. */
void cp_script_ids(cp_buf *b, const char *name, const cp_categories *all,
                   cp_set set);

#endif
