/* SPDX-License-Identifier: Apache-2.0 */
/* Setters of declarations of cookies, and of their lifetimes. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <ap_expr.h>
#include <apr_strings.h>

#include "core/base/cp_args.h"
#include "core/policy/cp_duration.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_pcre.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"

/* ---- CookiePolicyCookie: the keys with a text ---- */

static const char cookie_keys[] =
    "provider, function, purpose, lifetime, domain, path, third-party, "
    "anonymised, controller, shown, secure, httponly, samesite or set-if";

/* True if the text can be the value of an attribute of Set-Cookie. */
static int is_attribute_text(const char *s)
{
    for (; *s > 0x20 && *s < 0x7F && *s != ';' && *s != ','; s++) {}
    return *s == '\0';
}

/* A key of CookiePolicyCookie whose value is a text. */
typedef struct cookie_text_key {
    const char *key;
    size_t offset;                      /* of the const char * in cp_cookie */
    int (*is_valid)(const char *value); /* NULL: any text is */
    const char *accepted;
} cookie_text_key;

static int is_lifetime(const char *value)
{
    return cp_duration_parse(cp_span_of(value)) >= 0;
}

static int is_cookie_path(const char *value)
{
    return value[0] == '/' && is_attribute_text(value);
}

static const cookie_text_key text_keys[] = {
    {"provider", offsetof(cp_cookie, provider), NULL, NULL},
    {"function", offsetof(cp_cookie, function), NULL, NULL},
    {"purpose", offsetof(cp_cookie, purpose), NULL, NULL},
    {"controller", offsetof(cp_cookie, controller), NULL, NULL},
    {"shown", offsetof(cp_cookie, shown), NULL, NULL},
    {"lifetime", offsetof(cp_cookie, lifetime), is_lifetime,
     cp_setter_lifetimes},
    {"domain", offsetof(cp_cookie, domain), cp_setter_is_domain,
     "a domain such as example.com"},
    {"path", offsetof(cp_cookie, path), is_cookie_path,
     "a path that starts with a slash"}};

/* ---- the attributes and the condition of a cookie ---- */

/* The values that add an attribute. None takes one away. */
static const struct {
    const char *key, *value, *accepted;
    unsigned adds;
} attribute_keys[] = {
    {"secure", "yes", "yes; without the key nothing is added", CP_ADD_SECURE},
    {"httponly", "yes", "yes; without the key nothing is added",
     CP_ADD_HTTPONLY},
    {"samesite", "Lax", "Lax or Strict", CP_ADD_LAX},
    {"samesite", "Strict", "Lax or Strict", CP_ADD_STRICT}};

/* Returns non-zero if the key is one of these; *error is then set. */
static int set_attribute(cmd_parms *cmd, cp_cookie *c, const char *key,
                         const char *value, const char **error)
{
    const char *accepted = NULL;
    apr_size_t i;

    *error = NULL;
    for (i = 0; i < sizeof(attribute_keys) / sizeof(attribute_keys[0]); i++) {
        if (strcasecmp(key, attribute_keys[i].key)) {
            continue;
        }
        accepted = attribute_keys[i].accepted;
        if (!strcasecmp(value, attribute_keys[i].value)) {
            c->adds |= attribute_keys[i].adds;
            *error = (c->adds & CP_ADD_SAMESITE) == CP_ADD_SAMESITE
                       ? cp_setter_bad_value(cmd, key, value,
                                             "Lax or Strict, not both")
                       : NULL;
            return 1;
        }
    }
    if (accepted != NULL) {
        *error = cp_setter_bad_value(cmd, key, value, accepted);
    }
    return accepted != NULL;
}

/* An .htaccess file may not read files with an expression that its author could
 * not read. */
#ifdef AP_EXPR_FLAG_RESTRICTED_FILE_FUNC
#define CP_EXPR_IN_HTACCESS AP_EXPR_FLAG_RESTRICTED_FILE_FUNC
#else
#define CP_EXPR_IN_HTACCESS 0
#endif

static const char *set_condition(cmd_parms *cmd, cp_cookie *c,
                                 const char *value)
{
    const char *error;

    if (*value == '\0') {
        return cp_setter_empty(cmd, "set-if");
    }
    c->set_if = value;
    c->condition = ap_expr_parse_cmd(
        cmd, value, cp_setter_in_htaccess(cmd) ? CP_EXPR_IN_HTACCESS : 0,
        &error, NULL);
    return error == NULL
             ? NULL
             : apr_psprintf(cmd->pool,
                            "%s: set-if=\"%s\" is not an expression (%s); use "
                            "one as in <If>, such as "
                            "set-if=\"%%{REQUEST_URI} =~ m#^/login#\"",
                            cmd->cmd->name, value, error);
}

static const char *set_cookie_key(cmd_parms *cmd, cp_cookie *c, const char *key,
                                  const char *value)
{
    const char *error;
    apr_size_t i;

    if (set_attribute(cmd, c, key, value, &error)) {
        return error;
    }
    if (!strcasecmp(key, "set-if")) {
        return set_condition(cmd, c, value);
    }
    if (!strcasecmp(key, "third-party")) {
        return cp_setter_yes_no(cmd, &c->third_party, key, value);
    }
    if (!strcasecmp(key, "anonymised")) {
        return cp_setter_yes_no(cmd, &c->anonymised, key, value);
    }
    for (i = 0; i < sizeof(text_keys) / sizeof(text_keys[0]); i++) {
        const cookie_text_key *text = &text_keys[i];

        if (strcasecmp(key, text->key)) {
            continue;
        }
        if (text->is_valid != NULL && !text->is_valid(value)) {
            return cp_setter_bad_value(cmd, key, value, text->accepted);
        }
        *(const char **)((char *)c + text->offset) = value;
        return *value ? NULL : cp_setter_empty(cmd, key);
    }
    return apr_psprintf(cmd->pool, "%s: '%s' is not a key; use %s",
                        cmd->cmd->name, key, cookie_keys);
}

static const char *compile(cmd_parms *cmd, const char *name,
                           cp_pattern *pattern)
{
    const char *re = apr_pstrmemdup(cmd->pool, name + 1, strlen(name) - 2);

    if (!cp_pcre_compile(cmd->pool, re, pattern)) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not a regular expression; use "
                            "/PCRE/ as in /^shop_[0-9]+$/",
                            cmd->cmd->name, name);
    }
    return NULL;
}

/* A regular expression without its second slash would be an exact name that no
 * application uses. */
static int is_unclosed(const char *name)
{
    return name[0] == '/' && strpbrk(name, "^$[]()\\|+?") != NULL;
}

static const char *add_name(cmd_parms *cmd, cp_cookie *c,
                            apr_array_header_t *patterns, const char *name)
{
    cp_pattern *pattern = apr_array_push(patterns);

    APR_ARRAY_PUSH(c->names, const char *) = name;
    switch (cp_policy_name_kind(cp_span_of(name))) {
    case CP_NAME_BAD:
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not a cookie name; use a name "
                            "without ; or control characters, a prefix that "
                            "ends in *, or a /PCRE/",
                            cmd->cmd->name, name);
    case CP_NAME_PATTERN:
        return compile(cmd, name, pattern);
    default:
        return !is_unclosed(name)
                 ? NULL
                 : apr_psprintf(cmd->pool,
                                "%s: '%s' begins with a slash and does not "
                                "end with one; use /PCRE/ as in "
                                "/^shop_[0-9]+$/",
                                cmd->cmd->name, name);
    }
}

/* Exact names are published unchanged. */
static const char *check_shown(cmd_parms *cmd, const cp_cookie *c)
{
    int i;

    for (i = 0; i < c->names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(c->names, i, const char *);

        if (cp_policy_name_kind(cp_span_of(name)) != CP_NAME_EXACT) {
            return NULL;
        }
    }
    return c->shown == NULL
             ? NULL
             : apr_psprintf(cmd->pool,
                            "%s: shown='%s' replaces nothing; use it with a "
                            "prefix that ends in *, or a /PCRE/",
                            cmd->cmd->name, c->shown);
}

static const char *read_cookie(cmd_parms *cmd, apr_array_header_t *words,
                               cp_cookie *c, apr_array_header_t *patterns)
{
    const char *error = cp_setter_place(cmd, c->category, &c->place, NULL);
    int i, keys = 0;

    for (i = 1; i < words->nelts && error == NULL; i++) {
        const char *word = APR_ARRAY_IDX(words, i, const char *);
        const char *key, *value;

        if (cp_args_pair(cmd->pool, word, &key, &value)) {
            error = set_cookie_key(cmd, c, key, value);
            keys++;
        }
        else {
            error = keys == 0 ? add_name(cmd, c, patterns, word)
                              : cp_setter_late_word(cmd, word, "cookie names");
        }
    }
    if (error == NULL && c->names->nelts == 0) {
        error = apr_psprintf(cmd->pool,
                             "%s: '%s' has no cookie name; it takes a "
                             "category and at least one name",
                             cmd->cmd->name, c->category);
    }
    return error ? error : check_shown(cmd, c);
}

/* Returns a sentence if the same scope declares a name in another category.
 * Only the later line would be in force, but both would be published. */
static const char *other_category(cmd_parms *cmd, const cp_policy *scope,
                                  const cp_cookie *c)
{
    int i;

    for (i = 0; i < c->names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(c->names, i, const char *);
        const cp_cookie *before = cp_policy_declared(scope, name);

        if (before != NULL && strcmp(before->category, c->category)) {
            return apr_psprintf(cmd->pool,
                                "%s: '%s' is declared in the category '%s' "
                                "already (%s); use one category for a name",
                                cmd->cmd->name, name, before->category,
                                before->where);
        }
    }
    return NULL;
}

static void declare(cmd_parms *cmd, cp_policy **policy, const cp_cookie *c,
                    const apr_array_header_t *patterns)
{
    if (*policy == NULL) {
        *policy = cp_policy_make(cmd->pool);
    }
    cp_policy_add(*policy, c, (const cp_pattern *)patterns->elts);
}

const char *cp_setter_cookie(cmd_parms *cmd, void *dirv, const char *args)
{
    cp_dir_conf *dir = dirv;
    const char *error;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error),
                       *patterns;
    cp_cookie *c;

    if (error != NULL) {
        return error;
    }
    c = apr_pcalloc(cmd->pool, sizeof(*c));
    c->category = words->nelts ? APR_ARRAY_IDX(words, 0, const char *) : "";
    c->place = -1;
    c->names = apr_array_make(cmd->pool, 4, sizeof(const char *));
    c->where = cp_setter_where(cmd);
    patterns = apr_array_make(cmd->pool, 4, sizeof(cp_pattern));
    error = read_cookie(cmd, words, c, patterns);
    if (error == NULL) {
        error = other_category(cmd, dir->policy, c);
    }
    if (error != NULL) {
        return error;
    }
    if (cmd->path != NULL) {
        c->limits = &dir->lifetimes;
    }
    declare(cmd, &dir->policy, c, patterns);
    if (cp_setter_in_section(cmd)) {
        declare(cmd, &cp_conf_srv(cmd->server)->sections, c, patterns);
    }
    return NULL;
}

/* ---- CookiePolicyMaxLifetime ---- */

static void note_lifetime(apr_pool_t *p, apr_array_header_t **list,
                          const cp_lifetime *one)
{
    if (*list == NULL) {
        *list = apr_array_make(p, 2, sizeof(*one));
    }
    APR_ARRAY_PUSH(*list, cp_lifetime) = *one;
}

const char *cp_setter_max_lifetime(cmd_parms *cmd, void *dirv,
                                   const char *category, const char *duration)
{
    cp_dir_conf *dir = dirv;
    cp_lifetime one = {category, cp_duration_parse(cp_span_of(duration)),
                       duration};
    const char *error = cp_setter_in_limit(cmd);

    if (error == NULL) {
        error = cp_setter_refer(cmd, category);
    }
    if (error != NULL) {
        return error;
    }
    if (one.seconds <= 0 || one.seconds > CP_MAX_LIFETIME) {
        return cp_setter_bad_word(cmd, duration,
                                  "a duration up to 400d, such as 13mo, 90d or "
                                  "12h");
    }
    note_lifetime(cmd->pool, &dir->lifetimes, &one);
    if (cp_setter_in_section(cmd)) {
        note_lifetime(cmd->pool, &cp_conf_srv(cmd->server)->section_limits,
                      &one);
    }
    return NULL;
}
