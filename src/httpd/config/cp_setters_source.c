/* SPDX-License-Identifier: Apache-2.0 */
/* Setters of declarations of content: sources and marked elements. */
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <libpsl.h>

#include "core/base/cp_args.h"
#include "core/policy/cp_duration.h"
#include "core/policy/cp_markup_rule.h"
#include "core/policy/cp_sources.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"
#include "httpd/config/cp_module.h"

static cp_policy *policy_of(cmd_parms *cmd, cp_policy **policy)
{
    if (*policy == NULL) {
        *policy = cp_policy_make(cmd->pool);
    }
    return *policy;
}

/* ---- CookiePolicySource: its sources ---- */

/* True if each label below this host belongs to another party. All names below
 * "localhost" are this machine (RFC 6761, section 6.3). */
static int is_public_suffix(cp_span host)
{
    const psl_ctx_t *psl = psl_builtin();
    char name[CP_MAX_SOURCE_HOST + 1];

    memcpy(name, host.s, host.n);
    name[host.n] = '\0';
    return (strchr(name, '.') == NULL && strcmp(name, "localhost") != 0)
        || (psl != NULL
            && psl_is_public_suffix2(psl, name,
                                     PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE));
}

static const char *add_source(cmd_parms *cmd, cp_source *source,
                              const char *word)
{
    cp_source_name *name = apr_pcalloc(cmd->pool, sizeof(*name));
    const char *error = cp_source_name_parse(cmd->pool, word, name);

    name->source = source;
    APR_ARRAY_PUSH(source->sources, const cp_source_name *) = name;
    if (error == NULL && cp_source_name_is_wildcard(name)
        && is_public_suffix(cp_span_skip(name->host, 1))) {
        error = "covers hosts of many parties; use the domain of one, as in "
                "*.example.com";
    }
    return error == NULL ? NULL
                         : apr_psprintf(cmd->pool, "%s: '%s' %s",
                                        cmd->cmd->name, word, error);
}

/* ---- CookiePolicySource: its keys ---- */

static const char source_keys[] =
    "provider, function, purpose, cookies, lifetime or controller";

static const char *set_cookies(cmd_parms *cmd, cp_source *source,
                               const char *value)
{
    apr_array_header_t *names = cp_args_split(cmd->pool, value);
    int i;

    for (i = 0; names != NULL && i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);

        if (cp_policy_name_kind(cp_span_of(name)) == CP_NAME_BAD) {
            names = NULL;
        }
    }
    if (names == NULL) {
        return cp_setter_bad_value(cmd, "cookies", value,
                                   "names of cookies with spaces between them");
    }
    source->cookies = names;
    return names->nelts ? NULL : cp_setter_empty(cmd, "cookies");
}

static const char *set_key(cmd_parms *cmd, cp_source *source, const char *key,
                           const char *value)
{
    static const struct {
        const char *key;
        size_t offset; /* of the const char * in cp_source */
    } keys[] = {{"provider", offsetof(cp_source, provider)},
                {"function", offsetof(cp_source, function)},
                {"purpose", offsetof(cp_source, purpose)},
                {"lifetime", offsetof(cp_source, lifetime)},
                {"controller", offsetof(cp_source, controller)}};
    apr_size_t i;

    if (!strcasecmp(key, "cookies")) {
        return set_cookies(cmd, source, value);
    }
    if (!strcasecmp(key, "lifetime")
        && cp_duration_parse(cp_span_of(value)) < 0) {
        return cp_setter_bad_value(cmd, key, value, cp_setter_lifetimes);
    }
    for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (!strcasecmp(key, keys[i].key)) {
            *(const char **)((char *)source + keys[i].offset) = value;
            return *value ? NULL : cp_setter_empty(cmd, key);
        }
    }
    return apr_psprintf(cmd->pool, "%s: '%s' is not a key; use %s",
                        cmd->cmd->name, key, source_keys);
}

/* A path may contain an equals sign; the name of a key contains letters only.
 */
static int is_pair(cmd_parms *cmd, const char *word, const char **key,
                   const char **value)
{
    return cp_args_pair(cmd->pool, word, key, value)
        && strcspn(*key, "/.:") == strlen(*key);
}

static const char *read_source(cmd_parms *cmd, apr_array_header_t *words,
                               cp_source *source)
{
    const char *error = NULL;
    int i, keys = 0;

    for (i = 1; i < words->nelts && error == NULL; i++) {
        const char *word = APR_ARRAY_IDX(words, i, const char *);
        const char *key, *value;

        if (is_pair(cmd, word, &key, &value)) {
            error = set_key(cmd, source, key, value);
            keys++;
        }
        else {
            error = keys == 0 ? add_source(cmd, source, word)
                              : cp_setter_late_word(cmd, word, "sources");
        }
    }
    if (error == NULL && source->sources->nelts == 0) {
        error = apr_psprintf(cmd->pool,
                             "%s: '%s' has no source; it takes a category and "
                             "at least one source",
                             cmd->cmd->name, source->category);
    }
    return error;
}

/* ---- CookiePolicySource ---- */

/* Returns a sentence if the same scope declares a source in another category:
 * only the later line would be in force, but both would be published. */
static const char *other_category(cmd_parms *cmd, const cp_policy *scope,
                                  const cp_source *source)
{
    int i;

    for (i = 0; i < source->sources->nelts; i++) {
        const cp_source_name *name =
            APR_ARRAY_IDX(source->sources, i, const cp_source_name *);
        const cp_source_name *before = cp_sources_declared(scope, name->text);

        if (before != NULL
            && strcmp(before->source->category, source->category)) {
            return apr_psprintf(cmd->pool,
                                "%s: '%s' is declared in the category '%s' "
                                "already (%s); use one category for a source",
                                cmd->cmd->name, name->written,
                                before->source->category,
                                before->source->where);
        }
    }
    return NULL;
}

static cp_source *make_source(cmd_parms *cmd, const apr_array_header_t *words)
{
    cp_source *source = apr_pcalloc(cmd->pool, sizeof(*source));

    source->category =
        words->nelts ? APR_ARRAY_IDX(words, 0, const char *) : "";
    source->place = -1;
    source->sources =
        apr_array_make(cmd->pool, 4, sizeof(const cp_source_name *));
    source->where = cp_setter_where(cmd);
    return source;
}

const char *cp_setter_source(cmd_parms *cmd, void *dirv, const char *args)
{
    cp_dir_conf *dir = dirv;
    const char *error;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_policy *policy;
    cp_source *source;

    if (error != NULL) {
        return error;
    }
    source = make_source(cmd, words);
    policy = policy_of(cmd, &dir->policy);
    error = read_source(cmd, words, source);
    error = error ? error : other_category(cmd, policy, source);
    error = error ? error
                  : cp_setter_place(cmd, source->category, &source->place,
                                    cp_sources_scope(policy));
    if (error != NULL) {
        return error;
    }
    cp_sources_add(policy, source);
    if (cp_setter_in_section(cmd)) {
        cp_sources_add(policy_of(cmd, &cp_conf_srv(cmd->server)->sections),
                       source);
    }
    return NULL;
}

/* ---- CookiePolicyMarkup ---- */

/* A name of an attribute in lower case. */
static int is_attribute(const char *name)
{
    apr_size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_:.");

    return n > 0 && n <= CP_MAX_MARKUP_WORD && name[n] == '\0' && name[0] >= 'a'
        && name[0] <= 'z';
}

static const char *read_rule(cmd_parms *cmd, const char *word,
                             cp_markup_rule *rule)
{
    char *lower = apr_pstrdup(cmd->pool, word);
    const char *key, *value = NULL;

    ap_str_tolower(lower);
    rule->attribute = lower;
    if (cp_args_pair(cmd->pool, lower, &key, &value)) {
        rule->attribute = key;
    }
    rule->word = value;
    if (!is_attribute(rule->attribute)) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' is not an attribute; use attribute or "
                            "attribute=word, as in data-category=analytics",
                            cmd->cmd->name, word);
    }
    if (value != NULL
        && (*value == '\0' || strlen(value) > CP_MAX_MARKUP_WORD
            || !strcmp(value, "*") || strchr(value, ',') != NULL)) {
        return cp_setter_bad_value(
            cmd, rule->attribute, value,
            "one word of the attribute's value, or the start of one and *");
    }
    return NULL;
}

static const char *check_rule(cmd_parms *cmd, const cp_policy *scope,
                              const cp_markup_rule *rule, const char *word)
{
    const cp_markup_rule *before = cp_markup_rule_declared(scope, rule);

    if (before == NULL || !strcmp(before->category, rule->category)) {
        return NULL;
    }
    return apr_psprintf(cmd->pool,
                        "%s: '%s' is in the category '%s' already (%s); use "
                        "one category for a word",
                        cmd->cmd->name, word, before->category, before->where);
}

const char *cp_setter_markup(cmd_parms *cmd, void *dirv, const char *args)
{
    cp_dir_conf *dir = dirv;
    const char *error, *word;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_markup_rule *rule = apr_pcalloc(cmd->pool, sizeof(*rule));

    if (error != NULL || words->nelts != 2) {
        return error ? error
                     : apr_psprintf(cmd->pool,
                                    "%s: '%s' is not accepted; it takes "
                                    "attribute or attribute=word, and a "
                                    "category",
                                    cmd->cmd->name, args);
    }
    word = APR_ARRAY_IDX(words, 0, const char *);
    rule->category = APR_ARRAY_IDX(words, 1, const char *);
    rule->place = -1;
    rule->where = cp_setter_where(cmd);
    error = read_rule(cmd, word, rule);
    error = error ? error : check_rule(cmd, dir->policy, rule, word);
    error = error ? error
                  : cp_setter_place(cmd, rule->category, &rule->place, NULL);
    if (error != NULL) {
        return error;
    }
    cp_markup_rule_add(policy_of(cmd, &dir->policy), rule);
    if (cp_setter_in_section(cmd)) {
        cp_markup_rule_add(policy_of(cmd, &cp_conf_srv(cmd->server)->sections),
                           rule);
    }
    return NULL;
}
