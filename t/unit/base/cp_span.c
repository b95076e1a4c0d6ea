/* SPDX-License-Identifier: Apache-2.0 */
/* Borrowed bytes: comparing, trimming, cutting, tokens and numbers. */
#include "core/base/cp_span.h"

#include "tap.h"

static void making(apr_pool_t *p)
{
    cp_span none = cp_span_of(NULL), empty = cp_span_of("");
    const char *s = "abcdef";

    ok(none.s == NULL && none.n == 0, "NULL gives no span");
    ok(empty.s != NULL && empty.n == 0, "\"\" gives an empty span");
    is_span(p, cp_span_of("abc"), SPAN("abc"), "a span over a string");
    is_span(p, cp_span_between(s + 1, s + 4), SPAN("bcd"), "between");
    is_span(p, cp_span_between(s, s), SPAN(""), "between nothing");
    is_text(p, cp_span_dup(p, SPAN("a\tb")), "a\tb", "dup");
    is_text(p, cp_span_dup(p, none), "", "dup of no span is \"\"");
    ok(!memcmp(cp_span_dup(p, SPAN("a\0b")), "a\0b", 4), "dup keeps NUL");
}

static const struct {
    cp_span a;
    const char *b;
    int same, same_but_case;
} pairs[] = {
    {SPAN_INIT(""), "", 1, 1},
    {SPAN_INIT("a"), "", 0, 0},
    {SPAN_INIT(""), "a", 0, 0},
    {SPAN_INIT("abc"), "abc", 1, 1},
    {SPAN_INIT("ABC"), "abc", 0, 1},
    {SPAN_INIT("Max-Age"), "max-age", 0, 1},
    {SPAN_INIT("abc"), "ab", 0, 0},
    {SPAN_INIT("ab"), "abc", 0, 0},
    {SPAN_INIT("a\0b"), "a", 0, 0},
    {SPAN_INIT("a\0"), "a", 0, 0},
    {SPAN_INIT("\0"), "", 0, 0},
    /* Neighbours of the letters, and letters of other alphabets. */
    {SPAN_INIT("["), "{", 0, 0},
    {SPAN_INIT("@"), "`", 0, 0},
    {SPAN_INIT("\xC4"), "\xE4", 0, 0},
    {SPAN_INIT("\xC3\x84"), "\xC3\xA4", 0, 0},
    {SPAN_INIT("K"), "\xE2\x84\xAA", 0, 0},
    {SPAN_INIT("1"), "\x11", 0, 0},
};

static void comparing(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(pairs); i++) {
        cp_span a = pairs[i].a, b = cp_span_of(pairs[i].b);
        int good = cp_span_is(a, pairs[i].b) == pairs[i].same
                && cp_span_eq(a, b) == pairs[i].same
                && cp_span_eq(b, a) == pairs[i].same
                && cp_span_case_is(a, pairs[i].b) == pairs[i].same_but_case;

        ok(good, "%s and %s", shown(p, a), shown(p, b));
    }
    ok(cp_span_eq(cp_span_of(NULL), cp_span_of("")), "nothing equals \"\"");
    ok(cp_span_is(cp_span_of(NULL), ""), "no span is \"\"");
    ok(cp_span_case_is(cp_span_of(NULL), ""), "no span is \"\" in any case");
}

static const struct {
    cp_span in, out;
} trims[] = {
    {SPAN_INIT(""), SPAN_INIT("")},
    {SPAN_INIT(" "), SPAN_INIT("")},
    {SPAN_INIT(" \t \t"), SPAN_INIT("")},
    {SPAN_INIT("a"), SPAN_INIT("a")},
    {SPAN_INIT(" a\t"), SPAN_INIT("a")},
    {SPAN_INIT("a b"), SPAN_INIT("a b")},
    {SPAN_INIT("\t a \t b "), SPAN_INIT("a \t b")},
    /* Bytes that isspace() takes for blanks, but browsers do not. */
    {SPAN_INIT("\va\f"), SPAN_INIT("\va\f")},
    {SPAN_INIT("\ra\n"), SPAN_INIT("\ra\n")},
    {SPAN_INIT("\xA0"
               "a\x85"),
     SPAN_INIT("\xA0"
               "a\x85")},
    {SPAN_INIT(" \0 "), SPAN_INIT("\0")},
};

static void trimming(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(trims); i++) {
        cp_span out = cp_span_trim(trims[i].in);

        ok(cp_span_eq(out, trims[i].out) && out.s >= trims[i].in.s
               && out.s + out.n <= trims[i].in.s + trims[i].in.n,
           "trim %s", shown(p, trims[i].in));
    }
    ok(cp_span_trim(cp_span_of(NULL)).s == NULL, "trim of no span");
}

static const struct {
    cp_span in;
    char sep;
    const char *pieces; /* in brackets */
} cuts[] = {
    {SPAN_INIT(""), ';', "[]"},
    {SPAN_INIT(";"), ';', "[][]"},
    {SPAN_INIT("a"), ';', "[a]"},
    {SPAN_INIT("a;"), ';', "[a][]"},
    {SPAN_INIT(";a"), ';', "[][a]"},
    {SPAN_INIT("a;b;c"), ';', "[a][b][c]"},
    {SPAN_INIT("a;;c"), ';', "[a][][c]"},
    {SPAN_INIT("a,b;c"), ',', "[a][b;c]"},
};

static void cutting(apr_pool_t *p)
{
    cp_span rest, piece = {NULL, 0};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(cuts); i++) {
        const char *got = "";

        rest = cuts[i].in;
        while (cp_span_next(&rest, cuts[i].sep, &piece)) {
            got = apr_pstrcat(p, got, "[", cp_span_dup(p, piece), "]", NULL);
        }
        is_text(p, got, cuts[i].pieces, "pieces of %s", shown(p, cuts[i].in));
        ok(!cp_span_next(&rest, cuts[i].sep, &piece), "and no more");
    }
    rest = cp_span_of(NULL);
    ok(!cp_span_next(&rest, ';', &piece), "no span has no piece");
    rest = SPAN("a\0b\0");
    for (i = 0; cp_span_next(&rest, '\0', &piece); i++) {}
    is_number((apr_int64_t)i, 3, "NUL separates like any other byte");
}

static void finding(apr_pool_t *p)
{
    (void)p;
    is_number((apr_int64_t)cp_span_find(SPAN("abcb"), 'b'), 1, "the first");
    is_number((apr_int64_t)cp_span_find(SPAN("abc"), 'x'), 3, "not there");
    is_number((apr_int64_t)cp_span_find(SPAN(""), 'x'), 0, "in nothing");
    is_number((apr_int64_t)cp_span_find(cp_span_of(NULL), 'x'), 0, "in none");
    is_number((apr_int64_t)cp_span_find(SPAN("ab\0"), '\0'), 2, "a NUL");
    is_number((apr_int64_t)cp_span_find(cp_span_between("ab", "ab"), 'a'), 0,
              "reads no byte after the end");
}

static void tokens(apr_pool_t *p)
{
    static const char good[] = "!#$%&'*+-.^_`|~0123456789"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz";
    int c, wrong = 0;

    (void)p;
    for (c = 0; c < 256; c++) {
        char byte = (char)c;
        cp_span one = {&byte, 1};
        int want = c != 0 && strchr(good, c) != NULL;

        wrong += !cp_is_tchar((unsigned char)c) != !want;
        wrong += !cp_span_is_token(one) != !want;
    }
    is_number(wrong, 0, "each of the 256 bytes against RFC 9110");
    ok(!cp_span_is_token(SPAN("")), "an empty span is not a token");
    ok(!cp_span_is_token(cp_span_of(NULL)), "no span is not a token");
    ok(cp_span_is_token(SPAN("_ga")), "_ga");
    ok(!cp_span_is_token(SPAN("a b")), "a blank inside");
    ok(!cp_span_is_token(SPAN("a\0")), "a NUL at the end");
    ok(!cp_span_is_token(SPAN("\"_ga\"")), "quotation marks");
}

static const struct {
    cp_span in;
    int good;
    apr_int64_t value;
} numbers[] = {
    {SPAN_INIT(""), 0, 0},
    {SPAN_INIT("0"), 1, 0},
    {SPAN_INIT("00"), 1, 0},
    {SPAN_INIT("42"), 1, 42},
    {SPAN_INIT("007"), 1, 7},
    {SPAN_INIT("999999999999999999"), 1, 999999999999999999},
    {SPAN_INIT("000000000000000000"), 1, 0},
    {SPAN_INIT("1000000000000000000"), 0, 0},
    {SPAN_INIT("0000000000000000000"), 0, 0},
    {SPAN_INIT("18446744073709551616"), 0, 0},
    {SPAN_INIT("-1"), 0, 0},
    {SPAN_INIT("+1"), 0, 0},
    {SPAN_INIT(" 1"), 0, 0},
    {SPAN_INIT("1 "), 0, 0},
    {SPAN_INIT("1\0"), 0, 0},
    {SPAN_INIT("0x1"), 0, 0},
    {SPAN_INIT("1e3"), 0, 0},
    {SPAN_INIT("1/"), 0, 0},
    {SPAN_INIT("1:"), 0, 0},
    {SPAN_INIT("\xB2"), 0, 0},
    {SPAN_INIT("\xD9\xA1"), 0, 0}, /* ARABIC-INDIC DIGIT ONE */
};

static void reading_numbers(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(numbers); i++) {
        apr_int64_t v = -77;
        int good = cp_span_number(numbers[i].in, &v);

        ok(good == numbers[i].good && v == (good ? numbers[i].value : -77),
           "number %s", shown(p, numbers[i].in));
    }
    ok(!cp_span_number(cp_span_of(NULL), NULL), "no span is no number");
}

int main(void)
{
    static const tap_group groups[] = {
        {"making", making},           {"comparing", comparing},
        {"trimming", trimming},       {"cutting", cutting},
        {"finding", finding},         {"tokens", tokens},
        {"numbers", reading_numbers}, {NULL, NULL}};
    return tap_run(groups);
}
