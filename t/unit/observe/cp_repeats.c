/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that were noted before: with the memory of the process, and by a
 * search, the table becomes the same. */
#include <pthread.h>

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
    t.recent = apr_pcalloc(p, sizeof(apr_uint64_t) * CP_REPEATS_PLACES);
    return t;
}

/* Declares names of one category. */
static void declare(apr_pool_t *p, cp_policy *policy, int place,
                    const char *words)
{
    static const char *const categories[] = {"necessary", "statistical",
                                             "third-party"};
    cp_cookie *cookie = apr_pcalloc(p, sizeof(*cookie));
    char *rest, *word, *copy = apr_pstrdup(p, words);

    cookie->category = categories[place];
    cookie->place = place;
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

    declare(p, around, 0, "session sid token with-a-long-name-of-it");
    declare(p, around, 1, "_ga _gid _ga_* a");
    declare(p, near, 2, "IDE fr fr*");
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
    /* Some differ only in their middle, some only after 64 bytes. */
    static const char *const names[] = {
        "session",
        "sid",
        "token",
        "with-a-long-name-of-it",
        "_ga",
        "_gid",
        "_ga_1",
        "_ga_2",
        "_ga_ABCDEFGHIJ1",
        "a",
        "IDE",
        "fr",
        "fr1",
        "unknown",
        "Session",
        "",
        "x",
        "xy",
        "xyz",
        "abcdefgh",
        "abcdefghi",
        "the-name-1-of-a-cookie",
        "the-name-2-of-a-cookie",
        "0123456789012345678901234567890123456789012345678901234567890123",
        "01234567890123456789012345678901234567890123456789012345678901234",
        "01234567890123456789012345678901234567890123456789012345678901235"};
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

/* Counts one field of a response. Returns non-zero if it was remembered. */
static int count_field(const cp_table *t, int host, const cp_decision *d,
                       int enforced, apr_int64_t now)
{
    const char *category = d->cookie ? d->cookie->category : NULL;
    cp_repeats all;
    int known;

    cp_repeats_begin(&all, t, host, 1, now);
    known = d->reason == CP_ALLOW ? cp_repeats_allowed(&all, d)
                                  : cp_repeats_reason(&all, d, enforced);
    if (!known && !cp_repeats_search(&all, d, enforced, category)) {
        note(t, host, d, enforced, now);
    }
    cp_repeats_end(&all);
    return known;
}

/* Sets the numbers of fields that were remembered: [1] of a declared name, [0]
 * of another one. */
static void count_in_both(const cp_policy *policy, const cp_table *fast,
                          const cp_table *general, int *remembered)
{
    unsigned state = 1;
    int i;

    remembered[0] = remembered[1] = 0;
    for (i = 0; i < ROUNDS; i++) {
        cp_decision d = some_decision(policy, &state);
        int host = (int)often_none(&state, HOSTS);
        int enforced = d.reason != CP_ALLOW && next(&state, 2);
        const char *category = d.cookie ? d.cookie->category : NULL;
        apr_int64_t now = NOON + i;

        remembered[d.declared != NULL] +=
            count_field(fast, host, &d, enforced, now);
        cp_table_add(general, host, CP_COUNT_RESPONSES, 1);
        if (!cp_table_repeat(general, host, &d, enforced, category, now)) {
            note(general, host, &d, enforced, now);
        }
    }
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
    int remembered[2], i, same = 0;
    const cp_observed *a, *b;

    count_in_both(policy, &fast, &general, remembered);
    a = cp_table_read(p, &fast);
    b = cp_table_read(p, &general);
    for (i = 0; i < HOSTS; i++) {
        same += same_host(&a->hosts[i], &b->hosts[i]);
    }
    is_number(same, HOSTS, "the fast path counts as the general path does");
    ok(remembered[1] > ROUNDS / 10, "declarations remember many fields");
    ok(remembered[0] > ROUNDS / 10, "and the process many others");
}

static apr_int64_t counter_of(apr_pool_t *p, const cp_table *t, cp_counter c)
{
    return (apr_int64_t)cp_table_read(p, t)->hosts[0].counters[c];
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
    ok(cp_repeats_allowed(&all, &d), "also for another field");
    is_number(counter_of(p, &t, CP_COUNT_COOKIES_ALLOWED), 1,
              "these fields are not counted yet");
    cp_repeats_end(&all);
    is_number(counter_of(p, &t, CP_COUNT_COOKIES_ALLOWED), 3,
              "they are counted at the end");
    cp_repeats_begin(&all, &t, 0, 0, NOON);
    ok(cp_repeats_allowed(&all, &d), "nothing to do in a second section");
    cp_repeats_end(&all);
    is_number(counter_of(p, &t, CP_COUNT_COOKIES_ALLOWED), 3,
              "which counts nothing");
    ok(cp_repeats_reason(&all, &d, 0), "unless it is reported once more");
    cp_repeats_begin(&all, &t, 8, 1, NOON);
    ok(!cp_repeats_allowed(&all, &d), "another host that shares the place");
    is_number(counter_of(p, &t, CP_COUNT_RESPONSES), 1,
              "a response is counted once");
    cp_repeats_begin(&all, NULL, 0, 1, NOON);
    ok(cp_repeats_allowed(&all, &d), "nothing to do without a table");
    cp_repeats_end(&all);
}

/* ---- names that are not declared ---- */

/* A name under each of two categories, and under none. */
static void categories(apr_pool_t *p)
{
    cp_table t = table_of(p);
    cp_cookie first = {.category = "necessary", .place = 0};
    cp_cookie second = {.category = "statistical", .place = 1};
    const cp_cookie *cookies[] = {&first, &second, NULL};
    int i, round, remembered = 0;
    const cp_observed *o;

    for (round = 0; round < 4; round++) {
        for (i = 0; i < 6; i++) {
            cp_decision d = {.name = SPAN("same"), .cookie = cookies[i / 2]};

            remembered += count_field(&t, 0, &d, 0, NOON);
        }
    }
    o = cp_table_read(p, &t);
    is_number(o->hosts[0].n, 3, "each category has an entry");
    for (i = 0; i < 3; i++) {
        is_number((apr_int64_t)o->hosts[0].seen[i].count, 8, "its count");
    }
    is_number(remembered, 3 * 3,
              "a name is remembered under the category of the last field");
}

/* More names than places: none is counted twice or lost. */
static void many_names(apr_pool_t *p)
{
    enum { NAMES = ENTRIES * 3 / 4 };
    cp_table t = table_of(p);
    int i, remembered = 0;
    const cp_observed *o;

    for (i = 0; i < 3 * NAMES; i++) {
        cp_decision d = {.reason = CP_UNDECLARED};
        int field;

        d.name = cp_span_of(apr_psprintf(p, "name%d", i % NAMES));
        for (field = 0; field < 3; field++) {
            remembered += count_field(&t, 0, &d, 1, NOON);
        }
    }
    o = cp_table_read(p, &t);
    is_number(o->hosts[0].n, NAMES, "each name has an entry");
    for (i = 0; i < o->hosts[0].n && o->hosts[0].seen[i].count == 9; i++) {}
    is_number(i, NAMES, "that counts each field");
    ok(remembered >= 3 * NAMES && remembered < 8 * NAMES,
       "some names have lost their places");
}

enum { THREADS = 4, THREAD_NAMES = 8 };

static void *count_names(void *t)
{
    static const char *const all[THREAD_NAMES] = {
        "a",
        "bc",
        "name",
        "id-12345",
        "id-123456",
        "the-name-1-of-a-cookie",
        "the-name-2-of-a-cookie",
        "0123456789012345678901234567890123456789"};
    int i;

    for (i = 0; i < ROUNDS; i++) {
        cp_decision d = {.reason = i & 8 ? CP_ALLOW : CP_UNDECLARED};

        d.name = cp_span_of(all[i % THREAD_NAMES]);
        count_field(t, 0, &d, d.reason != CP_ALLOW, NOON);
    }
    return NULL;
}

/* The threads of a process use its places without a lock. Each name is noted
 * before, so that no thread waits for another one that notes it first. */
static void threads(apr_pool_t *p)
{
    cp_table t = table_of(p);
    pthread_t thread[THREADS];
    const cp_observed *o;
    int i, wrong = 0;

    count_names(&t);
    for (i = 0; i < THREADS; i++) {
        pthread_create(&thread[i], NULL, count_names, &t);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
    }
    o = cp_table_read(p, &t);
    is_number(o->hosts[0].n, 2 * THREAD_NAMES, "each name has two entries");
    for (i = 0; i < o->hosts[0].n; i++) {
        wrong += o->hosts[0].seen[i].count
              != (THREADS + 1) * ROUNDS / (2 * THREAD_NAMES);
    }
    is_number(wrong, 0, "each of them counts all fields of all threads");
    is_number(counter_of(p, &t, CP_COUNT_COOKIES_ALLOWED)
                  + counter_of(p, &t, CP_COUNT_COOKIES_UNDECLARED),
              (THREADS + 1) * ROUNDS, "and so do the counters");
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
                                       {"categories", categories},
                                       {"many names", many_names},
                                       {"threads", threads},
                                       {"names", names},
                                       {NULL, NULL}};

    return tap_run(groups);
}
