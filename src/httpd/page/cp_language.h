/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which language a visitor is spoken to: that of the page, else the one
 * the visitor asks for, else the configured one, else English. No answer is
 * NULL, where our own pages are served (cp_site.active).
 */
#ifndef CP_LANGUAGE_H
#define CP_LANGUAGE_H

#include "httpd/request/cp_request.h"

/** What Content-Language says (RFC 9110, section 8.5), or will say. */
const cp_phrases *cp_language_of_head(const request_rec *r,
                                      const cp_site *site);

/** What the visitor asks for: what the site has found out (mod_negotiation's
 * `prefer-language`), then Accept-Language. */
const cp_phrases *cp_language_wanted(request_rec *r, const cp_site *site);

/**
 * The language of what is put into a page: `root` is what its <html lang>
 * says, empty for nothing. *asked is set when the visitor had to be asked,
 * so that another visitor might get another language.
 */
const cp_phrases *cp_language_of_page(request_rec *r, const cp_site *site,
                                      cp_span root, int *asked);

#endif
