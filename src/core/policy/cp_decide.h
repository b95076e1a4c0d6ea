/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one place where it is decided whether a cookie may pass, and why not.
 * The filters ask it, the log reports it, the pages show the same records.
 */
#ifndef CP_DECIDE_H
#define CP_DECIDE_H

#include "core/policy/cp_consent.h"
#include "core/policy/cp_policy.h"
#include "core/cookie/cp_setcookie.h"

typedef enum {
    CP_ALLOW = 0,
    CP_UNDECLARED,
    CP_UNDECIDED,
    CP_REFUSED,
    CP_SIGNAL,
    CP_MALFORMED,
    CP_RESERVED /* the consent cookie, set by an application */
} cp_reason_e;

/** What holds in one scope of the configuration. */
typedef struct cp_rules {
    const cp_categories *categories;
    const cp_policy *policy; /* may be NULL: nothing is declared */
    cp_span consent_cookie;  /* its name; a request may always carry it */
    int reserved;            /* and no application may set it */
    int allow_undeclared;
    cp_budget *budget; /* of the request, for patterns; NULL: ask none */
    /* The value that the module itself sets, which is not reserved. NULL, or
     * empty: none. */
    const cp_span *written;
} cp_rules;

/** True for the name of the consent cookie. */
static inline int cp_rules_is_consent(const cp_rules *rules, cp_span name)
{
    return name.n == rules->consent_cookie.n
        && memcmp(name.s, rules->consent_cookie.s, name.n) == 0;
}

/** Who asks. */
typedef struct cp_visitor {
    cp_consent consent;
    cp_set signals; /* categories that a signal of the browser refuses */
} cp_visitor;

/** Non-zero for one who has said nothing, in no way. */
static inline int cp_visitor_is_new(const cp_visitor *visitor)
{
    return !visitor->consent.decided && visitor->consent.contested == 0
        && visitor->signals == 0;
}

typedef struct cp_decision {
    cp_reason_e reason;      /* CP_ALLOW, or why it is suppressed */
    cp_span name;            /* judged name, borrowed from the input; empty
                              * where an undeclared cookie is all value */
    const cp_cookie *cookie; /* its declaration, NULL when undeclared */
    int depends;             /* non-zero if another visitor's answer differs */
} cp_decision;

/** The categories whose declared cookies may pass for that visitor. */
cp_set cp_visitor_allows(const cp_categories *all, const cp_visitor *visitor);

/** One cookie of that name, for that visitor. */
cp_decision cp_decide(const cp_rules *rules, const cp_visitor *visitor,
                      cp_span name);

/**
 * One Set-Cookie field: a deletion passes, a malformed one does not,
 * and a name that only a comma-splitting browser would see counts when it
 * is declared or reserved. `now` in seconds since 1970.
 */
void cp_decide_set_cookie(const cp_rules *rules, const cp_visitor *visitor,
                          const cp_setcookie *cookie, apr_int64_t now,
                          cp_decision *out);

/** "undeclared", "undecided", "refused", "signal", "malformed" or
 * "reserved". */
const char *cp_reason_name(cp_reason_e reason);

#endif
