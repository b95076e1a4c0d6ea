/* SPDX-License-Identifier: Apache-2.0 */
/* The policy and the choice as JSON (RFC 8259), for programs. */
#ifndef CP_JSON_H
#define CP_JSON_H

#include "core/pages/cp_cookie_table.h"

/** Appends {"version", "categories": [{"id", "mode", "asked", "digest",
 * "label", "description", "cookies": […], "sources": []}], "choice": {…},
 * "allowed": [ids], "undecided": [ids], "pending": bool}. `pending` is that of
 * the site's root; a page knows itself which of the undecided it asks about. */
void cp_json_policy(cp_buf *b, const cp_view *view);

/** Appends the object without the members that depend on the visitor. */
void cp_json_declarations(cp_buf *b, const cp_view *view);

/** Appends the object without the categories, for a page that asks for the
 * present state. */
void cp_json_state(cp_buf *b, const cp_view *view);

/** Appends "key":"value", or "key":null. `key` has its quotes, and the comma or
 * the brace before it; `value` is UTF-8. */
void cp_json_member(cp_buf *b, const char *key, const char *value);

/** Appends {"decided", "time", "granted": […], "refused": […]} */
void cp_json_choice(cp_buf *b, const cp_categories *all,
                    const cp_consent *consent);

/** Appends {"gpc": true, "lastUpdate": "…"} of the GPC specification; `since`
 * in seconds since 1970. */
void cp_json_gpc(cp_buf *b, apr_int64_t since);

/** Appends {"error": "…"}. */
void cp_json_error(cp_buf *b, const char *message);

/** Appends "key":[ids], the categories of a set; `key` as above. */
void cp_json_ids(cp_buf *b, const char *key, const cp_categories *all,
                 cp_set set);

#endif
