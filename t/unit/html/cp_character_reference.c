/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character references in attribute values. With the argument "--lines" the
 * program is the tool of t/judges/references.t: it replaces the references in
 * each line of hexadecimal digits, and writes hexadecimal digits.
 */
#include "core/html/cp_character_reference.h"

#include "core/html/cp_reference_names.h"
#include "tap.h"

static const struct {
    const char *value, *text;
} values[] = {
    {"a", "a"},
    {"&", "&"},
    {"a&b", "a&b"},
    {"&amp;", "&"},
    {"&amp", "&"},
    {"&amp=", "&amp="},
    {"&ampx", "&ampx"},
    {"&amp1", "&amp1"},
    {"&amp/", "&/"},
    {"&sol;&sol;", "//"},
    {"&sol/", "&sol/"},
    {"&AMP;&Colon;", "&\xE2\x88\xB7"},
    {"&colon;&period;&Tab;&NewLine;", ":.\t\n"},
    {"&NotEqualTilde;", "\xE2\x89\x82\xCC\xB8"},
    {"&notit;", "&notit;"},
    {"&notin;", "\xE2\x88\x89"},
    {"&not", "\xC2\xAC"},
    {"&CounterClockwiseContourIntegral;", "\xE2\x88\xB3"},
    {"&CounterClockwiseContourIntegralx;",
     "&CounterClockwiseContourIntegralx;"},
    {"&#47;&#x2F;&#X2f;", "///"},
    {"&#47", "/"},
    {"&#47a", "/a"},
    {"&#x2fg", "/g"},
    {"&#", "&#"},
    {"&#x", "&#x"},
    {"&#x;", "&#x;"},
    {"&#;", "&#;"},
    {"&#a", "&#a"},
    {"&#0;", "\xEF\xBF\xBD"},
    {"&#xD800;", "\xEF\xBF\xBD"},
    {"&#x110000;", "\xEF\xBF\xBD"},
    {"&#99999999999999999999;", "\xEF\xBF\xBD"},
    {"&#x80;", "\xE2\x82\xAC"},
    {"&#x81;", "\xC2\x81"},
    {"&#x10FFFF;", "\xF4\x8F\xBF\xBF"},
    {"&&amp;&amp;amp;", "&&&amp;"},
    {"https&colon;&#x2f;/a&period;example/?b&copy=1",
     "https://a.example/?b&copy=1"},
    {"\xE9&eacute;", "\xE9\xC3\xA9"},
};

static void references(apr_pool_t *p)
{
    cp_buf *room = cp_buf_make(p, 64);
    unsigned i;

    for (i = 0; i < TAP_COUNT(values); i++) {
        cp_span text =
            cp_character_references(cp_span_of(values[i].value), room);

        is_text(p, cp_span_dup(p, text), values[i].text, "%s",
                shown_text(p, values[i].value));
    }
}

static void no_copy(apr_pool_t *p)
{
    cp_buf *room = cp_buf_make(p, 64);
    cp_span value = SPAN("https://a.example/");

    ok(cp_character_references(value, room).s == value.s && room->n == 0,
       "a value without references is returned itself");
    ok(cp_character_references(SPAN(""), room).n == 0, "an empty value");
}

static void names(apr_pool_t *p)
{
    unsigned i, unsorted = 0, longest = 0;

    (void)p;
    for (i = 0; i < cp_n_reference_names; i++) {
        unsigned length = (unsigned)strlen(cp_reference_names[i].name);

        unsorted += i > 0
                 && strcmp(cp_reference_names[i - 1].name,
                           cp_reference_names[i].name)
                        >= 0;
        longest = length > longest ? length : longest;
    }
    ok(unsorted == 0, "the names are sorted");
    ok(longest == 31, "the longest name");
}

/* ---- the tool ---- */

static void answer_lines(apr_pool_t *p)
{
    static char line[1 << 16];

    while (fgets(line, sizeof(line), stdin) != NULL) {
        apr_size_t n = strcspn(line, "\n") / 2, i;
        cp_span text;

        apr_pool_clear(p);
        for (i = 0; i < n; i++) {
            line[i] = (char)(cp_hex_value(line[2 * i]) << 4
                             | cp_hex_value(line[2 * i + 1]));
        }
        text = cp_character_references(cp_span_between(line, line + n),
                                       cp_buf_make(p, 64));
        for (i = 0; i < text.n; i++) {
            printf("%02x", (unsigned char)text.s[i]);
        }
        putchar('\n');
    }
}

int main(int argc, const char *const *argv)
{
    static const tap_group groups[] = {{"references", references},
                                       {"no copy", no_copy},
                                       {"names", names},
                                       {NULL, NULL}};
    apr_pool_t *p;

    if (argc < 2 || strcmp(argv[1], "--lines")) {
        return tap_run(groups);
    }
    apr_initialize();
    apr_pool_create(&p, NULL);
    answer_lines(p);
    return 0;
}
