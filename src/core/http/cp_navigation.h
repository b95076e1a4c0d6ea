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
 * The fields that a decision was read from. A decision depends on these only:
 * requests with the same values in them get the same decision. So Vary need not
 * name other fields (RFC 9110, section 12.5.5). Each value adds fields to those
 * of the value before it in its group.
 *
 * CP_BY_SILENCE omits two fields, to keep them out of the Vary of every page
 * over plain http: Turbo-Frame, because Turbo takes its frame out of a page
 * that contains a banner, too; and Translate, by which WebDAV clients ask for
 * the source of a page.
 */
typedef enum cp_navigation_by {
    CP_BY_DEST,      /* Sec-Fetch-Dest */
    CP_BY_FETCH,     /* and Sec-Fetch-Mode, HX-Boosted,
                        HX-History-Restore-Request, Turbo-Frame */
    CP_BY_FETCH_ID,  /* and X-Turbo-Request-Id */
    CP_BY_SILENCE,   /* Sec-Fetch-Dest, HX-Request, X-Requested-With */
    CP_BY_SCRIPT,    /* and HX-Boosted, HX-History-Restore-Request,
                        Turbo-Frame, Translate */
    CP_BY_SCRIPT_ID, /* and X-Turbo-Request-Id */
    CP_N_NAVIGATION_BY
} cp_navigation_by;

typedef struct cp_navigation {
    cp_navigation_by by; /* the fields that decided */
    int yes;             /* 1 for a navigation */
    int framed;          /* 1 for the document of a frame */
} cp_navigation;

/** Decides from the header section of a request. */
cp_navigation cp_navigation_of(const apr_table_t *fields);

#endif
