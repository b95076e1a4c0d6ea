/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plural form that a language uses with a whole number, after the cardinal
 * rules of Unicode CLDR (UTS 35, part 3, section 5).
 */
#ifndef CP_PLURAL_H
#define CP_PLURAL_H

#include <apr.h>

/**
 * Returns "zero", "one", "two", "few", "many" or "other" for `n`, which must
 * not be negative. `rule` is the language whose rules apply (language.plural in
 * conf/locale). An unknown one, or NULL, counts as English.
 */
const char *cp_plural_form(const char *rule, apr_int64_t n);

#endif
