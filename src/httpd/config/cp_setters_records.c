/* SPDX-License-Identifier: Apache-2.0 */
/* Setter of CookiePolicyRecords: where the proof of each choice is kept. */
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "core/base/cp_args.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_setters.h"

static const char targets[] = "Off, file with a path, \"|program\" or dbd";

/* Takes the path of a file, relative to ServerRoot. */
static const char *set_file(cmd_parms *cmd, cp_records *records,
                            const char *path)
{
    records->kind = CP_RECORDS_FILE;
    records->name = *path ? ap_server_root_relative(cmd->pool, path) : NULL;
    return records->name != NULL ? NULL
                                 : cp_setter_bad_word(cmd, path, targets);
}

static const char *set_keep(cmd_parms *cmd, cp_records *records,
                            const char *word)
{
    const char *key, *value;

    if (!cp_args_pair(cmd->pool, word, &key, &value)
        || strcasecmp(key, "keep")) {
        return cp_setter_bad_word(cmd, word,
                                  "keep= with a duration, such as keep=12mo");
    }
    records->keep = cp_duration_parse(cp_span_of(value));
    records->keep_text = value;
    return records->keep > 0
             ? NULL
             : cp_setter_bad_word(cmd, word,
                                  "keep= with a duration, such as 12mo or 5y");
}

/* Reads the target. *used becomes the number of its words. */
static const char *set_target(cmd_parms *cmd, cp_records *records,
                              const apr_array_header_t *words, int *used)
{
    const char *word =
        words->nelts > 0 ? APR_ARRAY_IDX(words, 0, const char *) : "";

    *used = 1;
    if (!strcasecmp(word, "Off")) {
        records->kind = CP_RECORDS_OFF;
        return NULL;
    }
    if (!strcasecmp(word, "dbd")) {
        records->kind = CP_RECORDS_DBD;
        return NULL;
    }
    if (word[0] == '|') {
        records->kind = CP_RECORDS_PROGRAM;
        records->name = word;
        return word[1 + strspn(word + 1, "|$ ")] != '\0'
                 ? NULL
                 : cp_setter_bad_word(
                       cmd, word, "\"|program\" with the path of a program");
    }
    if (!strcasecmp(word, "file") && words->nelts > 1) {
        *used = 2;
        word = APR_ARRAY_IDX(words, 1, const char *);
    }
    else if (strchr(word, '/') == NULL) { /* a mistake, such as On */
        return cp_setter_bad_word(cmd, word, targets);
    }
    return set_file(cmd, records, word);
}

const char *cp_setter_records(cmd_parms *cmd, void *dir, const char *args)
{
    const char *error;
    apr_array_header_t *words = cp_setter_arguments(cmd, args, &error);
    cp_records *records = apr_pcalloc(cmd->pool, sizeof(*records));
    int i;

    (void)dir;
    if (error != NULL) {
        return error;
    }
    records->name = "";
    records->where = cp_setter_where(cmd);
    records->keep = cp_duration_parse(cp_span_of(CP_RECORDS_KEEP));
    error = set_target(cmd, records, words, &i);
    for (; i < words->nelts && error == NULL; i++) {
        error = set_keep(cmd, records, APR_ARRAY_IDX(words, i, const char *));
    }
    if (error == NULL) {
        cp_conf_srv(cmd->server)->records = records;
    }
    return error;
}
