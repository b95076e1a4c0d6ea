/* SPDX-License-Identifier: Apache-2.0 */
/* The declared cookies and sources as they are published; see the header. */
#include "core/pages/cp_cookie_table.h"

#include <string.h>

#include <apr_strings.h>

#include "core/pages/cp_markup.h"
#include "core/policy/cp_duration.h"
#include "core/base/cp_args.h"

/* The number of providers in a summary; an ellipsis represents the others. */
#define CP_MAX_PROVIDERS 3

/* True if the list has this declaration. */
static int holds(const apr_array_header_t *list, const void *declaration)
{
    int i;

    for (i = 0; i < list->nelts; i++) {
        if (APR_ARRAY_IDX(list, i, const void *) == declaration) {
            return 1;
        }
    }
    return 0;
}

/* Returns the names for which the declaration is in force. */
static apr_array_header_t *names_in_force(apr_pool_t *p, const cp_view *view,
                                          const cp_cookie *cookie)
{
    apr_array_header_t *names =
        apr_array_make(p, cookie->names->nelts, sizeof(const char *));
    int i, j;

    for (i = 0; i < cookie->names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(cookie->names, i, const char *);
        int twice = 0;

        for (j = 0; j < names->nelts; j++) {
            twice |= !strcmp(name, APR_ARRAY_IDX(names, j, const char *));
        }
        if (!twice && cp_policy_declared(view->policy, name) == cookie) {
            APR_ARRAY_PUSH(names, const char *) = name;
        }
    }
    return names;
}

static void lower(const cp_lifetime **limit, const cp_lifetime *other)
{
    if (other != NULL
        && (*limit == NULL || other->seconds < (*limit)->seconds)) {
        *limit = other;
    }
}

/* Returns the limit of the section that declares it, else that of the whole
 * site. */
static const char *limited(const cp_view *view, const cp_cookie *cookie)
{
    static const cp_lifetime any = {NULL, CP_MAX_LIFETIME,
                                    CP_MAX_LIFETIME_TEXT};
    const char *id = cookie->category;
    const cp_lifetime *limit =
        cookie->limits ? cp_lifetime_find(*cookie->limits, id) : NULL;

    limit = limit ? limit : cp_lifetime_find(view->limits, id);
    lower(&limit, cp_lifetime_find(view->ceiling, id));
    lower(&limit, &any);
    return cp_duration_parse(cp_span_of(cookie->lifetime)) > limit->seconds
             ? limit->text
             : cookie->lifetime;
}

/* The lifetime of the consent cookie is that of CookiePolicyConsentCookie, even
 * if a declaration has another one. */
static const char *published_lifetime(const cp_view *view,
                                      const cp_cookie *cookie)
{
    if (cookie->names->nelts == 1
        && cp_policy_declared(view->policy, view->consent_cookie) == cookie) {
        return view->consent_lifetime;
    }
    return cookie->lifetime ? limited(view, cookie) : NULL;
}

static const cp_cookie *with_lifetime(apr_pool_t *p, const cp_view *view,
                                      const cp_cookie *cookie)
{
    const char *lifetime = published_lifetime(view, cookie);
    cp_cookie *copy;

    if (lifetime == cookie->lifetime) {
        return cookie;
    }
    copy = apr_pmemdup(p, cookie, sizeof(*cookie));
    copy->lifetime = lifetime;
    return copy;
}

/* Adds exact names, and once the text that is shown instead of the others. */
static apr_array_header_t *shown_names(apr_pool_t *p, const cp_cookie *cookie,
                                       apr_array_header_t *names)
{
    apr_array_header_t *shown;
    int i, replaced = 0;

    if (cookie->shown == NULL) {
        return names;
    }
    shown = apr_array_make(p, names->nelts, sizeof(const char *));
    for (i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        if (cp_policy_name_kind(cp_span_of(name)) == CP_NAME_EXACT) {
            APR_ARRAY_PUSH(shown, const char *) = name;
        }
        else if (!replaced++) {
            APR_ARRAY_PUSH(shown, const char *) = cookie->shown;
        }
    }
    return shown;
}

static const cp_cookie *consent_record(apr_pool_t *p, const cp_view *view)
{
    const cp_texts *texts = view->presentation.texts;
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));

    c->category = view->presentation.categories->list[0].id;
    c->names = apr_array_make(p, 1, sizeof(const char *));
    APR_ARRAY_PUSH(c->names, const char *) = view->consent_cookie;
    c->provider = cp_text(texts, view->language, "consent.provider");
    c->function = cp_text(texts, view->language, "consent.function");
    c->purpose = cp_text(texts, view->language, "consent.purpose");
    c->lifetime = view->consent_lifetime;
    return c;
}

static void list(apr_pool_t *p, const cp_view *view, apr_array_header_t *rows,
                 const cp_cookie *cookie, apr_array_header_t *names)
{
    cp_listed *row = apr_array_push(rows);

    row->cookie = with_lifetime(p, view, cookie);
    row->names = names;
    row->shown = shown_names(p, cookie, names);
    row->sources = NULL;
}

/* Adds declarations of sections: they are in force there, even if another one
 * is in force here. */
static void list_sections(apr_pool_t *p, apr_array_header_t *rows,
                          const cp_view *view, const char *id,
                          const apr_array_header_t *here)
{
    apr_array_header_t *all = cp_policy_cookies(p, view->sections);
    int i;

    for (i = 0; i < all->nelts; i++) {
        const cp_cookie *cookie = APR_ARRAY_IDX(all, i, const cp_cookie *);

        if (!strcmp(cookie->category, id) && !holds(here, cookie)) {
            list(p, view, rows, cookie, cookie->names);
        }
    }
}

/* ---- sources ---- */

static int holds_source(const apr_array_header_t *list,
                        const cp_source_name *name)
{
    int i;

    for (i = 0; i < list->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(list, i, const cp_source_name *)->text,
                    name->text)) {
            return 1;
        }
    }
    return 0;
}

/* Returns the sources of the declaration that are in force, each once; all of
 * them if `policy` is NULL. */
static apr_array_header_t *sources_in_force(apr_pool_t *p,
                                            const cp_policy *policy,
                                            const cp_source *source)
{
    apr_array_header_t *list = apr_array_make(p, source->sources->nelts,
                                              sizeof(const cp_source_name *));
    int i;

    for (i = 0; i < source->sources->nelts; i++) {
        const cp_source_name *name =
            APR_ARRAY_IDX(source->sources, i, const cp_source_name *);

        if ((policy == NULL
             || cp_sources_declared(policy, name->text)->source == source)
            && !holds_source(list, name)) {
            APR_ARRAY_PUSH(list, const cp_source_name *) = name;
        }
    }
    return list;
}

static int reaches_others(const cp_source *source)
{
    int i;

    for (i = 0; i < source->sources->nelts; i++) {
        if (!cp_source_name_is_own(
                APR_ARRAY_IDX(source->sources, i, const cp_source_name *))) {
            return 1;
        }
    }
    return 0;
}

/* Returns the members that a source shares with a cookie. The texts are those
 * of the language; without names no text of a cookie replaces them. */
static cp_cookie *as_cookie(apr_pool_t *p, const cp_view *view,
                            const cp_source *source)
{
    const cp_presentation *shown = &view->presentation;
    const char *language = view->language;
    cp_cookie *c = apr_pcalloc(p, sizeof(*c));

    c->category = source->category;
    c->place = source->place;
    c->provider = cp_markup_source_text(p, shown, language, source, "provider");
    c->function = cp_markup_source_text(p, shown, language, source, "function");
    c->purpose = cp_markup_source_text(p, shown, language, source, "purpose");
    c->controller =
        cp_markup_source_text(p, shown, language, source, "controller");
    c->lifetime = source->lifetime;
    c->third_party = reaches_others(source);
    c->names = apr_array_make(p, 1, sizeof(const char *));
    return c;
}

static void list_source(apr_pool_t *p, const cp_view *view,
                        apr_array_header_t *rows, const cp_source *source,
                        apr_array_header_t *sources)
{
    cp_cookie *c = as_cookie(p, view, source);
    cp_listed *row = apr_array_push(rows);

    row->cookie = c;
    row->names = source->cookies ? source->cookies : c->names;
    row->shown = row->names;
    row->sources = sources;
}

/* Adds the sources of the policy in that category. */
static void list_sources(apr_pool_t *p, const cp_view *view,
                         apr_array_header_t *rows,
                         const apr_array_header_t *all, const char *id,
                         const cp_policy *policy)
{
    int i;

    for (i = 0; i < all->nelts; i++) {
        const cp_source *source = APR_ARRAY_IDX(all, i, const cp_source *);
        apr_array_header_t *sources;

        if (strcmp(source->category, id)) {
            continue;
        }
        sources = sources_in_force(p, policy, source);
        if (sources->nelts > 0) {
            list_source(p, view, rows, source, sources);
        }
    }
}

/* Returns the declarations that only sections have. */
static apr_array_header_t *elsewhere(apr_pool_t *p, const cp_view *view,
                                     const apr_array_header_t *here)
{
    apr_array_header_t *all = cp_sources_list(p, view->sections);
    apr_array_header_t *list =
        apr_array_make(p, all->nelts, sizeof(const cp_source *));
    int i;

    for (i = 0; i < all->nelts; i++) {
        const cp_source *source = APR_ARRAY_IDX(all, i, const cp_source *);

        if (!holds(here, source)) {
            APR_ARRAY_PUSH(list, const cp_source *) = source;
        }
    }
    return list;
}

/* ---- the rows ---- */

apr_array_header_t *cp_cookie_table(apr_pool_t *p, const cp_view *view, int at)
{
    const char *id = view->presentation.categories->list[at].id;
    apr_array_header_t *rows = apr_array_make(p, 8, sizeof(cp_listed));
    apr_array_header_t *all = cp_policy_cookies(p, view->policy);
    apr_array_header_t *sources = cp_sources_list(p, view->policy);
    int i;

    for (i = 0; i < all->nelts; i++) {
        const cp_cookie *cookie = APR_ARRAY_IDX(all, i, const cp_cookie *);

        if (!strcmp(cookie->category, id)) {
            apr_array_header_t *names = names_in_force(p, view, cookie);

            if (names->nelts > 0) {
                list(p, view, rows, cookie, names);
            }
        }
    }
    list_sections(p, rows, view, id, all);
    if (at == 0 && !cp_policy_declared(view->policy, view->consent_cookie)) {
        const cp_cookie *cookie = consent_record(p, view);
        list(p, view, rows, cookie, cookie->names);
    }
    list_sources(p, view, rows, sources, id, view->policy);
    list_sources(p, view, rows, elsewhere(p, view, sources), id, NULL);
    return rows;
}

static int holds_text(const apr_array_header_t *list, const char *text)
{
    int i;

    for (i = 0; i < list->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(list, i, const char *), text)) {
            return 1;
        }
    }
    return 0;
}

/* Returns the first few, then an ellipsis. */
static const char *join(apr_pool_t *p, const cp_view *view,
                        apr_array_header_t *list)
{
    if (list->nelts == 0) {
        return NULL;
    }
    if (list->nelts > CP_MAX_PROVIDERS) {
        list->nelts = CP_MAX_PROVIDERS;
        APR_ARRAY_PUSH(list, const char *) = "\xE2\x80\xA6";
    }
    return cp_args_join(
        p, list,
        cp_text(view->presentation.texts, view->language, "mark.comma"));
}

static void sum_row(apr_pool_t *p, const cp_view *view, const cp_cookie *cookie,
                    apr_array_header_t *providers)
{
    const char *provider = cp_markup_cookie_text(
        p, &view->presentation, view->language, cookie, "provider");

    if (provider != NULL && !holds_text(providers, provider)) {
        APR_ARRAY_PUSH(providers, const char *) = provider;
    }
}

static void sum_hosts(const cp_listed *row, apr_array_header_t *hosts)
{
    int i;

    for (i = 0; row->sources != NULL && i < row->sources->nelts; i++) {
        APR_ARRAY_PUSH(hosts, const char *) =
            APR_ARRAY_IDX(row->sources, i, const cp_source_name *)->written;
    }
}

void cp_cookie_table_sum(apr_pool_t *p, const cp_view *view,
                         const apr_array_header_t *rows, cp_summary *out)
{
    apr_array_header_t *providers = apr_array_make(p, 4, sizeof(const char *));
    apr_array_header_t *hosts = apr_array_make(p, 4, sizeof(const char *));
    apr_int64_t longest = -1;
    int i;

    memset(out, 0, sizeof(*out));
    for (i = 0; i < rows->nelts; i++) {
        const cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);
        const char *lifetime = row->cookie->lifetime;
        apr_int64_t seconds =
            lifetime ? cp_duration_parse(cp_span_of(lifetime)) : -1;

        if (cp_cookie_needs_no_consent(row->cookie)) {
            continue;
        }
        out->names += row->names->nelts;
        if (seconds > longest) {
            longest = seconds;
            out->longest = lifetime;
        }
        sum_row(p, view, row->cookie, providers);
        sum_hosts(row, hosts);
    }
    out->hosts = join(p, view, hosts);
    out->providers = join(p, view, providers);
}
