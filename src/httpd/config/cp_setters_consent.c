/* SPDX-License-Identifier: Apache-2.0 */
/* Setters of the consent cookie, of signals and of Consent Mode. */
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"
#include "core/policy/cp_duration.h"
#include "httpd/config/cp_module.h"
#include "core/base/cp_args.h"

/* ---- CookiePolicyConsentCookie ---- */

static const char *bad_key(cmd_parms *cmd, const char *word)
{
    return cp_setter_bad_word(
        cmd, word,
        "domain=, path=, lifetime=, samesite=, httponly= or applications=");
}

static const char *set_lifetime(cmd_parms *cmd, cp_consent_cookie *c,
                                const char *word, const char *value)
{
    c->lifetime = cp_duration_parse(cp_span_of(value));
    c->lifetime_text = value;
    if (c->lifetime <= 0 || c->lifetime > CP_MAX_LIFETIME) {
        return cp_setter_bad_word(
            cmd, word,
            "lifetime= with a duration up to 400d, such as 180d or 6mo");
    }
    return NULL;
}

static const char *set_samesite(cmd_parms *cmd, cp_consent_cookie *c,
                                const char *word, const char *value)
{
    static const char *const values[] = {"Lax", "Strict", "None", NULL};
    int i;

    for (i = 0; values[i]; i++) {
        if (!strcasecmp(value, values[i])) {
            c->samesite = values[i];
            return NULL;
        }
    }
    return cp_setter_bad_word(cmd, word, "samesite=Lax, Strict or None");
}

static const char *consent_key(cmd_parms *cmd, cp_consent_cookie *c,
                               const char *word)
{
    const char *key, *value;

    if (!cp_args_pair(cmd->pool, word, &key, &value)) {
        return bad_key(cmd, word);
    }
    if (!strcasecmp(key, "lifetime")) {
        return set_lifetime(cmd, c, word, value);
    }
    if (!strcasecmp(key, "samesite")) {
        return set_samesite(cmd, c, word, value);
    }
    if (!strcasecmp(key, "httponly")) {
        return cp_setter_yes_no(cmd, &c->httponly, key, value);
    }
    if (!strcasecmp(key, "applications")) {
        return cp_setter_yes_no(cmd, &c->applications, key, value);
    }
    if (*value == '\0' || strcspn(value, ";, \t") != strlen(value)) {
        return cp_setter_bad_word(cmd, word, "a value without blanks ; and ,");
    }
    if (!strcasecmp(key, "domain")) {
        c->domain = value;
        return cp_setter_is_domain(value)
                 ? NULL
                 : cp_setter_bad_word(cmd, word, "domain= as in example.com");
    }
    if (!strcasecmp(key, "path")) {
        c->path = value;
        return value[0] == '/' ? NULL
                               : cp_setter_bad_word(cmd, word, "path=/...");
    }
    return bad_key(cmd, word);
}

/* RFC 6265bis, section 4.1.3, and its successor (__Http-): attributes that a
 * prefix of the name demands. */
static const char *check_prefix(cmd_parms *cmd, const cp_consent_cookie *c)
{
    if (!strncasecmp(c->name, "__Host-", 7)
        && (c->domain != NULL || strcmp(c->path, "/"))) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' needs path=/ and no domain; browsers "
                            "refuse the cookie otherwise",
                            cmd->cmd->name, c->name);
    }
    if (!c->httponly
        && (!strncasecmp(c->name, "__Http-", 7)
            || !strncasecmp(c->name, "__Host-Http-", 12))) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' needs httponly=yes; browsers refuse the "
                            "cookie otherwise",
                            cmd->cmd->name, c->name);
    }
    return NULL;
}

const char *cp_setter_consent_cookie(cmd_parms *cmd, void *dir,
                                     const char *args)
{
    const char *error;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_consent_cookie *c;
    int i;

    (void)dir;
    if (error != NULL) {
        return error;
    }
    c = cp_consent_cookie_make(cmd->pool);
    c->name = words->nelts ? APR_ARRAY_IDX(words, 0, const char *) : "";
    if (!cp_span_is_token(cp_span_of(c->name))) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not a cookie name; use a token such "
                            "as cookies_preferences",
                            cmd->cmd->name, c->name);
    }
    for (i = 1; i < words->nelts && error == NULL; i++) {
        error = consent_key(cmd, c, APR_ARRAY_IDX(words, i, const char *));
    }
    error = error ? error : check_prefix(cmd, c);
    if (error == NULL) {
        cp_conf_srv(cmd->server)->consent_cookie = c;
    }
    return error;
}

/* ---- CookiePolicySignal ---- */

const char *cp_setter_signal(cmd_parms *cmd, void *dir, const char *args)
{
    const char *error;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_signal *signal;
    int i;

    (void)dir;
    if (error != NULL) {
        return error;
    }
    if (words->nelts < 2
        || strcasecmp(APR_ARRAY_IDX(words, 0, const char *), "GPC")) {
        return cp_setter_bad_word(cmd, args,
                                  "GPC Off, or GPC and the categories that it "
                                  "refuses");
    }
    signal = apr_pcalloc(cmd->pool, sizeof(*signal));
    signal->categories = apr_array_make(cmd->pool, 2, sizeof(const char *));
    if (words->nelts == 2
        && !strcasecmp(APR_ARRAY_IDX(words, 1, const char *), "Off")) {
        cp_conf_srv(cmd->server)->signal = signal;
        return NULL;
    }
    for (i = 1; i < words->nelts && error == NULL; i++) {
        const char *category = APR_ARRAY_IDX(words, i, const char *);

        APR_ARRAY_PUSH(signal->categories, const char *) = category;
        error = cp_setter_refer(cmd, category);
    }
    if (error == NULL) {
        cp_conf_srv(cmd->server)->signal = signal;
    }
    return error;
}

/* ---- CookiePolicyConsentMode ---- */

static const char *add_pairs(cmd_parms *cmd, cp_consent_mode *mode,
                             const char *word)
{
    const char *key, *value, *error = NULL;
    cp_span rest, id;
    const char *const *signals = cp_consent_signals;
    int i = 0, known = 0;

    if (cp_args_pair(cmd->pool, word, &key, &value)) {
        while (signals[i] && strcasecmp(signals[i], key)) {
            i++;
        }
        known = signals[i] != NULL;
    }
    if (!known) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not accepted; use Off, or "
                            "signal=category where signal is %s",
                            cmd->cmd->name, word,
                            cp_setter_one_of(cmd->pool, signals));
    }
    rest = cp_span_of(value);
    while (error == NULL && cp_span_next(&rest, ',', &id)) {
        cp_consent_mode_pair *pair = apr_array_push(mode->pairs);

        pair->signal = signals[i];
        pair->category = cp_span_dup(cmd->pool, id);
        error = cp_setter_refer(cmd, pair->category);
    }
    return error;
}

const char *cp_setter_consent_mode(cmd_parms *cmd, void *dir, const char *args)
{
    const char *error;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_consent_mode *mode;
    int i;

    (void)dir;
    if (error != NULL) {
        return error;
    }
    mode = apr_pcalloc(cmd->pool, sizeof(*mode));
    mode->pairs = apr_array_make(cmd->pool, 4, sizeof(cp_consent_mode_pair));
    if (words->nelts == 0) {
        return cp_setter_bad_word(cmd, "", "Off, or signal=category");
    }
    if (words->nelts > 1
        || strcasecmp(APR_ARRAY_IDX(words, 0, const char *), "Off")) {
        for (i = 0; i < words->nelts && error == NULL; i++) {
            error = add_pairs(cmd, mode, APR_ARRAY_IDX(words, i, const char *));
        }
    }
    if (error == NULL) {
        cp_conf_srv(cmd->server)->consent_mode = mode;
    }
    return error;
}
