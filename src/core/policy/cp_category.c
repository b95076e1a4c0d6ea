/* SPDX-License-Identifier: Apache-2.0 */
/* The categories of cookies; see the header. */
#include "core/policy/cp_category.h"

#include <string.h>

static const char *const mode_names[] = {"exempt", "consent", "optout"};

#define CP_BUILT_IN 4

static const cp_category built_in[CP_BUILT_IN] = {
    {CP_NECESSARY, CP_MODE_EXEMPT, NULL, NULL},
    {"statistical", CP_MODE_CONSENT, NULL, NULL},
    {"first-party", CP_MODE_CONSENT, NULL, NULL},
    {"third-party", CP_MODE_CONSENT, NULL, NULL}};

cp_categories *cp_categories_make(apr_pool_t *p)
{
    cp_categories *all = apr_pcalloc(p, sizeof(*all));
    int i;

    for (i = 0; i < CP_BUILT_IN; i++) {
        cp_categories_put(all, &built_in[i]);
    }
    return all;
}

int cp_categories_find(const cp_categories *all, cp_span id)
{
    int i;

    for (i = 0; i < all->n; i++) {
        if (cp_span_is(id, all->list[i].id)) {
            return i;
        }
    }
    return -1;
}

int cp_categories_put(cp_categories *all, const cp_category *one)
{
    int at = cp_categories_find(all, cp_span_of(one->id));

    if (at < 0) {
        if (all->n == CP_MAX_CATEGORIES) {
            return 0;
        }
        at = all->n++;
    }
    all->list[at] = *one;
    all->optional &= ~CP_SET(at);
    all->optional |= one->mode != CP_MODE_EXEMPT ? CP_SET(at) : 0;
    return 1;
}

static int is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

int cp_category_id_valid(cp_span id)
{
    apr_size_t i;

    if (id.n == 0 || id.n > CP_MAX_CATEGORY_ID || !is_lower(id.s[0])) {
        return 0;
    }
    for (i = 1; i < id.n; i++) {
        char c = id.s[i];

        if (!is_lower(c) && !(c >= '0' && c <= '9') && c != '-') {
            return 0;
        }
    }
    return 1;
}

const char *cp_category_mode_name(cp_category_mode mode)
{
    return mode_names[mode];
}

int cp_category_mode_parse(cp_span name, cp_category_mode *mode)
{
    int i;

    for (i = 0; i < 3; i++) {
        if (cp_span_case_is(name, mode_names[i])) {
            *mode = (cp_category_mode)i;
            return 1;
        }
    }
    return 0;
}
