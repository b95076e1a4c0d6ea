/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of names in Vary (RFC 9110, section 12.5.5) of pages that depend on
 * the visitor. */
#ifndef CP_VARY_LIST_H
#define CP_VARY_LIST_H

#include <apr_pools.h>

#include "core/http/cp_navigation.h"

/* The request fields that contain the visitor's choice. */
#define CP_VARY_COOKIE "Cookie"
#define CP_VARY_COOKIE_AND_GPC "Cookie, Sec-GPC"

#define CP_VARY_LANGUAGE "Accept-Language"
#define CP_VARY_ENCODING "Accept-Encoding"

/** How a page depends on the visitor's choice. */
typedef enum cp_vary_consent_by {
    CP_VARY_BY_NOTHING, /* the page is the same for all visitors */
    CP_VARY_BY_COOKIE,
    CP_VARY_BY_COOKIE_AND_GPC,
    CP_N_VARY_BY
} cp_vary_consent_by;

/**
 * Returns the list of a page: the fields that contain the choice, the fields
 * from which the navigation was recognised, and Accept-Language if `language`
 * is true. Constant text: equal arguments give the same pointer.
 */
const char *cp_vary_list_of_page(cp_vary_consent_by consent,
                                 cp_navigation_by navigation, int language);

/** Returns those names of `wanted` that `list` does not contain, each once,
 * joined by ", ", in the pool; NULL if none is missing. Case does not matter.
 * "*" contains all names. */
const char *cp_vary_list_missing(apr_pool_t *p, const char *list,
                                 const char *wanted);

/**
 * True if `list` begins with the text `wanted`: then no name is missing. Fast
 * path of cp_vary_list_missing, for a list that is added to a response again,
 * and to which other modules have added names. False says nothing.
 */
int cp_vary_list_begins(const char *list, const char *wanted);

#endif
