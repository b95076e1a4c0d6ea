/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for marked elements: attributes, words, precedence, scopes. */
#include "core/policy/cp_markup_rule.h"

#include "tap.h"

/* Declares "attribute" or "attribute=word" for category number `place`. */
static cp_markup_rule *declare(apr_pool_t *p, cp_policy *policy,
                               const char *text, int place)
{
    cp_markup_rule *rule = apr_pcalloc(p, sizeof(*rule));
    const char *eq = strchr(text, '=');

    rule->attribute =
        eq ? apr_pstrmemdup(p, text, (apr_size_t)(eq - text)) : text;
    rule->word = eq ? eq + 1 : NULL;
    rule->category = "x";
    rule->place = place;
    cp_markup_rule_add(policy, rule);
    return rule;
}

static cp_set match(const cp_policy *policy, const char *attribute,
                    const char *value)
{
    return cp_markup_rule_match(policy, cp_span_of(attribute),
                                cp_span_of(value));
}

static const struct {
    const char *attribute;
    const char *value;
    cp_set set;
} cases[] = {
    {"data-category", "analytics", CP_SET(1)},
    {"DATA-Category", "Analytics", CP_SET(1)},
    {"data-category", " \tanalytics\n", CP_SET(1)},
    {"data-category", "ads", CP_SET(2)},
    {"data-category", "ads analytics", CP_SET(1) | CP_SET(2)},
    {"data-category", "ads,analytics", CP_SET(1) | CP_SET(2)},
    {"data-category", ", ads ,, analytics,", CP_SET(1) | CP_SET(2)},
    {"data-category", "analytics-more", 0},
    {"data-category", "more", 0},
    {"data-category", "", 0},
    {"data-categories", "analytics", 0},
    {"", "analytics", 0},
    {"data-name", "Google Analytics", CP_SET(1)},
    {"data-name", "google", CP_SET(3)},
    {"data-name", "x google y", CP_SET(3)},
    {"class", "a optanon-category-C0002 b", CP_SET(1)},
    {"class", "optanon-category-C0004-C0002", CP_SET(2)},
    {"class", "optanon-category-", CP_SET(3)},
    {"class", "optanon-category", 0},
    {"class", "optanon-category-C0002-C0004", CP_SET(3)},
    {"class", "optanon-category-*", 0},
    {"data-consent", "", CP_SET(3)},
    {"data-consent", "anything", CP_SET(3)},
    {"data-consent", "ignore", CP_SET(0)},
    {"data-consent", "x ignore", CP_SET(0)},
};

static void one_scope(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    apr_size_t i;

    ok(!cp_markup_rule_any(policy) && !cp_markup_rule_any(NULL), "no rule");
    is_number(match(policy, "data-category", "analytics"), 0, "none applies");
    declare(p, policy, "data-category=analytics", 1);
    declare(p, policy, "data-category=ads", 2);
    declare(p, policy, "data-name=google analytics", 1);
    declare(p, policy, "data-name=google", 3);
    declare(p, policy, "class=optanon-category-*", 3);
    declare(p, policy, "class=optanon-category-c0004*", 2);
    declare(p, policy, "class=optanon-category-c0002", 1);
    declare(p, policy, "data-consent", 3);
    declare(p, policy, "data-consent=ignore", 0);
    ok(cp_markup_rule_any(policy), "rules");
    for (i = 0; i < TAP_COUNT(cases); i++) {
        is_number(match(policy, cases[i].attribute, cases[i].value),
                  cases[i].set, "%s='%s'", cases[i].attribute,
                  shown_text(p, cases[i].value));
    }
    declare(p, policy, "data-category=ads", 3);
    is_number(match(policy, "data-category", "ads"), CP_SET(3), "a later line");
    declare(p, policy, "data-consent", 1);
    is_number(match(policy, "data-consent", "x"), CP_SET(1), "for any value");
}

static void scopes(apr_pool_t *p)
{
    cp_policy *server = cp_policy_make(p), *empty = cp_policy_make(p);
    cp_policy *dir = cp_policy_make(p), *both;
    apr_array_header_t *list;

    declare(p, server, "data-category=ads", 2);
    declare(p, server, "data-category=analytics", 1);
    declare(p, server, "class=ad-*", 2);
    declare(p, server, "class=a*", 1);
    declare(p, dir, "data-category=ads", 3);
    declare(p, dir, "data-category", 1);
    declare(p, dir, "class=a*", 3);
    both = cp_policy_merge(p, cp_policy_merge(p, server, empty), dir);
    is_number(match(both, "data-category", "ads"), CP_SET(3), "the nearer");
    is_number(match(both, "data-category", "analytics"), CP_SET(1),
              "a word of the farther");
    is_number(match(both, "data-category", "x"), CP_SET(1), "any value");
    is_number(match(both, "class", "ad-x"), CP_SET(2), "the longer prefix");
    is_number(match(both, "class", "ab"), CP_SET(3), "the nearer prefix");
    is_number(match(server, "data-category", "ads"), CP_SET(2),
              "merging changes no part");
    is_number(cp_policy_waiting(both), CP_SET(1) | CP_SET(2) | CP_SET(3),
              "their categories wait");
    is_number(cp_markup_rule_categories(p, both),
              CP_SET(1) | CP_SET(2) | CP_SET(3), "their categories");
    list = cp_markup_rule_list(p, both);
    is_number(list->nelts, 7, "all rules");
    is_text(p, APR_ARRAY_IDX(list, 0, cp_markup_rule *)->word, "ads",
            "the outermost first");
    is_number(cp_markup_rule_list(p, NULL)->nelts, 0, "none of no policy");
}

static void declared(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    cp_markup_rule *word = declare(p, policy, "data-category=ads", 1);
    cp_markup_rule *prefix = declare(p, policy, "class=a*", 1);
    cp_markup_rule *any = declare(p, policy, "class", 1);
    cp_markup_rule other = {"data-category", "x", "x", 1, NULL};

    ok(cp_markup_rule_declared(policy, word) == word, "a word");
    ok(cp_markup_rule_declared(policy, prefix) == prefix, "a prefix");
    ok(cp_markup_rule_declared(policy, any) == any, "any value");
    ok(cp_markup_rule_declared(policy, &other) == NULL, "another word");
    other.attribute = "id";
    ok(cp_markup_rule_declared(policy, &other) == NULL, "another attribute");
    ok(cp_markup_rule_declared(NULL, word) == NULL, "no policy");
}

/* Long values of pages. */
static void hostile(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    apr_size_t n = 1 << 20, i;
    char *text = apr_palloc(p, n);

    declare(p, policy, "class=ad", 2);
    declare(p, policy, "class=b*", 3);
    for (i = 0; i < n; i++) {
        text[i] = i % 2 ? ' ' : 'a';
    }
    memcpy(text + n - 3, " ad", 3);
    is_number(cp_markup_rule_match(policy, SPAN("class"),
                                   cp_span_between(text, text + n)),
              CP_SET(2), "many words");
    memset(text, 'b', n);
    is_number(cp_markup_rule_match(policy, SPAN("class"),
                                   cp_span_between(text, text + n)),
              0, "a word without end");
    is_number(cp_markup_rule_match(policy, cp_span_between(text, text + n),
                                   SPAN("ad")),
              0, "an attribute without end");
    is_number(cp_markup_rule_match(policy, SPAN("class"), cp_span_of(NULL)), 0,
              "no value");
}

int main(void)
{
    static const tap_group groups[] = {{"one scope", one_scope},
                                       {"scopes", scopes},
                                       {"declared", declared},
                                       {"hostile", hostile},
                                       {NULL, NULL}};
    return tap_run(groups);
}
