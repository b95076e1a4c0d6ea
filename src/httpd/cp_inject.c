/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into one page; see the header. */
#include "cp_inject.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>

#include "cp_assets.h"
#include "cp_csp_fields.h"
#include "cp_encoding.h"
#include "cp_form.h"
#include "cp_html.h"
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

/* `text` as it is; or without its style; or with the page's nonce in the
 * link to the style. */
static void add_styled(apr_bucket_brigade *bb, apr_off_t *length,
                       const cp_req *q, cp_span text, cp_style_place style)
{
    const char *from = text.s + style.from, *to = text.s + style.to;
    cp_buf *b;

    if (style.to == 0 || (q->nonce == NULL && !(q->left_out & CP_PART_STYLE))) {
        add_constant(bb, length, text);
        return;
    }
    if (q->left_out & CP_PART_STYLE) {
        add_constant(bb, length, cp_span_between(text.s, from));
    }
    else {
        to--; /* the link's '>' */
        b = cp_buf_make(bb->p, 64);
        cp_buf_puts(b, " nonce=\"", q->nonce, "\"", NULL);
        add_constant(bb, length, cp_span_between(text.s, to));
        add_pooled(bb, length, b);
    }
    add_constant(bb, length, cp_span_between(to, text.s + text.n));
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

/* Where the page itself shows the banner later, nothing may move. */
static const char *layout_of(const cp_dir_conf *conf)
{
    int layout = cp_dir_layout(conf);

    if (layout == CP_LAYOUT_FLOW && cp_inject_is_uniform(conf)) {
        layout = CP_LAYOUT_TOP;
    }
    return cp_layout_names[layout];
}

static const char *side_of(const cp_dir_conf *conf)
{
    return cp_dir_reopen(conf) == CP_REOPEN_RIGHT ? "right" : "left";
}

/* One variant for all: the page finds out whether the signal is there. */
static void add_signal(apr_bucket_brigade *bb, apr_off_t *length,
                       const cp_visit *visit, int uniform, cp_span text)
{
    if (uniform ? visit->site->signals != 0 : visit->visitor.signals != 0) {
        add_constant(bb, length,
                     cp_span_of(uniform ? "<p class=\"cpolicy-signal\" hidden"
                                        : "<p class=\"cpolicy-signal\""));
        add_constant(bb, length, text);
    }
}

static void add_banner(apr_bucket_brigade *bb, apr_off_t *length,
                       request_rec *r, const cp_req *q,
                       const cp_phrases *phrases)
{
    const cp_dir_conf *conf = cp_conf_dir(r);
    const char *path = return_path(r);

    add_constant(bb, length, phrases->banner.before);
    add_constant(bb, length, cp_span_of(layout_of(conf)));
    if (cp_inject_is_uniform(conf)) {
        add_constant(bb, length, cp_span_of(" cpolicy-wait"));
    }
    add_styled(bb, length, q, phrases->banner.middle, phrases->banner.style);
    if (path != NULL) {
        cp_buf *b = cp_buf_make(r->pool, strlen(path) + 96);

        cp_banner_return(b, path);
        add_pooled(bb, length, b);
    }
    add_constant(bb, length, phrases->banner.say);
    add_signal(bb, length, q->visit, cp_inject_is_uniform(conf),
               phrases->banner.signal);
    add_constant(bb, length, phrases->banner.rest);
}

static void add_reopen(apr_bucket_brigade *bb, apr_off_t *length,
                       request_rec *r, const cp_req *q, const cp_reopen *reopen)
{
    add_constant(bb, length, reopen->before);
    add_constant(bb, length, cp_span_of(side_of(cp_conf_dir(r))));
    add_styled(bb, length, q, reopen->after, reopen->style);
}

/* Its text is constant; what it has to know stands in attributes. */
static void add_script(apr_bucket_brigade *bb, apr_off_t *length,
                       request_rec *r, const cp_visit *visit,
                       const cp_script *script)
{
    const cp_dir_conf *conf = cp_conf_dir(r);
    cp_buf *b = cp_buf_make(r->pool, 256);

    if (cp_dir_reopen(conf) != CP_REOPEN_OFF) {
        cp_buf_puts(b, " data-reopen=\"", side_of(conf), "\"", NULL);
    }
    if (cp_inject_is_uniform(conf)) {
        cp_buf_put(b, " data-uniform");
    }
    cp_script_state(b, visit->site->categories,
                    cp_inject_is_uniform(conf) ? NULL : &visit->visitor);
    add_constant(bb, length, script->before);
    add_pooled(bb, length, b);
    add_constant(bb, length, script->after);
}

/* ---- Google Consent Mode v2 ---- */

/* "signal=id,id" of one signal, without what needs no answer. */
static void consent_pair(cp_buf *b, const cp_site *site, const char *signal)
{
    const apr_array_header_t *pairs = site->conf->consent_mode->pairs;
    const char *join = "=";
    int i, mapped = 0;

    for (i = 0; i < pairs->nelts; i++) {
        const cp_mode_pair *pair = &APR_ARRAY_IDX(pairs, i, cp_mode_pair);
        int at;

        if (strcmp(pair->signal, signal)) {
            continue;
        }
        if (!mapped) {
            cp_buf_puts(b, b->n ? " " : "", signal, NULL);
            mapped = 1;
        }
        at = cp_categories_find(site->categories, cp_span_of(pair->category));
        if (cp_categories_asked(site->categories) & CP_SET(at)) {
            cp_buf_puts(b, join, pair->category, NULL);
            join = ",";
        }
    }
    if (mapped && *join == '=') {
        cp_buf_char(b, '=');
    }
}

/* Denied first; granted by the script, after what its attributes say. */
static void add_consent_mode(apr_bucket_brigade *bb, apr_off_t *length,
                             request_rec *r, const cp_visit *visit)
{
    const cp_site *site = visit->site;
    cp_buf *map = cp_buf_make(r->pool, 256), *b = cp_buf_make(r->pool, 2048);
    int i;

    for (i = 0; cp_consent_signals[i]; i++) {
        consent_pair(map, site, cp_consent_signals[i]);
    }
    cp_buf_puts(b, "<script data-cookie-policy=\"consent-mode\" data-map=\"",
                cp_buf_text(map), "\"", NULL);
    if (!cp_inject_is_uniform(cp_conf_dir(r))
        && visit->visitor.consent.decided) {
        cp_script_ids(b, "granted", site->categories,
                      visit->visitor.consent.granted);
    }
    cp_buf_puts(b, ">", cp_asset_consent_js, "</script>", NULL);
    add_pooled(bb, length, b);
}

/* ---- what goes where ---- */

static int has_mode(const cp_site *site)
{
    const cp_consent_mode *mode = site->conf->consent_mode;

    return mode != NULL && mode->pairs->nelts > 0;
}

unsigned cp_inject_parts(const cp_req *q, const cp_dir_conf *conf)
{
    unsigned banner = cp_dir_banner(conf) ? CP_PART_BANNER : 0;
    unsigned reopen = cp_dir_reopen(conf) != CP_REOPEN_OFF ? CP_PART_REOPEN : 0;
    unsigned mode = has_mode(q->visit->site) ? CP_PART_SIGNALS : 0;
    unsigned parts;

    if (cp_inject_is_uniform(conf)) {
        parts = banner | reopen | (mode ? CP_PART_SCRIPT : 0);
    }
    else {
        parts = cp_request_pending(q->visit) ? banner : reopen;
    }
    if (parts & (CP_PART_BANNER | CP_PART_REOPEN)) {
        parts |= CP_PART_STYLE | CP_PART_SCRIPT;
    }
    return (parts | mode) & ~q->left_out;
}

static void fill_body(request_rec *r, cp_req *q, const char *language,
                      cp_injection *out)
{
    const cp_dir_conf *conf = cp_conf_dir(r);
    const cp_site *site = q->visit->site;
    const cp_phrases *phrases = cp_site_phrases(site, language);
    unsigned parts = cp_inject_parts(q, conf);

    /* No hash can let a file in. */
    if (site->look.stylesheet && (parts & CP_PART_STYLE)) {
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
    if (parts & CP_PART_SCRIPT) {
        add_script(out->body, &out->body_length, r, q->visit, &phrases->script);
    }
}

/* In the head, before any other script, unless that could push a <meta
 * charset> out of the bytes where browsers look for it. */
static int may_use_head(request_rec *r)
{
    return charset_of(r).s != NULL;
}

static void fill(request_rec *r, cp_req *q, const char *language,
                 cp_injection *out)
{
    fill_body(r, q, language, out);
    if ((cp_inject_parts(q, cp_conf_dir(r)) & CP_PART_SIGNALS)
        && out->head == NULL) {
        add_consent_mode(out->body, &out->body_length, r, q->visit);
    }
}

void cp_inject_prepare(request_rec *r, cp_req *q, const char *language,
                       apr_bucket_alloc_t *list, cp_injection *out)
{
    memset(out, 0, sizeof(*out));
    out->body = apr_brigade_create(r->pool, list);
    if (has_mode(q->visit->site) && may_use_head(r)) {
        out->head = apr_brigade_create(r->pool, list);
        add_consent_mode(out->head, &out->head_length, r, q->visit);
    }
    fill(r, q, language, out);
}

void cp_inject_obey(request_rec *r, cp_req *q, const char *language,
                    const char *policies, cp_injection *out)
{
    q->left_out = cp_csp_fields_unmet(r, q, policies);
    if (q->left_out == 0) {
        return;
    }
    apr_brigade_cleanup(out->body);
    out->body_length = 0;
    fill(r, q, language, out);
}
