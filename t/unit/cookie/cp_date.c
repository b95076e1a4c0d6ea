/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as all browsers read them, and as one of them may. */
#include "core/cookie/cp_date.h"

#include <apr_time.h>

#include "tap.h"

/* 24 November 2025, 16:00 UTC. */
#define NOW ((apr_int64_t)1764000000)

#define PAST "Thu, 01 Jan 1970 00:00:00 GMT"
#define FUTURE "Fri, 01 Jan 2038 00:00:00 GMT"

#define NO_DATE APR_INT64_C(-2)

static const struct {
    const char *text;
    apr_int64_t strict, loose;
} dates[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777, 784111777},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777, 784111777},
    {"Sun, 06-Nov-1994 08:49:37 GMT", 784111777, 784111777},
    {"sun, 06 nov 1994 08:49:37 gmt", 784111777, 784111777},
    {"Thu, 01 Jan 1970 00:00:00 GMT", 0, 0},
    {"Thu, 01-Jan-70 00:00:01 GMT", 1, 1},
    {"Thu, 01-Jan-69 00:00:00 GMT", 3124224000, 3124224000},
    {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600, 951825600},
    {"Wed, 31 Dec 9999 23:59:59 GMT", 253402300799, 253402300799},
    {"Mon, 01 Jan 1601 00:00:00 GMT", -1, -1},
    {"Wed, 31 Dec 1969 23:59:59 GMT", -1, -1},
    {"Fri, 13 Dec 1901 20:45:52 GMT", -1, -1},
    {"Mon, 18 Jan 2038 03:14:08 GMT", 2147397248, 2147397248},
    /* Browsers read these, or some of them do. */
    {"Sun Nov  6 08:49:37 1994", NO_DATE, 784111777},
    {"6 Nov 1994 08:49:37", NO_DATE, 784111777},
    {"Nov 6 8:49:37 94", NO_DATE, 784111777},
    {"1994 nov 6 08:49:37", NO_DATE, 784111777},
    {"08:49:37 6 November 94", NO_DATE, 784111777},
    {"Sun, 06 Nov 1994 08:49:37 PST", NO_DATE, 784111777},
    {"Sun, 06 Nov 1994 08:49:37 GMT+0200", NO_DATE, 784111777},
    {"Sun, 06 Nov 1994 08:49:37", NO_DATE, 784111777},
    {"Sun,06 Nov 1994 08:49:37 GMT", NO_DATE, 784111777},
    {"Sun,  06 Nov 1994 08:49:37 GMT", NO_DATE, 784111777},
    {"Xyz, 06 Nov 1994 08:49:37 GMT", NO_DATE, 784111777},
    {"Sun, 6 Nov 1994 08:49:37 GMT", NO_DATE, 784111777},
    {"Sun, 06-Nov 1994 08:49:37 GMT", NO_DATE, 784111777},
    {"6th Nov 1994AD 8:49:37am", NO_DATE, 784111777},
    {"01 Jan 70 0:0:0", NO_DATE, 0},
    {"01 Jan 069 0:0:0", NO_DATE, 3124224000},
    {"01 Jan 0099 0:0:0", NO_DATE, 915148800},
    {"01 Jan 000 0:0:0", NO_DATE, 946684800},
    {"01 Jan 02 03 0:0:0", NO_DATE, 1009843200},
    /* The first month and the first day count. */
    {"Apr, 05 Jan 1999 00:00:00 GMT", NO_DATE, 923270400},
    {"Apr, 31 Jan 1999 00:00:00 GMT", NO_DATE, NO_DATE},
    /* Days and times that do not exist. */
    {"Sun, 31 Feb 1999 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Mon, 29 Feb 1999 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Mon, 29 Feb 1900 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Mon, 29 Feb 2100 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Sat, 31 Apr 1999 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Sat, 31 Jun 2099 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Fri, 31 Sep 1999 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Sat, 31 Nov 1999 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 00 Jan 1970 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 32 Jan 1970 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 01 Jan 1970 24:00:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 01 Jan 1970 00:60:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 01 Jan 1970 00:00:60 GMT", NO_DATE, NO_DATE},
    {"Thu, 01 Jan 1600 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 01 Jan 19700 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 01 Jän 1970 00:00:00 GMT", NO_DATE, NO_DATE},
    {"Thu, 01 Jan 1970 00:00 GMT", NO_DATE, NO_DATE},
    {"01/Jan/1970:00:00:00", NO_DATE, NO_DATE},
    {"1970-01-01T00:00:00Z", NO_DATE, NO_DATE},
    {"Thu, 01 Jan", NO_DATE, NO_DATE},
    {"Thu,", NO_DATE, NO_DATE},
    {"Thu, ", NO_DATE, NO_DATE},
    {",", NO_DATE, NO_DATE},
    {"0", NO_DATE, NO_DATE},
    {"now", NO_DATE, NO_DATE},
    {"", NO_DATE, NO_DATE},
};

static void reading_dates(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(dates); i++) {
        apr_int64_t strict = NO_DATE, loose = NO_DATE;
        cp_span text = cp_span_of(dates[i].text);

        if (!cp_date_parse(text, &strict)) {
            strict = NO_DATE;
        }
        if (!cp_date_parse_loosely(text, &loose)) {
            loose = NO_DATE;
        }
        is_number(strict, dates[i].strict, "date %s",
                  shown_text(p, dates[i].text));
        is_number(loose, dates[i].loose, "date %s, parsed loosely",
                  shown_text(p, dates[i].text));
    }
}

/* Compares each day of 500 years with the calendar of APR. */
static void every_day(apr_pool_t *p)
{
    /* APR converts times to time_t: with 32 bits, up to the year 2038. */
    apr_int64_t day, days = sizeof(time_t) > 4 ? 182622 : 24855;
    int wrong = 0;
    apr_pool_t *sub;

    apr_pool_create(&sub, p);
    for (day = 0; day < days; day++, apr_pool_clear(sub)) {
        char text[APR_RFC822_DATE_LEN];
        apr_int64_t want = day * 86400 + day % 86400, strict, loose;

        apr_rfc822_date(text, apr_time_from_sec(want));
        wrong += !cp_date_parse(cp_span_of(text), &strict) || strict != want;
        wrong +=
            !cp_date_parse_loosely(cp_span_of(text), &loose) || loose != want;
    }
    is_number(wrong, 0, "%d days from 1970, by both parsers", (int)days);
}

/* Every proper prefix of a date is refused. Each is in memory of its exact
 * length, so that a sanitizer notices a read past its end. */
static void cut_short(apr_pool_t *p)
{
    static const char text[] = "Sunday, 06-Nov-1994 08:49:37 GMT";
    apr_size_t n;
    int wrong = 0;

    (void)p;
    for (n = 0; n < sizeof(text) - 1; n++) {
        char *copy = malloc(n + 1);
        apr_int64_t v;

        memcpy(copy, text, n);
        wrong += cp_date_parse(cp_span_between(copy, copy + n), &v);
        cp_date_parse_loosely(cp_span_between(copy, copy + n), &v);
        free(copy);
    }
    is_number(wrong, 0, "every proper prefix of a date is refused");
}

static void earliest(apr_pool_t *p)
{
    (void)p;
    is_number(cp_date_earliest(cp_span_of(NULL), NOW), NOW, "no Date");
    is_number(cp_date_earliest(SPAN(PAST), NOW), 0, "an old Date");
    is_number(cp_date_earliest(SPAN(FUTURE), NOW), NOW, "a Date to come");
    is_number(cp_date_earliest(SPAN("soon"), NOW), -1,
              "a Date that is not a date");
    is_number(cp_date_earliest(SPAN(""), NOW), -1, "an empty Date");
    is_number(cp_date_earliest(SPAN("1 Jan 1970 0:0:7"), NOW), 7,
              "a Date that only browsers accept");
}

int main(void)
{
    static const tap_group groups[] = {{"dates", reading_dates},
                                       {"every day", every_day},
                                       {"dates cut short", cut_short},
                                       {"the present", earliest},
                                       {NULL, NULL}};
    return tap_run(groups);
}
