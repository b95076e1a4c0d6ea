/* SPDX-License-Identifier: Apache-2.0 */
/* A response head as bytes: where it begins and ends, what is rewritten. */
#include "core/cookie/cp_raw_head.h"

#include "tap.h"

#define OK "HTTP/1.1 200 OK\r\n"

static const struct {
    cp_span bytes;
    int is_one, status;
} starts[] = {
    {SPAN_INIT("HTTP/1.1 200 OK\r\n\r\n"), 1, 200},
    {SPAN_INIT("HTTP/1.0 404\n\n"), 1, 404},
    {SPAN_INIT("http/1.1 103 x\r\n"), 1, 103},
    {SPAN_INIT("HTTP/1.1 101"), 1, 101},
    {SPAN_INIT("HTTP/1.1   204 x"), 1, 204},
    {SPAN_INIT("HTTP 200 OK\r\n"), 1, 200},
    {SPAN_INIT("\r\n\r\nHTTP/1.1 200 OK\r\n"), 1, 200},
    {SPAN_INIT("abcdHTTP/1.1 200 OK\r\n"), 1, 200},
    {SPAN_INIT("HTTP/1.1 abc\r\n"), 1, 0},
    {SPAN_INIT("HTTP/1.1\r\n"), 1, 0},
    {SPAN_INIT("HTTP/1.1 \r\n200\r\n"), 1, 0},
    {SPAN_INIT("HTTP/1.1 -20\r\n"), 1, 0},
    {SPAN_INIT("HTTP"), 1, 0},
    {SPAN_INIT("HTT"), 0, 0},
    {SPAN_INIT("abcdefghHTTP/1.1 200 OK\r\n"), 1, 200},
    {SPAN_INIT("abcdefghiHTTP/1.1 200 OK\r\n"), 0, 0},
    {SPAN_INIT("HTTP/1.1 0000200 OK\r\n"), 1, 200},
    {SPAN_INIT("HTTP/1.1 000\r\n"), 1, 0},
    {SPAN_INIT("HTTP/1.1 2000 OK\r\n"), 1, 2000},
    {SPAN_INIT("HTTP/1.1 200x\r\n"), 1, 200},
    {SPAN_INIT("ICY 200 OK\r\n"), 1, 200},
    {SPAN_INIT("\r\n \ticy 200 OK\r\n"), 1, 200},
    {SPAN_INIT("x ICY 200 OK\r\n"), 0, 0},
    {SPAN_INIT("<html>"), 0, 0},
    {SPAN_INIT(""), 0, 0},
};

static void beginnings(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(starts); i++) {
        ok(!cp_raw_head_is_one(starts[i].bytes) == !starts[i].is_one
               && cp_raw_head_status(starts[i].bytes) == starts[i].status,
           "%s", shown(p, starts[i].bytes));
    }
}

/* '|' stands where a head begins, or may begin when more comes. */
static const cp_span finds[] = {
    SPAN_INIT("|HTTP/1.1 200"),
    SPAN_INIT("abc|http/1.0"),
    SPAN_INIT("0123456789|HTTP/1.1 200 OK"),
    SPAN_INIT("0123456789HTTP/2|"),
    SPAN_INIT("0123456789|HTTP/1"),
    SPAN_INIT("0123456789|h"),
    SPAN_INIT("0123456789http:|"),
    SPAN_INIT("0123456789HTTHTT|HTTP/1.1"),
    SPAN_INIT("\n\n|ICY 200"),
    SPAN_INIT("|ic"),
    SPAN_INIT("0123456789ICY |"),
    SPAN_INIT("|"),
};

static void finding(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(finds); i++) {
        apr_size_t bar = cp_span_find(finds[i], '|');
        const char *text = apr_pstrcat(p, apr_pstrmemdup(p, finds[i].s, bar),
                                       finds[i].s + bar + 1, NULL);

        is_number((apr_int64_t)cp_raw_head_find(cp_span_of(text)),
                  (apr_int64_t)bar, "%s", shown(p, finds[i]));
    }
}

/* '|' stands where the head ends. */
static const cp_span ends[] = {
    SPAN_INIT(OK "\r\n|body"),
    SPAN_INIT(OK "A: b\r\n\r\n|\r\n\r\n"),
    SPAN_INIT("HTTP/1.0 200\n\n|x"),
    SPAN_INIT("HTTP/1.0 200\nA: b\n\n|"),
    SPAN_INIT("HTTP/1.0 200\r\n\n|x"),
    SPAN_INIT("HTTP/1.0 200\n\r\n|x"),
    SPAN_INIT("\n\nHTTP/1.0 200\n\n|x"),
    SPAN_INIT(OK "A: b\r\n"),
    SPAN_INIT(OK "A: b\n\rC: d\r\n"),
    SPAN_INIT(OK "A: b\r\rC: d\r\n"),
    SPAN_INIT(OK "A: b\r\n \r\nC: d\r\n"),
    SPAN_INIT("<html>\n\n"),
    SPAN_INIT(""),
};

static void endings(apr_pool_t *p)
{
    apr_size_t i, n;

    for (i = 0; i < TAP_COUNT(ends); i++) {
        apr_size_t bar = cp_span_find(ends[i], '|'), want = bar;
        char *text = apr_pstrmemdup(p, ends[i].s, ends[i].n);
        apr_size_t length = ends[i].n - (bar < ends[i].n);
        apr_size_t from = 0, wrong = 0;

        memmove(text + bar, text + bar + 1, length > bar ? length - bar : 0);
        want = bar < ends[i].n ? bar : 0;
        is_number((apr_int64_t)cp_raw_head_end(
                      cp_span_between(text, text + length), 0),
                  (apr_int64_t)want, "%s", shown(p, ends[i]));
        for (n = 0; n <= length; n++) {
            apr_size_t now =
                cp_raw_head_end(cp_span_between(text, text + n), from);

            wrong += now != (want && n >= want ? want : 0);
            if (now) {
                break;
            }
            from = n;
        }
        is_number((apr_int64_t)wrong, 0, "and byte by byte");
    }
}

/* ---- rewriting ---- */

static cp_span keep(void *ctx, cp_span name, cp_span value)
{
    (void)ctx;
    (void)name;
    return value;
}

/* Drops cookies called _ga and all Set-Cookie2, shortens those called b. */
static cp_span judge(void *ctx, cp_span name, cp_span value)
{
    cp_span none = {NULL, 0}, first = value;
    const char **seen = ctx;
    apr_pool_t *p = (apr_pool_t *)seen[1];

    seen[0] = apr_pstrcat(p, seen[0], "[", cp_span_dup(p, value), "]", NULL);
    first.n = cp_span_find(first, '=');
    if (cp_span_is(first, "_ga") || cp_span_case_is(name, "set-cookie2")) {
        return none;
    }
    return cp_span_is(first, "b") ? SPAN("b=cut") : value;
}

static const struct {
    const char *head, *out, *seen;
} rewrites[] = {
    {OK "\r\n", OK "\r\n", ""},
    {OK "Set-Cookie: a=1\r\n\r\n", OK "Set-Cookie: a=1\r\n\r\n", "[a=1]"},
    {OK "Set-Cookie: _ga=1\r\n\r\n", OK "\r\n", "[_ga=1]"},
    {OK "A: b\r\nSet-Cookie: _ga=1\r\nC: d\r\n\r\n", OK "A: b\r\nC: d\r\n\r\n",
     "[_ga=1]"},
    {OK "set-cookie:_ga=1\r\nSET-COOKIE:\t_ga=1 \r\nX: y\r\n\r\n",
     OK "X: y\r\n\r\n", "[_ga=1][_ga=1]"},
    {OK "Set-Cookie : _ga=1\r\n\r\n", OK "\r\n", "[_ga=1]"},
    {OK "Set-Cookie\t: _ga=1\r\n\r\n", OK "\r\n", "[_ga=1]"},
    {OK "Set-Cookie:\r\n _ga=1\r\nX: y\r\n\r\n", OK "X: y\r\n\r\n", "[_ga=1]"},
    {OK "Set-Cookie: _ga=1;\r\n\tPath=/\r\nX: y\r\n\r\n", OK "X: y\r\n\r\n",
     "[_ga=1;  \tPath=/]"},
    {OK "Set-Cookie: a=1\r\nSet-Cookie: _ga=1\r\nSet-Cookie: c=2\r\n\r\n",
     OK "Set-Cookie: a=1\r\nSet-Cookie: c=2\r\n\r\n", "[a=1][_ga=1][c=2]"},
    {OK "Set-Cookie:b=long\r\nX: y\r\n\r\n",
     OK "Set-Cookie: b=cut\r\nX: y\r\n\r\n", "[b=long]"},
    {OK "Set-Cookie2: a=1\r\n\r\n", OK "\r\n", "[a=1]"},
    {"HTTP/1.0 200\nSet-Cookie: _ga=1\nX: y\n\n", "HTTP/1.0 200\nX: y\n\n",
     "[_ga=1]"},
    {OK "X: y\rSet-Cookie: _ga=1\rZ: 1\r\n\r\n", OK "X: y\rZ: 1\r\n\r\n",
     "[_ga=1]"},
    /* the end of the head stays where it was: LF LF, or LF CR LF */
    {OK "X: y\rSet-Cookie: _ga=1\r\n\r\n", OK "X: y\r\n\r\n", "[_ga=1]"},
    {OK "X: y\rSet-Cookie: _ga=1\n\n", OK "X: y\r\n\n", "[_ga=1]"},
    /* what only looks like a cookie */
    {OK "X: y\r\n Set-Cookie: _ga=1\r\n\r\n",
     OK "X: y\r\n Set-Cookie: _ga=1\r\n\r\n", ""},
    {OK "X-Set-Cookie: _ga=1\r\nSet-Cookies: _ga=1\r\n\r\n",
     OK "X-Set-Cookie: _ga=1\r\nSet-Cookies: _ga=1\r\n\r\n", ""},
    {OK "Set-Cookie\r\n\r\n", OK "Set-Cookie\r\n\r\n", ""},
    {OK "Set-Cookie:\r\n\r\n", OK "Set-Cookie:\r\n\r\n", "[]"},
};

static void rewriting(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rewrites); i++) {
        const char *seen[2] = {"", (const char *)p};
        cp_span head = cp_span_of(rewrites[i].head);
        cp_span out = cp_raw_head_rewrite(p, head, judge, seen);

        is_text(p, cp_span_dup(p, out), rewrites[i].out, "%s", shown(p, head));
        is_text(p, seen[0], rewrites[i].seen, "asked about");
        out = cp_raw_head_rewrite(p, head, keep, NULL);
        ok(out.s == head.s && out.n == head.n,
           "who keeps all gets the same bytes");
    }
}

static void one_field(apr_pool_t *p)
{
    static const struct {
        const char *fields;
        int has;
    } rows[] = {
        {"", 0},
        {"Secure-Session-Challenge: x\r\n", 1},
        {"A: b\r\nsecure-session-registration:x\r\n", 1},
        {"A: b\nSECURE-SESSION-X :\n", 1},
        {"Secure-Session\r\n", 0},
        {"Secure-Session-Challenge\r\n", 0},
        {"A: Secure-Session-Challenge: x\r\n", 0},
        {"A: b\r\n Secure-Session-Challenge: x\r\n", 0},
        {"X-Secure-Session-Challenge: x\r\n", 0},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        const char *head = apr_pstrcat(p, OK, rows[i].fields, "\r\n", NULL);

        is_number(cp_raw_head_has(cp_span_of(head), "Secure-Session-"),
                  rows[i].has, "%s", shown_text(p, rows[i].fields));
    }
    ok(!cp_raw_head_has(cp_span_of("Secure-Session-X: 1\r\n\r\n"),
                        "Secure-Session-"),
       "the first line is not a field");
}

static void lists(apr_pool_t *p)
{
    static const struct {
        const char *fields, *list;
    } rows[] = {
        {"", NULL},
        {"Vary: Accept\r\n", "Accept"},
        {"VARY:Accept\nX: y\nvary : A,\n B\n", "Accept, A,  B"},
        {"Vary\r\nX-Vary: a\r\n", NULL},
        {"Vary:\r\n", ""},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        const char *head = apr_pstrcat(p, OK, rows[i].fields, "\r\n", NULL);

        is_text(p, cp_raw_head_list(p, cp_span_of(head), "Vary"), rows[i].list,
                "%s", shown_text(p, rows[i].fields));
    }
}

/* '|' stands where the field is added; without it the head does not change. */
static const char *const additions[] = {
    OK "|\r\n",
    OK "A: b\r\n|\r\n",
    "HTTP/1.0 200\n|\n",
    "HTTP/1.0 200\r\n|\n",
    "HTTP/1.0 200\nA: b\n|\r\n",
    "\n\nHTTP/1.0 200\n|\n",
    OK "A: b\r\n c\r\n|\r\n",
    OK "A: b\rC: d\r\n|\r\n",
    OK "A: b\r\n",
    OK "\r\nbody",
    "body\n\n",
    "",
};

static void adding(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(additions); i++) {
        cp_span row = cp_span_of(additions[i]);
        apr_size_t bar = cp_span_find(row, '|');
        const char *before = apr_pstrmemdup(p, row.s, bar);
        const char *after = bar < row.n ? row.s + bar + 1 : "";
        const char *added = bar < row.n ? "Vary: Cookie\r\n" : "";
        cp_span head = cp_span_of(apr_pstrcat(p, before, after, NULL));

        is_text(p, cp_span_dup(p, cp_raw_head_add(p, head, "Vary", "Cookie")),
                apr_pstrcat(p, before, added, after, NULL), "%s",
                shown(p, row));
    }
}

#define NOW ((apr_int64_t)1764000000)

static const struct {
    const char *fields;
    apr_int64_t earliest;
} presents[] = {
    {"", NOW},
    {"Date: Mon, 24 Nov 2025 16:00:00 GMT\r\n", NOW},
    {"Date: Mon, 24 Nov 2025 15:59:59 GMT\r\n", NOW - 1},
    {"Date: Mon, 24 Nov 2025 16:00:01 GMT\r\n", NOW},
    {"date : Thu, 01 Jan 1970 00:00:00 GMT\r\n", 0},
    {"DATE:\r\n Thu, 01 Jan 1970 00:00:00 GMT\r\n", 0},
    {"Date: yesterday\r\n", -1},
    {"Date:\r\n", -1},
    {"Date: Thu, 01 Jan 1970 00:00:05 GMT\r\nDate: Mon, 24 Nov 2025 "
     "16:00:00 GMT\r\n",
     5},
    {"X: y\r\n Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", NOW},
    {"Last-Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", NOW},
    {"Date\r\n", NOW},
};

static void the_present(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(presents); i++) {
        const char *head = apr_pstrcat(p, OK, presents[i].fields, "\r\n", NULL);

        is_number(cp_raw_head_earliest(p, cp_span_of(head), NOW),
                  presents[i].earliest, "%s",
                  shown_text(p, presents[i].fields));
    }
}

int main(void)
{
    static const tap_group groups[] = {{"beginnings", beginnings},
                                       {"finding", finding},
                                       {"endings", endings},
                                       {"rewriting", rewriting},
                                       {"a field", one_field},
                                       {"lists", lists},
                                       {"adding", adding},
                                       {"the present", the_present},
                                       {NULL, NULL}};
    return tap_run(groups);
}
