/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The declared cookies and sources of one category as they are published. The
 * records are those that the module enforces, each with those of its names for
 * which it is the declaration in force. A lifetime of a cookie above the limit
 * is published as the limit.
 */
#ifndef CP_COOKIE_TABLE_H
#define CP_COOKIE_TABLE_H

#include "core/pages/cp_view.h"

/** One row. The row of a source contains a cp_cookie with the members that both
 * declarations have; its names are those of the cookies that the source sets.
 */
typedef struct cp_listed {
    const cp_cookie *cookie;   /* its lifetime is the one that is enforced */
    apr_array_header_t *names; /* const char *, as declared; empty only for a
                                * source */
    apr_array_header_t *shown; /* const char *, as visitors read them */
    /* const cp_source_name *, never empty; NULL: the row declares cookies */
    apr_array_header_t *sources;
} cp_listed;

/**
 * Returns the rows (cp_listed) of category number `at`, in `p`, in the order of
 * declaration, cookies first. The consent cookie has a row even if it is not
 * declared.
 */
apr_array_header_t *cp_cookie_table(apr_pool_t *p, const cp_view *view, int at);

/** A category in one line. */
typedef struct cp_summary {
    int names;             /* cookies that depend on the answer */
    const char *hosts;     /* the first few sources, joined; NULL: none */
    const char *longest;   /* lifetime, as written; NULL: not declared */
    const char *providers; /* the first few, joined; NULL: not declared */
} cp_summary;

/** Summarises rows of cp_cookie_table, without those that need no consent. */
void cp_cookie_table_sum(apr_pool_t *p, const cp_view *view,
                         const apr_array_header_t *rows, cp_summary *out);

#endif
