/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration records: create, merge, get; see the header. */
#include "httpd/config/cp_conf.h"

#include <string.h>

#include "cp_assets.h"
#include "core/observe/cp_table.h"
#include "core/policy/cp_duration.h"
#include "httpd/config/cp_module.h"

const char *const cp_layout_names[] = {"bottom", "top", "box", "flow", NULL};

const char *const cp_place_names[] = {"start", "end", NULL};

const char *const cp_consent_signals[] = {"ad_storage", "analytics_storage",
                                          "ad_user_data", "ad_personalization",
                                          NULL};

cp_consent_cookie *cp_consent_cookie_make(apr_pool_t *p)
{
    cp_consent_cookie *c = apr_pcalloc(p, sizeof(*c));

    c->name = CP_CONSENT_NAME;
    c->path = "/";
    c->lifetime_text = CP_CONSENT_LIFETIME;
    c->lifetime = cp_duration_parse(cp_span_of(CP_CONSENT_LIFETIME));
    c->samesite = "Lax";
    c->httponly = 1;
    return c;
}

cp_observe_conf *cp_observe_conf_make(apr_pool_t *p)
{
    cp_observe_conf *o = apr_pcalloc(p, sizeof(*o));

    o->on = 1;
    o->entries = CP_TABLE_ENTRIES;
    o->file = "cookie_policy.observed";
    o->summary = 3600;
    return o;
}

/* ---- directory record ---- */

static void forget_enclosing(cp_dir_conf *conf)
{
#define FLAG(name) conf->strictest.name = CP_UNSET;
    CP_DIR_LOCKABLE(FLAG)
#undef FLAG
}

/* httpd merges a virtual host with the main server as it merges a section with
 * its server. So the values of the main server look like those of an enclosing
 * scope; but CookiePolicyLock starts at the virtual host. */
void cp_conf_is_outermost(server_rec *s)
{
    forget_enclosing(
        ap_get_module_config(s->lookup_defaults, &cookie_policy_module));
}

void *cp_conf_create_dir(apr_pool_t *p, char *path)
{
    cp_dir_conf *conf = apr_pcalloc(p, sizeof(*conf));

    (void)path;
#define FLAG(name, value) conf->name = CP_UNSET;
#define WORD(name, value) conf->name = NULL;
    CP_DIR_MEMBERS(FLAG, WORD)
#undef FLAG
#undef WORD
    forget_enclosing(conf);
    return conf;
}

/* Returns the entries of the nearer scope after the others: searches go
 * backwards, so the nearer entry is found first. */
static apr_array_header_t *append(apr_pool_t *p, apr_array_header_t *base,
                                  apr_array_header_t *add)
{
    if (base == NULL || add == NULL) {
        return add ? add : base;
    }
    return apr_array_append(p, base, add);
}

/* Returns for each member the strictest of three values: those of the two
 * records, and the value that a scope itself sets. */
static cp_strictest strictest_of(cp_strictest a, cp_strictest b,
                                 const cp_dir_conf *conf)
{
#define STRICTER(a, b) ((a) > (b) ? (a) : (b))
#define FLAG(name) a.name = STRICTER(STRICTER(a.name, b.name), conf->name);
    CP_DIR_LOCKABLE(FLAG)
#undef FLAG
#undef STRICTER
    return a;
}

void *cp_conf_merge_dir(apr_pool_t *p, void *basev, void *addv)
{
    cp_dir_conf *base = basev, *add = addv;
    cp_dir_conf *conf = apr_pcalloc(p, sizeof(*conf));

#define FLAG(name, value) \
    conf->name = add->name != CP_UNSET ? add->name : base->name;
#define WORD(name, value) conf->name = add->name ? add->name : base->name;
    CP_DIR_MEMBERS(FLAG, WORD)
#undef FLAG
#undef WORD
    conf->policy = cp_policy_merge(p, base->policy, add->policy);
    conf->set_at = add->enforcement != CP_UNSET ? add->set_at : base->set_at;
    conf->lifetimes = append(p, base->lifetimes, add->lifetimes);
    conf->strictest = strictest_of(base->strictest, add->strictest, base);
    conf->strictest = strictest_of(conf->strictest, add->strictest, add);
    return conf;
}

apr_int64_t cp_dir_max_lifetime(const cp_dir_conf *conf, const char *category)
{
    const cp_lifetime *limit = cp_lifetime_find(conf->lifetimes, category);

    return limit ? limit->seconds : CP_MAX_LIFETIME;
}

/* ---- server record ---- */

void *cp_conf_create_srv(apr_pool_t *p, server_rec *s)
{
    cp_srv_conf *conf = apr_pcalloc(p, sizeof(*conf));

    (void)s;
#define FLAG(name) conf->name = CP_UNSET;
#define WORD(name) conf->name = NULL;
#define RECORD(name, type) conf->name = NULL;
    CP_SRV_MEMBERS(FLAG, WORD, RECORD)
#undef FLAG
#undef WORD
#undef RECORD
    conf->categories = apr_array_make(p, 2, sizeof(cp_category));
    conf->texts = apr_array_make(p, 2, sizeof(cp_asset_text));
    conf->references = apr_array_make(p, 4, sizeof(cp_reference));
    return conf;
}

void *cp_conf_merge_srv(apr_pool_t *p, void *basev, void *addv)
{
    cp_srv_conf *base = basev, *add = addv;
    cp_srv_conf *conf = apr_pcalloc(p, sizeof(*conf));

#define FLAG(name) conf->name = add->name != CP_UNSET ? add->name : base->name;
#define WORD(name) conf->name = add->name ? add->name : base->name;
#define RECORD(name, type) conf->name = add->name ? add->name : base->name;
    CP_SRV_MEMBERS(FLAG, WORD, RECORD)
#undef FLAG
#undef WORD
#undef RECORD
    conf->categories = append(p, base->categories, add->categories);
    conf->texts = append(p, base->texts, add->texts);
    conf->wanted = base->wanted || add->wanted;
    conf->sections = cp_policy_merge(p, base->sections, add->sections);
    conf->guarded = base->guarded | add->guarded;
    conf->section_limits = append(p, base->section_limits, add->section_limits);
    conf->references = append(p, base->references, add->references);
    return conf;
}

cp_categories *cp_conf_categories(apr_pool_t *p, const cp_srv_conf *conf)
{
    cp_categories *all = cp_categories_make(p);
    int i;

    for (i = 0; i < conf->categories->nelts; i++) {
        cp_category *one = &APR_ARRAY_IDX(conf->categories, i, cp_category);

        if (!cp_categories_put(all, one)) {
            return NULL;
        }
    }
    return all;
}
