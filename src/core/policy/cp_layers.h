/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layers of a request: the scopes of the configuration that have a say in
 * it. One request has one layer. A chain of internal redirects has those of all
 * its requests, because cookies of the first response travel with the last one.
 * Under CookiePolicyLock the enclosing scopes are layers, too. Each layer
 * judges for itself, and the strictest verdict counts.
 */
#ifndef CP_LAYERS_H
#define CP_LAYERS_H

#include <apr_tables.h>

#include "core/policy/cp_decide.h"
#include "core/policy/cp_markup_rule.h"
#include "core/policy/cp_sources.h"

/** The word of CookiePolicy, ordered from weak to strict. */
typedef enum { CP_OFF, CP_REPORT_ONLY, CP_ON } cp_enforcement;

/** One scope. All of it is borrowed. */
typedef struct cp_layer {
    cp_rules rules;
    cp_enforcement enforcement; /* not CP_OFF */
    int hides;   /* it hides cookies of the request (CookiePolicyRequest) */
    int expires; /* it expires leftovers (CookiePolicyLeftovers) */
    /* Under CookiePolicyLock: it has the declarations of an enclosing scope. */
    int enclosing;
    /* cp_lifetime of CookiePolicyMaxLifetime, the nearest scope last; NULL if
     * only CP_MAX_LIFETIME applies. */
    const apr_array_header_t *lifetimes;
    const void *scope; /* the caller's record of the scope, for its log */
} cp_layer;

/** All layers, in the order in which they judge: the nearest one first. */
typedef struct cp_layers {
    cp_layer *list; /* the caller provides the room */
    int n;
} cp_layers;

/** The verdict of all layers about one Set-Cookie field. */
typedef struct cp_verdict {
    cp_decision decision; /* `depends` is that of any layer */
    int enforced; /* suppress the cookie; else, if a reason, only report it */
    /* An enclosing scope has the reason; the nearer scopes would have allowed
     * the cookie. */
    int by_enclosing;
} cp_verdict;

/**
 * Keeps the layer that the caller has written to layers->list[layers->n].
 * Returns 0 if it does not count, because it is Off or repeats a layer; then
 * its place is free again.
 */
int cp_layers_keep(cp_layers *layers);

/** Returns the strictest enforcement; CP_OFF without a layer. */
cp_enforcement cp_layers_enforcement(const cp_layers *layers);

/** Does the work of cp_layers_judge for any number of layers but 0. */
void cp_layers_judge_each(const cp_layers *layers, const cp_visitor *visitor,
                          const cp_setcookie *cookie, apr_int64_t now,
                          cp_verdict *out);

/**
 * Judges one Set-Cookie field; `now` in seconds since 1970. The first layer
 * that enforces a reason decides. If no layer does, the last layer with a
 * reason decides what is reported. There must be at least one layer.
 */
static inline void cp_layers_judge(const cp_layers *layers,
                                   const cp_visitor *visitor,
                                   const cp_setcookie *cookie, apr_int64_t now,
                                   cp_verdict *out)
{
    const cp_layer *layer = layers->list;

    if (layers->n > 1) {
        cp_layers_judge_each(layers, visitor, cookie, now, out);
        return;
    }
    cp_decide_set_cookie(&layer->rules, visitor, cookie, now, &out->decision);
    out->enforced =
        out->decision.reason != CP_ALLOW && layer->enforcement == CP_ON;
    out->by_enclosing = 0;
}

/** Decides about a name that a script writes, as the guard does: returns the
 * decision of the first layer that enforces a reason; with CP_ALLOW if none
 * does. */
cp_decision cp_layers_judge_script(const cp_layers *layers,
                                   const cp_visitor *visitor, cp_span name);

/** Returns the shortest lifetime, in seconds, that an enforcing layer permits a
 * cookie of that name; 0 if no layer enforces. The category is that of the
 * decision. In a layer that declares the name in another category, the limit of
 * that category counts, too. */
apr_int64_t cp_layers_lifetime(const cp_layers *layers, cp_span name,
                               const char *category);

/** Returns the attributes (CP_ADD_…) that the enforcing layers add to a cookie
 * of that name: those of the declaration in each of them. */
unsigned cp_layers_adds(const cp_layers *layers, cp_span name);

/** Returns those that the enforcing layers add to any cookie. */
static inline unsigned cp_layers_any_adds(const cp_layers *layers)
{
    unsigned adds = 0;
    int i;

    for (i = 0; i < layers->n; i++) {
        const cp_layer *layer = &layers->list[i];

        if (layer->enforcement == CP_ON && layer->rules.policy != NULL) {
            adds |= layer->rules.policy->adds;
        }
    }
    return adds;
}

/** True if some layer of this enforcement hides cookies of the request. */
int cp_layers_hide(const cp_layers *layers, cp_enforcement enforcement);

/**
 * Judges one cookie of the request by the layers of this enforcement that hide
 * cookies. True if applications may see it, else *decision has the reason. A
 * name that is not surely a cookie's (cp_keep_fn) is hidden if it is declared.
 * The consent cookie is always visible.
 */
int cp_layers_may_see(const cp_layers *layers, cp_enforcement enforcement,
                      const cp_visitor *visitor, cp_span name, int sure,
                      cp_decision *decision);

/** True if each layer that expires leftovers also hides cookies. Then a cookie
 * that applications see in full knowledge of these layers is not a leftover. */
int cp_layers_hide_leftovers(const cp_layers *layers);

/**
 * Returns the declaration of a cookie that the browser should not hold any
 * longer, or NULL. A cookie that `sections`, the declarations of other parts of
 * the site, allow is not a leftover; NULL: there are no other declarations.
 */
const cp_cookie *cp_layers_leftover(const cp_layers *layers,
                                    const cp_visitor *visitor,
                                    const cp_policy *sections, cp_span name);

/* ---- content ---- */

/** The verdict of all layers about something that a page loads. */
typedef struct cp_source_verdict {
    cp_source_decision decision; /* `depends` is that of any layer */
    int enforced; /* hold it; else, if there is a reason, only report it */
} cp_source_verdict;

/** True if a path of this site is a source in a layer. */
int cp_layers_any_path(const cp_layers *layers);

/** True if the verdict about a target depends on its scheme, host and port
 * only. */
int cp_layers_by_origin(const cp_layers *layers);

/** Judges a target, as cp_layers_judge judges a cookie. Without a layer it is
 * allowed. */
void cp_layers_judge_source(const cp_layers *layers, const cp_visitor *visitor,
                            const cp_target *target, cp_source_verdict *out);

/** Judges an element of these categories, which needs all of them; 0: of a
 * category that does not exist. */
void cp_layers_judge_categories(const cp_layers *layers,
                                const cp_visitor *visitor, cp_set categories,
                                cp_source_verdict *out);

/** The consent that an element needs because some layer holds it. */
typedef struct cp_needs {
    cp_set categories; /* all of them */
    int never;         /* it is held for every visitor */
} cp_needs;

/** Adds what a target needs that cp_layers_judge_source holds: the category of
 * each layer that enforces a reason. */
void cp_layers_source_needs(const cp_layers *layers, const cp_visitor *visitor,
                            const cp_target *target, cp_needs *needs);

/** Adds what an element of these categories needs; as above. */
void cp_layers_categories_needs(const cp_layers *layers,
                                const cp_visitor *visitor, cp_set categories,
                                cp_needs *needs);

/** Returns the categories of an element with that attribute, by the rules of
 * any layer: see cp_markup_rule_match. */
cp_set cp_layers_marked(const cp_layers *layers, cp_span attribute,
                        cp_span value);

/** Returns a number that differs for rules that hold different content; 0 if
 * the rules hold and release nothing, for any visitor. */
static inline apr_uint32_t cp_rules_content(const cp_rules *rules)
{
    const cp_policy *policy = rules->policy;
    apr_uint32_t content;

    if (!cp_policy_has_content(policy) && !rules->hold_undeclared) {
        return 0;
    }
    content = (policy != NULL ? policy->content : 0)
            ^ (rules->hold_undeclared ? 2654435761u : 0);
    return content != 0 ? content : 1;
}

/** Returns such a number of all layers. */
apr_uint32_t cp_layers_content(const cp_layers *layers);

/**
 * True if the rules may hold or release something for this visitor: sources are
 * declared, and a category that the site asks about, or that has a source, is
 * not allowed; undeclared sources are held; or there is a rule for marked
 * elements, which releases them if they are allowed. If not, no page needs to
 * be read.
 */
int cp_rules_hold(const cp_rules *rules, const cp_visitor *visitor);

/** True if those of some layer may. */
static inline int cp_layers_hold(const cp_layers *layers,
                                 const cp_visitor *visitor)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (cp_rules_hold(&layers->list[i].rules, visitor)) {
            return 1;
        }
    }
    return 0;
}

#endif
