/* SPDX-License-Identifier: Apache-2.0 */
/* The metrics. t/log/status.t gives those of a server to a parser. */
#include "core/status/cp_exposition.h"

#include "observed.h"

static const char *text_of(apr_pool_t *p, const cp_status *status)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_exposition(b, status);
    return cp_buf_text(b);
}

static int has(const char *text, const char *line)
{
    const char *at = strstr(text, line);

    return at != NULL && (at == text || at[-1] == '\n')
        && at[strlen(line)] == '\n';
}

static void metrics(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    const char *text;

    observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_REFUSED, "statistical");
    observed_add(status, CP_SEEN_RESPONSE, "_a", CP_UNDECLARED, NULL)->first =
        SINCE + 7;
    observed_add(status, CP_SEEN_RESPONSE, "_b", CP_UNDECLARED, NULL);
    observed_add(status, CP_SEEN_SOURCE, "a.example", CP_ALLOW, NULL);
    observed_counters(status)[CP_COUNT_PAGES_COMPRESSED] = 5;
    text = text_of(p, status);
    ok(has(text, "# TYPE cookie_policy_responses_total counter")
           && has(text, "cookie_policy_responses_total"
                        "{host=\"shop.example\",port=\"80\"} 0"),
       "a counter");
    ok(has(text, "# HELP cookie_policy_pages_compressed_total Pages without a "
                 "banner because the backend has compressed the page.")
           && has(text, "cookie_policy_pages_compressed_total"
                        "{host=\"shop.example\",port=\"80\"} 5"),
       "pages without a banner");
    ok(has(text, "cookie_policy_seen_total{host=\"shop.example\",port=\"80\","
                 "kind=\"cookie\",reason=\"refused\","
                 "category=\"statistical\"} 3")
           && has(text,
                  "cookie_policy_seen_total{host=\"shop.example\",port=\"80\","
                  "kind=\"cookie\",reason=\"undeclared\","
                  "category=\"\"} 6"),
       "occurrences by reason and category");
    ok(has(text,
           "cookie_policy_undeclared_names{host=\"shop.example\",port=\"80\","
           "kind=\"cookie\"} 2")
           && has(text,
                  "cookie_policy_undeclared_names"
                  "{host=\"shop.example\",port=\"80\",kind=\"source\"} 1"),
       "the number of undeclared names");
    ok(has(text,
           "cookie_policy_undeclared_newest_timestamp_seconds"
           "{host=\"shop.example\",port=\"80\",kind=\"cookie\"} 1763900007"),
       "the time of the newest one");
    is_number(occurrences(text, "_ga"), 0, "no name of a cookie is in it");
    ok(strstr(text, "\"a.example") == NULL, "nor one of a source");
}

static void off(apr_pool_t *p)
{
    cp_status *status = observed_server(p);

    status->observed = NULL;
    is_text(p, text_of(p, status),
            "# HELP cookie_policy_observed 1 if the module observes, else 0.\n"
            "# TYPE cookie_policy_observed gauge\n"
            "cookie_policy_observed 0\n",
            "nothing is observed");
}

static void hostile(apr_pool_t *p)
{
    cp_status *status = observed_server(p);

    status->hosts[0].name = "a\"b\\c\n\xC3";
    ok(strstr(text_of(p, status), "{host=\"a\\\"b\\\\c??\",port=\"80\"} 0\n")
           != NULL,
       "the name of a host is escaped");
}

int main(void)
{
    static const tap_group groups[] = {
        {"metrics", metrics}, {"off", off}, {"hostile", hostile}, {NULL, NULL}};
    return tap_run(groups);
}
