/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the guard; see the header. */
#include "core/pages/cp_guard.h"

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

/* Appends one name, if it is of that kind and JavaScript can read it. Returns
 * non-zero if it has appended something. */
static int add_name(cp_buf *out, const char *name, cp_name_e kind,
                    const char *join)
{
    cp_span text = cp_span_of(name);
    const char *inner = name;

    if (cp_policy_name_kind(text) != kind) {
        return 0;
    }
    if (kind == CP_NAME_PREFIX) {
        inner = apr_pstrmemdup(out->pool, name, text.n - 1);
    }
    else if (kind == CP_NAME_PATTERN) {
        text = cp_span_between(text.s + 1, text.s + text.n - 1);
        if (cp_js_pattern_fault(text) != NULL) {
            return 0;
        }
        inner = apr_pstrmemdup(out->pool, text.s, text.n);
    }
    cp_buf_puts(out, join, kind == CP_NAME_PATTERN ? "[\"" : "\"", NULL);
    cp_buf_json(out, inner);
    cp_buf_put(out, kind == CP_NAME_PATTERN ? "\"," : "\":");
    return 1;
}

/* Appends all names of that kind. In an object the last of two equal names
 * counts, which is the nearer one. */
static void add_names(cp_buf *out, const cp_rules *rules,
                      const apr_array_header_t *cookies, cp_name_e kind)
{
    const char *join = "";
    int i, j;

    for (i = 0; i < cookies->nelts; i++) {
        const cp_cookie *c = APR_ARRAY_IDX(cookies, i, const cp_cookie *);

        for (j = 0; j < c->names->nelts; j++) {
            if (add_name(out, APR_ARRAY_IDX(c->names, j, const char *), kind,
                         join)) {
                add_rule(out, rules, c);
                cp_buf_put(out, kind == CP_NAME_PATTERN ? "]" : "");
                join = ",";
            }
        }
    }
}

/* Appends the consent cookie after the other names, because its rule replaces
 * that of a declaration. */
static void add_consent_cookie(cp_buf *out, const cp_rules *rules)
{
    cp_buf_put(out, out->s[out->n - 1] == '{' ? "\"" : ",\"");
    cp_buf_json(out, apr_pstrmemdup(out->pool, rules->consent_cookie.s,
                                    rules->consent_cookie.n));
    cp_buf_puts(out, "\":", rules->reserved ? "0" : "1", NULL);
}

static void add_layer(cp_buf *out, const cp_layer *layer)
{
    const cp_rules *rules = &layer->rules;
    apr_array_header_t *cookies = cp_policy_cookies(out->pool, rules->policy);

    cp_buf_puts(out, "{\"undeclared\":", rules->allow_undeclared ? "1" : "0",
                ",\"expires\":", layer->expires ? "1" : "0", ",\"names\":{",
                NULL);
    add_names(out, rules, cookies, CP_NAME_EXACT);
    add_consent_cookie(out, rules);
    cp_buf_put(out, "},\"prefixes\":{");
    add_names(out, rules, cookies, CP_NAME_PREFIX);
    cp_buf_put(out, "},\"patterns\":[");
    add_names(out, rules, cookies, CP_NAME_PATTERN);
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
