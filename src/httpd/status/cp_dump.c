/* SPDX-License-Identifier: Apache-2.0 */
/* The policy in force as text; see the header. */
#include "httpd/status/cp_dump.h"

#include <strings.h>

#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>

#include "core/base/cp_args.h"
#include "core/status/cp_dry_run.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_site.h"
#include "httpd/observe/cp_observe_store.h"
#include "httpd/status/cp_catalogue.h"
#include "httpd/status/cp_status_access.h"
#include "httpd/status/cp_status_server.h"

static void place(cp_buf *b, const char *file, int line)
{
    if (file != NULL) {
        cp_buf_puts(b, " (", file, ":", NULL);
        cp_buf_number(b, line);
        cp_buf_char(b, ')');
    }
}

/* ---- the words in force ---- */

static void word(cp_buf *b, const char *directive, const char *value)
{
    cp_buf_puts(b, "  ", directive, " ", value, "\n", NULL);
}

static void words(cp_buf *b, const cp_site *site)
{
    const cp_dir_conf *conf = site->scope;

    cp_buf_puts(b, "  CookiePolicy ",
                cp_enforcement_names[cp_dir_enforcement(conf)], NULL);
    place(b, conf->set_at.file, conf->set_at.line);
    cp_buf_char(b, '\n');
    word(b, "CookiePolicyLock", site->conf->lock == 1 ? "On" : "Off");
    word(b, "CookiePolicyUndeclared",
         cp_undeclared_names[cp_dir_undeclared(conf)]);
    word(b, "CookiePolicyUndeclaredSource",
         cp_undeclared_source_names[cp_dir_undeclared_source(conf)]);
    word(b, "CookiePolicyGuard", cp_guard_names[cp_dir_guard(conf)]);
    word(b, "CookiePolicyRequest", cp_request_names[cp_dir_request(conf)]);
    word(b, "CookiePolicyLeftovers",
         cp_leftovers_names[cp_dir_leftovers(conf)]);
    word(b, "CookiePolicyVariants", cp_variants_names[cp_dir_variants(conf)]);
    word(b, "CookiePolicyPath", site->path);
    word(b, "CookiePolicyConsentCookie", site->cookie->name);
}

/* ---- categories and declarations ---- */

static void categories(cp_buf *b, const cp_site *site)
{
    int i;

    cp_buf_puts(b, "  version ", site->version, "\n  categories:\n", NULL);
    for (i = 0; i < site->categories->n; i++) {
        const cp_category *c = &site->categories->list[i];

        cp_buf_puts(b, "    ", c->id, " ", cp_category_mode_name(c->mode),
                    site->categories->asked & CP_SET(i) ? ", asked about" : "",
                    ", digest ", site->digests[i], "\n", NULL);
    }
}

static void declaration(cp_buf *b, const char *directive, const char *category,
                        const apr_array_header_t *names, const char *keys,
                        const char *where)
{
    cp_buf_puts(b, "    ", directive, " ", category, " ",
                cp_args_join(b->pool, names, ""), keys, " (", where, ")\n",
                NULL);
}

/* Returns the keys of a declaration that change responses, in `p`. */
static const char *keys_of(apr_pool_t *p, const cp_cookie *c)
{
    return apr_pstrcat(p, c->adds & CP_ADD_SECURE ? " secure=yes" : "",
                       c->adds & CP_ADD_HTTPONLY ? " httponly=yes" : "",
                       c->adds & CP_ADD_STRICT ? " samesite=Strict"
                       : c->adds & CP_ADD_LAX  ? " samesite=Lax"
                                               : "",
                       c->set_if ? " set-if=\"" : "",
                       c->set_if ? c->set_if : "", c->set_if ? "\"" : "", NULL);
}

static void declarations(cp_buf *b, const char *heading,
                         const cp_policy *policy)
{
    apr_array_header_t *cookies = cp_policy_cookies(b->pool, policy);
    apr_array_header_t *sources = cp_sources_list(b->pool, policy);
    int i, j;

    if (cookies->nelts + sources->nelts > 0) {
        cp_buf_puts(b, "  ", heading, ":\n", NULL);
    }
    for (i = 0; i < cookies->nelts; i++) {
        const cp_cookie *c = APR_ARRAY_IDX(cookies, i, const cp_cookie *);

        declaration(b, "CookiePolicyCookie", c->category, c->names,
                    keys_of(b->pool, c), c->where);
    }
    for (i = 0; i < sources->nelts; i++) {
        const cp_source *s = APR_ARRAY_IDX(sources, i, const cp_source *);
        apr_array_header_t *names =
            apr_array_make(b->pool, 4, sizeof(const char *));

        for (j = 0; j < s->sources->nelts; j++) {
            APR_ARRAY_PUSH(names, const char *) =
                APR_ARRAY_IDX(s->sources, j, const cp_source_name *)->text;
        }
        declaration(b, "CookiePolicySource", s->category, names, "", s->where);
    }
}

/* ---- the whole ---- */

static void dry_run(cp_buf *b, const cp_site *site, const cp_status_host *host)
{
    const cp_dir_conf *conf = site->scope;
    cp_dry_rules rules = {cp_dir_enforcement(conf) != CP_OFF,
                          cp_dir_enforcement(conf) == CP_ON,
                          cp_dir_undeclared(conf) == CP_UNDECLARED_ALLOW,
                          cp_dir_undeclared_source(conf) == CP_LOAD_HOLD};

    if (host->observed != NULL) {
        cp_buf_put(b, "  dry run, with the names that the server has seen:\n");
        cp_dry_run_text(b, host, &rules);
    }
}

static void server(cp_buf *b, const server_rec *s, const cp_status_host *host)
{
    const cp_site *site = cp_conf_site(s);

    cp_buf_put(b, host->observed ? host->observed->key : host->name);
    place(b, s->defn_name, (int)s->defn_line_number);
    cp_buf_char(b, '\n');
    words(b, site);
    categories(b, site);
    declarations(b, "declarations", site->scope->policy);
    declarations(b, "declarations of sections", site->conf->sections);
    dry_run(b, site, host);
}

/* Appends the folders of the catalogue, and the places of the status page.
 * cookie-policy-advise reads these lines, as it reads the hosts. */
static void surroundings(cp_buf *b)
{
    apr_array_header_t *places = cp_status_places(b->pool);
    int i;

    cp_buf_puts(b, "Catalogue:\n  ", cp_catalogue_own(b->pool), "\n  ",
                cp_catalogue_shared(), "\n",
                places->nelts ? "Status pages:\n" : "", NULL);
    for (i = 0; i < places->nelts; i++) {
        const cp_status_place *status =
            &APR_ARRAY_IDX(places, i, cp_status_place);

        cp_buf_puts(b, "  ", status->path ? status->path : "-", NULL);
        place(b, status->file, status->line);
        cp_buf_put(b, status->restricted ? "\n" : ", everyone may read it\n");
    }
}

/* Directives whose presence, or whose place, cookie-policy-advise must know. */
static int is_advised(const char *directive)
{
    static const char *const advised[] = {"CacheEnable",
                                          "CacheIgnoreHeaders",
                                          "CookiePolicyLock",
                                          "CookiePolicyRecords",
                                          "CookiePolicyReports",
                                          "CookiePolicyUndeclaredSource",
                                          "CookiePolicyVariants",
                                          "Listen",
                                          "ProxyVia",
                                          "RemoteIPHeader",
                                          NULL};
    int i;

    for (i = 0; advised[i] && strcasecmp(directive, advised[i]); i++) {}
    return advised[i] != NULL;
}

/* Appends these directives as httpd has read them: lines of an <IfModule> or
 * <IfDefine> that does not apply are not in the tree. */
static void directives(cp_buf *b, const ap_directive_t *d)
{
    for (; d != NULL; d = d->next) {
        if (is_advised(d->directive)) {
            cp_buf_puts(b, "  ", d->directive, " ", d->args, NULL);
            place(b, d->filename, d->line_num);
            cp_buf_char(b, '\n');
        }
        directives(b, d->first_child);
    }
}

static void print(apr_pool_t *p, const cp_buf *b)
{
    apr_file_t *out;

    if (apr_file_open_stdout(&out, p) == APR_SUCCESS) {
        apr_file_write_full(out, b->s, b->n, NULL);
    }
}

/* httpd makes no sites when it only tests its configuration. */
static void dump(apr_pool_t *pconf, server_rec *s)
{
    cp_buf *b;
    const cp_status *status;
    int i;

    if (!ap_exists_config_define("DUMP_COOKIE_POLICY")
        || cp_site_make_all(pconf, s) != OK) {
        return;
    }
    status = cp_status_server(pconf, s, cp_observe_store_saved(pconf, s), 0);
    b = cp_buf_make(pconf, 16384);
    cp_buf_put(b, "Cookie policy:\n");
    for (i = 0; s != NULL; s = s->next, i++) {
        server(b, s, &status->hosts[i]);
    }
    surroundings(b);
    cp_buf_put(b, "Directives:\n");
    directives(b, ap_conftree);
    print(pconf, b);
}

void cp_dump_register(void)
{
    ap_hook_test_config(dump, NULL, NULL, APR_HOOK_MIDDLE);
}
