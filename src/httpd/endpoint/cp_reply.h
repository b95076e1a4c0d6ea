/* SPDX-License-Identifier: Apache-2.0 */
/* Sending the module's own documents. None of them is ever stored. */
#ifndef CP_REPLY_H
#define CP_REPLY_H

#include "core/pages/cp_policy_page.h"
#include "httpd/request/cp_request.h"

/** What our documents show for this request. The policy is the one in force
 * at the site's root, its .htaccess included. */
void cp_reply_page(request_rec *r, cp_view *page);

/** The directory record in force at a path of this site. */
const cp_dir_conf *cp_reply_scope(request_rec *r, const char *path);

/** Each sends and returns OK, for the handler to return. */
int cp_reply_html(request_rec *r, int status, cp_buf *b);
int cp_reply_json(request_rec *r, int status, cp_buf *b);

/** A page, or JSON, that says what is wrong; `key` is an error text. */
int cp_reply_error(request_rec *r, int status, const char *key);

/** 303 to a path of this site. */
int cp_reply_redirect(request_rec *r, const char *path);

/** Non-zero when the client asks for JSON. */
int cp_reply_wants_json(const request_rec *r);

#endif
