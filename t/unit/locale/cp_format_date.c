/* SPDX-License-Identifier: Apache-2.0 */
/* Lifetimes and dates in words, and the plural rules of all languages. */
#include "core/locale/cp_format_date.h"

#include <apr_strings.h>

#include "core/locale/cp_plural.h"
#include "tap.h"

static const struct {
    const char *in, *out;
} lifetimes[] = {
    {"session", "Until the browser is closed"},
    {"1s", "1 second"},
    {"90s", "90 seconds"},
    {"1min", "1 minute"},
    {"12h", "12 hours"},
    {"1d", "1 day"},
    {"180d", "180 days"},
    {"2w", "2 weeks"},
    {"1mo", "1 month"},
    {"13mo", "13 months"},
    {"10y", "10 years"},
    {"1y", "1 year"},
    {"11d", "11 days"},
    {NULL, NULL},
};

static void lifetime_words(apr_pool_t *p)
{
    const cp_texts *texts = cp_texts_make(p);
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(lifetimes); i++) {
        is_text(p, cp_format_lifetime(p, texts, "en", lifetimes[i].in),
                lifetimes[i].out, "lifetime %s",
                lifetimes[i].in ? lifetimes[i].in : "not stated");
    }
}

/* The forms for 0, 1, 2, … from the samples of Unicode CLDR: z zero, o one, t
 * two, f few, m many, - other. */
static const struct {
    const char *rule;
    const char *to_22; /* 0 to 22 */
    char at_100, at_101, at_102, at_103, at_111, at_121, at_1000001;
} rules[] = {
    {"en", "-o---------------------", '-', '-', '-', '-', '-', '-', '-'},
    {NULL, "-o---------------------", '-', '-', '-', '-', '-', '-', '-'},
    {"xx", "-o---------------------", '-', '-', '-', '-', '-', '-', '-'},
    {"he", "-ot--------------------", '-', '-', '-', '-', '-', '-', '-'},
    {"cs", "-offf------------------", '-', '-', '-', '-', '-', '-', '-'},
    {"pl", "mofffmmmmmmmmmmmmmmmmmf", 'm', 'm', 'f', 'f', 'm', 'm', 'm'},
    {"hr", "-offf----------------of", '-', 'o', 'f', 'f', '-', 'o', 'o'},
    {"lt", "-offffffff-----------of", '-', 'o', 'f', 'f', '-', 'o', 'o'},
    {"lv", "zo--------zzzzzzzzzzzo-", 'z', 'o', '-', '-', 'z', 'o', 'o'},
    {"ro", "foffffffffffffffffff---", '-', 'f', 'f', 'f', 'f', '-', 'f'},
    {"sl", "-otff------------------", '-', 'o', 't', 'f', '-', '-', 'o'},
    {"ga", "-otffffmmmm------------", '-', '-', '-', '-', '-', '-', '-'},
    {"mt", "fotffffffffmmmmmmmmm---", '-', '-', '-', 'f', 'm', '-', '-'},
    {"ar", "zotffffffffmmmmmmmmmmmm", '-', '-', '-', 'f', 'm', 'm', '-'},
};

static char short_form(const char *rule, apr_int64_t n)
{
    const char *form = cp_plural_form(rule, n);
    return !strcmp(form, "other") ? '-' : *form;
}

static void plurals(apr_pool_t *p)
{
    static const apr_int64_t far[] = {100, 101, 102, 103, 111, 121, 1000001};
    apr_size_t i, k;

    for (i = 0; i < TAP_COUNT(rules); i++) {
        const char *expected = apr_psprintf(
            p, "%s %c%c%c%c%c%c%c", rules[i].to_22, rules[i].at_100,
            rules[i].at_101, rules[i].at_102, rules[i].at_103, rules[i].at_111,
            rules[i].at_121, rules[i].at_1000001);
        char got[40];

        for (k = 0; k < 23; k++) {
            got[k] = short_form(rules[i].rule, (apr_int64_t)k);
        }
        got[k++] = ' ';
        for (; k < 24 + TAP_COUNT(far); k++) {
            got[k] = short_form(rules[i].rule, far[k - 24]);
        }
        got[k] = '\0';
        is_text(p, got, expected, "the numbers of %s",
                rules[i].rule ? rules[i].rule : "no rule");
    }
}

/* A language names its rule. The form "other" replaces a missing form. */
static void forms(apr_pool_t *p)
{
    cp_texts *texts = cp_texts_make(p);

    cp_texts_set(texts, "uk", "language.plural", "pl");
    cp_texts_set(texts, "uk", "lifetime.mo.one", "{n} one");
    cp_texts_set(texts, "uk", "lifetime.mo.few", "{n} few");
    cp_texts_set(texts, "uk", "lifetime.mo.other", "{n} other");
    is_text(p, cp_format_lifetime(p, texts, "uk", "1mo"), "1 one", "one");
    is_text(p, cp_format_lifetime(p, texts, "uk", "3mo"), "3 few", "few");
    is_text(p, cp_format_lifetime(p, texts, "uk", "13mo"), "13 other",
            "many, which is missing");
    is_text(p, cp_format_lifetime(p, texts, "uk", "3d"), "3 days",
            "a unit that is missing");
}

static void dates(apr_pool_t *p)
{
    cp_texts *texts = cp_texts_make(p);
    static const struct {
        const char *format, *text;
    } formats[] = {{"{d}.{m}.{y}", "3.1.2026"},
                   {"{y}. {month} {d}.", "2026. January 3."},
                   {"le {d} {month} {y}", "le 3 January 2026"},
                   {"{d|1er} {month}", "3 January"},
                   {"{day} {d", "{day} {d"},
                   {"", ""}};
    apr_int64_t time = 1767398400; /* 3 January 2026, midnight in UTC */
    apr_size_t i;

    is_text(p, cp_format_iso_date(p, time), "2026-01-03", "for programs");
    is_text(p, cp_format_iso_time(p, time), "2026-01-03T00:00:00Z",
            "and the time");
    is_text(p, cp_format_iso_date(p, time - 1), "2026-01-02",
            "a second before");
    is_text(p, cp_format_date(p, texts, "en", time), "3 January 2026", "words");
    is_text(p, cp_format_date(p, texts, "en", time - 86400 * 3),
            "31 December 2025", "the last of a year");
    is_text(p, cp_format_date(p, texts, "fr", time - 86400 * 2),
            "1er janvier 2026", "French has a word for the first of a month");
    is_text(p, cp_format_date(p, texts, "fr", time - 86400), "2 janvier 2026",
            "and numbers for the other days");
    is_text(p, cp_format_date(p, texts, "fr", time + 86400 * 8),
            "11 janvier 2026", "11 is another day");
    is_text(p, cp_format_date(p, texts, "it", time - 86400 * 2),
            "1º gennaio 2026", "Italian has one, too");
    for (i = 0; i < TAP_COUNT(formats); i++) {
        cp_texts_set(texts, "en", "date.format", formats[i].format);
        is_text(p, cp_format_date(p, texts, "en", time), formats[i].text,
                "format %s", formats[i].format);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"lifetimes", lifetime_words},
                                       {"plurals", plurals},
                                       {"forms", forms},
                                       {"dates", dates},
                                       {NULL, NULL}};
    return tap_run(groups);
}
