/* SPDX-License-Identifier: Apache-2.0 */
/* The status page; see the header. */
#include "core/status/cp_status_page.h"

#include <string.h>

#include "cp_assets.h"
#include "core/status/cp_rate_chart.h"
#include "core/status/cp_status_table.h"
#include "core/status/cp_status_tables.h"

/* ---- the numbers at the top of a host ---- */

static apr_uint64_t counter(const cp_status_host *host, cp_counter c)
{
    return host->observed ? host->observed->counters[c] : 0;
}

static apr_uint64_t range(const cp_status_host *host, cp_counter from,
                          cp_counter to)
{
    apr_uint64_t sum = 0;
    int c;

    for (c = from; c <= (int)to; c++) {
        sum += counter(host, (cp_counter)c);
    }
    return sum;
}

static apr_uint64_t suppressed(const cp_status_host *host)
{
    return range(host, cp_counter_of_reason((cp_reason_e)(CP_ALLOW + 1)),
                 cp_counter_of_reason((cp_reason_e)(CP_N_REASONS - 1)));
}

static apr_uint64_t choices(const cp_status_host *host)
{
    return range(host, CP_COUNT_CHOICE_ACCEPT, CP_COUNT_CHOICE_WITHDRAW);
}

static apr_uint64_t pages_without(const cp_status_host *host)
{
    apr_uint64_t sum = 0;
    int c;

    for (c = 0; c < CP_N_COUNTERS; c++) {
        if (cp_counter_page_reason((cp_counter)c) != NULL) {
            sum += counter(host, (cp_counter)c);
        }
    }
    return sum;
}

/* The numbers that a host and the section of mod_status begin with. */
static const struct {
    const char *name, *key;
    apr_uint64_t (*of)(const cp_status_host *host);
} totals[] = {{"Cookies suppressed", "CookiesSuppressed", suppressed},
              {"Choices", "Choices", choices},
              {"Pages without a banner", "PagesWithoutBanner", pages_without}};

#define CP_N_TOTALS (sizeof(totals) / sizeof(totals[0]))

static void tile(cp_buf *b, const char *name, apr_uint64_t n)
{
    cp_buf_puts(b, "<div><dt>", name, "</dt><dd>", NULL);
    cp_buf_number(b, (apr_int64_t)n);
    cp_buf_put(b, "</dd></div>\n");
}

static void tiles(cp_buf *b, const cp_status_host *host)
{
    apr_size_t i;

    cp_buf_put(b, "<dl>\n");
    tile(b, "Responses judged", counter(host, CP_COUNT_RESPONSES));
    tile(b, "Cookies allowed", counter(host, CP_COUNT_COOKIES_ALLOWED));
    for (i = 0; i < CP_N_TOTALS; i++) {
        tile(b, totals[i].name, totals[i].of(host));
    }
    tile(b, "Banners", counter(host, CP_COUNT_PAGES_BANNER));
    cp_buf_put(b, "</dl>\n");
}

/* ---- one host ---- */

/* Appends the name of a host with its port, as far as it is known. */
static void title(cp_buf *b, const cp_status_host *host)
{
    const char *key = host->observed ? host->observed->key : host->name;
    apr_size_t n = strlen(key);

    if (n > 2 && !strcmp(key + n - 2, ":0")) { /* no port is known */
        key = host->name;
    }
    cp_buf_html(b, key);
}

/* Appends `host` and the number of the host, which make an id. */
static void id(cp_buf *b, int at)
{
    cp_buf_put(b, "host");
    cp_buf_number(b, at);
}

static void heading(cp_buf *b, const char *text)
{
    cp_buf_puts(b, "<h3>", text, "</h3>\n", NULL);
}

static void host_section(cp_buf *b, const cp_status_host *host, int at)
{
    cp_buf_put(b, "<section aria-labelledby=\"");
    id(b, at);
    cp_buf_put(b, "\">\n<h2 id=\"");
    id(b, at);
    cp_buf_put(b, "\">");
    title(b, host);
    cp_buf_put(b, "</h2>\n");
    if (host->only_reports) {
        cp_buf_put(b, "<p class=\"note\">CookiePolicy ReportOnly: the module "
                      "reports its decisions and changes nothing. Sections "
                      "may differ.</p>\n");
    }
    tiles(b, host);
    heading(b, "Consent over time");
    cp_rate_chart(b, host->observed ? host->observed->rates : NULL,
                  host->observed ? host->observed->n_rates : 0);
    heading(b, "Cookies by category and reason");
    cp_status_reasons(b, host);
    heading(b, "Newest undeclared cookies and storage keys");
    cp_status_newest_cookies(b, host);
    heading(b, "Newest undeclared sources");
    cp_status_newest_sources(b, host);
    heading(b, "Pages without a banner");
    cp_status_pages(b, host);
    heading(b, "Declarations");
    cp_status_declarations(b, host);
    cp_buf_put(b, "<details>\n<summary>All counters</summary>\n");
    cp_status_counters(b, host);
    cp_buf_put(b, "</details>\n</section>\n");
}

/* ---- the document ---- */

static void begin(cp_buf *b)
{
    cp_buf_puts(b,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                "<meta charset=\"utf-8\"/>\n<title>Cookie policy: "
                "status</title>\n<meta name=\"viewport\" "
                "content=\"width=device-width, initial-scale=1\"/>\n"
                "<style>",
                cp_asset_status_css,
                "</style>\n</head>\n<body>\n<header>\n"
                "<h1>Cookie policy: status</h1>\n",
                NULL);
}

static void formats(cp_buf *b)
{
    cp_buf_put(b, "<nav aria-label=\"Formats\"><ul>"
                  "<li><a href=\"?draft\">Draft of declarations</a></li>"
                  "<li><a href=\"?json\">JSON</a></li>"
                  "<li><a href=\"?prometheus\">Prometheus</a></li>"
                  "</ul></nav>\n");
}

static void hosts(cp_buf *b, const cp_status *status)
{
    int i;

    cp_buf_put(b, "<nav aria-label=\"Virtual hosts\"><ul>");
    for (i = 0; i < status->n; i++) {
        cp_buf_put(b, "<li><a href=\"#");
        id(b, i);
        cp_buf_put(b, "\">");
        title(b, &status->hosts[i]);
        cp_buf_put(b, "</a></li>");
    }
    cp_buf_put(b, "</ul></nav>\n");
}

static void observed(cp_buf *b, const cp_status *status)
{
    const cp_observed *seen = status->observed;
    int i;

    cp_buf_put(b, "<p>Observed since ");
    cp_status_time(b, seen->since);
    cp_buf_put(b, ", now ");
    cp_status_time(b, status->now);
    cp_buf_put(b, " (UTC).</p>\n");
    if (seen->full) {
        cp_buf_put(b, "<p class=\"note\">The table is full: ");
        cp_buf_number(b, (apr_int64_t)seen->lost);
        cp_buf_put(b, " occurrences found no entry. See entries= of "
                      "CookiePolicyObserve.</p>\n");
    }
    formats(b);
    if (status->n > 1) {
        hosts(b, status);
    }
    cp_buf_put(b, "</header>\n<main>\n");
    for (i = 0; i < status->n; i++) {
        host_section(b, &status->hosts[i], i);
    }
}

static const char off[] = "Nothing is observed: CookiePolicyObserve is Off, or "
                          "no virtual host has a policy.";

void cp_status_page(cp_buf *b, const cp_status *status)
{
    begin(b);
    if (status->observed == NULL) {
        cp_buf_puts(b, "</header>\n<main>\n<p>", off, "</p>\n", NULL);
    }
    else {
        observed(b, status);
    }
    cp_buf_put(b, "</main>\n</body>\n</html>\n");
}

/* ---- the section of mod_status ---- */

static apr_uint64_t undeclared(cp_buf *b, const cp_status *status, int sources)
{
    apr_uint64_t n = 0;
    int i;

    for (i = 0; i < status->n; i++) {
        n += (apr_uint64_t)cp_status_undeclared(b->pool, &status->hosts[i],
                                                sources)
                 ->nelts;
    }
    return n;
}

static apr_uint64_t total(const cp_status *status, apr_size_t which)
{
    apr_uint64_t n = 0;
    int i;

    for (i = 0; i < status->n; i++) {
        n += totals[which].of(&status->hosts[i]);
    }
    return n;
}

static const struct {
    const char *name, *key;
    int sources;
} undeclared_names[] = {{"Undeclared cookies", "UndeclaredCookies", 0},
                        {"Undeclared sources", "UndeclaredSources", 1}};

/* Calls `put` for each number of the section. */
static void each_number(cp_buf *b, const cp_status *status,
                        void (*put)(cp_buf *b, const char *name,
                                    const char *key, apr_uint64_t n))
{
    apr_size_t i;

    for (i = 0; i < CP_N_TOTALS; i++) {
        put(b, totals[i].name, totals[i].key, total(status, i));
    }
    for (i = 0; i < 2; i++) {
        put(b, undeclared_names[i].name, undeclared_names[i].key,
            undeclared(b, status, undeclared_names[i].sources));
    }
}

static void as_html(cp_buf *b, const char *name, const char *key,
                    apr_uint64_t n)
{
    (void)key;
    cp_buf_puts(b, "<dt>", name, ": ", NULL);
    cp_buf_number(b, (apr_int64_t)n);
    cp_buf_put(b, "</dt>\n");
}

static void as_line(cp_buf *b, const char *name, const char *key,
                    apr_uint64_t n)
{
    (void)name;
    cp_buf_puts(b, "CookiePolicy", key, ": ", NULL);
    cp_buf_number(b, (apr_int64_t)n);
    cp_buf_char(b, '\n');
}

void cp_status_section(cp_buf *b, const cp_status *status)
{
    cp_buf_put(b, "<hr/>\n<h2>Cookie policy</h2>\n");
    if (status->observed == NULL) {
        cp_buf_puts(b, "<p>", off, "</p>\n", NULL);
        return;
    }
    cp_buf_put(b, "<dl>\n");
    each_number(b, status, as_html);
    cp_buf_put(b, "</dl>\n");
}

void cp_status_section_auto(cp_buf *b, const cp_status *status)
{
    cp_buf_puts(b, "CookiePolicyObserve: ", status->observed ? "On" : "Off",
                "\n", NULL);
    if (status->observed != NULL) {
        each_number(b, status, as_line);
    }
}
