/* SPDX-License-Identifier: Apache-2.0 */
/* The reports of browsers: formats, sources, and hostile text. */
#include "httpd/endpoint/cp_report_body.h"

#include <string.h>

#include "core/base/cp_buf.h"
#include "tap.h"

/* Returns "name directive path" of each report, and the number of those that
 * were dropped. */
static const char *reports_of(apr_pool_t *p, cp_report_format format,
                              const char *body)
{
    cp_buf *b = cp_buf_make(p, 256);
    apr_array_header_t *list;
    int i, dropped = 0;

    list = cp_report_body_read(p, format, cp_span_of(body), &dropped);
    for (i = 0; i < list->nelts; i++) {
        const cp_browser_report *r = &APR_ARRAY_IDX(list, i, cp_browser_report);

        cp_buf_put(b, r->is_storage ? "storage " : "");
        cp_buf_add(b, r->name.s, r->name.n);
        cp_buf_char(b, ' ');
        cp_buf_add(b, r->directive.s, r->directive.n);
        cp_buf_char(b, ' ');
        cp_buf_add(b, r->path.s, r->path.n);
        cp_buf_put(b, "; ");
    }
    cp_buf_put(b, "-");
    cp_buf_number(b, dropped);
    return cp_buf_text(b);
}

static void formats(apr_pool_t *p)
{
    (void)p;
    is_number(cp_report_format_of("text/plain;charset=UTF-8"), CP_REPORT_GUARD,
              "the guard");
    is_number(cp_report_format_of("application/csp-report"), CP_REPORT_CSP,
              "CSP level 2");
    is_number(cp_report_format_of(" Application/Reports+JSON ; a=b"),
              CP_REPORT_API, "the Reporting API");
    is_number(cp_report_format_of("application/json"), CP_REPORT_UNKNOWN,
              "another type");
    is_number(cp_report_format_of(NULL), CP_REPORT_UNKNOWN, "no type");
}

/* ---- the guard ---- */

static void guard(apr_pool_t *p)
{
    is_text(
        p,
        reports_of(p, CP_REPORT_GUARD,
                   "[[\"cookie\",\"_ga\"],[\"storage\",\"a b\"],[\"x\",\"y\"],"
                   "[\"cookie\"],[\"cookie\",1],7]"),
        "_ga  ; storage a b  ; -4", "names, and other values");
    is_text(p, reports_of(p, CP_REPORT_GUARD, "[]"), "-0", "no name");
    is_text(p, reports_of(p, CP_REPORT_GUARD, "{\"cookie\":\"a\"}"), "-1",
            "an object");
}

/* ---- violations ---- */

#define CSP(directive, blocked)                         \
    "{\"csp-report\":{\"document-uri\":"                \
    "\"https://site.example/shop/?a=1\",\"" directive   \
    "\":\"script-src-elem\",\"blocked-uri\":\"" blocked \
    "\",\"status-code\":200}}"

#define API(type, directive, blocked)                                  \
    "{\"type\":\"" type "\",\"age\":1,\"body\":{\"documentURL\":"      \
    "\"https://site.example/a?b\",\"effectiveDirective\":\"" directive \
    "\",\"blockedURL\":\"" blocked "\"}}"

static void violations(apr_pool_t *p)
{
    is_text(p,
            reports_of(
                p, CP_REPORT_CSP,
                CSP("effective-directive", "https://CDN.example/lib.js?u=1")),
            "https://cdn.example script-src-elem /shop/; -0",
            "scheme and host only; the path of the document");
    is_text(
        p,
        reports_of(p, CP_REPORT_CSP,
                   CSP("violated-directive", "wss://u:p@cdn.example:8443/x")),
        "wss://cdn.example:8443 script-src-elem /shop/; -0",
        "CSP level 2, with a port");
    is_text(
        p,
        reports_of(
            p, CP_REPORT_API,
            "[" API("csp-violation", "img-src", "https://a.example/p") "," API(
                "deprecation", "img-src",
                "https://b.example/") "," API("csp-violation", "font-src",
                                              "https://[2001:DB8::1]") ",1]"),
        "https://a.example img-src /a; "
        "https://[2001:db8::1] font-src /a; -2",
        "reports of the Reporting API, and others");
    is_text(p,
            reports_of(p, CP_REPORT_API,
                       API("csp-violation", "img-src", "https://a.example")),
            "https://a.example img-src /a; -0", "one without an array");
}

static void not_of_the_network(apr_pool_t *p)
{
    static const char *const addresses[] = {"inline",
                                            "eval",
                                            "wasm-eval",
                                            "self",
                                            "data",
                                            "blob",
                                            "about",
                                            "data:text/html,x",
                                            "blob:https://a.example/1",
                                            "about:blank",
                                            "chrome-extension://abcdef/x.js",
                                            "moz-extension://abc/x.js",
                                            "safari-web-extension://abc/x.js",
                                            "ftp://a.example/",
                                            "file:///a",
                                            "",
                                            "https://",
                                            "https://a b/",
                                            "//a.example/",
                                            "/path"};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(addresses); i++) {
        const char *body = apr_pstrcat(
            p,
            "{\"csp-report\":{\"effective-directive\":\"script-src\","
            "\"blocked-uri\":\"",
            addresses[i], "\"}}", NULL);

        is_text(p, reports_of(p, CP_REPORT_CSP, body), "-1", "dropped: \"%s\"",
                addresses[i]);
    }
    is_text(
        p,
        reports_of(p, CP_REPORT_API,
                   API("csp-violation", "form-action", "https://a.example")),
        "-1", "a directive that does not load");
    is_text(p,
            reports_of(p, CP_REPORT_API,
                       API("csp-violation", "img-srcx", "https://a.example")),
            "-1", "an unknown directive");
}

/* ---- hostile text ---- */

static const char *repeated(apr_pool_t *p, const char *text, int n)
{
    cp_buf *b = cp_buf_make(p, 256);

    while (n-- > 0) {
        cp_buf_put(b, text);
    }
    return cp_buf_text(b);
}

static void hostile(apr_pool_t *p)
{
    static const char *const texts[] = {"",
                                        "x",
                                        "[[\"cookie\",\"a\"",
                                        "[[\"cookie\",\"a\"]]x",
                                        "[1e9999]",
                                        "{\"a\":1,\"a\":2}",
                                        "[[\"cookie\",\"\xff\"]]",
                                        "[[\"cookie\",\"\\ud800\"]]",
                                        "[[\"cookie\",\"a\\u0000b\"]]",
                                        "[99999999999999999999999999]",
                                        "\xef\xbb\xbf[]"};
    const char *deep =
        apr_pstrcat(p, repeated(p, "[", 17), repeated(p, "]", 17), NULL);
    const char *strings =
        "[[\"cookie\",\"[[[[[[[[[[[[[[[[[[[[\\\"[[[[[[[[[[[[[[[[[[\"]]";
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(texts); i++) {
        is_text(p, reports_of(p, CP_REPORT_GUARD, texts[i]), "-1",
                "not read: text %d", (int)i);
    }
    is_text(p, reports_of(p, CP_REPORT_GUARD, deep), "-1", "too deep");
    is_text(p,
            reports_of(p, CP_REPORT_GUARD,
                       apr_pstrcat(p, repeated(p, "[", 60000), NULL)),
            "-1", "very deep");
    ok(strstr(reports_of(p, CP_REPORT_GUARD, strings), "-0") != NULL,
       "brackets in a string are not deep");
    is_text(
        p,
        reports_of(p, CP_REPORT_GUARD,
                   apr_pstrcat(p, "[1", repeated(p, ",1", 30000), "]", NULL)),
        "-30001", "very many members");
    ok(strstr(reports_of(p, CP_REPORT_GUARD,
                         apr_pstrcat(p, "[[\"cookie\",\"a\"]",
                                     repeated(p, ",[\"cookie\",\"a\"]", 150),
                                     "]", NULL)),
              "-51")
           != NULL,
       "100 reports of a body are read");
    is_text(p, reports_of(p, CP_REPORT_UNKNOWN, "[]"), "-1",
            "an unknown format");
}

int main(void)
{
    static const tap_group groups[] = {
        {"formats", formats},       {"guard", guard},
        {"violations", violations}, {"not of the network", not_of_the_network},
        {"hostile", hostile},       {NULL, NULL}};

    return tap_run(groups);
}
