/* SPDX-License-Identifier: Apache-2.0 */
/* Sending the module's own documents. None of them is ever stored. */
#ifndef CP_ANSWER_H
#define CP_ANSWER_H

#include "core/pages/cp_page.h"
#include "httpd/request/cp_request.h"

/** What our documents show for this request. The policy is the one in force
 * at the site's root, its .htaccess included. */
void cp_answer_page(request_rec *r, cp_page *page);

/** The directory record in force at a path of this site. */
const cp_dir_conf *cp_answer_scope(request_rec *r, const char *path);

/** Each sends and returns OK, for the handler to return. */
int cp_answer_html(request_rec *r, int status, cp_buf *b);
int cp_answer_json(request_rec *r, int status, cp_buf *b);

/** A page, or JSON, that says what is wrong; `key` is an error text. */
int cp_answer_error(request_rec *r, int status, const char *key);

/** 303 to a path of this site. */
int cp_answer_redirect(request_rec *r, const char *path);

/** Non-zero when the client asks for JSON. */
int cp_answer_wants_json(const request_rec *r);

#endif
