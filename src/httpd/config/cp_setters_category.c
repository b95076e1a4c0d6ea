/* SPDX-License-Identifier: Apache-2.0 */
/* Setter of CookiePolicyCategory. */
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "core/base/cp_args.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"

static const char *const mode_values[] = {"exempt", "consent", "optout", NULL};

static const char *category_key(cmd_parms *cmd, cp_category *category,
                                const char *word)
{
    const char *key, *value;

    if (!cp_args_pair(cmd->pool, word, &key, &value)
        || (strcasecmp(key, "label") && strcasecmp(key, "description"))) {
        return cp_setter_bad_word(cmd, word,
                                  "label=\"...\" or description=\"...\"");
    }
    if (!strcasecmp(key, "label")) {
        category->label = value;
    }
    else {
        category->description = value;
    }
    return NULL;
}

const char *cp_setter_category(cmd_parms *cmd, void *dir, const char *args)
{
    const char *error, *mode;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_category category = {NULL, CP_MODE_CONSENT, NULL, NULL};
    int i;

    (void)dir;
    if (error != NULL || words->nelts < 2) {
        return error ? error
                     : apr_psprintf(cmd->pool,
                                    "%s: '%s' is too little; it takes an id "
                                    "and exempt, consent or optout",
                                    cmd->cmd->name, args);
    }
    category.id = APR_ARRAY_IDX(words, 0, const char *);
    mode = APR_ARRAY_IDX(words, 1, const char *);
    if (!cp_category_id_valid(cp_span_of(category.id))) {
        return cp_setter_bad_category_id(cmd, category.id);
    }
    if (!cp_category_mode_parse(cp_span_of(mode), &category.mode)) {
        return apr_psprintf(cmd->pool, "%s: '%s' is not a mode; use %s",
                            cmd->cmd->name, mode,
                            cp_setter_one_of(cmd->pool, mode_values));
    }
    if (!strcmp(category.id, CP_NECESSARY) && category.mode != CP_MODE_EXEMPT) {
        return apr_psprintf(cmd->pool,
                            "%s: '%s' does not fit the category 'necessary', "
                            "which is always exempt",
                            cmd->cmd->name, mode);
    }
    for (i = 2; i < words->nelts && error == NULL; i++) {
        error =
            category_key(cmd, &category, APR_ARRAY_IDX(words, i, const char *));
    }
    if (error == NULL) {
        APR_ARRAY_PUSH(cp_conf_srv(cmd->server)->categories, cp_category) =
            category;
    }
    return error;
}
