/* SPDX-License-Identifier: Apache-2.0 */
/* Plural forms; see the header. */
#include "core/locale/cp_plural.h"

#include <string.h>

static int within(int n, int from, int to)
{
    return n >= from && n <= to;
}

/* The rules of one group of languages each: `n` is the number as far as it
 * matters, `tail` its last two digits. */

static const char *arabic(int n, int tail)
{
    static const char *const small[] = {"zero", "one", "two"};

    if (n < 3) {
        return small[n];
    }
    return within(tail, 3, 10) ? "few" : tail > 10 ? "many" : "other";
}

static const char *croatian(int n, int tail)
{
    (void)n;
    if (within(tail, 11, 14)) {
        return "other";
    }
    return tail % 10 == 1 ? "one" : within(tail % 10, 2, 4) ? "few" : "other";
}

static const char *czech(int n, int tail)
{
    (void)tail;
    return n == 1 ? "one" : within(n, 2, 4) ? "few" : "other";
}

static const char *english(int n, int tail)
{
    (void)tail;
    return n == 1 ? "one" : "other";
}

static const char *hebrew(int n, int tail)
{
    (void)tail;
    return n == 1 ? "one" : n == 2 ? "two" : "other";
}

static const char *irish(int n, int tail)
{
    if (n == 1 || n == 2) {
        return hebrew(n, tail);
    }
    return within(n, 3, 6) ? "few" : within(n, 7, 10) ? "many" : "other";
}

static const char *latvian(int n, int tail)
{
    (void)n;
    if (tail % 10 == 0 || within(tail, 11, 19)) {
        return "zero";
    }
    return tail % 10 == 1 ? "one" : "other";
}

static const char *lithuanian(int n, int tail)
{
    (void)n;
    if (within(tail, 11, 19) || tail % 10 == 0) {
        return "other";
    }
    return tail % 10 == 1 ? "one" : "few";
}

static const char *maltese(int n, int tail)
{
    if (n == 1 || n == 2) {
        return hebrew(n, tail);
    }
    if (n == 0 || within(tail, 3, 10)) {
        return "few";
    }
    return within(tail, 11, 19) ? "many" : "other";
}

static const char *polish(int n, int tail)
{
    if (n == 1) {
        return "one";
    }
    return within(tail % 10, 2, 4) && !within(tail, 12, 14) ? "few" : "many";
}

static const char *romanian(int n, int tail)
{
    if (n == 1) {
        return "one";
    }
    return n == 0 || within(tail, 1, 19) ? "few" : "other";
}

static const char *slovene(int n, int tail)
{
    (void)n;
    return tail == 1          ? "one"
         : tail == 2          ? "two"
         : within(tail, 3, 4) ? "few"
                              : "other";
}

static const struct {
    const char *language;
    const char *(*form)(int n, int tail);
} rules[] = {{"ar", arabic},   {"cs", czech},    {"ga", irish},
             {"he", hebrew},   {"hr", croatian}, {"lt", lithuanian},
             {"lv", latvian},  {"mt", maltese},  {"pl", polish},
             {"ro", romanian}, {"sl", slovene}};

const char *cp_plural_form(const char *rule, apr_int64_t n)
{
    /* above 100, the rules use the last two digits only */
    int near = n < 1000 ? (int)n : 1000, tail = (int)(n % 100);
    apr_size_t i;

    for (i = 0; rule != NULL && i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (!strcmp(rules[i].language, rule)) {
            return rules[i].form(near, tail);
        }
    }
    return english(near, tail);
}
