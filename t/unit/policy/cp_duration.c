/* SPDX-License-Identifier: Apache-2.0 */
/* The lifetimes of the configuration. */
#include "core/policy/cp_duration.h"

#include "tap.h"

#define DAY ((apr_int64_t)86400)

static const struct {
    cp_span in;
    apr_int64_t seconds;
} cases[] = {
    {SPAN_INIT("session"), CP_SESSION},
    {SPAN_INIT("1s"), 1},
    {SPAN_INIT("90s"), 90},
    {SPAN_INIT("1min"), 60},
    {SPAN_INIT("12h"), 43200},
    {SPAN_INIT("1d"), DAY},
    {SPAN_INIT("180d"), 180 * DAY},
    {SPAN_INIT("400d"), CP_MAX_LIFETIME},
    {SPAN_INIT("2w"), 14 * DAY},
    {SPAN_INIT("1mo"), 30 * DAY},
    {SPAN_INIT("2mo"), 60 * DAY},
    {SPAN_INIT("6mo"), 182 * DAY},
    {SPAN_INIT("12mo"), 365 * DAY},
    {SPAN_INIT("13mo"), 395 * DAY}, /* the 13 months of the law */
    {SPAN_INIT("1y"), 365 * DAY},
    {SPAN_INIT("100y"), 36500 * DAY},
    {SPAN_INIT("36525d"), 36525 * DAY},
    {SPAN_INIT("007d"), 7 * DAY},
    /* not durations */
    {SPAN_INIT("36526d"), -1},
    {SPAN_INIT("101y"), -1},
    {SPAN_INIT("9999999999y"), -1},
    {SPAN_INIT("9999999999mo"), -1},
    {SPAN_INIT("10000000000s"), -1},
    {SPAN_INIT("99999999999999999999999999s"), -1},
    {SPAN_INIT(""), -1},
    {SPAN_INIT("d"), -1},
    {SPAN_INIT("5"), -1},
    {SPAN_INIT("0"), -1},
    {SPAN_INIT("0d"), -1},
    {SPAN_INIT("0mo"), -1},
    {SPAN_INIT("-1d"), -1},
    {SPAN_INIT("+1d"), -1},
    {SPAN_INIT("1.5h"), -1},
    {SPAN_INIT("1,5h"), -1},
    {SPAN_INIT("1 d"), -1},
    {SPAN_INIT(" 1d"), -1},
    {SPAN_INIT("1d "), -1},
    {SPAN_INIT("1D"), -1},
    {SPAN_INIT("1m"), -1}, /* minutes or months? */
    {SPAN_INIT("1mon"), -1},
    {SPAN_INIT("1days"), -1},
    {SPAN_INIT("1d1h"), -1},
    {SPAN_INIT("Session"), -1},
    {SPAN_INIT("sessions"), -1},
    {SPAN_INIT("1d\0"), -1},
    {SPAN_INIT("\0"), -1},
    {SPAN_INIT("0x1d"), -1},
};

static void durations(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(cases); i++) {
        is_number(cp_duration_parse(cases[i].in), cases[i].seconds,
                  "duration %s", shown(p, cases[i].in));
    }
}

/* A larger number of a unit is never less time, in spite of rounding. */
static void monotony(apr_pool_t *p)
{
    static const char *const units[] = {"s", "min", "h", "d", "w", "mo", "y"};
    apr_size_t u;
    int n;

    for (u = 0; u < TAP_COUNT(units); u++) {
        apr_int64_t before = 0;
        int wrong = 0;

        for (n = 1; n <= 100; n++) {
            apr_int64_t v = cp_duration_parse(
                cp_span_of(apr_psprintf(p, "%d%s", n, units[u])));

            wrong += v <= before;
            before = v;
        }
        is_number(wrong, 0, "1 to 100 of %s only grow", units[u]);
    }
}

/* The parser reads the text of the format: at least the same time. */
static void formats(apr_pool_t *p)
{
    static const struct {
        apr_int64_t seconds;
        const char *text;
    } rows[] = {{0, "session"},
                {-1, "session"},
                {1, "1s"},
                {59, "59s"},
                {60, "1min"},
                {3600, "1h"},
                {86400, "1d"},
                {86399, "1440min"},
                {86401, "1441min"},
                {47 * 3600 + 1, "2821min"},
                {48 * 3600 + 1, "49h"},
                {7 * 86400, "7d"},
                {31535999, "365d"},
                {400 * 86400, "400d"},
                {APR_INT64_MAX, "36525d"}};
    apr_size_t i;
    apr_int64_t n;
    int less = 0, more = 0;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        is_text(p, cp_duration_format(p, rows[i].seconds), rows[i].text,
                "%" APR_INT64_T_FMT " seconds are %s", rows[i].seconds,
                rows[i].text);
    }
    for (n = 1; n < 500 * (apr_int64_t)86400; n += n / 7 + 1) {
        apr_int64_t back =
            cp_duration_parse(cp_span_of(cp_duration_format(p, n)));

        less += back < n;
        more += back > n + n / 48;
    }
    is_number(less, 0, "no text is shorter than the time");
    is_number(more, 0, "no text is longer by more than one part in 48");
}

int main(void)
{
    static const tap_group groups[] = {{"durations", durations},
                                       {"monotony", monotony},
                                       {"formats", formats},
                                       {NULL, NULL}};
    return tap_run(groups);
}
