/* SPDX-License-Identifier: Apache-2.0 */
/* Lifetimes of the configuration; see the header. */
#include "core/policy/cp_duration.h"

#include <string.h>

#include <apr_strings.h>

#define DAY ((apr_int64_t)86400)
#define CENTURY (36525 * DAY)

static apr_int64_t unit_seconds(cp_span unit)
{
    static const struct {
        const char *name;
        apr_int64_t seconds;
    } units[] = {{"s", 1},   {"min", 60},    {"h", 3600},
                 {"d", DAY}, {"w", 7 * DAY}, {"y", 365 * DAY}};
    apr_size_t i;

    for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (cp_span_is(unit, units[i].name)) {
            return units[i].seconds;
        }
    }
    return 0;
}

apr_int64_t cp_duration_parse(cp_span text)
{
    apr_size_t digits = 0;
    apr_int64_t n, seconds;
    cp_span unit;

    if (cp_span_is(text, "session")) {
        return CP_SESSION;
    }
    while (digits < text.n && text.s[digits] >= '0' && text.s[digits] <= '9') {
        digits++;
    }
    if (digits > 10
        || !cp_span_number(cp_span_between(text.s, text.s + digits), &n)) {
        return -1;
    }
    unit = cp_span_between(text.s + digits, text.s + text.n);
    seconds =
        cp_span_is(unit, "mo") ? n * 365 / 12 * DAY : n * unit_seconds(unit);
    return (seconds > 0 && seconds <= CENTURY) ? seconds : -1;
}

const char *cp_duration_format(apr_pool_t *p, apr_int64_t seconds)
{
    static const struct {
        const char *name;
        apr_int64_t seconds, least; /* use the unit from this duration on */
    } units[] = {{"d", DAY, 48 * DAY},
                 {"h", 3600, 48 * 3600},
                 {"min", 60, 48 * 60},
                 {"s", 1, 1}};
    apr_size_t i;

    if (seconds > CENTURY) {
        seconds = CENTURY;
    }
    for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        apr_int64_t unit = units[i].seconds;

        if (seconds >= units[i].least || (seconds > 0 && seconds % unit == 0)) {
            return apr_psprintf(p, "%" APR_INT64_T_FMT "%s",
                                (seconds + unit - 1) / unit, units[i].name);
        }
    }
    return "session";
}

const cp_lifetime *cp_lifetime_find(const apr_array_header_t *list,
                                    const char *category)
{
    int i = list ? list->nelts : 0;

    while (i-- > 0) {
        const cp_lifetime *l = &APR_ARRAY_IDX(list, i, cp_lifetime);

        if (!strcmp(l->category, category)) {
            return l;
        }
    }
    return NULL;
}
