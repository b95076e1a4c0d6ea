/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request as applications see it: environment variables, and a copy of the
 * request's fields without the cookies that the visitor has not agreed to. The
 * log gets the original fields back.
 */
#ifndef CP_FIXUPS_H
#define CP_FIXUPS_H

#include "httpd/request/cp_request.h"

/** Hook translate_name: sets the variables, in time for <If>. After an internal
 * redirect it also puts the Cookie field back as the browser sent it, for
 * rewrite rules. */
void cp_fixups_start(request_rec *r, cp_req *q);

/** Hook fixups, before all others: sets the variables if only a section has a
 * policy, and shows rewrite rules of a directory the cookies that
 * cp_fixups_strip_early hid from authentication. */
int cp_fixups_unhide(request_rec *r, cp_req *q);

/** Hook check_authn, and hook fixups before mod_session, mod_lua and mod_perl:
 * hides cookies, so that no log-in and no session is found in them. */
int cp_fixups_strip_early(request_rec *r, cp_req *q);

/** Hook fixups, after all others: hides cookies, also in variables that an
 * internal redirect renamed; under ReportOnly reports them. */
int cp_fixups_strip(request_rec *r, cp_req *q);

/** Hook log_transaction: restores the original fields of this request and of
 * those that it was redirected to (r->next). */
int cp_fixups_restore(request_rec *r, cp_req *q);

#endif
