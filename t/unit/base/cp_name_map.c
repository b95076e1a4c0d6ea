/* SPDX-License-Identifier: Apache-2.0 */
/* The map from cookie names. */
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
    is_text(p, cp_name_map_get(names, SPAN("a")), "3", "the later one holds");
    is_text(p, cp_name_map_get(names, SPAN("A")), "2", "case matters");
    is_text(p, cp_name_map_get(names, SPAN("a\0b")), "4", "a NUL is a byte");
    is_text(p, cp_name_map_get(names, SPAN("")), "5", "the empty name");
    ok(cp_name_map_get(names, SPAN("a\0")) == NULL,
       "another length is another");
}

/* Names of which length and bytes mix to the same hash. */
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

int main(void)
{
    static const tap_group groups[] = {{"few", few},
                                       {"same hash", same_hash},
                                       {"lengths", lengths},
                                       {"many", many},
                                       {NULL, NULL}};
    return tap_run(groups);
}
