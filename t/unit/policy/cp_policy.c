/* SPDX-License-Identifier: Apache-2.0 */
/* The search for a declaration: kinds of names, precedence, scopes. */
#include "core/policy/cp_policy.h"

#include <apr_fnmatch.h>

#include "site.h"

/* The caller brings the function that matches; a test uses shell patterns. */
static cp_pattern_e glob_matches(const void *compiled, cp_span name,
                                 cp_budget *budget, apr_uint32_t *steps)
{
    const char *text = apr_pstrmemdup(budget->pool, name.s, name.n);

    (void)steps;
    return apr_fnmatch(compiled, text, 0) == APR_SUCCESS ? CP_PATTERN_MATCHES
                                                         : CP_PATTERN_MISSES;
}

/* Declares names ("a b* /c?/") and calls the declaration by its category. */
static cp_cookie *declare(apr_pool_t *p, cp_policy *policy,
                          const char *category, const char *names)
{
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));
    cp_pattern patterns[16];
    char *state = NULL, *rest = apr_pstrdup(p, names), *name;

    c->category = category;
    c->names = apr_array_make(p, 4, sizeof(const char *));
    while ((name = apr_strtok(rest, " ", &state)) != NULL) {
        cp_pattern *one = &patterns[c->names->nelts];

        rest = NULL;
        one->matches = glob_matches;
        one->compiled =
            *name == '/' ? apr_pstrmemdup(p, name + 1, strlen(name) - 2) : NULL;
        APR_ARRAY_PUSH(c->names, const char *) = name;
    }
    cp_policy_add(policy, c, patterns);
    return c;
}

/* Matches as the first name of a new request. */
static const char *match(const cp_policy *policy, const char *name)
{
    apr_pool_t *request;
    cp_worn_out worn_out = {NULL, NULL};
    cp_budget budget = {NULL, &worn_out, NULL, NULL, 0, NULL, NULL, 0};
    const cp_cookie *c;

    apr_pool_create(&request, NULL);
    budget.pool = worn_out.pool = request;
    c = cp_policy_match(policy, cp_span_of(name), &budget);
    apr_pool_destroy(request);
    return c ? c->category : NULL;
}

static const struct {
    cp_span name;
    cp_name_e kind;
} kinds[] = {
    {SPAN_INIT("_ga"), CP_NAME_EXACT},
    {SPAN_INIT("a"), CP_NAME_EXACT},
    {SPAN_INIT("__Host-x"), CP_NAME_EXACT},
    {SPAN_INIT("_ga[x]"), CP_NAME_EXACT},
    {SPAN_INIT("a b"), CP_NAME_EXACT},
    {SPAN_INIT("\xC3\xA9"), CP_NAME_EXACT},
    {SPAN_INIT("/"), CP_NAME_EXACT},
    {SPAN_INIT("//"), CP_NAME_EXACT},
    {SPAN_INIT("/a"), CP_NAME_EXACT},
    {SPAN_INIT("a,b"), CP_NAME_EXACT},
    {SPAN_INIT("*"), CP_NAME_PREFIX},
    {SPAN_INIT("_ga*"), CP_NAME_PREFIX},
    {SPAN_INIT("/a*"), CP_NAME_PREFIX},
    {SPAN_INIT("/a/"), CP_NAME_PATTERN},
    {SPAN_INIT("/^_g[at]$/"), CP_NAME_PATTERN},
    {SPAN_INIT("/a=b;c/"), CP_NAME_PATTERN},
    {SPAN_INIT(""), CP_NAME_BAD},
    {SPAN_INIT("a=b"), CP_NAME_BAD},
    {SPAN_INIT("a;"), CP_NAME_BAD},
    {SPAN_INIT(" a"), CP_NAME_BAD},
    {SPAN_INIT("a "), CP_NAME_BAD},
    {SPAN_INIT("a\tb"), CP_NAME_BAD},
    {SPAN_INIT("a\0"), CP_NAME_BAD},
    {SPAN_INIT("a\x7F"), CP_NAME_BAD},
    {SPAN_INIT("a*b"), CP_NAME_BAD},
    {SPAN_INIT("**"), CP_NAME_BAD},
    {SPAN_INIT("*a"), CP_NAME_BAD},
};

static void name_kinds(apr_pool_t *p)
{
    char *text = apr_pcalloc(p, 300);
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(kinds); i++) {
        is_number(cp_policy_name_kind(kinds[i].name), kinds[i].kind,
                  "kind of %s", shown(p, kinds[i].name));
    }
    memset(text, 'a', 257);
    is_number(cp_policy_name_kind(cp_span_between(text, text + 256)),
              CP_NAME_EXACT, "256 bytes");
    is_number(cp_policy_name_kind(cp_span_between(text, text + 257)),
              CP_NAME_BAD, "257 bytes");
}

static void one_scope(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);

    is_text(p, match(policy, "_ga"), NULL, "an empty policy");
    is_text(p, match(NULL, "_ga"), NULL, "no policy");
    declare(p, policy, "pattern", "/_g*/");
    declare(p, policy, "short", "_ga*");
    declare(p, policy, "long", "_gat_*");
    declare(p, policy, "exact", "_ga");
    is_text(p, match(policy, "_ga"), "exact", "exact before the rest");
    is_text(p, match(policy, "_ga2"), "short", "prefix before pattern");
    is_text(p, match(policy, "_gat_"), "long", "the longer prefix first");
    is_text(p, match(policy, "_gat_x"), "long", "and for longer names");
    is_text(p, match(policy, "_gat"), "short", "too short for the longer");
    is_text(p, match(policy, "_gid"), "pattern", "pattern last");
    is_text(p, match(policy, "_GA"), NULL, "case matters to exact names");
    is_text(p, match(policy, "_Ga2"), NULL, "and to prefixes");
    is_text(p, match(policy, "_g"), "pattern", "a pattern may match less");
    is_text(p, match(policy, "ga"), NULL, "undeclared");
    is_text(p, match(policy, ""), NULL, "no name at all");
    declare(p, policy, "later", "_ga _ga* /_g*/");
    is_text(p, match(policy, "_ga"), "later", "the later line, exact");
    is_text(p, match(policy, "_ga2"), "later", "the later line, prefix");
    is_text(p, match(policy, "_gid"), "later", "the later line, pattern");
    is_text(p, match(policy, "_gat_x"), "long",
            "but never against a longer prefix");
}

/* Prefixes and patterns match tokens only; an exact name matches any name. */
static void odd_names(apr_pool_t *p)
{
    cp_policy *policy = cp_policy_make(p);

    declare(p, policy, "all", "*");
    is_text(p, match(policy, "anything"), "all", "'*' is every token");
    is_text(p, match(policy, "two words"), NULL, "a blank inside");
    is_text(p, match(policy, "\"_ga\""), NULL, "quotation marks");
    is_text(p, match(policy, "\xC3\xA9"), NULL, "not ASCII");
    is_text(p, match(policy, "$Version"), NULL, "a dollar sign first");
    is_text(p, match(policy, "a$"), "all", "but not inside");
    is_text(p, match(policy, ""), NULL, "the empty name");
    declare(p, policy, "odd", "$Version \xC3\xA9 a,b");
    is_text(p, match(policy, "$Version"), "odd", "$Version written out");
    is_text(p, match(policy, "\xC3\xA9"), "odd", "not ASCII written out");
    is_text(p, match(policy, "a,b"), "odd", "a comma written out");
    ok(!cp_policy_match(policy, SPAN("a,b\0"), NULL),
       "a NUL is part of the name");
    ok(!cp_policy_match(policy, cp_span_of(NULL), NULL), "no span");
}

static void scopes(apr_pool_t *p)
{
    cp_policy *server = cp_policy_make(p), *host = cp_policy_make(p);
    cp_policy *dir = cp_policy_make(p), *deep = cp_policy_make(p);
    cp_policy *two, *three, *left, *right;
    apr_array_header_t *all;

    declare(p, server, "server", "a b* /c*/ only-server");
    declare(p, host, "host", "a bb* /cc*/");
    declare(p, dir, "dir", "b* x");
    declare(p, deep, "deep", "a /c*/");
    ok(cp_policy_merge(p, NULL, host) == host, "nothing around");
    ok(cp_policy_merge(p, server, NULL) == server, "nothing near");
    ok(cp_policy_merge(p, NULL, NULL) == NULL, "nothing at all");

    two = cp_policy_merge(p, server, host);
    is_text(p, match(two, "a"), "host", "the nearer exact name");
    is_text(p, match(two, "only-server"), "server", "a union");
    is_text(p, match(two, "bb1"), "host", "the longer prefix, nearer");
    is_text(p, match(two, "b1"), "server", "the only prefix");
    is_text(p, match(two, "cc"), "host", "the nearer pattern");
    is_text(p, match(two, "c"), "server", "the only pattern");
    is_text(p, match(host, "only-server"), NULL, "merging changes no part");

    three = cp_policy_merge(p, two, dir);
    is_text(p, match(three, "b1"), "dir", "an equal prefix, nearer");
    is_text(p, match(three, "bb1"), "host", "a longer one farther away");
    is_text(p, match(three, "x"), "dir", "the nearest");
    is_text(p, match(three, "a"), "host", "through two scopes");

    /* both orders of merging give the same results */
    left = cp_policy_merge(p, three, deep);
    right = cp_policy_merge(p, two, cp_policy_merge(p, dir, deep));
    is_text(p, match(left, "a"), "deep", "four scopes");
    is_text(p, match(right, "a"), "deep", "merged from the inside");
    is_text(p, match(left, "cc"), "deep", "patterns: the nearest");
    is_text(p, match(right, "b1"), "dir", "prefixes from the inside");
    is_text(p, match(right, "only-server"), "server", "down to the server");
    is_text(p, match(cp_policy_merge(p, server, dir), "a"), "server",
            "parts may be merged in another way too");

    all = cp_policy_cookies(p, right);
    ok(all->nelts == 4
           && !strcmp(APR_ARRAY_IDX(all, 0, cp_cookie *)->category, "server")
           && !strcmp(APR_ARRAY_IDX(all, 1, cp_cookie *)->category, "host")
           && !strcmp(APR_ARRAY_IDX(all, 2, cp_cookie *)->category, "dir")
           && !strcmp(APR_ARRAY_IDX(all, 3, cp_cookie *)->category, "deep"),
       "all declarations, the outermost first");
    is_number(cp_policy_cookies(p, NULL)->nelts, 0, "none of no policy");
}

static void as_written(apr_pool_t *p)
{
    cp_policy *outer = cp_policy_make(p), *inner = cp_policy_make(p), *both;
    cp_cookie *a = declare(p, outer, "a", "_ga _ga* /_g*/ /x/");
    cp_cookie *b = declare(p, inner, "b", "_ga* /_g*/");

    both = cp_policy_merge(p, outer, inner);
    ok(cp_policy_declared(outer, "_ga") == a, "an exact name");
    ok(cp_policy_declared(both, "_ga") == a, "still the outer one's");
    ok(cp_policy_declared(both, "_ga*") == b, "a prefix, taken over");
    ok(cp_policy_declared(both, "/_g*/") == b, "a pattern, taken over");
    ok(cp_policy_declared(both, "/x/") == a, "a pattern, not taken over");
    ok(!cp_policy_declared(both, "_gat"), "matched, but not declared");
    ok(!cp_policy_declared(both, "_g*"), "nor such a prefix");
    ok(!cp_policy_declared(both, "/y/"), "nor such a pattern");
    ok(!cp_policy_declared(both, ""), "nor the empty name");
    ok(!cp_policy_declared(NULL, "_ga"), "nor anything in no policy");
}

static void many(apr_pool_t *p)
{
    cp_policy *policy = NULL;
    int i, scope, wrong = 0;

    for (scope = 0; scope < 10; scope++) {
        cp_policy *one = cp_policy_make(p);

        for (i = 0; i < 1000; i++) {
            declare(p, one, apr_psprintf(p, "%d", scope * 1000 + i),
                    apr_psprintf(p, "name-%d", scope * 1000 + i));
        }
        policy = cp_policy_merge(p, policy, one);
    }
    for (i = 0; i < 10000; i++) {
        const char *hit = match(policy, apr_psprintf(p, "name-%d", i));
        wrong += hit == NULL || atoi(hit) != i;
    }
    is_number(wrong, 0, "10,000 exact names in 10 scopes are found");
    for (i = 0; i < 10000; i++) {
        wrong += match(policy, apr_psprintf(p, "name-%dx", i)) != NULL;
    }
    is_number(wrong, 0, "and 10,000 others are not");
    is_number(cp_policy_cookies(p, policy)->nelts, 10000, "all are listed");

    policy = cp_policy_make(p);
    for (i = 1; i < 250; i++) {
        char *name = apr_pcalloc(p, 256);

        memset(name, 'p', (size_t)i);
        name[i] = '*';
        declare(p, policy, apr_psprintf(p, "%d", i), name);
    }
    for (wrong = 0, i = 1; i < 255; i++) {
        char name[256] = {0};
        const char *hit;

        memset(name, 'p', (size_t)i);
        hit = match(policy, name);
        wrong += hit == NULL || atoi(hit) != (i < 250 ? i : 249);
    }
    is_number(wrong, 0, "249 prefixes: always the longest");
}

/* Declarations whose category was known when they were added. */
static void waiting(apr_pool_t *p)
{
    cp_policy *site = cp_policy_make(p), *near = cp_policy_make(p);
    cp_policy *again = cp_policy_make(p), *both;
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));
    cp_source *source;
    apr_uint32_t before;

    is_number((apr_int64_t)cp_policy_waiting(NULL), 0, "no policy");
    c->category = CP_STATISTICAL;
    c->names = apr_array_make(p, 1, sizeof(const char *));
    APR_ARRAY_PUSH(c->names, const char *) = "a";
    c->place = -1;
    cp_policy_add(site, c, NULL);
    is_number((apr_int64_t)cp_policy_waiting(site), 0,
              "the place is not known");
    c->place = 1;
    c->anonymised = 1;
    cp_policy_add(near, c, NULL);
    is_number((apr_int64_t)cp_policy_waiting(near), 0, "needs no consent");
    c->anonymised = 0;
    cp_policy_add(near, c, NULL);
    both = cp_policy_merge(p, site, near);
    ok(cp_policy_waiting(near) == CP_SET(1)
           && cp_policy_waiting(both) == CP_SET(1)
           && cp_policy_waiting(site) == 0,
       "a scope and the configuration that is made of it");
    c->place = 3;
    cp_policy_add(again, c, NULL);
    is_number((apr_int64_t)cp_policy_waiting(cp_policy_merge(p, both, again)),
              CP_SET(1) | CP_SET(3), "several scopes");
    before = cp_policy_hash(both);
    c->purpose = "P";
    ok(cp_policy_hash(both) != before, "the hash depends on a purpose");
    c->purpose = NULL;
    c->provider = "P";
    ok(cp_policy_hash(both) != before, "and of a provider");
    c->provider = NULL;
    is_number(cp_policy_hash(both), before, "and is the same of the same");
    source = site_source(p, both, "x", "a.example");
    ok(cp_policy_hash(both) != before, "and on a source");
    before = cp_policy_hash(both);
    source->cookies = site_words(p, "vid");
    ok(cp_policy_hash(both) != before, "and on the cookies of a source");
}

int main(void)
{
    static const tap_group groups[] = {
        {"kinds of names", name_kinds}, {"one scope", one_scope},
        {"odd names", odd_names},       {"scopes", scopes},
        {"as written", as_written},     {"many", many},
        {"waiting", waiting},           {NULL, NULL}};
    return tap_run(groups);
}
