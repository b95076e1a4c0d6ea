/* SPDX-License-Identifier: Apache-2.0 */
/* The rule for one Set-Cookie field, with one layer and with several. */
#include "core/policy/cp_field.h"

#include "core/policy/cp_duration.h"

#include "tap.h"

#define NOW ((apr_int64_t)1764000000)
#define STATISTICAL CP_SET(1)

/* A year; longer than 400 days. */
#define YEAR "31536000"
#define YEARS "63072000"

/* The attributes that cookies may get. */
static unsigned addable;

static cp_categories *categories;
static cp_policy *policy;

static void declare(apr_pool_t *p, const char *category, const char *name)
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
    policy = cp_policy_make(p);
    declare(p, "necessary", "shop");
    declare(p, "statistical", "_ga");
    declare(p, "necessary", "choice");
}

static cp_layer layer_of(cp_enforcement enforcement)
{
    cp_layer layer;

    memset(&layer, 0, sizeof(layer));
    layer.rules.categories = categories;
    layer.rules.policy = policy;
    layer.rules.consent_cookie = SPAN("choice");
    layer.enforcement = enforcement;
    return layer;
}

/* The limit of 60 s for statistical cookies. */
static apr_array_header_t *a_minute(apr_pool_t *p)
{
    apr_array_header_t *list = apr_array_make(p, 1, sizeof(cp_lifetime));
    cp_lifetime *one = apr_array_push(list);

    one->category = "statistical";
    one->seconds = 60;
    return list;
}

static const struct {
    const char *what;
    cp_enforcement enforcement;
    int granted; /* statistical cookies */
    cp_field_name name;
    const char *value;
    cp_field_outcome outcome;
    const char *sent; /* NULL: dropped */
    cp_reason_e reason;
} cases[] = {
    {"an exempt cookie", CP_ON, 0, CP_SET_COOKIE, "shop=1", CP_FIELD_SENT,
     "shop=1", CP_ALLOW},
    {"without consent", CP_ON, 0, CP_SET_COOKIE, "_ga=1", CP_FIELD_SUPPRESSED,
     NULL, CP_UNDECIDED},
    {"with consent", CP_ON, 1, CP_SET_COOKIE, "_ga=1", CP_FIELD_SENT, "_ga=1",
     CP_ALLOW},
    {"an undeclared cookie", CP_ON, 1, CP_SET_COOKIE, "x=1",
     CP_FIELD_SUPPRESSED, NULL, CP_UNDECLARED},
    {"ReportOnly", CP_REPORT_ONLY, 0, CP_SET_COOKIE, "_ga=1; Max-Age=" YEARS,
     CP_FIELD_REPORTED, "_ga=1; Max-Age=" YEARS, CP_UNDECIDED},
    {"a deletion", CP_ON, 0, CP_SET_COOKIE, "_ga=; Max-Age=0", CP_FIELD_SENT,
     "_ga=; Max-Age=0", CP_ALLOW},
    {"an ambiguous deletion", CP_ON, 0, CP_SET_COOKIE,
     "_ga=; Max-Age=0; Max-Age=x", CP_FIELD_SUPPRESSED, NULL, CP_UNDECIDED},
    {"a control character", CP_ON, 0, CP_SET_COOKIE, "shop=1\x01",
     CP_FIELD_SUPPRESSED, NULL, CP_MALFORMED},
    {"a cookie after a comma", CP_ON, 0, CP_SET_COOKIE, "shop=1, _ga=2",
     CP_FIELD_SUPPRESSED, NULL, CP_UNDECIDED},
    {"Set-Cookie2", CP_ON, 1, CP_SET_COOKIE2, "shop=1", CP_FIELD_SUPPRESSED,
     NULL, CP_MALFORMED},
    {"Set-Cookie2, a deletion", CP_ON, 1, CP_SET_COOKIE2, "shop=; Max-Age=0",
     CP_FIELD_SUPPRESSED, NULL, CP_MALFORMED},
    {"Set-Cookie2 under ReportOnly", CP_REPORT_ONLY, 1, CP_SET_COOKIE2,
     "shop=1", CP_FIELD_REPORTED, "shop=1", CP_MALFORMED},
    {"a short lifetime", CP_ON, 0, CP_SET_COOKIE, "shop=1; Max-Age=" YEAR,
     CP_FIELD_SENT, "shop=1; Max-Age=" YEAR, CP_ALLOW},
    {"a long lifetime", CP_ON, 0, CP_SET_COOKIE, "shop=1; Max-Age=" YEARS "; X",
     CP_FIELD_LIMITED, "shop=1; X; Max-Age=34560000", CP_ALLOW},
    {"a long lifetime under ReportOnly", CP_REPORT_ONLY, 0, CP_SET_COOKIE,
     "shop=1; Max-Age=" YEARS, CP_FIELD_SENT, "shop=1; Max-Age=" YEARS,
     CP_ALLOW},
    {"the lifetime of the consent cookie", CP_ON, 0, CP_SET_COOKIE,
     "choice=1; Max-Age=" YEARS, CP_FIELD_SENT, "choice=1; Max-Age=" YEARS,
     CP_ALLOW},
};

static cp_field judge(apr_pool_t *p, const cp_layers *layers,
                      const cp_visitor *visitor, const char *cookie_field,
                      cp_field_name name, const char *value)
{
    cp_field_rules rules = {layers,
                            visitor,
                            cookie_field,
                            NOW,
                            NOW,
                            addable,
                            cp_field_common_limit(layers)};
    cp_field f;

    cp_field_judge(p, &rules, name, cp_span_of(value), &f);
    return f;
}

/* Each case runs with one layer, which takes the fast path of the limit, and
 * with the same layer twice, which takes the general one. */
static void one_layer(apr_pool_t *p)
{
    apr_size_t i;
    int n;

    prepare(p);
    for (i = 0; i < TAP_COUNT(cases); i++) {
        cp_layer list[2] = {layer_of(cases[i].enforcement),
                            layer_of(cases[i].enforcement)};
        cp_visitor visitor = {{0}, 0};

        visitor.consent.decided = cases[i].granted;
        visitor.consent.granted = cases[i].granted ? STATISTICAL : 0;
        for (n = 1; n <= 2; n++) {
            cp_layers layers = {list, n};
            cp_field f = judge(p, &layers, &visitor, NULL, cases[i].name,
                               cases[i].value);

            is_number(f.outcome, cases[i].outcome, "%s: outcome, %d layers",
                      cases[i].what, n);
            is_text(p, f.sent.s, cases[i].sent, "%s: value, %d layers",
                    cases[i].what, n);
            is_number(f.verdict.decision.reason, cases[i].reason,
                      "%s: reason, %d layers", cases[i].what, n);
            ok((f.sent.s == cases[i].value)
                   == (f.outcome == CP_FIELD_SENT
                       || f.outcome == CP_FIELD_REPORTED),
               "%s: same pointer, %d layers", cases[i].what, n);
        }
    }
}

static void several_layers(apr_pool_t *p)
{
    cp_layer list[2];
    cp_layers layers = {list, 2};
    cp_visitor undecided = {{0}, 0};
    cp_field f;

    prepare(p);
    list[0] = layer_of(CP_REPORT_ONLY);
    list[1] = layer_of(CP_ON);
    f = judge(p, &layers, &undecided, NULL, CP_SET_COOKIE, "_ga=1");
    is_number(f.outcome, CP_FIELD_SUPPRESSED, "one layer enforces");
    ok(f.verdict.decision.depends, "the field depends on the choice");
    f = judge(p, &layers, &undecided, NULL, CP_SET_COOKIE2, "shop=1");
    is_number(f.outcome, CP_FIELD_SUPPRESSED, "Set-Cookie2, too");
    f = judge(p, &layers, &undecided, NULL, CP_SET_COOKIE,
              "shop=1; Max-Age=" YEARS);
    is_text(p, f.sent.s, "shop=1; Max-Age=34560000", "and limits lifetimes");
}

static void renewals(apr_pool_t *p)
{
    cp_layer layer;
    cp_layers layers = {&layer, 1};
    cp_visitor visitor = {{0}, 0};
    cp_field f;

    prepare(p);
    layer = layer_of(CP_ON);
    layer.lifetimes = a_minute(p);
    visitor.consent.decided = 1;
    visitor.consent.granted = STATISTICAL;
    visitor.consent.time = NOW - 20;
    f = judge(p, &layers, &visitor, NULL, CP_SET_COOKIE, "_ga=1; Max-Age=90");
    is_number(f.outcome, CP_FIELD_LIMITED, "a limit of a category");
    is_text(p, f.sent.s, "_ga=1; Max-Age=60", "a new cookie");
    f = judge(p, &layers, &visitor, "_ga=1", CP_SET_COOKIE,
              "_ga=1; Max-Age=90");
    is_text(p, f.sent.s, "_ga=1; Max-Age=40", "a stored cookie");
    visitor.consent.time = NOW - 60;
    f = judge(p, &layers, &visitor, "_ga=1", CP_SET_COOKIE,
              "_ga=1; Max-Age=90");
    is_number(f.outcome, CP_FIELD_RENEWAL, "only a renewal");
    ok(f.sent.s == NULL, "is dropped");
}

/* ---- attributes of the declaration ---- */

static void declare_adds(apr_pool_t *p, const char *category, const char *name,
                         unsigned adds)
{
    const apr_array_header_t *all;

    declare(p, category, name);
    all = cp_policy_cookies(p, policy);
    APR_ARRAY_IDX(all, all->nelts - 1, cp_cookie *)->adds = adds;
    policy->adds |= adds;
}

static const struct {
    const char *what;
    unsigned addable;
    cp_enforcement enforcement;
    const char *value;
    cp_field_outcome outcome;
    const char *sent; /* NULL: dropped */
} additions[] = {
    {"all attributes", CP_ADD_ALL, CP_ON, "sid=1", CP_FIELD_COMPLETED,
     "sid=1; Secure; HttpOnly; SameSite=Strict"},
    {"without Secure, as over http", CP_ADD_ALL & ~CP_ADD_SECURE, CP_ON,
     "sid=1", CP_FIELD_COMPLETED, "sid=1; HttpOnly; SameSite=Strict"},
    {"nothing may be added", 0, CP_ON, "sid=1", CP_FIELD_SENT, "sid=1"},
    {"nothing is missing", CP_ADD_ALL, CP_ON,
     "sid=1; secure; httponly; samesite=none", CP_FIELD_SENT,
     "sid=1; secure; httponly; samesite=none"},
    {"another SameSite", CP_ADD_ALL, CP_ON, "sid=1; SameSite=Lax; Path=/",
     CP_FIELD_COMPLETED, "sid=1; SameSite=Lax; Path=/; Secure; HttpOnly"},
    {"a deletion", CP_ADD_ALL, CP_ON, "sid=; Max-Age=0", CP_FIELD_COMPLETED,
     "sid=; Max-Age=0; Secure; HttpOnly"},
    {"a lifetime that is limited, too", CP_ADD_ALL, CP_ON,
     "sid=1; Max-Age=" YEARS, CP_FIELD_LIMITED,
     "sid=1; Max-Age=34560000; Secure; HttpOnly; SameSite=Strict"},
    {"another cookie", CP_ADD_ALL, CP_ON, "shop=1", CP_FIELD_SENT, "shop=1"},
    {"an undeclared one", CP_ADD_ALL, CP_ON, "x=1", CP_FIELD_SUPPRESSED, NULL},
    {"the consent cookie", CP_ADD_ALL, CP_ON, "choice=1", CP_FIELD_SENT,
     "choice=1"},
    {"a deletion without consent", CP_ADD_ALL, CP_ON, "stat=; Max-Age=0",
     CP_FIELD_COMPLETED, "stat=; Max-Age=0; Secure"},
    {"no consent", CP_ADD_ALL, CP_ON, "stat=1", CP_FIELD_SUPPRESSED, NULL},
    {"ReportOnly", CP_ADD_ALL, CP_REPORT_ONLY, "sid=1", CP_FIELD_SENT, "sid=1"},
};

static void added(apr_pool_t *p)
{
    cp_visitor undecided = {{0}, 0};
    apr_size_t i;
    int n;

    prepare(p);
    declare_adds(p, "necessary", "sid",
                 CP_ADD_SECURE | CP_ADD_HTTPONLY | CP_ADD_STRICT);
    declare_adds(p, "statistical", "stat", CP_ADD_SECURE);
    declare_adds(p, "necessary", "choice", CP_ADD_ALL);
    for (i = 0; i < TAP_COUNT(additions); i++) {
        cp_layer list[2] = {layer_of(additions[i].enforcement),
                            layer_of(additions[i].enforcement)};

        addable = additions[i].addable;
        for (n = 1; n <= 2; n++) {
            cp_layers layers = {list, n};
            cp_field f = judge(p, &layers, &undecided, NULL, CP_SET_COOKIE,
                               additions[i].value);

            is_number(f.outcome, additions[i].outcome, "%s: outcome, %d layers",
                      additions[i].what, n);
            is_text(p, f.sent.s, additions[i].sent, "%s: value, %d layers",
                    additions[i].what, n);
            if (f.sent.s != NULL && n == 1) {
                const char *sent = f.sent.s;

                f = judge(p, &layers, &undecided, NULL, CP_SET_COOKIE, sent);
                ok(f.sent.s == sent, "%s: once more", additions[i].what);
            }
        }
    }
    addable = 0;
}

/* Each layer adds the attributes of its own declaration. */
static void added_by_layers(apr_pool_t *p)
{
    cp_policy *other;
    cp_layer list[2];
    cp_layers layers = {list, 2};
    cp_visitor undecided = {{0}, 0};
    cp_field f;

    prepare(p);
    declare_adds(p, "necessary", "sid", CP_ADD_SECURE | CP_ADD_LAX);
    other = policy;
    policy = cp_policy_make(p);
    declare_adds(p, "necessary", "sid", CP_ADD_HTTPONLY | CP_ADD_STRICT);
    list[0] = layer_of(CP_ON);
    list[1] = layer_of(CP_ON);
    list[1].rules.policy = other;
    is_number(cp_layers_any_adds(&layers), CP_ADD_ALL, "any attribute");
    is_text(p, cp_attributes_text(p, cp_layers_adds(&layers, SPAN("sid"))),
            "; Secure; HttpOnly; SameSite=Strict",
            "the attributes of both, and the stricter SameSite");
    is_number(cp_layers_adds(&layers, SPAN("shop")), 0, "another cookie");
    list[0].enforcement = CP_REPORT_ONLY;
    is_number(cp_layers_adds(&layers, SPAN("sid")), CP_ADD_SECURE | CP_ADD_LAX,
              "a layer that only reports adds nothing");
    is_number(cp_layers_any_adds(&layers), CP_ADD_SECURE | CP_ADD_LAX,
              "to no cookie");
    list[0].rules.policy = cp_policy_make(p); /* it declares nothing */
    addable = CP_ADD_ALL;
    f = judge(p, &layers, &undecided, NULL, CP_SET_COOKIE, "sid=1");
    is_number(f.outcome, CP_FIELD_REPORTED, "ReportOnly has a reason");
    is_text(p, f.sent.s, "sid=1; Secure; SameSite=Lax",
            "the other layer adds its attributes nevertheless");
    addable = 0;
    is_number(cp_policy_merge(p, other, policy)->adds, CP_ADD_ALL,
              "a merged policy knows the attributes of both scopes");
}

int main(void)
{
    static const tap_group groups[] = {
        {"one layer", one_layer},       {"several layers", several_layers},
        {"renewals", renewals},         {"attributes", added},
        {"of layers", added_by_layers}, {NULL, NULL}};
    return tap_run(groups);
}
