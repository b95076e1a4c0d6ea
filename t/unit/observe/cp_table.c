/* SPDX-License-Identifier: Apache-2.0 */
/* The shared table: entries, places, rates, threads, killed processes. */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/observe/cp_table.h"
#include "core/observe/cp_table_internal.h"
#include "tap.h"

#define NOON APR_INT64_C(1790000000)

static const char *const keys[] = {"one.example:80", "two.example:80",
                                   "three.example:80", "four.example:443"};

static cp_table table_of(apr_pool_t *p, int n_hosts, int entries)
{
    cp_table t;

    cp_table_attach(&t, apr_pcalloc(p, cp_table_size(n_hosts, entries)),
                    n_hosts, entries);
    cp_table_begin(&t, keys, 42, NOON);
    return t;
}

static cp_sighting sighting_of(const char *name, cp_reason_e reason)
{
    cp_sighting s = {.kind = CP_SEEN_RESPONSE,
                     .name = cp_span_of(name),
                     .reason = reason,
                     .enforced = 1,
                     .lifetime = -1};

    return s;
}

/* Repeats the cookie of a sighting. */
static int repeat(const cp_table *t, int host, const cp_sighting *s,
                  apr_int64_t now)
{
    cp_decision d = {.reason = s->reason, .name = s->name};

    return cp_table_repeat(t, host, &d, s->enforced,
                           s->category ? s->category : "", now)
        != NULL;
}

static cp_noted note_open(const cp_table *t, int host, const char *name)
{
    cp_sighting s = sighting_of(name, CP_UNDECLARED);

    return cp_table_note(t, host, &s, NOON);
}

/* ---- entries ---- */

static void entries(apr_pool_t *p)
{
    cp_table t = table_of(p, 2, 64);
    cp_sighting s = sighting_of("_ga", CP_UNDECIDED);
    cp_observed *o;
    const cp_seen *seen;

    s.category = "statistical";
    s.domain = SPAN(".one.example");
    s.path = SPAN("/");
    s.lifetime = 7200;
    s.sample = SPAN("/shop");
    ok(!repeat(&t, 0, &s, NOON), "nothing repeats in a new table");
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "the first one");
    ok(cp_table_note(&t, 0, &s, NOON + 5) == CP_NOTED_AGAIN, "is repeated");
    ok(repeat(&t, 0, &s, NOON + 9), "and again");
    o = cp_table_read(p, &t);
    is_number(o->n, 2, "all hosts are read");
    is_text(p, o->hosts[0].key, "one.example:80", "the key of the host");
    is_text(p, o->hosts[0].host, "one.example", "its name");
    is_number(o->hosts[0].n, 1, "one entry");
    seen = o->hosts[0].seen;
    is_number((apr_int64_t)seen->count, 3, "its count");
    is_number(seen->first, NOON, "its first time");
    is_number(seen->last, NOON + 9, "its last time");
    is_number(seen->lifetime, 7200, "its lifetime");
    is_text(p, seen->name, "_ga", "its name");
    is_text(p, seen->category, "statistical", "its category");
    is_text(p, seen->domain, ".one.example", "its domain");
    is_text(p, seen->path, "/", "its path");
    is_text(p, seen->sample, "/shop", "its sample");
    is_text(p, seen->directive, "", "a text without a value is empty");
    ok(seen->kind == CP_SEEN_RESPONSE && seen->reason == CP_UNDECIDED
           && seen->enforced,
       "its kind and its decision");
}

/* cp_table_repeat finds what cp_table_note finds, with names of all lengths. */
static void repeats(apr_pool_t *p)
{
    cp_table t = table_of(p, 2, 1024);
    static const char *const categories[] = {"statistical", "third-party"};
    char name[80];
    int n, good = 0, round;

    memset(name, 'n', sizeof(name));
    for (round = 0; round < 3; round++) {
        for (n = 0; n < 80; n++) {
            cp_sighting s = sighting_of("", CP_UNDECIDED);
            int i;

            s.name = cp_span_between(name, name + n);
            s.fixed = 1;
            for (i = 0; i < 2; i++) {
                int is_new = round == 0 && n <= CP_TABLE_NAME;

                s.category = categories[i];
                good += repeat(&t, 1, &s, NOON) == !is_new;
                good += cp_table_note(&t, 1, &s, NOON)
                     == (is_new ? CP_NOTED_FIRST : CP_NOTED_AGAIN);
            }
        }
    }
    is_number(good, 3 * 80 * 4, "the same entries");
    is_number(cp_table_read(p, &t)->hosts[1].n, 2 * (CP_TABLE_NAME + 1),
              "each entry is there once");
    is_number((apr_int64_t)cp_table_read(p, &t)
                  ->hosts[1]
                  .counters[CP_COUNT_COOKIES_UNDECIDED],
              3 * 80 * 2, "and each repetition is counted by its reason");
}

static void identity(apr_pool_t *p)
{
    cp_table t = table_of(p, 2, 128);
    cp_sighting s = sighting_of("sid", CP_UNDECIDED);
    char name[80];

    s.category = "a";
    cp_table_note(&t, 0, &s, NOON);
    ok(cp_table_note(&t, 1, &s, NOON) == CP_NOTED_FIRST, "another host");
    s.category = "b";
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "another category");
    s.category = NULL;
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "no category");
    s.reason = CP_REFUSED;
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "another reason");
    s.enforced = 0;
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "only reported");
    s.kind = CP_SEEN_STORAGE;
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "another kind");
    s.name = SPAN("sid2");
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "another name");
    s.sample = SPAN("/other");
    s.lifetime = 9;
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_AGAIN,
       "other members do not matter");
    s.directive = SPAN("img-src");
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_AGAIN,
       "nor does the directive");
    s.kind = CP_SEEN_SOURCE;
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST, "a source");
    s.directive = SPAN("script-src");
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST,
       "another directive of the source");
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_AGAIN, "the same again");
    memset(name, 'n', sizeof(name));
    s.name = cp_span_between(name, name + 70);
    cp_table_note(&t, 0, &s, NOON);
    s.name = cp_span_between(name, name + 80);
    ok(cp_table_note(&t, 0, &s, NOON) == CP_NOTED_AGAIN,
       "a name counts up to 64 bytes");
    is_number((apr_int64_t)strlen(cp_table_read(p, &t)->hosts[0].seen[0].name)
                  <= 64,
              1, "and is cut");
}

/* ---- places ---- */

static int fill_with_open(const cp_table *t, int host, int from, int n)
{
    int i, kept = 0;

    for (i = from; i < from + n; i++) {
        char name[32];

        snprintf(name, sizeof(name), "evil%d", i);
        kept += note_open(t, host, name) == CP_NOTED_FIRST;
    }
    return kept;
}

static void limits(apr_pool_t *p)
{
    cp_table t = table_of(p, 4, 256);
    cp_sighting s = sighting_of("declared", CP_UNDECIDED);
    int i, kept = 0;

    is_number(fill_with_open(&t, 0, 0, 100000), 64,
              "open names of one host get the shared part of the half");
    is_number(fill_with_open(&t, 1, 0, 1000), 16,
              "another host still has its share");
    ok(note_open(&t, 0, "evil0") == CP_NOTED_AGAIN, "the first names count on");
    ok(note_open(&t, 0, "new") == CP_NOTED_LOST, "a new one has no place");
    s.fixed = 1;
    s.category = "statistical";
    for (i = 0; i < 100; i++) {
        s.name = cp_span_of(apr_psprintf(p, "name%d", i));
        kept += cp_table_note(&t, 0, &s, NOON) == CP_NOTED_FIRST;
    }
    is_number(kept, 100, "every declared name has a place");
    cp_table_sweep(p, &t);
    is_number(t.head->used, 180, "the sweep counts the same slots");
    is_number(t.head->open, 80, "and the same open ones");
    is_number((apr_int64_t)cp_table_newly_lost(&t, 0), 99937,
              "what found no place is counted");
    is_number((apr_int64_t)cp_table_newly_lost(&t, 0), 0, "and told once");
    ok(cp_table_read(p, &t)->full, "readers see that it is full");
    t = table_of(p, 1, 256);
    is_number(fill_with_open(&t, 0, 0, 1000), 128,
              "a single host has the whole half");
}

/* ---- rates ---- */

static void rates(apr_pool_t *p)
{
    cp_table t = table_of(p, 1, 64);
    apr_int64_t hour = NOON / 3600 * 3600;
    cp_observed_host *h;
    int i;

    cp_table_rate(&t, 0, CP_COUNT_CHOICE_ACCEPT, hour - 40 * 86400);
    cp_table_rate(&t, 0, CP_COUNT_PAGES_BANNER, hour + 1);
    cp_table_rate(&t, 0, CP_COUNT_PAGES_BANNER, hour + 2);
    cp_table_rate(&t, 0, CP_COUNT_CHOICE_ACCEPT, hour + 3599);
    cp_table_rate(&t, 0, CP_COUNT_CHOICE_REFUSE, hour + 3600);
    cp_table_rate(&t, 0, CP_COUNT_CHOICE_SAVE, hour + 3600);
    h = cp_table_read(p, &t)->hosts;
    is_number(h->n_rates, 2, "an hour that is older than the ring is absent");
    is_number(h->rates[0].hour, hour, "the oldest hour is the first");
    is_number(h->rates[0].shown, 2, "banners");
    is_number(h->rates[0].accept, 1, "acceptances");
    is_number(h->rates[1].refuse, 1, "refusals");
    is_number(h->rates[1].other, 1, "other choices");
    for (i = 0; i < 2000; i++) {
        cp_table_rate(&t, 0, CP_COUNT_CHOICE_ADD, hour + i * 3600);
    }
    h = cp_table_read(p, &t)->hosts;
    is_number(h->n_rates, CP_RATE_HOURS, "the ring has 31 days");
    is_number(h->rates[0].hour, hour + (2000 - CP_RATE_HOURS) * 3600,
              "and the oldest of them first");
}

/* ---- summaries ---- */

typedef struct told {
    int n;
    apr_uint64_t more;
} told;

static void tell(void *ctx, int host, const cp_seen *seen, apr_uint64_t more)
{
    told *to = ctx;

    (void)host;
    (void)seen;
    to->n++;
    to->more += more;
}

static told recurred(apr_pool_t *p, const cp_table *t)
{
    told to = {0, 0};

    cp_table_recurred(p, t, tell, &to);
    return to;
}

static void summaries(apr_pool_t *p)
{
    cp_table t = table_of(p, 1, 64);
    cp_sighting s = sighting_of("ok", CP_ALLOW);
    told to;
    int i;

    note_open(&t, 0, "once");
    for (i = 0; i < 4; i++) {
        note_open(&t, 0, "often");
        cp_table_note(&t, 0, &s, NOON);
    }
    to = recurred(p, &t);
    is_number(to.n, 1, "only what has recurred, and has a reason, is told");
    is_number((apr_int64_t)to.more, 3, "without its first occurrence");
    is_number(recurred(p, &t).n, 0, "and only once");
    note_open(&t, 0, "once");
    is_number((apr_int64_t)recurred(p, &t).more, 1, "until it recurs");
}

/* ---- threads ---- */

enum { THREADS = 8, ROUNDS = 10000, NAMES = 50 };

typedef struct work {
    const cp_table *t;
    int first;
} work;

static void *note_names(void *ctx)
{
    work *w = ctx;
    int i;

    for (i = 0; i < ROUNDS; i++) {
        char name[32];

        snprintf(name, sizeof(name), "name%d", i % NAMES);
        w->first += note_open(w->t, i % 2, name) == CP_NOTED_FIRST;
        cp_table_add(w->t, 0, CP_COUNT_RESPONSES, 1);
        cp_table_rate(w->t, 0, CP_COUNT_PAGES_BANNER, NOON + i % 2 * 3600);
    }
    return NULL;
}

/* Notes all names in all threads. Returns how often a name was the first. */
static int note_in_threads(const cp_table *t)
{
    pthread_t thread[THREADS];
    work w[THREADS];
    int i, first = 0;

    for (i = 0; i < THREADS; i++) {
        w[i].t = t;
        w[i].first = 0;
        pthread_create(&thread[i], NULL, note_names, &w[i]);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        first += w[i].first;
    }
    return first;
}

/* Returns the number of occurrences of all names. */
static apr_int64_t counted(const cp_observed *o)
{
    apr_int64_t count = 0;
    int host, i;

    for (host = 0; host < 2; host++) {
        for (i = 0; i < o->hosts[host].n; i++) {
            count += (apr_int64_t)o->hosts[host].seen[i].count;
        }
    }
    return count;
}

/* While one thread fills a slot, others do not wait for it for long. On a busy
 * machine this is a long time: how many they leave out is not known. */
static void threads(apr_pool_t *p)
{
    cp_table t = table_of(p, 2, 512);
    apr_int64_t before;
    cp_observed *o;

    is_number(note_in_threads(&t), NAMES,
              "each name was the first one for one thread");
    o = cp_table_read(p, &t);
    is_number(o->hosts[0].n + o->hosts[1].n, NAMES, "each name has one slot");
    before = counted(o);
    ok(before >= NAMES && before <= THREADS * ROUNDS,
       "no occurrence is counted twice");
    is_number(note_in_threads(&t), 0, "then no name is the first");
    o = cp_table_read(p, &t);
    is_number(counted(o) - before, THREADS * ROUNDS,
              "and each occurrence is counted");
    is_number((apr_int64_t)o->hosts[0].counters[CP_COUNT_RESPONSES],
              2 * THREADS * ROUNDS, "no count of a counter is lost");
    is_number(o->hosts[0].rates[0].shown + o->hosts[0].rates[1].shown,
              2 * THREADS * ROUNDS, "nor of a rate");
}

/* ---- processes that are killed ---- */

/* A child: notes names until it is killed, and writes a byte for the first. */
static void note_until_killed(const cp_table *t, int n, int fd)
{
    fill_with_open(t, 0, n++, 1);
    if (write(fd, "", 1) != 1) {
        _exit(1);
    }
    for (;;) {
        fill_with_open(t, 0, n++, 1);
    }
}

/* Kills each child soon after its first name. */
static void kill_children(const cp_table *t)
{
    int i, fd[2];
    char byte;

    if (pipe(fd) != 0) {
        return;
    }
    for (i = 0; i < 20; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            note_until_killed(t, i * 1000000, fd[1]);
        }
        if (pid > 0 && read(fd[0], &byte, 1) == 1) {
            usleep(2000);
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
        }
    }
    close(fd[0]);
    close(fd[1]);
}

static void killed(apr_pool_t *p)
{
    apr_size_t size = cp_table_size(1, 65536);
    void *region = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cp_table t;
    apr_uint32_t at, claimed = 0;

    cp_table_attach(&t, region, 1, 65536);
    cp_table_begin(&t, keys, 1, NOON);
    kill_children(&t);
    for (at = 0; at <= t.mask; at++) {
        claimed += (t.tags[at] & 3) == 1;
    }
    ok(claimed <= 20, "each killed child leaves one slot at most");
    is_number(cp_table_read(p, &t)->hosts[0].n > 0, 1, "the others are read");
    cp_table_sweep(p, &t);
    cp_table_sweep(p, &t);
    for (claimed = 0, at = 0; at <= t.mask; at++) {
        claimed += (t.tags[at] & 3) == 1;
    }
    is_number(claimed, 0, "and the second sweep recovers it");
    munmap(region, size);
}

/* The slot of an entry whose thread was killed while it filled it. */
static void recovery(apr_pool_t *p)
{
    cp_table t = table_of(p, 1, 64);
    apr_uint32_t at = 0;
    apr_uint64_t tag;

    note_open(&t, 0, "victim");
    while (t.tags[at] == 0) {
        at++;
    }
    tag = t.tags[at];
    t.tags[at] = (tag & ~(apr_uint64_t)0xFFFFFF) | 1; /* claimed, epoch 0 */
    ok(note_open(&t, 0, "victim") == CP_NOTED_AGAIN,
       "a thread does not wait forever for another one");
    is_number(cp_table_read(p, &t)->hosts[0].n, 0, "readers ignore the slot");
    cp_table_sweep(p, &t);
    ok((t.tags[at] & 3) == 1, "the first sweep leaves it");
    cp_table_sweep(p, &t);
    ok(note_open(&t, 0, "victim") == CP_NOTED_FIRST, "the second recovers it");
    ok((t.tags[at] & 3) == 2, "the same slot is used again");
    is_number((apr_int64_t)cp_table_read(p, &t)->hosts[0].seen[0].count, 1,
              "with a new count");
}

/* A child that is under foreign control writes anything. */
static void hostile(apr_pool_t *p)
{
    int round, good = 0;

    for (round = 0; round < 200; round++) {
        apr_size_t n = cp_table_size(2, 64), i;
        apr_pool_t *own;
        unsigned char *region;
        apr_uint32_t seed = 99 + (apr_uint32_t)round;
        cp_table t;

        apr_pool_create(&own, p);
        region = apr_pcalloc(own, n);
        cp_table_attach(&t, region, 2, 64);
        cp_table_begin(&t, keys, 42, NOON);
        fill_with_open(&t, 0, 0, 40);
        for (i = 0; i < n / 20; i++) {
            region[tap_random(&seed) % n] = (unsigned char)tap_random(&seed);
        }
        cp_table_sweep(own, &t);
        recurred(own, &t);
        good += cp_table_read(own, &t)->n == 2;
        apr_pool_destroy(own);
    }
    is_number(good, 200, "any bytes can be read");
}

/* A number in two cache lines would not be read and written at once. */
static void alignment(apr_pool_t *p)
{
    cp_table t = table_of(p, 2, 64);
    const char *region = (const char *)t.head;

#define IS_ALIGNED(number) \
    is_number(((const char *)&(number) - region) % 8, 0, "of 8: %s", #number)
    IS_ALIGNED(t.head->since);
    IS_ALIGNED(t.head->summarised);
    IS_ALIGNED(t.hosts[0].lost);
    IS_ALIGNED(t.hosts[1].lost);
    IS_ALIGNED(t.hosts[0].counters[1]);
    IS_ALIGNED(t.hosts[1].rates[1][0]);
    IS_ALIGNED(t.tags[0]);
    IS_ALIGNED(t.slots[0].count);
    IS_ALIGNED(t.slots[1].last);
#undef IS_ALIGNED
}

int main(void)
{
    static const tap_group groups[] = {
        {"entries", entries},     {"repeats", repeats},
        {"identity", identity},   {"limits", limits},
        {"rates", rates},         {"summaries", summaries},
        {"threads", threads},     {"killed", killed},
        {"recovery", recovery},   {"hostile", hostile},
        {"alignment", alignment}, {NULL, NULL}};

    return tap_run(groups);
}
