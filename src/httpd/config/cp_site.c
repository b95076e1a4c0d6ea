/* SPDX-License-Identifier: Apache-2.0 */
/* The site; see the header. */
#include "httpd/config/cp_site.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>

#include "cp_assets.h"
#include "httpd/config/cp_digest.h"
#include "httpd/config/cp_languages.h"
#include "core/pages/cp_guard.h"
#include "core/policy/cp_fingerprint.h"
#include "core/policy/cp_markup_rule.h"
#include "core/policy/cp_sources.h"
#include "httpd/config/cp_module.h"

#define CP_DEFAULT_PATH "/cookie-policy"

/* ---- making a site ---- */

/* The context of start-up while it makes the sites. Most servers have the same
 * texts, so equal bytes are stored only once. */
typedef struct build_ctx {
    apr_pool_t *p;       /* lives as long as the sites */
    apr_pool_t *scratch; /* cleared after each language */
    apr_hash_t *kept;    /* bytes => the stored copy of these bytes */
    const cp_texts *texts;
} build_ctx;

/* Makes the span point to the stored copy of its bytes. */
static void keep(const build_ctx *ctx, cp_span *a)
{
    const char *s = apr_hash_get(ctx->kept, a->s, (apr_ssize_t)a->n);

    if (s == NULL) {
        s = apr_pstrmemdup(ctx->p, a->s, a->n);
        apr_hash_set(ctx->kept, s, (apr_ssize_t)a->n, s);
    }
    a->s = s;
}

/* Stores texts that pages usually contain in this order one after the other, so
 * that they fit into one bucket. NULL ends the list. */
static void keep_run(const build_ctx *ctx, cp_span *const pieces[])
{
    cp_buf *b = cp_buf_make(ctx->scratch, 4096);
    cp_span all;
    int i;

    for (i = 0; pieces[i] != NULL; i++) {
        cp_buf_add(b, pieces[i]->s, pieces[i]->n);
    }
    all = cp_span_between(b->s, b->s + b->n);
    keep(ctx, &all);
    for (i = 0; pieces[i] != NULL; i++) {
        pieces[i]->s = all.s;
        all.s += pieces[i]->n;
    }
}

/* Notes the place of each declaration's category. The place is the same in all
 * servers that inherit the declaration, because they inherit the categories,
 * too, and add their own after them. */
static void place_declarations(const cp_srv_conf *conf,
                               const cp_categories *all)
{
    int i;

    for (i = 0; i < conf->references->nelts; i++) {
        const cp_reference *ref =
            &APR_ARRAY_IDX(conf->references, i, cp_reference);

        if (ref->place == NULL) {
            continue;
        }
        *ref->place = cp_categories_find(all, cp_span_of(ref->category));
        if (ref->scope != NULL && *ref->place >= 0) {
            *ref->scope |= CP_SET(*ref->place);
        }
    }
}

static cp_set signals_of(const cp_srv_conf *conf, const cp_categories *all)
{
    cp_set set = 0;
    int i, at;

    if (conf->signal == NULL) {
        at = cp_categories_find(all, cp_span_of("third-party"));
        set = CP_SET(at);
    }
    else {
        for (i = 0; i < conf->signal->categories->nelts; i++) {
            at = cp_categories_find(
                all, cp_span_of(APR_ARRAY_IDX(conf->signal->categories, i,
                                              const char *)));
            set |= at >= 0 ? CP_SET(at) : 0;
        }
    }
    return set & all->optional;
}

/* ---- the terms that visitors answer to ---- */

/* Hex digits of the digest of all categories. It is shown, not compared. */
#define CP_VERSION_LENGTH 8

static cp_declared declared_by(const cp_site *site)
{
    cp_declared declared = {site->categories, site->scope->policy,
                            site->conf->sections, site->conf->version};

    return declared;
}

/* Returns the limits for cookies of that category, on the site and in sections
 * (apr_int64_t, seconds). */
static apr_array_header_t *limits_of(apr_pool_t *p, const cp_site *site, int at)
{
    const char *id = site->categories->list[at].id;
    const apr_array_header_t *sections = site->conf->section_limits;
    apr_array_header_t *limits = apr_array_make(p, 2, sizeof(apr_int64_t));
    int i;

    APR_ARRAY_PUSH(limits, apr_int64_t) = cp_dir_max_lifetime(site->scope, id);
    for (i = 0; sections != NULL && i < sections->nelts; i++) {
        const cp_lifetime *l = &APR_ARRAY_IDX(sections, i, cp_lifetime);

        if (!strcmp(l->category, id)) {
            APR_ARRAY_PUSH(limits, apr_int64_t) = l->seconds;
        }
    }
    return limits;
}

/* Makes the digest of each category, and `version`, their digest. `version`
 * remains NULL if OpenSSL fails. */
static void make_terms(const build_ctx *ctx, cp_site *site)
{
    cp_declared declared = declared_by(site);
    const char *whole = "";
    int i;

    for (i = 0; i < site->categories->n; i++) {
        const char *digest =
            cp_digest_hex(ctx->p,
                          cp_fingerprint(ctx->scratch, &declared, i,
                                         limits_of(ctx->scratch, site, i)),
                          CP_DIGEST_LENGTH);

        if (digest == NULL) {
            return;
        }
        site->digests[i] = digest;
        whole = apr_pstrcat(ctx->scratch, whole, site->categories->list[i].id,
                            ":", digest, " ", NULL);
    }
    site->version = cp_digest_hex(ctx->p, whole, CP_VERSION_LENGTH);
    site->terms = cp_terms_make(ctx->p, site->categories, site->digests);
    apr_pool_clear(ctx->scratch);
}

static const char *variable_of(apr_pool_t *p, const cp_category *category)
{
    char *name = apr_pstrcat(p, "COOKIE_POLICY_", category->id, NULL);
    char *s;

    for (s = name; *s; s++) {
        *s = *s == '-' ? '_' : (char)apr_toupper(*s);
    }
    return name;
}

static void make_variables(apr_pool_t *p, cp_site *site)
{
    const cp_categories *all = site->categories;
    const cp_consent none = {0};
    int i;

    site->env = apr_table_make(p, all->n + 1);
    apr_table_addn(site->env, "COOKIE_POLICY", "undecided");
    for (i = 0; i < all->n; i++) {
        site->env_names[i] = variable_of(p, &all->list[i]);
        apr_table_addn(
            site->env, site->env_names[i],
            cp_consent_state_name(cp_consent_state(all, i, &none, 0)));
    }
}

#define HASH_BEGIN 2166136261u

/* FNV-1a. The callers combine hashes by XOR, so their order does not matter. */
static apr_uint32_t hash_span(cp_span a, apr_uint32_t hash)
{
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        hash = (hash ^ (unsigned char)a.s[i]) * 16777619u;
    }
    return hash;
}

void cp_site_view(const cp_site *site, const char *language, cp_view *view)
{
    view->presentation = site->presentation;
    view->language = language;
    view->policy = site->scope->policy;
    view->sections = site->conf->sections;
    view->limits = site->scope->lifetimes;
    view->ceiling = site->conf->lock == 1 ? site->scope->lifetimes : NULL;
    view->consent_cookie = site->cookie->name;
    view->consent_lifetime = site->cookie->lifetime_text;
    view->version = site->version;
    view->digests = site->digests;
    view->asked = site->categories->asked;
    view->saved = 0;
    view->visitor = NULL;
}

static void keep_reopen(const build_ctx *ctx, cp_reopen *reopen)
{
    cp_span *const run[] = {&reopen->before, &reopen->left, &reopen->after,
                            NULL};

    keep_run(ctx, run);
}

/* Stores every span of the record. */
static void keep_phrases(const build_ctx *ctx, cp_phrases *f)
{
    cp_span *const run[] = {&f->banner.say,       &f->banner.rest,
                            &f->script.before,    &f->script.left,
                            &f->script.undecided, NULL};
    cp_span *const end[] = {&f->script.sources, &f->script.after, NULL};

    keep_run(ctx, run);
    keep_run(ctx, end);
    keep_reopen(ctx, &f->reopen);
    keep_reopen(ctx, &f->hidden_reopen);
    keep(ctx, &f->banner.before);
    keep(ctx, &f->banner.middle);
    keep(ctx, &f->banner.signal);
    keep(ctx, &f->script.uniform);
    keep(ctx, &f->script.usual[CP_USUAL_YES]);
    keep(ctx, &f->script.usual[CP_USUAL_NO]);
}

static void render_language(const build_ctx *ctx, cp_site *site,
                            const char *tag)
{
    cp_phrases *f = apr_pcalloc(ctx->p, sizeof(*f));
    apr_uint32_t hash = hash_span(cp_span_of(tag), HASH_BEGIN);
    cp_view view;

    f->language = tag;
    cp_site_view(site, tag, &view);
    cp_banner_render(ctx->scratch, &view, &f->banner);
    cp_reopen_render(ctx->scratch, &view, 0, &f->reopen);
    cp_reopen_render(ctx->scratch, &view, 1, &f->hidden_reopen);
    cp_script_render(ctx->scratch, &view, &f->script);
    hash = hash_span(f->banner.middle, hash);
    hash = hash_span(f->banner.say, hash);
    hash = hash_span(f->banner.signal, hash);
    hash = hash_span(f->banner.rest, hash);
    hash = hash_span(f->script.before, hash);
    hash = hash_span(f->script.undecided, hash);
    hash = hash_span(f->script.usual[CP_USUAL_YES], hash);
    hash = hash_span(f->script.usual[CP_USUAL_NO], hash);
    hash = hash_span(f->script.after, hash);
    site->seed ^= hash_span(f->reopen.after, hash);
    keep_phrases(ctx, f);
    apr_pool_clear(ctx->scratch);
    cp_name_map_set(site->phrases, cp_span_of(tag), f);
}

static const char *csp_of(apr_pool_t *p, const cp_site *site)
{
    const char *style = site->presentation.stylesheet
                          ? "'self'"
                          : cp_digest_csp(p, cp_asset_page_css);

    if (style == NULL || site->hashes.script == NULL) {
        return NULL;
    }
    return apr_pstrcat(p, "default-src 'none'; style-src ", style,
                       "; script-src ", site->hashes.script,
                       "; connect-src 'self'; form-action 'self'; "
                       "base-uri 'none'; frame-ancestors 'none'",
                       NULL);
}

/* The page in place of a held frame has no script, and this site shows it in
 * frames. */
static const char *held_csp_of(apr_pool_t *p, const cp_site *site)
{
    const char *style = site->presentation.stylesheet
                          ? "'self'"
                          : cp_digest_csp(p, cp_asset_held_css);

    return style ? apr_pstrcat(p, "default-src 'none'; style-src ", style,
                               "; form-action 'self'; base-uri 'none'; "
                               "frame-ancestors 'self'",
                               NULL)
                 : NULL;
}

static void hash_texts(apr_pool_t *p, cp_site *site)
{
    cp_hashes *hashes = &site->hashes;

    hashes->banner = cp_digest_csp(p, cp_asset_banner_css);
    hashes->reopen = cp_digest_csp(p, cp_asset_reopen_css);
    hashes->script = cp_digest_csp(p, site->presentation.script);
    hashes->release = cp_digest_csp(p, cp_asset_script_js);
    hashes->consent = cp_digest_csp(p, cp_asset_consent_mode_js);
    hashes->guard = cp_digest_csp(p, cp_asset_guard_js);
}

static void render_guard(const build_ctx *ctx, cp_site *site)
{
    cp_buf *b = cp_buf_make(ctx->scratch, 4096);
    cp_layer layer;
    cp_layers layers = {&layer, 1};

    if (cp_dir_guards(site->scope)) {
        cp_site_layer(site, site->scope, &layer);
        cp_guard_begin(b, &layers, site->path);
        site->guard = cp_span_between(b->s, b->s + b->n);
        keep(ctx, &site->guard);
        apr_pool_clear(ctx->scratch);
    }
}

static int holds(const cp_policy *policy)
{
    return cp_sources_any(policy) || cp_markup_rule_any(policy);
}

/* Returns the script of all pages of a site, because a library can insert each
 * page into each other one. cp_inject.c and cp_csp_fields.c know the pages that
 * may contain held content although it is not known here. */
static const char *script_of(const cp_site *site)
{
    return holds(site->scope->policy) || holds(site->conf->sections)
                || cp_dir_undeclared_source(site->scope) == CP_LOAD_HOLD
             ? cp_asset_script_js
             : cp_asset_script_plain_js;
}

static void render(const build_ctx *ctx, cp_site *site, const server_rec *s)
{
    apr_array_header_t *tags = cp_texts_languages(ctx->p, site->texts);
    int i;

    site->presentation.categories = site->categories;
    site->presentation.texts = site->texts;
    site->presentation.publisher =
        cp_view_publisher(ctx->p, site->conf->publisher, s->server_hostname);
    site->presentation.path = site->path;
    site->presentation.stylesheet = site->conf->stylesheet;
    site->presentation.script = script_of(site);
    site->seed ^= hash_span(cp_span_of(cp_asset_script_js), HASH_BEGIN);
    site->phrases = cp_name_map_make(ctx->p);
    for (i = 0; i < tags->nelts; i++) {
        render_language(ctx, site, APR_ARRAY_IDX(tags, i, const char *));
    }
    cp_consent_mode_render(ctx->p, site->conf->consent_mode, site->categories,
                           &site->consent_mode);
    site->seed ^= hash_span(site->consent_mode.after,
                            hash_span(site->consent_mode.before, HASH_BEGIN));
    render_guard(ctx, site);
    if (site->conf->guarded) {
        site->seed ^= hash_span(cp_span_of(cp_asset_guard_js), HASH_BEGIN);
    }
    hash_texts(ctx->p, site);
    site->own_csp = csp_of(ctx->p, site);
    site->held_csp = held_csp_of(ctx->p, site);
}

/* True if OpenSSL has computed every digest. */
static int is_complete(const cp_site *site)
{
    const cp_hashes *hashes = &site->hashes;

    return site->version != NULL
        && (!site->active
            || (site->own_csp != NULL && site->held_csp != NULL
                && hashes->banner != NULL && hashes->reopen != NULL
                && hashes->script != NULL && hashes->release != NULL
                && hashes->consent != NULL && hashes->guard != NULL));
}

/* Returns a copy with the categories that are asked about. */
static const cp_categories *categories_in(const build_ctx *ctx,
                                          const cp_site *site)
{
    cp_categories *all = cp_conf_categories(ctx->p, site->conf);
    cp_declared declared = {all, site->scope->policy, site->conf->sections,
                            NULL};

    all->asked = cp_fingerprint_asked(ctx->scratch, &declared);
    apr_pool_clear(ctx->scratch);
    return all;
}

static cp_site *make_site(const build_ctx *ctx, server_rec *s)
{
    apr_pool_t *p = ctx->p;
    cp_site *site = apr_pcalloc(p, sizeof(*site));
    cp_srv_conf *conf = cp_conf_srv(s);

    site->conf = conf;
    site->scope = cp_conf_dir_of(s);
    cp_conf_is_outermost(s);
    site->categories = categories_in(ctx, site);
    place_declarations(conf, site->categories);
    site->texts = cp_languages_texts(ctx->p, conf, ctx->texts);
    site->cookie =
        conf->consent_cookie ? conf->consent_cookie : cp_consent_cookie_make(p);
    site->cookie_name = cp_span_of(site->cookie->name);
    site->signals = signals_of(conf, site->categories);
    site->path = conf->path ? conf->path : CP_DEFAULT_PATH;
    site->path_length = strlen(site->path);
    site->active =
        conf->path != NULL || cp_dir_enforcement(site->scope) != CP_OFF;
    make_terms(ctx, site);
    site->since = apr_time_sec(apr_time_now());
    site->dav = cp_dav_find(ctx->p);
    site->reported = apr_pcalloc(p, sizeof(*site->reported));
    make_variables(p, site);
    if (site->active) {
        render(ctx, site, s);
    }
    return site;
}

/* True if an .htaccess file there may contain directives of this module. */
static int may_override(const core_dir_config *dir)
{
    return dir != NULL
        && ((dir->override & OR_FILEINFO) || dir->override_list != NULL);
}

static int allows_htaccess(server_rec *s)
{
    const core_server_config *core =
        ap_get_core_module_config(s->module_config);
    int i;

    for (i = 0; i < core->sec_dir->nelts; i++) {
        ap_conf_vector_t *section =
            APR_ARRAY_IDX(core->sec_dir, i, ap_conf_vector_t *);

        if (may_override(ap_get_core_module_config(section))) {
            return 1;
        }
    }
    return may_override(ap_get_core_module_config(s->lookup_defaults));
}

static int is_dormant(server_rec *s)
{
    for (; s != NULL; s = s->next) {
        if (cp_conf_srv(s)->wanted || cp_conf_srv(s)->path != NULL
            || allows_htaccess(s)) {
            return 0;
        }
    }
    return 1;
}

/* Gives the server a record of its own: httpd lets virtual hosts without a
 * directive of this module use the record of the main server. */
static void separate(apr_pool_t *p, const server_rec *main, server_rec *s)
{
    cp_srv_conf *conf = cp_conf_srv(s);

    if (s != main && conf == cp_conf_srv(main)) {
        ap_set_module_config(s->module_config, &cookie_policy_module,
                             apr_pmemdup(p, conf, sizeof(*conf)));
    }
}

static int make_all(const build_ctx *ctx, server_rec *s)
{
    const server_rec *main = s;
    int dormant = is_dormant(s), number;

    for (number = 0; s != NULL; s = s->next, number++) {
        cp_site *site;

        separate(ctx->p, main, s);
        site = make_site(ctx, s);
        if (!is_complete(site)) {
            ap_log_error(APLOG_MARK, APLOG_ERR | APLOG_STARTUP, 0, s,
                         CPLOGNO(0011) "OpenSSL cannot compute SHA-256; the "
                                       "policy has no version without it");
            return HTTP_INTERNAL_SERVER_ERROR;
        }
        site->number = number;
        cp_conf_srv(s)->site = site;
        cp_conf_srv(s)->dormant = dormant;
    }
    return OK;
}

int cp_site_make_all(apr_pool_t *pconf, server_rec *s)
{
    apr_pool_t *startup; /* lives until all sites are made */
    build_ctx ctx;
    int status;

    apr_pool_create(&startup, pconf);
    ctx.p = pconf;
    apr_pool_create(&ctx.scratch, startup);
    ctx.kept = apr_hash_make(startup);
    ctx.texts = cp_texts_make(pconf);
    status = make_all(&ctx, s);
    apr_pool_destroy(startup);
    return status;
}

const cp_phrases *cp_site_phrases(const cp_site *site, cp_span tag)
{
    /* texts have their tag in lower case, as most requests */
    const cp_phrases *exact = cp_name_map_get(site->phrases, tag);

    if (exact != NULL) {
        return exact;
    }
    tag = cp_span_of(cp_texts_lookup(site->texts, tag));
    return cp_name_map_get(site->phrases, tag);
}
