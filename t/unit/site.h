/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small site for tests of pages. A hostile one has strings that try to break
 * out of markup, attributes, scripts and JSON.
 */
#ifndef SITE_H
#define SITE_H

#include "core/pages/cp_cookie_table.h"

#include "tap.h"

#define NOW ((apr_int64_t)1764000000)
#define HOSTILE "\"><script>alert('x')</script>&amp;\\\r\xC3\xA9\xFF</style>"

/** Adds a declaration of names separated by blanks, in a category of any id.
 * The caller sets the other members. */
TAP_UNUSED static cp_cookie *site_declare(apr_pool_t *p, cp_policy *policy,
                                          const char *category,
                                          const char *names)
{
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));
    char *state = NULL, *rest = apr_pstrdup(p, names), *name;

    c->category = category;
    c->place = cp_categories_find(cp_categories_make(p), cp_span_of(category));
    c->names = apr_array_make(p, 4, sizeof(const char *));
    while ((name = apr_strtok(rest, " ", &state)) != NULL) {
        rest = NULL;
        APR_ARRAY_PUSH(c->names, const char *) = name;
    }
    cp_policy_add(policy, c, NULL);
    return c;
}

/** Adds a declaration of sources separated by blanks, in a category of any id.
 * The caller sets the other members. */
TAP_UNUSED static cp_source *site_source(apr_pool_t *p, cp_policy *policy,
                                         const char *category,
                                         const char *sources)
{
    cp_source *source = apr_pcalloc(p, sizeof(*source));
    char *state = NULL, *rest = apr_pstrdup(p, sources), *word;

    source->category = category;
    source->place =
        cp_categories_find(cp_categories_make(p), cp_span_of(category));
    source->sources = apr_array_make(p, 4, sizeof(const cp_source_name *));
    while ((word = apr_strtok(rest, " ", &state)) != NULL) {
        cp_source_name *name = apr_pcalloc(p, sizeof(*name));

        rest = NULL;
        if (cp_source_name_parse(p, word, name) != NULL) {
            diag("'%s' is not a source", word);
        }
        name->source = source;
        APR_ARRAY_PUSH(source->sources, const cp_source_name *) = name;
    }
    cp_sources_add(policy, source);
    return source;
}

/** Returns a list of words separated by blanks. */
TAP_UNUSED static apr_array_header_t *site_words(apr_pool_t *p,
                                                 const char *words)
{
    apr_array_header_t *list = apr_array_make(p, 4, sizeof(const char *));
    char *state = NULL, *rest = apr_pstrdup(p, words), *word;

    while ((word = apr_strtok(rest, " ", &state)) != NULL) {
        rest = NULL;
        APR_ARRAY_PUSH(list, const char *) = word;
    }
    return list;
}

/** Returns a page that asks about all optional categories, of a site without
 * declarations, for an undecided visitor. */
TAP_UNUSED static cp_view *site_page(apr_pool_t *p)
{
    static const char *const digests[] = {"5eedca", "3f2a9c", "81c02d",
                                          "0be1f7", "00a0ff"};
    cp_view *page = apr_pcalloc(p, sizeof(*page));
    cp_categories *all = cp_categories_make(p);

    all->asked = all->optional;
    page->presentation.categories = all;
    page->presentation.texts = cp_texts_make(p);
    page->presentation.path = "/cookie-policy";
    page->presentation.script = "(function () {})();";
    page->language = "en";
    page->policy = cp_policy_make(p);
    page->consent_cookie = "cookies_preferences";
    page->consent_lifetime = "180d";
    page->version = "3f2a9c1d";
    page->digests = digests;
    page->asked = page->presentation.categories->optional;
    page->visitor = apr_pcalloc(p, sizeof(cp_visitor));
    return page;
}

/** Returns a page in which each string of the configuration is hostile. */
TAP_UNUSED static cp_view *site_hostile(apr_pool_t *p)
{
    cp_view *page = site_page(p);
    cp_category one = {"own", CP_MODE_CONSENT, HOSTILE, HOSTILE};
    cp_categories *all = (cp_categories *)page->presentation.categories;
    cp_policy *policy = (cp_policy *)page->policy;
    cp_cookie *c = site_declare(p, policy, "own", "\"<x>'& \xC3\xA9 ok");

    cp_categories_put(all, &one);
    all->asked = page->asked = all->optional;
    c->provider = c->function = c->purpose = c->controller = HOSTILE;
    c->lifetime = "13mo";
    c->domain = c->path = HOSTILE;
    c->third_party = c->anonymised = 1;
    site_source(p, policy, "own", "media.example")->provider = HOSTILE;
    page->presentation.path = "/" HOSTILE;
    page->consent_cookie = "a<b>\"'&";
    page->version = HOSTILE;
    return page;
}

#endif
