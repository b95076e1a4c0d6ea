/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compares the parser of Set-Cookie with the reference parser, which shares no
 * code with it: all short strings of a small alphabet, of bytes and of words.
 * This proves the fast paths equal to the general ones.
 */
#include "core/cookie/cp_setcookie.h"

#include "../rfc6265bis.h"
#include "tap.h"

/* 24 November 2025, 16:00 UTC. */
#define NOW ((apr_int64_t)1764000000)

#define MAX_LINE 512

/* The most differences that are shown. */
#define MAX_SHOWN 5

/* The comparisons of one test. */
typedef struct comparison {
    apr_pool_t *p; /* cleared after each line */
    int lines;
    int wrong;
} comparison;

static void differs(comparison *c, cp_span line, const char *what)
{
    if (c->wrong++ < MAX_SHOWN) {
        diag("%s differs: %s", what, shown(c->p, line));
    }
}

static void compare_cap(comparison *c, const cp_setcookie *cookie,
                        const rfc_cookie *want, apr_int64_t max)
{
    char expected[MAX_LINE + 32];
    cp_span got = cp_setcookie_cap(c->p, cookie, max, NOW);
    cp_span text = cookie->line;

    if (want->lifetime > max) {
        text.s = expected;
        text.n = rfc_write(cookie->line, max, expected);
    }
    if (!cp_span_eq(got, text)
        || (got.s == cookie->line.s) != (want->lifetime <= max)) {
        differs(c, cookie->line, "the limited value");
    }
}

/* The line is copied to memory of its exact length, for sanitizers. */
static void compare(comparison *c, const char *text, apr_size_t n)
{
    char *copy = malloc(n ? n : 1);
    cp_span line = {copy, n};
    cp_setcookie got;
    rfc_cookie want;

    memcpy(copy, text, n);
    cp_setcookie_parse(line, &got);
    rfc_parse(line, NOW, &want);
    c->lines++;
    if (!cp_span_eq(got.name, want.name) || got.malformed != want.malformed) {
        differs(c, line, "the name");
    }
    if (!cp_setcookie_is_bare(&got) != !want.bare
        || !got.has_comma != (memchr(copy, ',', n) == NULL)) {
        differs(c, line, "the kind");
    }
    if (got.n_lifetimes != want.n_lifetimes
        || rfc_limited(cp_setcookie_max_age(&got, NOW))
               != rfc_limited(want.lifetime)) {
        differs(c, line, "the lifetime");
    }
    if (!cp_setcookie_deletes(&got, NOW) != !want.deletes) {
        differs(c, line, "the deletion");
    }
    compare_cap(c, &got, &want, 0);
    compare_cap(c, &got, &want, 60);
    apr_pool_clear(c->p);
    free(copy);
}

/* Compares `start` with all sequences of `n` of the words after it. */
static void compare_all(comparison *c, const char *start,
                        const char *const *words, int n_words, int n)
{
    char line[MAX_LINE];
    int at[16] = {0}, i;

    do {
        apr_size_t length = strlen(start);

        memcpy(line, start, length);
        for (i = 0; i < n; i++) {
            apr_size_t more = strlen(words[at[i]]);

            memcpy(line + length, words[at[i]], more);
            length += more;
        }
        compare(c, line, length);
        for (i = 0; i < n && ++at[i] == n_words; i++) {
            at[i] = 0;
        }
    } while (i < n);
}

static comparison begin(apr_pool_t *p)
{
    comparison c = {NULL, 0, 0};

    apr_pool_create(&c.p, p);
    return c;
}

static void every_byte_string(apr_pool_t *p)
{
    static const char *const bytes[] = {"a", "=",  ";",    " ",
                                        ",", "\t", "\x01", "\xE9"};
    comparison c = begin(p);
    int n;

    for (n = 0; n <= 6; n++) {
        compare_all(&c, "", bytes, TAP_COUNT(bytes), n);
    }
    is_number(c.wrong, 0, "%d strings of bytes", c.lines);
}

static const char *const words[] = {
    "a",       "=", ";", " ", "Max-Age", "max-age", "Max-Agx", "Expires",
    "eXPIRES", "0", "7", "-", "x",       ",",       "\t",      "; Max-Age=",
};

static void every_word_string(apr_pool_t *p)
{
    comparison c = begin(p);
    int n;

    for (n = 0; n <= 4; n++) {
        compare_all(&c, "", words, TAP_COUNT(words), n);
        compare_all(&c, "a=1; Max-Age=", words, TAP_COUNT(words), n);
        compare_all(&c, "a=1; Path=/; Max-Age=12345678", words,
                    TAP_COUNT(words), n);
        compare_all(&c, "a=1; Expires=1234567;", words, TAP_COUNT(words), n);
    }
    is_number(c.wrong, 0, "%d strings of words", c.lines);
}

/* Moves the attributes over the borders of the blocks of 16 bytes. */
static void every_place(apr_pool_t *p)
{
    comparison c = begin(p);
    char start[MAX_LINE];
    int before, n;

    for (before = 0; before < 34; before++) {
        memset(start, 'v', sizeof(start));
        memcpy(start, "a=", 2);
        start[2 + before] = '\0';
        for (n = 0; n <= 3; n++) {
            compare_all(&c, start, words, TAP_COUNT(words), n);
        }
    }
    is_number(c.wrong, 0, "%d strings of words, at every place", c.lines);
}

static void dates(apr_pool_t *p)
{
    static const char *const pieces[] = {
        "; Expires=",
        ";expires =",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 01 Jan 2038 00:00:00 GMT",
        "01 Jan 70 0:0:0",
        "; Max-Age=0",
        "; Max-Age=60; Path=/",
        "soon",
    };
    comparison c = begin(p);
    int n;

    for (n = 0; n <= 5; n++) {
        compare_all(&c, "a=1", pieces, TAP_COUNT(pieces), n);
    }
    is_number(c.wrong, 0, "%d strings of dates and lifetimes", c.lines);
}

static void long_numbers(apr_pool_t *p)
{
    static const char *const digits[] = {"0", "9", "-", ";", " "};
    comparison c = begin(p);
    char start[MAX_LINE];
    int zeros, n;

    for (zeros = 0; zeros < 24; zeros++) {
        apr_snprintf(start, sizeof(start), "a=1; Max-Age=%.*s", zeros,
                     "000000000000000000000000");
        for (n = 0; n <= 4; n++) {
            compare_all(&c, start, digits, TAP_COUNT(digits), n);
        }
    }
    is_number(c.wrong, 0, "%d numbers of seconds", c.lines);
}

int main(void)
{
    static const tap_group groups[] = {{"strings of bytes", every_byte_string},
                                       {"strings of words", every_word_string},
                                       {"strings at every place", every_place},
                                       {"dates", dates},
                                       {"long numbers", long_numbers},
                                       {NULL, NULL}};
    return tap_run(groups);
}
