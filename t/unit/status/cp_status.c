/* SPDX-License-Identifier: Apache-2.0 */
/* The observations of a server with its declarations. */
#include "core/status/cp_status.h"

#include "observed.h"

static const cp_seen *undeclared(apr_pool_t *p, const cp_status *status,
                                 int sources, int at)
{
    apr_array_header_t *list =
        cp_status_undeclared(p, &status->hosts[0], sources);

    return at < list->nelts ? &APR_ARRAY_IDX(list, at, cp_seen) : NULL;
}

static void cookies(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_seen *first =
        observed_add(status, CP_SEEN_RESPONSE, "_new", CP_UNDECLARED, NULL);
    cp_seen *request =
        observed_add(status, CP_SEEN_REQUEST, "_new", CP_UNDECLARED, NULL);
    const cp_seen *seen;

    observed_add(status, CP_SEEN_RESPONSE, "_passed", CP_ALLOW, NULL)->first =
        SINCE + 9;
    observed_add(status, CP_SEEN_RESPONSE, "_now", CP_UNDECLARED, NULL);
    observed_add(status, CP_SEEN_RESPONSE, "_ga", CP_UNDECIDED, "statistical");
    observed_add(status, CP_SEEN_RESPONSE, "bad", CP_MALFORMED, NULL);
    observed_add(status, CP_SEEN_RESPONSE, "cookies_preferences", CP_RESERVED,
                 NULL);
    observed_add(status, CP_SEEN_RESPONSE, "cookies_preferences", CP_ALLOW,
                 NULL);
    observed_add(status, CP_SEEN_SOURCE, "cdn.example", CP_ALLOW, NULL);
    site_declare(p, (cp_policy *)status->hosts[0].policy, "necessary", "_now");
    request->first = SINCE - 5;
    request->last = SINCE + 500;
    request->domain = "shop.example";
    request->lifetime = 60;
    first->path = "/a";
    is_number(cp_status_undeclared(p, &status->hosts[0], 0)->nelts, 2,
              "declared, malformed and reserved names are not undeclared");
    seen = undeclared(p, status, 0, 0);
    is_text(p, seen->name, "_passed", "the newest is the first");
    seen = undeclared(p, status, 0, 1);
    is_text(p, seen->name, "_new", "the older one follows");
    is_number((apr_int64_t)seen->count, 6, "occurrences of a name are added");
    is_number(seen->first, SINCE - 5, "the earliest time");
    is_number(seen->last, SINCE + 500, "the latest time");
    is_text(p, seen->domain, "shop.example", "what one of them knows");
    is_text(p, seen->path, "/a", "and the other one");
    is_number(seen->lifetime, 60, "and the lifetime");
}

static void sources(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    const cp_seen *seen;

    observed_add(status, CP_SEEN_SOURCE, "https://a.example", CP_ALLOW, NULL)
        ->directive = "script-src";
    observed_add(status, CP_SEEN_SOURCE, "https://a.example", CP_UNDECLARED,
                 NULL)
        ->directive = "img-src";
    observed_add(status, CP_SEEN_SOURCE, "https://a.example", CP_ALLOW, NULL)
        ->directive = "script-src";
    observed_add(status, CP_SEEN_SOURCE, "sub.b.example", CP_ALLOW, NULL);
    observed_add(status, CP_SEEN_SOURCE, "not a source", CP_ALLOW, NULL)
        ->first = 1;
    site_source(p, (cp_policy *)status->hosts[0].policy, "third-party",
                "*.b.example");
    is_number(cp_status_undeclared(p, &status->hosts[0], 1)->nelts, 2,
              "a declared wildcard covers a source");
    seen = undeclared(p, status, 1, 0);
    is_text(p, seen->directive, "script-src, img-src",
            "the directives are joined, each of them once");
    is_text(p, undeclared(p, status, 1, 1)->name, "not a source",
            "what cannot be read is undeclared");
}

static void sections(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    cp_policy *policy = cp_policy_make(p);

    status->hosts[0].sections = policy;
    site_declare(p, policy, "necessary", "basket");
    site_source(p, policy, "third-party", "/maps/");
    ok(cp_status_cookie(p, &status->hosts[0], "basket") != NULL,
       "the declarations of sections count");
    ok(cp_status_source(p, &status->hosts[0], "/maps/x.js") != NULL,
       "a path of this site");
    ok(cp_status_source(p, &status->hosts[0], "/other") == NULL,
       "another path");
    status->hosts[0].policy = NULL;
    ok(cp_status_cookie(p, &status->hosts[0], "other") == NULL,
       "a host without a policy");
}

static void counts(apr_pool_t *p)
{
    cp_status *status = observed_server(p);
    int c;

    observed_add(status, CP_SEEN_RESPONSE, "a", CP_ALLOW, "necessary");
    observed_add(status, CP_SEEN_SCRIPT, "b", CP_ALLOW, "necessary");
    observed_add(status, CP_SEEN_SOURCE, "c.example", CP_ALLOW, "necessary");
    is_number((apr_int64_t)cp_status_count(&status->hosts[0], 0, CP_ALLOW,
                                           "necessary"),
              6, "cookies of a category");
    is_number((apr_int64_t)cp_status_count(&status->hosts[0], 1, CP_ALLOW,
                                           "necessary"),
              3, "sources of a category");
    is_number(
        (apr_int64_t)cp_status_count(&status->hosts[0], 0, CP_ALLOW, NULL), 0,
        "no category has a count of 0");
    for (c = 0; c < CP_N_COUNTERS; c++) {
        ok(strcmp(cp_counter_text((cp_counter)c), cp_counter_names[c]) != 0,
           "the counter %s has a text", cp_counter_names[c]);
    }
    ok(cp_counter_page_reason(CP_COUNT_PAGES_COMPRESSED) != NULL
           && cp_counter_page_reason(CP_COUNT_PAGES_BANNER) == NULL
           && cp_counter_page_reason(CP_COUNT_RESPONSES) == NULL,
       "only pages without a banner have a reason");
}

int main(void)
{
    static const tap_group groups[] = {{"cookies", cookies},
                                       {"sources", sources},
                                       {"sections", sections},
                                       {"counts", counts},
                                       {NULL, NULL}};
    return tap_run(groups);
}
