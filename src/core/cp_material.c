/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer was given to; see the header. */
#include "cp_material.h"

#include <stdlib.h>
#include <string.h>

#include "cp_buf.h"

/* Fields and lines end with control characters no declaration can hold. */
#define FIELD '\x1f'
#define LINE '\x1e'

static void field(cp_buf *b, const char *text)
{
    cp_buf_put(b, text ? text : "");
    cp_buf_char(b, FIELD);
}

/* A purpose's identity: its ASCII letters and digits without their case,
 * and its other characters, so that a comma more asks nobody again. */
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

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(apr_array_header_t *lines)
{
    qsort(lines->elts, (size_t)lines->nelts, sizeof(const char *), by_text);
}

/* Of a line's names those it is in force for; all of them in a section. */
static apr_array_header_t *material_names(apr_pool_t *p, const cp_cookie *c,
                                          const cp_policy *policy)
{
    apr_array_header_t *names =
        apr_array_make(p, c->names->nelts, sizeof(const char *));
    int i;

    for (i = 0; i < c->names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(c->names, i, const char *);

        if (policy == NULL || cp_policy_declared(policy, name) == c) {
            APR_ARRAY_PUSH(names, const char *) = name;
        }
    }
    sort(names);
    return names;
}

static void add_cookie(apr_pool_t *p, apr_array_header_t *lines,
                       const cp_cookie *c, const cp_policy *policy)
{
    cp_buf *b = cp_buf_make(p, 256);
    apr_array_header_t *names = material_names(p, c, policy);
    int i;

    if (names->nelts == 0) {
        return;
    }
    field(b, c->category);
    for (i = 0; i < names->nelts; i++) {
        field(b, APR_ARRAY_IDX(names, i, const char *));
    }
    cp_buf_char(b, FIELD);
    field(b, c->provider);
    purpose_field(b, c->purpose);
    field(b, c->lifetime);
    field(b, c->domain);
    field(b, c->path);
    field(b, c->controller);
    field(b, c->third_party ? "third" : "");
    field(b, c->anonymised ? "anonymised" : "");
    APR_ARRAY_PUSH(lines, const char *) = cp_buf_text(b);
}

static const char *category_line(apr_pool_t *p, const cp_category *c)
{
    cp_buf *b = cp_buf_make(p, 64);

    field(b, c->id);
    field(b, cp_mode_name(c->mode));
    return cp_buf_text(b);
}

const char *cp_material(apr_pool_t *p, const cp_categories *categories,
                        const cp_policy *policy,
                        const apr_array_header_t *sections)
{
    apr_array_header_t *cookies = cp_policy_cookies(p, policy);
    apr_array_header_t *lines =
        apr_array_make(p, cookies->nelts + categories->n, sizeof(const char *));
    cp_buf *b = cp_buf_make(p, 4096);
    int i;

    for (i = 0; i < categories->n; i++) {
        APR_ARRAY_PUSH(lines, const char *) =
            category_line(p, &categories->list[i]);
    }
    for (i = 0; i < cookies->nelts; i++) {
        add_cookie(p, lines, APR_ARRAY_IDX(cookies, i, const cp_cookie *),
                   policy);
    }
    for (i = 0; sections != NULL && i < sections->nelts; i++) {
        add_cookie(p, lines, APR_ARRAY_IDX(sections, i, const cp_cookie *),
                   NULL);
    }
    sort(lines);
    for (i = 0; i < lines->nelts; i++) {
        cp_buf_put(b, APR_ARRAY_IDX(lines, i, const char *));
        cp_buf_char(b, LINE);
    }
    return cp_buf_text(b);
}
