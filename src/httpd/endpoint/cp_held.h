/* SPDX-License-Identifier: Apache-2.0 */
/* The page in place of a held frame: GET <path>/held. */
#ifndef CP_HELD_H
#define CP_HELD_H

#include <httpd.h>

/** Registers the filter that sets the fields of the page, once per start. */
void cp_held_register(void);

/**
 * Sends the page for the declaration that the query names (cp_held_address.h).
 * A query that names none gets a page without a button, which says nothing of
 * the query. The fields of the page replace those that the site sends with
 * every response, so that this site can show it in a frame, and no other site.
 * Returns OK.
 */
int cp_held_handler(request_rec *r);

#endif
