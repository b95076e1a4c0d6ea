/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leftovers: declared cookies that the browser still sends although the
 * visitor has not agreed to them. They are expired where they were declared
 * to live, and without a declaration wherever they can live; undeclared
 * cookies are not ours to delete.
 */
#ifndef CP_LEFTOVERS_H
#define CP_LEFTOVERS_H

#include "httpd/request/cp_request.h"

/**
 * Adds the deletions for this visitor, who has sent cookies, to the response,
 * once for a chain of internal redirects, and a bounded number of them.
 * Returns non-zero when the request held a leftover.
 */
int cp_leftovers_expire(request_rec *r, cp_req *q);

/** The same, whatever the policy of the request's scope: for the answer to
 * a choice, which is judged by the visitor's new answer and by the page at
 * `path` that it was given on. */
void cp_leftovers_expire_as(request_rec *r, const cp_rules *rules,
                            const cp_visitor *visitor, const char *path);

#endif
