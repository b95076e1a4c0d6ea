/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The declared cookies of one category as they are published: the very
 * records that are enforced, each with those of its names for which it is
 * the declaration in force. A lifetime above the limit is the limit.
 */
#ifndef CP_COOKIE_TABLE_H
#define CP_COOKIE_TABLE_H

#include "core/pages/cp_view.h"

typedef struct cp_listed {
    const cp_cookie *cookie;   /* its lifetime is the one that is enforced */
    apr_array_header_t *names; /* const char *, as declared, never empty */
    apr_array_header_t *shown; /* const char *, as visitors read them */
} cp_listed;

/**
 * What is declared in category number `at`, in the order of declaration
 * (cp_listed). The consent cookie is there even when nobody declared it.
 */
apr_array_header_t *cp_cookie_table(apr_pool_t *p, const cp_view *view, int at);

/** What can be said of a category in a line. */
typedef struct cp_summary {
    int names;             /* cookies that wait for the answer */
    const char *longest;   /* lifetime, as written; NULL: nobody says one */
    const char *providers; /* the first few, joined; NULL: nobody says one */
} cp_summary;

/** Sums rows of cp_cookie_table up, without those that need no consent. */
void cp_cookie_table_sum(apr_pool_t *p, const cp_view *view,
                         const apr_array_header_t *rows, cp_summary *out);

#endif
