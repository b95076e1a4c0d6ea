/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into one page; see the header. */
#include "cp_inject.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>
#include <util_filter.h>

#include "cp_assets.h"
#include "cp_csp_fields.h"
#include "cp_encoding.h"
#include "cp_form.h"
#include "cp_html.h"
#include "cp_module.h"

/* ---- is it a page? ---- */

#define HTML "text/html"
#define XHTML "application/xhtml+xml"

/* The media type alone, without parameters. */
static int is_type(const char *type, const char *name, apr_size_t length)
{
    cp_span essence;

    while (*type == ' ' || *type == '\t') {
        type++;
    }
    if (strncasecmp(type, name, length)) {
        return 0;
    }
    essence = cp_span_of(type);
    essence.n = cp_span_find(essence, ';');
    return cp_span_trim(essence).n == length;
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

static int is_download(const cp_fields *fields)
{
    cp_span rest = cp_span_of(fields->disposition), kind;

    return cp_span_next(&rest, ';', &kind)
        && cp_span_case_is(cp_span_trim(kind), "attachment");
}

int cp_inject_is_page(const request_rec *r, const cp_fields *fields)
{
    return cp_inject_is_html(r->content_type) && is_shown(r->status)
        && !is_download(fields) && fields->range == NULL;
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
    /* A handler may make a page of it, and a filter in front of the body
     * filter: the chain is sorted by type. What stands behind, as that of
     * mod_headers does, comes too late for that. */
    return r->content_type != NULL && r->handler == NULL
        && r->output_filters->frec->ftype >= AP_FTYPE_CONTENT_SET
        && is_asset(r->content_type);
}

/* Of the Content-Type, with what AddDefaultCharset will add. */
static cp_span charset_of(request_rec *r)
{
    return cp_encoding_of_type(ap_make_content_type(r, r->content_type));
}

const char *cp_inject_encoding(const request_rec *r, const cp_fields *fields)
{
    const char *encoding = r->content_encoding;

    if (encoding == NULL) {
        encoding = fields->encoding;
    }
    return encoding && strcasecmp(encoding, "identity") ? encoding : NULL;
}

const char *cp_inject_obstacle(request_rec *r, const cp_fields *fields,
                               int *flags)
{
    cp_span charset = charset_of(r);

    *flags = (charset.s != NULL ? CP_HTML_DECLARED : 0)
           | (is_xhtml(r->content_type) ? CP_HTML_XML : 0);
    if (fields->done != NULL) {
        return "a server behind this one has seen to it";
    }
    if (fields->no_transform
        || cp_fields_lists(apr_table_get(r->headers_in, "Cache-Control"),
                           "no-transform")) {
        return "Cache-Control: no-transform forbids it";
    }
    if (charset.s != NULL && cp_encoding_of(charset) != CP_ENCODING_ASCII) {
        return "its charset does not extend ASCII, or is unknown";
    }
    return NULL;
}

/* ---- what is put in ---- */

static void add(cp_injection *in, apr_bucket *b)
{
    APR_BUCKET_INSERT_BEFORE(in->before, b);
    in->length += (apr_off_t)b->length;
}

static void add_constant(cp_injection *in, cp_span text)
{
    if (text.n > 0) {
        add(in, apr_bucket_immortal_create(text.s, text.n, in->list));
    }
}

/* Of r->pool: lasts longer than the call, and httpd copies what it keeps. */
static void add_made(cp_injection *in, cp_buf *b)
{
    add(in, apr_bucket_transient_create(b->s, b->n, in->list));
}

/* `text` as it is; or without its style; or with the page's nonce in the
 * link to the style. */
static void add_styled(cp_injection *in, cp_span text, cp_style_place style)
{
    const char *from = text.s + style.from, *to = text.s + style.to;
    const cp_req *q = in->q;
    cp_buf *b;

    if (style.to == 0 || (q->nonce == NULL && !(q->left_out & CP_PART_STYLE))) {
        add_constant(in, text);
        return;
    }
    if (q->left_out & CP_PART_STYLE) {
        add_constant(in, cp_span_between(text.s, from));
    }
    else {
        to -= 2; /* the link's "/>" */
        b = cp_buf_make(in->r->pool, 64);
        cp_buf_puts(b, " nonce=\"", q->nonce, "\"", NULL);
        add_constant(in, cp_span_between(text.s, to));
        add_made(in, b);
    }
    add_constant(in, cp_span_between(to, text.s + text.n));
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
static void add_signal(cp_injection *in, int uniform)
{
    const cp_visit *visit = in->q->visit;

    if (uniform ? visit->site->signals != 0 : visit->visitor.signals != 0) {
        add_constant(
            in, cp_span_of(uniform ? "<p class=\"cpolicy-signal\" hidden=\"\""
                                   : "<p class=\"cpolicy-signal\""));
        add_constant(in, in->phrases->banner.signal);
    }
}

static void add_banner(cp_injection *in)
{
    const cp_dir_conf *conf = cp_conf_dir(in->r);
    const cp_banner *banner = &in->phrases->banner;
    const char *path = return_path(in->r);

    add_constant(in, banner->before);
    add_constant(in, cp_span_of(layout_of(conf)));
    if (cp_inject_is_uniform(conf)) {
        add_constant(in, cp_span_of(" cpolicy-wait"));
    }
    add_styled(in, banner->middle, banner->style);
    if (path != NULL) {
        cp_buf *b = cp_buf_make(in->r->pool, strlen(path) + 96);

        cp_banner_return(b, path);
        add_made(in, b);
    }
    add_constant(in, banner->say);
    add_signal(in, cp_inject_is_uniform(conf));
    add_constant(in, banner->rest);
}

static void add_reopen(cp_injection *in, const cp_reopen *reopen)
{
    add_constant(in, reopen->before);
    add_constant(in, cp_span_of(side_of(cp_conf_dir(in->r))));
    add_styled(in, reopen->after, reopen->style);
}

/* Its text is constant; what it has to know stands in attributes. */
static void add_script(cp_injection *in)
{
    const cp_dir_conf *conf = cp_conf_dir(in->r);
    const cp_visit *visit = in->q->visit;
    cp_buf *b = cp_buf_make(in->r->pool, 256);

    if (cp_dir_reopen(conf) != CP_REOPEN_OFF) {
        cp_buf_puts(b, " data-reopen=\"", side_of(conf), "\"", NULL);
    }
    if (cp_inject_is_uniform(conf)) {
        cp_buf_put(b, " data-uniform=\"\"");
    }
    cp_script_state(b, visit->site->categories,
                    cp_inject_is_uniform(conf) ? NULL : &visit->visitor);
    add_constant(in, in->phrases->script.before);
    add_made(in, b);
    add_constant(in, in->phrases->script.after);
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
        if (site->categories->asked & CP_SET(at)) {
            cp_buf_puts(b, join, pair->category, NULL);
            join = ",";
        }
    }
    if (mapped && *join == '=') {
        cp_buf_char(b, '=');
    }
}

/* Denied first; granted by the script, after what its attributes say. */
static void add_consent_mode(cp_injection *in)
{
    const cp_visit *visit = in->q->visit;
    const cp_site *site = visit->site;
    request_rec *r = in->r;
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
    add_made(in, b);
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

void cp_inject_begin(cp_injection *in, request_rec *r, cp_req *q,
                     apr_bucket_alloc_t *list)
{
    unsigned parts = cp_inject_parts(q, cp_conf_dir(r));

    memset(in, 0, sizeof(*in));
    in->r = r;
    in->q = q;
    in->list = list;
    /* No hash can let a file in. */
    if (q->visit->site->look.stylesheet && (parts & CP_PART_STYLE)) {
        q->nonce = cp_csp_fields_nonce(r, q);
    }
}

void cp_inject_head(cp_injection *in, apr_bucket *before)
{
    in->before = before;
    if (!in->signals
        && cp_inject_parts(in->q, cp_conf_dir(in->r)) & CP_PART_SIGNALS) {
        in->signals = 1;
        add_consent_mode(in);
    }
}

void cp_inject_body(cp_injection *in, const char *policies, apr_bucket *before)
{
    cp_req *q = in->q;
    unsigned parts;

    in->before = before;
    if (policies != NULL) {
        q->left_out = cp_csp_fields_unmet(in->r, q, policies);
    }
    parts = cp_inject_parts(q, cp_conf_dir(in->r));
    if (parts & CP_PART_BANNER) {
        add_banner(in);
    }
    if (parts & CP_PART_REOPEN) {
        add_reopen(in, parts & CP_PART_BANNER ? &in->phrases->hidden_reopen
                                              : &in->phrases->reopen);
    }
    if (parts & CP_PART_SCRIPT) {
        add_script(in);
    }
    cp_inject_head(in, before);
}
