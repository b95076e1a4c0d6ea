/* SPDX-License-Identifier: Apache-2.0 */
/* The map from cookie names: the same answers as a list that is searched. */
#include "core/base/cp_name_map.h"

#include <apr_strings.h>

#include "tap.h"

#define MANY 10000

static void few(apr_pool_t *p)
{
    cp_name_map *names = cp_name_map_make(p);

    ok(cp_name_map_get(names, SPAN("a")) == NULL, "nothing in an empty map");
    ok(cp_name_map_get(names, SPAN("")) == NULL, "not even the empty name");
    cp_name_map_set(names, SPAN("a"), "1");
    cp_name_map_set(names, SPAN("A"), "2");
    cp_name_map_set(names, SPAN("a"), "3");
    cp_name_map_set(names, SPAN("a\0b"), "4");
    cp_name_map_set(names, SPAN(""), "5");
    is_text(p, cp_name_map_get(names, SPAN("a")), "3",
            "the later value replaces the earlier one");
    is_text(p, cp_name_map_get(names, SPAN("A")), "2", "case matters");
    is_text(p, cp_name_map_get(names, SPAN("a\0b")), "4", "a NUL is a byte");
    is_text(p, cp_name_map_get(names, SPAN("")), "5", "the empty name");
    ok(cp_name_map_get(names, SPAN("a\0")) == NULL,
       "a name of another length is another name");
}

/* Two names with the same hash: the length is mixed with the bytes. */
static void same_hash(apr_pool_t *p)
{
    cp_name_map *names = cp_name_map_make(p);

    ok(cp_name_map_hash(SPAN("a")) == cp_name_map_hash(SPAN("\0b")),
       "two names with one hash");
    cp_name_map_set(names, SPAN("a"), "1");
    ok(cp_name_map_get(names, SPAN("\0b")) == NULL, "one is not the other");
    cp_name_map_set(names, SPAN("\0b"), "2");
    is_text(p, cp_name_map_get(names, SPAN("a")), "1", "the first");
    is_text(p, cp_name_map_get(names, SPAN("\0b")), "2", "the second");
}

/* Lengths around the words in which names are read. */
static void lengths(apr_pool_t *p)
{
    static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    cp_name_map *names = cp_name_map_make(p);
    apr_size_t n;
    int wrong = 0;

    for (n = 0; n < sizeof(text); n++) {
        cp_name_map_set(names, cp_span_between(text, text + n), text + n);
    }
    for (n = 0; n < sizeof(text); n++) {
        char *copy = apr_pstrdup(p, text);

        wrong +=
            cp_name_map_get(names, cp_span_between(copy, copy + n)) != text + n;
        if (n > 0) {
            copy[n / 2] = '*';
            wrong +=
                cp_name_map_get(names, cp_span_between(copy, copy + n)) != NULL;
        }
    }
    is_number(wrong, 0, "every length from 0 to 36, and one byte changed");
}

static void many(apr_pool_t *p)
{
    cp_name_map *names = cp_name_map_make(p);
    char *all[MANY];
    int i, wrong = 0;

    for (i = 0; i < MANY; i++) {
        all[i] = apr_psprintf(p, "cookie%05d", i);
        cp_name_map_set(names, cp_span_of(all[i]), all[i]);
    }
    for (i = 0; i < MANY; i++) {
        cp_span missing = cp_span_of(apr_psprintf(p, "cookie%05dx", i));

        wrong += cp_name_map_get(names, cp_span_of(all[i])) != all[i];
        wrong += cp_name_map_get(names, missing) != NULL;
    }
    is_number(wrong, 0, "10,000 names and 10,000 that are not there");
}

/* Random names of a small alphabet, short ones and longer ones. */
static void against_a_list(apr_pool_t *p)
{
    enum { NAMES = 3000, KNOWN = 1000 };
    cp_name_map *map = cp_name_map_make(p);
    cp_span names[NAMES];
    apr_uint32_t seed = 3;
    int i, k, wrong = 0;

    for (i = 0; i < NAMES; i++) {
        apr_size_t n = tap_random(&seed) % (i % 2 ? 8 : 30), j;
        char *text = apr_palloc(p, n + 1);

        for (j = 0; j < n; j++) {
            text[j] = "ab_\0"[tap_random(&seed) % (j < 12 ? 4 : 2)];
        }
        names[i] = cp_span_between(text, text + n);
        if (i < KNOWN) {
            cp_name_map_set(map, names[i], text);
        }
    }
    for (i = 0; i < NAMES; i++) {
        const char *want = NULL;

        for (k = 0; k < KNOWN; k++) {
            want = cp_span_eq(names[k], names[i]) ? names[k].s : want;
        }
        wrong += cp_name_map_get(map, names[i]) != want;
    }
    is_number(wrong, 0, "%d names in a map of %d", NAMES, KNOWN);
}

int main(void)
{
    static const tap_group groups[] = {
        {"few", few},   {"same hash", same_hash},   {"lengths", lengths},
        {"many", many}, {"a list", against_a_list}, {NULL, NULL}};
    return tap_run(groups);
}
