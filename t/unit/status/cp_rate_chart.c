/* SPDX-License-Identifier: Apache-2.0 */
/* The consent rates as SVG, and as text. */
#include "core/status/cp_rate_chart.h"

#include "markup_check.h"

#define HOUR ((apr_int64_t)3600)
/* A midnight (UTC). */
#define START ((apr_int64_t)1763856000)

static void periods(apr_pool_t *p)
{
    const cp_rate rates[] = {{START, 10, 1, 2, 3},
                             {START + 5 * HOUR, 20, 4, 5, 6},
                             {START + 49 * HOUR, 30, 7, 8, 9}};
    cp_periods hours = cp_rate_periods(p, rates, 2);
    cp_periods days = cp_rate_periods(p, rates, 3);
    const cp_rate *first = &APR_ARRAY_IDX(days.list, 0, cp_rate);

    is_number(hours.seconds, HOUR, "within two days: hours");
    is_number(hours.list->nelts, 6, "hours without an event are there, too");
    is_number(days.seconds, 24 * HOUR, "a longer time: days");
    is_number(days.list->nelts, 3, "one for each day");
    is_number(first->shown, 30, "the hours of a day are added");
    is_number(first->accept + first->refuse + first->other, 21,
              "so are the answers");
    is_number(cp_rate_periods(p, rates, 0).list->nelts, 0, "no rates");
}

static void charts(apr_pool_t *p)
{
    const cp_rate rates[] = {{START, 10, 1, 2, 1}, {START + HOUR, 0, 3, 0, 0}};
    cp_buf *b = cp_buf_make(p, 0);
    const char *html;

    cp_rate_chart(b, rates, 2);
    html = cp_buf_text(b);
    is_text(p, markup_wrong(html), NULL, "strict markup");
    is_number(occurrences(html, "<svg "), 2, "two charts");
    is_number(occurrences(html, " role=\"img\" aria-label=\""), 2,
              "each of them has a name");
    ok(strstr(html, "<rect class=\"yes\" x=\"0\" y=\"75\" width=\"8\" "
                    "height=\"25\"/><rect class=\"some\" x=\"0\" y=\"50\" "
                    "width=\"8\" height=\"25\"/><rect class=\"no\" x=\"0\" "
                    "y=\"0\" width=\"8\" height=\"50\"/>")
           != NULL,
       "the answers of the first hour fill the height");
    ok(strstr(html, "<rect class=\"yes\" x=\"10\" y=\"0\" width=\"8\" "
                    "height=\"100\"/>")
           != NULL,
       "so do those of the second one");
    ok(strstr(html, "Accepted all: 4 (57&#160;%)") != NULL, "the total");
    ok(strstr(html, "No answer: 3 (30&#160;%)") != NULL,
       "banners without an answer");
    is_number(occurrences(html, "<tr><th scope=\"row\"><time datetime=\""), 2,
              "the numbers are a table");
    is_number(occurrences(html, "<span><time "), 4,
              "each axis has its first and its last hour");
    b->n = 0;
    cp_rate_chart(b, rates, 1);
    is_number(occurrences(cp_buf_text(b), "<span><time "), 2,
              "an axis with one hour has it once");
}

/* Counters at their limits, and more answers than banners. */
static void limits(apr_pool_t *p)
{
    const cp_rate rates[] = {
        {START, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu},
        {START + 1000 * HOUR, 0, 0, 0, 0}};
    cp_buf *b = cp_buf_make(p, 0);

    cp_rate_chart(b, rates, 2);
    is_text(p, markup_wrong(cp_buf_text(b)), NULL, "strict markup");
    is_number(occurrences(cp_buf_text(b), "height=\"-"), 0,
              "no height is negative");
    b->n = 0;
    cp_rate_chart(b, NULL, 0);
    is_text(p, cp_buf_text(b), "<p>No banner was shown yet.</p>\n",
            "without rates there is a sentence");
}

int main(void)
{
    static const tap_group groups[] = {{"periods", periods},
                                       {"charts", charts},
                                       {"limits", limits},
                                       {NULL, NULL}};
    return tap_run(groups);
}
