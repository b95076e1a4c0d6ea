/* SPDX-License-Identifier: Apache-2.0 */
/* Sends the module's own documents. No cache may store one of them. */
#ifndef CP_REPLY_H
#define CP_REPLY_H

#include "core/pages/cp_policy_page.h"
#include "httpd/request/cp_request.h"

/** Sets *page to the view of this request. The policy is the one in force at
 * the site's root, including its .htaccess. All of it lives in r->pool. */
void cp_reply_page(request_rec *r, cp_view *page);

/** Returns the directory record in force at a path of this site. */
const cp_dir_conf *cp_reply_scope(request_rec *r, const char *path);

/** Sends a document. Returns OK, the result of the handler. */
int cp_reply_html(request_rec *r, int status, cp_buf *b);
int cp_reply_json(request_rec *r, int status, cp_buf *b);

/** Sends the error text `key` as HTML or JSON. Returns OK. */
int cp_reply_error(request_rec *r, int status, const char *key);

/** Sends 303 to a path of this site. Returns OK. */
int cp_reply_redirect(request_rec *r, const char *path);

/** True if the client asks for JSON. */
int cp_reply_wants_json(const request_rec *r);

#endif
