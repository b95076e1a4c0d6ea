/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the guard; see the header. */
#include "core/pages/cp_guard.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "core/policy/cp_js_pattern.h"

/* Of FNV-1a, for 32 bits. */
#define FNV_PRIME 16777619u

/* Appends the rule of a declaration. It follows decide_declared in
 * core/policy/cp_decide.c. */
static void add_rule(cp_buf *out, const cp_rules *rules,
                     const cp_cookie *cookie)
{
    if (cookie->place < 0) {
        cp_buf_char(out, '0');
    }
    else if (cp_cookie_needs_no_consent(cookie)
             || rules->categories->list[cookie->place].mode == CP_MODE_EXEMPT) {
        cp_buf_char(out, '1');
    }
    else {
        cp_buf_puts(out, "\"", cookie->category, "\"", NULL);
    }
}

/* A name of a declaration, and the declaration. */
typedef struct named {
    const char *name;
    const cp_cookie *cookie;
    int rank; /* of equally long prefixes the first one counts */
} named;

/* Returns the names of that kind in `p`, those that count first at the front:
 * the later ones, which are of a nearer scope or of a later line. */
static apr_array_header_t *names_of(apr_pool_t *p,
                                    const apr_array_header_t *cookies,
                                    cp_name_e kind)
{
    apr_array_header_t *list = apr_array_make(p, 8, sizeof(named));
    int i, j;

    for (i = cookies->nelts - 1; i >= 0; i--) {
        const cp_cookie *c = APR_ARRAY_IDX(cookies, i, const cp_cookie *);

        for (j = c->names->nelts - 1; j >= 0; j--) {
            const char *name = APR_ARRAY_IDX(c->names, j, const char *);

            if (cp_policy_name_kind(cp_span_of(name)) == kind) {
                named *one = apr_array_push(list);

                one->name = name;
                one->cookie = c;
                one->rank = list->nelts;
            }
        }
    }
    return list;
}

/* Compares two prefixes for qsort: a longer one counts first. */
static int compare(const void *first, const void *second)
{
    const named *a = first, *b = second;
    apr_size_t n = strlen(a->name), m = strlen(b->name);

    return n != m ? (n < m) - (n > m) : a->rank - b->rank;
}

/* Appends one pair of a list, `["text",rule]`. */
static void add_pair(cp_buf *out, const cp_rules *rules, const char *text,
                     const cp_cookie *cookie)
{
    cp_buf_put(out, out->s[out->n - 1] == '[' ? "[\"" : ",[\"");
    cp_buf_json(out, text);
    cp_buf_put(out, "\",");
    add_rule(out, rules, cookie);
    cp_buf_char(out, ']');
}

/* Appends the exact names. The rule of the consent cookie replaces that of a
 * declaration. */
static void add_exact(cp_buf *out, const cp_rules *rules,
                      const apr_array_header_t *cookies)
{
    apr_array_header_t *names = names_of(out->pool, cookies, CP_NAME_EXACT);
    int i;

    cp_buf_put(out, "[\"");
    cp_buf_json(out, apr_pstrmemdup(out->pool, rules->consent_cookie.s,
                                    rules->consent_cookie.n));
    cp_buf_puts(out, "\",", rules->reserved ? "0" : "1", "]", NULL);
    for (i = 0; i < names->nelts; i++) {
        const named *one = &APR_ARRAY_IDX(names, i, named);

        add_pair(out, rules, one->name, one->cookie);
    }
}

/* Returns an expression that matches the names with this prefix, "x*". */
static const char *expression_of(apr_pool_t *p, const char *prefix)
{
    char *text = apr_palloc(p, 2 * strlen(prefix) + 2), *to = text;

    *to++ = '^';
    for (; prefix[1] != '\0'; prefix++) {
        if (strchr("^$\\.*+?()[]{}|/", *prefix) != NULL) {
            *to++ = '\\';
        }
        *to++ = *prefix;
    }
    *to = '\0';
    return text;
}

static void add_prefixes(cp_buf *out, const cp_rules *rules,
                         const apr_array_header_t *cookies)
{
    apr_array_header_t *names = names_of(out->pool, cookies, CP_NAME_PREFIX);
    int i;

    qsort(names->elts, (size_t)names->nelts, sizeof(named), compare);
    for (i = 0; i < names->nelts; i++) {
        const named *one = &APR_ARRAY_IDX(names, i, named);

        add_pair(out, rules, expression_of(out->pool, one->name), one->cookie);
    }
}

/* Appends the expressions that JavaScript reads as the server does. */
static void add_patterns(cp_buf *out, const cp_rules *rules,
                         const apr_array_header_t *cookies)
{
    apr_array_header_t *names = names_of(out->pool, cookies, CP_NAME_PATTERN);
    int i;

    for (i = 0; i < names->nelts; i++) {
        const named *one = &APR_ARRAY_IDX(names, i, named);
        cp_span text = cp_span_of(one->name);

        text = cp_span_between(text.s + 1, text.s + text.n - 1);
        if (cp_js_pattern_fault(text) == NULL) {
            add_pair(out, rules, cp_span_dup(out->pool, text), one->cookie);
        }
    }
}

static void add_layer(cp_buf *out, const cp_layer *layer)
{
    const cp_rules *rules = &layer->rules;
    apr_array_header_t *cookies = cp_policy_cookies(out->pool, rules->policy);

    cp_buf_puts(out, "{\"undeclared\":", rules->allow_undeclared ? "1" : "0",
                ",\"expires\":", layer->expires ? "1" : "0", ",\"names\":[",
                NULL);
    add_exact(out, rules, cookies);
    cp_buf_put(out, "],\"patterns\":[");
    add_prefixes(out, rules, cookies);
    add_patterns(out, rules, cookies);
    cp_buf_put(out, "]}");
}

void cp_guard_rules(cp_buf *out, const cp_layers *layers)
{
    const char *join = "";
    int i;

    cp_buf_char(out, '[');
    for (i = 0; i < layers->n; i++) {
        if (layers->list[i].enforcement == CP_ON) {
            cp_buf_put(out, join);
            add_layer(out, &layers->list[i]);
            join = ",";
        }
    }
    cp_buf_char(out, ']');
}

void cp_guard_begin(cp_buf *out, const cp_layers *layers, const char *path)
{
    cp_buf_put(out, "<script data-cookie-policy=\"guard\" data-report=\"");
    cp_buf_html(out, path);
    cp_buf_put(out, CP_REPORT_PATH "\" data-rules='");
    cp_guard_rules(out, layers);
    cp_buf_char(out, '\'');
}

/* The modes of the categories decide which names are always allowed. */
static apr_uint32_t layer_hash(apr_uint32_t hash, const cp_layer *layer)
{
    const cp_categories *all = layer->rules.categories;
    int i;

    hash = (hash ^ cp_policy_hash(layer->rules.policy)) * FNV_PRIME;
    for (i = 0; i < all->n; i++) {
        hash = (hash ^ (all->list[i].mode == CP_MODE_EXEMPT)) * FNV_PRIME;
    }
    hash = (hash ^ (layer->rules.allow_undeclared != 0)) * FNV_PRIME;
    hash = (hash ^ (layer->rules.reserved != 0)) * FNV_PRIME;
    return (hash ^ (layer->expires != 0)) * FNV_PRIME;
}

apr_uint32_t cp_guard_hash(const cp_layers *layers)
{
    apr_uint32_t hash = 2166136261u;
    int i;

    for (i = 0; i < layers->n; i++) {
        if (layers->list[i].enforcement == CP_ON) {
            hash = layer_hash(hash, &layers->list[i]);
        }
    }
    return hash;
}
