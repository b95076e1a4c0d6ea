/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings at start-up; see the header. */
#include "httpd/config/cp_config_warnings.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>

#include "httpd/config/cp_module.h"
#include "httpd/config/cp_require_uses.h"
#include "httpd/config/cp_site.h"
#include "core/base/cp_args.h"
#include "core/policy/cp_policy_field.h"

/* Bytes of a field that other software still accepts: a line of 8,190 bytes in
 * httpd itself, and a header section of 8,192 bytes in nginx. */
#define CP_LONG_FIELD 8000

typedef struct advising {
    apr_pool_t *p;
    server_rec *main_server;
} advising;

/* ---- the server of a directive ---- */

static server_rec *defined_at(server_rec *s, const ap_directive_t *d)
{
    for (; s != NULL; s = s->next) {
        if (s->defn_name != NULL && !strcmp(s->defn_name, d->filename)
            && s->defn_line_number == (unsigned)d->line_num) {
            return s;
        }
    }
    return NULL;
}

/* Returns the server of the enclosing <VirtualHost>, else the main server. */
static server_rec *server_of(const advising *a, const ap_directive_t *d)
{
    for (d = d->parent; d != NULL; d = d->parent) {
        if (!strcasecmp(d->directive, "<VirtualHost")) {
            return defined_at(a->main_server, d);
        }
    }
    return a->main_server;
}

static int in_section(const ap_directive_t *d)
{
    static const char *const sections[] = {
        "<Directory", "<DirectoryMatch", "<Location", "<LocationMatch",
        "<Files",     "<FilesMatch",     "<If",       "<Proxy",
        NULL};
    int i;

    for (d = d->parent; d != NULL; d = d->parent) {
        for (i = 0; sections[i]; i++) {
            if (!strcasecmp(d->directive, sections[i])) {
                return 1;
            }
        }
    }
    return 0;
}

/* ---- cookies of other modules ---- */

/* Warns if the cookie is not declared. `name` may be "cookie|url-parameter". */
static void check_name(apr_pool_t *p, const server_rec *s,
                       const char *directive, cp_span name)
{
    const cp_site *site = cp_conf_site(s);
    cp_worn_out worn_out = {p, NULL};
    cp_budget budget = {p, &worn_out, NULL, NULL, 0, NULL, NULL, 0};

    name.n = cp_span_find(name, '|');
    if (cp_dir_enforcement(site->scope) == CP_OFF || name.n == 0
        || cp_dir_undeclared(site->scope) == CP_UNDECLARED_ALLOW
        || cp_policy_match(site->scope->policy, name, &budget) != NULL) {
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                 CPLOGNO(0012) "%s uses the cookie '%.*s', which is not "
                               "declared: it will be suppressed and hidden; "
                               "declare it with CookiePolicyCookie",
                 directive, (int)name.n, name.s);
}

/* Checks stickysession=NAME in ProxyPass, ProxySet and BalancerMember. */
static void check_sticky(const server_rec *s, const ap_directive_t *d,
                         const apr_array_header_t *words)
{
    static const char key[] = "stickysession=";
    int i;

    for (i = 0; i < words->nelts; i++) {
        const char *word = APR_ARRAY_IDX(words, i, const char *);

        if (!strncasecmp(word, key, sizeof(key) - 1)) {
            check_name(words->pool, s, d->directive,
                       cp_span_of(word + sizeof(key) - 1));
        }
    }
}

/* Checks Header [always] add|set|append|merge Set-Cookie "NAME=..." */
static void check_header(const server_rec *s, const ap_directive_t *d,
                         const apr_array_header_t *words)
{
    int i;

    for (i = 1; i <= 2 && i + 1 < words->nelts; i++) {
        cp_span pair = cp_span_of(APR_ARRAY_IDX(words, i + 1, const char *));

        if (!strcasecmp(APR_ARRAY_IDX(words, i, const char *), "Set-Cookie")
            && cp_span_find(pair, '=') < pair.n
            && strncmp(pair.s, "expr=", 5) != 0) {
            check_name(words->pool, s, d->directive, cp_pair_name(pair));
        }
    }
}

static void check_cookies(const advising *a, const ap_directive_t *d)
{
    static const char *const named[] = {
        "SessionCookieName", "SessionCookieName2", "CookieName", NULL};
    server_rec *s = server_of(a, d);
    apr_array_header_t *words = cp_args_split(a->p, d->args ? d->args : "");
    int i;

    if (s == NULL || words == NULL || words->nelts == 0) {
        return;
    }
    for (i = 0; named[i]; i++) {
        if (!strcasecmp(d->directive, named[i])) {
            check_name(words->pool, s, d->directive,
                       cp_span_of(APR_ARRAY_IDX(words, 0, const char *)));
        }
    }
    if (!strncasecmp(d->directive, "Proxy", 5)
        || !strcasecmp(d->directive, "BalancerMember")) {
        check_sticky(s, d, words);
    }
    if (!strcasecmp(d->directive, "Header")) {
        check_header(s, d, words);
    }
}

/* ---- policies of sections only ---- */

static void check_policy(const advising *a, const ap_directive_t *d)
{
    server_rec *s = server_of(a, d);

    if (s == NULL || strcasecmp(d->directive, "CookiePolicy") || !in_section(d)
        || !strcasecmp(d->args, "Off")
        || cp_dir_enforcement(cp_conf_site(s)->scope) != CP_OFF) {
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                 CPLOGNO(0013) "CookiePolicy %s is in a section (%s:%d) of a "
                               "virtual host without a policy: it does not "
                               "apply to responses that httpd sends before it "
                               "reads sections (early errors, hits of "
                               "mod_cache's quick handler)",
                 d->args, d->filename, d->line_num);
}

/* ---- Consent Mode without a question ---- */

/* If the server asks about no category, no page changes, and the signals get no
 * default. */
static void check_consent_mode(server_rec *s)
{
    const cp_site *site = cp_conf_site(s);

    if (site->consent_mode.before.n > 0 && site->categories->asked == 0) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     CPLOGNO(0035) "CookiePolicyConsentMode has no effect "
                                   "here: there is nothing to ask about. "
                                   "Declare the cookies of the tags, in the "
                                   "categories that the signals represent");
    }
}

/* ---- Consent Mode that takes one consent for another ---- */

/* The signal that governs the data of Google Ads alone, since 15 June 2026. */
#define CP_AD_STORAGE "ad_storage"

/* True for a category that is not about advertising: statistics, or cookies
 * that need no answer. */
static int is_without_ads(const cp_categories *all, const char *id)
{
    int at = cp_categories_find(all, cp_span_of(id));

    return !strcmp(id, CP_STATISTICAL)
        || (at >= 0 && all->list[at].mode == CP_MODE_EXEMPT);
}

/* Returns a category that is sufficient for ad_storage and is not about
 * advertising; NULL if each answer for it includes one about advertising. */
static const char *category_of_ads(const cp_site *site)
{
    const apr_array_header_t *pairs = site->conf->consent_mode->pairs;
    const char *found = NULL;
    int i;

    for (i = 0; i < pairs->nelts; i++) {
        const cp_consent_mode_pair *pair =
            &APR_ARRAY_IDX(pairs, i, cp_consent_mode_pair);

        if (strcmp(pair->signal, CP_AD_STORAGE)) {
            continue;
        }
        if (!is_without_ads(site->categories, pair->category)) {
            return NULL;
        }
        found = pair->category;
    }
    return found;
}

static void check_ad_storage(server_rec *s)
{
    const cp_site *site = cp_conf_site(s);
    const char *category =
        site->consent_mode.before.n > 0 ? category_of_ads(site) : NULL;

    if (category != NULL) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     CPLOGNO(0222) "CookiePolicyConsentMode " CP_AD_STORAGE
                                   "=%s: this signal alone permits Google Ads "
                                   "to use data, and the category '%s' is not "
                                   "about advertising; use the category of "
                                   "your advertising cookies",
                     category, category);
    }
}

/* ---- a script that would come too late ---- */

/* Warns of CookiePolicyBanner with the word `end` if it applies to a server
 * that has the script of Consent Mode. In the main server it applies to all. */
static void check_place(const advising *a, const ap_directive_t *d)
{
    const server_rec *s, *own = server_of(a, d);
    const char *last;

    if (strcasecmp(d->directive, "CookiePolicyBanner")) {
        return;
    }
    last = strrchr(d->args, ' ');
    if (last == NULL || strcasecmp(last + 1, cp_place_names[CP_PLACE_END])) {
        return;
    }
    for (s = a->main_server; s != NULL; s = s->next) {
        if ((own == s || own == a->main_server)
            && cp_conf_site(s)->consent_mode.before.n > 0) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                         CPLOGNO(0040) "CookiePolicyBanner %s (%s:%d): with "
                                       "'end' nothing is put into <head>, so "
                                       "that the signals of "
                                       "CookiePolicyConsentMode come after the "
                                       "page's own scripts",
                         d->args, d->filename, d->line_num);
        }
    }
}

/* ---- one alias for a requirement and for its opposite ---- */

/* With ReportOnly each line `Require` must have the result that denies nothing.
 * An alias has one result for all of its lines. */
static void check_alias(const advising *a, const ap_directive_t *d)
{
    const char *alias = cp_require_alias(a->p, d);
    cp_require_uses uses = {0, 0};

    if (alias != NULL) {
        uses = cp_require_uses_of(a->p, ap_conftree, alias);
    }
    if (uses.plain > 0 && uses.reversed > 0) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, a->main_server,
                     CPLOGNO(0131) "<AuthzProviderAlias " CP_REQUIRE_PROVIDER
                                   " %s> (%s:%d) is used with and without "
                                   "'not' or <RequireNone>: under CookiePolicy "
                                   "ReportOnly the lines with it deny access; "
                                   "give them an alias of their own",
                     alias, d->filename, d->line_num);
    }
}

/* ---- content that all visitors get alike ---- */

/* Warns that pages carry no policy field. A page that is the same for all
 * visitors cannot have one, because it depends on the visitor. With `is_cached`
 * it is the field of a section, and the quick handler answers before httpd
 * reads sections. */
static void warn_hold(const server_rec *s, const char *where, int is_cached)
{
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                 "%sCookiePolicyUndeclaredSource hold (%s) %s",
                 is_cached ? CPLOGNO(0111) : CPLOGNO(0110), where,
                 is_cached
                     ? "is in a section, and mod_cache answers in its quick "
                       "handler, which reads no sections: pages from the cache "
                       "carry no policy field"
                     : "with CookiePolicyVariants uniform: pages carry no "
                       "policy field, so that content which scripts and style "
                       "sheets load is not held");
}

/* Warns of a policy field that is too long for software between this server and
 * the visitor. Counts the sources of the server, over https, where the field is
 * shortest, for a visitor who allows all of them. */
static void check_field(const advising *a, const server_rec *s,
                        const char *where)
{
    const cp_site *site = cp_conf_site(s);
    cp_visitor visitor = cp_visitor_anybody;
    cp_layer layer;
    cp_layers layers = {&layer, 1};
    apr_size_t length;

    cp_site_layer(site, site->scope, &layer);
    layer.enforcement = CP_ON;
    layer.rules.hold_undeclared = 1;
    visitor.consent.decided = 1;
    visitor.consent.granted = site->categories->optional;
    length = strlen(cp_policy_field(a->p, &layers, &visitor, 0));
    if (length > CP_LONG_FIELD) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, s,
            CPLOGNO(0112) "CookiePolicyUndeclaredSource hold (%s): the "
                          "policy field of a visitor who allows all "
                          "sources has %" APR_SIZE_T_FMT " bytes or "
                          "more; a proxy or a browser may refuse "
                          "responses with it",
            where, length);
    }
}

static int is_uniform(const server_rec *s)
{
    return cp_dir_is_uniform(cp_conf_site(s)->scope);
}

/* Returns the value that a section has for a directive: the last one in it.
 * `d` is a directive of the section. Returns NULL if the section has none. */
static const char *own_value(const ap_directive_t *d, const char *name)
{
    const char *value = NULL;

    for (d = d->parent->first_child; d != NULL; d = d->next) {
        if (!strcasecmp(d->directive, name)) {
            value = d->args;
        }
    }
    return value;
}

/* True if the value is in force in the section of `d`: it is set there or in a
 * section around it, or else the server has it. Other sections that apply to
 * the same requests are not seen. */
static int has_value(const ap_directive_t *d, const char *name,
                     const char *wanted, int server_has)
{
    for (; d->parent != NULL && in_section(d); d = d->parent) {
        const char *value = own_value(d, name);

        if (value != NULL) {
            return !strcasecmp(value, wanted);
        }
    }
    return server_has;
}

#define SOURCE "CookiePolicyUndeclaredSource"
#define VARIANTS "CookiePolicyVariants"

/* Returns the last value of a directive outside of sections, which counts for
 * the server: its own, or that of the main server. */
static const char *server_value(const advising *a, const ap_directive_t *d,
                                const server_rec *s, const char *name)
{
    const char *value = NULL;

    for (; d != NULL; d = d->next) {
        const char *inner = server_value(a, d->first_child, s, name);

        if (inner != NULL) {
            value = inner;
        }
        else if (!strcasecmp(d->directive, name) && !in_section(d)
                 && server_of(a, d) == s) {
            value = d->args;
        }
    }
    return value;
}

static const char *inherited_value(const advising *a, const server_rec *s,
                                   const char *name)
{
    const char *value = server_value(a, ap_conftree, s, name);

    return value != NULL ? value
                         : server_value(a, ap_conftree, a->main_server, name);
}

/* True if mod_cache answers before httpd reads sections. */
static int uses_quick_handler(const advising *a, const server_rec *s)
{
    const char *quick = inherited_value(a, s, "CacheQuickHandler");

    return inherited_value(a, s, "CacheEnable") != NULL
        && (quick == NULL || strcasecmp(quick, "off"));
}

/* Warns of `hold` that is not in force as a whole. Warns once for a section:
 * at `hold` in it, or at `uniform` if `hold` is set outside of it. */
static void check_hold(const advising *a, const ap_directive_t *d)
{
    const server_rec *s = server_of(a, d);
    const cp_dir_conf *scope;
    const char *where;

    if (s == NULL || !in_section(d)
        || (strcasecmp(d->directive, SOURCE)
            && (strcasecmp(d->directive, VARIANTS)
                || own_value(d, SOURCE) != NULL))) {
        return;
    }
    scope = cp_conf_site(s)->scope;
    if (!has_value(d, SOURCE, "hold",
                   cp_dir_undeclared_source(scope) == CP_LOAD_HOLD)
        || has_value(d, "CookiePolicy", "Off",
                     cp_dir_enforcement(scope) == CP_OFF)) {
        return;
    }
    where = apr_psprintf(a->p, "%s:%d", d->filename, d->line_num);
    if (has_value(d, VARIANTS, "uniform", is_uniform(s))) {
        warn_hold(s, where, 0);
    }
    else if (!strcasecmp(d->directive, SOURCE)
             && cp_dir_undeclared_source(scope) != CP_LOAD_HOLD) {
        check_field(a, s, where);
        if (uses_quick_handler(a, s)) {
            warn_hold(s, where, 1);
        }
    }
}

static void check_holding_server(const advising *a, const server_rec *s)
{
    static const char where[] = "of the server";
    const cp_dir_conf *scope = cp_conf_site(s)->scope;

    if (cp_dir_enforcement(scope) == CP_OFF
        || cp_dir_undeclared_source(scope) != CP_LOAD_HOLD) {
        return;
    }
    if (is_uniform(s)) {
        warn_hold(s, where, 0);
    }
    else {
        check_field(a, s, where);
    }
}

static void walk(const advising *a, const ap_directive_t *d)
{
    for (; d != NULL; d = d->next) {
        check_cookies(a, d);
        check_policy(a, d);
        check_place(a, d);
        check_alias(a, d);
        check_hold(a, d);
        walk(a, d->first_child);
    }
}

void cp_config_warnings(apr_pool_t *ptemp, server_rec *main_server)
{
    advising a = {ptemp, main_server};

    /* httpd reads its configuration twice; the first pass does not warn */
    if (ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_CREATE_PRE_CONFIG) {
        walk(&a, ap_conftree);
        for (; main_server != NULL; main_server = main_server->next) {
            check_consent_mode(main_server);
            check_ad_storage(main_server);
            check_holding_server(&a, main_server);
        }
    }
}
