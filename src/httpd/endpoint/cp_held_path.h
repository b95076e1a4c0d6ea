/* SPDX-License-Identifier: Apache-2.0 */
/* The response to a request for a held path of this site (cp_gate.h). */
#ifndef CP_HELD_PATH_RESPONSE_H
#define CP_HELD_PATH_RESPONSE_H

#include "httpd/endpoint/cp_endpoint.h"
#include "httpd/request/cp_fixups.h"
#include "httpd/request/cp_gate.h"
#include "httpd/request/cp_prepared.h"

/**
 * Prepares the response: 403, which no cache may store. A navigation gets a
 * page that explains why, with a button that grants the category; others get
 * one sentence. The site's own ErrorDocument does not apply. Returns the
 * status, for the hook to return.
 */
int cp_held_path_refuse(request_rec *r, cp_req *q);

/* The inline functions below call these if content may be held. */
int cp_held_path_start_judged(request_rec *r, cp_req *q);
int cp_held_path_unhide_judged(request_rec *r, cp_req *q);

/** Hook translate_name: starts a request, claims the own URLs, and refuses held
 * paths. */
static inline int cp_held_path_start(request_rec *r, cp_req *q)
{
    if (cp_gate_may_hold(r, q)) {
        return cp_held_path_start_judged(r, q);
    }
    cp_fixups_start(r, q);
    return cp_endpoint_claim(r, q);
}

/** Judges in the quick handler: a held path, or a page that must not be sent
 * in advance. Returns OK, or what the hook must return. */
static inline int cp_held_path_judge_sent(request_rec *r, cp_req *q)
{
    return cp_gate_holds_sent(r, q) ? cp_held_path_refuse(r, q)
                                    : cp_prepared_refuse(r, q);
}

/** Hook fixups: shows cookies that were hidden, and refuses held paths and
 * pages that must not be sent in advance. */
static inline int cp_held_path_unhide(request_rec *r, cp_req *q)
{
    return r->prev == NULL && !cp_policy_has_content(cp_conf_dir(r)->policy)
             ? cp_fixups_unhide(r, q)
             : cp_held_path_unhide_judged(r, q);
}

#endif
