/* SPDX-License-Identifier: Apache-2.0 */
/* The rule for one Set-Cookie field; see the header. */
#include "core/policy/cp_field.h"

#include "core/policy/cp_duration.h"
#include "core/policy/cp_limit.h"

/* CookiePolicyConsentCookie sets the lifetime of the consent cookie. An
 * undeclared cookie has no category, and so no limit. */
static inline int has_limit(const cp_field_rules *rules, const cp_field *f)
{
    return f->cookie.n_lifetimes > 0 && f->verdict.decision.cookie != NULL
        && !cp_rules_is_consent(&rules->layers->list->rules, f->cookie.name);
}

/* The general path of limit: any number of layers, any limits. */
static __attribute__((noinline)) void limit_by_layers(
    apr_pool_t *p, const cp_field_rules *rules, cp_field *f)
{
    const char *category = f->verdict.decision.cookie->category;
    cp_limit limit = {0, rules->cookie_field, &rules->visitor->consent,
                      rules->request_time, rules->now};
    int needless = 0;

    limit.seconds = cp_layers_lifetime(rules->layers, category);
    if (limit.seconds > 0) { /* a layer is On */
        f->sent = cp_limit_apply(p, &limit, &f->cookie, &needless);
    }
    if (needless) {
        f->outcome = CP_FIELD_RENEWAL;
    }
}

/* Limits the lifetime of an allowed cookie. */
static inline void limit(apr_pool_t *p, const cp_field_rules *rules,
                         cp_field *f)
{
    const cp_layer *layer = rules->layers->list;

    if (rules->layers->n > 1 || layer->enforcement != CP_ON
        || layer->lifetimes != NULL) {
        limit_by_layers(p, rules, f);
    }
    else { /* only the limit of the standard applies */
        f->sent = cp_setcookie_cap(p, &f->cookie, CP_MAX_LIFETIME, rules->now);
    }
    if (f->sent.s != f->cookie.line.s && f->outcome == CP_FIELD_SENT) {
        f->outcome = CP_FIELD_LIMITED;
    }
}

void cp_field_judge(apr_pool_t *p, const cp_field_rules *rules,
                    cp_field_name name, cp_span value, cp_field *out)
{
    cp_setcookie_parse(value, &out->cookie);
    out->cookie.malformed |= name == CP_SET_COOKIE2;
    cp_layers_judge(rules->layers, rules->visitor, &out->cookie, rules->now,
                    &out->verdict);
    out->sent = value;
    out->outcome = CP_FIELD_SENT;
    if (out->verdict.decision.reason == CP_ALLOW) {
        if (has_limit(rules, out)) {
            limit(p, rules, out);
        }
    }
    else if (out->verdict.enforced) {
        out->sent = cp_span_of(NULL);
        out->outcome = CP_FIELD_SUPPRESSED;
    }
    else {
        out->outcome = CP_FIELD_REPORTED;
    }
}
