/* SPDX-License-Identifier: Apache-2.0 */
/* The layers of a request: the strictest one counts. */
#include "core/policy/cp_layers.h"

#include "core/policy/cp_duration.h"

#include "site.h"

#define STATISTICAL CP_SET(1)

static cp_categories *categories;
static cp_policy *declares_both, *declares_shop;
static cp_visitor undecided, agreed;

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

static void prepare(apr_pool_t *p)
{
    categories = cp_categories_make(p);
    declares_both = cp_policy_make(p);
    declare(p, declares_both, "necessary", "shop");
    declare(p, declares_both, "statistical", "_ga");
    declares_shop = cp_policy_make(p);
    declare(p, declares_shop, "necessary", "shop");
    memset(&undecided, 0, sizeof(undecided));
    agreed = undecided;
    agreed.consent.decided = 1;
    agreed.consent.granted = STATISTICAL;
}

/* A layer that suppresses undeclared cookies. */
static cp_layer layer_of(const cp_policy *policy, cp_enforcement enforcement)
{
    cp_layer layer;

    memset(&layer, 0, sizeof(layer));
    layer.rules.categories = categories;
    layer.rules.policy = policy;
    layer.rules.consent_cookie = SPAN("cookies_preferences");
    layer.rules.reserved = 1;
    layer.enforcement = enforcement;
    layer.hides = 1;
    layer.expires = 1;
    return layer;
}

static cp_verdict judge(const cp_layers *layers, const cp_visitor *visitor,
                        const char *line)
{
    cp_setcookie cookie;
    cp_verdict v;

    cp_setcookie_parse(cp_span_of(line), &cookie);
    cp_layers_judge(layers, visitor, &cookie, NOW, &v);
    return v;
}

static void list(apr_pool_t *p)
{
    cp_layer room[4];
    cp_layers layers = {room, 0};

    prepare(p);
    is_number(cp_layers_enforcement(&layers), CP_OFF, "no layer: Off");
    room[0] = layer_of(declares_both, CP_OFF);
    ok(!cp_layers_keep(&layers) && layers.n == 0, "Off is not a layer");
    room[0] = layer_of(declares_both, CP_REPORT_ONLY);
    ok(cp_layers_keep(&layers) && layers.n == 1, "ReportOnly is a layer");
    room[1] = room[0];
    room[1].scope = &room;
    ok(!cp_layers_keep(&layers) && layers.n == 1, "a repeated one is not kept");
    is_number(cp_layers_enforcement(&layers), CP_REPORT_ONLY,
              "the enforcement");
    room[1] = layer_of(declares_both, CP_ON);
    ok(cp_layers_keep(&layers), "another enforcement is another layer");
    room[2] = layer_of(declares_shop, CP_REPORT_ONLY);
    ok(cp_layers_keep(&layers), "and so are other declarations");
    is_number(cp_layers_enforcement(&layers), CP_ON, "the strictest counts");
}

/* Each setting makes a layer of its own. */
static void differences(apr_pool_t *p)
{
    static const char *const names[] = {"undeclared", "hides", "expires",
                                        "lifetimes", "sources"};
    int i;

    prepare(p);
    for (i = 0; i < 5; i++) {
        cp_layer room[2];
        cp_layers layers = {room, 0};

        room[0] = layer_of(declares_both, CP_ON);
        cp_layers_keep(&layers);
        room[1] = room[0];
        room[1].rules.allow_undeclared = i == 0;
        room[1].rules.hold_undeclared = i == 4;
        room[1].hides = i != 1;
        room[1].expires = i != 2;
        room[1].lifetimes =
            i == 3 ? apr_array_make(p, 1, sizeof(cp_lifetime)) : NULL;
        ok(cp_layers_keep(&layers), "a layer with another value: %s", names[i]);
    }
}

static const struct {
    const char *name;
    cp_enforcement first, second;
    const char *line;
    cp_reason_e reason;
    int enforced, by_enclosing;
} chains[] = {
    {"both allow", CP_ON, CP_ON, "shop=1", CP_ALLOW, 0, 0},
    {"only the second has a reason", CP_ON, CP_ON, "_ga=1", CP_UNDECLARED, 1,
     1},
    {"the second only reports", CP_ON, CP_REPORT_ONLY, "_ga=1", CP_UNDECLARED,
     0, 1},
    {"the first only reports", CP_REPORT_ONLY, CP_ON, "x=1", CP_UNDECLARED, 1,
     0},
    {"both have the reason", CP_ON, CP_ON, "x=1", CP_UNDECLARED, 1, 0},
    {"both only report", CP_REPORT_ONLY, CP_REPORT_ONLY, "x=1", CP_UNDECLARED,
     0, 0},
};

/* The first layer declares _ga, the second, an enclosing one, does not. */
static void strictest(apr_pool_t *p)
{
    apr_size_t i;

    prepare(p);
    for (i = 0; i < TAP_COUNT(chains); i++) {
        cp_layer room[2];
        cp_layers layers = {room, 2};
        cp_verdict v;

        room[0] = layer_of(declares_both, chains[i].first);
        room[1] = layer_of(declares_shop, chains[i].second);
        room[1].enclosing = 1;
        v = judge(&layers, &agreed, chains[i].line);
        is_number(v.decision.reason, chains[i].reason, "%s: the reason",
                  chains[i].name);
        is_number(v.enforced, chains[i].enforced, "%s: enforced or not",
                  chains[i].name);
        is_number(v.by_enclosing, chains[i].by_enclosing,
                  "%s: whose reason it is", chains[i].name);
    }
}

static void depends(apr_pool_t *p)
{
    cp_layer room[2];
    cp_layers layers = {room, 2};

    prepare(p);
    room[0] = layer_of(declares_both, CP_ON);
    room[1] = layer_of(declares_shop, CP_REPORT_ONLY);
    ok(judge(&layers, &agreed, "_ga=1").decision.depends,
       "the verdict depends on the visitor if that of one layer does");
    ok(!judge(&layers, &agreed, "shop=1").decision.depends, "else it does not");
}

/* The short path for one layer gives the verdict of the general path. */
static void one_layer(apr_pool_t *p)
{
    static const char *const lines[] = {"shop=1",
                                        "_ga=1",
                                        "_ga=1; Max-Age=0",
                                        "x=1",
                                        "x",
                                        "=_ga=1",
                                        "a\001=1",
                                        "shop=1, _ga=1",
                                        "cookies_preferences=1",
                                        ""};
    apr_size_t i;
    int enforcement, who;

    prepare(p);
    for (i = 0; i < TAP_COUNT(lines); i++) {
        for (enforcement = CP_REPORT_ONLY; enforcement <= CP_ON;
             enforcement++) {
            for (who = 0; who < 2; who++) {
                cp_layer room[1];
                cp_layers layers = {room, 1};
                const cp_visitor *visitor = who ? &agreed : &undecided;
                cp_setcookie cookie;
                cp_verdict a, b;

                room[0] = layer_of(declares_both, (cp_enforcement)enforcement);
                cp_setcookie_parse(cp_span_of(lines[i]), &cookie);
                cp_layers_judge(&layers, visitor, &cookie, NOW, &a);
                cp_layers_judge_each(&layers, visitor, &cookie, NOW, &b);
                ok(a.decision.reason == b.decision.reason
                       && a.decision.cookie == b.decision.cookie
                       && cp_span_eq(a.decision.name, b.decision.name)
                       && !a.decision.depends == !b.decision.depends
                       && a.enforced == b.enforced
                       && a.by_enclosing == b.by_enclosing,
                   "one layer: %s", shown_text(p, lines[i]));
            }
        }
    }
}

static const apr_array_header_t *limit(apr_pool_t *p, apr_int64_t seconds)
{
    cp_lifetime one = {"statistical", seconds, "as written"};
    apr_array_header_t *limits = apr_array_make(p, 1, sizeof(one));

    APR_ARRAY_PUSH(limits, cp_lifetime) = one;
    return limits;
}

static void lifetime(apr_pool_t *p)
{
    cp_layer room[3];
    cp_layers layers = {room, 1};

    prepare(p);
    room[0] = layer_of(declares_both, CP_REPORT_ONLY);
    room[0].lifetimes = limit(p, 10);
    is_number(cp_layers_lifetime(&layers, SPAN("x"), "statistical"), 0,
              "ReportOnly limits no lifetime");
    room[1] = layer_of(declares_both, CP_ON);
    layers.n = 2;
    is_number(cp_layers_lifetime(&layers, SPAN("x"), "statistical"),
              CP_MAX_LIFETIME,
              "without a directive the limit of the standard applies");
    room[1].lifetimes = limit(p, 200);
    room[2] = layer_of(declares_both, CP_ON);
    room[2].lifetimes = limit(p, 100);
    layers.n = 3;
    is_number(cp_layers_lifetime(&layers, SPAN("x"), "statistical"), 100,
              "the shortest of the enforcing layers");
    is_number(cp_layers_lifetime(&layers, SPAN("x"), "third-party"),
              CP_MAX_LIFETIME, "another category has its own limit");
    is_number(cp_layers_lifetime(&layers, SPAN("_ga"), "necessary"), 100,
              "a layer that declares the name in another category limits it");
}

static void visible(apr_pool_t *p)
{
    cp_layer room[2];
    cp_layers layers = {room, 2};
    cp_decision d;

    prepare(p);
    room[0] = layer_of(declares_both, CP_ON);
    room[0].hides = 0;
    room[1] = layer_of(declares_both, CP_REPORT_ONLY);
    ok(!cp_layers_hide(&layers, CP_ON), "CookiePolicyRequest pass hides none");
    ok(cp_layers_hide(&layers, CP_REPORT_ONLY), "each enforcement is asked");
    ok(cp_layers_may_see(&layers, CP_ON, &undecided, SPAN("_ga"), 1, &d),
       "a layer that hides none does not judge");
    ok(!cp_layers_may_see(&layers, CP_REPORT_ONLY, &undecided, SPAN("_ga"), 1,
                          &d)
           && d.reason == CP_UNDECIDED,
       "a cookie without consent would be hidden");
    ok(cp_layers_may_see(&layers, CP_REPORT_ONLY, &agreed, SPAN("_ga"), 1, &d),
       "with consent it is visible");
    room[0].hides = 1;
    ok(!cp_layers_may_see(&layers, CP_ON, &undecided, SPAN("x"), 1, &d)
           && d.reason == CP_UNDECLARED,
       "an undeclared cookie is hidden");
    ok(cp_layers_may_see(&layers, CP_ON, &undecided, SPAN("x"), 0, &d),
       "unless the name may be a part of a value");
    ok(!cp_layers_may_see(&layers, CP_ON, &undecided, SPAN("_ga"), 0, &d),
       "a declared name is hidden even then");
    ok(cp_layers_may_see(&layers, CP_ON, &undecided,
                         SPAN("cookies_preferences"), 1, &d),
       "the consent cookie is always visible");
}

static void leftovers(apr_pool_t *p)
{
    cp_layer room[1];
    cp_layers layers = {room, 1};
    cp_policy *elsewhere;

    prepare(p);
    room[0] = layer_of(declares_both, CP_ON);
    ok(cp_layers_hide_leftovers(&layers), "the layer hides and expires");
    ok(cp_layers_leftover(&layers, &undecided, NULL, SPAN("_ga")) != NULL,
       "a declared cookie without consent is a leftover");
    ok(cp_layers_leftover(&layers, &agreed, NULL, SPAN("_ga")) == NULL,
       "with consent it is not");
    ok(cp_layers_leftover(&layers, &undecided, NULL, SPAN("x")) == NULL,
       "an undeclared cookie is not: it may be another site's");
    ok(cp_layers_leftover(&layers, &undecided, NULL,
                          SPAN("cookies_preferences"))
           == NULL,
       "the consent cookie is not");
    elsewhere = cp_policy_make(p);
    declare(p, elsewhere, "necessary", "_ga");
    ok(cp_layers_leftover(&layers, &undecided, elsewhere, SPAN("_ga")) == NULL,
       "a cookie that another part of the site allows is not");
    ok(cp_layers_leftover(&layers, &undecided, declares_both, SPAN("_ga"))
           != NULL,
       "it is if the other part does not allow it either");
    room[0].rules.allow_undeclared = 1;
    ok(cp_layers_leftover(&layers, &undecided, declares_shop, SPAN("_ga"))
           != NULL,
       "allowed because undeclared: that does not count elsewhere");
    room[0].hides = 0;
    ok(!cp_layers_hide_leftovers(&layers), "a layer that expires only");
    room[0].expires = 0;
    ok(cp_layers_hide_leftovers(&layers), "a layer that expires none");
    ok(cp_layers_leftover(&layers, &undecided, NULL, SPAN("_ga")) == NULL,
       "CookiePolicyLeftovers keep keeps it");
    room[0] = layer_of(declares_both, CP_REPORT_ONLY);
    ok(cp_layers_leftover(&layers, &undecided, NULL, SPAN("_ga")) == NULL,
       "ReportOnly keeps it");
}

/* ---- content ---- */

static cp_source_verdict judge_host(const cp_layers *layers,
                                    const cp_visitor *visitor, const char *host)
{
    cp_target t = {SPAN_INIT("https"), {"", 0}, SPAN_INIT("/"), -1, 0, 0};
    cp_source_verdict v;

    t.host = cp_span_of(host);
    cp_layers_judge_source(layers, visitor, &t, &v);
    return v;
}

static void sources(apr_pool_t *p)
{
    cp_layer room[3];
    cp_layers layers = {room, 1}, none = {room, 0};
    cp_policy *with = cp_policy_make(p), *without = cp_policy_make(p);
    cp_source_verdict v;

    prepare(p);
    site_source(p, with, "statistical", "a.example");
    v = judge_host(&none, &undecided, "a.example");
    ok(v.decision.reason == CP_ALLOW && !v.enforced, "no layer");
    room[0] = layer_of(with, CP_ON);
    v = judge_host(&layers, &undecided, "a.example");
    ok(v.decision.reason == CP_UNDECIDED && v.enforced && v.decision.depends,
       "held");
    is_text(p, v.decision.name->text, "a.example", "by its source");
    v = judge_host(&layers, &agreed, "a.example");
    ok(v.decision.reason == CP_ALLOW && v.decision.depends, "allowed");
    v = judge_host(&layers, &undecided, "b.example");
    ok(v.decision.reason == CP_ALLOW && !v.decision.depends, "undeclared");
    room[0].rules.hold_undeclared = 1;
    v = judge_host(&layers, &agreed, "b.example");
    ok(v.decision.reason == CP_UNDECLARED && v.enforced, "undeclared is held");
    room[0] = layer_of(with, CP_REPORT_ONLY);
    v = judge_host(&layers, &undecided, "a.example");
    ok(v.decision.reason == CP_UNDECIDED && !v.enforced, "only reported");
    room[1] = layer_of(without, CP_ON);
    layers.n = 2;
    v = judge_host(&layers, &undecided, "a.example");
    ok(v.decision.reason == CP_UNDECIDED && !v.enforced,
       "a layer that allows it does not enforce it");
    room[1].rules.hold_undeclared = 1;
    v = judge_host(&layers, &undecided, "a.example");
    ok(v.decision.reason == CP_UNDECLARED && v.enforced, "the strictest");
}

static void elements(apr_pool_t *p)
{
    cp_layer room[2];
    cp_layers layers = {room, 1};
    cp_policy *policy = cp_policy_make(p), *other = cp_policy_make(p);
    cp_markup_rule one = {"class", "x", "statistical", 1, NULL};
    cp_markup_rule two = {"class", "x", "third-party", 3, NULL};
    cp_source_verdict v;

    prepare(p);
    room[0] = layer_of(policy, CP_ON);
    cp_layers_judge_categories(&layers, &undecided, STATISTICAL, &v);
    ok(v.decision.reason == CP_UNDECIDED && v.enforced && v.decision.place == 1,
       "held by its category");
    cp_layers_judge_categories(&layers, &agreed, STATISTICAL | CP_SET(0), &v);
    is_number(v.decision.reason, CP_ALLOW, "both are allowed");
    cp_layers_judge_categories(&layers, &agreed, STATISTICAL | CP_SET(3), &v);
    ok(v.decision.reason == CP_UNDECIDED && v.decision.place == 3,
       "one is not");
    cp_layers_judge_categories(&layers, &agreed, 0, &v);
    is_number(v.decision.reason, CP_UNDECLARED, "of no category");
    is_number(cp_layers_marked(&layers, SPAN("class"), SPAN("x")), 0,
              "no rule");
    cp_markup_rule_add(policy, &one);
    cp_markup_rule_add(other, &two);
    room[1] = layer_of(other, CP_ON);
    is_number(cp_layers_marked(&layers, SPAN("class"), SPAN("x")), CP_SET(1),
              "a rule");
    layers.n = 2;
    is_number(cp_layers_marked(&layers, SPAN("class"), SPAN("x")),
              CP_SET(1) | CP_SET(3), "of each layer");
}

/* `policy` is that of the only layer, and has a source of "statistical". */
static void with_content(apr_pool_t *p, cp_layers *layers, cp_policy *policy)
{
    cp_rules *rules = &layers->list[0].rules;
    apr_uint32_t before = cp_layers_content(layers), after;

    ok(before != 0, "sources have a number");
    site_source(p, policy, "statistical", "b.example");
    after = cp_layers_content(layers);
    ok(after != 0 && after != before, "another one with another source");
    rules->hold_undeclared = 1;
    ok(cp_layers_content(layers) != after, "and if undeclared ones are held");
    rules->policy = NULL;
    ok(cp_layers_content(layers) != 0, "also without a source");
    rules->hold_undeclared = 0;
    is_number(cp_layers_content(layers), 0, "without content it is 0");
    rules->policy = policy;
}

static void holding(apr_pool_t *p)
{
    cp_layer room[2];
    cp_layers layers = {room, 0};
    cp_policy *policy = cp_policy_make(p);
    cp_markup_rule rule = {"class", NULL, "statistical", 1, NULL};

    prepare(p);
    ok(!cp_layers_hold(&layers, &undecided), "no layer");
    layers.n = 1;
    room[0] = layer_of(declares_both, CP_ON);
    ok(!cp_layers_hold(&layers, &undecided), "nothing is declared");
    room[0].rules.hold_undeclared = 1;
    ok(cp_layers_hold(&layers, &agreed), "undeclared sources are held");
    room[0] = layer_of(policy, CP_ON);
    site_source(p, policy, "necessary", "pay.example");
    ok(!cp_layers_hold(&layers, &undecided), "nothing that needs consent");
    site_source(p, policy, "statistical", "a.example");
    ok(cp_layers_hold(&layers, &undecided), "a source");
    ok(!cp_layers_hold(&layers, &agreed), "of an allowed category");
    with_content(p, &layers, policy);
    ok(cp_layers_hold(&layers, &cp_visitor_anybody), "for all visitors");
    categories->asked = STATISTICAL | CP_SET(2);
    ok(cp_layers_hold(&layers, &agreed),
       "elements of another category that is asked about");
    categories->asked = STATISTICAL;
    ok(!cp_layers_hold(&layers, &agreed), "all that is asked about is allowed");
    declare(p, policy, "third-party", "ad");
    ok(cp_layers_hold(&layers, &agreed),
       "elements of a category that only an .htaccess file asks about");
    policy = cp_policy_make(p);
    room[0] = layer_of(policy, CP_ON);
    site_source(p, policy, "statistical", "a.example");
    layers.n = 2;
    room[1] = layer_of(declares_both, CP_ON);
    ok(cp_layers_hold(&layers, &undecided), "by one layer");
    cp_markup_rule_add(policy, &rule);
    ok(cp_layers_hold(&layers, &agreed), "marked elements are released");
}

int main(void)
{
    static const tap_group groups[] = {
        {"the list", list},           {"differences", differences},
        {"the strictest", strictest}, {"depends", depends},
        {"one layer", one_layer},     {"lifetimes", lifetime},
        {"visible", visible},         {"leftovers", leftovers},
        {"sources", sources},         {"elements", elements},
        {"holding", holding},         {NULL, NULL}};
    return tap_run(groups);
}
