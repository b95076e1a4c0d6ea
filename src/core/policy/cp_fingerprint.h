/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fingerprint of a category: its declarations as a text. The text changes
 * if a visitor must be asked again. It does not change if only wording, order
 * or spacing changes. Also the categories that visitors are asked about.
 */
#ifndef CP_FINGERPRINT_H
#define CP_FINGERPRINT_H

#include "core/policy/cp_category.h"
#include "core/policy/cp_policy.h"

/** The declarations for a site and for parts of it; all of it borrowed. */
typedef struct cp_declared {
    const cp_categories *categories;
    const cp_policy *policy;   /* of the site; may be NULL */
    const cp_policy *sections; /* of parts of the site only; may be NULL */
    /* CookiePolicyVersion, a part of the text of each category; may be NULL. */
    const char *version;
} cp_declared;

/**
 * Returns the text of category number `at`, in `p`. It has one line for the
 * category (id, mode, version); one for each of `limits` (apr_int64_t, the
 * seconds that a cookie of it may live, on the site or in a part of it); and
 * one for each declared name (with provider, purpose, lifetime, scope, third
 * party, anonymised, controller) and source (with provider, purpose, lifetime,
 * controller, cookies). The lines are sorted, each occurs once. Labels,
 * descriptions and functions are not in it, nor names and sources that a later
 * line or a nearer scope declares again, nor rules for marked elements. Of a
 * purpose only letters and digits count, of a lifetime only its length.
 */
const char *cp_fingerprint(apr_pool_t *p, const cp_declared *declared, int at,
                           const apr_array_header_t *limits);

/** Returns the categories to ask about: those that a visitor can refuse and
 * that contain a declaration which needs consent: of cookies, of sources or of
 * marked elements. `p` is scratch. */
cp_set cp_fingerprint_asked(apr_pool_t *p, const cp_declared *declared);

#endif
