/* SPDX-License-Identifier: Apache-2.0 */
/* The decision which responses are pages, and which pages may be changed. */
#include "core/http/cp_eligibility.h"

#include "tap.h"

static void test_media_types(apr_pool_t *p)
{
    static const struct {
        const char *type;
        int html, xhtml;
    } types[] = {
        {"text/html", 1, 0},
        {"TEXT/HTML", 1, 0},
        {" text/html ; charset=utf-8", 1, 0},
        {"text/html;charset=utf-8", 1, 0},
        {"application/xhtml+xml", 1, 1},
        {"Application/XHTML+XML;charset=x", 1, 1},
        {"text/html+x", 0, 0},
        {"text/htm", 0, 0},
        {"text/plain", 0, 0},
        {"application/xml", 0, 0},
        {"", 0, 0},
    };
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(types); i++) {
        const char *type = types[i].type;

        is_number(cp_is_html(type), types[i].html, "'%s': HTML?", type);
        is_number(cp_is_xhtml(type), types[i].xhtml, "'%s': XHTML?", type);
    }
    ok(!cp_is_html(NULL), "no media type");
}

static void test_accept(apr_pool_t *p)
{
    (void)p;
    ok(cp_accepts_html("text/html"), "HTML alone");
    ok(cp_accepts_html("image/png, Text/HTML;q=0.9, */*;q=0.8"), "in a list");
    ok(cp_accepts_html("application/xhtml+xml"), "XHTML");
    ok(!cp_accepts_html("*/*"), "any type is not HTML");
    ok(!cp_accepts_html("text/*, text/htmlx"), "nor are similar types");
    ok(!cp_accepts_html(NULL), "no field");
}

static void test_status(apr_pool_t *p)
{
    static const int shown[] = {200, 201, 203, 207, 300, 400, 404, 500, 503};
    static const int others[] = {100, 101, 103, 204, 205, 206, 301, 302, 304};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(shown); i++) {
        is_number(cp_eligibility_of_type(shown[i], "text/html"), CP_ELIGIBLE,
                  "%d is shown", shown[i]);
        is_number(cp_eligibility_of_type(shown[i], "text/css"), CP_NOT_HTML,
                  "%d, a style sheet", shown[i]);
    }
    for (i = 0; i < TAP_COUNT(others); i++) {
        is_number(cp_eligibility_of_type(others[i], "text/html"), CP_NOT_SHOWN,
                  "%d is not shown", others[i]);
    }
    is_number(cp_eligibility_of_type(200, NULL), CP_NOT_HTML, "no media type");
}

static void test_fields(apr_pool_t *p)
{
    static const struct {
        const char *what;
        cp_response_fields fields;
        cp_eligibility want;
    } rows[] = {
        {"no field", {.disposition = NULL}, CP_ELIGIBLE},
        {"inline", {.disposition = "inline; filename=a"}, CP_ELIGIBLE},
        {"attachment", {.disposition = "attachment"}, CP_DOWNLOAD},
        {"attachment with a name",
         {.disposition = " Attachment ; filename=\"a;b\""},
         CP_DOWNLOAD},
        {"a name that is attachment",
         {.disposition = "inline; attachment"},
         CP_ELIGIBLE},
        {"a part", {.range = "bytes 0-9/10"}, CP_PARTIAL},
    };
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(rows); i++) {
        is_number(cp_eligibility_of_fields(&rows[i].fields), rows[i].want, "%s",
                  rows[i].what);
    }
}

static void test_pages(apr_pool_t *p)
{
    static const cp_response_fields plain, done = {.done = "seen"},
                                           fixed = {.no_transform = 1};

    (void)p;
    is_number(cp_eligibility_of_page(&plain, NULL, 1), CP_ELIGIBLE, "a page");
    is_number(cp_eligibility_of_page(&done, NULL, 1), CP_TREATED,
              "another server has treated it");
    is_number(cp_eligibility_of_page(&fixed, NULL, 1), CP_NO_TRANSFORM,
              "the response forbids changes");
    is_number(cp_eligibility_of_page(&plain, "no-cache, No-Transform", 1),
              CP_NO_TRANSFORM, "the request forbids changes");
    is_number(cp_eligibility_of_page(&plain, "no-cache", 1), CP_ELIGIBLE,
              "the request does not");
    is_number(cp_eligibility_of_page(&plain, NULL, 0), CP_ODD_CHARSET,
              "the charset does not fit");
}

static void test_reasons(apr_pool_t *p)
{
    int i, j;

    (void)p;
    for (i = CP_ELIGIBLE + 1; i < CP_N_ELIGIBILITY; i++) {
        const char *reason = cp_eligibility_reason(i);

        ok(reason != NULL && reason[strlen(reason) - 1] != '.',
           "reason %d is a clause", i);
        for (j = CP_ELIGIBLE + 1; reason != NULL && j < i; j++) {
            ok(strcmp(reason, cp_eligibility_reason(j)) != 0,
               "and differs from reason %d", j);
        }
    }
}

int main(void)
{
    static const tap_group groups[] = {
        {"media types", test_media_types},
        {"Accept", test_accept},
        {"status", test_status},
        {"fields of the response", test_fields},
        {"pages", test_pages},
        {"reasons", test_reasons},
        {NULL, NULL},
    };

    return tap_run(groups);
}
