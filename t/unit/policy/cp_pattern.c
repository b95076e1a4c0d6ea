/* SPDX-License-Identifier: Apache-2.0 */
/* The budget of a request for patterns, and the number of tries. */
#include "core/policy/cp_policy.h"

#include "tap.h"

/* A pattern that takes some steps and matches names of one first letter. */
typedef struct costly {
    apr_uint32_t cost;
    char first;
    int calls;
} costly;

static cp_pattern_e costly_matches(const void *compiled, cp_span name,
                                   cp_budget *budget, apr_uint32_t *steps)
{
    costly *c = (costly *)(apr_uintptr_t)compiled;

    (void)budget;
    c->calls++;
    if (c->cost > *steps) {
        *steps = 0;
        return CP_PATTERN_EXHAUSTED;
    }
    *steps -= c->cost;
    return name.s[0] == c->first ? CP_PATTERN_MATCHES : CP_PATTERN_MISSES;
}

static costly *declare(apr_pool_t *p, cp_policy *policy, apr_uint32_t cost,
                       char first)
{
    costly *c = apr_pcalloc(p, sizeof(*c));
    cp_cookie *cookie = apr_pcalloc(p, sizeof(*cookie));
    cp_pattern pattern = {costly_matches, c};

    c->cost = cost;
    c->first = first;
    cookie->category = "statistical";
    cookie->names = apr_array_make(p, 1, sizeof(const char *));
    APR_ARRAY_PUSH(cookie->names, const char *) = "/costly/";
    cp_policy_add(policy, cookie, &pattern);
    return c;
}

/* The reports of one request. */
typedef struct reports {
    int n;
    int last; /* the number of reports with `last` */
    char name[16];
} reports;

static void note(void *baton, cp_span name, const char *pattern, int last)
{
    reports *said = baton;

    said->n += !strcmp(pattern, "/costly/");
    said->last += last;
    memcpy(said->name, name.s, name.n < 15 ? name.n : 15);
}

static cp_budget *request(apr_pool_t *p, cp_worn_out *worn_out, reports *said)
{
    cp_budget *budget = apr_pcalloc(p, sizeof(*budget));

    memset(said, 0, sizeof(*said));
    worn_out->pool = budget->pool = p;
    worn_out->names = NULL;
    budget->worn_out = worn_out;
    budget->report = note;
    budget->baton = said;
    return budget;
}

static void asked_once(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p), *other = cp_policy_make(p);
    costly *c = declare(p, policy, 10, 'a'), *d = declare(p, other, 10, 'b');
    cp_worn_out worn_out;
    reports said;
    cp_budget *budget = request(p, &worn_out, &said);
    char name[] = "a1";

    ok(cp_policy_match(policy, SPAN("a1"), budget) != NULL, "matches");
    ok(cp_policy_match(policy, SPAN("b1"), budget) == NULL, "does not match");
    is_number(c->calls, 2, "two names, two calls");
    is_number(budget->spent, 22, "ten steps for each, and one for the call");
    ok(cp_policy_match(policy, SPAN("a1"), budget) != NULL, "matches again");
    ok(cp_policy_match(policy, SPAN("b1"), budget) == NULL, "nor again");
    is_number(c->calls, 2, "and no call more");
    ok(cp_policy_match(other, SPAN("b1"), budget) != NULL, "another policy");
    is_number(d->calls, 1, "is asked for itself");
    ok(cp_policy_match(policy, cp_span_of(name), budget) != NULL, "copied");
    name[0] = 'b';
    ok(cp_policy_match(policy, SPAN("a1"), budget) != NULL,
       "the kept name is a copy");
    is_number(said.n, 0, "nothing to report");
    ok(cp_policy_match(policy, SPAN("a1"), NULL) == NULL,
       "without a budget no pattern is asked");
    is_number(c->calls, 2, "indeed");
}

static void one_name(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p), *other = cp_policy_make(p);
    costly *cheap = declare(p, policy, 1, 'x');
    costly *dear = declare(p, policy, CP_STEPS_PER_NAME, 'x');
    costly *good = declare(p, other, 1, 'x');
    cp_worn_out worn_out;
    reports said;
    cp_budget *budget = request(p, &worn_out, &said), sub;

    ok(cp_policy_match(policy, SPAN("x"), budget) == NULL,
       "a name that exhausts its steps is undeclared");
    is_number(dear->calls, 1, "the latest line is asked first");
    is_number(cheap->calls, 0, "others are not asked then");
    is_number(said.n, 1, "it is reported");
    is_text(p, said.name, "x", "by name");
    is_number(said.last, 0, "other names may follow");
    is_number(budget->spent, CP_STEPS_PER_NAME, "it has cost a name's steps");
    ok(cp_policy_match(policy, SPAN("x"), budget) == NULL, "still so");
    ok(cp_policy_match(other, SPAN("x"), budget) == NULL, "in all scopes");
    is_number(dear->calls + good->calls, 1, "without another call");
    is_number(said.n, 1, "or report");
    ok(cp_policy_match(other, SPAN("xy"), budget) != NULL, "others match");

    /* A subrequest has results and steps of its own, but knows the names. */
    sub = *budget;
    sub.known = NULL;
    sub.n_known = 0;
    sub.spent = 0;
    ok(cp_policy_match(policy, SPAN("x"), &sub) == NULL, "undeclared there");
    is_number(dear->calls, 1, "and not asked for");
    is_number(said.n, 1, "nor reported");
}

static void one_request(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    costly *c = declare(p, policy, CP_STEPS_PER_NAME - 1, 'x');
    cp_worn_out worn_out;
    reports said;
    cp_budget *budget = request(p, &worn_out, &said);
    int i, matched = 0, most = CP_STEPS_PER_REQUEST / CP_STEPS_PER_NAME;

    /* the number of short names that fit into a field of 8 KiB */
    for (i = 0; i < 2000; i++) {
        const char *name = apr_psprintf(p, "x%d", i);

        matched += cp_policy_match(policy, cp_span_of(name), budget) != NULL;
    }
    is_number(matched, most, "as many names as the request has steps for");
    is_number(c->calls, most, "no other one is asked");
    ok(budget->spent <= CP_STEPS_PER_REQUEST,
       "the request stays within its limit of steps");
    is_number(said.n, 0, "no name took more than its own");

    budget = request(p, &worn_out, &said);
    c->cost = CP_STEPS_PER_NAME;
    for (i = 0; i < 2000; i++) {
        const char *name = apr_psprintf(p, "x%d", i);

        cp_policy_match(policy, cp_span_of(name), budget);
    }
    is_number(said.n, most, "each is reported until all steps are used");
    is_number(said.last, 1, "and the last one says so");
}

static void many_patterns(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    cp_worn_out worn_out;
    reports said;
    cp_budget *budget = request(p, &worn_out, &said);
    costly *first = declare(p, policy, 0, 'x');
    int i;

    for (i = 1; i < CP_STEPS_PER_NAME; i++) {
        declare(p, policy, 0, 'y');
    }
    ok(cp_policy_match(policy, SPAN("x"), budget) != NULL, "the last of many");
    declare(p, policy, 0, 'y');
    ok(cp_policy_match(policy, SPAN("x1"), budget) == NULL, "one too many");
    is_number(first->calls, 1, "each call takes a step");
    is_number(said.n, 1, "which is reported");
}

static void kept_names(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    costly *c = declare(p, policy, 0, 'x');
    cp_worn_out worn_out;
    reports said;
    cp_budget *budget = request(p, &worn_out, &said);
    int round, i, wrong = 0;

    for (round = 0; round < 2; round++) {
        for (i = 0; i < CP_MAX_KNOWN_NAMES + 10; i++) {
            const char *name = apr_psprintf(p, "%c%d", i % 2 ? 'x' : 'y', i);
            const cp_cookie *hit =
                cp_policy_match(policy, cp_span_of(name), budget);

            wrong += (hit != NULL) != i % 2;
        }
    }
    is_number(wrong, 0, "kept or asked again, the result is the same");
    is_number(c->calls, CP_MAX_KNOWN_NAMES + 20, "ten are asked again");
}

int main(void)
{
    static const tap_group groups[] = {
        {"asked once", asked_once},   {"one name", one_name},
        {"one request", one_request}, {"many patterns", many_patterns},
        {"kept names", kept_names},   {NULL, NULL}};
    return tap_run(groups);
}
