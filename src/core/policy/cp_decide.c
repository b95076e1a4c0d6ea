/* SPDX-License-Identifier: Apache-2.0 */
/* May this cookie pass, may this content load? See the header. */
#include "core/policy/cp_decide.h"

#include <string.h>

#include "core/cookie/cp_cookies.h"

const char *cp_reason_name(cp_reason_e reason)
{
    static const char *const names[] = {"allow",    "undeclared", "undecided",
                                        "refused",  "signal",     "malformed",
                                        "reserved", "demand"};
    return names[reason];
}

const cp_visitor cp_visitor_anybody = {{0, 0, 0, 0, ~(cp_set)0}, 0};

static cp_reason_e decide_category(const cp_categories *all,
                                   const cp_visitor *visitor, int at)
{
    switch (cp_consent_state(all, at, &visitor->consent, visitor->signals)) {
    case CP_STATE_EXEMPT:
    case CP_STATE_GRANTED:
        return CP_ALLOW;
    case CP_STATE_REFUSED:
        return CP_REFUSED;
    case CP_STATE_SIGNAL:
        return CP_SIGNAL;
    default:
        /* allowed until a refusal; an answer that cannot be read may be one */
        return all->list[at].mode == CP_MODE_OPTOUT
                    && !(visitor->consent.contested & CP_SET(at))
                 ? CP_ALLOW
                 : CP_UNDECIDED;
    }
}

cp_set cp_visitor_allows(const cp_categories *all, const cp_visitor *visitor)
{
    cp_set allowed = 0;
    int i;

    for (i = 0; i < all->n; i++) {
        if (decide_category(all, visitor, i) == CP_ALLOW) {
            allowed |= CP_SET(i);
        }
    }
    return allowed;
}

int cp_visitor_allows_ungranted(const cp_categories *all,
                                const cp_visitor *visitor, cp_set set)
{
    int i;

    for (i = 0; i < all->n && set != 0; i++, set >>= 1) {
        if ((set & 1) && decide_category(all, visitor, i) != CP_ALLOW) {
            return 0;
        }
    }
    return set == 0;
}

static inline int is_exempt(const cp_rules *rules, const cp_cookie *cookie)
{
    return cookie->place >= 0
        && rules->categories->list[cookie->place].mode == CP_MODE_EXEMPT;
}

/* Decides by the declaration alone, which is in *d. */
static inline void decide_declared(const cp_rules *rules,
                                   const cp_visitor *visitor, cp_decision *d)
{
    d->depends = 0;
    if (d->cookie == NULL) {
        d->reason = rules->allow_undeclared ? CP_ALLOW : CP_UNDECLARED;
    }
    else if (d->cookie->place < 0) { /* start-up did not know the category */
        d->reason = CP_UNDECLARED;
    }
    else if (is_exempt(rules, d->cookie)
             || cp_cookie_needs_no_consent(d->cookie)) {
        d->reason = CP_ALLOW;
    }
    else {
        d->reason =
            decide_category(rules->categories, visitor, d->cookie->place);
        d->depends = 1;
    }
}

static inline int is_reserved(const cp_rules *rules, cp_span name)
{
    return rules->reserved && cp_rules_is_consent(rules, name);
}

/* True for the consent cookie that the module itself sets. Its value identifies
 * it, because mod_headers may have added an attribute. */
static int is_written(const cp_rules *rules, const cp_setcookie *cookie)
{
    cp_span pair = cookie->line;

    if (rules->written == NULL || rules->written->n == 0) {
        return 0;
    }
    pair.n = cp_span_find(pair, ';');
    return cp_span_eq(cp_pair_value(pair), *rules->written);
}

/* Decides by the declaration and the name. The name is rarely that of the
 * consent cookie, so this test is the last one. */
static inline void decide(const cp_rules *rules, const cp_visitor *visitor,
                          cp_decision *d)
{
    decide_declared(rules, visitor, d);
    if (d->reason != CP_ALLOW && cp_rules_is_consent(rules, d->name)) {
        d->reason = CP_ALLOW;
        d->depends = 0;
    }
}

cp_decision cp_decide(const cp_rules *rules, const cp_visitor *visitor,
                      cp_span name)
{
    cp_decision d;

    d.name = name;
    d.cookie =
        cp_policy_search(rules->policy, name, rules->budget, &d.declared);
    decide(rules, visitor, &d);
    return d;
}

cp_decision cp_decide_script(const cp_rules *rules, const cp_visitor *visitor,
                             cp_span name)
{
    cp_decision d = cp_decide(rules, visitor, name);

    if (is_reserved(rules, name)) {
        d.reason = CP_RESERVED;
        d.depends = 0;
    }
    return d;
}

static int is_demanded(const cp_demand *demand, const cp_decision *d)
{
    return demand != NULL
        && (cp_cookies_find(demand->cookie_field, d->name).s != NULL
            || demand->is_true(demand->baton, d->cookie, d->name));
}

/* Applies the condition of an allowed cookie that has one. The consent cookie
 * is exempt from it, and so is a deletion. The result also depends on the
 * cookies of the request. */
static void decide_demand(const cp_rules *rules, const cp_setcookie *cookie,
                          apr_int64_t now, cp_decision *d)
{
    if (d->reason != CP_ALLOW || d->cookie == NULL || d->cookie->set_if == NULL
        || cp_rules_is_consent(rules, d->name)
        || cp_setcookie_deletes(cookie, now)) {
        return;
    }
    d->depends = 1;
    if (!is_demanded(rules->demand, d)) {
        d->reason = CP_DEMAND;
    }
}

/* True if the text after a comma, which may not be a name, changes nothing: it
 * is allowed, or neither declared nor reserved. */
static int is_harmless(const cp_rules *rules, cp_decision *d)
{
    if (is_reserved(rules, d->name)) {
        d->reason = CP_RESERVED;
        d->depends = 0;
        return 0;
    }
    return d->cookie == NULL || d->reason == CP_ALLOW;
}

/* Decides about the cookies that only a browser which splits at commas would
 * store. A deletion passes, also with other names in it. */
static __attribute__((noinline)) void decide_folded(const cp_rules *rules,
                                                    const cp_visitor *visitor,
                                                    const cp_setcookie *cookie,
                                                    apr_int64_t now,
                                                    cp_decision *d)
{
    cp_span rest = cookie->line, name;
    cp_decision folded;

    if (!cp_setcookie_next_folded(&rest, &name)
        || cp_setcookie_deletes(cookie, now)) {
        return;
    }
    do {
        folded = cp_decide(rules, visitor, name);
        decide_demand(rules, cookie, now, &folded);
        if (!is_harmless(rules, &folded)) {
            *d = folded;
            return;
        }
        d->depends |= folded.depends;
    } while (cp_setcookie_next_folded(&rest, &name));
}

/* The general path: asks every question. */
static __attribute__((noinline)) void decide_by_all(const cp_rules *rules,
                                                    const cp_visitor *visitor,
                                                    const cp_setcookie *cookie,
                                                    apr_int64_t now,
                                                    cp_decision *d)
{
    if (d->cookie == NULL) {
        d->cookie = cp_policy_search(rules->policy, d->name, rules->budget,
                                     &d->declared);
    }
    decide(rules, visitor, d);
    if (is_reserved(rules, d->name) && !is_written(rules, cookie)) {
        d->reason = CP_RESERVED;
    }
    else if (d->cookie == NULL && cp_setcookie_is_bare(cookie)) {
        d->name.n = 0; /* only a value, which must not be logged */
    }
    if (cookie->malformed) {
        d->reason = CP_MALFORMED;
        return;
    }
    decide_demand(rules, cookie, now, d);
    if (d->reason != CP_ALLOW) {
        if (cp_setcookie_deletes(cookie, now)) {
            d->reason = CP_ALLOW;
        }
    }
    else if (cookie->has_comma) {
        decide_folded(rules, visitor, cookie, now, d);
    }
}

/* Most cookies that a site sets are declared by their exact name in an exempt
 * category, without a condition. They are allowed without the other questions.
 */
void cp_decide_set_cookie(const cp_rules *rules, const cp_visitor *visitor,
                          const cp_setcookie *cookie, apr_int64_t now,
                          cp_decision *d)
{
    d->name = cookie->name;
    d->declared = cp_policy_near(rules->policy, cookie->name);
    d->cookie = d->declared != NULL ? d->declared->cookie : NULL;
    if (d->cookie != NULL && is_exempt(rules, d->cookie) && !cookie->malformed
        && !cookie->has_comma && d->cookie->set_if == NULL
        && !is_reserved(rules, d->name)) {
        d->reason = CP_ALLOW;
        d->depends = 0;
        return;
    }
    decide_by_all(rules, visitor, cookie, now, d);
}

/* ---- content ---- */

cp_source_decision cp_decide_category(const cp_rules *rules,
                                      const cp_visitor *visitor, int place)
{
    cp_source_decision d = {CP_UNDECLARED, NULL, place, 0};

    if (place < 0) {
        return d;
    }
    d.depends = rules->categories->list[place].mode != CP_MODE_EXEMPT;
    d.reason = decide_category(rules->categories, visitor, place);
    return d;
}

/* True if a URL of that scheme reaches a host. */
static int reaches_host(cp_span scheme)
{
    return cp_span_is(scheme, "https") || cp_span_is(scheme, "http")
        || cp_span_is(scheme, "wss") || cp_span_is(scheme, "ws");
}

cp_source_decision cp_decide_source(const cp_rules *rules,
                                    const cp_visitor *visitor,
                                    const cp_target *target)
{
    cp_source_decision d = {CP_ALLOW, NULL, -1, 0};
    const cp_source_name *name;

    if (!target->own && !reaches_host(target->scheme)) {
        return d;
    }
    name = cp_sources_match(rules->policy, target);
    if (name != NULL) {
        d = cp_decide_category(rules, visitor, name->source->place);
        d.name = name;
    }
    else if (!target->own && rules->hold_undeclared) {
        d.reason = CP_UNDECLARED;
    }
    return d;
}
