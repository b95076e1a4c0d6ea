/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Speculation-Rules field: a list (RFC 9651, section 3.1) of strings, each
 * of which is the address of a set of rules.
 *
 * cp_rules_next accepts only plain strings. Other items, parameters and escapes
 * are rare. For a field that it refuses, cp_link_word returns all addresses
 * that a browser could find in it.
 */
#ifndef CP_RULES_FIELD_H
#define CP_RULES_FIELD_H

#include "core/base/cp_span.h"

/** Results of cp_rules_next. */
typedef enum {
    CP_RULES_END,       /* the list has no further member */
    CP_RULES_ONE,       /* *element and *address are set */
    CP_RULES_UNCERTAIN, /* the rest has something else than plain strings */
} cp_rules_result;

/** Takes the next member from *rest, which is at first the whole value of a
 * field. `element` is all of the member up to the comma after it, with blanks;
 * `address` is the text between its quotes. Both are parts of the field. After
 * CP_RULES_UNCERTAIN *rest is not changed. */
cp_rules_result cp_rules_next(cp_span *rest, cp_span *element,
                              cp_span *address);

#endif
