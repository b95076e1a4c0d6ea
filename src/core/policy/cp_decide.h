/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only place that decides whether a cookie may pass or content may load,
 * and why not. The filters ask it, the log reports it, the policy page shows
 * the same records.
 */
#ifndef CP_DECIDE_H
#define CP_DECIDE_H

#include "core/policy/cp_consent.h"
#include "core/policy/cp_policy.h"
#include "core/policy/cp_sources.h"
#include "core/cookie/cp_setcookie.h"

/** Why a cookie may pass or not. The values are in files of the observations:
 * never change them, and add others at the end. */
typedef enum {
    CP_ALLOW = 0,
    CP_UNDECLARED,
    CP_UNDECIDED,
    CP_REFUSED,
    CP_SIGNAL,
    CP_MALFORMED,
    CP_RESERVED, /* the consent cookie, set by an application */
    CP_DEMAND,   /* set-if is false, and the request does not carry it */
    CP_N_REASONS
} cp_reason_e;

/** The inputs of a decision about a cookie that is set on demand (set-if). */
typedef struct cp_demand {
    const char *cookie_field; /* Cookie, as the browser sent it; may be NULL */
    /* True if the condition of the declaration, which has one, is true. */
    int (*is_true)(void *baton, const cp_cookie *cookie, cp_span name);
    void *baton;
} cp_demand;

/** The rules of one scope of the configuration. All of it is borrowed. */
typedef struct cp_rules {
    const cp_categories *categories;
    const cp_policy *policy; /* may be NULL: nothing is declared */
    cp_span consent_cookie;  /* its name; always allowed in a request */
    int reserved;            /* an application may not set that cookie */
    int allow_undeclared;
    int hold_undeclared; /* sources that are not declared are held */
    cp_budget *budget;   /* of the request; NULL: no pattern matches */
    /* The value of the consent cookie that the module itself sets: the field
     * with this value is allowed. NULL, or empty, if it sets none. */
    const cp_span *written;
    const cp_demand *demand; /* of the request; NULL: no condition is true */
} cp_rules;

/** True for the name of the consent cookie. */
static inline int cp_rules_is_consent(const cp_rules *rules, cp_span name)
{
    return name.n == rules->consent_cookie.n
        && memcmp(name.s, rules->consent_cookie.s, name.n) == 0;
}

/** The visitor of a request. */
typedef struct cp_visitor {
    cp_consent consent;
    cp_set signals; /* categories that a signal of the browser refuses */
} cp_visitor;

/** Any visitor: nothing is granted, and nothing is allowed until a refusal. */
extern const cp_visitor cp_visitor_anybody;

/** True for a visitor with no stored choice and no signal. */
static inline int cp_visitor_is_new(const cp_visitor *visitor)
{
    return !visitor->consent.decided && visitor->consent.contested == 0
        && visitor->signals == 0;
}

typedef struct cp_decision {
    cp_reason_e reason;      /* CP_ALLOW, or why it is suppressed */
    cp_span name;            /* judged name, borrowed from the input; empty
                              * if an undeclared cookie has only a value */
    const cp_cookie *cookie; /* its declaration; NULL if it is undeclared */
    int depends;             /* non-zero if another visitor's answer differs */
    const cp_declared_name *declared; /* the name, if it is declared exactly;
                                       * else NULL */
} cp_decision;

/** Returns the categories whose declared cookies may pass for that visitor. */
cp_set cp_visitor_allows(const cp_categories *all, const cp_visitor *visitor);

/* The inline function below calls this for categories that the visitor has not
 * granted. */
int cp_visitor_allows_ungranted(const cp_categories *all,
                                const cp_visitor *visitor, cp_set set);

/** True if cp_visitor_allows returns all of `set`. The visitor can have granted
 * existing categories only. */
static inline int cp_visitor_allows_each(const cp_categories *all,
                                         const cp_visitor *visitor, cp_set set)
{
    set &= ~visitor->consent.granted;
    return set == 0 || cp_visitor_allows_ungranted(all, visitor, set);
}

/** Decides about the cookie of that name, for that visitor. */
cp_decision cp_decide(const cp_rules *rules, const cp_visitor *visitor,
                      cp_span name);

/**
 * Decides about one Set-Cookie field. A deletion passes, a malformed field does
 * not. A cookie with a condition (set-if) passes only if the condition is true
 * or the request carries the cookie. A name that only a browser which splits at
 * commas would see counts if it is declared or reserved. `now` in seconds since
 * 1970.
 */
void cp_decide_set_cookie(const cp_rules *rules, const cp_visitor *visitor,
                          const cp_setcookie *cookie, apr_int64_t now,
                          cp_decision *d);

/** Decides about a name that a script writes: of a cookie, or a key of the
 * browser's storage. No script may write the consent cookie, unless
 * applications may. Conditions (set-if) are about responses: they do not
 * count. */
cp_decision cp_decide_script(const cp_rules *rules, const cp_visitor *visitor,
                             cp_span name);

/** The decision about something that a page loads. */
typedef struct cp_source_decision {
    cp_reason_e reason;         /* CP_ALLOW, or why it is held */
    const cp_source_name *name; /* its source; NULL if it is undeclared, or held
                                 * by its category */
    int place;                  /* of its category; -1 without one */
    int depends; /* non-zero if another visitor's answer differs */
} cp_source_decision;

/** Decides about a target. Targets of this site that no path of a declaration
 * matches are allowed, as those with a scheme that reaches no other host: all
 * but http, https, ws and wss. */
cp_source_decision cp_decide_source(const cp_rules *rules,
                                    const cp_visitor *visitor,
                                    const cp_target *target);

/** Decides about an element of the category number `place`; -1: of a category
 * that does not exist, which is held. */
cp_source_decision cp_decide_category(const cp_rules *rules,
                                      const cp_visitor *visitor, int place);

/** Returns "undeclared", "undecided", "refused", "signal", "malformed",
 * "reserved" or "demand"; "allow" for CP_ALLOW. */
const char *cp_reason_name(cp_reason_e reason);

#endif
