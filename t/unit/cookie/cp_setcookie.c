/* SPDX-License-Identifier: Apache-2.0 */
/* Set-Cookie as a browser stores it: names, deletions, dates, lifetimes. */
#include "core/cookie/cp_setcookie.h"

#include "core/policy/cp_duration.h"
#include "tap.h"

/* 24 November 2025, 16:00 UTC. */
#define NOW ((apr_int64_t)1764000000)
#define MAX ((apr_int64_t)CP_MAX_LIFETIME)

/* ---- the name ---- */

static const struct {
    cp_span line;
    cp_span name;
    int malformed;
} lines[] = {
    {SPAN_INIT("_ga=1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("_ga=1; Path=/; Secure"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("a="), SPAN_INIT("a"), 0},
    {SPAN_INIT("a=b=c"), SPAN_INIT("a"), 0},
    {SPAN_INIT("a==b"), SPAN_INIT("a"), 0},
    {SPAN_INIT("a=;b=1"), SPAN_INIT("a"), 0},
    /* Without a name: what the value will be read as when it comes back. */
    {SPAN_INIT("=_ga=1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("= _ga=1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT(" = _ga = 1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("==_ga=1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("= =\t=_ga=1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("=_ga"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("_ga"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("_ga; Path=/"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT(" _ga ;"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("=__Host-a=1"), SPAN_INIT("__Host-a"), 0},
    /* Blanks: SP and HTAB at the ends, nothing else. */
    {SPAN_INIT(" _ga=1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("\t_ga\t = 1"), SPAN_INIT("_ga"), 0},
    {SPAN_INIT("_g\ta=1"), SPAN_INIT("_g\ta"), 0},
    {SPAN_INIT("_ga a=1"), SPAN_INIT("_ga a"), 0},
    {SPAN_INIT("\xA0_ga=1"), SPAN_INIT("\xA0_ga"), 0},
    {SPAN_INIT("\x85_ga=1"), SPAN_INIT("\x85_ga"), 0},
    {SPAN_INIT("\xE2\x80\x80_ga=1"), SPAN_INIT("\xE2\x80\x80_ga"), 0},
    {SPAN_INIT("\v_ga=1"), SPAN_INIT("\v_ga"), 1},
    {SPAN_INIT("_ga\f=1"), SPAN_INIT("_ga\f"), 1},
    /* Bytes as they are: no case, no quotes, no escapes. */
    {SPAN_INIT("_GA=1"), SPAN_INIT("_GA"), 0},
    {SPAN_INIT("\"_ga\"=1"), SPAN_INIT("\"_ga\""), 0},
    {SPAN_INIT("%5Fga=1"), SPAN_INIT("%5Fga"), 0},
    {SPAN_INIT(".ga=1"), SPAN_INIT(".ga"), 0},
    {SPAN_INIT("_ga[x]=1"), SPAN_INIT("_ga[x]"), 0},
    {SPAN_INIT("\xC3\xA9=1"), SPAN_INIT("\xC3\xA9"), 0},
    {SPAN_INIT("$Version=1; _ga=2"), SPAN_INIT("$Version"), 0},
    /* First the ';', then the '='. */
    {SPAN_INIT("foo;_ga=1"), SPAN_INIT("foo"), 0},
    {SPAN_INIT("\"a;b\"=c"), SPAN_INIT("\"a"), 0},
    {SPAN_INIT(";_ga=1"), SPAN_INIT(""), 1},
    {SPAN_INIT(" ; _ga=1"), SPAN_INIT(""), 1},
    {SPAN_INIT("ok=1, _ga=2"), SPAN_INIT("ok"), 0},
    {SPAN_INIT("ok,_ga=2"), SPAN_INIT("ok,_ga"), 0},
    /* Neither a name nor a value. */
    {SPAN_INIT(""), SPAN_INIT(""), 1},
    {SPAN_INIT("="), SPAN_INIT(""), 1},
    {SPAN_INIT(" = "), SPAN_INIT(""), 1},
    {SPAN_INIT(";"), SPAN_INIT(""), 1},
    {SPAN_INIT("===;"), SPAN_INIT(""), 1},
    /* A control character anywhere spoils the whole. */
    {SPAN_INIT("ok=1\x01"), SPAN_INIT("ok"), 1},
    {SPAN_INIT("ok=1\0; Path=/"), SPAN_INIT("ok"), 1},
    {SPAN_INIT("ok=1; Path=/\x7F"), SPAN_INIT("ok"), 1},
    {SPAN_INIT("ok=1; x=\x1F"), SPAN_INIT("ok"), 1},
    {SPAN_INIT("ok=1\r"), SPAN_INIT("ok"), 1},
    {SPAN_INIT("ok=1\nSet-Cookie: _ga=2"), SPAN_INIT("ok"), 1},
    {SPAN_INIT("\0_ga=1"), SPAN_INIT("\0_ga"), 1},
    {SPAN_INIT("ok=1\t; Path=/\t"), SPAN_INIT("ok"), 0},
    {SPAN_INIT("ok=\x80\xFF"), SPAN_INIT("ok"), 0},
};

static void names(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(lines); i++) {
        cp_setcookie c;

        cp_setcookie_parse(lines[i].line, &c);
        ok(cp_span_eq(c.name, lines[i].name)
               && c.malformed == lines[i].malformed,
           "%s is %s%s", shown(p, lines[i].line), shown(p, c.name),
           c.malformed ? ", malformed" : "");
    }
}

static void every_control(apr_pool_t *p)
{
    int c, wrong = 0;

    (void)p;
    for (c = 0; c < 256; c++) {
        char text[] = "ok=12345678; Path=/abcd"; /* words and a rest */
        cp_setcookie parsed;
        apr_size_t at;
        int bad = (c < 0x20 && c != '\t') || c == 0x7F;

        for (at = 0; at < sizeof(text) - 1; at++) {
            char saved = text[at];

            text[at] = (char)c;
            cp_setcookie_parse(cp_span_of(NULL), &parsed);
            wrong += !parsed.malformed || cp_setcookie_deletes(&parsed, NOW);
            cp_setcookie_parse(cp_span_between(text, text + sizeof(text) - 1),
                               &parsed);
            wrong += bad && !parsed.malformed;
            wrong += !bad && at > 1 && parsed.malformed;
            text[at] = saved;
        }
    }
    is_number(wrong, 0, "every byte at every place, and no span");
}

/* Lines are read by blocks: nothing is missed or counted twice, wherever
 * the blocks begin and end. */
static void every_place(apr_pool_t *p)
{
    static const char *const spaces = "; \t ";
    int before, behind, wrong = 0;

    for (before = 0; before < 40; before++) {
        for (behind = 0; behind < 40; behind++) {
            const char *pair = apr_psprintf(p, "a=%0*d", before, 0);
            const char *rest = apr_psprintf(p, "; x-p=%0*d", behind, 0);
            cp_setcookie c;

            cp_setcookie_parse(
                cp_span_of(apr_psprintf(p, "%s%.*sMax-Age=60%s;eXPIRES=%s",
                                        pair, 1 + before % 4, spaces, rest,
                                        "Fri, 01 Jan 2038 00:00:00 GMT")),
                &c);
            wrong += c.n_lifetimes != 2 || cp_setcookie_max_age(&c, NOW) != 60;
            wrong += !c.has_comma || c.malformed || cp_setcookie_is_bare(&c);
            cp_setcookie_parse(
                cp_span_of(apr_pstrcat(p, pair, rest, "; Max-Age=0", NULL)),
                &c);
            wrong += c.n_lifetimes != 1 || !cp_setcookie_deletes(&c, NOW);
            wrong += c.has_comma || c.malformed || cp_setcookie_is_bare(&c);
            cp_setcookie_parse(cp_span_of(apr_pstrcat(p, pair, rest, NULL)),
                               &c);
            wrong += c.n_lifetimes != 0 || cp_setcookie_max_age(&c, NOW) != -1;
        }
    }
    is_number(wrong, 0, "lifetimes and commas at every place");
}

/* ---- deletions ---- */

#define PAST "Thu, 01 Jan 1970 00:00:00 GMT"
#define FUTURE "Fri, 01 Jan 2038 00:00:00 GMT"

static const struct {
    const char *attributes;
    int deletes;
} deletions[] = {
    {"", 0},
    {"; Path=/", 0},
    {"; Max-Age=0", 1},
    {";max-age=0", 1},
    {"; MAX-AGE = 0 ", 1},
    {"; Max-Age=00", 1},
    {"; Max-Age=-1", 1},
    {"; Max-Age=-0", 1},
    {"; Max-Age=1", 0},
    {"; Max-Age=+0", 0},
    {"; Max-Age", 0},
    {"; Max-Age=", 0},
    {"; Max-Age=-", 0},
    {"; Max-Age=--1", 0},
    {"; Max-Age=0x0", 0},
    {"; Max-Age=0 0", 0},
    {"; Max-Age=0.0", 0},
    {"; Max-Age=\"0\"", 0},
    {"; Max-Age=abc", 0},
    {"; Max Age=0", 0},
    {"; MaxAge=0", 0},
    {"; xMax-Age=0", 0},
    /* More than one: Chromium lets the last one win, though invalid. */
    {"; Max-Age=0; Max-Age=0", 1},
    {"; Max-Age=-1; max-age=-2", 1},
    {"; Max-Age=0; Max-Age=abc", 0},
    {"; Max-Age=abc; Max-Age=0", 0},
    {"; Max-Age=0; Max-Age=", 0},
    {"; Max-Age=0; Max-Age", 0},
    {"; Max-Age=60; Max-Age=0", 0},
    {"; Max-Age=0; Max-Age=60", 0},
    /* Expires counts only where there is no Max-Age. */
    {"; Expires=" PAST, 1},
    {"; expires = " PAST " ", 1},
    {"; Expires=" FUTURE, 0},
    {"; Expires=" PAST "; Expires=" PAST, 1},
    {"; Expires=" PAST "; Expires=" FUTURE, 0},
    {"; Expires=" FUTURE "; Expires=" PAST, 0},
    {"; Expires=" PAST "; Expires=soon", 0},
    {"; Expires=" PAST "; Expires=", 0},
    {"; Expires=" PAST "; Expires", 0},
    {"; Expires=" PAST "; Max-Age=60", 0},
    {"; Expires=" PAST "; Max-Age=abc", 0},
    {"; Expires=" PAST "; Max-Age=", 0},
    {"; Expires=" FUTURE "; Max-Age=0", 1},
    {"; Max-Age=0; Expires=" FUTURE, 1},
    {"; Max-Age=0; Expires=soon", 1},
    /* Dates that browsers do not read as their authors meant. */
    {"; Expires=Thu, 01 Jan 1970 00:00:00", 0},
    {"; Expires=\"" PAST "\"", 0},
    {"; Expires=0", 0},
    {"; Expires=-1", 0},
    {"; Expires=Thu Jan  1 00:00:00 1970", 0},
    {"; Expires=Sun, 31 Feb 1999 00:00:00 GMT", 0},
    {"; Expires=Apr, 31 Jan 1999 00:00:00 GMT", 0},
    {"; Expires=Mon, 29 Feb 1999 00:00:00 GMT", 0},
    {"; Expires=Thu, 01 Jan 1500 00:00:00 GMT", 0},
    {"; Expires=Thu, 01 Jan 1970 25:00:00 GMT", 0},
    {"; Expires=Mon, 24 Nov 2025 15:59:59 GMT", 1},
    {"; Expires=Mon, 24 Nov 2025 16:00:00 GMT", 0},
    {"; Expires=Mon, 24 Nov 2025 15:59:59 GMT+2", 0},
    /* A value in quotes does not hide a ';'. */
    {"; x=\"; Max-Age=0\"", 0},
    {"; x=\"; Max-Age=0", 1},
    {"; Max-Age=60; x=\"; Max-Age=0\"", 0},
};

static void deleting(apr_pool_t *p)
{
    cp_setcookie c;
    apr_size_t i;
    char *text;

    for (i = 0; i < TAP_COUNT(deletions); i++) {
        text = apr_pstrcat(p, "a=", deletions[i].attributes, NULL);
        cp_setcookie_parse(cp_span_of(text), &c);
        is_number(cp_setcookie_deletes(&c, NOW), deletions[i].deletes, "%s",
                  shown_text(p, text));
    }
    cp_setcookie_parse(SPAN("Max-Age=0"), &c);
    ok(!cp_setcookie_deletes(&c, NOW),
       "a cookie called Max-Age deletes nothing");
    cp_setcookie_parse(SPAN("=Max-Age=0"), &c);
    ok(!cp_setcookie_deletes(&c, NOW), "nor one that comes back as Max-Age");
    text = apr_palloc(p, 3000);
    memset(text, '0', 2999);
    text[2999] = '\0';
    text = apr_pstrcat(p, "a=; Max-Age=", text, NULL);
    cp_setcookie_parse(cp_span_of(text), &c);
    ok(!cp_setcookie_deletes(&c, NOW),
       "3,000 zeros: a browser ignores such an attribute");
}

/* ---- commas ---- */

static const struct {
    cp_span line;
    const char *names; /* in brackets */
} folds[] = {
    {SPAN_INIT(""), ""},
    {SPAN_INIT("ok=1"), ""},
    {SPAN_INIT("ok=1, _ga=2"), "[_ga]"},
    {SPAN_INIT("ok=1,_ga=2"), "[_ga]"},
    {SPAN_INIT("ok=1,\t _ga=2"), "[_ga]"},
    {SPAN_INIT("ok=1, a=2, b=3"), "[a][b]"},
    {SPAN_INIT("ok=1,,a=2"), "[a]"},
    {SPAN_INIT("ok=1, , a=2"), "[a]"},
    {SPAN_INIT(",a=2"), "[a]"},
    {SPAN_INIT("ok=1, _ga"), ""},
    {SPAN_INIT("ok=1,"), ""},
    {SPAN_INIT("ok=1, =2"), ""},
    {SPAN_INIT("ok=1, =_ga=2"), "[_ga]"},
    {SPAN_INIT("ok=1, _ga =2"), "[_ga]"},
    {SPAN_INIT("ok=1, _ga\t=2"), "[_ga]"},
    {SPAN_INIT("ok=1, two words=2"), ""},
    {SPAN_INIT("ok=1; Expires=" FUTURE), ""},
    {SPAN_INIT("ok=1; Expires=" FUTURE ", _ga=2"), "[_ga]"},
    {SPAN_INIT("ok=1; Expires=" FUTURE "; Path=/, _ga=2"), "[_ga]"},
    {SPAN_INIT("ok=1, _ga=2; Path=/"), "[_ga]"},
    {SPAN_INIT("ok=\"1, _ga=2\""), "[_ga]"},
    {SPAN_INIT("ok=1,\0=2"), ""},
};

static void folding(apr_pool_t *p)
{
    apr_size_t i;
    cp_span rest = cp_span_of(NULL), name;

    ok(!cp_setcookie_next_folded(&rest, &name), "no span");
    for (i = 0; i < TAP_COUNT(folds); i++) {
        const char *got = "";

        rest = folds[i].line;
        while (cp_setcookie_next_folded(&rest, &name)) {
            got = apr_pstrcat(p, got, "[", cp_span_dup(p, name), "]", NULL);
        }
        is_text(p, got, folds[i].names, "folded in %s",
                shown(p, folds[i].line));
    }
}

/* ---- lifetimes ---- */

static const struct {
    const char *line;
    const char *capped; /* NULL: must come back as it is */
} caps[] = {
    /* Session cookies stay such. */
    {"a=1", NULL},
    {"a=1; Path=/; HttpOnly", NULL},
    {"", NULL},
    {";", NULL},
    {"a=1; Max-Age=abc", NULL},
    {"a=1; Max-Age=", NULL},
    {"a=1; Max-Age", NULL},
    {"a=1; Max-Age=abcdefghijklmnopqrstuvwxyz", NULL},
    {"a=1; Max-Age=99999999999999999999x", NULL},
    {"a=1; Max-Age=+99999999999", NULL},
    {"a=1; Expires=soon", NULL},
    {"a=1; Expires=Sat, 31 Feb 2099 00:00:00 GMT", NULL},
    {"a=1; Expires=Fri, 01 Jan 2038 24:00:00 GMT", NULL},
    /* Short lives are not made longer, ended ones not revived. */
    {"a=1; Max-Age=60", NULL},
    {"a=1; Max-Age=34560000", NULL},
    {"a=1; Max-Age=00000000000000000000000060", NULL},
    {"a=1; Max-Age=60; Expires=" FUTURE, NULL},
    {"a=1; Expires=" FUTURE "; Max-Age=60", NULL},
    {"a=1; Max-Age=99999999999; Max-Age=60", NULL},
    {"a=1; Max-Age=0", NULL},
    {"a=1; Max-Age=-5", NULL},
    {"a=1; Max-Age=-5; Expires=" FUTURE, NULL},
    {"a=1; Max-Age=99999999999; Max-Age=-5", NULL},
    {"a=1; Max-Age=-99999999999999999999999999", NULL},
    {"a=1; Expires=" PAST, NULL},
    {"a=1; Expires=" FUTURE "; Expires=" PAST, NULL},
    {"a=1; Max-Age=99999999999; Max-Age=abc; Max-Age=7", NULL},
    {"a=1; Expires=Tue, 29 Dec 2026 16:00:00 GMT", NULL},
    /* The rest is cut to the limit. */
    {"a=1; Max-Age=34560001", "a=1; Max-Age=34560000"},
    {"a=1; Max-Age=99999999999", "a=1; Max-Age=34560000"},
    {"a=1; Max-Age=99999999999999999999999999", "a=1; Max-Age=34560000"},
    {"a=1; Expires=" FUTURE, "a=1; Max-Age=34560000"},
    {"a=1; Expires=Tue, 29 Dec 2026 16:00:01 GMT", "a=1; Max-Age=34560000"},
    {"a=1; Expires=Jan 1 2038 0:0:0", "a=1; Max-Age=34560000"},
    {"a=1; Expires=1 Jan 0038 0:0:0", "a=1; Max-Age=34560000"},
    {"a=1; Expires=" PAST "; Expires=" FUTURE, "a=1; Max-Age=34560000"},
    {"a=1; Max-Age=60; Max-Age=99999999999", "a=1; Max-Age=34560000"},
    {"a=1; Max-Age=abc; Expires=" FUTURE, "a=1; Max-Age=34560000"},
    {"a=1;max-age=99999999999;Path=/;SECURE",
     "a=1;Path=/;SECURE; Max-Age=34560000"},
    {"a=1; Path=/x; MAX-AGE = 99999999999 ; Domain=d; expires = x; Priority",
     "a=1; Path=/x; Domain=d; Priority; Max-Age=34560000"},
    {"=_ga=1; Max-Age=99999999999", "=_ga=1; Max-Age=34560000"},
    {" a = 1 ;; Max-Age=99999999999;", " a = 1 ;;; Max-Age=34560000"},
};

static cp_span cap(apr_pool_t *p, cp_span line)
{
    cp_setcookie c;

    cp_setcookie_parse(line, &c);
    return cp_setcookie_cap(p, &c, MAX, NOW);
}

static void capping(apr_pool_t *p)
{
    apr_size_t i;
    cp_span none = cp_span_of(NULL);

    ok(cap(p, none).s == NULL, "cap of no span");
    for (i = 0; i < TAP_COUNT(caps); i++) {
        cp_span in = cp_span_of(caps[i].line);
        cp_span out = cap(p, in);

        if (caps[i].capped == NULL) {
            ok(out.s == in.s && out.n == in.n, "%s stays", shown(p, in));
        }
        else {
            is_span(p, out, cp_span_of(caps[i].capped), "%s is cut",
                    shown(p, in));
            ok(cap(p, out).s == out.s, "and needs no second cut");
        }
    }
}

static const struct {
    const char *attributes;
    apr_int64_t lives;
} lives[] = {
    {"", -1},
    {"; Path=/", -1},
    /* each number of digits, with text after them and without */
    {"; Max-Age=0; Path=/", 0},
    {"; Max-Age=7; Path=/", 7},
    {"; Max-Age=9999999; Path=/", 9999999},
    {"; Max-Age=99999999; Path=/", 99999999},
    {"; Max-Age=999999999; Path=/", 999999999},
    {"; Max-Age=9999999999999999999; Path=/", APR_INT64_C(999999999999999999)},
    {"; Max-Age=9999999", 9999999},
    {"; Max-Age=99999999", 99999999},
    {"; Max-Age=99999999;", 99999999},
    {"; Max-Age=999999999", 999999999},
    {"; Max-Age=9999999999999999999", APR_INT64_C(999999999999999999)},
    {"; Max-Age=0000000000000000000000000000000000000060; Path=/", 60},
    {"; Max-Age=00000060; Path=/", 60},
    {"; Max-Age=0000006; Path=/", 6},
    /* what is around them */
    {"; Max-Age= 60; Path=/", 60},
    {"; Max-Age=60 ; Path=/", 60},
    {"; Max-Age=\t12345678\t; Path=/", 12345678},
    {"; Max-Age=12345678 ; Path=/", 12345678},
    {"; Max-Age = 12345678; Path=/", 12345678},
    {";Max-Age=12345678; Path=/", 12345678},
    {";  Max-Age=12345678; Path=/", 12345678},
    {"; max-age=12345678; Path=/", 12345678},
    {"; MAX-AGE=12345678; Path=/", 12345678},
    {"; Max-Age=12345678;", 12345678},
    {"; Path=/; Max-Age=1", 1},
    /* what is no number */
    {"; Max-Age=-60; Path=/", 0},
    {"; Max-Age=-; Path=/", -1},
    {"; Max-Age=; Path=/", -1},
    {"; Max-Age; Path=/", -1},
    {"; Max-Age", -1},
    {"; Max-Age=60s; Path=/", -1},
    {"; Max-Age=60 0; Path=/", -1},
    {"; Max-Age=1234567x; Path=/", -1},
    {"; Max-Age=12345678x; Path=/", -1},
    {"; Max-Age=12345678=; Path=/", -1},
    {"; Max-Age=\"60\"; Path=/", -1},
    /* other attributes than Max-Age */
    {"; Max-Ages=60; Path=/", -1},
    {"; xMax-Age=60; Path=/", -1},
    {"; x; Max-Agx=60; Path=/", -1},
    {", Max-Age=60; Path=/", -1},
    {"Max-Age=60; Path=/", -1},
    /* more than one */
    {"; Max-Age=60; Max-Age=12345678; Path=/", 12345678},
    {"; Max-Age=12345678; Max-Age=x; Path=/", 12345678},
    {"; Max-Age=12345678; Expires=" FUTURE, 12345678},
    {"; Expires=" FUTURE "; Max-Age=12345678; Path=/", 12345678},
    {"; Expires=" FUTURE "; Path=/", 2145916800 - NOW},
};

static void living(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(lives); i++) {
        const char *line = apr_pstrcat(p, "a=1", lives[i].attributes, NULL);
        apr_int64_t want = lives[i].lives, max;
        cp_setcookie c;
        int wrong = 0;

        cp_setcookie_parse(cp_span_of(line), &c);
        is_number(cp_setcookie_max_age(&c, NOW), want, "%s",
                  shown_text(p, line));
        for (max = want - 1; max <= want + 1; max++) {
            wrong += (cp_setcookie_cap(p, &c, max, NOW).s == line)
                  != (c.n_lifetimes == 0 || want <= max);
        }
        is_number(wrong, 0, "and is cut to less alone");
    }
}

/* An attribute of over 1,024 bytes does not exist for a browser. */
static void long_attributes(apr_pool_t *p)
{
    char *zeros = apr_palloc(p, 1100), *line;
    cp_span out;

    memset(zeros, '0', 1100);
    zeros[1024 - 11] = '\0';
    line = apr_pstrcat(p, "a=1; Max-Age=", zeros, "99999999999", NULL);
    out = cap(p, cp_span_of(line));
    is_span(p, out, SPAN("a=1; Max-Age=34560000"), "1,024 bytes count");
    line = apr_pstrcat(p, "a=1; Max-Age=0", zeros, "99999999999", NULL);
    out = cap(p, cp_span_of(line));
    ok(out.s == line, "1,025 do not");
}

int main(void)
{
    static const tap_group groups[] = {{"names", names},
                                       {"control characters", every_control},
                                       {"every place", every_place},
                                       {"deletions", deleting},
                                       {"commas", folding},
                                       {"lifetimes", capping},
                                       {"seconds", living},
                                       {"long attributes", long_attributes},
                                       {NULL, NULL}};
    return tap_run(groups);
}
