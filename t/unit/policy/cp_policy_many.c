/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy of many names, 10,000 or CP_NAMES: the search finds each of them and
 * no other name. t/load/lookups.t counts the work: it must not depend on the
 * number of names.
 */
#include "core/policy/cp_policy.h"

#include "tap.h"

#define NAMES 10000
#define LOOKUPS 1000

static cp_policy *policy_of(apr_pool_t *p, int names)
{
    cp_policy *policy = cp_policy_make(p);
    int i;

    for (i = 0; i < names; i++) {
        cp_cookie *cookie = apr_pcalloc(p, sizeof(*cookie));

        cookie->category = "necessary";
        cookie->names = apr_array_make(p, 1, sizeof(const char *));
        APR_ARRAY_PUSH(cookie->names, const char *) =
            apr_psprintf(p, "cookie%05d", i);
        cp_policy_add(policy, cookie, NULL);
    }
    return policy;
}

static void many(apr_pool_t *p)
{
    const char *asked = getenv("CP_NAMES");
    int names = asked ? atoi(asked) : NAMES, missed = 0, invented = 0, i;
    cp_policy *policy = policy_of(p, names);

    for (i = 0; i < LOOKUPS; i++) {
        int which = (int)((apr_int64_t)i * names / LOOKUPS);
        const char *name = apr_psprintf(p, "cookie%05d", which);
        const cp_cookie *hit = cp_policy_match(policy, cp_span_of(name), NULL);

        missed += hit == NULL
               || strcmp(APR_ARRAY_IDX(hit->names, 0, const char *), name) != 0;
        name = apr_psprintf(p, "Cookie%05d", which);
        invented += cp_policy_match(policy, cp_span_of(name), NULL) != NULL;
    }
    is_number(missed, 0, "%d names: %d look-ups of them", names, LOOKUPS);
    is_number(invented, 0, "%d names: %d look-ups of others", names, LOOKUPS);
}

int main(void)
{
    static const tap_group groups[] = {{"many", many}, {NULL, NULL}};
    return tap_run(groups);
}
