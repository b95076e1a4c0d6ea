/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer was given to: the declarations as one text, in a form that
 * changes when something changes that a visitor would have to be asked
 * about again, and does not when only wording, order or spacing does.
 */
#ifndef CP_MATERIAL_H
#define CP_MATERIAL_H

#include "cp_category.h"
#include "cp_policy.h"

/**
 * One line for each category (id, mode) and each declaration (category,
 * names, provider, purpose, lifetime, scope, third party, anonymised,
 * controller), sorted. Labels and descriptions are not in it, nor names that
 * a later line or a nearer scope has taken over; of a purpose only letters
 * and digits count. `sections` (const cp_cookie *, may be
 * NULL) are further declarations that hold in parts of the site. In `p`.
 */
const char *cp_material(apr_pool_t *p, const cp_categories *categories,
                        const cp_policy *policy,
                        const apr_array_header_t *sections);

#endif
