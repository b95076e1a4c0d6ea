/* SPDX-License-Identifier: Apache-2.0 */
/* CookiePolicyLock; see the header. */
#include "httpd/config/cp_lock.h"

#include <string.h>

#include <apr_strings.h>

/* Returns the shortest limit of a category from the virtual host inwards. The
 * merged list begins with the entries of the virtual host, of which the last
 * one counts. */
static apr_int64_t shortest(const cp_dir_conf *scope, const cp_dir_conf *conf,
                            const char *category)
{
    apr_int64_t limit = cp_dir_max_lifetime(scope, category);
    int i = scope->lifetimes ? scope->lifetimes->nelts : 0;

    for (; i < conf->lifetimes->nelts; i++) {
        const cp_lifetime *l = &APR_ARRAY_IDX(conf->lifetimes, i, cp_lifetime);

        if (l->seconds < limit && !strcmp(l->category, category)) {
            limit = l->seconds;
        }
    }
    return limit;
}

/* Returns a copy of the list in which no entry exceeds that of an enclosing
 * scope. */
static apr_array_header_t *shortened(apr_pool_t *p, const cp_dir_conf *scope,
                                     const cp_dir_conf *conf)
{
    apr_array_header_t *copy = apr_array_copy(p, conf->lifetimes);
    int i;

    for (i = 0; i < copy->nelts; i++) {
        cp_lifetime *l = &APR_ARRAY_IDX(copy, i, cp_lifetime);

        l->seconds = shortest(scope, conf, l->category);
    }
    return copy;
}

static int stricter(int a, int b)
{
    return a > b ? a : b;
}

const cp_dir_conf *cp_lock_apply(apr_pool_t *p, const cp_site *site,
                                 const cp_dir_conf *conf)
{
    const cp_dir_conf *scope = site->scope;
    cp_dir_conf *strict;

    if (conf == scope || !cp_lock_is_on(site)) {
        return conf;
    }
    strict = apr_pmemdup(p, conf, sizeof(*conf));
#define FLAG(name)                    \
    strict->name =                    \
        stricter(cp_dir_##name(conf), \
                 stricter(cp_dir_##name(scope), conf->strictest.name));
    CP_DIR_LOCKABLE(FLAG)
#undef FLAG
    if (conf->lifetimes != NULL && conf->lifetimes != scope->lifetimes) {
        strict->lifetimes = shortened(p, scope, conf);
    }
    return strict;
}

int cp_lock_scopes(const cp_site *site, const cp_dir_conf *conf)
{
    const cp_policy *end = site->scope->policy, *scope = conf->policy;
    int n = 0;

    for (; scope != NULL && scope != end; scope = scope->around) {
        n++;
    }
    return n;
}
