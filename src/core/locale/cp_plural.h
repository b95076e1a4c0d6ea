/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of its forms a language wants beside a whole number, after the
 * cardinal rules of Unicode CLDR (UTS 35, part 3, section 5).
 */
#ifndef CP_PLURAL_H
#define CP_PLURAL_H

#include <apr.h>

/**
 * "zero", "one", "two", "few", "many" or "other" for `n`, which is not
 * negative. `rule` is the language whose rules hold (language.plural in
 * conf/locale); one that is not known, or NULL, counts as English.
 */
const char *cp_plural_form(const char *rule, apr_int64_t n);

#endif
