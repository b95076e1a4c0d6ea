/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the module's own security policy. */
#include "core/policy/cp_policy_field.h"

#include "site.h"

#define ALWAYS                                                             \
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' " \
    "data: blob: mediastream: filesystem:"

static cp_categories *categories;

static void declare(apr_pool_t *p, cp_policy *policy, const char *category,
                    const char *written)
{
    cp_source *source = apr_pcalloc(p, sizeof(*source));
    cp_source_name *name = apr_pcalloc(p, sizeof(*name));

    source->category = category;
    source->place = cp_categories_find(categories, cp_span_of(category));
    source->sources = apr_array_make(p, 1, sizeof(const cp_source_name *));
    APR_ARRAY_PUSH(source->sources, const cp_source_name *) = name;
    is_text(p, cp_source_name_parse(p, written, name), NULL, "%s is a source",
            written);
    name->source = source;
    cp_sources_add(policy, source);
}

static cp_layer layer_of(const cp_policy *policy)
{
    cp_layer layer;

    memset(&layer, 0, sizeof(layer));
    layer.rules.categories = categories;
    layer.rules.policy = policy;
    layer.rules.hold_undeclared = 1;
    layer.enforcement = CP_ON;
    return layer;
}

static cp_visitor visitor_with(cp_set granted)
{
    cp_visitor visitor;

    memset(&visitor, 0, sizeof(visitor));
    visitor.consent.decided = granted != 0;
    visitor.consent.granted = granted;
    return visitor;
}

static void one_layer(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    cp_layer layer;
    cp_layers layers = {&layer, 1};
    cp_visitor nobody = visitor_with(0), agreed;

    categories = cp_categories_make(p);
    agreed = visitor_with(
        CP_SET(cp_categories_find(categories, SPAN("statistical"))));
    layer = layer_of(NULL);
    is_text(p, cp_policy_field(p, &layers, &nobody, 1), ALWAYS,
            "nothing is declared");
    declare(p, policy, "necessary", "https://pay.example/v1/");
    declare(p, policy, "statistical", "*.COUNT.example:8443");
    declare(p, policy, "third-party", "ads.example");
    declare(p, policy, "statistical", "/stats/");
    declare(p, policy, "nobody", "lost.example");
    layer = layer_of(policy);
    is_text(p, cp_policy_field(p, &layers, &nobody, 0),
            ALWAYS " https://pay.example/v1/", "an undecided visitor");
    is_text(p, cp_policy_field(p, &layers, &agreed, 0),
            ALWAYS " https://pay.example/v1/ *.count.example:8443 "
                   "wss://*.count.example:8443",
            "a source without a scheme also matches WebSockets");
    is_text(p, cp_policy_field(p, &layers, &agreed, 1),
            ALWAYS " https://pay.example/v1/ *.count.example:8443 "
                   "https://*.count.example:8443 ws://*.count.example:8443 "
                   "wss://*.count.example:8443",
            "over http each scheme is named");
    ok(cp_policy_field_is_needed(&layers), "the field is needed");
    layer.enforcement = CP_REPORT_ONLY;
    ok(!cp_policy_field_is_needed(&layers)
           && cp_policy_field(p, &layers, &nobody, 1) == NULL,
       "ReportOnly has no field");
    layer = layer_of(policy);
    layer.rules.hold_undeclared = 0;
    ok(!cp_policy_field_is_needed(&layers)
           && cp_policy_field(p, &layers, &nobody, 1) == NULL,
       "undeclared sources are allowed: no field");
}

static void scopes(apr_pool_t *p)
{
    cp_policy *around = cp_policy_make(p), *near = cp_policy_make(p);
    cp_layer room[3];
    cp_layers layers = {room, 2};
    cp_visitor nobody = visitor_with(0);

    categories = cp_categories_make(p);
    declare(p, around, "necessary", "http://a.example");
    declare(p, around, "statistical", "http://b.example");
    declare(p, near, "third-party", "http://a.example");
    declare(p, near, "necessary", "http://b.example");
    declare(p, near, "necessary", "http://c.example");
    room[0] = layer_of(cp_policy_merge(p, around, near));
    room[1] = layer_of(around);
    room[2] = layer_of(NULL);
    is_text(p, cp_policy_field(p, &layers, &nobody, 0),
            ALWAYS " http://b.example http://c.example, " ALWAYS
                   " http://a.example",
            "the nearer declaration counts, and each layer has a policy");
    room[1].rules.hold_undeclared = 0;
    is_text(p, cp_policy_field(p, &layers, &nobody, 0),
            ALWAYS " http://b.example http://c.example",
            "a layer that allows undeclared sources has none");
    layers.n = 0;
    ok(!cp_policy_field_is_needed(&layers), "no layer, no field");
}

static void reports(apr_pool_t *p)
{
    is_text(p, cp_policy_report_field(p, "/cookie-policy/report", NULL),
            ALWAYS "; report-uri /cookie-policy/report", "an address");
    is_text(p, cp_policy_report_field(p, "/a,b c/report", "name"),
            ALWAYS "; report-uri /a%2Cb%20c/report; report-to name",
            "an endpoint, and bytes that would end the address");
}

int main(void)
{
    static const tap_group groups[] = {{"one layer", one_layer},
                                       {"scopes", scopes},
                                       {"reports", reports},
                                       {NULL, NULL}};
    return tap_run(groups);
}
