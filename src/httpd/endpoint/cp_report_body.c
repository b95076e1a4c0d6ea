/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the reports of browsers; see the header. */
#include "httpd/endpoint/cp_report_body.h"

#include <string.h>

#include <jansson.h>

#include "core/base/cp_buf.h"
#include "core/http/cp_url.h"

cp_report_format cp_report_format_of(const char *type)
{
    static const struct {
        const char *type;
        cp_report_format format;
    } formats[] = {{"text/plain", CP_REPORT_GUARD},
                   {"application/csp-report", CP_REPORT_CSP},
                   {"application/reports+json", CP_REPORT_API}};
    cp_span rest = cp_span_of(type), essence;
    apr_size_t i;

    if (!cp_span_next(&rest, ';', &essence)) {
        return CP_REPORT_UNKNOWN;
    }
    essence = cp_span_trim(essence);
    for (i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        if (cp_span_case_is(essence, formats[i].type)) {
            return formats[i].format;
        }
    }
    return CP_REPORT_UNKNOWN;
}

/* ---- JSON ---- */

/* True if arrays and objects contain each other more often than permitted. */
static int is_too_deep(cp_span body)
{
    int depth = 0, in_string = 0;
    apr_size_t i;

    for (i = 0; i < body.n; i++) {
        char c = body.s[i];

        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        }
        else if (c == '[' || c == '{') {
            if (++depth > CP_MAX_REPORT_DEPTH) {
                return 1;
            }
        }
        else if (c == ']' || c == '}') {
            depth--;
        }
        else {
            in_string = c == '"';
        }
    }
    return 0;
}

static cp_span text_of(const json_t *value)
{
    cp_span text = {json_string_value(value), json_string_length(value)};

    return text;
}

static cp_span member(const json_t *object, const char *name)
{
    return text_of(json_object_get(object, name));
}

/* ---- the guard ---- */

/* Reads ["cookie","name"]. Returns 0 if it is something else. */
static int read_guard(apr_pool_t *p, const json_t *pair, cp_browser_report *out)
{
    cp_span kind = text_of(json_array_get(pair, 0));
    const json_t *name = json_array_get(pair, 1);

    if (json_array_size(pair) != 2 || !json_is_string(name)) {
        return 0;
    }
    out->is_storage = cp_span_is(kind, "storage");
    out->name.n = json_string_length(name);
    out->name.s = cp_span_dup(p, text_of(name));
    return out->is_storage || cp_span_is(kind, "cookie");
}

/* ---- violations ---- */

/* Returns the constant with the name of a directive that restricts where
 * content comes from; NULL for any other text. */
static const char *directive_of(cp_span text)
{
    static const char *const known[] = {
        "child-src",       "connect-src", "default-src",    "fenced-frame-src",
        "font-src",        "frame-src",   "img-src",        "manifest-src",
        "media-src",       "object-src",  "prefetch-src",   "script-src",
        "script-src-elem", "style-src",   "style-src-elem", "worker-src"};
    apr_size_t i;

    text.n = cp_span_find(text, ' ');
    for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (cp_span_is(text, known[i])) {
            return known[i];
        }
    }
    return NULL;
}

/* Reads an address. Returns 0 if it is not one of the network. All bytes are
 * copied, because the JSON does not live as long. */
static int read_address(apr_pool_t *p, cp_span address, cp_url *url)
{
    cp_span copy = {cp_span_dup(p, address), address.n};

    return cp_url_parse(copy, NULL, cp_buf_make(p, 128), url) && url->is_network
        && !cp_span_is(url->scheme, "ftp");
}

/* Returns scheme, host and port of an address. */
static cp_span source_of(apr_pool_t *p, const cp_url *url)
{
    cp_buf *source = cp_buf_make(p, 64);

    cp_buf_add(source, url->scheme.s, url->scheme.n);
    cp_buf_put(source, "://");
    cp_buf_add(source, url->host.s, url->host.n);
    if (url->port >= 0) {
        cp_buf_char(source, ':');
        cp_buf_number(source, url->port);
    }
    return cp_span_between(source->s, source->s + source->n);
}

/* Returns the path of the document, without its query. */
static cp_span path_of(apr_pool_t *p, cp_span address)
{
    cp_span none = {NULL, 0};
    cp_url url;

    return read_address(p, address, &url) ? url.path : none;
}

/* Reads a violation from the members with these names. */
static int read_violation(apr_pool_t *p, const json_t *object,
                          const char *const *names, cp_browser_report *out)
{
    const char *directive = directive_of(member(object, names[0]));

    if (directive == NULL) { /* CSP level 2 has no other member for it */
        directive = directive_of(member(object, "violated-directive"));
    }
    if (directive == NULL
        || !read_address(p, member(object, names[1]), &out->url)) {
        return 0;
    }
    out->directive = cp_span_of(directive);
    out->name = source_of(p, &out->url);
    out->path = path_of(p, member(object, names[2]));
    return 1;
}

static int read_csp(apr_pool_t *p, const json_t *report, cp_browser_report *out)
{
    static const char *const names[] = {"effective-directive", "blocked-uri",
                                        "document-uri"};

    return read_violation(p, json_object_get(report, "csp-report"), names, out);
}

static int read_api(apr_pool_t *p, const json_t *report, cp_browser_report *out)
{
    static const char *const names[] = {"effectiveDirective", "blockedURL",
                                        "documentURL"};

    return cp_span_is(member(report, "type"), "csp-violation")
        && read_violation(p, json_object_get(report, "body"), names, out);
}

/* ---- all reports ---- */

typedef int read_fn(apr_pool_t *p, const json_t *value, cp_browser_report *out);

/* Adds the report of one value, or counts it as dropped. */
static void add(apr_array_header_t *list, read_fn *read, const json_t *value,
                int *dropped)
{
    cp_browser_report report;

    memset(&report, 0, sizeof(report));
    if (list->nelts < CP_MAX_REPORTS && read(list->pool, value, &report)) {
        APR_ARRAY_PUSH(list, cp_browser_report) = report;
    }
    else {
        ++*dropped;
    }
}

static void add_all(apr_array_header_t *list, cp_report_format format,
                    const json_t *root, int *dropped)
{
    read_fn *read = format == CP_REPORT_GUARD ? read_guard : read_api;
    apr_size_t i;

    if (format == CP_REPORT_CSP || !json_is_array(root)) {
        add(list, format == CP_REPORT_CSP ? read_csp : read, root, dropped);
        return;
    }
    for (i = 0; i < json_array_size(root); i++) {
        add(list, read, json_array_get(root, i), dropped);
    }
}

apr_array_header_t *cp_report_body_read(apr_pool_t *p, cp_report_format format,
                                        cp_span body, int *dropped)
{
    apr_array_header_t *list = apr_array_make(p, 4, sizeof(cp_browser_report));
    json_t *root = NULL;

    if (format != CP_REPORT_UNKNOWN && !is_too_deep(body)) {
        root = json_loadb(body.s, body.n, JSON_REJECT_DUPLICATES, NULL);
    }
    if (root == NULL) {
        ++*dropped;
        return list;
    }
    add_all(list, format, root, dropped);
    json_decref(root);
    return list;
}
