/* SPDX-License-Identifier: Apache-2.0 */
/* The layers of a request; see the header. */
#include "core/policy/cp_layers.h"

#include <string.h>

#include "core/policy/cp_duration.h"

/* ---- the list ---- */

static int is_same(const cp_layer *a, const cp_layer *b)
{
    return a->rules.policy == b->rules.policy
        && a->rules.allow_undeclared == b->rules.allow_undeclared
        && a->rules.hold_undeclared == b->rules.hold_undeclared
        && a->enforcement == b->enforcement && a->hides == b->hides
        && a->expires == b->expires && a->lifetimes == b->lifetimes;
}

int cp_layers_keep(cp_layers *layers)
{
    const cp_layer *layer = &layers->list[layers->n];
    int i;

    if (layer->enforcement == CP_OFF) {
        return 0;
    }
    for (i = 0; i < layers->n; i++) {
        if (is_same(&layers->list[i], layer)) {
            return 0;
        }
    }
    layers->n++;
    return 1;
}

cp_enforcement cp_layers_enforcement(const cp_layers *layers)
{
    cp_enforcement strictest = CP_OFF;
    int i;

    for (i = 0; i < layers->n; i++) {
        if (layers->list[i].enforcement > strictest) {
            strictest = layers->list[i].enforcement;
        }
    }
    return strictest;
}

/* ---- cookies of the response ---- */

void cp_layers_judge_each(const cp_layers *layers, const cp_visitor *visitor,
                          const cp_setcookie *cookie, apr_int64_t now,
                          cp_verdict *out)
{
    int depends = 0, i;

    out->enforced = 0;
    out->by_enclosing = 0;
    for (i = 0; i < layers->n && !out->enforced; i++) {
        const cp_layer *layer = &layers->list[i];
        cp_decision d;

        cp_decide_set_cookie(&layer->rules, visitor, cookie, now, &d);
        depends |= d.depends;
        if (i > 0 && d.reason == CP_ALLOW) {
            continue; /* the reason of an earlier layer, if any, remains */
        }
        if (i > 0 && layer->enclosing && out->decision.reason == CP_ALLOW) {
            out->by_enclosing = 1;
        }
        out->decision = d;
        out->enforced = d.reason != CP_ALLOW && layer->enforcement == CP_ON;
    }
    out->decision.depends = depends;
}

cp_decision cp_layers_judge_script(const cp_layers *layers,
                                   const cp_visitor *visitor, cp_span name)
{
    cp_decision d = {CP_ALLOW, name, NULL, 0, NULL};
    int i;

    for (i = 0; i < layers->n && d.reason == CP_ALLOW; i++) {
        if (layers->list[i].enforcement == CP_ON) {
            d = cp_decide_script(&layers->list[i].rules, visitor, name);
        }
    }
    return d;
}

static apr_int64_t lifetime_of(const cp_layer *layer, const char *category)
{
    const cp_lifetime *limit = cp_lifetime_find(layer->lifetimes, category);

    return limit ? limit->seconds : CP_MAX_LIFETIME;
}

/* The shorter one of both categories: that of the decision, and that of the
 * layer's own declaration of the name. */
static apr_int64_t lifetime_in(const cp_layer *layer, cp_span name,
                               const char *category)
{
    const cp_rules *rules = &layer->rules;
    const cp_cookie *own =
        rules->policy != NULL && layer->lifetimes != NULL
            ? cp_policy_match(rules->policy, name, rules->budget)
            : NULL;
    apr_int64_t limit = lifetime_of(layer, category);
    apr_int64_t own_limit = own ? lifetime_of(layer, own->category) : limit;

    return own_limit < limit ? own_limit : limit;
}

apr_int64_t cp_layers_lifetime(const cp_layers *layers, cp_span name,
                               const char *category)
{
    apr_int64_t shortest = 0;
    int i;

    for (i = 0; i < layers->n; i++) {
        if (layers->list[i].enforcement == CP_ON) {
            apr_int64_t one = lifetime_in(&layers->list[i], name, category);

            shortest = shortest == 0 || one < shortest ? one : shortest;
        }
    }
    return shortest;
}

unsigned cp_layers_adds(const cp_layers *layers, cp_span name)
{
    unsigned adds = 0;
    int i;

    for (i = 0; i < layers->n; i++) {
        const cp_rules *rules = &layers->list[i].rules;

        if (layers->list[i].enforcement == CP_ON && rules->policy != NULL
            && rules->policy->adds != 0) {
            const cp_cookie *cookie =
                cp_policy_match(rules->policy, name, rules->budget);

            adds |= cookie ? cookie->adds : 0;
        }
    }
    return adds;
}

/* ---- cookies of the request ---- */

static int is_consent(const cp_layers *layers, cp_span name)
{
    return layers->n > 0 && cp_rules_is_consent(&layers->list->rules, name);
}

static inline int layer_hides(const cp_layer *layer, cp_enforcement enforcement)
{
    return layer->enforcement == enforcement && layer->hides;
}

int cp_layers_hide(const cp_layers *layers, cp_enforcement enforcement)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (layer_hides(&layers->list[i], enforcement)) {
            return 1;
        }
    }
    return 0;
}

int cp_layers_may_see(const cp_layers *layers, cp_enforcement enforcement,
                      const cp_visitor *visitor, cp_span name, int sure,
                      cp_decision *decision)
{
    int i;

    if (is_consent(layers, name)) {
        return 1;
    }
    for (i = 0; i < layers->n; i++) {
        const cp_layer *layer = &layers->list[i];

        if (!layer_hides(layer, enforcement)) {
            continue;
        }
        *decision = cp_decide(&layer->rules, visitor, name);
        if (decision->reason != CP_ALLOW
            && (sure || decision->cookie != NULL)) {
            return 0;
        }
    }
    return 1;
}

/* ---- leftovers ---- */

int cp_layers_hide_leftovers(const cp_layers *layers)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (layers->list[i].expires && !layers->list[i].hides) {
            return 0;
        }
    }
    return 1;
}

/* Another part of the site may need the cookie that is a leftover here. */
static int is_allowed_elsewhere(const cp_layer *here, const cp_visitor *visitor,
                                const cp_policy *sections, cp_span name)
{
    cp_rules rules = here->rules;
    cp_decision d;

    if (sections == NULL) {
        return 0;
    }
    rules.policy = sections;
    rules.allow_undeclared = 0;
    d = cp_decide(&rules, visitor, name);
    return d.cookie != NULL && d.reason == CP_ALLOW;
}

const cp_cookie *cp_layers_leftover(const cp_layers *layers,
                                    const cp_visitor *visitor,
                                    const cp_policy *sections, cp_span name)
{
    int i;

    if (is_consent(layers, name)) {
        return NULL;
    }
    for (i = 0; i < layers->n; i++) {
        const cp_layer *layer = &layers->list[i];
        cp_decision d;

        if (layer->enforcement != CP_ON || !layer->expires) {
            continue;
        }
        d = cp_decide(&layer->rules, visitor, name);
        if (d.cookie != NULL && d.reason != CP_ALLOW) {
            return is_allowed_elsewhere(layer, visitor, sections, name)
                     ? NULL
                     : d.cookie;
        }
    }
    return NULL;
}

/* ---- content ---- */

static const cp_source_verdict allowed = {{CP_ALLOW, NULL, -1, 0}, 0};

/* Adds the decision of a layer. A reason that is enforced is the last word. */
static void add_decision(cp_source_verdict *v, const cp_layer *layer,
                         const cp_source_decision *d)
{
    int depends = v->decision.depends | d->depends;

    if (!v->enforced
        && (d->reason != CP_ALLOW || v->decision.reason == CP_ALLOW)) {
        v->decision = *d;
        v->enforced = d->reason != CP_ALLOW && layer->enforcement == CP_ON;
    }
    v->decision.depends = depends;
}

void cp_layers_judge_source(const cp_layers *layers, const cp_visitor *visitor,
                            const cp_target *target, cp_source_verdict *out)
{
    int i;

    *out = allowed;
    for (i = 0; i < layers->n && !out->enforced; i++) {
        const cp_layer *layer = &layers->list[i];
        cp_source_decision d = cp_decide_source(&layer->rules, visitor, target);

        add_decision(out, layer, &d);
    }
}

int cp_layers_any_path(const cp_layers *layers)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (cp_sources_any_path(layers->list[i].rules.policy)) {
            return 1;
        }
    }
    return 0;
}

int cp_layers_by_origin(const cp_layers *layers)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (!cp_sources_by_origin(layers->list[i].rules.policy)) {
            return 0;
        }
    }
    return 1;
}

void cp_layers_judge_categories(const cp_layers *layers,
                                const cp_visitor *visitor, cp_set categories,
                                cp_source_verdict *out)
{
    int i, place;

    *out = allowed;
    for (i = 0; i < layers->n && !out->enforced; i++) {
        const cp_layer *layer = &layers->list[i];

        for (place = categories ? 0 : -1;
             place < layer->rules.categories->n && !out->enforced; place++) {
            if (place < 0 || (categories & CP_SET(place))) {
                cp_source_decision d =
                    cp_decide_category(&layer->rules, visitor, place);

                add_decision(out, layer, &d);
            }
        }
    }
}

static void add_need(const cp_source_decision *d, cp_needs *needs)
{
    if (d->reason != CP_ALLOW && d->place >= 0) {
        needs->categories |= CP_SET(d->place);
    }
    needs->never |= d->reason != CP_ALLOW && d->place < 0;
}

void cp_layers_source_needs(const cp_layers *layers, const cp_visitor *visitor,
                            const cp_target *target, cp_needs *needs)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        const cp_layer *layer = &layers->list[i];

        if (layer->enforcement == CP_ON) {
            cp_source_decision d =
                cp_decide_source(&layer->rules, visitor, target);

            add_need(&d, needs);
        }
    }
}

void cp_layers_categories_needs(const cp_layers *layers,
                                const cp_visitor *visitor, cp_set categories,
                                cp_needs *needs)
{
    int i, place;

    needs->never |= categories == 0;
    for (i = 0; i < layers->n; i++) {
        const cp_rules *rules = &layers->list[i].rules;

        for (place = 0; place < rules->categories->n; place++) {
            if (layers->list[i].enforcement == CP_ON
                && categories & CP_SET(place)) {
                cp_source_decision d =
                    cp_decide_category(rules, visitor, place);

                add_need(&d, needs);
            }
        }
    }
}

cp_set cp_layers_marked(const cp_layers *layers, cp_span attribute,
                        cp_span value)
{
    cp_set set = 0;
    int i;

    for (i = 0; i < layers->n; i++) {
        set |= cp_markup_rule_match(layers->list[i].rules.policy, attribute,
                                    value);
    }
    return set;
}

apr_uint32_t cp_layers_content(const cp_layers *layers)
{
    apr_uint32_t content = 0;
    int i;

    for (i = 0; i < layers->n; i++) {
        apr_uint32_t own = cp_rules_content(&layers->list[i].rules);

        if (own != 0) {
            content = content * 16777619u ^ own;
            content += content == 0;
        }
    }
    return content;
}

/* A page can name any category (data-cookie-policy-category), so those without
 * a source count, too. */
int cp_rules_hold(const cp_rules *rules, const cp_visitor *visitor)
{
    const cp_categories *all = rules->categories;
    const cp_policy *policy = rules->policy;

    return rules->hold_undeclared || cp_markup_rule_any(policy)
        || (cp_sources_any(policy)
            && !cp_visitor_allows_each(
                all, visitor,
                cp_sources_categories(policy)
                    | ((all->asked | cp_policy_waiting(policy))
                       & all->optional)));
}
