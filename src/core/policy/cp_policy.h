/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The declarations of one scope, and the search for the declaration of a
 * cookie's name; cp_sources.h searches for sources. The policies of nested
 * scopes are a chain, the nearest scope first. So the cost of a merge does not
 * depend on the number of declarations, and none is copied. A policy is
 * read-only after the configuration is read.
 *
 * Precedence: exact before prefix before pattern; the longer prefix before
 * the shorter; at equality the nearer scope, and in one scope the later
 * line, before the other.
 */
#ifndef CP_POLICY_H
#define CP_POLICY_H

#include <apr_tables.h>

#include "core/policy/cp_category.h"
#include "core/base/cp_name_map.h"
#include "core/cookie/cp_attributes.h"
#include "core/policy/cp_pattern.h"

/** One CookiePolicyCookie line; strings live as long as the policy. */
typedef struct cp_cookie {
    const char *category;      /* id */
    int place;                 /* of the category; -1 if it does not exist */
    apr_array_header_t *names; /* const char *, as written */
    const char *provider;      /* NULL if not given, as the others below */
    const char *function;
    const char *purpose;
    const char *lifetime; /* as written, for the table */
    const char *domain;
    const char *path;
    const char *controller;
    const char *shown; /* published instead of prefixes and patterns */
    int third_party;   /* 0 or 1 */
    int anonymised;    /* 0 or 1 */
    unsigned adds;     /* CP_ADD_…: attributes that its cookies get */
    /* set-if: the condition, as written and as the caller has compiled it.
     * NULL: the cookies may be set in any response. */
    const char *set_if;
    const void *condition;
    const char *where; /* file and line, for messages */
    /* cp_lifetime: the limits of the section that declares it; NULL: none */
    apr_array_header_t *const *limits;
} cp_cookie;

/* The cookies of this category need no consent if they are anonymised. */
#define CP_STATISTICAL "statistical"

/** True for a declaration whose cookies need no consent in any mode of their
 * category: statistical and anonymised. */
static inline int cp_cookie_needs_no_consent(const cp_cookie *cookie)
{
    return cookie->anonymised && !strcmp(cookie->category, CP_STATISTICAL);
}

/* The places of a name for what an observer knows about it. */
#define CP_NAME_PLACES 8

/** A name that is declared exactly. */
typedef struct cp_declared_name {
    const cp_cookie *cookie;
    /* Memory of this process alone, the only part of a policy that changes
     * later: see cp_repeats.h. Atomic; NULL: nothing is known. */
    void **seen;
} cp_declared_name;

typedef struct cp_policy cp_policy;

typedef enum {
    CP_NAME_BAD,
    CP_NAME_EXACT,
    CP_NAME_PREFIX,
    CP_NAME_PATTERN
} cp_name_e;

/**
 * Returns the kind of a declared name: "x" exact, "x*" prefix, "/re/" pattern.
 * CP_NAME_BAD: empty, over 256 bytes, or with a byte that no browser stores in
 * a name ('=', ';', control characters, blanks at an end).
 */
cp_name_e cp_policy_name_kind(cp_span name);

/** Returns an empty policy in `p`. */
cp_policy *cp_policy_make(apr_pool_t *p);

/**
 * Adds one declaration for all its names. If name number i is a pattern,
 * patterns[i] matches it; `patterns` may be NULL without patterns. All names
 * must have passed cp_policy_name_kind. The declaration is borrowed.
 */
void cp_policy_add(cp_policy *policy, const cp_cookie *cookie,
                   const cp_pattern *patterns);

/** Returns a policy in `p` that searches `near` before `around`. Both are
 * borrowed, and either may be NULL. */
cp_policy *cp_policy_merge(apr_pool_t *p, cp_policy *around, cp_policy *near);

/** Returns the declaration in force for a cookie's name. NULL if it is
 * undeclared, and for a name that exhausts the budget. Without a budget (NULL)
 * no pattern matches. */
const cp_cookie *cp_policy_match(const cp_policy *policy, cp_span name,
                                 cp_budget *budget);

/** As cp_policy_match. Sets *declared to the name if it is declared exactly,
 * else to NULL. */
const cp_cookie *cp_policy_search(const cp_policy *policy, cp_span name,
                                  cp_budget *budget,
                                  const cp_declared_name **declared);

/* Private; the inline functions below need it. */
struct cp_policy {
    const cp_name_map
        *exact; /* of the nearest scope: name => cp_declared_name */
    struct cp_scope_rules *rules;
    cp_policy *around; /* the enclosing scope, NULL at the outermost */
    cp_set waiting;    /* see cp_policy_waiting */
    unsigned adds;     /* of all declarations, also of the enclosing scopes */
    /* The nearest scope; NULL without a source. See cp_sources.h. */
    struct cp_source_scope *sources;
    int sourced; /* this scope or an enclosing one has sources */
    int pathed;  /* one of these sources is a path of this site */
    /* The nearest scope; NULL without a rule. See cp_markup_rule.h. */
    struct cp_markup_scope *markup;
    int marked;           /* this scope or an enclosing one has such rules */
    apr_uint32_t content; /* a hash of sources and rules, see cp_policy_note */
};

/** Notes a source or a rule for elements in the hash of the nearest scope: two
 * policies that hold different content have different hashes. */
void cp_policy_note(cp_policy *policy, const char *name, const char *category);

/** True if a scope declares a source or has a rule for elements: pages may
 * differ in what they load. `policy` may be NULL. */
static inline int cp_policy_has_content(const cp_policy *policy)
{
    return policy != NULL && (policy->sourced | policy->marked);
}

/** Returns the pool of the nearest scope. */
apr_pool_t *cp_policy_pool(const cp_policy *policy);


/**
 * Returns the categories of declarations that need consent and whose place was
 * known when they were added. Those are the declarations of .htaccess files,
 * which start-up has not seen. The mode of the category does not count.
 */
static inline cp_set cp_policy_waiting(const cp_policy *policy)
{
    return policy ? policy->waiting : 0;
}

/** Returns the name if the nearest scope declares it exactly, which is the
 * usual case; else NULL: ask cp_policy_search. */
static inline const cp_declared_name *cp_policy_near(const cp_policy *policy,
                                                     cp_span name)
{
    return policy ? cp_name_map_get(policy->exact, name) : NULL;
}

/**
 * Returns the declaration in force for a name as it is written in a declaration
 * ("_ga*" finds the prefix, not the cookie of that name); NULL if there is
 * none.
 */
const cp_cookie *cp_policy_declared(const cp_policy *policy, const char *name);

/** Returns a hash of those parts of the declarations that a banner shows. */
apr_uint32_t cp_policy_hash(const cp_policy *policy);

/** Returns all declarations (const cp_cookie *), in `p`, those of the outermost
 * scope first. `policy` may be NULL. */
apr_array_header_t *cp_policy_cookies(apr_pool_t *p, const cp_policy *policy);

#endif
