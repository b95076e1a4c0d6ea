/* SPDX-License-Identifier: Apache-2.0 */
/* The fingerprint of a category; see the header. */
#include "core/policy/cp_fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/cp_buf.h"
#include "core/policy/cp_duration.h"
#include "core/policy/cp_markup_rule.h"
#include "core/policy/cp_sources.h"

/* Fields and lines end with control characters, which no declaration contains.
 */
#define FIELD '\x1f'
#define LINE '\x1e'

static void field(cp_buf *b, const char *text)
{
    cp_buf_put(b, text ? text : "");
    cp_buf_char(b, FIELD);
}

/* Appends the ASCII letters and digits of a purpose, in lower case, and its
 * bytes above ASCII. So a new comma does not change the text. */
static void purpose_field(cp_buf *b, const char *text)
{
    const unsigned char *s = (const unsigned char *)(text ? text : "");

    for (; *s; s++) {
        if (*s >= 'A' && *s <= 'Z') {
            cp_buf_char(b, (char)(*s | 0x20));
        }
        else if (*s >= 0x80 || (*s >= 'a' && *s <= 'z')
                 || (*s >= '0' && *s <= '9')) {
            cp_buf_char(b, (char)*s);
        }
    }
    cp_buf_char(b, FIELD);
}

/* Appends the length in seconds, so that the notation does not count. */
static void lifetime_field(cp_buf *b, const char *text)
{
    apr_int64_t seconds = text ? cp_duration_parse(cp_span_of(text)) : -1;

    if (seconds >= 0) {
        cp_buf_number(b, seconds);
    }
    cp_buf_char(b, FIELD);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- declarations ---- */

/* True if the declaration is in force for that name as it is written. A
 * declaration of a section always is. */
static int is_in_force(const cp_policy *policy, const cp_cookie *c,
                       const char *name)
{
    return policy == NULL || cp_policy_declared(policy, name) == c;
}

static const char *name_line(apr_pool_t *p, const cp_cookie *c,
                             const char *name)
{
    cp_buf *b = cp_buf_make(p, 256);

    field(b, name);
    field(b, c->provider);
    purpose_field(b, c->purpose);
    lifetime_field(b, c->lifetime);
    field(b, c->domain);
    field(b, c->path);
    field(b, c->controller);
    field(b, c->third_party ? "third" : "");
    field(b, c->anonymised ? "anonymised" : "");
    return cp_buf_text(b);
}

static void add_cookie(apr_pool_t *p, apr_array_header_t *lines,
                       const cp_cookie *c, const cp_policy *policy)
{
    int i;

    for (i = 0; i < c->names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(c->names, i, const char *);

        if (is_in_force(policy, c, name)) {
            APR_ARRAY_PUSH(lines, const char *) = name_line(p, c, name);
        }
    }
}

/* Adds the declarations of `cookies` that are in the category. */
static void add_cookies(apr_pool_t *p, apr_array_header_t *lines,
                        const apr_array_header_t *cookies, const char *category,
                        const cp_policy *policy)
{
    int i;

    for (i = 0; i < cookies->nelts; i++) {
        const cp_cookie *c = APR_ARRAY_IDX(cookies, i, const cp_cookie *);

        if (!strcmp(c->category, category)) {
            add_cookie(p, lines, c, policy);
        }
    }
}

/* ---- sources ---- */

static int is_source_in_force(const cp_policy *policy,
                              const cp_source_name *name)
{
    return policy == NULL
        || cp_sources_declared(policy, name->text)->source == name->source;
}

/* The line begins with two bytes with which no other line begins. The names of
 * the cookies are in one order. */
static const char *source_line(apr_pool_t *p, const cp_source_name *name)
{
    const cp_source *source = name->source;
    cp_buf *b = cp_buf_make(p, 256);
    int i;

    cp_buf_char(b, FIELD);
    cp_buf_char(b, FIELD);
    field(b, name->text);
    field(b, source->provider);
    purpose_field(b, source->purpose);
    lifetime_field(b, source->lifetime);
    field(b, source->controller);
    if (source->cookies != NULL) {
        apr_array_header_t *names = apr_array_copy(p, source->cookies);

        qsort(names->elts, (size_t)names->nelts, sizeof(const char *), by_text);
        for (i = 0; i < names->nelts; i++) {
            field(b, APR_ARRAY_IDX(names, i, const char *));
        }
    }
    return cp_buf_text(b);
}

/* Adds the sources of `sources` that are in the category. */
static void add_sources(apr_pool_t *p, apr_array_header_t *lines,
                        const apr_array_header_t *sources, const char *category,
                        const cp_policy *policy)
{
    int i, j;

    for (i = 0; i < sources->nelts; i++) {
        const cp_source *s = APR_ARRAY_IDX(sources, i, const cp_source *);

        for (j = 0; !strcmp(s->category, category) && j < s->sources->nelts;
             j++) {
            const cp_source_name *name =
                APR_ARRAY_IDX(s->sources, j, const cp_source_name *);

            if (is_source_in_force(policy, name)) {
                APR_ARRAY_PUSH(lines, const char *) = source_line(p, name);
            }
        }
    }
}

/* ---- categories and limits ---- */

static const char *category_line(apr_pool_t *p, const cp_declared *declared,
                                 int at)
{
    const cp_category *c = &declared->categories->list[at];
    cp_buf *b = cp_buf_make(p, 64);

    field(b, c->id);
    field(b, cp_category_mode_name(c->mode));
    field(b, declared->version);
    return cp_buf_text(b);
}

/* The line begins with a byte that no name begins with. */
static void add_limits(apr_pool_t *p, apr_array_header_t *lines,
                       const apr_array_header_t *limits)
{
    int i;

    for (i = 0; limits != NULL && i < limits->nelts; i++) {
        cp_buf *b = cp_buf_make(p, 32);

        cp_buf_char(b, FIELD);
        cp_buf_number(b, APR_ARRAY_IDX(limits, i, apr_int64_t));
        APR_ARRAY_PUSH(lines, const char *) = cp_buf_text(b);
    }
}

static void add_sorted(cp_buf *b, const apr_array_header_t *lines)
{
    const char **list = (const char **)lines->elts;
    int i;

    qsort(list, (size_t)lines->nelts, sizeof(*list), by_text);
    for (i = 0; i < lines->nelts; i++) {
        if (i == 0 || strcmp(list[i - 1], list[i])) {
            cp_buf_put(b, list[i]);
            cp_buf_char(b, LINE);
        }
    }
}

const char *cp_fingerprint(apr_pool_t *p, const cp_declared *declared, int at,
                           const apr_array_header_t *limits)
{
    const char *category = declared->categories->list[at].id;
    apr_array_header_t *lines = apr_array_make(p, 16, sizeof(const char *));
    cp_buf *b = cp_buf_make(p, 1024);

    cp_buf_put(b, category_line(p, declared, at));
    cp_buf_char(b, LINE);
    add_limits(p, lines, limits);
    add_cookies(p, lines, cp_policy_cookies(p, declared->policy), category,
                declared->policy);
    add_cookies(p, lines, cp_policy_cookies(p, declared->sections), category,
                NULL);
    add_sources(p, lines, cp_sources_list(p, declared->policy), category,
                declared->policy);
    add_sources(p, lines, cp_sources_list(p, declared->sections), category,
                NULL);
    add_sorted(b, lines);
    return cp_buf_text(b);
}

/* ---- the categories to ask about ---- */

static int waits(const cp_cookie *c, const cp_policy *policy)
{
    int i;

    for (i = 0; i < c->names->nelts && !cp_cookie_needs_no_consent(c); i++) {
        if (is_in_force(policy, c, APR_ARRAY_IDX(c->names, i, const char *))) {
            return 1;
        }
    }
    return 0;
}

static cp_set set_of(const cp_categories *all, const char *category)
{
    int at = cp_categories_find(all, cp_span_of(category));

    return at >= 0 ? CP_SET(at) : 0;
}

static cp_set of_cookies(const cp_categories *all,
                         const apr_array_header_t *cookies,
                         const cp_policy *policy)
{
    cp_set set = 0;
    int i;

    for (i = 0; i < cookies->nelts; i++) {
        const cp_cookie *c = APR_ARRAY_IDX(cookies, i, const cp_cookie *);

        if (waits(c, policy)) {
            set |= set_of(all, c->category);
        }
    }
    return set;
}

static cp_set of_sources(const cp_categories *all,
                         const apr_array_header_t *sources,
                         const cp_policy *policy)
{
    cp_set set = 0;
    int i, j;

    for (i = 0; i < sources->nelts; i++) {
        const cp_source *s = APR_ARRAY_IDX(sources, i, const cp_source *);

        for (j = 0; j < s->sources->nelts; j++) {
            if (is_source_in_force(
                    policy,
                    APR_ARRAY_IDX(s->sources, j, const cp_source_name *))) {
                set |= set_of(all, s->category);
            }
        }
    }
    return set;
}

static cp_set of_rules(const cp_categories *all,
                       const apr_array_header_t *rules)
{
    cp_set set = 0;
    int i;

    for (i = 0; i < rules->nelts; i++) {
        set |= set_of(
            all, APR_ARRAY_IDX(rules, i, const cp_markup_rule *)->category);
    }
    return set;
}

/* `in_force`: only the declarations that are in force in `policy` count. */
static cp_set waiting_in(apr_pool_t *p, const cp_categories *all,
                         const cp_policy *policy, int in_force)
{
    const cp_policy *chain = in_force ? policy : NULL;

    return of_cookies(all, cp_policy_cookies(p, policy), chain)
         | of_sources(all, cp_sources_list(p, policy), chain)
         | of_rules(all, cp_markup_rule_list(p, policy));
}

cp_set cp_fingerprint_asked(apr_pool_t *p, const cp_declared *declared)
{
    const cp_categories *all = declared->categories;

    return (waiting_in(p, all, declared->policy, 1)
            | waiting_in(p, all, declared->sections, 0))
         & all->optional;
}
