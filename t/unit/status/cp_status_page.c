/* SPDX-License-Identifier: Apache-2.0 */
/* The status page: its contents, and strict markup for hostile names. */
#include "core/status/cp_status_page.h"

#include "markup_check.h"
#include "observed.h"

static const char *page_of(apr_pool_t *p, const cp_status *status)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_status_page(b, status);
    return cp_buf_text(b);
}

static void contents(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_policy *policy = (cp_policy *)status->hosts[0].policy;
    cp_cookie *c = site_declare(p, policy, "statistical", "_ga _gid");
    const char *html;

    c->where = "/etc/site.conf:12";
    site_source(p, policy, "third-party", "cdn.example")->where = "x.conf:3";
    observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_UNDECIDED, "statistical");
    observed_add(status, CP_SEEN_RESPONSE, "_gid", CP_ALLOW, "statistical");
    observed_add(status, CP_SEEN_STORAGE, "_key", CP_UNDECLARED, NULL);
    observed_add(status, CP_SEEN_SOURCE, "a.example", CP_ALLOW, NULL);
    observed_counters(status)[CP_COUNT_PAGES_COMPRESSED] = 5;
    observed_counters(status)[CP_COUNT_COOKIES_REFUSED] = 2;
    observed_counters(status)[CP_COUNT_COOKIES_RESERVED] = 1;
    html = page_of(p, status);
    is_text(p, markup_wrong(html), NULL, "strict markup");
    ok(strstr(html, "<dt>Cookies suppressed</dt><dd>3</dd>") != NULL,
       "the sum of all reasons");
    ok(strstr(html, "<th scope=\"row\">statistical</th>"
                    "<td data-label=\"Allowed\">3</td>"
                    "<td data-label=\"Undeclared\">0</td>"
                    "<td data-label=\"Undecided\">3</td>")
           != NULL,
       "a category with its reasons");
    ok(strstr(html, "<th scope=\"row\">_key</th><td data-label=\"Seen in\">"
                    "storage</td>")
           != NULL,
       "an undeclared key");
    ok(strstr(html, "<th scope=\"row\">a.example</th>") != NULL,
       "an undeclared source");
    ok(strstr(html, "<th scope=\"row\">the backend has compressed the page"
                    "</th><td data-label=\"Pages\">5</td>")
           != NULL,
       "pages without a banner, and the reason");
    ok(strstr(html, "<th scope=\"row\">_ga, _gid</th>"
                    "<td data-label=\"Category\">statistical</td>"
                    "<td data-label=\"Seen\">6</td>")
           != NULL,
       "a declaration and its use");
    ok(strstr(html, "<td data-label=\"Line\">/etc/site.conf:12</td>") != NULL
           && strstr(html, ">x.conf:3</td>") != NULL,
       "the lines of the configuration");
    ok(strstr(html, "ReportOnly") == NULL, "On needs no note");
    status->hosts[0].only_reports = 1;
    html = page_of(p, status);
    is_text(p, markup_wrong(html), NULL, "strict markup with a note");
    ok(strstr(html, "ReportOnly: the module reports its decisions") != NULL,
       "with ReportOnly the page says what a number of suppressed cookies "
       "means");
    ok(strstr(html, "data-cookie-policy") == NULL && !strstr(html, "<script"),
       "neither a banner nor a script");
}

static void many(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    int i;

    for (i = 0; i < CP_STATUS_NEWEST + 3; i++) {
        observed_add(status, CP_SEEN_RESPONSE, apr_psprintf(p, "n%d", i),
                     CP_UNDECLARED, NULL);
    }
    is_number(occurrences(page_of(p, status), "<th scope=\"row\">n"),
              CP_STATUS_NEWEST, "a host shows the newest names");
    ok(strstr(page_of(p, status), "<p>3 more are in the <a") != NULL,
       "the others are in the draft");
}

static void off(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_buf *b = cp_buf_make(p, 0);

    status->observed = NULL;
    is_text(p, markup_wrong(page_of(p, status)), NULL, "strict markup");
    ok(strstr(page_of(p, status), "CookiePolicyObserve is Off") != NULL,
       "a sentence says that nothing is observed");
    cp_status_section(b, status);
    ok(strstr(cp_buf_text(b), "CookiePolicyObserve is Off") != NULL,
       "mod_status says so, too");
    b->n = 0;
    cp_status_section_auto(b, status);
    is_text(p, cp_buf_text(b), "CookiePolicyObserve: Off\n", "and ?auto");
}

static void section(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_buf *b = cp_buf_make(p, 0);

    observed_add(status, CP_SEEN_RESPONSE, "x", CP_UNDECLARED, NULL);
    observed_counters(status)[CP_COUNT_CHOICE_ACCEPT] = 4;
    cp_status_section_auto(b, status);
    is_text(p, cp_buf_text(b),
            "CookiePolicyObserve: On\nCookiePolicyCookiesSuppressed: 0\n"
            "CookiePolicyChoices: 4\nCookiePolicyPagesWithoutBanner: 0\n"
            "CookiePolicyUndeclaredCookies: 1\n"
            "CookiePolicyUndeclaredSources: 0\n",
            "lines for programs");
    b->n = 0;
    cp_status_section(b, status);
    ok(strstr(cp_buf_text(b), "<dt>Undeclared cookies: 1</dt>") != NULL,
       "the same as HTML");
}

static void hostile(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_seen *seen =
        observed_add(status, CP_SEEN_RESPONSE, HOSTILE, CP_UNDECLARED, NULL);

    seen->domain = seen->path = seen->sample = HOSTILE;
    observed_add(status, CP_SEEN_SOURCE, HOSTILE, CP_ALLOW, NULL)->directive =
        HOSTILE;
    site_declare(p, (cp_policy *)status->hosts[0].policy, "own", "a\"<b>")
        ->where = HOSTILE;
    status->hosts[0].name = HOSTILE;
    status->hosts[1] = status->hosts[0];
    status->hosts[1].observed = NULL;
    status->n = 2;
    is_text(p, markup_wrong(page_of(p, status)), NULL,
            "hostile names: strict markup");
    is_number(occurrences(page_of(p, status), "alert('x')</script"), 0,
              "no markup of a name is markup of the page");
}

int main(void)
{
    static const tap_group groups[] = {
        {"contents", contents}, {"many", many},       {"off", off},
        {"section", section},   {"hostile", hostile}, {NULL, NULL}};
    return tap_run(groups);
}
