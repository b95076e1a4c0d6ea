/* SPDX-License-Identifier: Apache-2.0 */
/* The parts that a page gets, for each configuration and visitor. */
#include "core/pages/cp_parts.h"

#include "tap.h"

#define B CP_PART_BANNER
#define R CP_PART_REOPEN
#define S CP_PART_SIGNALS
#define G CP_PART_GUARD
#define BOTH (CP_PART_STYLE | CP_PART_SCRIPT)

static const struct {
    const char *what;
    unsigned enabled, uniform, pending, decided;
} rows[] = {
    {"nothing", 0, 0, 0, 0},
    {"the banner", B, B | BOTH, B | BOTH, 0},
    {"the link", R, R | BOTH, 0, R | BOTH},
    {"banner and link", B | R, B | R | BOTH, B | BOTH, R | BOTH},
    {"signals", S, CP_PART_SCRIPT | S, S, S},
    {"banner and signals", B | S, B | BOTH | S, B | BOTH | S, S},
    {"link and signals", R | S, R | BOTH | S, S, R | BOTH | S},
    {"the guard", G, CP_PART_SCRIPT | G, G, G},
    {"banner and guard", B | G, B | BOTH | G, B | BOTH | G, G},
    {"all", B | R | S, B | R | BOTH | S, B | BOTH | S, R | BOTH | S},
};

static void test_parts(apr_pool_t *p)
{
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(rows); i++) {
        const char *what = rows[i].what;

        is_number(cp_parts_of(rows[i].enabled, 1, 1), rows[i].uniform,
                  "%s, a uniform page", what);
        is_number(cp_parts_of(rows[i].enabled, 1, 0), rows[i].uniform,
                  "%s, the same uniform page after a choice", what);
        is_number(cp_parts_of(rows[i].enabled, 0, 1), rows[i].pending,
                  "%s, before a choice", what);
        is_number(cp_parts_of(rows[i].enabled, 0, 0), rows[i].decided,
                  "%s, after a choice", what);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"parts", test_parts}, {NULL, NULL}};

    return tap_run(groups);
}
