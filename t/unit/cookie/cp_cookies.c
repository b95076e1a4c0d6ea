/* SPDX-License-Identifier: Apache-2.0 */
/* Removing cookies from the Cookie field of a request. */
#include "core/cookie/cp_cookies.h"

#include "tap.h"

typedef struct asking {
    apr_pool_t *p;
    const char *refused; /* names in brackets */
    const char *asked;   /* names in brackets, in the order of the calls */
} asking;

static int keep(void *ctx, cp_span name, unsigned what)
{
    asking *a = ctx;
    const char *one =
        apr_pstrcat(a->p, "[", cp_span_dup(a->p, name), "]", NULL);

    (void)what;
    a->asked = apr_pstrcat(a->p, a->asked, one, NULL);
    return strstr(a->refused, one) == NULL;
}

static const struct {
    const char *field, *refused, *left, *asked;
} cases[] = {
    /* No cookie is refused: the result is the same pointer. */
    {"", "[_ga]", "", ""},
    {"a=1", "[_ga]", "a=1", "[a]"},
    {"a=1; b=2", "[_ga]", "a=1; b=2", "[a][b]"},
    {" a=1 ;b=2;; ", "[_ga]", " a=1 ;b=2;; ", "[a][b]"},
    {"_GA=1; _gax=1; x_ga=1", "[_ga]", "_GA=1; _gax=1; x_ga=1",
     "[_GA][_gax][x_ga]"},
    {"a=_ga=1", "[_ga]", "a=_ga=1", "[a]"},
    {"a=1 _ga=2", "[_ga]", "a=1 _ga=2", "[a]"},
    {"a=\"x;y\"", "[_ga]", "a=\"x;y\"", "[a][y\"]"},
    {"; ; =", "[_ga]", "; ; =", ""},
    /* One of several. */
    {"_ga=1", "[_ga]", NULL, "[_ga]"},
    {"_ga=1; a=1", "[_ga]", "a=1", "[_ga][a]"},
    {"a=1; _ga=1", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1; _ga=1; b=2", "[_ga]", "a=1; b=2", "[a][_ga][b]"},
    {"a=1;_ga=1;b=2", "[_ga]", "a=1;b=2", "[a][_ga][b]"},
    {"a=1; _ga=1; _gid=2; b=2", "[_ga][_gid]", "a=1; b=2", "[a][_ga][_gid][b]"},
    {"_ga=1; _ga=2", "[_ga]", NULL, "[_ga][_ga]"},
    {"_ga=1; a=1; _ga=2", "[_ga]", "a=1", "[_ga][a][_ga]"},
    {"a=\x80\xFF;  _ga=1;  b=\tx", "[_ga]", "a=\x80\xFF;  b=\tx",
     "[a][_ga][b]"},
    {"_ga=1;", "[_ga]", NULL, "[_ga]"},
    {"; _ga=1 ;", "[_ga]", NULL, "[_ga]"},
    /* All the ways to write the name. */
    {"a=1; \t_ga\t = 1", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1; _ga", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1; =_ga=1", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1; ==_ga=1", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1; = = _ga=1", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1; _ga=", "[_ga]", "a=1", "[a][_ga]"},
    /* Lines that the server has joined with a comma. */
    {"a=1, _ga=2", "[_ga]", "a=1", "[a][_ga]"},
    {"_ga=2, a=1", "[_ga]", ", a=1", "[_ga][a]"},
    {"a=1,_ga=2,b=3", "[_ga]", "a=1,b=3", "[a][_ga][b]"},
    {"a=1, _ga=2; b=3", "[_ga]", "a=1; b=3", "[a][_ga][b]"},
    {"x=0; _ga=2, a=1; b=3", "[_ga]", "x=0;, a=1; b=3", "[x][_ga][a][b]"},
    {"x=0; _ga=1, _gid=2, a=1", "[_ga][_gid]", "x=0;, a=1",
     "[x][_ga][_gid][a]"},
    {"_ga=1, _gid=2", "[_ga][_gid]", NULL, "[_ga][_gid]"},
    {"_ga, a=1", "[_ga]", ", a=1", "[_ga, a][_ga][a]"},
    {"a, _ga=1", "[_ga]", "a", "[a, _ga][a][_ga]"},
    {"a,b=1", "[a,b]", ",b=1", "[a,b][b]"},
    {"a=1, =_ga=2", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1, _ga =2", "[_ga]", "a=1", "[a][_ga]"},
    {"a=1,, _ga=2", "[_ga]", "a=1,", "[a][_ga]"},
    {"a=1,2,3; _ga=1", "[_ga]", "a=1,2,3", "[a][_ga]"},
    {"a=1,b c=2; _ga=1", "[_ga]", "a=1,b c=2", "[a][b c][_ga]"},
    {"a=1, b c=2", "[b c]", "a=1", "[a][b c]"},
    /* The rest of a hidden value is not a cookie of its own. */
    {"_ga=1,a=2", "[_ga]", ",a=2", "[_ga][a]"},
    {"x=1; _ga=1,a=2", "[_ga]", "x=1;,a=2", "[x][_ga][a]"},
    {", a=2; _ga=1", "[_ga]", ", a=2", "[, a][a][_ga]"},
    {"a=\"1, _ga=2\"; b=3", "[_ga]", "a=\"1; b=3", "[a][_ga][b]"},
    {"_ga=1,2,3; a=1", "[_ga]", "a=1", "[_ga][a]"},
};

static void filtering(apr_pool_t *p)
{
    apr_size_t i;

    ok(cp_cookies_filter(p, NULL, keep, NULL) == NULL, "no field");
    for (i = 0; i < TAP_COUNT(cases); i++) {
        asking a = {p, cases[i].refused, ""};
        const char *left = cp_cookies_filter(p, cases[i].field, keep, &a);
        int same = cases[i].left && !strcmp(cases[i].left, cases[i].field);

        is_text(p, left, cases[i].left, "%s without %s",
                shown_text(p, cases[i].field), cases[i].refused);
        is_text(p, a.asked, cases[i].asked, "asks for each cookie, in order");
        if (same) {
            ok(left == cases[i].field, "and is not even copied");
        }
    }
}

/* Any one of the cookies may go: the others keep their bytes and order. */
static void each_in_turn(apr_pool_t *p)
{
    static const char *const list[] = {"a=1",     " b=\"x y\"", " c==;",
                                       " d=\x80", "  e=5\t",    " f=%3B",
                                       " g",      " __Host-h=1"};
    static const char *const names[] = {"[a]", "[b]", "[c]", "[d]",
                                        "[e]", "[f]", "[g]", "[__Host-h]"};
    apr_size_t gone, i;

    for (gone = 0; gone < TAP_COUNT(list); gone++) {
        asking a = {p, names[gone], ""};
        const char *field = list[0], *want = NULL;

        for (i = 1; i < TAP_COUNT(list); i++) {
            field = apr_pstrcat(p, field, ";", list[i], NULL);
        }
        for (i = 0; i < TAP_COUNT(list); i++) {
            if (i != gone) {
                want = want ? apr_pstrcat(p, want, ";", list[i], NULL)
                            : list[i] + (gone == 0);
            }
        }
        /* " c==;" brings an empty pair with it, which stays. */
        if (gone == 2) {
            want = "a=1; b=\"x y\";; d=\x80;  e=5\t; f=%3B; g; __Host-h=1";
        }
        is_text(p, cp_cookies_filter(p, field, keep, &a), want, "without %s",
                names[gone]);
    }
}

static void huge(apr_pool_t *p)
{
    asking a = {p, "[_ga]", ""};
    char *field = apr_palloc(p, 200001);
    const char *left;
    apr_size_t i;

    memset(field, ';', 200000);
    field[200000] = '\0';
    ok(cp_cookies_filter(p, field, keep, &a) == field, "200,000 empty pairs");
    memset(field, 'x', 200000);
    memcpy(field, "a=", 2);
    memcpy(field + 199990, "; _ga=1234", 10);
    left = cp_cookies_filter(p, field, keep, &a);
    ok(left && strlen(left) == 199990 && !memcmp(left, field, 199990),
       "a cookie of 199,990 bytes stays whole");
    for (i = 0; i < 200000; i += 2) {
        memcpy(field + i, ",,", 2);
    }
    memcpy(field, "a=", 2);
    ok(cp_cookies_filter(p, field, keep, &a) == field, "199,998 commas");
}

/* The value of a name, for a reader that splits at ';' only. */
static void finding(apr_pool_t *p)
{
    static const struct {
        const char *field, *name, *value;
    } rows[] = {
        {"a=1", "a", "1"},
        {"b=2; a=1", "a", "1"},
        {"b=2;a = 1 ;c=3", "a", "1"},
        {"a=1; a=2", "a", "1"},
        {"a=x=y==", "a", "x=y=="},
        {"a=", "a", ""},
        {"a", "a", ""},
        {"=a=1", "a", "1"},
        {" == a = 1", "a", "1"},
        {"aa=1; A=1", "a", NULL},
        {"b=a=1", "a", NULL},
        {"b=1, a=2", "a", NULL},
        {"", "a", NULL},
        {";;", "a", NULL},
    };
    unsigned i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cp_span got = cp_cookies_find(rows[i].field, cp_span_of(rows[i].name));

        is_text(p, got.s ? cp_span_dup(p, got) : NULL, rows[i].value,
                "the value of %s in '%s'", rows[i].name, rows[i].field);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"filtering", filtering},
                                       {"finding", finding},
                                       {"each in turn", each_in_turn},
                                       {"huge", huge},
                                       {NULL, NULL}};
    return tap_run(groups);
}
