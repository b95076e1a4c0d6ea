/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The language of the elements and of the module's own pages: that of the page,
 * else the one that the visitor prefers, else the configured one, else English.
 * No function returns NULL if the module's own pages are served
 * (cp_site.active). The phrases last as long as the configuration.
 */
#ifndef CP_LANGUAGE_H
#define CP_LANGUAGE_H

#include "httpd/request/cp_request.h"

/** Returns the language of Content-Language (RFC 9110, section 8.5), as the
 * response has it or will have it, else the configured one. */
const cp_phrases *cp_language_of_head(const request_rec *r,
                                      const cp_site *site);

/** Returns the language that the visitor prefers: the environment variable
 * `prefer-language`, which a site sets for mod_negotiation, then
 * Accept-Language, else the configured one. */
const cp_phrases *cp_language_wanted(request_rec *r, const cp_site *site);

/**
 * Returns the language of the elements in a page. `root` is the language of the
 * element html, empty if it has none. Sets *asked to 1 if the language is the
 * one that the visitor prefers, so another visitor may get another language;
 * else to 0.
 */
const cp_phrases *cp_language_of_page(request_rec *r, const cp_site *site,
                                      cp_span root, int *asked);

#endif
