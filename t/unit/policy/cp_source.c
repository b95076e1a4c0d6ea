/* SPDX-License-Identifier: Apache-2.0 */
/* Sources of one scope: what matches a URL, and which source wins. */
#include "core/policy/cp_sources.h"

#include "site.h"

/* Reads "scheme://host[:port]/path", as a parser would write it, or a path of
 * this site. */
static cp_target target_of(const char *url)
{
    cp_target t = {{"", 0}, {"", 0}, {"", 0}, -1, 0, 0};
    cp_span rest = cp_span_of(url);
    apr_size_t n = cp_span_find(rest, ':');
    apr_int64_t port;

    t.own = url[0] == '/';
    if (!t.own) {
        t.scheme = cp_span_between(url, url + n);
        rest = cp_span_skip(rest, n + 3);
        n = cp_span_find(rest, '/');
        t.host = cp_span_between(rest.s, rest.s + n);
        rest = cp_span_skip(rest, n);
        n = cp_span_find(t.host, ':');
        if (n < t.host.n
            && cp_span_number(cp_span_skip(t.host, n + 1), &port)) {
            t.port = (int)port;
            t.host.n = n;
        }
    }
    t.path = rest;
    return t;
}

static const char *match(const cp_policy *policy, const char *url)
{
    cp_target target = target_of(url);
    const cp_source_name *hit = cp_sources_match(policy, &target);

    return hit ? hit->source->category : NULL;
}

static const struct {
    const char *source;
    const char *url;
    int matches;
} cases[] = {
    /* schemes */
    {"a.example", "http://a.example/", 1},
    {"a.example", "https://a.example/", 1},
    {"a.example", "ws://a.example/", 1},
    {"a.example", "wss://a.example/", 1},
    {"http://a.example", "http://a.example/", 1},
    {"http://a.example", "https://a.example/", 1},
    {"http://a.example", "ws://a.example/", 0},
    {"http://a.example", "wss://a.example/", 0},
    {"https://a.example", "https://a.example/", 1},
    {"https://a.example", "http://a.example/", 0},
    {"https://a.example", "wss://a.example/", 0},
    {"ws://a.example", "ws://a.example/", 1},
    {"ws://a.example", "wss://a.example/", 1},
    {"ws://a.example", "https://a.example/", 1},
    {"wss://a.example", "wss://a.example/", 1},
    {"wss://a.example", "https://a.example/", 1},
    {"wss://a.example", "ws://a.example/", 0},
    {"wss://a.example", "http://a.example/", 0},
    /* ports */
    {"a.example", "https://a.example:443/", 1},
    {"a.example", "http://a.example:443/", 0},
    {"a.example", "https://a.example:8443/", 0},
    {"a.example:8443", "https://a.example:8443/", 1},
    {"a.example:8443", "https://a.example/", 0},
    {"a.example:*", "https://a.example:8443/", 1},
    {"a.example:*", "https://a.example/", 1},
    {"a.example:80", "http://a.example/", 1},
    {"a.example:80", "https://a.example/", 1},
    {"a.example:443", "https://a.example/", 1},
    {"a.example:443", "http://a.example/", 0},
    {"http://a.example", "https://a.example/", 1},
    /* hosts */
    {"a.example", "https://a.example./", 1},
    {"a.example", "https://b.a.example/", 0},
    {"a.example", "https://aa.example/", 0},
    {"*.a.example", "https://a.example/", 0},
    {"*.a.example", "https://b.a.example/", 1},
    {"*.a.example", "https://b.a.example./", 1},
    {"*.a.example", "https://c.b.a.example/", 1},
    {"*.a.example", "https://ba.example/", 0},
    {"192.0.2.1", "https://192.0.2.1/", 1},
    {"192.0.2.1", "https://192.0.2.2/", 0},
    {"a.example", "https://[::1]/", 0},
    {"a.example", "https:///", 0},
    {"a.example", "https://./", 0},
    /* paths */
    {"a.example/x", "https://a.example/x", 1},
    {"a.example/x", "https://a.example/X", 0},
    {"a.example/x", "https://a.example/x/", 0},
    {"a.example/x", "https://a.example/xy", 0},
    {"a.example/x", "https://a.example/", 0},
    {"a.example/x/", "https://a.example/x/", 1},
    {"a.example/x/", "https://a.example/x/y", 1},
    {"a.example/x/", "https://a.example/x", 0},
    {"a.example/x/", "https://a.example/xy/", 0},
    {"a.example/xy", "https://a.example/%78y", 1},
    {"a.example/%78y", "https://a.example/xy", 1},
    {"a.example/x/", "https://a.example/%78/y", 1},
    {"a.example/x/", "https://a.example/x%2Fy", 0},
    {"a.example/x%2fy", "https://a.example/x%2Fy", 1},
    {"a.example/x%252f", "https://a.example/x%2f", 0},
    {"a.example/\xC3\xA9", "https://a.example/%C3%A9", 1},
    {"a.example", "https://a.example", 1},
    {"*.a.example/x/", "https://b.a.example/x/y", 1},
    {"*.a.example/x/", "https://b.a.example/y", 0},
    /* this site */
    {"/x/", "/x/y", 1},
    {"/x/", "/x", 0},
    {"/x", "/x", 1},
    {"/x", "/xy", 0},
    {"/x", "/%78", 1},
    {"/x", "https://a.example/x", 0},
    {"a.example/x", "/x", 0},
    {"a.example", "/x", 0},
};

static void matching(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(cases); i++) {
        cp_policy *policy = cp_policy_make(p);
        int hit;

        site_source(p, policy, "x", cases[i].source);
        hit = match(policy, cases[i].url) != NULL;
        is_number(hit, cases[i].matches, "%s and %s", cases[i].source,
                  cases[i].url);
    }
}

static void precedence(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);

    is_text(p, match(policy, "https://a.example/"), NULL, "nothing declared");
    is_text(p, match(NULL, "https://a.example/"), NULL, "no policy");
    site_source(p, policy, "short", "*.example");
    site_source(p, policy, "wild", "*.a.example");
    site_source(p, policy, "exact", "b.a.example");
    is_text(p, match(policy, "https://x.example/"), "short", "a wildcard");
    is_text(p, match(policy, "https://x.a.example/"), "wild", "a longer one");
    is_text(p, match(policy, "https://b.a.example/"), "exact", "the host");
    is_text(p, match(policy, "https://x.b.a.example/"), "wild", "and below");
    site_source(p, policy, "path", "*.a.example/maps/api.js");
    site_source(p, policy, "prefix", "*.a.example/maps/");
    site_source(p, policy, "longer", "*.a.example/maps/v2/");
    is_text(p, match(policy, "https://x.a.example/maps/api.js"), "path",
            "an exact path");
    is_text(p, match(policy, "https://x.a.example/maps/x"), "prefix",
            "a prefix");
    is_text(p, match(policy, "https://x.a.example/maps/v2/x"), "longer",
            "a longer prefix");
    is_text(p, match(policy, "https://x.a.example/"), "wild", "no path");
    is_text(p, match(policy, "https://b.a.example/maps/x"), "exact",
            "an exact host beats a path of a wildcard");
    site_source(p, policy, "later", "b.a.example *.a.example/maps/");
    is_text(p, match(policy, "https://b.a.example/"), "later", "a later line");
    is_text(p, match(policy, "https://x.a.example/maps/x"), "later",
            "of a prefix");
}

/* Schemes and ports do not count for the precedence, but must match. */
static void origins(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);

    site_source(p, policy, "all", "a.example:*");
    site_source(p, policy, "port", "a.example:8443");
    site_source(p, policy, "secure", "https://a.example");
    ok(cp_sources_by_origin(policy), "no source has a path");
    is_text(p, match(policy, "https://a.example/"), "secure", "the later line");
    is_text(p, match(policy, "http://a.example/"), "all", "if it matches");
    is_text(p, match(policy, "http://a.example:8443/"), "port", "and the port");
    site_source(p, policy, "path", "http://a.example:81/x");
    ok(!cp_sources_by_origin(policy), "one has a path");
    is_text(p, match(policy, "https://a.example/x"), "secure",
            "an exact path of another port does not hide the host");
    site_source(p, policy, "prefix", "https://a.example:8443/x/");
    is_text(p, match(policy, "https://a.example/x/y"), "secure",
            "nor does a prefix");
    site_source(p, policy, "again", "a.example:*");
    is_text(p, match(policy, "http://a.example:8443/"), "again",
            "the same source again");
}

static void scopes(apr_pool_t *p)
{
    cp_policy *server = cp_policy_make(p), *host = cp_policy_make(p);
    cp_policy *empty = cp_policy_make(p), *dir = cp_policy_make(p), *all, *two;
    apr_array_header_t *list;

    site_source(p, server, "server", "a.example *.b.example c.example/x/");
    site_source(p, host, "host", "a.example x.b.example c.example");
    site_source(p, dir, "dir", "*.b.example");
    two = cp_policy_merge(p, server, empty);
    is_text(p, match(two, "https://a.example/"), "server", "through a scope");
    ok(cp_sources_any(two) && !cp_sources_any(empty),
       "merging changes no part");
    ok(!cp_sources_by_origin(two) && cp_sources_by_origin(host)
           && cp_sources_by_origin(empty) && cp_sources_by_origin(NULL),
       "a path in any scope");
    all = cp_policy_merge(p, cp_policy_merge(p, two, host), dir);
    is_text(p, match(all, "https://a.example/"), "host", "the nearer scope");
    is_text(p, match(all, "https://c.example/x/y"), "server",
            "a longer path of a farther one");
    is_text(p, match(all, "https://x.b.example/"), "host",
            "an exact host of a farther one");
    is_text(p, match(all, "https://y.b.example/"), "dir", "the nearest");
    is_text(p, match(two, "https://y.b.example/"), "server", "not in it");
    list = cp_sources_list(p, all);
    ok(list->nelts == 3
           && !strcmp(APR_ARRAY_IDX(list, 0, cp_source *)->category, "server")
           && !strcmp(APR_ARRAY_IDX(list, 2, cp_source *)->category, "dir"),
       "all declarations, the outermost first");
    is_number(cp_sources_list(p, NULL)->nelts, 0, "none of no policy");
    is_text(p, cp_sources_declared(all, "a.example")->source->category, "host",
            "by its text");
    ok(cp_sources_declared(all, "b.example") == NULL,
       "a text without a source");
}

/* Only the host differs between a path of this site and any other source. */
static void own_paths(apr_pool_t *p)
{
    cp_policy *server = cp_policy_make(p), *dir = cp_policy_make(p);
    cp_policy *empty = cp_policy_make(p);

    site_source(p, server, "server", "a.example a.example/x/ *.b.example");
    ok(!cp_sources_any_path(NULL) && !cp_sources_any_path(empty)
           && !cp_sources_any_path(server),
       "a path of another site is not one of this site");
    site_source(p, dir, "dir", "c.example /count.php d.example");
    ok(cp_sources_any_path(dir), "a path among hosts");
    ok(cp_sources_any_path(cp_policy_merge(p, server, dir))
           && cp_sources_any_path(cp_policy_merge(p, dir, server))
           && cp_sources_any_path(
               cp_policy_merge(p, dir, cp_policy_merge(p, server, empty))),
       "of any scope");
    ok(!cp_sources_any_path(cp_policy_merge(p, server, empty))
           && !cp_sources_any_path(server),
       "merging changes no part");
}

static void categories(apr_pool_t *p)
{
    cp_policy *server = cp_policy_make(p), *dir = cp_policy_make(p), *both;
    cp_source *source = apr_pcalloc(p, sizeof(*source));

    site_source(p, server, "server", "a.example");
    is_number(cp_sources_categories(server), 0, "its place is not known");
    *cp_sources_scope(server) |= CP_SET(2);
    source->place = 3;
    source->category = "x";
    source->sources = apr_array_make(p, 1, sizeof(const cp_source_name *));
    cp_sources_add(dir, source);
    both = cp_policy_merge(p, server, dir);
    is_number(cp_sources_categories(both), CP_SET(2) | CP_SET(3),
              "of both scopes");
    is_number(cp_policy_waiting(both), CP_SET(3), "of which one waits");
    is_number(cp_sources_categories(NULL), 0, "of no policy");
}

/* Hosts and paths without end have a bounded cost. */
static void hostile(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);
    apr_size_t n = 1 << 20, i;
    char *text = apr_palloc(p, n);
    cp_target t = target_of("https://a.example/");
    cp_source_probe probe;

    site_source(p, policy, "wild", "*.a.example");
    site_source(p, policy, "path", "b.example/a/");
    for (i = 0; i < n; i++) {
        text[i] = i % 2 ? '.' : 'a';
    }
    memcpy(text + n - 10, ".a.example", 10);
    t.host = cp_span_between(text, text + n);
    ok(cp_sources_match(policy, &t) != NULL, "a host of many labels");
    t.host.n--;
    ok(cp_sources_match(policy, &t) == NULL, "another one");
    memset(text, '.', n);
    t.host.n = n;
    ok(cp_sources_match(policy, &t) == NULL, "dots only");
    t.host = cp_span_of("b.example");
    memset(text, '/', n);
    memcpy(text, "/a/", 3);
    t.path = cp_span_between(text, text + n);
    ok(cp_sources_match(policy, &t) != NULL, "a path of many segments");
    cp_source_probe_make(&probe, &t);
    is_number(probe.path.n, CP_MAX_SOURCE_PATH, "of which the start counts");
}

int main(void)
{
    static const tap_group groups[] = {
        {"matching", matching},   {"precedence", precedence},
        {"origins", origins},     {"scopes", scopes},
        {"own paths", own_paths}, {"categories", categories},
        {"hostile", hostile},     {NULL, NULL}};
    return tap_run(groups);
}
