/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The declared sources of a policy: of its scope and of all enclosing scopes.
 * The chain of scopes is that of cp_policy.h, so sources are merged as cookies
 * are. The cost of a search depends on the labels of the host, on the length of
 * the path, and on the number of scopes, but not on the number of declarations.
 */
#ifndef CP_SOURCES_H
#define CP_SOURCES_H

#include "core/policy/cp_policy.h"
#include "core/policy/cp_source.h"

/** Adds a declaration to the nearest scope. It is borrowed. */
void cp_sources_add(cp_policy *policy, const cp_source *source);

/** Returns the set of the nearest scope to which the caller adds the categories
 * of declarations whose place it learns later. */
cp_set *cp_sources_scope(cp_policy *policy);

/** True if a scope of the policy declares a source. `policy` may be NULL. */
static inline int cp_sources_any(const cp_policy *policy)
{
    return policy != NULL && policy->sourced;
}

/** True if a scope of the policy declares a path of this site. `policy` may be
 * NULL. */
static inline int cp_sources_any_path(const cp_policy *policy)
{
    return policy != NULL && policy->pathed;
}

/** True if no source has a path, so that all targets with the same scheme, host
 * and port have the same source. `policy` may be NULL. */
int cp_sources_by_origin(const cp_policy *policy);

/**
 * Returns the source in force for a target; NULL if it is undeclared. A target
 * of this site has the sources that are a path, any other target those with a
 * host. `policy` may be NULL.
 */
const cp_source_name *cp_sources_match(const cp_policy *policy,
                                       const cp_target *target);

/** Returns the source in force with that text (cp_source_name.text); NULL if
 * there is none. */
const cp_source_name *cp_sources_declared(const cp_policy *policy,
                                          const char *text);

/** Returns the categories of all sources whose place is known. */
static inline cp_set cp_sources_categories(const cp_policy *policy)
{
    cp_set set = 0;

    for (; policy != NULL && policy->sourced; policy = policy->around) {
        set |= policy->sources != NULL ? policy->sources->categories : 0;
    }
    return set;
}

/** Returns all declarations (const cp_source *), in `p`, those of the outermost
 * scope first. `policy` may be NULL. */
apr_array_header_t *cp_sources_list(apr_pool_t *p, const cp_policy *policy);

#endif
