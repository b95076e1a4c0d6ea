/* SPDX-License-Identifier: Apache-2.0 */
/* The published rows equal the enforced rules: names, scopes, lifetimes. */
#include "core/pages/cp_cookie_table.h"

#include "core/policy/cp_decide.h"
#include "core/policy/cp_duration.h"
#include "site.h"

/* "[provider: name name]" of each row. */
static const char *rows_of(apr_pool_t *p, const cp_view *page, int at)
{
    apr_array_header_t *rows = cp_cookie_table(p, page, at);
    const char *text = "";
    int i, k;

    for (i = 0; i < rows->nelts; i++) {
        cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);

        text = apr_pstrcat(p, text, "[",
                           row->cookie->provider ? row->cookie->provider : "-",
                           ":", NULL);
        for (k = 0; k < row->names->nelts; k++) {
            text = apr_pstrcat(
                p, text, " ", APR_ARRAY_IDX(row->names, k, const char *), NULL);
        }
        text = apr_pstrcat(p, text, "]", NULL);
    }
    return text;
}

static void one_scope(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *policy = (cp_policy *)page->policy;

    is_text(p, rows_of(p, page, 0), "[This site: cookies_preferences]",
            "the consent cookie is always there");
    is_text(p, rows_of(p, page, 1), "", "nothing else is");
    site_declare(p, policy, "statistical", "_ga _gid")->provider = "A";
    site_declare(p, policy, "necessary", "sessionid")->provider = "B";
    site_declare(p, policy, "statistical", "_pk*")->provider = "C";
    is_text(p, rows_of(p, page, 1), "[A: _ga _gid][C: _pk*]",
            "in the order of declaration");
    is_text(p, rows_of(p, page, 0),
            "[B: sessionid][This site: cookies_preferences]",
            "ours comes last");
    site_declare(p, policy, "necessary", "_ga")->provider = "D";
    is_text(p, rows_of(p, page, 1), "[A: _gid][C: _pk*]",
            "a name taken over leaves its row");
    is_text(p, rows_of(p, page, 0),
            "[B: sessionid][D: _ga][This site: cookies_preferences]",
            "and appears in the other");
    site_declare(p, policy, "third-party", "_gid")->provider = "E";
    is_text(p, rows_of(p, page, 1), "[C: _pk*]",
            "without names there is no row");
    site_declare(p, policy, "first-party", "x x y x")->provider = "F";
    is_text(p, rows_of(p, page, 2), "[F: x y]", "no name twice");
    site_declare(p, policy, "necessary", "cookies_preferences")->provider = "G";
    is_text(p, rows_of(p, page, 0),
            "[B: sessionid][D: _ga][G: cookies_preferences]",
            "the site's own words for the consent cookie");
    page->policy = NULL;
    is_text(p, rows_of(p, page, 0), "[This site: cookies_preferences]",
            "without any policy too");
}

/* Each listed name is decided by the category that lists it. */
static void same_records(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *outer = cp_policy_make(p), *inner = cp_policy_make(p);
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      0,    0,    0,
                      NULL, NULL, NULL};
    int at, i, k, wrong = 0, seen = 0;

    site_declare(p, outer, "statistical", "a b c");
    site_declare(p, outer, "first-party", "c d");
    site_declare(p, inner, "third-party", "b e");
    site_declare(p, inner, "necessary", "d");
    rules.categories = page->presentation.categories;
    rules.policy = page->policy = cp_policy_merge(p, outer, inner);
    for (at = 0; at < 4; at++) {
        apr_array_header_t *rows = cp_cookie_table(p, page, at);

        for (i = 0; i < rows->nelts; i++) {
            cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);

            for (k = 0; k < row->names->nelts; k++, seen++) {
                const char *name = APR_ARRAY_IDX(row->names, k, const char *);
                cp_visitor v = {{1, NOW, CP_SET(at), ~CP_SET(at), 0}, 0};
                cp_decision d = cp_decide(&rules, &v, cp_span_of(name));

                wrong += d.reason != CP_ALLOW;
                wrong += d.cookie && d.cookie != row->cookie;
                v.consent.granted = 0;
                v.consent.refused = CP_SET(at);
                d = cp_decide(&rules, &v, cp_span_of(name));
                wrong += d.reason != (at ? CP_REFUSED : CP_ALLOW);
            }
        }
    }
    is_number(seen, 6, "five names and ours, each listed once");
    is_number(wrong, 0, "each is decided as it is listed");
}

static void consent_lifetime(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_listed *row;

    site_declare(p, (cp_policy *)page->policy, "necessary",
                 "cookies_preferences");
    row = &APR_ARRAY_IDX(cp_cookie_table(p, page, 0), 0, cp_listed);
    is_text(p, row->cookie->lifetime, "180d",
            "how long the answer is kept is known");
}

static const char *lifetime_of(apr_pool_t *p, const cp_view *page, int at)
{
    return APR_ARRAY_IDX(cp_cookie_table(p, page, at), 0, cp_listed)
        .cookie->lifetime;
}

static apr_array_header_t *limit(apr_pool_t *p, const char *category,
                                 const char *text)
{
    apr_array_header_t *limits = apr_array_make(p, 2, sizeof(cp_lifetime));
    cp_lifetime *one = apr_array_push(limits);

    one->category = category;
    one->seconds = cp_duration_parse(cp_span_of(text));
    one->text = text;
    return limits;
}

/* A browser never keeps a cookie for longer than the server permits. */
static void lifetimes(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_cookie *c =
        site_declare(p, (cp_policy *)page->policy, "third-party", "a");
    apr_array_header_t *section = limit(p, "third-party", "60d");

    is_text(p, lifetime_of(p, page, 3), NULL, "an unknown lifetime");
    c->lifetime = "session";
    is_text(p, lifetime_of(p, page, 3), "session", "a session");
    c->lifetime = "400d";
    is_text(p, lifetime_of(p, page, 3), "400d", "400 days");
    c->lifetime = "2y";
    is_text(p, lifetime_of(p, page, 3), "400d", "two years are 400 days");
    page->limits = limit(p, "statistical", "30d");
    is_text(p, lifetime_of(p, page, 3), "400d", "another category's limit");
    page->limits = limit(p, "third-party", "6mo");
    is_text(p, lifetime_of(p, page, 3), "6mo", "the limit, as it is written");
    c->lifetime = "30d";
    is_text(p, lifetime_of(p, page, 3), "30d", "less than the limit");
    c->lifetime = "2y";
    c->limits = &section;
    is_text(p, lifetime_of(p, page, 3), "60d",
            "the limit of the section that declares it");
    section = limit(p, "third-party", "13mo");
    is_text(p, lifetime_of(p, page, 3), "13mo", "which may be longer");
    page->ceiling = page->limits;
    is_text(p, lifetime_of(p, page, 3), "6mo", "unless it is locked");
    section = NULL;
    is_text(p, lifetime_of(p, page, 3), "6mo", "a section without a limit");
    is_text(p, c->lifetime, "2y", "the declaration itself does not change");
    c = site_declare(p, (cp_policy *)page->policy, "necessary",
                     "cookies_preferences");
    c->lifetime = "2y";
    is_text(p, lifetime_of(p, page, 0), "180d",
            "the consent cookie: as it is set, not as it is declared");
}

static const char *shown_of(apr_pool_t *p, const cp_view *page, int at)
{
    const cp_listed *row =
        &APR_ARRAY_IDX(cp_cookie_table(p, page, at), 0, cp_listed);
    const char *text = "";
    int i;

    for (i = 0; i < row->shown->nelts; i++) {
        text =
            apr_pstrcat(p, text, "[",
                        APR_ARRAY_IDX(row->shown, i, const char *), "]", NULL);
    }
    return text;
}

static void shown_in_place(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *policy = (cp_policy *)page->policy;
    cp_cookie *c = site_declare(p, policy, "statistical", "_ga* x _gb*");

    is_text(p, shown_of(p, page, 1), "[_ga*][x][_gb*]", "names as declared");
    c->shown = "_ga and the like";
    is_text(p, shown_of(p, page, 1), "[_ga and the like][x]",
            "one text in place of all prefixes");
    site_declare(p, policy, "third-party", "_ga* _gb*");
    is_text(p, shown_of(p, page, 1), "[x]",
            "not in place of names that another declaration has");
    is_text(p, rows_of(p, page, 1), "[-: x]", "the names are still known");
}

/* The summary of a category. */
static void summary(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *policy = (cp_policy *)page->policy;
    cp_cookie *c;
    cp_summary sum;

    cp_cookie_table_sum(p, page, cp_cookie_table(p, page, 3), &sum);
    is_number(sum.names, 0, "nothing");
    is_text(p, sum.longest, NULL, "no lifetime");
    is_text(p, sum.providers, NULL, "no provider");
    site_declare(p, policy, "third-party", "a b")->lifetime = "400d";
    c = site_declare(p, policy, "third-party", "c");
    c->lifetime = "13mo";
    c->provider = "P";
    c = site_declare(p, policy, "third-party", "d");
    c->lifetime = "session";
    c->provider = "P";
    c = site_declare(p, policy, "third-party", "e");
    c->lifetime = "2y";
    c->provider = "Q";
    c->anonymised = 1;
    cp_cookie_table_sum(p, page, cp_cookie_table(p, page, 3), &sum);
    is_number(sum.names, 5, "five names");
    is_text(p, sum.longest, "400d", "the longest of them, as it is enforced");
    is_text(p, sum.providers, "P, Q", "each provider once");
    c->category = "statistical";
    cp_cookie_table_sum(p, page, cp_cookie_table(p, page, 1), &sum);
    is_number(sum.names, 0, "what is anonymised waits for no answer");
}

/* Declarations of other parts of the site. */
static void sections(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *policy = (cp_policy *)page->policy, *part = cp_policy_make(p);

    cp_policy_add(part, site_declare(p, policy, "statistical", "_ga"), NULL);
    site_declare(p, part, "statistical", "_pk");
    site_declare(p, part, "third-party", "IDE");
    page->sections = part;
    is_text(p, rows_of(p, page, 1), "[-: _ga][-: _pk]",
            "one more row, and no declaration twice");
    is_text(p, rows_of(p, page, 3), "[-: IDE]", "in its own category");
}

/* "[provider: source source; cookie]" of each row of sources. */
static const char *sources_of(apr_pool_t *p, const cp_view *page, int at)
{
    apr_array_header_t *rows = cp_cookie_table(p, page, at);
    const char *text = "";
    int i, k;

    for (i = 0; i < rows->nelts; i++) {
        cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);

        if (row->sources == NULL) {
            continue;
        }
        text = apr_pstrcat(p, text, "[",
                           row->cookie->provider ? row->cookie->provider : "-",
                           row->cookie->third_party ? " 3rd:" : ":", NULL);
        for (k = 0; k < row->sources->nelts; k++) {
            text = apr_pstrcat(
                p, text, " ",
                APR_ARRAY_IDX(row->sources, k, cp_source_name *)->text, NULL);
        }
        for (k = 0; k < row->shown->nelts; k++) {
            text =
                apr_pstrcat(p, text, k ? " " : "; ",
                            APR_ARRAY_IDX(row->shown, k, const char *), NULL);
        }
        text = apr_pstrcat(p, text, "]", NULL);
    }
    return text;
}

static void sources(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_policy *policy = (cp_policy *)page->policy, *part = cp_policy_make(p);
    cp_source *source;
    cp_summary sum;

    is_text(p, sources_of(p, page, 3), "", "none");
    source = site_source(p, policy, "third-party",
                         "a.example *.A.example A.example");
    source->provider = "A";
    source->cookies = site_words(p, "vid uid");
    site_declare(p, policy, "third-party", "IDE");
    site_source(p, policy, "third-party", "/stats/");
    is_text(p, sources_of(p, page, 3),
            "[A 3rd: a.example *.a.example; vid uid][-: /stats/]",
            "each source once");
    is_text(p, rows_of(p, page, 3), "[-: IDE][A: vid uid][-:]",
            "cookies come first");
    cp_cookie_table_sum(p, page, cp_cookie_table(p, page, 3), &sum);
    is_number(sum.names, 3, "the cookies of both");
    is_text(p, sum.hosts, "a.example, *.A.example, /stats/", "the sources");
    is_text(p, sum.providers, "A", "the provider");
    site_source(p, policy, "necessary", "a.example")->provider = "B";
    is_text(p, sources_of(p, page, 3),
            "[A 3rd: *.a.example; vid uid][-: /stats/]", "a source taken over");
    is_text(p, sources_of(p, page, 0), "[B 3rd: a.example]", "is in its row");
    site_source(p, part, "statistical", "a.example")->provider = "C";
    site_source(p, part, "statistical", "a.example")->provider = "D";
    cp_sources_add(part, source);
    page->sections = part;
    is_text(p, sources_of(p, page, 1), "[C 3rd: a.example][D 3rd: a.example]",
            "sections");
    is_text(p, sources_of(p, page, 3),
            "[A 3rd: *.a.example; vid uid][-: /stats/]",
            "no declaration twice");
}

int main(void)
{
    static const tap_group groups[] = {
        {"one scope", one_scope},
        {"same records", same_records},
        {"summary", summary},
        {"sections", sections},
        {"sources", sources},
        {"lifetimes", lifetimes},
        {"shown", shown_in_place},
        {"lifetime of the answer", consent_lifetime},
        {NULL, NULL}};
    return tap_run(groups);
}
