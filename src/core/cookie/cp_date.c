/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates of Expires attributes. Browsers read far more than the standards
 * write, and not all the same: only what all of them read alike is taken.
 */
#include "core/cookie/cp_setcookie.h"

#include <apr_time.h>

static int two_digits(const char *s)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9') {
        return -1;
    }
    return (s[0] - '0') * 10 + (s[1] - '0');
}

static int month_of(cp_span text)
{
    static const char *const names[] = {"jan", "feb", "mar", "apr",
                                        "may", "jun", "jul", "aug",
                                        "sep", "oct", "nov", "dec"};
    int i;

    for (i = 0; i < 12; i++) {
        if (cp_span_case_is(text, names[i])) {
            return i;
        }
    }
    return -1;
}

/* "1970" or "70" at the start of `s` (which has n bytes before a blank). */
static int year_of(const char *s, apr_size_t n)
{
    int high = two_digits(s), low;

    if (n == 2 && high >= 0) {
        return high >= 70 ? 1900 + high : 2000 + high;
    }
    low = n == 4 ? two_digits(s + 2) : -1;
    return (high < 0 || low < 0) ? -1 : high * 100 + low;
}

/* "HH:MM:SS GMT", nothing behind it. */
static int read_clock(cp_span text, apr_time_exp_t *t)
{
    if (text.n != 12 || text.s[2] != ':' || text.s[5] != ':'
        || !cp_span_case_is(cp_span_between(text.s + 8, text.s + 12), " gmt")) {
        return 0;
    }
    t->tm_hour = two_digits(text.s);
    t->tm_min = two_digits(text.s + 3);
    t->tm_sec = two_digits(text.s + 6);
    return t->tm_hour >= 0 && t->tm_hour < 24 && t->tm_min >= 0
        && t->tm_min < 60 && t->tm_sec >= 0 && t->tm_sec < 60;
}

/* Skips "Thu, " or "Thursday, ". Any other word could be a month to a
 * browser: it looks for one from the start. */
static int skip_weekday(cp_span *text)
{
    static const char *const days[] = {"sun", "sunday",   "mon", "monday",
                                       "tue", "tuesday",  "wed", "wednesday",
                                       "thu", "thursday", "fri", "friday",
                                       "sat", "saturday", NULL};
    apr_size_t at = cp_span_find(*text, ',');
    int i = 0;

    if (at + 2 > text->n || text->s[at + 1] != ' ') {
        return 0;
    }
    while (
        days[i] != NULL
        && !cp_span_case_is(cp_span_between(text->s, text->s + at), days[i])) {
        i++;
    }
    if (days[i] == NULL) {
        return 0;
    }
    text->s += at + 2;
    text->n -= at + 2;
    return 1;
}

static int days_of_month(const apr_time_exp_t *t)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = t->tm_year + 1900;
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[t->tm_mon] + (t->tm_mon == 1 && leap);
}

/* APR counts from 1970 on: every date before that is simply long past. It
 * would also take a 31 February, which no browser does. */
static int to_seconds(apr_time_exp_t *t, apr_int64_t *seconds)
{
    apr_time_t when;

    if (t->tm_mday > days_of_month(t)) {
        return 0;
    }
    if (t->tm_year < 70) {
        *seconds = -1;
        return 1;
    }
    if (apr_time_exp_gmt_get(&when, t) != APR_SUCCESS) {
        return 0;
    }
    *seconds = when / APR_USEC_PER_SEC;
    return 1;
}

int cp_date_parse(cp_span text, apr_int64_t *seconds)
{
    apr_time_exp_t t = {0};
    apr_size_t year;
    int y;

    if (!skip_weekday(&text) || text.n < 21
        || (text.s[2] != ' ' && text.s[2] != '-') || text.s[6] != text.s[2]) {
        return 0;
    }
    t.tm_mday = two_digits(text.s);
    t.tm_mon = month_of(cp_span_between(text.s + 3, text.s + 6));
    text.s += 7;
    text.n -= 7;
    year = cp_span_find(text, ' ');
    y = year < text.n ? year_of(text.s, year) : -1;
    if (t.tm_mday < 1 || t.tm_mday > 31 || t.tm_mon < 0 || y < 1601) {
        return 0;
    }
    t.tm_year = y - 1900;
    text.s += year + 1;
    text.n -= year + 1;
    return read_clock(text, &t) && to_seconds(&t, seconds);
}

/* ---- RFC 6265bis section 5.1.1 ---- */

static int is_delimiter(char c)
{
    return c == '\t' || (c >= 0x20 && c <= 0x2F) || (c >= 0x3B && c <= 0x40)
        || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
}

static int next_token(cp_span *rest, cp_span *token)
{
    apr_size_t n = 0;

    while (rest->n > 0 && is_delimiter(rest->s[0])) {
        rest->s++;
        rest->n--;
    }
    if (rest->n == 0) {
        return 0;
    }
    while (n < rest->n && !is_delimiter(rest->s[n])) {
        n++;
    }
    *token = cp_span_between(rest->s, rest->s + n);
    rest->s += n;
    rest->n -= n;
    return 1;
}

/* 1*max digits at the start of the span; -1 when there are none or more. */
static int lead_number(cp_span a, apr_size_t max, apr_size_t *used)
{
    int v = 0;

    for (*used = 0; *used < a.n; (*used)++) {
        char c = a.s[*used];

        if (c < '0' || c > '9') {
            break;
        }
        if (*used == max) {
            return -1;
        }
        v = v * 10 + (c - '0');
    }
    return *used ? v : -1;
}

static int token_clock(cp_span token, apr_time_exp_t *t)
{
    int part[3], i;
    apr_size_t used;

    for (i = 0; i < 3; i++) {
        part[i] = lead_number(token, 2, &used);
        if (part[i] < 0
            || (i < 2 && (used == token.n || token.s[used] != ':'))) {
            return 0;
        }
        used += i < 2;
        token.s += used;
        token.n -= used;
    }
    t->tm_hour = part[0];
    t->tm_min = part[1];
    t->tm_sec = part[2];
    return 1;
}

enum { GOT_CLOCK = 1, GOT_DAY = 2, GOT_MONTH = 4, GOT_YEAR = 8 };

/* What one token adds to the date: one of the flags above, or nothing. */
static int token_part(cp_span token, int got, apr_time_exp_t *t)
{
    apr_size_t used;
    int v;

    if (!(got & GOT_CLOCK) && token_clock(token, t)) {
        return GOT_CLOCK;
    }
    v = lead_number(token, 2, &used);
    if (!(got & GOT_DAY) && v >= 0) {
        t->tm_mday = v;
        return GOT_DAY;
    }
    if (!(got & GOT_MONTH) && token.n >= 3) {
        v = month_of(cp_span_between(token.s, token.s + 3));
        if (v >= 0) {
            t->tm_mon = v;
            return GOT_MONTH;
        }
    }
    v = lead_number(token, 4, &used);
    if (!(got & GOT_YEAR) && v >= 0 && used >= 2) {
        t->tm_year = (v > 99 ? v : v + (v >= 70 ? 1900 : 2000)) - 1900;
        return GOT_YEAR;
    }
    return 0;
}

int cp_date_parse_loosely(cp_span text, apr_int64_t *seconds)
{
    apr_time_exp_t t = {0};
    cp_span token;
    int got = 0;

    while (next_token(&text, &token)) {
        got |= token_part(token, got, &t);
    }
    return got == (GOT_CLOCK | GOT_DAY | GOT_MONTH | GOT_YEAR) && t.tm_mday >= 1
        && t.tm_mday <= 31 && t.tm_year >= -299 && t.tm_hour < 24
        && t.tm_min < 60 && t.tm_sec < 60 && to_seconds(&t, seconds);
}

apr_int64_t cp_date_earliest(cp_span date, apr_int64_t now)
{
    apr_int64_t when;

    if (date.s == NULL) {
        return now;
    }
    if (!cp_date_parse_loosely(date, &when)) {
        return -1;
    }
    return when < now ? when : now;
}
