/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions that PCRE and JavaScript read alike. With --list the program
 * prints the accepted ones. t/judges/patterns.t compares them. */
#include "core/policy/cp_js_pattern.h"

#include "tap.h"

static const char *const alike[] = {
    "^_ga$",
    "^_ga_[A-Z0-9]+$",
    "^wordpress_logged_in_[0-9a-f]{32}$",
    "^shop_[0-9]+$",
    "a|b|",
    "^(?:a|b)*c$",
    "(a)(b)?",
    "a+?b*?c??",
    "a{2}",
    "a{2,}",
    "a{2,3}?",
    ".",
    "^.*$",
    "a.b",
    "\\d\\D\\w\\W",
    "[\\d_-]",
    "[^\\w]",
    "[a-c]",
    "[a-]",
    "[-a]",
    "[^-a]",
    "[a^]",
    "[+*?.$|(){}]",
    "[\\]\\[\\\\]",
    "\\bfoo\\b",
    "o\\B",
    "(?=.*x)y",
    "^(?!_ga)",
    "(?<=_)ga",
    "(?<!_)ga",
    "\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\^\\$\\|\\/",
    "/",
    "a}",
    "a]",
    "\\x41",
    "\\x2d",
    "[\\x41-\\x43]",
    "!#%&'`~",
    "\\!\\#\\-\\_\\&",
    "((((a))))",
    "(|a)",
    "a(?:)b",
    "^(a?)*$",
    "^(?:a?){3}b",
    "(?:a*)+b",
    "^(?:|a)+$",
    "\\ta",
    "[\\t-]",
    "x*",
    "[^a]",
    "[.]",
    "[\\.]",
    "^\\w{1,3}$",
    "^a{0}b",
    "(?:(?=a)a|b)+",
};

static const char *const unlike[] = {
    "a++",      "a*+",       "a?+",         "a{2}+",     "a**",     "a{2}{3}",
    "*a",       "(*a)",      "(?:*a)",      "^*",        "$+",      "\\b*",
    "(?=a)*",   "(?<=a)?",   "a|*b",        "a{,2}",     "a{",      "{a}",
    "a{x}",     "a{1,2",     "\\Aa",        "a\\z",      "a\\Z",    "\\Ga",
    "a\\Kb",    "\\Qa.b\\E", "\\R",         "\\N",       "\\X",     "\\h",
    "\\H",      "\\v",       "\\V",         "\\pL",      "\\PL",    "\\p{L}",
    "(a)\\1",   "\\0",       "\\01",        "\\g{1}",    "\\k<n>",  "\\x",
    "\\x4",     "\\x{41}",   "\\xC3",       "\\cA",      "\\e",     "\\a",
    "\\o{101}", "\\u0041",   "(?i)a",       "(?i:a)",    "(?s)a",   "(?-i)a",
    "(?P<n>a)", "(?<n>a)",   "(?'n'a)",     "(?>a)",     "(?|a|b)", "(?#a)",
    "(?R)",     "(?1)",      "(a)(?1)",     "(?&n)",     "(?(1)a)", "(?C)",
    "[]a]",     "[^]a]",     "[[:alpha:]]", "[[.a.]]",   "[a[b]",   "[\\d-z]",
    "[a-\\d]",  "[\\b]",     "[\\B]",       "[\\h]",     "[\\1]",   "\xC3\xA9",
    "a\tb",     "a\x7F",     "(*UTF8)a",    "(*ACCEPT)", "\\",
};

static void same(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(alike); i++) {
        is_text(p, cp_js_pattern_fault(cp_span_of(alike[i])), NULL, "alike: %s",
                shown_text(p, alike[i]));
    }
}

static void different(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(unlike); i++) {
        const char *fault = cp_js_pattern_fault(cp_span_of(unlike[i]));

        ok(fault != NULL, "unlike: %s: %s", shown_text(p, unlike[i]),
           fault ? fault : "accepted");
    }
}

static void bounds(apr_pool_t *p)
{
    char *text = apr_pcalloc(p, 300);

    memset(text, '(', 64);
    memset(text + 64, ')', 64);
    ok(cp_js_pattern_fault(cp_span_of(text)) == NULL, "64 groups");
    memset(text, '(', 65);
    memset(text + 65, ')', 65);
    ok(cp_js_pattern_fault(cp_span_of(text)) != NULL, "65 groups");
    ok(cp_js_pattern_fault(SPAN("a\0b")) != NULL, "a NUL");
    ok(cp_js_pattern_fault(SPAN("[a")) == NULL, "an open class ends");
    ok(cp_js_pattern_fault(SPAN("a)")) != NULL, "an unbalanced group");
}

int main(int argc, char **argv)
{
    static const tap_group groups[] = {{"alike", same},
                                       {"unlike", different},
                                       {"bounds", bounds},
                                       {NULL, NULL}};
    apr_size_t i;

    if (argc > 1 && !strcmp(argv[1], "--list")) {
        for (i = 0; i < TAP_COUNT(alike); i++) {
            puts(alike[i]);
        }
        return 0;
    }
    return tap_run(groups);
}
