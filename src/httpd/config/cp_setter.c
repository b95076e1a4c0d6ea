/* SPDX-License-Identifier: Apache-2.0 */
/* The shared part of the setters; see the header. */
#include "httpd/config/cp_setter.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "core/base/cp_args.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_config_check.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_site.h"

/* ---- the place of a directive ---- */

/* httpd would ignore that the directive is in <Limit>. */
const char *cp_setter_in_limit(cmd_parms *cmd)
{
    return ap_check_cmd_context(cmd, NOT_IN_LIMIT);
}

int cp_setter_in_htaccess(const cmd_parms *cmd)
{
    return cmd->pool == cmd->temp_pool;
}

int cp_setter_in_section(const cmd_parms *cmd)
{
    return cmd->path != NULL && !cp_setter_in_htaccess(cmd);
}

const char *cp_setter_where(cmd_parms *cmd)
{
    return apr_psprintf(cmd->pool, "%s:%d", cmd->directive->filename,
                        cmd->directive->line_num);
}

/* ---- categories ---- */

const char *cp_setter_bad_category_id(cmd_parms *cmd, const char *id)
{
    return apr_psprintf(cmd->pool,
                        "%s: '%s' is not a category id; use a lower-case "
                        "letter and then letters, digits and dashes, %d at "
                        "most",
                        cmd->cmd->name, id, CP_MAX_CATEGORY_ID);
}

const char *cp_setter_place(cmd_parms *cmd, const char *category, int *place,
                            cp_set *scope)
{
    cp_reference *reference;

    if (!cp_category_id_valid(cp_span_of(category))) {
        return cp_setter_bad_category_id(cmd, category);
    }
    if (cp_setter_in_htaccess(cmd)) {
        if (place != NULL) {
            *place = cp_categories_find(cp_conf_site(cmd->server)->categories,
                                        cp_span_of(category));
        }
        return cp_config_unknown_category(cmd->pool, cmd->server,
                                          cmd->cmd->name, category);
    }
    reference = apr_array_push(cp_conf_srv(cmd->server)->references);
    reference->directive = cmd->cmd->name;
    reference->category = category;
    reference->where = cp_setter_where(cmd);
    reference->place = place;
    reference->scope = scope;
    reference->language = NULL;
    return NULL;
}

const char *cp_setter_refer(cmd_parms *cmd, const char *category)
{
    return cp_setter_place(cmd, category, NULL, NULL);
}

/* ---- words and values ---- */

apr_array_header_t *cp_setter_arguments(cmd_parms *cmd, const char *args,
                                        const char **error)
{
    apr_array_header_t *words = cp_args_split(cmd->pool, args);

    *error = cp_setter_in_limit(cmd);
    if (words == NULL) {
        *error = apr_psprintf(cmd->pool,
                              "%s: a quotation mark in '%s' is not closed; "
                              "use key=\"value\"",
                              cmd->cmd->name, args);
    }
    return words;
}

int cp_setter_is_domain(const char *s)
{
    apr_size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST"
                             "UVWXYZ0123456789-.");
    return n > 0 && s[n] == '\0' && n <= 253;
}

const char cp_setter_lifetimes[] =
    "session, or a number with s, min, h, d, w, mo or y, such as 13mo or "
    "400d";

const char *cp_setter_yes_no(cmd_parms *cmd, int *flag, const char *key,
                             const char *value)
{
    *flag = !strcasecmp(value, "yes");
    return *flag || !strcasecmp(value, "no")
             ? NULL
             : cp_setter_bad_value(cmd, key, value, "yes or no");
}

/* ---- sentences ---- */

const char *cp_setter_one_of(apr_pool_t *p, const char *const *values)
{
    const char *text = *values++;

    for (; *values; values++) {
        text = apr_pstrcat(p, text, values[1] ? ", " : " or ", *values, NULL);
    }
    return text;
}

const char *cp_setter_bad_word(cmd_parms *cmd, const char *word,
                               const char *accepted)
{
    return apr_psprintf(cmd->pool, "%s: '%s' is not accepted; use %s",
                        cmd->cmd->name, word, accepted);
}

const char *cp_setter_bad_value(cmd_parms *cmd, const char *key,
                                const char *value, const char *accepted)
{
    return apr_psprintf(cmd->pool, "%s: '%s' is not accepted for %s; use %s",
                        cmd->cmd->name, value, key, accepted);
}

const char *cp_setter_empty(cmd_parms *cmd, const char *key)
{
    return apr_psprintf(cmd->pool,
                        "%s: %s=\"\" is empty; write a text, or omit %s",
                        cmd->cmd->name, key, key);
}

const char *cp_setter_late_word(cmd_parms *cmd, const char *word,
                                const char *things)
{
    return apr_psprintf(cmd->pool,
                        "%s: '%s' has no key and follows a key=value; put "
                        "text of several words in quotes, as in "
                        "provider=\"...\"; %s come before the keys",
                        cmd->cmd->name, word, things);
}
