/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Held paths of this site (CookiePolicySource with a path): whether a request
 * must be refused, before any handler, cache or backend answers it.
 *
 * A request is judged three times. In the quick handler, before mod_cache, by
 * the path as it was sent. In translate_name by the path that the client asked
 * for. In fixups, when all sections and .htaccess files are known, by the path
 * to which the server has mapped it: the URL after rewriting, without
 * the path info, and the file in the document root. Each path is judged as it
 * is and in the form of cp_own_path.h. Internal redirects and subrequests are
 * requests of their own. The own URLs of the module are never held.
 */
#ifndef CP_GATE_H
#define CP_GATE_H

#include "httpd/request/cp_request.h"

/** True for a URL path of the module itself. */
int cp_gate_is_own(const cp_site *site, cp_span path);

/** Judges in the quick handler. True if the request must be refused. */
int cp_gate_holds_sent(request_rec *r, cp_req *q);

/* The inline functions below call these if a path is declared. */
int cp_gate_judge_asked(request_rec *r, cp_req *q);
int cp_gate_judge_mapped(request_rec *r, cp_req *q);

/** True if a request may be held: a path is declared as a source where it is,
 * or it is redirected, so that the declarations of another place count. */
static inline int cp_gate_may_hold(const request_rec *r, const cp_req *q)
{
    return (cp_sources_any_path(cp_conf_dir(r)->policy) || r->prev != NULL)
        && !q->own_url;
}

/** Judges in translate_name. True if the request must be refused. */
static inline int cp_gate_holds_asked(request_rec *r, cp_req *q)
{
    return cp_gate_may_hold(r, q) && cp_gate_judge_asked(r, q);
}

/** Judges in fixups. True if the request must be refused. */
static inline int cp_gate_holds_mapped(request_rec *r, cp_req *q)
{
    return cp_gate_may_hold(r, q) && cp_gate_judge_mapped(r, q);
}

#endif
