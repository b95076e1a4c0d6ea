/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that were noted before: with a declaration that remembers, and by a
 * search, the table becomes the same. */
#include <apr_strings.h>

#include "core/observe/cp_repeats.h"
#include "tap.h"

#define NOON APR_INT64_C(1790000000)

enum { HOSTS = 11, ENTRIES = 2048, ROUNDS = 40000 };

static const char *const keys[HOSTS] = {"a:80", "b:80", "c:80", "d:80",
                                        "e:80", "f:80", "g:80", "h:80",
                                        "i:80", "j:80", "k:80"};

static cp_table table_of(apr_pool_t *p)
{
    cp_table t;

    cp_table_attach(&t, apr_pcalloc(p, cp_table_size(HOSTS, ENTRIES)), HOSTS,
                    ENTRIES);
    cp_table_begin(&t, keys, 42, NOON);
    t.known = apr_pcalloc(p, sizeof(char *) * cp_table_slots(ENTRIES));
    return t;
}

/* Declares names of one category. */
static void declare(apr_pool_t *p, cp_policy *policy, const char *category,
                    const char *words)
{
    cp_cookie *cookie = apr_pcalloc(p, sizeof(*cookie));
    char *rest, *word, *copy = apr_pstrdup(p, words);

    cookie->category = category;
    cookie->names = apr_array_make(p, 4, sizeof(const char *));
    for (word = apr_strtok(copy, " ", &rest); word != NULL;
         word = apr_strtok(NULL, " ", &rest)) {
        APR_ARRAY_PUSH(cookie->names, const char *) = word;
    }
    cp_policy_add(policy, cookie, NULL);
}

static cp_policy *declarations(apr_pool_t *p)
{
    cp_policy *around = cp_policy_make(p), *near = cp_policy_make(p);

    declare(p, around, "necessary", "session sid token with-a-long-name-of-it");
    declare(p, around, "statistical", "_ga _gid _ga_* a");
    declare(p, near, "third-party", "IDE fr");
    return cp_policy_merge(p, around, near);
}

/* The next number of a simple generator. */
static unsigned next(unsigned *state, unsigned below)
{
    *state = *state * 1103515245u + 12345u;
    return (*state >> 16) % below;
}

/* 0 in most cases. */
static unsigned often_none(unsigned *state, unsigned below)
{
    return next(state, 4) ? 0 : next(state, below);
}

static cp_decision some_decision(const cp_policy *policy, unsigned *state)
{
    static const char *const names[] = {
        "session", "sid",  "token", "with-a-long-name-of-it",
        "_ga",     "_gid", "_ga_1", "_ga_2",
        "a",       "IDE",  "fr",    "unknown",
        "Session"};
    cp_decision d = {.reason = (cp_reason_e)often_none(state, CP_N_REASONS)};

    d.name = cp_span_of(names[next(state, sizeof(names) / sizeof(*names))]);
    d.cookie = cp_policy_search(policy, d.name, NULL, &d.declared);
    return d;
}

/* Notes a field that is new. */
static void note(const cp_table *t, int host, const cp_decision *d,
                 int enforced, apr_int64_t now)
{
    cp_sighting s = {.kind = CP_SEEN_RESPONSE,
                     .name = d->name,
                     .reason = d->reason,
                     .enforced = enforced,
                     .category = d->cookie ? d->cookie->category : NULL,
                     .fixed = 1};

    cp_table_note(t, host, &s, now);
}

/* Returns the number of fields whose declaration remembered them. */
static int count_in_both(const cp_policy *policy, const cp_table *fast,
                         const cp_table *general)
{
    unsigned state = 1;
    int i, remembered = 0;

    for (i = 0; i < ROUNDS; i++) {
        cp_decision d = some_decision(policy, &state);
        int host = (int)often_none(&state, HOSTS);
        int enforced = d.reason != CP_ALLOW && next(&state, 2);
        const char *category = d.cookie ? d.cookie->category : "";
        apr_int64_t now = NOON + i;
        cp_repeats all;
        int known;

        cp_repeats_begin(&all, fast, host, 1, now);
        known = d.reason == CP_ALLOW ? cp_repeats_allowed(&all, &d)
                                     : cp_repeats_any(&all, &d, enforced);
        remembered += known;
        if (!known && !cp_repeats_search(&all, &d, enforced, category)) {
            note(fast, host, &d, enforced, now);
        }
        cp_table_add(general, host, CP_COUNT_RESPONSES, 1);
        if (!cp_table_repeat(general, host, &d, enforced, category, now)) {
            note(general, host, &d, enforced, now);
        }
    }
    return remembered;
}

static int same_host(const cp_observed_host *a, const cp_observed_host *b)
{
    int same =
        a->n == b->n && !memcmp(a->counters, b->counters, sizeof(a->counters));
    int i;

    for (i = 0; same && i < a->n; i++) {
        const cp_seen *x = &a->seen[i], *y = &b->seen[i];

        same = !strcmp(x->name, y->name) && x->reason == y->reason
            && x->enforced == y->enforced && x->count == y->count
            && x->first == y->first && x->last == y->last
            && (x->category == NULL) == (y->category == NULL)
            && (x->category == NULL || !strcmp(x->category, y->category));
    }
    return same;
}

static void same_table(apr_pool_t *p)
{
    const cp_policy *policy = declarations(p);
    cp_table fast = table_of(p), general = table_of(p);
    int remembered = count_in_both(policy, &fast, &general), i, same = 0;
    const cp_observed *a = cp_table_read(p, &fast);
    const cp_observed *b = cp_table_read(p, &general);

    for (i = 0; i < HOSTS; i++) {
        same += same_host(&a->hosts[i], &b->hosts[i]);
    }
    is_number(same, HOSTS, "the fast path counts as the general path does");
    ok(remembered > ROUNDS / 10, "many fields take the fast path");
}

static void sections(apr_pool_t *p)
{
    const cp_policy *policy = declarations(p);
    cp_table t = table_of(p);
    cp_decision d = {.reason = CP_ALLOW, .name = SPAN("sid")};
    cp_repeats all;

    d.cookie = cp_policy_search(policy, d.name, NULL, &d.declared);
    cp_repeats_begin(&all, &t, 0, 1, NOON);
    ok(!cp_repeats_allowed(&all, &d), "nothing is remembered at the begin");
    note(&t, 0, &d, 0, NOON);
    ok(!cp_repeats_allowed(&all, &d), "only a search remembers");
    ok(cp_repeats_search(&all, &d, 0, "necessary"), "the search finds it");
    ok(cp_repeats_allowed(&all, &d), "then the declaration remembers it");
    cp_repeats_begin(&all, &t, 0, 0, NOON);
    ok(!cp_repeats_allowed(&all, &d), "not in a second section");
    ok(cp_repeats_any(&all, &d, 0), "unless it is reported once more");
    cp_repeats_begin(&all, &t, 8, 1, NOON);
    ok(!cp_repeats_allowed(&all, &d), "another host that shares the place");
    is_number((apr_int64_t)cp_table_read(p, &t)
                  ->hosts[0]
                  .counters[CP_COUNT_RESPONSES],
              1, "a response is counted once");
    cp_repeats_begin(&all, NULL, 0, 1, NOON);
    ok(!cp_repeats_allowed(&all, &d), "without a table nothing is counted");
}

static void names(apr_pool_t *p)
{
    const cp_policy *policy = declarations(p);
    const cp_declared_name *declared;

    cp_policy_search(policy, SPAN("_ga"), NULL, &declared);
    ok(declared != NULL, "a name that is declared exactly");
    cp_policy_search(policy, SPAN("_ga_*"), NULL, &declared);
    ok(declared == NULL, "a prefix as a name");
    ok(cp_policy_search(policy, SPAN("_ga_1"), NULL, &declared) != NULL
           && declared == NULL,
       "a name with a declared prefix");
}

int main(void)
{
    static const tap_group groups[] = {{"fast path", same_table},
                                       {"sections", sections},
                                       {"names", names},
                                       {NULL, NULL}};

    return tap_run(groups);
}
