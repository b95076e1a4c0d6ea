/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request as applications see it: environment variables, and a copy of
 * the request's fields without the cookies nobody agreed to. The log gets
 * the original back.
 */
#ifndef CP_FIXUPS_H
#define CP_FIXUPS_H

#include "httpd/request/cp_request.h"

/** Hook translate_name: the variables, early enough for <If>; and the Cookie
 * field as it was sent, for rules after an internal redirect. */
void cp_fixups_start(request_rec *r, cp_req *q);

/** Hook fixups, before everybody else: the variables for a section's own
 * policy, and for rewrite rules what was hidden from a log-in. */
int cp_fixups_begin(request_rec *r, cp_req *q);

/** Hook check_authn, and fixups before mod_session and what runs scripts
 * there: a log-in or a session must not be found in a cookie that is to be
 * hidden. */
int cp_fixups_hide(request_rec *r, cp_req *q);

/** Hook fixups, after everybody else. */
int cp_fixups(request_rec *r, cp_req *q);

/** Hook log_transaction: restores what was edited, along r->next. */
int cp_fixups_restore(request_rec *r, cp_req *q);

#endif
