/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a request a navigation, whose answer becomes the document of a window?
 * Told by Fetch Metadata (W3C), and by the fields of libraries that fetch a
 * page and put it into the document: htmx (HX-…) and Turbo.
 */
#ifndef CP_NAVIGATION_H
#define CP_NAVIGATION_H

#include <apr_tables.h>

/*
 * The fields that an answer was read from. An answer depends on these alone:
 * each request with the same values in them gets the same answer. So Vary
 * need not name more than those (RFC 9110, section 12.5.5).
 */
typedef enum cp_navigation_by {
    CP_BY_DEST,      /* Sec-Fetch-Dest */
    CP_BY_FETCH,     /* … Sec-Fetch-Mode, HX-Boosted, Turbo-Frame */
    CP_BY_FETCH_ID,  /* … … X-Turbo-Request-Id */
    CP_BY_SILENCE,   /* Sec-Fetch-Dest, Sec-Fetch-Mode, HX-Request,
                        Turbo-Frame, X-Requested-With, Translate */
    CP_BY_SCRIPT,    /* … HX-Boosted */
    CP_BY_SCRIPT_ID, /* … … X-Turbo-Request-Id */
    CP_N_NAVIGATION_BY
} cp_navigation_by;

typedef struct cp_navigation {
    cp_navigation_by by;
    int yes;
} cp_navigation;

/** Of the fields of a request. */
cp_navigation cp_navigation_of(const apr_table_t *fields);

#endif
