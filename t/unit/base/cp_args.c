/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of a directive. */
#include "core/base/cp_args.h"

#include "tap.h"

/* The words joined by '|', NULL when a quote is left open. */
static const char *joined(apr_pool_t *p, const char *line)
{
    apr_array_header_t *words = cp_args_split(p, line);

    return words ? apr_array_pstrcat(p, words, '|') : NULL;
}

static const struct {
    const char *line;
    const char *want;
} lines[] = {
    {"", ""},
    {"  \t ", ""},
    {"a", "a"},
    {"  a\tb  c ", "a|b|c"},
    {"key=\"two words\" x", "key=two words|x"},
    {"\"key=two words\" x", "key=two words|x"},
    {"key='two words' x", "key=two words|x"},
    {"a\"b c\"d", "ab cd"},
    {"\"say \\\"hi\\\"\"", "say \"hi\""},
    {"'it\\'s'", "it's"},
    {"\"back\\\\slash\"", "back\\slash"},
    {"/^a\\.b$/", "/^a\\.b$/"}, /* outside of quotes it is literal */
    {"\"/a\\d/\"", "/a\\d/"},   /* and inside, but before a quote */
    {"it\\'s'", "it\\s"},
    {"\"\"", ""},
    {"\"\" a", "|a"},
    {"\"open", NULL},
    {"key=\"open x", NULL},
    {"\"ends in \\\"", NULL},
};

static void words(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(lines); i++) {
        is_text(p, joined(p, lines[i].line), lines[i].want, "case %d", (int)i);
    }
    is_number(cp_args_split(p, "\"\"")->nelts, 1, "an empty word is a word");
}

static void pair(apr_pool_t *p)
{
    const char *key = NULL, *value = NULL;

    ok(!cp_args_pair(p, "name", &key, &value), "a pair needs =");
    ok(cp_args_pair(p, "a=b=c", &key, &value), "a pair");
    is_text(p, key, "a", "the key ends at the first =");
    is_text(p, value, "b=c", "the value is the rest");
    ok(cp_args_pair(p, "=", &key, &value), "both may be empty");
    is_text(p, key, "", "an empty key");
    is_text(p, value, "", "an empty value");
}

int main(void)
{
    static const tap_group groups[] = {
        {"words", words}, {"pair", pair}, {NULL, NULL}};
    return tap_run(groups);
}
