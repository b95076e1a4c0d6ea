/* SPDX-License-Identifier: Apache-2.0 */
/* The rule for one Set-Cookie field; see the header. */
#include "core/policy/cp_field.h"

#include "core/policy/cp_limit.h"

/* The general path of limit: any number of layers, any limits. */
static __attribute__((noinline)) cp_span
limit_by_layers(apr_pool_t *p, const cp_field_rules *rules, const cp_field *f)
{
    const char *category = f->verdict.decision.cookie->category;
    cp_limit limit = {0, rules->cookie_field, &rules->visitor->consent,
                      rules->request_time, rules->now};
    int needless;

    limit.seconds = cp_layers_lifetime(rules->layers, f->cookie.name, category);
    return limit.seconds > 0 /* a layer is On */
             ? cp_limit_apply(p, &limit, &f->cookie, &needless)
             : f->cookie.line;
}

/* Returns the value with its lifetime limited; "no span" for a renewal. */
static inline cp_span limit(apr_pool_t *p, const cp_field_rules *rules,
                            const cp_field *f)
{
    return rules->limit == 0
             ? limit_by_layers(p, rules, f)
             : cp_setcookie_cap(p, &f->cookie, rules->limit, rules->now);
}

/* Uses the limited value. CookiePolicyConsentCookie sets the lifetime of the
 * consent cookie, which has no other limit. Few cookies come here. */
static void use_limited(const cp_field_rules *rules, cp_span value, cp_field *f)
{
    if (!cp_rules_is_consent(&rules->layers->list->rules, f->cookie.name)) {
        f->sent = value;
        f->outcome = value.s != NULL ? CP_FIELD_LIMITED : CP_FIELD_RENEWAL;
    }
}

void cp_field_limit(apr_pool_t *p, const cp_field_rules *rules, cp_field *f)
{
    cp_span value = limit(p, rules, f);

    if (value.s != f->cookie.line.s) {
        use_limited(rules, value, f);
    }
}

void cp_field_complete(apr_pool_t *p, const cp_field_rules *rules, cp_field *f)
{
    unsigned wanted =
        cp_layers_adds(rules->layers, f->cookie.name) & rules->addable;

    if (wanted == 0 || f->outcome == CP_FIELD_RENEWAL
        || cp_rules_is_consent(&rules->layers->list->rules, f->cookie.name)) {
        return; /* CookiePolicyConsentCookie has the attributes of its own */
    }
    if (cp_setcookie_deletes(&f->cookie, rules->now)) {
        wanted &= ~CP_ADD_SAMESITE;
    }
    f->added = cp_attributes_missing(f->sent, wanted);
    if (f->added == 0) {
        return;
    }
    f->sent = cp_attributes_add(p, f->sent, f->added);
    if (f->outcome == CP_FIELD_SENT) {
        f->outcome = CP_FIELD_COMPLETED;
    }
}
