/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lifetimes of the configuration: "13mo", "400d", "12h", "session". A month
 * is 365/12 days, rounded to whole days: 13 months, the limit of the law for
 * audience measurement, are 395 days.
 */
#ifndef CP_DURATION_H
#define CP_DURATION_H

#include <apr_tables.h>

#include "core/base/cp_span.h"

/* The value of "session": the cookie ends with the browser. */
#define CP_SESSION 0

/* RFC 6265bis section 5.5: no cookie lives longer than 400 days. */
#define CP_MAX_LIFETIME (400 * 86400)

/* CP_MAX_LIFETIME as an administrator writes it. */
#define CP_MAX_LIFETIME_TEXT "400d"

/** The longest lifetime of the cookies of one category. */
typedef struct cp_lifetime {
    const char *category; /* id */
    apr_int64_t seconds;
    const char *text; /* as written */
} cp_lifetime;

/** Returns the limit of that category in a list of cp_lifetime, the nearest
 * scope last; NULL if it has none. `list` may be NULL. */
const cp_lifetime *cp_lifetime_find(const apr_array_header_t *list,
                                    const char *category);

/**
 * Returns the seconds of a duration, CP_SESSION for "session", or -1 if the
 * text is not a duration. Units: s, min, h, d, w, mo, y. The number is not
 * zero, and the duration at most 100 years.
 */
apr_int64_t cp_duration_parse(cp_span text);

/** Returns a duration as an administrator writes it, in `p`: in whole days,
 * hours, minutes or seconds, rounded up so that at most one part in 48 is
 * added; "session" for 0 or less. More than 100 years are 100 years. */
const char *cp_duration_format(apr_pool_t *p, apr_int64_t seconds);

#endif
