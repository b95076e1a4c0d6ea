/* SPDX-License-Identifier: Apache-2.0 */
/* Sends the module's own documents. No cache may store them. */
#ifndef CP_REPLY_H
#define CP_REPLY_H

#include "core/pages/cp_policy_page.h"
#include "httpd/request/cp_request.h"

/** Fills the contents of a document for this request. The policy is the one in
 * force at the root of the site, with its .htaccess file. */
void cp_reply_view(request_rec *r, cp_view *view);

/** Returns the configuration in force at a path of this site. */
const cp_dir_conf *cp_reply_scope(request_rec *r, const char *path);

/** Returns the rules in force at a path of this site, for the visitor of the
 * request; NULL if no policy applies. */
cp_req *cp_reply_rules(request_rec *r, const char *path);

/** Sends an HTML document with the policy `csp`. Returns OK. */
int cp_reply_html_under(request_rec *r, int status, cp_buf *b, const char *csp);

/** Sends a document with this status. Returns OK, for the handler to return. */
int cp_reply_html(request_rec *r, int status, cp_buf *b);
int cp_reply_json(request_rec *r, int status, cp_buf *b);

/** Sends a text of this media type with the status 200. Returns OK. */
int cp_reply_text(request_rec *r, const char *type, cp_buf *b);

/** Sends an error as a page, or as JSON if the client asks for it. `key` is the
 * key of the text (cp_text.h). Returns OK. */
int cp_reply_error(request_rec *r, int status, const char *key);

/** Sends 303 to a path of this site. Returns OK. */
int cp_reply_redirect(request_rec *r, const char *path);

/** True if the client asks for JSON (Accept). */
int cp_reply_wants_json(const request_rec *r);

#endif
