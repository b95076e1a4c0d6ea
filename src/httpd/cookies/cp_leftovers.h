/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leftovers are declared cookies that the browser still sends although the
 * visitor has not agreed to them. The module expires them in the declared
 * domain and path, and in all possible ones if these are not declared. It does
 * not expire undeclared cookies, because it cannot know whether they are in use
 * elsewhere.
 */
#ifndef CP_LEFTOVERS_H
#define CP_LEFTOVERS_H

#include "httpd/request/cp_request.h"

/**
 * Adds deletions of this visitor's leftovers to r->headers_out, a bounded
 * number of them, once for a chain of internal redirects and only for
 * navigations. q->chain->cookie_field must not be NULL. Returns non-zero if it
 * added one: then the response depends on the visitor's choice.
 */
int cp_leftovers_expire(request_rec *r, cp_req *q);

/** Adds deletions to the response to a consent form. `rules` judge instead of
 * the request's layers; `visitor` has the new choice; `path` is the path of the
 * page with the form. */
void cp_leftovers_expire_as(request_rec *r, const cp_rules *rules,
                            const cp_visitor *visitor, const char *path);

#endif
