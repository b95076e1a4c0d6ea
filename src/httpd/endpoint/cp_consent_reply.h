/* SPDX-License-Identifier: Apache-2.0 */
/* The response to a consent form that was accepted. */
#ifndef CP_CONSENT_REPLY_H
#define CP_CONSENT_REPLY_H

#include "httpd/request/cp_request.h"

/**
 * Sends the response: one consent cookie with the verdicts, deletions of
 * cookies that they do not allow, and 303 to `back`, or the choice as JSON if
 * the client asks for it. A `back` that is NULL or leaves this site is replaced
 * by the policy page. Returns OK, for the handler to return.
 */
int cp_consent_reply_send(request_rec *r, const cp_consent *consent,
                          const char *back);

/** True for the address to which the form of the policy page returns. `path`
 * may be NULL. */
int cp_consent_reply_is_policy_page(const cp_site *site, const char *path);

#endif
