/* SPDX-License-Identifier: Apache-2.0 */
/* The table as bytes: the same content in another table; damage. */
#include "core/observe/cp_table_file.h"
#include "core/observe/cp_table_internal.h"
#include "sealed.h"
#include "tap.h"

#define NOON APR_INT64_C(1790000000)

static const char *const keys[] = {"one.example:80", "two.example:80",
                                   "three.example:80"};
static const char *const swapped[] = {"two.example:80", "four.example:80",
                                      "one.example:80"};

static cp_table table_of(apr_pool_t *p, const char *const *names, int n,
                         int entries)
{
    cp_table t;

    cp_table_attach(&t, apr_pcalloc(p, cp_table_size(n, entries)), n, entries);
    cp_table_begin(&t, names, 42 + (apr_uint64_t)entries, NOON);
    return t;
}

static void note(const cp_table *t, int host, const char *name, int fixed)
{
    cp_sighting s = {.kind = CP_SEEN_SOURCE,
                     .name = cp_span_of(name),
                     .reason = CP_UNDECIDED,
                     .category = "statistical",
                     .domain = SPAN(".example"),
                     .lifetime = -1,
                     .sample = SPAN("/a"),
                     .directive = SPAN("img"),
                     .fixed = fixed};

    cp_table_note(t, host, &s, NOON);
}

static cp_span saved(apr_pool_t *p, const cp_table *t)
{
    cp_buf *b = cp_buf_make(p, 1000);

    cp_table_save(b, t);
    return cp_span_between(b->s, b->s + b->n);
}

/* A table with content in the first two of three hosts. */
static cp_table filled(apr_pool_t *p)
{
    cp_table t = table_of(p, keys, 3, 128);

    note(&t, 0, "one", 1);
    note(&t, 0, "one", 1);
    note(&t, 1, "two", 0);
    cp_table_add(&t, 1, CP_COUNT_STRIPPED, 7);
    cp_table_rate(&t, 0, CP_COUNT_PAGES_BANNER, NOON);
    cp_table_rate(&t, 0, CP_COUNT_CHOICE_REFUSE, NOON + 7200);
    cp_table_set_summarised(&t, NOON + 5);
    return t;
}

static void copies(apr_pool_t *p)
{
    cp_table from = filled(p), to = table_of(p, swapped, 3, 2048);
    cp_observed *o;
    const cp_seen *seen;

    to.head->since = NOON + 99;
    is_number(cp_table_load(p, &to, saved(p, &from)), CP_LOADED, "loads");
    o = cp_table_read(p, &to);
    is_number(o->since, NOON, "the start");
    is_number(cp_table_summarised(&to), NOON + 5, "the last summary");
    is_number(o->hosts[2].n, 1, "an entry of a host that has moved");
    is_number(o->hosts[1].n, 0, "a new host is empty");
    seen = o->hosts[2].seen;
    is_text(p, seen->name, "one", "its name");
    is_text(p, seen->category, "statistical", "its category");
    is_text(p, seen->domain, ".example", "its domain");
    is_text(p, seen->sample, "/a", "its sample");
    is_text(p, seen->directive, "img", "its element");
    is_number((apr_int64_t)seen->count, 2, "its count");
    is_number(seen->lifetime, -1, "its lifetime");
    is_number(seen->first, NOON, "its first time");
    is_number((apr_int64_t)o->hosts[0].counters[CP_COUNT_STRIPPED], 7,
              "a counter");
    is_number(o->hosts[2].n_rates, 2, "the hours");
    is_number(o->hosts[2].rates[0].shown, 1, "banners of an hour");
    is_number(o->hosts[2].rates[1].refuse, 1, "choices of an hour");
    note(&to, 2, "one", 1);
    is_number((apr_int64_t)cp_table_read(p, &to)->hosts[2].seen[0].count, 3,
              "the entry counts on");
}

static void smaller(apr_pool_t *p)
{
    cp_table from = table_of(p, keys, 1, 1024), to = table_of(p, keys, 1, 64);
    int i, fixed = 0;
    cp_observed *o;

    for (i = 0; i < 400; i++) {
        note(&from, 0, apr_psprintf(p, "open%d", i), 0);
    }
    for (i = 0; i < 60; i++) {
        note(&from, 0, apr_psprintf(p, "fixed%d", i), 1);
    }
    is_number(cp_table_load(p, &to, saved(p, &from)), CP_LOADED, "loads");
    o = cp_table_read(p, &to);
    for (i = 0; i < o->hosts[0].n; i++) {
        fixed += o->hosts[0].seen[i].name[0] == 'f';
    }
    is_number(o->hosts[0].n, 64, "the smaller table is full");
    is_number(fixed, 60, "and has every declared name");
}

static int is_empty(apr_pool_t *p, const cp_table *t)
{
    const cp_observed *o = cp_table_read(p, t);

    return o->hosts[0].n + o->hosts[1].n + o->hosts[2].n == 0;
}

/* The file is the same for every processor. */
static void order_of_bytes(apr_pool_t *p)
{
    static const unsigned char begin[] = {'C', 'P', 'O', 'B', 'S', 'E',
                                          'R', 'V', 1,   0,   0,   0},
                               noon[] = {0x80, 0x3B, 0xB1, 0x6A, 0, 0, 0, 0};
    cp_table from = filled(p), to = table_of(p, keys, 3, 128);
    cp_span good = saved(p, &from);
    char *other = apr_pstrmemdup(p, good.s, good.n);

    ok(!memcmp(good.s, begin, sizeof(begin)), "the version is little-endian");
    ok(!memcmp(good.s + 20, noon, sizeof(noon)), "the start, too");
    other[8] = 0;
    other[11] = 1;
    is_number(cp_table_load(p, &to, cp_span_between(other, other + good.n)),
              CP_LOAD_VERSION, "a big-endian file has another version");
    ok(is_empty(p, &to), "the table stays empty");
}

static void damage(apr_pool_t *p)
{
    cp_table from = filled(p), to = table_of(p, keys, 3, 128);
    cp_span good = saved(p, &from), bad;
    apr_size_t i, refused = 0;
    char *copy = apr_pstrmemdup(p, good.s, good.n);

    is_number(cp_table_load(p, &to, SPAN("")), CP_LOAD_FOREIGN, "no bytes");
    is_number(cp_table_load(p, &to, SPAN("#!/bin/sh\necho a script\n")),
              CP_LOAD_FOREIGN, "another file");
    copy[8]++;
    is_number(cp_table_load(p, &to, cp_span_between(copy, copy + good.n)),
              CP_LOAD_VERSION, "another version");
    copy[8]--;
    for (i = 0; i < good.n; i++) {
        bad = cp_span_between(good.s, good.s + i);
        refused += cp_table_load(p, &to, bad) != CP_LOADED;
    }
    is_number((apr_int64_t)refused, (apr_int64_t)good.n, "any cut is found");
    for (refused = 0, i = 0; i < good.n; i++) {
        copy[i] ^= 0x40;
        bad = cp_span_between(copy, copy + good.n);
        refused += cp_table_load(p, &to, bad) != CP_LOADED;
        copy[i] ^= 0x40;
    }
    is_number((apr_int64_t)refused, (apr_int64_t)good.n, "any change is found");
    ok(is_empty(p, &to), "the table stays empty");
    is_number(cp_table_load(p, &to, good), CP_LOADED, "the whole is accepted");
}

/* A date of such a time would overflow. */
static void times(apr_pool_t *p)
{
    cp_table from = filled(p), to = table_of(p, keys, 3, 128);

    from.head->since = CP_TABLE_MAX_TIME + 1;
    is_number(cp_table_load(p, &to, saved(p, &from)), CP_LOAD_DAMAGED,
              "a start after the year 9999 is refused");
    from = filled(p);
    cp_table_set_summarised(&from, -1);
    is_number(cp_table_load(p, &to, saved(p, &from)), CP_LOAD_DAMAGED,
              "a summary before 1970 is refused");
    ok(is_empty(p, &to), "the table stays empty");
}

/* The bytes of `filled`, with the byte number `member` of the entry "one"
 * replaced, and with the checksum of a file that was written so. */
static cp_span with_byte(apr_pool_t *p, int member, int value)
{
    static const char name[] = {3, 0, 'o', 'n', 'e'}; /* the first text */
    cp_table from = filled(p);
    cp_span good = saved(p, &from), content;
    char *copy = apr_pstrmemdup(p, good.s, good.n);
    apr_size_t at = 0;
    apr_uint64_t sum;
    int i;

    while (memcmp(copy + at, name, sizeof(name)) != 0) {
        at++;
    }
    copy[at - (4 + 4 + 5 * 8) + (apr_size_t)member] = (char)value;
    content = cp_span_between(copy + 20, copy + good.n);
    for (sum = sealed_checksum(content), i = 0; i < 8; i++, sum >>= 8) {
        copy[12 + i] = (char)(sum & 0xFF);
    }
    return cp_span_between(copy, copy + good.n);
}

/* A later version knows more reasons and kinds. */
static void later_version(apr_pool_t *p)
{
    static const struct {
        const char *what;
        int member, value;
        cp_load_result want;
        int entries;
    } rows[] = {
        {"the reason of the entry itself", 5, CP_UNDECIDED, CP_LOADED, 1},
        {"the next reason", 5, CP_N_REASONS, CP_LOADED, 0},
        {"any other reason", 5, 0xFF, CP_LOADED, 0},
        {"the next kind", 4, CP_N_SEEN, CP_LOADED, 0},
        {"any other kind", 4, 0xFF, CP_LOADED, 0},
        {"neither On nor ReportOnly", 6, 2, CP_LOAD_DAMAGED, 0},
        {"another host", 3, 1, CP_LOAD_DAMAGED, 0}};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        cp_table to = table_of(p, keys, 3, 128);
        cp_observed *o;

        is_number(
            cp_table_load(p, &to, with_byte(p, rows[i].member, rows[i].value)),
            rows[i].want, "%s", rows[i].what);
        o = cp_table_read(p, &to);
        is_number(o->hosts[0].n, rows[i].entries, "its entry");
        if (rows[i].want == CP_LOADED) {
            is_number(o->hosts[1].n, 1, "the other entries are read");
            is_number((apr_int64_t)o->hosts[1].counters[CP_COUNT_STRIPPED], 7,
                      "the counters, too");
        }
        else {
            ok(is_empty(p, &to), "the table stays empty");
        }
    }
}

int main(void)
{
    static const tap_group groups[] = {{"copies", copies},
                                       {"smaller", smaller},
                                       {"order of bytes", order_of_bytes},
                                       {"damage", damage},
                                       {"times", times},
                                       {"later version", later_version},
                                       {NULL, NULL}};

    return tap_run(groups);
}
