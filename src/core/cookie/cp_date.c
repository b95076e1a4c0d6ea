/* SPDX-License-Identifier: Apache-2.0 */
/* Parses the dates of Expires and Date; see the header. */
#include "core/cookie/cp_date.h"

#include <apr_time.h>

/* A cookie-date before this year is invalid (RFC 6265bis, section 5.1.1). */
#define CP_FIRST_YEAR 1601

/* Returns the number that two digits form; -1 if they are not digits. */
static int two_digits(const char *s)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9') {
        return -1;
    }
    return (s[0] - '0') * 10 + (s[1] - '0');
}

/* Returns 0 to 11; -1 if the text is not the short name of a month. */
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

/* Returns the year of a date with two digits (RFC 6265bis, section 5.1.1). */
static int full_year(int two_digits)
{
    return two_digits >= 70 ? 1900 + two_digits : 2000 + two_digits;
}

/* Parses "1970" or "70", which are the n bytes at `s` before a blank. At
 * least two bytes must be readable. Returns -1 if they are not a year. */
static int year_of(const char *s, apr_size_t n)
{
    int high = two_digits(s), low;

    if (n == 2 && high >= 0) {
        return full_year(high);
    }
    low = n == 4 ? two_digits(s + 2) : -1;
    return (high < 0 || low < 0) ? -1 : high * 100 + low;
}

/* Parses the end of a date: exactly "HH:MM:SS GMT". */
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

/* Skips "Thu, " or "Thursday, ". Any other first word is refused, because a
 * browser that searches for a month from the start could take it for one. */
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

/* Converts a date whose fields are in range. 31 February is refused, because
 * APR would accept it and no browser does. */
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
    if (t.tm_mday < 1 || t.tm_mday > 31 || t.tm_mon < 0 || y < CP_FIRST_YEAR) {
        return 0;
    }
    t.tm_year = y - 1900;
    text.s += year + 1;
    text.n -= year + 1;
    return read_clock(text, &t) && to_seconds(&t, seconds);
}

/* ---- RFC 6265bis section 5.1.1 ---- */

/* True for a delimiter of the grammar of a cookie-date. */
static int is_delimiter(char c)
{
    return c == '\t' || (c >= 0x20 && c <= 0x2F) || (c >= 0x3B && c <= 0x40)
        || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
}

/* Cuts the next token off `rest`. Returns 0 at the end. */
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

/* Returns the number at the start of the span and its length in *used; -1 if
 * there are no digits or more than `max`. */
static int leading_number(cp_span a, apr_size_t max, apr_size_t *used)
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

/* Parses a token that begins with h:m:s, each of one or two digits. */
static int token_clock(cp_span token, apr_time_exp_t *t)
{
    int part[3], i;
    apr_size_t used;

    for (i = 0; i < 3; i++) {
        part[i] = leading_number(token, 2, &used);
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

/* The parts of a date; a set of them tells which have been found. */
enum {
    DATE_CLOCK = 1,
    DATE_DAY = 2,
    DATE_MONTH = 4,
    DATE_YEAR = 8,
    DATE_COMPLETE = DATE_CLOCK | DATE_DAY | DATE_MONTH | DATE_YEAR
};

/* Writes the first part that is not in `found` and that the token can be.
 * Returns that part, or 0. */
static int token_part(cp_span token, int found, apr_time_exp_t *t)
{
    apr_size_t used;
    int v;

    if (!(found & DATE_CLOCK) && token_clock(token, t)) {
        return DATE_CLOCK;
    }
    v = leading_number(token, 2, &used);
    if (!(found & DATE_DAY) && v >= 0) {
        t->tm_mday = v;
        return DATE_DAY;
    }
    if (!(found & DATE_MONTH) && token.n >= 3) {
        v = month_of(cp_span_between(token.s, token.s + 3));
        if (v >= 0) {
            t->tm_mon = v;
            return DATE_MONTH;
        }
    }
    v = leading_number(token, 4, &used);
    if (!(found & DATE_YEAR) && v >= 0 && used >= 2) {
        t->tm_year = (v > 99 ? v : full_year(v)) - 1900;
        return DATE_YEAR;
    }
    return 0;
}

int cp_date_parse_loosely(cp_span text, apr_int64_t *seconds)
{
    apr_time_exp_t t = {0};
    cp_span token;
    int found = 0;

    while (next_token(&text, &token)) {
        found |= token_part(token, found, &t);
    }
    return found == DATE_COMPLETE && t.tm_mday >= 1 && t.tm_mday <= 31
        && t.tm_year >= CP_FIRST_YEAR - 1900 && t.tm_hour < 24 && t.tm_min < 60
        && t.tm_sec < 60 && to_seconds(&t, seconds);
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
