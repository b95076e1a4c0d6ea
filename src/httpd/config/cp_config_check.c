/* SPDX-License-Identifier: Apache-2.0 */
/* Mistakes that only the whole configuration shows; see the header. */
#include "httpd/config/cp_config_check.h"

#include <string.h>

#include <apr_strings.h>

#include "core/policy/cp_js_pattern.h"
#include "httpd/config/cp_languages.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_site.h"

static const char *known_ids(apr_pool_t *p, const cp_categories *all)
{
    const char *text = all->list[0].id;
    int i;

    for (i = 1; i < all->n; i++) {
        text = apr_pstrcat(p, text, i + 1 < all->n ? ", " : " or ",
                           all->list[i].id, NULL);
    }
    return text;
}

static const char *unknown_category(apr_pool_t *p, const cp_categories *all,
                                    const char *directive, const char *category)
{
    if (cp_categories_find(all, cp_span_of(category)) >= 0) {
        return NULL;
    }
    return apr_psprintf(p,
                        "%s: '%s' is not a category of this server; use %s, "
                        "or declare it with CookiePolicyCategory",
                        directive, category, known_ids(p, all));
}

const char *cp_config_unknown_category(apr_pool_t *p, const server_rec *s,
                                       const char *directive,
                                       const char *category)
{
    return unknown_category(p, cp_conf_site(s)->categories, directive,
                            category);
}

static const char *consent_cookie_name(const cp_srv_conf *conf)
{
    return conf->consent_cookie ? conf->consent_cookie->name : CP_CONSENT_NAME;
}

static int fails(server_rec *s, const char *sentence, const char *where)
{
    ap_log_error(APLOG_MARK, APLOG_ERR | APLOG_STARTUP, 0, s,
                 CPLOGNO(0010) "%s (%s)", sentence, where);
    return HTTP_INTERNAL_SERVER_ERROR;
}

static int check_references(apr_pool_t *p, server_rec *s,
                            const cp_srv_conf *conf, const cp_categories *all,
                            const cp_texts *texts)
{
    int i;

    for (i = 0; i < conf->references->nelts; i++) {
        const cp_reference *ref =
            &APR_ARRAY_IDX(conf->references, i, cp_reference);
        const char *sentence =
            ref->language != NULL
                ? cp_languages_unknown(p, texts, ref->directive, ref->language)
                : unknown_category(p, all, ref->directive, ref->category);

        if (sentence != NULL) {
            return fails(s, sentence, ref->where);
        }
    }
    return OK;
}

/* The consent cookie is always necessary. A declaration in another category
 * would have no effect, so it is an error. */
static int check_consent_cookie(apr_pool_t *p, server_rec *s,
                                const cp_srv_conf *conf)
{
    const char *name = consent_cookie_name(conf);
    const cp_cookie *cookie =
        cp_policy_declared(cp_conf_dir_of(s)->policy, name);

    if (cookie == NULL || !strcmp(cookie->category, CP_NECESSARY)) {
        return OK;
    }
    return fails(s,
                 apr_psprintf(p,
                              "CookiePolicyCookie: '%s' is the consent "
                              "cookie, which is always in the category "
                              "necessary; declare it there or not at all",
                              name),
                 cookie->where);
}

/* ---- patterns that the guard uses ---- */

static const char *unlike(apr_pool_t *p, const char *name)
{
    cp_span text = cp_span_of(name);
    const char *fault;

    if (cp_policy_name_kind(text) != CP_NAME_PATTERN) {
        return NULL;
    }
    fault =
        cp_js_pattern_fault(cp_span_between(text.s + 1, text.s + text.n - 1));
    return fault == NULL
             ? NULL
             : apr_psprintf(p,
                            "CookiePolicyCookie: '%s' has %s, which JavaScript "
                            "may read in another way; use an expression that "
                            "both read alike, or CookiePolicyGuard Off",
                            name, fault);
}

static int check_patterns(apr_pool_t *p, server_rec *s, const cp_policy *policy)
{
    apr_array_header_t *cookies = cp_policy_cookies(p, policy);
    int i, j;

    for (i = 0; i < cookies->nelts; i++) {
        const cp_cookie *c = APR_ARRAY_IDX(cookies, i, const cp_cookie *);

        for (j = 0; j < c->names->nelts; j++) {
            const char *sentence =
                unlike(p, APR_ARRAY_IDX(c->names, j, const char *));

            if (sentence != NULL) {
                return fails(s, sentence, c->where);
            }
        }
    }
    return OK;
}

static int check_guard(apr_pool_t *p, server_rec *s, const cp_srv_conf *conf)
{
    int status = OK;

    if (conf->guarded) {
        status = check_patterns(p, s, cp_conf_dir_of(s)->policy);
    }
    if (conf->guarded && status == OK) {
        status = check_patterns(p, s, conf->sections);
    }
    return status;
}

static int check_server(apr_pool_t *p, server_rec *s, const cp_texts *built_in,
                        apr_hash_t *reported)
{
    const cp_srv_conf *conf = cp_conf_srv(s);
    const cp_categories *all = cp_conf_categories(p, conf);
    const cp_texts *texts = cp_languages_texts(p, conf, built_in);
    int status;

    if (all == NULL) {
        return fails(s,
                     apr_psprintf(p,
                                  "CookiePolicyCategory: more than %d "
                                  "categories; use fewer",
                                  CP_MAX_CATEGORIES),
                     s->defn_name ? s->defn_name : "main server");
    }
    status = check_references(p, s, conf, all, texts);
    if (status == OK) {
        cp_languages_advise(s, conf, texts, reported);
    }
    status = status != OK ? status : check_consent_cookie(p, s, conf);
    return status != OK ? status : check_guard(p, s, conf);
}

int cp_config_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                    server_rec *s)
{
    const cp_texts *built_in = cp_texts_make(ptemp);
    apr_hash_t *reported = apr_hash_make(ptemp);

    (void)pconf;
    (void)plog;
    for (; s != NULL; s = s->next) {
        int status = check_server(ptemp, s, built_in, reported);

        if (status != OK) {
            return status;
        }
    }
    return OK;
}
