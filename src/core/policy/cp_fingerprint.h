/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The material of an answer: the declarations of one category as a text. The
 * text changes if a visitor has to be asked again. It does not change if only
 * wording, order or spacing changes. Also the categories that visitors are
 * asked about.
 */
#ifndef CP_FINGERPRINT_H
#define CP_FINGERPRINT_H

#include "core/policy/cp_category.h"
#include "core/policy/cp_policy.h"

/** The declarations for a site and for parts of it; all of it borrowed. */
typedef struct cp_declared {
    const cp_categories *categories;
    const cp_policy *policy; /* of the site; may be NULL */
    /* const cp_cookie * that hold in parts of the site only; may be NULL */
    const apr_array_header_t *sections;
    /* A word of the administrator's, which is material for all categories;
     * may be NULL. */
    const char *version;
} cp_declared;

/**
 * One line for category number `at` (id, mode, the word), one for each of
 * `limits` (apr_int64_t, seconds a cookie of it may live, at the site or in a
 * part of it) and one for each declared name with all that is material of its
 * declaration (provider, purpose, lifetime, scope, third party, anonymised,
 * controller), sorted, each once. Labels, descriptions and functions are not in
 * it. Neither are names that a later line or a nearer scope declares. Only
 * letters and digits of a purpose count, and only the length of a lifetime. In
 * `p`.
 */
const char *cp_fingerprint(apr_pool_t *p, const cp_declared *declared, int at,
                           const apr_array_header_t *limits);

/** The categories that are asked about: those that a visitor can refuse and
 * that contain a declaration which is not exempt by itself. `p` is scratch. */
cp_set cp_fingerprint_asked(apr_pool_t *p, const cp_declared *declared);

#endif
