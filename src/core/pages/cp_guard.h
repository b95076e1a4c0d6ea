/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of the guard: a script in the page that decides about the names
 * which scripts write as the server decides about Set-Cookie fields.
 */
#ifndef CP_GUARD_H
#define CP_GUARD_H

#include "core/base/cp_buf.h"
#include "core/policy/cp_layers.h"

/** Where browsers send reports, after CookiePolicyPath. */
#define CP_REPORT_PATH "/report"

/**
 * Appends the rules of all layers that enforce the policy, as a JSON array for
 * an attribute in single quotes. Each of them must allow a name:
 *
 *   {"undeclared":0,"expires":1,"names":[["a",1]],
 *    "patterns":[["^_ga","id"],["^b","id"]]}
 *
 * A rule is the id of the category that must be allowed, 1 for a name that is
 * always allowed, or 0. Of each list the first pair that matches counts.
 * Prefixes are expressions, before the patterns. Patterns that JavaScript may
 * read in another way (cp_js_pattern.h) are left out. The length is in
 * proportion to that of all declarations.
 */
void cp_guard_rules(cp_buf *out, const cp_layers *layers);

/** Appends the begin of the element: "<script", the rules, and the address for
 * reports. `path` is CookiePolicyPath. */
void cp_guard_begin(cp_buf *out, const cp_layers *layers, const char *path);

/** Returns a number that differs for layers with different rules. */
apr_uint32_t cp_guard_hash(const cp_layers *layers);

#endif
