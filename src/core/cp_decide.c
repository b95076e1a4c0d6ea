/* SPDX-License-Identifier: Apache-2.0 */
/* May this cookie pass? See the header. */
#include "cp_decide.h"

#include <string.h>

/* The category whose cookies need no consent once they are anonymised. */
#define CP_STATISTICAL "statistical"

const char *cp_reason_name(cp_reason_e reason)
{
    static const char *const names[] = {"allow",   "undeclared", "undecided",
                                        "refused", "signal",     "malformed"};
    return names[reason];
}

int cp_cookie_is_free(const cp_cookie *cookie)
{
    return cookie->anonymised && !strcmp(cookie->category, CP_STATISTICAL);
}

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
        /* Until a no; what cannot be read may have been one. */
        return all->list[at].mode == CP_MODE_OPTOUT
                    && !visitor->consent.contested
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

/* By the declaration alone; fills all but the name. */
static void decide_declared(const cp_rules *rules, const cp_visitor *visitor,
                            cp_decision *d)
{
    int at = -1;

    d->depends = 0;
    if (d->cookie != NULL) {
        at = cp_categories_place(rules->categories, d->cookie->category);
    }
    else if (rules->allow_undeclared) {
        d->reason = CP_ALLOW;
        return;
    }
    if (at < 0) { /* or a category that start-up did not know */
        d->reason = CP_UNDECLARED;
    }
    else if (cp_cookie_is_free(d->cookie)) {
        d->reason = CP_ALLOW;
    }
    else {
        d->reason = decide_category(rules->categories, visitor, at);
        d->depends = rules->categories->list[at].mode != CP_MODE_EXEMPT;
    }
}

static void allow_consent(const cp_rules *rules, cp_decision *d)
{
    if (cp_span_is(d->name, rules->consent_cookie)) {
        d->reason = CP_ALLOW;
        d->depends = 0;
    }
}

/* The consent cookie is what most names are not: asked for last. */
static inline void decide(const cp_rules *rules, const cp_visitor *visitor,
                          cp_span name, cp_decision *d)
{
    d->name = name;
    d->cookie = cp_policy_match(rules->policy, name);
    decide_declared(rules, visitor, d);
    if (d->reason != CP_ALLOW) {
        allow_consent(rules, d);
    }
}

cp_decision cp_decide(const cp_rules *rules, const cp_visitor *visitor,
                      cp_span name)
{
    cp_decision d;

    decide(rules, visitor, name, &d);
    return d;
}

/* What only a browser that splits at commas would store. */
static void decide_folded(const cp_rules *rules, const cp_visitor *visitor,
                          const cp_setcookie *cookie, apr_int64_t now,
                          cp_decision *d)
{
    cp_span rest = cookie->line, name;
    cp_decision folded;

    while (cp_setcookie_next_folded(&rest, &name)) {
        decide(rules, visitor, name, &folded);
        if (folded.cookie != NULL && folded.reason != CP_ALLOW) {
            if (!cp_setcookie_deletes(cookie, now)) {
                *d = folded;
            }
            return; /* a deletion is one whatever else it names */
        }
    }
}

void cp_decide_set_cookie(const cp_rules *rules, const cp_visitor *visitor,
                          const cp_setcookie *cookie, apr_int64_t now,
                          cp_decision *d)
{
    decide(rules, visitor, cookie->name, d);
    if (d->cookie == NULL && cp_setcookie_is_bare(cookie)) {
        d->name.n = 0; /* a value, which nobody shall read */
    }
    if (cookie->malformed) {
        d->reason = CP_MALFORMED;
    }
    else if (d->reason != CP_ALLOW) {
        if (cp_setcookie_deletes(cookie, now)) {
            d->reason = CP_ALLOW;
        }
    }
    else if (cookie->folded) {
        decide_folded(rules, visitor, cookie, now, d);
    }
}
