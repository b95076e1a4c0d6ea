/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decides whether a request is a navigation: its response becomes the document
 * of a window. The decision uses Fetch Metadata (W3C), and the fields of
 * libraries that fetch a page and put it into the document: htmx (HX-…) and
 * Turbo.
 */
#ifndef CP_NAVIGATION_H
#define CP_NAVIGATION_H

#include <apr_tables.h>

/*
 * The fields that an answer was read from. An answer depends on these alone:
 * each request with the same values in them gets the same answer, so Vary
 * need not name more than those (RFC 9110, section 12.5.5). Two exceptions
 * spare every page over plain http two names. Turbo-Frame is not named there:
 * Turbo takes its frame out of a page, whatever else is in it. Nor is
 * Translate, by which WebDAV clients ask for the source of a page.
 */
typedef enum cp_navigation_by {
    CP_BY_DEST,      /* Sec-Fetch-Dest */
    CP_BY_FETCH,     /* … Sec-Fetch-Mode, HX-Boosted,
                        HX-History-Restore-Request, Turbo-Frame */
    CP_BY_FETCH_ID,  /* … … X-Turbo-Request-Id */
    CP_BY_SILENCE,   /* Sec-Fetch-Dest, HX-Request, X-Requested-With */
    CP_BY_SCRIPT,    /* … HX-Boosted, HX-History-Restore-Request,
                        Turbo-Frame, Translate */
    CP_BY_SCRIPT_ID, /* … … X-Turbo-Request-Id */
    CP_N_NAVIGATION_BY
} cp_navigation_by;

typedef struct cp_navigation {
    cp_navigation_by by;
    int yes;
} cp_navigation;

/** Decides from the fields of a request. */
cp_navigation cp_navigation_of(const apr_table_t *fields);

#endif
