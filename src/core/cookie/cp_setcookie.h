/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One Set-Cookie field value, read as a browser stores it (RFC 6265bis
 * section 5.6, checked against Chromium), not as the sender meant it.
 */
#ifndef CP_SETCOOKIE_H
#define CP_SETCOOKIE_H

#include "core/base/cp_span.h"

typedef struct cp_setcookie {
    cp_span line; /* the field value */
    /* The name under which the cookie comes back in a Cookie field. Cut at
     * the first ';', then at the first '=', trimmed of SP and HTAB; for a
     * cookie without a name ("=_ga=1", "_ga") the name that its value will
     * be read as. Empty when a browser would store nothing. */
    cp_span name;
    /* From the value of the first Max-Age or Expires on; "no span". */
    cp_span lifetimes;
    int n_lifetimes; /* so many of both there are */
    int begins_age;  /* and the first one is a Max-Age */
    int folded;      /* has a comma: see cp_setcookie_next_folded */
    /* A control character other than HTAB, or nothing to store. */
    int malformed;
} cp_setcookie;

/** Reads one field value; all spans of `out` borrow from it. */
void cp_setcookie_parse(cp_span line, cp_setcookie *out);

/** Neither name nor '=': all of it is a value. */
int cp_setcookie_is_bare(const cp_setcookie *cookie);

/**
 * Non-zero for an unambiguous deletion: every Max-Age is a number <= 0, or
 * there is none and every Expires is a date before `now`, in seconds since
 * 1970.
 */
int cp_setcookie_deletes(const cp_setcookie *cookie, apr_int64_t now);

/**
 * Some browsers are reported to split one field at commas. Walks the places
 * where a comma is followed by something that looks like "name=".
 * `rest` starts as the whole field value; returns 0 at the end.
 */
int cp_setcookie_next_folded(cp_span *rest, cp_span *name);

/** The name a cookie pair ("a=1", "=a=1", "a") is read as; see above. */
cp_span cp_pair_name(cp_span pair);

/** The same in `name`; non-zero for a pair that is all value: "a", "=a". */
int cp_pair_read(cp_span pair, cp_span *name);

/** The value that comes back with that name. */
cp_span cp_pair_value(cp_span pair);

/** Seconds the cookie would live, -1 for a session cookie. The last valid
 * attribute wins and Max-Age goes before Expires (section 5.7, step 3). */
apr_int64_t cp_setcookie_max_age(const cp_setcookie *cookie, apr_int64_t now);

/**
 * The field value with its lifetime cut to `max` seconds: unchanged (the
 * same bytes) when it is a session cookie or lives no longer, else rewritten
 * with one Max-Age and no Expires; 0 makes it a session cookie. The copy
 * lives in `p`.
 */
cp_span cp_setcookie_cap(apr_pool_t *p, const cp_setcookie *cookie,
                         apr_int64_t max, apr_int64_t now);

#endif
