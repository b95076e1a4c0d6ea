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

static cp_reason_e decide_category(const cp_rules *rules,
                                   const cp_visitor *visitor, int at)
{
    const cp_categories *all = rules->categories;

    switch (cp_consent_state(all, at, &visitor->consent, visitor->signals)) {
    case CP_STATE_EXEMPT:
    case CP_STATE_GRANTED:
        return CP_ALLOW;
    case CP_STATE_REFUSED:
        return CP_REFUSED;
    case CP_STATE_SIGNAL:
        return CP_SIGNAL;
    default:
        return all->list[at].mode == CP_MODE_OPTOUT ? CP_ALLOW : CP_UNDECIDED;
    }
}

cp_decision cp_decide(const cp_rules *rules, const cp_visitor *visitor,
                      cp_span name)
{
    cp_decision d = {CP_ALLOW, name, NULL, 0};
    int at;

    d.cookie = cp_policy_match(rules->policy, name);
    if (cp_span_is(name, rules->consent_cookie)) {
        return d;
    }
    if (d.cookie == NULL) {
        d.reason = rules->allow_undeclared ? CP_ALLOW : CP_UNDECLARED;
        return d;
    }
    at = cp_categories_find(rules->categories, cp_span_of(d.cookie->category));
    if (at < 0) {
        /* A category that start-up did not know: not declared after all. */
        d.reason = CP_UNDECLARED;
        return d;
    }
    if (d.cookie->anonymised && !strcmp(d.cookie->category, CP_STATISTICAL)) {
        return d;
    }
    d.reason = decide_category(rules, visitor, at);
    d.depends = rules->categories->list[at].mode != CP_MODE_EXEMPT;
    return d;
}

cp_decision cp_decide_set_cookie(const cp_rules *rules,
                                 const cp_visitor *visitor, cp_span line,
                                 apr_int64_t now)
{
    cp_setcookie parsed;
    cp_decision d, folded;
    cp_span rest = line, name;

    cp_setcookie_parse(line, now, &parsed);
    d = cp_decide(rules, visitor, parsed.name);
    if (parsed.malformed) {
        d.reason = CP_MALFORMED;
        return d;
    }
    if (parsed.deletes) {
        d.reason = CP_ALLOW;
        return d;
    }
    while (d.reason == CP_ALLOW && cp_setcookie_next_folded(&rest, &name)) {
        folded = cp_decide(rules, visitor, name);
        if (folded.cookie != NULL && folded.reason != CP_ALLOW) {
            return folded;
        }
    }
    return d;
}
