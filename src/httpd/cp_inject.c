/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into one page; see the header. */
#include "cp_inject.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>

#include "cp_csp_fields.h"
#include "cp_encoding.h"
#include "cp_form.h"
#include "cp_html.h"
#include "cp_mode.h"
#include "cp_module.h"

/* ---- is it a page? ---- */

static const char *response_field(request_rec *r, const char *name)
{
    const char *value = apr_table_get(r->headers_out, name);
    return value ? value : apr_table_get(r->err_headers_out, name);
}

/* The media type alone, without parameters. */
int cp_inject_is_html(const char *type)
{
    cp_span essence;

    while (type && (*type == ' ' || *type == '\t')) {
        type++;
    }
    if (type == NULL || strncasecmp(type, "text/html", 9)) {
        return 0;
    }
    essence = cp_span_of(type);
    essence.n = cp_span_find(essence, ';');
    return cp_span_trim(essence).n == 9;
}

static int lists(const char *field, const char *token)
{
    cp_span rest = cp_span_of(field), member;

    while (cp_span_next(&rest, ',', &member)) {
        if (cp_span_case_is(cp_span_trim(member), token)) {
            return 1;
        }
    }
    return 0;
}

int cp_inject_accepts_html(request_rec *r)
{
    cp_span rest = cp_span_of(apr_table_get(r->headers_in, "Accept")), type;

    while (cp_span_next(&rest, ',', &type)) {
        type.n = cp_span_find(type, ';');
        if (cp_span_case_is(cp_span_trim(type), "text/html")) {
            return 1;
        }
    }
    return 0;
}

/* With a body that is shown: a redirect's is not. */
static int is_shown(int status)
{
    switch (status) {
    case HTTP_NO_CONTENT:
    case HTTP_RESET_CONTENT:
    case HTTP_PARTIAL_CONTENT:
        return 0;
    default:
        return (status >= HTTP_OK && status <= HTTP_MULTIPLE_CHOICES)
            || status >= HTTP_BAD_REQUEST;
    }
}

static int is_download(request_rec *r)
{
    const char *field = response_field(r, "Content-Disposition");
    cp_span rest = cp_span_of(field), kind;

    return cp_span_next(&rest, ';', &kind)
        && cp_span_case_is(cp_span_trim(kind), "attachment");
}

int cp_inject_is_page(request_rec *r)
{
    return cp_inject_is_html(r->content_type) && is_shown(r->status)
        && !is_download(r) && response_field(r, "Content-Range") == NULL;
}

/* Media types that nobody makes a page of on the way. */
static int is_asset(const char *type)
{
    switch (*type) {
    case 'i':
        return !strncmp(type, "image/", 6);
    case 'f':
        return !strncmp(type, "font/", 5);
    case 't':
        return !strncmp(type, "text/css", 8) || !strncmp(type, "text/plain", 10)
            || !strncmp(type, "text/javascript", 15);
    default:
        return 0;
    }
}

int cp_inject_is_surely_none(const request_rec *r)
{
    /* A handler or a filter that makes content may make a page of it. */
    return r->content_type != NULL && r->handler == NULL
        && r->output_filters == r->proto_output_filters
        && is_asset(r->content_type);
}

/* Of the Content-Type, with what AddDefaultCharset will add. */
static cp_span charset_of(request_rec *r)
{
    return cp_encoding_of_type(ap_make_content_type(r, r->content_type));
}

int cp_inject_scan_flags(request_rec *r)
{
    return charset_of(r).s != NULL ? CP_HTML_DECLARED : 0;
}

const char *cp_inject_encoding(request_rec *r)
{
    const char *encoding = r->content_encoding;

    if (encoding == NULL) {
        encoding = response_field(r, "Content-Encoding");
    }
    return encoding && strcasecmp(encoding, "identity") ? encoding : NULL;
}

const char *cp_inject_obstacle(request_rec *r)
{
    cp_span charset = charset_of(r);

    if (response_field(r, CP_FIELD_DONE) != NULL) {
        return "a server behind this one has seen to it";
    }
    if (lists(response_field(r, "Cache-Control"), "no-transform")
        || lists(apr_table_get(r->headers_in, "Cache-Control"),
                 "no-transform")) {
        return "Cache-Control: no-transform forbids it";
    }
    if (charset.s != NULL && cp_encoding_of(charset) != CP_ENCODING_ASCII) {
        return "its charset does not extend ASCII, or is unknown";
    }
    return NULL;
}

/* ---- what is put in ---- */

static void add_constant(apr_bucket_brigade *bb, apr_off_t *length,
                         cp_span text)
{
    if (text.n > 0) {
        APR_BRIGADE_INSERT_TAIL(
            bb, apr_bucket_immortal_create(text.s, text.n, bb->bucket_alloc));
        *length += (apr_off_t)text.n;
    }
}

static void add_pooled(apr_bucket_brigade *bb, apr_off_t *length, cp_buf *b)
{
    APR_BRIGADE_INSERT_TAIL(
        bb,
        apr_bucket_pool_create(cp_buf_text(b), b->n, bb->p, bb->bucket_alloc));
    *length += (apr_off_t)b->n;
}

/* `text` with the page's nonce put in at `at`, where there is one. */
static void add_styled(apr_bucket_brigade *bb, apr_off_t *length,
                       const cp_req *q, cp_span text, apr_size_t at)
{
    if (q->nonce != NULL && at > 0) {
        cp_buf *b = cp_buf_make(bb->p, 64);

        add_constant(bb, length, cp_span_between(text.s, text.s + at));
        cp_buf_puts(b, " nonce=\"", q->nonce, "\"", NULL);
        add_pooled(bb, length, b);
        text = cp_span_between(text.s + at, text.s + text.n);
    }
    add_constant(bb, length, text);
}

/* The page to come back to: what the browser asked for, by GET. */
static const char *return_path(request_rec *r)
{
    request_rec *first = cp_request_first(r);

    if (first->method_number != M_GET || first->unparsed_uri == NULL
        || !cp_is_site_path(first->unparsed_uri)) {
        return NULL;
    }
    return first->unparsed_uri;
}

static void add_banner(apr_bucket_brigade *bb, apr_off_t *length,
                       request_rec *r, const cp_req *q,
                       const cp_phrases *phrases)
{
    const char *path = return_path(r);
    int layout = cp_dir_layout(cp_conf_dir(r));

    add_constant(bb, length, phrases->banner.before);
    add_constant(bb, length, cp_span_of(cp_layout_names[layout]));
    add_styled(bb, length, q, phrases->banner.middle, phrases->banner.nonce_at);
    if (path != NULL) {
        cp_buf *b = cp_buf_make(r->pool, strlen(path) + 96);

        cp_banner_return(b, path);
        add_pooled(bb, length, b);
    }
    add_constant(bb, length, phrases->banner.after);
}

static void add_reopen(apr_bucket_brigade *bb, apr_off_t *length,
                       request_rec *r, const cp_req *q, const cp_reopen *reopen)
{
    int side = cp_dir_reopen(cp_conf_dir(r));

    add_constant(bb, length, reopen->before);
    add_constant(bb, length,
                 cp_span_of(side == CP_REOPEN_RIGHT ? "right" : "left"));
    add_styled(bb, length, q, reopen->after, reopen->nonce_at);
}

unsigned cp_inject_parts(const cp_req *q, const cp_dir_conf *conf)
{
    unsigned banner = cp_dir_banner(conf) ? CP_PART_BANNER : 0;
    unsigned reopen = cp_dir_reopen(conf) != CP_REOPEN_OFF ? CP_PART_REOPEN : 0;
    unsigned mode = q->visit->site->mode ? CP_PART_SIGNALS : 0;

    if (cp_inject_is_uniform(conf)) {
        return mode | banner | reopen | (banner ? CP_PART_UNIFORM : 0);
    }
    return mode | (cp_request_pending(q->visit) ? banner : reopen);
}

static void fill_body(request_rec *r, cp_req *q, const char *language,
                      cp_injection *out)
{
    const cp_site *site = q->visit->site;
    const cp_phrases *phrases = cp_site_phrases(site, language);
    unsigned parts = cp_inject_parts(q, cp_conf_dir(r));

    /* No hash can let a file in. */
    if (site->look.stylesheet && (parts & (CP_PART_BANNER | CP_PART_REOPEN))) {
        q->nonce = cp_csp_fields_nonce(r, q);
    }
    if (parts & CP_PART_BANNER) {
        add_banner(out->body, &out->body_length, r, q, phrases);
    }
    if (parts & CP_PART_REOPEN) {
        add_reopen(out->body, &out->body_length, r, q,
                   parts & CP_PART_BANNER ? &phrases->hidden_reopen
                                          : &phrases->reopen);
    }
    if (parts & CP_PART_UNIFORM) {
        add_constant(out->body, &out->body_length, site->uniform.html);
    }
}

/* In the head, before any other script, unless that could push a <meta
 * charset> out of the bytes where browsers look for it. */
static int may_use_head(request_rec *r)
{
    return charset_of(r).s != NULL;
}

void cp_inject_prepare(request_rec *r, cp_req *q, const char *language,
                       apr_bucket_alloc_t *list, cp_injection *out)
{
    const cp_inline *script;

    memset(out, 0, sizeof(*out));
    out->body = apr_brigade_create(r->pool, list);
    fill_body(r, q, language, out);
    if (q->visit->site->mode == NULL) {
        return;
    }
    script = cp_mode_script(q->visit, cp_inject_is_uniform(cp_conf_dir(r)));
    if (may_use_head(r)) {
        out->head = apr_brigade_create(r->pool, list);
        add_constant(out->head, &out->head_length, script->html);
    }
    else {
        add_constant(out->body, &out->body_length, script->html);
    }
}
