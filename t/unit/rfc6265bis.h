/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reference parser for the value of a Set-Cookie field, byte by byte after
 * the text of RFC 6265bis, sections 5.6 and 5.7. It shares no code with
 * cp_setcookie.c except the parsers of dates. The unit tests and the fuzz
 * target compare both.
 */
#ifndef RFC6265BIS_H
#define RFC6265BIS_H

#include <stdio.h>
#include <string.h>

#include "core/cookie/cp_date.h"

/* The result for one field value, as a user agent stores it. */
typedef struct rfc_cookie {
    cp_span name;         /* the effective name */
    int bare;             /* the pair has no '=' after that name */
    int malformed;        /* the user agent ignores the field */
    int n_lifetimes;      /* Max-Age and Expires attributes, valid or not */
    apr_int64_t lifetime; /* seconds; -1: a session cookie */
    int deletes;          /* each lifetime that counts is zero or past */
} rfc_cookie;

static cp_span rfc_trim(cp_span a)
{
    while (a.n > 0 && (a.s[0] == 0x20 || a.s[0] == 0x09)) {
        a.s++;
        a.n--;
    }
    while (a.n > 0 && (a.s[a.n - 1] == 0x20 || a.s[a.n - 1] == 0x09)) {
        a.n--;
    }
    return a;
}

/* Splits at the first `at`. Returns 0, and an empty second part, without it. */
static int rfc_split(cp_span a, char at, cp_span *first, cp_span *second)
{
    apr_size_t i = 0;

    while (i < a.n && a.s[i] != at) {
        i++;
    }
    first->s = a.s;
    first->n = i;
    second->s = a.s + i + (i < a.n);
    second->n = a.n - i - (i < a.n);
    return i < a.n;
}

/* Steps 3 and 4. A pair without a name is sent back as its value, and the
 * server splits that one at its first '='. */
static void rfc_name(cp_span pair, rfc_cookie *out)
{
    cp_span name, value;

    out->bare = !rfc_split(pair, '=', &name, &value);
    name = rfc_trim(name);
    while (!out->bare && name.n == 0) {
        out->bare = !rfc_split(rfc_trim(value), '=', &name, &value);
        name = rfc_trim(name);
    }
    out->name = name;
}

/* Lifetimes are compared up to this one, which is above every limit. */
#define RFC_TOO_LONG ((apr_int64_t)1 << 40)

static apr_int64_t rfc_limited(apr_int64_t seconds)
{
    return seconds < RFC_TOO_LONG ? seconds : RFC_TOO_LONG;
}

/* Section 5.6.2. Returns 0 for a value that the user agent ignores. */
static int rfc_max_age(cp_span value, apr_int64_t *seconds)
{
    int negative = value.n > 1 && value.s[0] == '-';
    apr_size_t i;

    *seconds = 0;
    for (i = (apr_size_t)negative; i < value.n; i++) {
        if (value.s[i] < '0' || value.s[i] > '9') {
            return 0;
        }
        *seconds = *seconds * 10 + (value.s[i] - '0');
        *seconds = rfc_limited(*seconds);
    }
    *seconds = negative ? 0 : *seconds;
    return value.n > 0;
}

/* "Case-insensitively match", for ASCII. */
static int rfc_matches(cp_span name, const char *lower)
{
    apr_size_t i;

    for (i = 0; i < name.n && lower[i]; i++) {
        char c = name.s[i];

        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower[i]) {
            return 0;
        }
    }
    return i == name.n && lower[i] == '\0';
}

/* The last valid attribute of each kind. */
typedef struct rfc_times {
    apr_int64_t age, date;                  /* -1: none */
    int ages, ages_over, dates, dates_over; /* all; those that are over */
} rfc_times;

static void rfc_attribute(cp_span piece, apr_int64_t now, rfc_times *t)
{
    cp_span name, value;
    apr_int64_t v, strict;

    rfc_split(piece, '=', &name, &value);
    name = rfc_trim(name);
    value = rfc_trim(value);
    if (rfc_matches(name, "max-age")) {
        int valid = rfc_max_age(value, &v);

        t->ages++;
        /* 18 digits are a limit of this module, not of the standard. */
        t->ages_over += valid && v == 0 && value.n - (value.s[0] == '-') <= 18;
        t->age = valid && value.n <= 1024 ? v : t->age;
    }
    else if (rfc_matches(name, "expires")) {
        t->dates++;
        t->dates_over += cp_date_parse(value, &strict) && strict < now;
        if (value.n <= 1024 && cp_date_parse_loosely(value, &v)) {
            t->date = v > now ? v - now : 0;
        }
    }
}

static void rfc_parse(cp_span line, apr_int64_t now, rfc_cookie *out)
{
    rfc_times t = {-1, -1, 0, 0, 0, 0};
    cp_span pair, rest, piece;
    apr_size_t i;

    out->malformed = 0;
    for (i = 0; i < line.n; i++) { /* step 1 */
        unsigned char c = (unsigned char)line.s[i];

        out->malformed |= c <= 0x08 || (c >= 0x0A && c <= 0x1F) || c == 0x7F;
    }
    if (rfc_split(line, ';', &pair, &rest)) { /* step 2 */
        while (rfc_split(rest, ';', &piece, &rest)) {
            rfc_attribute(piece, now, &t);
        }
        rfc_attribute(piece, now, &t);
    }
    rfc_name(pair, out);
    out->malformed |= out->name.n == 0;
    out->n_lifetimes = t.ages + t.dates;
    out->lifetime = t.age >= 0 ? t.age : t.date;
    out->deletes = t.ages > 0 ? t.ages == t.ages_over
                              : t.dates > 0 && t.dates == t.dates_over;
}

/* Writes the field value without its lifetimes, and with that Max-Age unless
 * it is 0. `to` has room for 32 bytes more than the value. Returns the length. */
static apr_size_t rfc_write(cp_span line, apr_int64_t max_age, char *to)
{
    cp_span piece, rest, name, value;
    char *start = to;
    int more = rfc_split(line, ';', &piece, &rest);

    memcpy(to, piece.s, piece.n);
    to += piece.n;
    while (more) {
        more = rfc_split(rest, ';', &piece, &rest);
        rfc_split(piece, '=', &name, &value);
        name = rfc_trim(name);
        if (!rfc_matches(name, "max-age") && !rfc_matches(name, "expires")) {
            *to++ = ';';
            memcpy(to, piece.s, piece.n);
            to += piece.n;
        }
    }
    if (max_age > 0) {
        to += sprintf(to, "; Max-Age=%" APR_INT64_T_FMT, max_age);
    }
    return (apr_size_t)(to - start);
}

#endif
