/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The declared cookies of one scope, and the way from a cookie's name to
 * its declaration. A scope that has declarations of its own hangs its policy
 * in front of the policy around it, so merging a scope costs the same
 * whatever is declared there, and nothing is copied. Once configuration is
 * read a policy is only read.
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
#include "core/policy/cp_pattern.h"

/** One CookiePolicyCookie line; strings live as long as the policy. */
typedef struct cp_cookie {
    const char *category;      /* id */
    int place;                 /* the category's; -1 when there is none */
    apr_array_header_t *names; /* const char *, as written */
    const char *provider;      /* NULL where not given, as all below */
    const char *function;
    const char *purpose;
    const char *lifetime; /* as written, for the table */
    const char *domain;
    const char *path;
    const char *controller;
    const char *shown; /* published in place of prefixes and patterns */
    int third_party;   /* 0 or 1 */
    int anonymised;    /* 0 or 1 */
    const char *where; /* file and line, for messages */
    /* cp_lifetime: the limits of the section that declares it; NULL: none */
    apr_array_header_t *const *limits;
} cp_cookie;

/* The cookies of this category need no consent if they are anonymised. */
#define CP_STATISTICAL "statistical"

/** Non-zero for a declaration whose cookies need no consent whatever their
 * category asks for: statistical and anonymised. */
static inline int cp_cookie_needs_no_consent(const cp_cookie *cookie)
{
    return cookie->anonymised && !strcmp(cookie->category, CP_STATISTICAL);
}

typedef struct cp_policy cp_policy;

typedef enum {
    CP_NAME_BAD,
    CP_NAME_EXACT,
    CP_NAME_PREFIX,
    CP_NAME_PATTERN
} cp_name_e;

/**
 * What kind of name a declaration holds: "x" exact, "x*" prefix, "/re/"
 * pattern. CP_NAME_BAD: empty, over 256 bytes, or with a byte that no
 * browser keeps in a name ('=', ';', controls, blanks at an end).
 */
cp_name_e cp_policy_name_kind(cp_span name);

/** An empty policy. */
cp_policy *cp_policy_make(apr_pool_t *p);

/**
 * Adds one declaration for all its names; name number i that is a pattern
 * is asked through patterns[i]. All names must have passed cp_policy_name_kind.
 */
void cp_policy_add(cp_policy *policy, const cp_cookie *cookie,
                   const cp_pattern *patterns);

/** The policy `near` in front of `around`; either may be NULL. */
cp_policy *cp_policy_merge(apr_pool_t *p, cp_policy *around, cp_policy *near);

/** The declaration in force for a cookie's name, NULL when undeclared, which
 * is also a name that exhausts the budget. Without a budget (NULL) no pattern
 * is asked. */
const cp_cookie *cp_policy_match(const cp_policy *policy, cp_span name,
                                 cp_budget *budget);

/* Private, but for the function below. */
struct cp_policy {
    const cp_name_map *exact; /* the nearest scope's: name => cp_cookie */
    struct cp_scope_rules *rules;
    cp_policy *around; /* the enclosing scope, NULL at the outermost */
    cp_set waiting;    /* see cp_policy_waiting */
};

/**
 * The categories of declarations that are not exempt by themselves, and
 * whose place was known when they were added: those of .htaccess files, which
 * start-up has not seen. The modes of the categories are not looked at.
 */
static inline cp_set cp_policy_waiting(const cp_policy *policy)
{
    return policy ? policy->waiting : 0;
}

/** The same where the nearest scope has it written out, as most cookies
 * that a site sets are declared; else NULL: ask cp_policy_match. */
static inline const cp_cookie *cp_policy_near(const cp_policy *policy,
                                              cp_span name)
{
    return policy ? cp_name_map_get(policy->exact, name) : NULL;
}

/**
 * The declaration in force for a name as it is written in a declaration
 * ("_ga*" finds the prefix rule, not the cookie of that name).
 */
const cp_cookie *cp_policy_declared(const cp_policy *policy, const char *name);

/** The part of a banner's text that depends on the declarations changes with
 * them. */
apr_uint32_t cp_policy_hash(const cp_policy *policy);

/** All declarations (const cp_cookie *), the outermost scope's first. */
apr_array_header_t *cp_policy_cookies(apr_pool_t *p, const cp_policy *policy);

#endif
