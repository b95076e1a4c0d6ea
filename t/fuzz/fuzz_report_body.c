/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report of a browser. The first byte selects the format. Nothing but scheme,
 * host and port of an address may come out, and the result must be within its
 * limits.
 */
#include "httpd/endpoint/cp_report_body.c"

#include "fuzz.h"

/* The name must be an origin that reads as itself. */
static void check_source(apr_pool_t *p, const cp_browser_report *report)
{
    cp_url url;

    MUST(directive_of(report->directive) == report->directive.s);
    MUST(cp_url_parse(report->name, NULL, cp_buf_make(p, 64), &url));
    MUST(cp_span_is(url.path, "/"));
    MUST(cp_span_eq(source_of(p, &url), report->name));
    MUST(cp_span_eq(source_of(p, &report->url), report->name));
    MUST(report->path.n == 0 || report->path.s[0] == '/');
    MUST(cp_span_find(report->path, '?') == report->path.n);
}

static void check_name(const cp_browser_report *report)
{
    MUST(report->directive.n == 0);
    MUST(report->name.n <= CP_MAX_REPORT_BODY);
    MUST(strlen(report->name.s) == report->name.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    cp_report_format format =
        (cp_report_format)(size ? (*data - '0') & 3 : CP_REPORT_UNKNOWN);
    cp_span body = fuzz_bytes(data + !!size, size - !!size);
    apr_array_header_t *list;
    int i, dropped = 0;

    list = cp_report_body_read(p, format, body, &dropped);
    MUST(list->nelts <= CP_MAX_REPORTS);
    MUST(list->nelts > 0 || dropped > 0 || format == CP_REPORT_GUARD
         || format == CP_REPORT_API);
    free((char *)body.s); /* the result must not point into the body */
    for (i = 0; i < list->nelts; i++) {
        const cp_browser_report *report =
            &APR_ARRAY_IDX(list, i, cp_browser_report);

        if (format == CP_REPORT_GUARD) {
            check_name(report);
        }
        else {
            check_source(p, report);
        }
    }
    apr_pool_destroy(p);
    return 0;
}
