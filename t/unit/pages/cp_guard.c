/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the guard, for each kind of name and of layer. */
#include "core/pages/cp_guard.h"

#include <string.h>

#include "tap.h"

static cp_categories *categories; /* of the group; its pool ends with it */

static void declare(apr_pool_t *p, cp_policy *policy, const char *category,
                    const char *name)
{
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));

    c->category = category;
    c->place = cp_categories_find(categories, cp_span_of(category));
    c->names = apr_array_make(p, 1, sizeof(const char *));
    APR_ARRAY_PUSH(c->names, const char *) = name;
    cp_policy_add(policy, c, NULL);
}

static cp_layer layer_of(cp_policy *policy)
{
    cp_layer layer;

    memset(&layer, 0, sizeof(layer));
    layer.rules.categories = categories;
    layer.rules.policy = policy;
    layer.rules.consent_cookie = cp_span_of("choice");
    layer.rules.reserved = 1;
    layer.enforcement = CP_ON;
    return layer;
}

static const char *rules_of(apr_pool_t *p, const cp_layers *layers)
{
    cp_buf *out = cp_buf_make(p, 64);

    cp_guard_rules(out, layers);
    return cp_buf_text(out);
}

static void test_names(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p), *near = cp_policy_make(p);
    cp_layer layer;
    cp_layers layers = {&layer, 1};

    categories = cp_categories_make(p);
    layer = layer_of(policy);
    is_text(p, rules_of(p, &layers),
            "[{\"undeclared\":0,\"expires\":0,\"names\":[[\"choice\",0]],"
            "\"patterns\":[]}]",
            "no declaration: only the consent cookie");
    declare(p, policy, "necessary", "id");
    declare(p, policy, "statistical", "_ga*");
    declare(p, policy, "statistical", "$a.b+*");
    declare(p, policy, "necessary", "_ga*");
    declare(p, policy, "statistical", "/^p'\\d$/");
    declare(p, policy, "statistical", "/^p++$/");
    declare(p, policy, "missing", "lost");
    declare(p, near, "statistical", "id");
    layer = layer_of(cp_policy_merge(p, policy, near));
    layer.rules.reserved = 0;
    layer.rules.allow_undeclared = 1;
    layer.expires = 1;
    is_text(p, rules_of(p, &layers),
            "[{\"undeclared\":1,\"expires\":1,\"names\":[[\"choice\",1],"
            "[\"id\",\"statistical\"],[\"lost\",0],[\"id\",1]],"
            "\"patterns\":[[\"^\\\\$a\\\\.b\\\\+\",\"statistical\"],"
            "[\"^_ga\",1],[\"^_ga\",\"statistical\"],"
            "[\"^p\\u0027\\\\d$\",\"statistical\"]]}]",
            "each kind; the nearer name and the longer prefix are first");
}

static void test_layers(apr_pool_t *p)
{
    cp_layer list[2];
    cp_layers layers = {list, 2};
    apr_uint32_t both;

    categories = cp_categories_make(p);
    list[0] = layer_of(cp_policy_make(p));
    list[1] = list[0];
    both = cp_guard_hash(&layers);
    list[0].enforcement = CP_REPORT_ONLY;
    ok(strstr(rules_of(p, &layers), "},{\"undeclared") == NULL,
       "a layer that only reports has no rules");
    ok(cp_guard_hash(&layers) != both, "another hash");
    list[0].enforcement = CP_ON;
    list[0].rules.allow_undeclared = 1;
    ok(strstr(rules_of(p, &layers), "},{\"undeclared\":0") != NULL,
       "two layers that enforce");
    ok(cp_guard_hash(&layers) != both, "another hash for undeclared names");
}

int main(void)
{
    static const tap_group groups[] = {
        {"names", test_names}, {"layers", test_layers}, {NULL, NULL}};

    return tap_run(groups);
}
