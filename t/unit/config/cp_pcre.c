/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions with a budget. With --lines the program answers each line
 * "<expression> <name>", both in hex: "error", "unlike" if JavaScript may read
 * the expression in another way, "exhausted", "1" for a match, else "0".
 */
#include "httpd/config/cp_pcre.h"

#include "core/policy/cp_js_pattern.h"
#include "tap.h"

/* Matches as the first name of a new request. Returns -1 if the expression is
 * wrong. */
static int match(apr_pool_t *p, const char *expression, const char *name)
{
    cp_worn_out worn_out = {p, NULL};
    cp_budget budget = {p, &worn_out, NULL, NULL, 0, NULL, NULL, 0};
    apr_uint32_t steps = CP_STEPS_PER_NAME;
    cp_pattern pattern;

    if (!cp_pcre_compile(p, expression, &pattern)) {
        return -1;
    }
    return pattern.matches(pattern.compiled, cp_span_of(name), &budget, &steps);
}

static void matching(apr_pool_t *p)
{
    is_number(match(p, "^_ga(_[A-Z0-9]+)?$", "_ga_X1"), CP_PATTERN_MATCHES,
              "a match");
    is_number(match(p, "^_ga(_[A-Z0-9]+)?$", "_ga_x1"), CP_PATTERN_MISSES,
              "case matters");
    is_number(match(p, "ga", "_ga_"), CP_PATTERN_MATCHES, "not anchored");
    is_number(match(p, "^a.b$", "a\nb"), CP_PATTERN_MATCHES, "a dot is any");
    is_number(match(p, "^a$", "a\n"), CP_PATTERN_MISSES, "the very end");
    is_number(match(p, "(", "a"), -1, "not an expression");
    is_number(match(p, "^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"),
              CP_PATTERN_EXHAUSTED, "too many steps");
}

static char *unhex(char *text)
{
    char *to = text;
    const char *s = text;

    while (cp_hex_value(s[0]) >= 0 && cp_hex_value(s[1]) >= 0) {
        *to++ = (char)(cp_hex_value(s[0]) * 16 + cp_hex_value(s[1]));
        s += 2;
    }
    *to = '\0';
    return text;
}

static const char *answer(apr_pool_t *p, const char *expression,
                          const char *name)
{
    int result = match(p, expression, name);

    if (result < 0) {
        return "error";
    }
    if (cp_js_pattern_fault(cp_span_of(expression)) != NULL) {
        return "unlike";
    }
    return result == CP_PATTERN_EXHAUSTED ? "exhausted"
         : result == CP_PATTERN_MATCHES   ? "1"
                                          : "0";
}

static int answer_lines(void)
{
    char line[4096];
    apr_pool_t *p;

    apr_initialize();
    apr_pool_create(&p, NULL);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        char *name = strchr(line, ' ');

        if (name != NULL) {
            *name++ = '\0';
            puts(answer(p, unhex(line), unhex(name)));
        }
        apr_pool_clear(p);
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const tap_group groups[] = {{"matching", matching}, {NULL, NULL}};

    if (argc > 1 && !strcmp(argv[1], "--lines")) {
        return answer_lines();
    }
    return tap_run(groups);
}
