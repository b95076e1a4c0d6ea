/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions of declarations, and the work they may cause. Names
 * come from the network, and an expression with nested repetition takes time
 * that is exponential in the length of a name. Therefore each match has a
 * budget. The core has no regular expressions of its own: the caller that
 * declares a pattern brings the function that matches it.
 */
#ifndef CP_PATTERN_H
#define CP_PATTERN_H

#include "core/base/cp_name_map.h"

/* Steps of matching for one name. A step is one item of an expression that
 * is tried at one place: /^wordpress_logged_in_[0-9a-f]{32}$/ takes 24. */
#define CP_STEPS_PER_NAME 5000
/* Steps for all names of one request. They take about a millisecond. */
#define CP_STEPS_PER_REQUEST 50000
/* Names of a request whose result is kept. A browser that follows RFC 6265
 * stores 50 cookies for a site, Chromium 180. */
#define CP_MAX_KNOWN_NAMES 256

struct cp_policy;
struct cp_cookie;

/** Names that have used up their steps, in a request with all its internal
 * redirects and subrequests. */
typedef struct cp_worn_out {
    apr_pool_t *pool;   /* lives as long as the first request */
    cp_name_map *names; /* NULL: none yet */
} cp_worn_out;

/** The steps that the patterns of one request, or one subrequest, have used so
 * far, and their results. The caller fills the first four members; the others
 * begin as zeroes. Used by one thread at a time. */
typedef struct cp_budget {
    apr_pool_t *pool; /* lives as long as the policies that are asked */
    cp_worn_out *worn_out;
    /* Called once for a name that has used up its steps. `last`: no other
     * name of the request is matched after it. May be NULL. */
    void (*report)(void *baton, cp_span name, const char *pattern, int last);
    void *baton;
    apr_uint32_t spent;     /* steps */
    void *scratch;          /* of the matching function */
    struct cp_known *known; /* results by policy and name */
    int n_known;
} cp_budget;

typedef enum {
    CP_PATTERN_MISSES,
    CP_PATTERN_MATCHES,
    CP_PATTERN_EXHAUSTED /* no steps are left: the result is unknown */
} cp_pattern_e;

/** A compiled /re/ and its function. *steps is the number of steps that it may
 * take and, on return, the number that remains. */
typedef struct cp_pattern {
    cp_pattern_e (*matches)(const void *compiled, cp_span name,
                            cp_budget *budget, apr_uint32_t *steps);
    const void *compiled;
} cp_pattern;

/** True if the result for that name is known, because the patterns of that
 * policy were tried before or the name is worn out. *cookie is the result, NULL
 * for none. */
int cp_budget_knows(const cp_budget *budget, const struct cp_policy *policy,
                    cp_span name, const struct cp_cookie **cookie);

/** Keeps a result for cp_budget_knows, unless there are too many. */
void cp_budget_keep(cp_budget *budget, const struct cp_policy *policy,
                    cp_span name, const struct cp_cookie *cookie);

/** Notes that the name has used up its steps: no pattern is tried on it again.
 */
void cp_budget_wear_out(cp_budget *budget, cp_span name);

/** Returns the steps that the next name may take; 0 if the request has used up
 * all. */
static inline apr_uint32_t cp_budget_of_name(const cp_budget *budget)
{
    apr_uint32_t remaining = budget->spent < CP_STEPS_PER_REQUEST
                               ? CP_STEPS_PER_REQUEST - budget->spent
                               : 0;

    return remaining < CP_STEPS_PER_NAME ? remaining : CP_STEPS_PER_NAME;
}

#endif
