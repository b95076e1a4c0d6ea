/* SPDX-License-Identifier: Apache-2.0 */
/* Setter of CookiePolicyObserve: the table of observations. */
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "core/base/cp_args.h"
#include "core/observe/cp_table.h"
#include "core/policy/cp_duration.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"

static const char *set_entries(cmd_parms *cmd, cp_observe_conf *o,
                               const char *word, const char *value)
{
    apr_int64_t n;

    if (!cp_span_number(cp_span_of(value), &n) || n < CP_TABLE_MIN_ENTRIES
        || n > CP_TABLE_MAX_ENTRIES) {
        return cp_setter_bad_word(cmd, word,
                                  apr_psprintf(cmd->pool,
                                               "entries= with a number from %d "
                                               "to %d",
                                               CP_TABLE_MIN_ENTRIES,
                                               CP_TABLE_MAX_ENTRIES));
    }
    o->entries = (int)n;
    return NULL;
}

static const char *set_key(cmd_parms *cmd, cp_observe_conf *o, const char *word)
{
    const char *key, *value;

    if (!cp_args_pair(cmd->pool, word, &key, &value)) {
        return cp_setter_bad_word(
            cmd, word, "entries=, file= or summary= after Off or On");
    }
    if (!strcasecmp(key, "entries")) {
        return set_entries(cmd, o, word, value);
    }
    if (!strcasecmp(key, "file")) {
        o->file = value;
        return *value ? NULL
                      : cp_setter_bad_word(cmd, word, "file= with a path");
    }
    if (!strcasecmp(key, "summary")) {
        o->summary = cp_duration_parse(cp_span_of(value));
        return o->summary > 0
                 ? NULL
                 : cp_setter_bad_word(
                       cmd, word,
                       "summary= with a duration, such as 1h, 1d or "
                       "30min");
    }
    return cp_setter_bad_word(cmd, word, "entries=, file= or summary=");
}

const char *cp_setter_observe(cmd_parms *cmd, void *dir, const char *args)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY), *word;
    apr_array_header_t *words;
    cp_observe_conf *o;
    int i;

    (void)dir;
    if (error != NULL) {
        return error;
    }
    words = cp_setter_arguments(cmd, args, &error);
    if (error != NULL) {
        return error;
    }
    word = words->nelts ? APR_ARRAY_IDX(words, 0, const char *) : "";
    if (strcasecmp(word, "Off") && strcasecmp(word, "On")) {
        return cp_setter_bad_word(cmd, word, "Off or On as the first word");
    }
    o = cp_observe_conf_make(cmd->pool);
    o->on = !strcasecmp(word, "On");
    for (i = 1; i < words->nelts && error == NULL; i++) {
        error = set_key(cmd, o, APR_ARRAY_IDX(words, i, const char *));
    }
    if (error == NULL) {
        cp_conf_srv(cmd->server)->observe = o;
    }
    return error;
}
