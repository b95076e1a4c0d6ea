/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions that PCRE and JavaScript read alike. The guard in a page
 * decides by the same names as the server, so a pattern must match the same
 * names in both.
 *
 * PCRE compiles it with PCRE2_DOTALL and PCRE2_DOLLAR_ENDONLY; JavaScript, as
 * ECMA-262 describes it, with the flag `s` and without `u` and `v`. The names
 * are tokens, so they are ASCII.
 */
#ifndef CP_JS_PATTERN_H
#define CP_JS_PATTERN_H

#include "core/base/cp_span.h"

/**
 * Returns NULL if both read the expression, without its slashes, alike; else
 * the name of the first part for which this is not certain, such as "a
 * possessive quantifier". The expression has been compiled by PCRE.
 */
const char *cp_js_pattern_fault(cp_span expression);

#endif
