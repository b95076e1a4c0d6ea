/* SPDX-License-Identifier: Apache-2.0 */
/* The fingerprint of a category: the changes that count, and in which category.
 * Also the categories that visitors are asked about. */
#include "core/policy/cp_fingerprint.h"

#include <stddef.h>

#include "core/policy/cp_markup_rule.h"
#include "modes.h"
#include "site.h"

#define DAY ((apr_int64_t)86400)

typedef struct site {
    cp_categories *categories;
    cp_policy *policy;
    cp_cookie *cookie;
    const cp_policy *sections;
    apr_array_header_t *limits;
    const char *version;
} site;

static void describe(cp_cookie *c)
{
    c->provider = "Provider";
    c->function = "Analytics";
    c->purpose = "To count visits.";
    c->lifetime = "390d";
    c->domain = "example.org";
    c->path = "/";
    c->controller = "Controller";
    c->where = "httpd.conf:1";
}

static site make(apr_pool_t *p)
{
    site s;

    s.categories = cp_categories_make(p);
    s.policy = cp_policy_make(p);
    s.cookie = site_declare(p, s.policy, "statistical", "_ga _gid");
    describe(s.cookie);
    site_declare(p, s.policy, "first-party", "seen");
    s.sections = NULL;
    s.limits = apr_array_make(p, 2, sizeof(apr_int64_t));
    APR_ARRAY_PUSH(s.limits, apr_int64_t) = 400 * DAY;
    s.version = NULL;
    return s;
}

static cp_declared declared(const site *s)
{
    cp_declared d = {s->categories, s->policy, s->sections, s->version};

    return d;
}

/* The fingerprint of category number `at`. */
static const char *of(apr_pool_t *p, const site *s, int at)
{
    cp_declared d = declared(s);

    return cp_fingerprint(p, &d, at, s->limits);
}

static const char *material(apr_pool_t *p, const site *s)
{
    return of(p, s, 1);
}

/* ---- each field of a declaration ---- */

/* One declaration with one difference. */
static const struct {
    const char *what;
    apr_size_t member; /* a string of cp_cookie */
    const char *value;
    int asks_again;
} changes[] = {
#define M(name) offsetof(cp_cookie, name)
    {"provider", M(provider), "Other", 1},
    {"no provider", M(provider), NULL, 1},
    {"purpose", M(purpose), "To sell profiles.", 1},
    {"a word of the purpose", M(purpose), "To count all visits.", 1},
    {"a foreign letter of the purpose", M(purpose), "To count visits\xC3\xA9",
     1},
    {"comma and case of the purpose", M(purpose), "to count,  VISITS", 0},
    {"lifetime", M(lifetime), "14mo", 1},
    {"no lifetime", M(lifetime), NULL, 1},
    {"a session", M(lifetime), "session", 1},
    {"the same lifetime in other words", M(lifetime), "9360h", 0},
    {"domain", M(domain), "www.example.org", 1},
    {"path", M(path), "/a", 1},
    {"controller", M(controller), "Other", 1},
    {"function", M(function), "Elsewhere", 0},
    {"where it was written", M(where), "other.conf:7", 0},
};

static void single_changes(apr_pool_t *p)
{
    site s = make(p);
    const char *before = material(p, &s), *other = of(p, &s, 2);
    apr_size_t i;

    is_text(p, material(p, &s), before, "twice the same");
    for (i = 0; i < TAP_COUNT(changes); i++) {
        s = make(p);
        *(const char **)((char *)s.cookie + changes[i].member) =
            changes[i].value;
        ok(!strcmp(before, material(p, &s)) == !changes[i].asks_again, "%s",
           changes[i].what);
        ok(!strcmp(other, of(p, &s, 2)), "%s: of its own category alone",
           changes[i].what);
    }
    s = make(p);
    s.cookie->third_party = 1;
    ok(strcmp(before, material(p, &s)) != 0, "third-party access");
    s = make(p);
    s.cookie->anonymised = 1;
    ok(strcmp(before, material(p, &s)) != 0, "anonymised");
    s = make(p);
    APR_ARRAY_IDX(s.cookie->names, 1, const char *) = "_gat";
    ok(strcmp(before, material(p, &s)) != 0, "a name");
}

static void names(apr_pool_t *p)
{
    site s = make(p);
    const char *before = material(p, &s), *other = of(p, &s, 2);

    describe(site_declare(p, s.policy, "statistical", "_gat"));
    ok(strcmp(before, material(p, &s)) != 0, "one more");
    s = make(p);
    describe(site_declare(p, s.policy, "statistical", "_gid"));
    is_text(p, material(p, &s), before, "one again, declared in the same way");
    s = make(p);
    describe(site_declare(p, s.policy, "first-party", "_gid"));
    ok(strcmp(before, material(p, &s)) && strcmp(other, of(p, &s, 2)),
       "one that goes to another category asks about both");
}

/* ---- each field of a category ---- */

static void categories(apr_pool_t *p)
{
    site s = make(p);
    const char *before = material(p, &s), *other = of(p, &s, 2);
    cp_category one = {"statistical", CP_MODE_CONSENT, "Label", NULL};

    cp_categories_put(s.categories, &one);
    is_text(p, material(p, &s), before, "a label");
    one.description = "Words";
    cp_categories_put(s.categories, &one);
    is_text(p, material(p, &s), before, "a description");
    one.mode = CP_MODE_OPTOUT;
    cp_categories_put(s.categories, &one);
    ok(strcmp(material(p, &s), before) != 0, "a mode");
    is_text(p, of(p, &s, 2), other, "is that of its own category alone");
    s = make(p);
    one.id = "own";
    cp_categories_put(s.categories, &one);
    is_text(p, material(p, &s), before, "a new category changes no other");
    ok(strcmp(of(p, &s, 3), of(p, &s, 4)) != 0, "two empty ones differ");
}

static void limits(apr_pool_t *p)
{
    site s = make(p);
    const char *before = material(p, &s), *once;

    APR_ARRAY_IDX(s.limits, 0, apr_int64_t) = 390 * DAY;
    ok(strcmp(material(p, &s), before) != 0, "how long a cookie may live");
    s = make(p);
    APR_ARRAY_PUSH(s.limits, apr_int64_t) = 90 * DAY;
    once = material(p, &s);
    ok(strcmp(once, before) != 0, "and how long in a part of the site");
    APR_ARRAY_IDX(s.limits, 0, apr_int64_t) = 90 * DAY;
    APR_ARRAY_IDX(s.limits, 1, apr_int64_t) = 400 * DAY;
    is_text(p, material(p, &s), once, "in any order");
    s.limits = NULL;
    ok(strcmp(material(p, &s), before) != 0, "no limit at all");
}

static void word(apr_pool_t *p)
{
    site s = make(p);
    const char *before[4], *after[4];
    int i, j, same = 0;

    for (i = 0; i < 4; i++) {
        s.version = "1";
        before[i] = of(p, &s, i);
        s.version = "2";
        after[i] = of(p, &s, i);
    }
    for (i = 0; i < 4; i++) {
        for (j = 0; j < 4; j++) {
            same += !strcmp(before[i], after[j]);
        }
    }
    is_number(same, 0, "the administrator's word asks about all again");
}

static void order(apr_pool_t *p)
{
    site a = make(p), b = make(p);
    cp_policy *near;

    site_declare(p, a.policy, "necessary", "x");
    b.policy = cp_policy_make(p);
    site_declare(p, b.policy, "necessary", "x");
    site_declare(p, b.policy, "first-party", "seen");
    describe(site_declare(p, b.policy, "statistical", "_gid _ga"));
    is_text(p, material(p, &b), material(p, &a), "of lines and of names");
    b.policy = cp_policy_make(p);
    describe(site_declare(p, b.policy, "statistical", "_gid"));
    describe(site_declare(p, b.policy, "statistical", "_ga"));
    is_text(p, material(p, &b), material(p, &a), "of names on lines");

    b = make(p);
    near = cp_policy_make(p);
    site_declare(p, near, "statistical", "x");
    site_declare(p, a.policy, "statistical", "x");
    b.policy = cp_policy_merge(p, b.policy, near);
    is_text(p, material(p, &b), material(p, &a), "and of scopes");
    site_declare(p, near, "statistical", "y");
    ok(strcmp(material(p, &b), material(p, &a)) != 0, "but not of more");
}

/* If two lines declare a name, the later one is in force and counts. */
static void taken_over(apr_pool_t *p)
{
    site a = make(p), b = make(p), c = make(p);

    site_declare(p, a.policy, "statistical", "x");
    site_declare(p, a.policy, "necessary", "x");
    site_declare(p, b.policy, "necessary", "x");
    site_declare(p, b.policy, "statistical", "x");
    ok(strcmp(material(p, &a), material(p, &b)) != 0,
       "which of two lines for a name comes last");
    site_declare(p, c.policy, "necessary", "x");
    is_text(p, material(p, &a), material(p, &c),
            "a line without effect is not material");
}

/* Declarations of directories. They do not replace those of the site. */
static void sections(apr_pool_t *p)
{
    site a = make(p);
    const char *before = material(p, &a), *other = of(p, &a, 3);
    cp_policy *dir = cp_policy_make(p);

    a.sections = dir;
    is_text(p, material(p, &a), before, "none of them");
    site_declare(p, dir, "third-party", "_ga");
    a.sections = dir;
    ok(strcmp(of(p, &a, 3), other) != 0, "one of them is material");
    is_text(p, of(p, &a, 3), of(p, &a, 3), "and stays so");
    is_text(p, material(p, &a), before, "in its own category");
}

/* A string of one field cannot be mistaken for another field or line. */
static void boundaries(apr_pool_t *p)
{
    site a = make(p), b = make(p);

    a.cookie->domain = "ab";
    a.cookie->path = "c";
    b.cookie->domain = "a";
    b.cookie->path = "bc";
    ok(strcmp(material(p, &a), material(p, &b)) != 0, "between fields");
    a = make(p);
    b = make(p);
    a.cookie->provider = NULL;
    a.cookie->controller = "Provider";
    b.cookie->controller = NULL;
    ok(strcmp(material(p, &a), material(p, &b)) != 0, "of missing fields");
    a.policy = NULL;
    b.policy = cp_policy_make(p);
    is_text(p, material(p, &a), material(p, &b),
            "no policy is an empty policy");
    a = make(p);
    b = make(p);
    a.version = "exempt";
    set_mode(b.categories, 1, CP_MODE_EXEMPT);
    ok(strcmp(material(p, &a), material(p, &b)) != 0, "of mode and word");
}

/* ---- the categories to ask about ---- */

static cp_set asked(apr_pool_t *p, const site *s)
{
    cp_declared d = declared(s);

    return cp_fingerprint_asked(p, &d);
}

#define STATISTICAL CP_SET(1)
#define FIRST CP_SET(2)
#define THIRD CP_SET(3)

static void asking(apr_pool_t *p)
{
    site s = make(p);
    cp_policy *near = cp_policy_make(p);

    is_number((apr_int64_t)asked(p, &s), STATISTICAL | FIRST,
              "if a declared cookie waits for an answer");
    s.cookie->anonymised = 1;
    is_number((apr_int64_t)asked(p, &s), FIRST,
              "not about anonymised statistics alone");
    site_declare(p, s.policy, "statistical", "_pk");
    is_number((apr_int64_t)asked(p, &s), STATISTICAL | FIRST,
              "but where one of several is not anonymised");
    set_mode(s.categories, 2, CP_MODE_OPTOUT);
    is_number((apr_int64_t)asked(p, &s), STATISTICAL | FIRST,
              "about cookies that are allowed until a no");
    set_mode(s.categories, 1, CP_MODE_EXEMPT);
    is_number((apr_int64_t)asked(p, &s), FIRST, "not about an exempt category");
    s.policy = cp_policy_make(p);
    site_declare(p, s.policy, "necessary", "sessionid");
    is_number((apr_int64_t)asked(p, &s), 0,
              "nothing but the necessary cookies");
    s.policy = NULL;
    is_number((apr_int64_t)asked(p, &s), 0, "nothing at all");
    site_declare(p, near, "third-party", "ad*");
    s.sections = near;
    is_number((apr_int64_t)asked(p, &s), THIRD, "in a part of the site");
    s = make(p);
    near = cp_policy_make(p);
    site_declare(p, near, "necessary", "seen");
    s.policy = cp_policy_merge(p, s.policy, near);
    is_number((apr_int64_t)asked(p, &s), STATISTICAL,
              "not about a name that a nearer scope declares");
    site_declare(p, s.policy, "elsewhere", "lost");
    is_number((apr_int64_t)asked(p, &s), STATISTICAL,
              "not about an unknown category");
}

/* ---- sources ---- */

/* A site whose category 3 has one declaration of sources. */
static cp_source *with_source(apr_pool_t *p, site *s)
{
    cp_source *source;

    *s = make(p);
    source = site_source(p, s->policy, "third-party", "a.example *.b.example");
    source->provider = "Provider";
    source->purpose = "To show films.";
    source->lifetime = "390d";
    source->cookies = site_words(p, "vid uid");
    return source;
}

static void sources(apr_pool_t *p)
{
    site plain = make(p), s;
    cp_source *source = with_source(p, &s);
    const char *before = of(p, &s, 3);
    cp_policy *near = cp_policy_make(p);

    ok(strcmp(before, of(p, &plain, 3)) != 0, "a source is material");
    is_text(p, material(p, &s), material(p, &plain), "in its own category");
    source->function = "Elsewhere";
    is_text(p, of(p, &s, 3), before, "a function is not");
    source->purpose = "to show films";
    source->cookies = site_words(p, "uid vid");
    is_text(p, of(p, &s, 3), before, "nor is order or spelling");
    source->cookies = site_words(p, "vid");
    ok(strcmp(of(p, &s, 3), before) != 0, "its cookies are");
    source->cookies = site_words(p, "vid uid");
    source->provider = "Other";
    ok(strcmp(of(p, &s, 3), before) != 0, "its provider is");
    with_source(p, &s)->controller = "Controller";
    ok(strcmp(of(p, &s, 3), before) != 0, "its controller is");
    with_source(p, &s)->lifetime = "14mo";
    ok(strcmp(of(p, &s, 3), before) != 0, "its lifetime is");
    with_source(p, &s);
    site_source(p, s.policy, "third-party", "c.example");
    ok(strcmp(of(p, &s, 3), before) != 0, "another source is");
    with_source(p, &s);
    site_source(p, near, "necessary", "A.example");
    s.policy = cp_policy_merge(p, s.policy, near);
    ok(strcmp(of(p, &s, 3), before) != 0, "a source taken over is not in it");
    s = make(p);
    s.sections = near;
    ok(strcmp(of(p, &s, 0), of(p, &plain, 0)) != 0, "a source of a section is");
}

static void asking_of_content(apr_pool_t *p)
{
    site s = make(p);
    cp_policy *near = cp_policy_make(p);
    cp_markup_rule rule = {"data-category", NULL, "third-party", -1, NULL};

    s.policy = cp_policy_make(p);
    site_source(p, s.policy, "necessary", "pay.example");
    is_number((apr_int64_t)asked(p, &s), 0, "not about exempt sources");
    site_source(p, s.policy, "third-party", "a.example");
    is_number((apr_int64_t)asked(p, &s), THIRD, "about others");
    site_source(p, near, "necessary", "a.example");
    s.policy = cp_policy_merge(p, s.policy, near);
    is_number((apr_int64_t)asked(p, &s), 0, "not about one taken over");
    near = cp_policy_make(p);
    site_source(p, near, "statistical", "/stats/");
    s.sections = near;
    is_number((apr_int64_t)asked(p, &s), STATISTICAL, "about a section");
    s.policy = cp_policy_make(p);
    cp_markup_rule_add(s.policy, &rule);
    is_number((apr_int64_t)asked(p, &s), STATISTICAL | THIRD,
              "and about marked elements");
}

int main(void)
{
    static const tap_group groups[] = {{"single changes", single_changes},
                                       {"names", names},
                                       {"categories", categories},
                                       {"limits", limits},
                                       {"the administrator's word", word},
                                       {"order", order},
                                       {"taken over", taken_over},
                                       {"sections", sections},
                                       {"boundaries", boundaries},
                                       {"asking", asking},
                                       {"sources", sources},
                                       {"asking of content", asking_of_content},
                                       {NULL, NULL}};
    return tap_run(groups);
}
