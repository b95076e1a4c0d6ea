/* SPDX-License-Identifier: Apache-2.0 */
/* The limit for the lifetime of one cookie, and renewals. */
#include "core/policy/cp_limit.h"

#include "core/policy/cp_duration.h"

#include "tap.h"

#define NOW ((apr_int64_t)1764000000)

static const struct {
    const char *name;
    apr_int64_t seconds;
    const char *field;       /* Cookie of the request */
    apr_int64_t choice_age;  /* seconds; -1: no choice */
    const char *line, *sent; /* NULL: needless */
} cases[] = {
    {"within the limit", 1000, NULL, -1, "a=1; Max-Age=900",
     "a=1; Max-Age=900"},
    {"longer than the limit", 1000, NULL, -1, "a=1; Max-Age=2000",
     "a=1; Max-Age=1000"},
    {"another cookie is held", 1000, "b=1", -1, "a=1; Max-Age=2000",
     "a=1; Max-Age=1000"},
    {"a session cookie", 1000, "a=1", -1, "a=1", "a=1"},
    {"a deletion", 1000, "a=1", -1, "a=1; Max-Age=0", "a=1; Max-Age=0"},
    {"a renewal, the choice is recent", 1000, "a=1", 400, "a=1; Max-Age=2000",
     "a=1; Max-Age=600"},
    {"a renewal with another value", 1000, "a=1", 400, "a=2; Max-Age=2000",
     "a=2; Max-Age=600"},
    {"a renewal that stays shorter", 1000, "a=1", 400, "a=1; Max-Age=500",
     "a=1; Max-Age=500"},
    {"the limit is over, the same value", 1000, "a=1", 1000,
     "a=1; Max-Age=2000", NULL},
    {"the limit is over, another value", 1000, "a=1", 1000, "a=2; Max-Age=2000",
     "a=2"},
    {"no choice, the same value", 1000, "a=1", -1, "a=1; Max-Age=2000", NULL},
    {"no choice, another value", 1000, "a=1", -1, "a=2; Max-Age=2000", "a=2"},
    {"the standard's limit needs no start", CP_MAX_LIFETIME, "a=1", -1,
     "a=1; Max-Age=2000", "a=1; Max-Age=2000"},
};

static void apply(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(cases); i++) {
        cp_consent consent = {cases[i].choice_age >= 0,
                              NOW - cases[i].choice_age, 0, 0, 0};
        cp_limit limit = {cases[i].seconds, cases[i].field, &consent, NOW, NOW};
        cp_setcookie cookie;
        int needless = -1;
        cp_span sent;

        cp_setcookie_parse(cp_span_of(cases[i].line), &cookie);
        sent = cp_limit_apply(p, &limit, &cookie, &needless);
        is_text(p, sent.s ? cp_span_dup(p, sent) : NULL, cases[i].sent, "%s",
                cases[i].name);
        is_number(needless, cases[i].sent == NULL, "%s: needless or not",
                  cases[i].name);
    }
}

static void same_bytes(apr_pool_t *p)
{
    cp_consent consent = {0, 0, 0, 0, 0};
    cp_limit limit = {1000, NULL, &consent, NOW, NOW};
    const char *line = "a=1; Max-Age=900; Path=/";
    cp_setcookie cookie;
    int needless;

    cp_setcookie_parse(cp_span_of(line), &cookie);
    ok(cp_limit_apply(p, &limit, &cookie, &needless).s == line,
       "an unchanged value is not copied");
}

int main(void)
{
    static const tap_group groups[] = {
        {"the limit", apply}, {"unchanged", same_bytes}, {NULL, NULL}};
    return tap_run(groups);
}
