/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for marked elements; see the header. */
#include "core/policy/cp_markup_rule.h"

/* The rules of one attribute. */
typedef struct attribute_rules {
    const cp_markup_rule *any;
    cp_name_map *words;           /* word => cp_markup_rule */
    apr_array_header_t *prefixes; /* const cp_markup_rule *, latest last */
} attribute_rules;

struct cp_markup_scope {
    apr_pool_t *pool;
    cp_name_map *attributes;  /* name => attribute_rules */
    apr_array_header_t *list; /* const cp_markup_rule *, as declared */
};

/* A word or a name in lower case. */
typedef struct lowered {
    char s[CP_MAX_MARKUP_WORD];
    cp_span text; /* over s; empty if it is too long */
} lowered;

static void lower(cp_span text, lowered *out)
{
    apr_size_t i, n = text.n <= sizeof(out->s) ? text.n : 0;

    for (i = 0; i < n; i++) {
        out->s[i] = cp_lower(text.s[i]);
    }
    out->text = cp_span_between(out->s, out->s + n);
}

/* ---- declarations ---- */

static struct cp_markup_scope *scope_of(cp_policy *policy)
{
    if (policy->markup == NULL) {
        apr_pool_t *p = cp_policy_pool(policy);

        policy->markup = apr_pcalloc(p, sizeof(*policy->markup));
        policy->markup->pool = p;
        policy->markup->attributes = cp_name_map_make(p);
        policy->markup->list =
            apr_array_make(p, 4, sizeof(const cp_markup_rule *));
    }
    return policy->markup;
}

static attribute_rules *rules_for(struct cp_markup_scope *scope, cp_span name)
{
    const void *known = cp_name_map_get(scope->attributes, name);
    attribute_rules *rules = (attribute_rules *)known;

    if (rules == NULL) {
        rules = apr_pcalloc(scope->pool, sizeof(*rules));
        rules->words = cp_name_map_make(scope->pool);
        rules->prefixes =
            apr_array_make(scope->pool, 1, sizeof(const cp_markup_rule *));
        cp_name_map_set(scope->attributes, name, rules);
    }
    return rules;
}

static int is_prefix(cp_span word)
{
    return word.n > 1 && word.s[word.n - 1] == '*';
}

void cp_markup_rule_add(cp_policy *policy, const cp_markup_rule *rule)
{
    struct cp_markup_scope *scope = scope_of(policy);
    attribute_rules *rules = rules_for(scope, cp_span_of(rule->attribute));
    cp_span word = cp_span_of(rule->word);

    APR_ARRAY_PUSH(scope->list, const cp_markup_rule *) = rule;
    policy->marked = 1;
    cp_policy_note(policy, rule->attribute, rule->word);
    cp_policy_note(policy, "", rule->category);
    if (rule->place >= 0) {
        policy->waiting |= CP_SET(rule->place);
    }
    if (word.s == NULL) {
        rules->any = rule;
        return;
    }
    cp_name_map_set(rules->words, word, rule);
    if (is_prefix(word)) {
        APR_ARRAY_PUSH(rules->prefixes, const cp_markup_rule *) = rule;
    }
}

const cp_markup_rule *cp_markup_rule_declared(const cp_policy *policy,
                                              const cp_markup_rule *rule)
{
    const attribute_rules *rules = NULL;

    if (policy != NULL && policy->markup != NULL) {
        rules = cp_name_map_get(policy->markup->attributes,
                                cp_span_of(rule->attribute));
    }
    if (rules == NULL) {
        return NULL;
    }
    return rule->word ? cp_name_map_get(rules->words, cp_span_of(rule->word))
                      : rules->any;
}

apr_array_header_t *cp_markup_rule_list(apr_pool_t *p, const cp_policy *policy)
{
    apr_array_header_t *all;

    if (!cp_markup_rule_any(policy)) {
        return apr_array_make(p, 4, sizeof(const cp_markup_rule *));
    }
    all = cp_markup_rule_list(p, policy->around);
    if (policy->markup != NULL) {
        apr_array_cat(all, policy->markup->list);
    }
    return all;
}

static cp_set set_of(const cp_markup_rule *rule)
{
    return rule != NULL && rule->place >= 0 ? CP_SET(rule->place) : 0;
}

cp_set cp_markup_rule_categories(apr_pool_t *p, const cp_policy *policy)
{
    apr_array_header_t *all = cp_markup_rule_list(p, policy);
    cp_set set = 0;
    int i;

    for (i = 0; i < all->nelts; i++) {
        set |= set_of(APR_ARRAY_IDX(all, i, const cp_markup_rule *));
    }
    return set;
}

/* ---- the search ---- */

/* Returns the rule with the longest prefix of the word that is longer than
 * `best`. */
static const cp_markup_rule *longest(const attribute_rules *rules, cp_span word,
                                     const cp_markup_rule *best)
{
    apr_size_t best_length = best ? strlen(best->word) : 1;
    int i;

    for (i = rules->prefixes->nelts - 1; i >= 0; i--) {
        const cp_markup_rule *rule =
            APR_ARRAY_IDX(rules->prefixes, i, const cp_markup_rule *);
        apr_size_t n = strlen(rule->word);

        if (n > best_length && word.n + 1 >= n
            && memcmp(word.s, rule->word, n - 1) == 0) {
            best = rule;
            best_length = n;
        }
    }
    return best;
}

/* Returns the rules of one scope for an attribute, or NULL. */
static const attribute_rules *scope_rules(const cp_policy *policy,
                                          cp_span attribute, apr_uint64_t hash)
{
    return policy->markup
             ? cp_name_map_find(policy->markup->attributes, attribute, hash)
             : NULL;
}

/* Returns the rule in force for a word, or NULL. */
static const cp_markup_rule *rule_of(const cp_policy *policy, cp_span attribute,
                                     cp_span word)
{
    const cp_markup_rule *best = NULL;
    apr_uint64_t hash = cp_name_map_hash(attribute);
    lowered low;

    lower(word, &low);
    if (low.text.n == 0 || is_prefix(low.text)) {
        return NULL;
    }
    for (; cp_markup_rule_any(policy); policy = policy->around) {
        const attribute_rules *rules = scope_rules(policy, attribute, hash);
        const cp_markup_rule *exact =
            rules ? cp_name_map_get(rules->words, low.text) : NULL;

        if (exact != NULL) {
            return exact;
        }
        best = rules ? longest(rules, low.text, best) : best;
    }
    return best;
}

/* Returns the rule for any value, or NULL. *known says whether an attribute of
 * this name is in a rule. */
static const cp_markup_rule *any_of(const cp_policy *policy, cp_span attribute,
                                    int *known)
{
    apr_uint64_t hash = cp_name_map_hash(attribute);

    *known = 0;
    for (; cp_markup_rule_any(policy); policy = policy->around) {
        const attribute_rules *rules = scope_rules(policy, attribute, hash);

        *known |= rules != NULL;
        if (rules != NULL && rules->any != NULL) {
            return rules->any;
        }
    }
    return NULL;
}

/* Cuts the next word off; returns 0 if there is none. */
static int next_word(cp_span *rest, cp_span *word)
{
    apr_size_t n;

    while (rest->n > 0 && (cp_is_space(rest->s[0]) || rest->s[0] == ',')) {
        *rest = cp_span_skip(*rest, 1);
    }
    for (n = 0; n < rest->n && !cp_is_space(rest->s[n]) && rest->s[n] != ',';
         n++) {}
    *word = cp_span_between(rest->s, rest->s + n);
    *rest = cp_span_skip(*rest, n);
    return n > 0;
}

cp_set cp_markup_rule_match(const cp_policy *policy, cp_span attribute,
                            cp_span value)
{
    const cp_markup_rule *any;
    lowered name;
    cp_span word;
    cp_set set;
    int known;

    if (!cp_markup_rule_any(policy)) {
        return 0;
    }
    lower(attribute, &name);
    any = any_of(policy, name.text, &known);
    if (!known) {
        return 0;
    }
    value = cp_span_trim_spaces(value);
    set = set_of(rule_of(policy, name.text, value));
    if (set == 0) {
        while (next_word(&value, &word)) {
            set |= set_of(rule_of(policy, name.text, word));
        }
    }
    return set ? set : set_of(any);
}
