/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CookiePolicyMarkup lines of one scope: elements with a certain attribute
 * belong to a category. Other consent tools mark elements in this way. The
 * scopes are those of cp_policy.h, and rules are merged as cookies are.
 *
 * The words of a value are separated by spaces and commas. A rule with a word
 * applies if it equals the whole value, or one of its words; "word*" applies to
 * the words that begin so. A rule without a word applies if no other rule for
 * the attribute does. Case does not matter.
 *
 * Precedence for one word: the whole word before the longer prefix, before the
 * shorter; at equality the nearer scope, and in one scope the later line.
 */
#ifndef CP_MARKUP_RULE_H
#define CP_MARKUP_RULE_H

#include "core/policy/cp_policy.h"

/* Bytes of a word, and of a name of an attribute. Longer ones of a page are not
 * in a rule. */
#define CP_MAX_MARKUP_WORD 256

/** One CookiePolicyMarkup line; strings live as long as the policy. */
typedef struct cp_markup_rule {
    const char *attribute; /* lower case */
    const char *word;      /* lower case; NULL: any value */
    const char *category;  /* id */
    int place;             /* of the category; -1 if it does not exist */
    const char *where;     /* file and line, for messages */
} cp_markup_rule;

/** Adds a rule to the nearest scope. It is borrowed. */
void cp_markup_rule_add(cp_policy *policy, const cp_markup_rule *rule);

/** Returns the rule of the nearest scope for exactly that attribute and word;
 * NULL if there is none. */
const cp_markup_rule *cp_markup_rule_declared(const cp_policy *policy,
                                              const cp_markup_rule *rule);

/** True if a scope of the policy has a rule. `policy` may be NULL. */
static inline int cp_markup_rule_any(const cp_policy *policy)
{
    return policy != NULL && policy->marked;
}

/** Returns the categories of an element with that attribute; 0 if no rule
 * applies. An element of several categories needs all of them. The value is
 * decoded; the name may have upper case letters. `policy` may be NULL. */
cp_set cp_markup_rule_match(const cp_policy *policy, cp_span attribute,
                            cp_span value);

/** Returns the categories of all rules. `p` is scratch. */
cp_set cp_markup_rule_categories(apr_pool_t *p, const cp_policy *policy);

/** Returns all rules (const cp_markup_rule *), in `p`, those of the outermost
 * scope first. */
apr_array_header_t *cp_markup_rule_list(apr_pool_t *p, const cp_policy *policy);

#endif
