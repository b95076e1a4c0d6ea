/* SPDX-License-Identifier: Apache-2.0 */
/* The consent rates as SVG; see the header. */
#include "core/status/cp_rate_chart.h"

#include "core/locale/cp_format_date.h"
#include "core/status/cp_status_table.h"

#define HOUR ((apr_int64_t)3600)
#define DAY (24 * HOUR)

/* The units of the SVG: each period is WIDTH wide, with a gap after it. */
#define WIDTH 10
#define BAR 8
#define HEIGHT 100

/* ---- periods ---- */

static cp_rate *period_at(const cp_periods *periods, apr_int64_t time)
{
    apr_array_header_t *list = periods->list;
    apr_int64_t start = time - time % periods->seconds;

    while (list->nelts > 0
           && APR_ARRAY_IDX(list, list->nelts - 1, cp_rate).hour < start) {
        apr_int64_t next = APR_ARRAY_IDX(list, list->nelts - 1, cp_rate).hour
                         + periods->seconds;
        cp_rate empty = {next, 0, 0, 0, 0};

        APR_ARRAY_PUSH(list, cp_rate) = empty;
    }
    if (list->nelts == 0) {
        cp_rate first = {start, 0, 0, 0, 0};

        APR_ARRAY_PUSH(list, cp_rate) = first;
    }
    return &APR_ARRAY_IDX(list, list->nelts - 1, cp_rate);
}

cp_periods cp_rate_periods(apr_pool_t *p, const cp_rate *rates, int n)
{
    cp_periods periods = {apr_array_make(p, 48, sizeof(cp_rate)), HOUR};
    int i;

    if (n > 0 && rates[n - 1].hour - rates[0].hour >= 2 * DAY) {
        periods.seconds = DAY;
    }
    for (i = 0; i < n; i++) {
        cp_rate *period = period_at(&periods, rates[i].hour);

        period->shown += rates[i].shown;
        period->accept += rates[i].accept;
        period->refuse += rates[i].refuse;
        period->other += rates[i].other;
    }
    return periods;
}

/* ---- one chart ---- */

typedef struct series {
    const char *name;
    const char *class; /* of the bars and of the mark in the legend */
    apr_uint64_t (*of)(const cp_rate *rate);
} series;

/* The series are stacked, the first one at the bottom. `whole` is the height of
 * a full bar; NULL: the largest sum of all periods is. */
typedef struct chart {
    const char *caption;
    const series *list;
    int n;
    apr_uint64_t (*whole)(const cp_rate *rate);
} chart;

static apr_uint64_t accepted(const cp_rate *r)
{
    return r->accept;
}

static apr_uint64_t chosen(const cp_rate *r)
{
    return r->other;
}

static apr_uint64_t refused(const cp_rate *r)
{
    return r->refuse;
}

static apr_uint64_t answered(const cp_rate *r)
{
    return (apr_uint64_t)r->accept + r->refuse + r->other;
}

/* A banner may be shown more than once before an answer, or the answer is given
 * on the policy page. */
static apr_uint64_t ignored(const cp_rate *r)
{
    return r->shown > answered(r) ? r->shown - answered(r) : 0;
}

static apr_uint64_t sum(const chart *c, const cp_rate *rate)
{
    apr_uint64_t n = 0;
    int i;

    for (i = 0; i < c->n; i++) {
        n += c->list[i].of(rate);
    }
    return n;
}

static apr_uint64_t largest(const chart *c, const cp_periods *periods)
{
    apr_uint64_t most = 1;
    int i;

    for (i = 0; i < periods->list->nelts; i++) {
        apr_uint64_t n = sum(c, &APR_ARRAY_IDX(periods->list, i, cp_rate));

        most = n > most ? n : most;
    }
    return most;
}

static void attribute(cp_buf *b, const char *name, apr_uint64_t n)
{
    cp_buf_puts(b, " ", name, "=\"", NULL);
    cp_buf_number(b, (apr_int64_t)n);
    cp_buf_char(b, '"');
}

/* Appends the bars of period number `at`, from the bottom to the top. */
static void bars(cp_buf *b, const chart *c, const cp_rate *rate, int at,
                 apr_uint64_t full)
{
    apr_uint64_t below = 0;
    int i;

    for (i = 0; i < c->n && full > 0; i++) {
        apr_uint64_t above = below + c->list[i].of(rate);
        apr_uint64_t from = HEIGHT * below / full, to = HEIGHT * above / full;

        if (to > from) {
            cp_buf_puts(b, "<rect class=\"", c->list[i].class, "\"", NULL);
            attribute(b, "x", (apr_uint64_t)at * WIDTH);
            attribute(b, "y", HEIGHT - to);
            attribute(b, "width", BAR);
            attribute(b, "height", to - from);
            cp_buf_put(b, "/>");
        }
        below = above;
    }
}

static void svg(cp_buf *b, const chart *c, const cp_periods *periods)
{
    apr_uint64_t full = largest(c, periods);
    int i, n = periods->list->nelts;

    cp_buf_put(b, "<svg viewbox=\"0 0 ");
    cp_buf_number(b, n * WIDTH);
    cp_buf_puts(b,
                " 100\" preserveaspectratio=\"none\" role=\"img\" "
                "aria-label=\"",
                c->caption, ". The numbers follow.\">\n", NULL);
    for (i = 0; i < n; i++) {
        const cp_rate *rate = &APR_ARRAY_IDX(periods->list, i, cp_rate);

        bars(b, c, rate, i, c->whole ? c->whole(rate) : full);
    }
    cp_buf_put(b, "</svg>\n<p class=\"axis\"><span>");
    cp_status_time(b, APR_ARRAY_IDX(periods->list, 0, cp_rate).hour);
    if (n > 1) {
        cp_buf_put(b, "</span><span>");
        cp_status_time(b, APR_ARRAY_IDX(periods->list, n - 1, cp_rate).hour);
    }
    cp_buf_put(b, "</span></p>\n");
}

/* Appends the total of each series, with its share of all. */
static void legend(cp_buf *b, const chart *c, const cp_rate *total)
{
    apr_uint64_t all = sum(c, total);
    int i;

    cp_buf_put(b, "<ul class=\"legend\">\n");
    for (i = c->n - 1; i >= 0; i--) {
        apr_uint64_t n = c->list[i].of(total);

        cp_buf_puts(b, "<li><span class=\"", c->list[i].class, "\"></span>",
                    c->list[i].name, ": ", NULL);
        cp_buf_number(b, (apr_int64_t)n);
        cp_buf_put(b, " (");
        cp_buf_number(b, all ? (apr_int64_t)((100 * n + all / 2) / all) : 0);
        cp_buf_put(b, "&#160;%)</li>\n");
    }
    cp_buf_put(b, "</ul>\n");
}

static cp_rate total_of(const cp_periods *periods)
{
    cp_rate total = {0, 0, 0, 0, 0};
    int i;

    for (i = 0; i < periods->list->nelts; i++) {
        const cp_rate *rate = &APR_ARRAY_IDX(periods->list, i, cp_rate);

        total.shown += rate->shown;
        total.accept += rate->accept;
        total.refuse += rate->refuse;
        total.other += rate->other;
    }
    return total;
}

static void draw(cp_buf *b, const chart *c, const cp_periods *periods)
{
    cp_rate total = total_of(periods);

    cp_buf_puts(b, "<figure>\n<figcaption>", c->caption, "</figcaption>\n",
                NULL);
    svg(b, c, periods);
    legend(b, c, &total);
    cp_buf_put(b, "</figure>\n");
}

/* ---- the numbers ---- */

static void numbers(cp_buf *b, const cp_periods *periods)
{
    static const char *const labels[] = {"Period",  "Banners", "Accepted",
                                         "Refused", "Chosen",  NULL};
    int i;

    cp_buf_put(b, "<details>\n<summary>Numbers of the charts</summary>\n");
    cp_status_table_begin(b, "Answers over time", labels);
    for (i = periods->list->nelts - 1; i >= 0; i--) {
        const cp_rate *rate = &APR_ARRAY_IDX(periods->list, i, cp_rate);

        cp_buf_put(b, "<tr><th scope=\"row\">");
        cp_status_time(b, rate->hour);
        cp_buf_put(b, "</th>");
        cp_status_number_cell(b, labels[1], rate->shown);
        cp_status_number_cell(b, labels[2], rate->accept);
        cp_status_number_cell(b, labels[3], rate->refuse);
        cp_status_number_cell(b, labels[4], rate->other);
        cp_buf_put(b, "</tr>\n");
    }
    cp_status_table_end(b);
    cp_buf_put(b, "</details>\n");
}

void cp_rate_chart(cp_buf *b, const cp_rate *rates, int n)
{
    static const series shares[] = {{"Accepted all", "yes", accepted},
                                    {"Chose some", "some", chosen},
                                    {"Refused all", "no", refused}};
    static const series attention[] = {{"Answered", "yes", answered},
                                       {"No answer", "no", ignored}};
    cp_periods periods = cp_rate_periods(b->pool, rates, n);
    int hours = periods.seconds == HOUR;
    chart share = {hours ? "Shares of the answers, by hour"
                         : "Shares of the answers, by day",
                   shares, 3, answered};
    chart number = {hours ? "Banners shown, by hour" : "Banners shown, by day",
                    attention, 2, NULL};

    if (periods.list->nelts == 0) {
        cp_buf_put(b, "<p>No banner was shown yet.</p>\n");
        return;
    }
    cp_buf_put(b, "<div class=\"charts\">\n");
    draw(b, &share, &periods);
    draw(b, &number, &periods);
    cp_buf_put(b, "</div>\n");
    numbers(b, &periods);
}
