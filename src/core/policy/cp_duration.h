/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lifetimes of the configuration: "13mo", "400d", "12h", "session".
 * A month counts 365/12 days in whole days, as the law's "13 months" of
 * audience measurement is taken as 395 days.
 */
#ifndef CP_DURATION_H
#define CP_DURATION_H

#include <apr_tables.h>

#include "core/base/cp_span.h"

/* A session cookie: ends with the browser, has no seconds. */
#define CP_SESSION 0

/* RFC 6265bis section 5.5: no cookie lives longer than 400 days. */
#define CP_MAX_LIFETIME (400 * 86400)

/* CP_MAX_LIFETIME as an administrator writes it. */
#define CP_MAX_LIFETIME_TEXT "400d"

/** The longest life of the cookies of one category. */
typedef struct cp_lifetime {
    const char *category; /* id */
    apr_int64_t seconds;
    const char *text; /* as written */
} cp_lifetime;

/** The limit of that category in a list of cp_lifetime, the nearest scope
 * last; NULL if there is none. `list` may be NULL. */
const cp_lifetime *cp_lifetime_find(const apr_array_header_t *list,
                                    const char *category);

/**
 * Seconds of a duration, CP_SESSION for "session", -1 when it is none.
 * Units: s, min, h, d, w, mo, y. At most 100 years; zero is no duration.
 */
apr_int64_t cp_duration_parse(cp_span text);

#endif
