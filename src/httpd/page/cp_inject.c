/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into one page; see the header. */
#include "httpd/page/cp_inject.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>
#include <util_filter.h>

#include "httpd/page/cp_csp_fields.h"
#include "core/html/cp_encoding.h"
#include "core/http/cp_url.h"
#include "core/html/cp_html.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_origin.h"

/* ---- is it a page? ---- */

#define HTML "text/html"
#define XHTML "application/xhtml+xml"

static inline const char *behind_blanks(const char *s)
{
    while (*s == ' ' || *s == '\t') {
        s++;
    }
    return s;
}

/* The media type alone, without parameters; mostly the first byte tells. */
static int is_type(const char *type, const char *name, apr_size_t length)
{
    type = behind_blanks(type);
    if ((*type | 0x20) != *name || strncasecmp(type, name, length)) {
        return 0;
    }
    type = behind_blanks(type + length);
    return *type == '\0' || *type == ';';
}

static int is_xhtml(const char *type)
{
    return is_type(type, XHTML, sizeof(XHTML) - 1);
}

int cp_inject_is_html(const char *type)
{
    return type != NULL
        && (is_type(type, HTML, sizeof(HTML) - 1) || is_xhtml(type));
}

int cp_inject_accepts_html(request_rec *r)
{
    cp_span rest = cp_span_of(apr_table_get(r->headers_in, "Accept")), type;

    while (cp_span_next(&rest, ',', &type)) {
        type.n = cp_span_find(type, ';');
        type = cp_span_trim(type);
        if (cp_span_case_is(type, HTML) || cp_span_case_is(type, XHTML)) {
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

static int is_download(const cp_response_fields *fields)
{
    cp_span rest = cp_span_of(fields->disposition), kind;

    return cp_span_next(&rest, ';', &kind)
        && cp_span_case_is(cp_span_trim(kind), "attachment");
}

int cp_inject_is_page(const request_rec *r, cp_response_fields *fields)
{
    if (!cp_inject_is_html(r->content_type) || !is_shown(r->status)) {
        return 0;
    }
    cp_response_fields_read(r->headers_out, r->err_headers_out, fields);
    return !is_download(fields) && fields->range == NULL;
}

/* Of the Content-Type, with what AddDefaultCharset will add. */
static cp_span charset_of(request_rec *r)
{
    return cp_encoding_of_type(ap_make_content_type(r, r->content_type));
}

const char *cp_inject_encoding(const request_rec *r,
                               const cp_response_fields *fields)
{
    const char *encoding = r->content_encoding;

    if (encoding == NULL) {
        encoding = fields->encoding;
    }
    return encoding && strcasecmp(encoding, "identity") ? encoding : NULL;
}

const char *cp_inject_obstacle(request_rec *r, const cp_response_fields *fields,
                               int *flags)
{
    cp_span charset = charset_of(r);

    *flags = (charset.s != NULL ? CP_HTML_DECLARED : 0)
           | (is_xhtml(r->content_type) ? CP_HTML_XML : 0);
    if (fields->done != NULL) {
        return "a server behind this one has seen to it";
    }
    if (fields->no_transform
        || cp_response_fields_lists(
            apr_table_get(r->headers_in, "Cache-Control"), "no-transform")) {
        return "Cache-Control: no-transform forbids it";
    }
    if (charset.s != NULL && cp_encoding_of(charset) != CP_ENCODING_ASCII) {
        return "its charset does not extend ASCII, or is unknown";
    }
    return NULL;
}

void cp_inject_left(request_rec *r, const char *why)
{
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0005) "page left without banner: %s", why);
}

/* ---- what is put in ---- */

/* What is no longer than this is cheaper to copy than to have a bucket. */
#define SHORT_TEXT 320

static void add(cp_injection *in, apr_bucket *b)
{
    APR_BUCKET_INSERT_BEFORE(in->before, b);
    in->length += (apr_off_t)b->length;
}

/* Short pieces in a row are one bucket. They are of r->pool, which lasts
 * longer than the call, and httpd copies what it keeps. */
static void add_shorts(cp_injection *in)
{
    apr_size_t n = in->shorts->n - in->added;

    if (n > 0) {
        add(in, apr_bucket_transient_create(in->shorts->s + in->added, n,
                                            in->list));
        in->added += n;
    }
}

static void add_run(cp_injection *in)
{
    cp_span run = in->run;

    in->run.n = 0;
    if (run.n <= SHORT_TEXT) {
        cp_buf_add(in->shorts, run.s, run.n);
        return;
    }
    add_shorts(in);
    add(in, apr_bucket_immortal_create(run.s, run.n, in->list));
}

static void add_rest(cp_injection *in)
{
    add_run(in);
    add_shorts(in);
}

/* Start-up puts those behind each other that mostly come so. */
static void add_constant(cp_injection *in, cp_span text)
{
    if (in->run.s + in->run.n != text.s) {
        add_run(in);
        in->run.s = text.s;
    }
    in->run.n += text.n;
}

/* Where the next short pieces go. */
static cp_buf *text_of(cp_injection *in)
{
    add_run(in);
    return in->shorts;
}

static void add_text(cp_injection *in, const char *text)
{
    cp_buf_put(text_of(in), text);
}

/* `text` as it is; or without its style; or with the page's nonce in the
 * link to the style. */
static void add_styled(cp_injection *in, cp_span text, cp_style_place style)
{
    const char *from = text.s + style.from, *to = text.s + style.to;
    const cp_req *q = in->q;

    if (style.to == 0
        || (q->nonce == NULL && !(q->forbidden_parts & CP_PART_STYLE))) {
        add_constant(in, text);
        return;
    }
    if (q->forbidden_parts & CP_PART_STYLE) {
        add_constant(in, cp_span_between(text.s, from));
    }
    else {
        to -= 2; /* the link's "/>" */
        add_constant(in, cp_span_between(text.s, to));
        cp_buf_puts(text_of(in), " nonce=\"", q->nonce, "\"", NULL);
    }
    add_constant(in, cp_span_between(to, text.s + text.n));
}

/* The page to come back to: what the browser asked for, by GET. */
static const char *return_path(request_rec *r)
{
    request_rec *first = cp_request_first(r);

    if (first->method_number != M_GET || first->unparsed_uri == NULL
        || !cp_url_is_site_path(first->unparsed_uri)) {
        return NULL;
    }
    return first->unparsed_uri;
}

/* Where the page itself shows the banner later, nothing may move. */
static const char *layout_of(const cp_dir_conf *conf)
{
    int layout = cp_dir_layout(conf);

    if (layout == CP_LAYOUT_FLOW && cp_dir_is_uniform(conf)) {
        layout = CP_LAYOUT_TOP;
    }
    return cp_layout_names[layout];
}

/* One variant for all: the page finds out whether the signal is there. */
static void add_signal(cp_injection *in, const cp_banner *banner, cp_set shown)
{
    const cp_chain *chain = in->q->chain;
    int uniform = cp_dir_is_uniform(cp_conf_dir(in->r));

    if (shown & (uniform ? chain->site->signals : chain->visitor.signals)) {
        add_text(in, uniform ? "<p class=\"cpolicy-signal\" hidden=\"\""
                             : "<p class=\"cpolicy-signal\"");
        add_constant(in, banner->signal);
    }
}

/* Also for pages whose addresses are not relative to this site. */
static void page_for(const cp_injection *in, cp_view *page)
{
    cp_site_view(in->q->chain->site, in->phrases->language, page);
    cp_origin_apply(in->r->pool, in->origin, &page->presentation);
}

/* Start-up has made the banner that asks about all categories of the site;
 * others are rare. */
static const cp_banner *banner_for(const cp_injection *in, cp_set shown)
{
    const cp_site *site = in->q->chain->site;
    cp_banner *banner;
    cp_view page;

    if (shown == site->categories->asked && in->origin == NULL) {
        return &in->phrases->banner;
    }
    page_for(in, &page);
    page.policy = cp_conf_dir(in->r)->policy;
    page.asked = shown;
    banner = apr_palloc(in->r->pool, sizeof(*banner));
    cp_banner_render(in->r->pool, &page, banner);
    return banner;
}

static void add_banner(cp_injection *in)
{
    const cp_dir_conf *conf = cp_conf_dir(in->r);
    cp_set shown = cp_request_shown(in->q->chain, conf);
    const cp_banner *banner = banner_for(in, shown);
    const char *path = return_path(in->r);

    add_constant(in, banner->before);
    add_text(in, layout_of(conf));
    if (cp_dir_is_uniform(conf)) {
        add_text(in, " cpolicy-wait");
    }
    add_styled(in, banner->middle, banner->style);
    if (path != NULL) {
        cp_banner_return(text_of(in), path);
    }
    add_constant(in, banner->say);
    add_signal(in, banner, shown);
    add_constant(in, banner->rest);
}

static const cp_reopen *reopen_for(const cp_injection *in, int hidden)
{
    cp_reopen *reopen;
    cp_view page;

    if (in->origin == NULL) {
        return hidden ? &in->phrases->hidden_reopen : &in->phrases->reopen;
    }
    page_for(in, &page);
    reopen = apr_palloc(in->r->pool, sizeof(*reopen));
    cp_reopen_render(in->r->pool, &page, hidden, reopen);
    return reopen;
}

static void add_reopen(cp_injection *in, const cp_reopen *reopen)
{
    add_constant(in, reopen->before);
    if (cp_dir_reopen(cp_conf_dir(in->r)) == CP_REOPEN_RIGHT) {
        add_text(in, "right");
    }
    else {
        add_constant(in, reopen->left);
    }
    add_styled(in, reopen->after, reopen->style);
}

/* What the script is told of the visitor. */
static void add_state(cp_injection *in, const cp_script *script)
{
    const cp_categories *all = in->q->chain->site->categories;
    const cp_visitor *visitor = &in->q->chain->visitor;
    int usual = cp_consent_usual(all, &visitor->consent);
    cp_buf *text;

    if (usual != CP_N_USUAL) {
        add_constant(in, script->usual[usual]);
        text = text_of(in);
        cp_buf_number(text, visitor->consent.time);
        cp_buf_char(text, '"');
    }
    else if (cp_visitor_is_new(visitor)) {
        add_constant(in, script->undecided);
    }
    else {
        cp_script_state(text_of(in), all, visitor);
    }
}

/* Its text is constant; what it has to know stands in attributes. */
static void add_script(cp_injection *in)
{
    const cp_dir_conf *conf = cp_conf_dir(in->r);
    const cp_script *script = &in->phrases->script;

    add_constant(in, script->before);
    if (cp_dir_reopen(conf) == CP_REOPEN_LEFT) {
        add_constant(in, script->left);
    }
    else if (cp_dir_reopen(conf) == CP_REOPEN_RIGHT) {
        add_text(in, CP_SCRIPT_REOPEN("right"));
    }
    if (cp_dir_is_uniform(conf)) {
        add_constant(in, script->uniform);
    }
    else {
        add_state(in, script);
    }
    add_constant(in, script->after);
}

/* Denied first; granted by the script, after what its attributes say. */
static void add_mode(cp_injection *in)
{
    const cp_chain *chain = in->q->chain;

    add_constant(in, chain->site->consent_mode.before);
    if (!cp_dir_is_uniform(cp_conf_dir(in->r))
        && chain->visitor.consent.decided) {
        cp_script_ids(text_of(in), "granted", chain->site->categories,
                      chain->visitor.consent.granted);
    }
    add_constant(in, chain->site->consent_mode.after);
}

/* ---- what goes where ---- */

unsigned cp_inject_parts(const cp_req *q, const cp_dir_conf *conf)
{
    unsigned banner = cp_dir_banner(conf) ? CP_PART_BANNER : 0;
    unsigned reopen = cp_dir_reopen(conf) != CP_REOPEN_OFF ? CP_PART_REOPEN : 0;
    unsigned mode = q->chain->site->consent_mode.before.n ? CP_PART_SIGNALS : 0;
    unsigned parts;

    if (cp_request_asked(q->chain->site, conf) == 0) {
        return 0;
    }
    if (cp_dir_is_uniform(conf)) {
        parts = banner | reopen | (mode ? CP_PART_SCRIPT : 0);
    }
    else {
        parts = cp_request_pending(q->chain, conf) ? banner : reopen;
    }
    if (parts & (CP_PART_BANNER | CP_PART_REOPEN)) {
        parts |= CP_PART_STYLE | CP_PART_SCRIPT;
    }
    return (parts | mode) & ~q->forbidden_parts;
}

void cp_inject_begin(cp_injection *in, request_rec *r, cp_req *q,
                     apr_bucket_alloc_t *list)
{
    memset(in, 0, sizeof(*in));
    in->r = r;
    in->q = q;
    in->list = list;
    /* No hash can let a file in. */
    if (q->chain->site->presentation.stylesheet != NULL
        && (cp_inject_parts(q, cp_conf_dir(r)) & CP_PART_STYLE)) {
        q->nonce = cp_csp_fields_nonce(r, q);
    }
}

static void add_signals(cp_injection *in, unsigned parts)
{
    if (!in->signals && (parts & CP_PART_SIGNALS)) {
        in->signals = 1;
        add_mode(in);
    }
}

static void start_at(cp_injection *in, apr_bucket *before)
{
    in->before = before;
    if (in->shorts == NULL) {
        in->shorts = cp_buf_make(in->r->pool, 2 * SHORT_TEXT);
    }
}

void cp_inject_head(cp_injection *in, apr_bucket *before)
{
    if (cp_inject_at_end(cp_conf_dir(in->r))) {
        return;
    }
    start_at(in, before);
    add_signals(in, cp_inject_parts(in->q, cp_conf_dir(in->r)));
    add_rest(in);
}

void cp_inject_policies(cp_injection *in, const char *policies)
{
    if (policies != NULL) {
        in->q->forbidden_parts = cp_csp_fields_unmet(in->r, in->q, policies);
    }
}

void cp_inject_body(cp_injection *in, apr_bucket *before)
{
    unsigned parts = cp_inject_parts(in->q, cp_conf_dir(in->r));

    start_at(in, before);
    if (parts & CP_PART_BANNER) {
        add_banner(in);
    }
    if (parts & CP_PART_REOPEN) {
        add_reopen(in, reopen_for(in, parts & CP_PART_BANNER));
    }
    if (parts & CP_PART_SCRIPT) {
        add_script(in);
    }
    add_signals(in, parts);
    add_rest(in);
}
