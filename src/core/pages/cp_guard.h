/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of the guard: a script in the page that decides about the names
 * which scripts write as the server decides about Set-Cookie fields.
 */
#ifndef CP_GUARD_H
#define CP_GUARD_H

#include "core/base/cp_buf.h"
#include "core/policy/cp_layers.h"

/**
 * Appends the rules of all layers that enforce the policy, as a JSON array for
 * an attribute in single quotes. Each of them must allow a name:
 *
 *   {"undeclared":0,"expires":1,"names":{"a":1},"prefixes":{"_ga":"id"},
 *    "patterns":[["^b","id"]]}
 *
 * A rule is the id of the category that must be allowed, 1 for a name that is
 * always allowed, or 0. A later pattern counts before an earlier one. Patterns
 * that JavaScript may read in another way (cp_js_pattern.h) are left out. The
 * length is in proportion to that of all declarations.
 */
void cp_guard_rules(cp_buf *out, const cp_layers *layers);

/** Returns a number that differs for layers with different rules. */
apr_uint32_t cp_guard_hash(const cp_layers *layers);

#endif
