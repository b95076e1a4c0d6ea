/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer was given to: when it changes and when it does not. */
#include "cp_material.h"

#include <stddef.h>

#include "site.h"

typedef struct site {
    cp_categories *categories;
    cp_policy *policy;
    cp_cookie *cookie;
} site;

static site make(apr_pool_t *p)
{
    site s;

    s.categories = cp_categories_make(p);
    s.policy = cp_policy_make(p);
    s.cookie = site_declare(p, s.policy, "statistical", "_ga _gid");
    s.cookie->provider = "Provider";
    s.cookie->purpose = "To count visits.";
    s.cookie->lifetime = "13mo";
    s.cookie->domain = "example.org";
    s.cookie->path = "/";
    s.cookie->controller = "Controller";
    return s;
}

static const char *material(apr_pool_t *p, const site *s)
{
    return cp_material(p, s->categories, s->policy, NULL);
}

/* One declaration with one thing different. */
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
    {"domain", M(domain), "www.example.org", 1},
    {"path", M(path), "/a", 1},
    {"controller", M(controller), "Other", 1},
    {"category", M(category), "third-party", 1},
    {"function", M(function), "Elsewhere", 0},
    {"where it was written", M(where), "other.conf:7", 0},
};

static void single_changes(apr_pool_t *p)
{
    site s = make(p);
    const char *before = material(p, &s), *after;
    apr_size_t i;

    is_text(p, material(p, &s), before, "twice the same");
    for (i = 0; i < TAP_COUNT(changes); i++) {
        s = make(p);
        *(const char **)((char *)s.cookie + changes[i].member) =
            changes[i].value;
        after = material(p, &s);
        ok(!strcmp(before, after) == !changes[i].asks_again, "%s",
           changes[i].what);
    }
    s = make(p);
    s.cookie->third_party = 1;
    ok(strcmp(before, material(p, &s)) != 0, "third-party access");
    s = make(p);
    s.cookie->anonymised = 1;
    ok(strcmp(before, material(p, &s)) != 0, "anonymised");
}

static void categories(apr_pool_t *p)
{
    site s = make(p);
    const char *before = material(p, &s);
    cp_category one = {"statistical", CP_MODE_CONSENT, "Label", "Words"};

    cp_categories_put(s.categories, &one);
    is_text(p, material(p, &s), before, "labels and descriptions");
    one.mode = CP_MODE_OPTOUT;
    cp_categories_put(s.categories, &one);
    ok(strcmp(before, material(p, &s)) != 0, "a mode");
    s = make(p);
    one.id = "own";
    cp_categories_put(s.categories, &one);
    ok(strcmp(before, material(p, &s)) != 0, "a new category");
}

static void order(apr_pool_t *p)
{
    site a = make(p), b;
    cp_policy *near;

    site_declare(p, a.policy, "necessary", "x");
    b.categories = a.categories;
    b.policy = cp_policy_make(p);
    site_declare(p, b.policy, "necessary", "x");
    b.cookie = site_declare(p, b.policy, "statistical", "_gid _ga");
    b.cookie->provider = "Provider";
    b.cookie->purpose = "To count visits.";
    b.cookie->lifetime = "13mo";
    b.cookie->domain = "example.org";
    b.cookie->path = "/";
    b.cookie->controller = "Controller";
    is_text(p, material(p, &b), material(p, &a), "of lines and of names");

    b = make(p);
    near = cp_policy_make(p);
    site_declare(p, near, "necessary", "x");
    b.policy = cp_policy_merge(p, b.policy, near);
    is_text(p, material(p, &b), material(p, &a), "and of scopes");
    site_declare(p, near, "necessary", "y");
    ok(strcmp(material(p, &b), material(p, &a)) != 0, "but not of more");
}

/* Of two lines for one name the later is in force: that is material. */
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

/* Declarations of directories, which cover no name of the whole site. */
static void sections(apr_pool_t *p)
{
    site a = make(p);
    const char *before = material(p, &a), *once, *same;
    cp_policy *dir = cp_policy_make(p);
    apr_array_header_t *list;

    list = cp_policy_cookies(p, dir);
    is_text(p, cp_material(p, a.categories, a.policy, list), before,
            "none of them");
    site_declare(p, dir, "third-party", "_ga");
    list = cp_policy_cookies(p, dir);
    once = cp_material(p, a.categories, a.policy, list);
    ok(strcmp(once, before) != 0, "one of them is material");
    same = cp_material(p, a.categories, a.policy, list);
    is_text(p, same, once, "and stays out of the policy itself");
    is_text(p, material(p, &a), before, "which is as it was");
}

/* No string of one field may look like another field or line. */
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
    a.cookie->lifetime = "Provider";
    b.cookie->lifetime = NULL;
    ok(strcmp(material(p, &a), material(p, &b)) != 0, "of missing fields");
    is_text(p, cp_material(p, a.categories, NULL, NULL),
            cp_material(p, b.categories, cp_policy_make(p), NULL),
            "no policy is an empty policy");
}

int main(void)
{
    static const tap_group groups[] = {{"single changes", single_changes},
                                       {"categories", categories},
                                       {"order", order},
                                       {"taken over", taken_over},
                                       {"sections", sections},
                                       {"boundaries", boundaries},
                                       {NULL, NULL}};
    return tap_run(groups);
}
