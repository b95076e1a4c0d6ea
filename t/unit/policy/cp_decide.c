/* SPDX-License-Identifier: Apache-2.0 */
/* The decision: each state of a visitor with each kind of cookie. */
#include "core/policy/cp_decide.h"

#include "site.h"

#define STATISTICAL CP_SET(1)
#define FIRST CP_SET(2)
#define THIRD CP_SET(3)
#define PARTNERS CP_SET(4)

static cp_categories *categories;
static cp_policy *policy;

static void declare(apr_pool_t *p, const char *category, const char *name,
                    int anonymised)
{
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));

    c->category = category;
    c->place = cp_categories_find(categories, cp_span_of(category));
    c->anonymised = anonymised;
    c->names = apr_array_make(p, 1, sizeof(const char *));
    APR_ARRAY_PUSH(c->names, const char *) = name;
    cp_policy_add(policy, c, NULL);
}

static void prepare(apr_pool_t *p)
{
    cp_category partners = {"partners", CP_MODE_OPTOUT, NULL, NULL};

    categories = cp_categories_make(p);
    cp_categories_put(categories, &partners);
    policy = cp_policy_make(p);
    declare(p, "necessary", "sessionid", 0);
    declare(p, "statistical", "_ga", 0);
    declare(p, "statistical", "_pk", 1);
    declare(p, "first-party", "seen", 0);
    declare(p, "first-party", "anonymous", 1);
    declare(p, "third-party", "ad*", 0);
    declare(p, "partners", "p1", 0);
    declare(p, "abolished", "lost", 0);
}

static const struct {
    const char *name;
    cp_set granted, refused, signals;
    cp_reason_e reason;
    int depends;
} cases[] = {
    {"sessionid", 0, 0, 0, CP_ALLOW, 0},
    {"sessionid", 0, ~(cp_set)0, ~(cp_set)0, CP_ALLOW, 0},
    {"_ga", 0, 0, 0, CP_UNDECIDED, 1},
    {"_ga", STATISTICAL, 0, 0, CP_ALLOW, 1},
    {"_ga", 0, STATISTICAL, 0, CP_REFUSED, 1},
    {"_ga", FIRST | THIRD, 0, 0, CP_UNDECIDED, 1},
    {"_ga", FIRST, STATISTICAL, 0, CP_REFUSED, 1},
    {"ad1", 0, 0, THIRD, CP_SIGNAL, 1},
    {"ad1", THIRD, 0, THIRD, CP_ALLOW, 1},
    {"ad1", 0, THIRD, THIRD, CP_REFUSED, 1},
    {"ad1", 0, 0, STATISTICAL, CP_UNDECIDED, 1},
    {"_pk", 0, 0, 0, CP_ALLOW, 0},
    {"_pk", 0, STATISTICAL, STATISTICAL, CP_ALLOW, 0},
    {"anonymous", 0, 0, 0, CP_UNDECIDED, 1},
    {"p1", 0, 0, 0, CP_ALLOW, 1},
    {"p1", 0, PARTNERS, 0, CP_REFUSED, 1},
    {"p1", 0, 0, PARTNERS, CP_SIGNAL, 1},
    {"p1", PARTNERS, 0, PARTNERS, CP_ALLOW, 1},
    {"lost", ~(cp_set)0, 0, 0, CP_UNDECLARED, 0},
    {"_GA", ~(cp_set)0, 0, 0, CP_UNDECLARED, 0},
    {"unknown", ~(cp_set)0, 0, 0, CP_UNDECLARED, 0},
    {"", ~(cp_set)0, 0, 0, CP_UNDECLARED, 0},
    {"cookies_preferences", 0, ~(cp_set)0, ~(cp_set)0, CP_ALLOW, 0},
    {"Cookies_preferences", 0, 0, 0, CP_UNDECLARED, 0},
};

static void by_name(apr_pool_t *p)
{
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      0,    0,    0,
                      NULL, NULL, NULL};
    apr_size_t i;

    prepare(p);
    rules.categories = categories;
    rules.policy = policy;
    for (i = 0; i < TAP_COUNT(cases); i++) {
        cp_visitor v = {{1, NOW, 0, 0, 0}, 0};
        cp_decision d;

        v.consent.granted = cases[i].granted;
        v.consent.refused = cases[i].refused;
        v.signals = cases[i].signals;
        d = cp_decide(&rules, &v, cp_span_of(cases[i].name));
        ok(d.reason == cases[i].reason && !d.depends == !cases[i].depends
               && cp_span_is(d.name, cases[i].name),
           "%s: %s", shown_text(p, cases[i].name), cp_reason_name(d.reason));
    }
}

/* Each subset, with a category that does not exist. */
static void allows_each(apr_pool_t *p)
{
    apr_size_t i;
    cp_set set;

    prepare(p);
    for (i = 0; i < TAP_COUNT(cases); i++) {
        cp_visitor v = {{1, NOW, 0, 0, 0}, 0};
        cp_set allowed;
        int wrong = 0;

        v.consent.granted = cases[i].granted & (CP_SET(categories->n) - 1);
        v.consent.refused = cases[i].refused;
        v.signals = cases[i].signals;
        allowed = cp_visitor_allows(categories, &v);
        for (set = 0; set < CP_SET(categories->n + 1); set++) {
            wrong += !cp_visitor_allows_each(categories, &v, set)
                  != ((set & ~allowed) != 0);
        }
        is_number(wrong, 0, "visitor %d: each set", (int)i);
        ok(!cp_visitor_allows_each(categories, &v, CP_SET(63)),
           "the last bit is not a category");
    }
}

static void undeclared(apr_pool_t *p)
{
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      0,    0,    0,
                      NULL, NULL, NULL};
    cp_visitor v = {{1, NOW, ~(cp_set)0, 0, 0}, 0};

    prepare(p);
    rules.categories = categories;
    is_number(cp_decide(&rules, &v, SPAN("_ga")).reason, CP_UNDECLARED,
              "without a policy everything is undeclared");
    is_number(cp_decide(&rules, &v, SPAN("cookies_preferences")).reason,
              CP_ALLOW, "except the consent cookie");
    rules.allow_undeclared = 1;
    is_number(cp_decide(&rules, &v, SPAN("_ga")).reason, CP_ALLOW,
              "undeclared cookies can be allowed");
    rules.policy = policy;
    is_number(cp_decide(&rules, &v, SPAN("two words")).reason, CP_ALLOW,
              "odd names too");
    is_number(cp_decide(&rules, &v, SPAN("lost")).reason, CP_UNDECLARED,
              "a category that does not exist is never allowed");
    v.consent.granted = 0;
    is_number(cp_decide(&rules, &v, SPAN("_ga")).reason, CP_UNDECIDED,
              "what is declared still waits");
}

#define GONE "; Max-Age=0"

static const struct {
    cp_span line;
    cp_reason_e reason;
    const char *name;
} lines[] = {
    {SPAN_INIT("sessionid=1"), CP_ALLOW, "sessionid"},
    {SPAN_INIT("_ga=1"), CP_UNDECIDED, "_ga"},
    {SPAN_INIT("_ga=1" GONE), CP_ALLOW, "_ga"},
    {SPAN_INIT("x=1" GONE), CP_ALLOW, "x"},
    {SPAN_INIT("_ga=1; Max-Age=0; Max-Age=abc"), CP_UNDECIDED, "_ga"},
    {SPAN_INIT("_ga=1; Expires=Sun, 31 Feb 1999 00:00:00 GMT"), CP_UNDECIDED,
     "_ga"},
    {SPAN_INIT("x=1"), CP_UNDECLARED, "x"},
    {SPAN_INIT("=_ga=1"), CP_UNDECIDED, "_ga"},
    {SPAN_INIT("_ga"), CP_UNDECIDED, "_ga"},
    {SPAN_INIT("=seen=1"), CP_ALLOW, "seen"},
    {SPAN_INIT("\"seen\"=1"), CP_UNDECLARED, "\"seen\""},
    {SPAN_INIT("SESSIONID=1"), CP_UNDECLARED, "SESSIONID"},
    {SPAN_INIT("=foo=1"), CP_UNDECLARED, "foo"},
    /* only a value, which must not be shown */
    {SPAN_INIT("foo;_ga=1"), CP_UNDECLARED, ""},
    {SPAN_INIT("=foo"), CP_UNDECLARED, ""},
    /* a malformed field is not judged further */
    {SPAN_INIT(""), CP_MALFORMED, ""},
    {SPAN_INIT("="), CP_MALFORMED, ""},
    {SPAN_INIT("sessionid=\x01"), CP_MALFORMED, "sessionid"},
    {SPAN_INIT("_ga=\x01" GONE), CP_MALFORMED, "_ga"},
    {SPAN_INIT("sessionid=1\nSet-Cookie: _ga=1"), CP_MALFORMED, "sessionid"},
    {SPAN_INIT("cookies_preferences=\x7F"), CP_MALFORMED,
     "cookies_preferences"},
    /* a browser that splits at commas */
    {SPAN_INIT("sessionid=1, _ga=2"), CP_UNDECIDED, "_ga"},
    {SPAN_INIT("sessionid=1, x=2"), CP_ALLOW, "sessionid"},
    {SPAN_INIT("sessionid=1, seen=2"), CP_ALLOW, "sessionid"},
    {SPAN_INIT("sessionid=1, x=2, seen=3, ad7=4"), CP_REFUSED, "ad7"},
    {SPAN_INIT("sessionid=1, cookies_preferences=1"), CP_ALLOW, "sessionid"},
    {SPAN_INIT("_ga=1, sessionid=2"), CP_UNDECIDED, "_ga"},
    {SPAN_INIT("sessionid=1; Expires=Fri, 01 Jan 2038 00:00:00 GMT, _ga=2"),
     CP_UNDECIDED, "_ga"},
    {SPAN_INIT("cookies_preferences=1, _ga=2"), CP_UNDECIDED, "_ga"},
};

static cp_decision decide_line(const cp_rules *rules, const cp_visitor *v,
                               cp_span line)
{
    cp_setcookie cookie;
    cp_decision d;

    cp_setcookie_parse(line, &cookie);
    cp_decide_set_cookie(rules, v, &cookie, NOW, &d);
    return d;
}

static void by_line(apr_pool_t *p)
{
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      0,    0,    0,
                      NULL, NULL, NULL};
    cp_visitor v = {{1, NOW, FIRST, THIRD, 0}, 0};
    cp_decision d;
    apr_size_t i;

    prepare(p);
    rules.categories = categories;
    rules.policy = policy;
    for (i = 0; i < TAP_COUNT(lines); i++) {
        d = decide_line(&rules, &v, lines[i].line);
        ok(d.reason == lines[i].reason && cp_span_is(d.name, lines[i].name)
               && (d.reason == CP_MALFORMED || d.reason == CP_ALLOW
                   || (d.cookie != NULL) == (d.reason != CP_UNDECLARED)),
           "%s: %s, %s", shown(p, lines[i].line), shown(p, d.name),
           cp_reason_name(d.reason));
    }
    d = decide_line(&rules, &v, cp_span_of(NULL));
    is_number(d.reason, CP_MALFORMED, "no line at all");
    rules.allow_undeclared = 1;
    d = decide_line(&rules, &v, SPAN("\xA0_ga=1"));
    is_number(d.reason, CP_ALLOW, "undeclared is allowed if the rules say so");
    d = decide_line(&rules, &v, SPAN("x=1\x01"));
    is_number(d.reason, CP_MALFORMED, "malformed never is");
}

/* The work must be linear in the length: with a square this would not end. */
static void many_commas(apr_pool_t *p)
{
    static const char piece[] = ";,_ga=1";
    const apr_size_t n = 200000, length = sizeof(piece) - 1;
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      0,    0,    0,
                      NULL, NULL, NULL};
    cp_visitor v = {{0, 0, 0, 0, 0}, 0};
    char *line = apr_palloc(p, n * length + 64);
    apr_size_t i;

    prepare(p);
    rules.categories = categories;
    rules.policy = policy;
    strcpy(line, "sessionid=1");
    for (i = 0; i < n; i++) {
        memcpy(line + 11 + i * length, piece, length);
    }
    strcpy(line + 11 + n * length, GONE);
    is_number(decide_line(&rules, &v, cp_span_of(line)).reason, CP_ALLOW,
              "a deletion after 200,000 commas");
}

/* Allowed until a refusal, unless the answer can no longer be read. */
static void opting_out(apr_pool_t *p)
{
    static const char *const digests[] = {"0123ab", "0123ab", "0123ab",
                                          "0123ab", "0123ab"};
    static const char refused[] = "2.1763999000.~extras:0123ab";
    static const char granted[] = "2.1763999000.extras:0123ab~";
    static const struct {
        const char *field;
        cp_reason_e reason;
    } rows[] = {
        {"", CP_ALLOW},
        {"c=2.1763999000.extras:0123ab~", CP_ALLOW},
        {"c=2.1763999000.~extras:0123ab", CP_REFUSED},
        {"c=2.1763999000.~", CP_ALLOW},
        {"c=2.1763999000.extras:ffffff~", CP_ALLOW},
        {"c=2.1763999000.~extras:ffffff", CP_UNDECIDED},
        {"c=2.1763999000.~statistical:ffffff", CP_ALLOW},
        {"c=1.1763999000.0123abcd.extras~", CP_UNDECIDED},
        {"c=nonsense", CP_UNDECIDED},
        {"d=2.1763999000.~extras:0123ab", CP_ALLOW},
    };
    cp_rules rules = {NULL, NULL, SPAN_INIT("c"), 0, 0, 0, NULL, NULL, NULL};
    cp_category extras = {"extras", CP_MODE_OPTOUT, "Extras", NULL};
    cp_visitor v = {{0, 0, 0, 0, 0}, 0};
    cp_policy *own = cp_policy_make(p);
    cp_categories *all = cp_categories_make(p);
    const cp_terms *terms;
    cp_cookie cookie;
    apr_size_t i;

    memset(&cookie, 0, sizeof(cookie));
    cookie.category = "extras";
    cookie.names = apr_array_make(p, 1, sizeof(const char *));
    APR_ARRAY_PUSH(cookie.names, const char *) = "nice";
    cp_policy_add(own, &cookie, NULL);
    cp_categories_put(all, &extras);
    cookie.place = cp_categories_find(all, SPAN("extras"));
    rules.categories = all;
    rules.policy = own;
    terms = cp_terms_make(p, all, digests);
    for (i = 0; i < TAP_COUNT(rows); i++) {
        cp_consent_read(rows[i].field, "c", terms, NOW, &v.consent);
        is_number(cp_decide(&rules, &v, SPAN("nice")).reason, rows[i].reason,
                  "optout: %s", rows[i].field);
    }
    cp_consent_read(apr_pstrcat(p, "c=", refused, "; c=", granted, NULL), "c",
                    terms, NOW, &v.consent);
    is_number(cp_decide(&rules, &v, SPAN("nice")).reason, CP_UNDECIDED,
              "optout: refusal and consent together");
}

/* The consent cookie: an application may only delete it. */
static void reserving(apr_pool_t *p)
{
    static const struct {
        cp_span line;
        cp_reason_e reason;
    } rows[] = {
        {SPAN_INIT("cookies_preferences=1"), CP_RESERVED},
        {SPAN_INIT("cookies_preferences=1" GONE), CP_ALLOW},
        {SPAN_INIT("cookies_preferences=; Max-Age=0; Max-Age=x"), CP_RESERVED},
        {SPAN_INIT("cookies_preferences"), CP_RESERVED},
        {SPAN_INIT("=cookies_preferences=1"), CP_RESERVED},
        {SPAN_INIT(" cookies_preferences\t=1"), CP_RESERVED},
        {SPAN_INIT("cookies_preferences=\x01"), CP_MALFORMED},
        {SPAN_INIT("Cookies_Preferences=1"), CP_UNDECLARED},
        {SPAN_INIT("cookies_preferences2=1"), CP_UNDECLARED},
        {SPAN_INIT("sessionid=1"), CP_ALLOW},
        {SPAN_INIT("sessionid=1, cookies_preferences=1"), CP_RESERVED},
        {SPAN_INIT("sessionid=1, x=2, cookies_preferences=1" GONE), CP_ALLOW},
        {SPAN_INIT("cookies_preferences=1, sessionid=1"), CP_RESERVED},
    };
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      1,    0,    0,
                      NULL, NULL, NULL};
    cp_visitor v = {{0, 0, 0, 0, 0}, 0};
    cp_span written = {NULL, 0};
    apr_size_t i;
    int declared;

    prepare(p);
    rules.categories = categories;
    rules.policy = policy;
    for (declared = 0; declared < 2; declared++) {
        for (i = 0; i < TAP_COUNT(rows); i++) {
            cp_decision d = decide_line(&rules, &v, rows[i].line);

            ok(d.reason == rows[i].reason
                   && (d.reason != CP_RESERVED
                       || (cp_span_is(d.name, "cookies_preferences")
                           && !d.depends)),
               "reserved%s: %s", declared ? ", and declared" : "",
               shown(p, rows[i].line));
        }
        declare(p, "necessary", "cookies_preferences", 0);
    }
    rules.allow_undeclared = 1;
    is_number(decide_line(&rules, &v, rows[0].line).reason, CP_RESERVED,
              "also if undeclared cookies are allowed");
    rules.written = &written;
    is_number(decide_line(&rules, &v, rows[0].line).reason, CP_RESERVED,
              "the module has set no value");
    written = SPAN("2.1.~");
    is_number(
        decide_line(&rules, &v, SPAN("cookies_preferences=2.1.~; Path=/; x"))
            .reason,
        CP_ALLOW, "the value that the module has set");
    is_number(
        decide_line(&rules, &v, SPAN("cookies_preferences=2.1.~a")).reason,
        CP_RESERVED, "another value");
    is_number(
        decide_line(&rules, &v, SPAN("x=2.1.~, cookies_preferences=2.1.~"))
            .reason,
        CP_RESERVED, "that value after a comma");
    is_number(cp_decide(&rules, &v, SPAN("cookies_preferences")).reason,
              CP_ALLOW, "a request may carry it");
}

/* ---- cookies that are set on demand ---- */

/* A condition of the tests: its answer, and how often it was asked. */
typedef struct condition {
    int answer, asked;
} condition;

static int answer(void *baton, const cp_cookie *cookie, cp_span name)
{
    condition *c = baton;

    c->asked += cookie->set_if != NULL && name.n > 0;
    return c->answer;
}

static void declare_on_demand(apr_pool_t *p, const char *category,
                              const char *name)
{
    const apr_array_header_t *all;

    declare(p, category, name, 0);
    all = cp_policy_cookies(p, policy);
    APR_ARRAY_IDX(all, all->nelts - 1, cp_cookie *)->set_if = "expression";
}

static const struct {
    const char *what;
    const char *line;
    const char *cookie_field;
    int answer; /* of the condition */
    int granted;
    cp_reason_e reason;
    int asked; /* the condition was evaluated */
    int depends;
} demands[] = {
    {"without demand", "cart=1", NULL, 0, 0, CP_DEMAND, 1, 1},
    {"with demand", "cart=1", NULL, 1, 0, CP_ALLOW, 1, 1},
    {"the request carries it", "cart=1", "x=1; cart=0", 0, 0, CP_ALLOW, 0, 1},
    {"without a value, too", "cart=1", "cart", 0, 0, CP_ALLOW, 0, 1},
    {"another case of letters", "cart=1", "Cart=0", 0, 0, CP_DEMAND, 1, 1},
    {"the name in a value", "cart=1", "x=cart=0", 0, 0, CP_DEMAND, 1, 1},
    {"after a comma", "cart=1", "x=1, cart=0", 0, 0, CP_DEMAND, 1, 1},
    {"a deletion", "cart=1" GONE, NULL, 0, 0, CP_ALLOW, 0, 0},
    {"an ambiguous deletion", "cart=; Max-Age=0; Max-Age=x", NULL, 0, 0,
     CP_DEMAND, 1, 1},
    {"a control character", "cart=\x01", NULL, 1, 0, CP_MALFORMED, 0, 0},
    {"an effective name", "=cart=1", NULL, 0, 0, CP_DEMAND, 1, 1},
    {"a prefix", "cart_eu=1", NULL, 0, 0, CP_DEMAND, 1, 1},
    {"a prefix, in the request", "cart_eu=1", "cart_eu=0", 0, 0, CP_ALLOW, 0,
     1},
    {"another name of the prefix", "cart_eu=1", "cart_us=0", 0, 0, CP_DEMAND, 1,
     1},
    {"no consent", "likes=1", "likes=0", 1, 0, CP_UNDECIDED, 0, 1},
    {"consent alone", "likes=1", NULL, 0, 1, CP_DEMAND, 1, 1},
    {"consent and demand", "likes=1", NULL, 1, 1, CP_ALLOW, 1, 1},
    {"a cookie after a comma", "sessionid=1, cart=2", NULL, 0, 0, CP_DEMAND, 1,
     1},
    {"the same with demand", "sessionid=1, cart=2", NULL, 1, 0, CP_ALLOW, 1, 1},
    {"consent after a comma", "sessionid=1, seen=2, x=3", NULL, 0, 1, CP_ALLOW,
     0, 1},
    {"the same deletion", "sessionid=1, seen=2" GONE, NULL, 0, 1, CP_ALLOW, 0,
     0},
    {"the same deletion", "sessionid=1, cart=2" GONE, NULL, 0, 0, CP_ALLOW, 0,
     0},
    {"another cookie", "sessionid=1", NULL, 0, 0, CP_ALLOW, 0, 0},
    {"the consent cookie", "cookies_preferences=1", NULL, 0, 0, CP_ALLOW, 0, 0},
};

static void on_demand(apr_pool_t *p)
{
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      0,    0,    0,
                      NULL, NULL, NULL};
    cp_visitor v = {{0, 0, 0, 0, 0}, 0};
    apr_size_t i;

    prepare(p);
    declare_on_demand(p, "necessary", "cart");
    declare_on_demand(p, "necessary", "cart_*");
    declare_on_demand(p, "first-party", "likes");
    declare_on_demand(p, "necessary", "cookies_preferences");
    rules.categories = categories;
    rules.policy = policy;
    for (i = 0; i < TAP_COUNT(demands); i++) {
        condition c = {demands[i].answer, 0};
        cp_demand demand = {demands[i].cookie_field, answer, &c};
        cp_decision d;

        rules.demand = &demand;
        v.consent.granted = demands[i].granted ? FIRST : 0;
        d = decide_line(&rules, &v, cp_span_of(demands[i].line));
        is_number(d.reason, demands[i].reason, "on demand: %s",
                  demands[i].what);
        is_number(c.asked, demands[i].asked, "%s: asked", demands[i].what);
        ok(!d.depends == !demands[i].depends, "%s: depends", demands[i].what);
    }
    rules.demand = NULL;
    is_number(decide_line(&rules, &v, SPAN("cart=1")).reason, CP_DEMAND,
              "no request: no demand");
    is_number(cp_decide(&rules, &v, SPAN("cart")).reason, CP_ALLOW,
              "applications see it in a request");
    is_number(cp_decide_script(&rules, &v, SPAN("cart")).reason, CP_ALLOW,
              "scripts may write it");
    is_text(p, cp_reason_name(CP_DEMAND), "demand", "the name of the reason");
}

/* The rule, written down without a fast path. */
static cp_decision reference(const cp_rules *rules, const cp_visitor *v,
                             const cp_setcookie *cookie)
{
    int deletes = cp_setcookie_deletes(cookie, NOW);
    cp_decision d = cp_decide(rules, v, cookie->name);
    cp_span rest = cookie->line, name;

    if (rules->reserved && cp_rules_is_consent(rules, d.name)) {
        d.reason = CP_RESERVED;
    }
    else if (d.cookie == NULL && cp_setcookie_is_bare(cookie)) {
        d.name.n = 0;
    }
    if (cookie->malformed) {
        d.reason = CP_MALFORMED;
        return d;
    }
    if (d.reason != CP_ALLOW) {
        d.reason = deletes ? CP_ALLOW : d.reason;
        return d;
    }
    while (!deletes && cp_setcookie_next_folded(&rest, &name)) {
        cp_decision one = cp_decide(rules, v, name);

        if (rules->reserved && cp_rules_is_consent(rules, name)) {
            one.reason = CP_RESERVED;
            one.depends = 0;
            return one;
        }
        if (one.cookie != NULL && one.reason != CP_ALLOW) {
            return one;
        }
        d.depends |= one.depends;
    }
    return d;
}

/* Lines of pieces in every combination, for each kind of visitor. */
static void fast_path(apr_pool_t *p)
{
    static const char *const names[] = {
        "sessionid",           "_ga",  "_pk", "seen", "ad7", "x", "lost", "p1",
        "cookies_preferences", "=_ga", ""};
    static const char *const values[] = {"=1", "", "=1, _ga=2",
                                         "=1,cookies_preferences=2", "=a\001"};
    static const char *const ends[] = {"", "; Path=/", GONE,
                                       "; Max-Age=60; Expires=x"};
    cp_rules rules = {NULL, NULL, SPAN_INIT("cookies_preferences"),
                      0,    0,    0,
                      NULL, NULL, NULL};
    int i, wrong = 0, n = 0, total = 11 * 5 * 4 * 4 * 4;

    prepare(p);
    rules.categories = categories;
    rules.policy = policy;
    for (i = 0; i < total; i++) {
        cp_visitor v = {{0, 0, 0, 0, 0}, 0};
        const char *line = apr_pstrcat(p, names[i % 11], values[i / 11 % 5],
                                       ends[i / 55 % 4], NULL);
        cp_setcookie cookie;
        cp_decision a, b;

        v.consent.granted = i / 220 % 4 == 1 ? STATISTICAL | FIRST : 0;
        v.consent.refused = i / 220 % 4 == 2 ? STATISTICAL | PARTNERS : 0;
        v.signals = i / 220 % 4 == 3 ? THIRD : 0;
        rules.reserved = i / 880 & 1;
        rules.allow_undeclared = i / 880 >> 1;
        cp_setcookie_parse(cp_span_of(line), &cookie);
        cp_decide_set_cookie(&rules, &v, &cookie, NOW, &a);
        b = reference(&rules, &v, &cookie);
        n++;
        if (a.reason != b.reason || a.cookie != b.cookie
            || !cp_span_eq(a.name, b.name)
            || (a.reason == CP_ALLOW && !a.depends != !b.depends)) {
            wrong++;
            diag("%s: %s, not %s", line, cp_reason_name(a.reason),
                 cp_reason_name(b.reason));
        }
    }
    is_number(wrong, 0, "%d fields: the decisions of the plain rule", n);
}

static void reasons(apr_pool_t *p)
{
    static const char *const names[] = {"allow",   "undeclared", "undecided",
                                        "refused", "signal",     "malformed",
                                        "reserved"};
    int i;

    for (i = 0; i < 7; i++) {
        is_text(p, cp_reason_name((cp_reason_e)i), names[i], "reason %d", i);
    }
}

/* ---- content ---- */

static const struct {
    const char *scheme, *host, *path;
    int own;
    cp_set granted, refused, signals;
    cp_reason_e reason;
    int place, depends;
} targets[] = {
    {"https", "pay.example", "/", 0, 0, 0, 0, CP_ALLOW, 0, 0},
    {"https", "v.example", "/", 0, 0, 0, 0, CP_UNDECIDED, 3, 1},
    {"wss", "v.example", "/", 0, 0, 0, 0, CP_UNDECIDED, 3, 1},
    {"https", "v.example", "/", 0, THIRD, 0, THIRD, CP_ALLOW, 3, 1},
    {"https", "v.example", "/", 0, 0, THIRD, 0, CP_REFUSED, 3, 1},
    {"https", "v.example", "/", 0, 0, 0, THIRD, CP_SIGNAL, 3, 1},
    {"https", "p.example", "/", 0, 0, 0, 0, CP_ALLOW, 4, 1},
    {"https", "p.example", "/", 0, 0, PARTNERS, 0, CP_REFUSED, 4, 1},
    {"https", "lost.example", "/", 0, ~(cp_set)0, 0, 0, CP_UNDECLARED, -1, 0},
    {"https", "x.example", "/", 0, ~(cp_set)0, 0, 0, CP_UNDECLARED, -1, 0},
    {"data", "", "x", 0, 0, 0, 0, CP_ALLOW, -1, 0},
    {"blob", "v.example", "x", 0, 0, 0, 0, CP_ALLOW, -1, 0},
    {"javascript", "", "x", 0, 0, 0, 0, CP_ALLOW, -1, 0},
    {"https", "this.example", "/stats/x", 1, 0, 0, 0, CP_UNDECIDED, 1, 1},
    {"https", "this.example", "/x", 1, 0, 0, 0, CP_ALLOW, -1, 0},
    {"https", "v.example", "/x", 1, 0, 0, 0, CP_ALLOW, -1, 0},
};

static void declare_sources(apr_pool_t *p)
{
    site_source(p, policy, "necessary", "pay.example");
    site_source(p, policy, "third-party", "v.example");
    site_source(p, policy, "partners", "p.example")->place = 4;
    site_source(p, policy, "abolished", "lost.example");
    site_source(p, policy, "statistical", "/stats/");
}

static void by_source(apr_pool_t *p)
{
    cp_rules rules = {NULL, NULL, SPAN_INIT("c"), 0, 0, 1, NULL, NULL, NULL};
    apr_size_t i;

    prepare(p);
    declare_sources(p);
    rules.categories = categories;
    rules.policy = policy;
    for (i = 0; i < TAP_COUNT(targets); i++) {
        cp_visitor v = {{1, NOW, 0, 0, 0}, 0};
        cp_target t = {{"", 0}, {"", 0}, {"", 0}, -1, 0, 0};
        cp_source_decision d;

        t.scheme = cp_span_of(targets[i].scheme);
        t.host = cp_span_of(targets[i].host);
        t.path = cp_span_of(targets[i].path);
        t.own = targets[i].own;
        v.consent.granted = targets[i].granted;
        v.consent.refused = targets[i].refused;
        v.signals = targets[i].signals;
        d = cp_decide_source(&rules, &v, &t);
        ok(d.reason == targets[i].reason && d.place == targets[i].place
               && !d.depends == !targets[i].depends,
           "%s://%s%s: %s", targets[i].scheme, targets[i].host, targets[i].path,
           cp_reason_name(d.reason));
        rules.hold_undeclared = 0;
        d = cp_decide_source(&rules, &v, &t);
        ok(d.reason
               == (cp_span_is(t.host, "x.example") ? CP_ALLOW
                                                   : targets[i].reason),
           "%s: without hold", targets[i].host);
        rules.hold_undeclared = 1;
    }
}

static void by_category(apr_pool_t *p)
{
    cp_rules rules = {NULL, NULL, SPAN_INIT("c"), 0, 0, 0, NULL, NULL, NULL};
    cp_visitor v = {{0, 0, 0, 0, 0}, 0};

    prepare(p);
    rules.categories = categories;
    is_number(cp_decide_category(&rules, &v, 0).reason, CP_ALLOW, "necessary");
    is_number(cp_decide_category(&rules, &v, 1).reason, CP_UNDECIDED,
              "statistical");
    is_number(cp_decide_category(&rules, &v, 4).reason, CP_ALLOW, "optout");
    is_number(cp_decide_category(&rules, &v, -1).reason, CP_UNDECLARED,
              "a category that does not exist");
    is_number(cp_decide_category(&rules, &cp_visitor_anybody, 4).reason,
              CP_UNDECIDED, "for anybody optout is held, too");
    is_number(cp_decide_category(&rules, &cp_visitor_anybody, 0).reason,
              CP_ALLOW, "but nothing that is necessary");
}

int main(void)
{
    static const tap_group groups[] = {{"by name", by_name},
                                       {"each of a set", allows_each},
                                       {"undeclared", undeclared},
                                       {"by Set-Cookie", by_line},
                                       {"many commas", many_commas},
                                       {"opting out", opting_out},
                                       {"reserving", reserving},
                                       {"on demand", on_demand},
                                       {"reasons", reasons},
                                       {"fast path", fast_path},
                                       {"by source", by_source},
                                       {"by category", by_category},
                                       {NULL, NULL}};
    return tap_run(groups);
}
