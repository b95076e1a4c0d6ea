/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy of many sources, 10,000 or CP_NAMES, as hosts, as wildcards and as
 * paths of one host: the search finds each of them and no other. t/load/lookups.t
 * counts the work: it must not depend on the number of sources.
 */
#include "site.h"

#define NAMES 10000
#define LOOKUPS 1000

/* Number i of the sources. */
static const char *source_of(apr_pool_t *p, int i)
{
    static const char *const forms[] = {
        "host%05d.example", "*.wild%05d.example", "cdn.example/path%05d/"};

    return apr_psprintf(p, forms[i % 3], i);
}

/* A target of it. With `other` the target of another one. */
static cp_target target_of(apr_pool_t *p, int i, int other)
{
    cp_target t = {SPAN_INIT("https"), {"", 0}, SPAN_INIT("/x/y.js"), -1, 0, 0};
    const char *host = i % 3 == 0 ? "host%05d.example"
                     : i % 3 == 1 ? "www.a.wild%05d.example"
                                  : "cdn.example";

    t.host = cp_span_of(i % 3 == 2 ? host : apr_psprintf(p, host, i));
    if (i % 3 == 2) {
        t.path = cp_span_of(apr_psprintf(p, "/path%05d/y.js", i));
    }
    if (other && i % 3 == 2) {
        t.path.s = apr_pstrcat(p, "/Path", t.path.s + 5, NULL);
    }
    else if (other) {
        t.host.n--;
    }
    return t;
}

static void many(apr_pool_t *p)
{
    const char *asked = getenv("CP_NAMES");
    int names = asked ? atoi(asked) : NAMES, missed = 0, invented = 0, i;
    cp_policy *policy = cp_policy_make(p);

    for (i = 0; i < names; i++) {
        site_source(p, policy, "necessary", source_of(p, i));
    }
    for (i = 0; i < LOOKUPS; i++) {
        int which = (int)((apr_int64_t)i * names / LOOKUPS);
        cp_target t = target_of(p, which, 0);
        const cp_source_name *hit = cp_sources_match(policy, &t);

        missed += hit == NULL || strcmp(hit->text, source_of(p, which)) != 0;
        t = target_of(p, which, 1);
        invented += cp_sources_match(policy, &t) != NULL;
    }
    is_number(missed, 0, "%d sources: %d look-ups of them", names, LOOKUPS);
    is_number(invented, 0, "%d sources: %d look-ups of others", names, LOOKUPS);
}

int main(void)
{
    static const tap_group groups[] = {{"many", many}, {NULL, NULL}};
    return tap_run(groups);
}
