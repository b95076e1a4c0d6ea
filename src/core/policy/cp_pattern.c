/* SPDX-License-Identifier: Apache-2.0 */
/* Results of patterns that are kept for a request; see the header. */
#include "core/policy/cp_pattern.h"

#include <apr_strings.h>

/* The results of one policy. A request has few policies. */
typedef struct cp_known {
    const struct cp_policy *policy;
    cp_name_map *names; /* name => cp_cookie, or `none` */
    struct cp_known *next;
} cp_known;

/* The value for "no declaration": a map cannot contain NULL. */
static const char none = 0;

static cp_known *known_of(const cp_budget *budget,
                          const struct cp_policy *policy)
{
    cp_known *known = budget->known;

    while (known != NULL && known->policy != policy) {
        known = known->next;
    }
    return known;
}

static int is_worn_out(const cp_budget *budget, cp_span name)
{
    const cp_name_map *names = budget->worn_out->names;

    return names != NULL && cp_name_map_get(names, name) != NULL;
}

int cp_budget_knows(const cp_budget *budget, const struct cp_policy *policy,
                    cp_span name, const struct cp_cookie **cookie)
{
    const cp_known *known = known_of(budget, policy);
    const void *value = known ? cp_name_map_get(known->names, name) : NULL;

    *cookie = value == &none ? NULL : value;
    return value != NULL || is_worn_out(budget, name);
}

static cp_span copy_of(apr_pool_t *p, cp_span name)
{
    name.s = apr_pmemdup(p, name.s, name.n);
    return name;
}

/* The number is bounded because a client can choose names that collide. */
void cp_budget_keep(cp_budget *budget, const struct cp_policy *policy,
                    cp_span name, const struct cp_cookie *cookie)
{
    cp_known *known = known_of(budget, policy);

    if (budget->n_known >= CP_MAX_KNOWN_NAMES) {
        return;
    }
    if (known == NULL) {
        known = apr_palloc(budget->pool, sizeof(*known));
        known->policy = policy;
        known->names = cp_name_map_make(budget->pool);
        known->next = budget->known;
        budget->known = known;
    }
    budget->n_known++;
    cp_name_map_set(known->names, copy_of(budget->pool, name),
                    cookie ? (const void *)cookie : (const void *)&none);
}

/* Each such name has used up its steps, so a request has few of them. */
void cp_budget_wear_out(cp_budget *budget, cp_span name)
{
    cp_worn_out *worn_out = budget->worn_out;

    if (worn_out->names == NULL) {
        worn_out->names = cp_name_map_make(worn_out->pool);
    }
    cp_name_map_set(worn_out->names, copy_of(worn_out->pool, name), &none);
}
