/* SPDX-License-Identifier: Apache-2.0 */
/* Splits the arguments of a directive; see the header. */
#include "core/base/cp_args.h"

#include <string.h>

#include <apr_strings.h>

static int is_separator(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Reads one word from *line on, without its quotes. Returns NULL if a quote is
 * not closed. */
static const char *take_word(apr_pool_t *p, const char **line)
{
    char *word = apr_palloc(p, strlen(*line) + 1), *to = word;
    const char *s = *line;
    char quote = '\0';

    for (; *s && (quote || !is_separator(*s)); s++) {
        if (quote && *s == '\\' && (s[1] == quote || s[1] == '\\')) {
            *to++ = *++s;
        }
        else if (quote ? *s == quote : (*s == '"' || *s == '\'')) {
            quote = quote ? '\0' : *s;
        }
        else {
            *to++ = *s;
        }
    }
    *to = '\0';
    *line = s;
    return quote ? NULL : word;
}

apr_array_header_t *cp_args_split(apr_pool_t *p, const char *line)
{
    apr_array_header_t *words = apr_array_make(p, 8, sizeof(const char *));

    for (;;) {
        const char *word;

        while (is_separator(*line)) {
            line++;
        }
        if (*line == '\0') {
            return words;
        }
        word = take_word(p, &line);
        if (word == NULL) {
            return NULL;
        }
        APR_ARRAY_PUSH(words, const char *) = word;
    }
}

int cp_args_pair(apr_pool_t *p, const char *word, const char **key,
                 const char **value)
{
    const char *eq = strchr(word, '=');

    if (eq == NULL) {
        return 0;
    }
    *key = apr_pstrmemdup(p, word, (apr_size_t)(eq - word));
    *value = eq + 1;
    return 1;
}

const char *cp_args_join(apr_pool_t *p, const apr_array_header_t *words,
                         const char *comma)
{
    const char *text = "";
    int i;

    for (i = 0; i < words->nelts; i++) {
        text = apr_pstrcat(p, text, i ? comma : "", i ? " " : "",
                           APR_ARRAY_IDX(words, i, const char *), NULL);
    }
    return text;
}
