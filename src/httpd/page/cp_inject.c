/* SPDX-License-Identifier: Apache-2.0 */
/* Injects the elements into one page; see the header. */
#include "httpd/page/cp_inject.h"

#include <string.h>

#include <http_log.h>

#include "cp_assets.h"
#include "core/http/cp_site_path.h"
#include "core/pages/cp_guard.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/page/cp_csp_fields.h"
#include "httpd/page/cp_page_parts.h"
#include "httpd/request/cp_origin.h"
#include "httpd/request/cp_trace.h"

/* ---- the elements ---- */

/* Adds `text`, which contains the style or the link to it. Leaves the style out
 * if the page forbids it. Adds the nonce of the page to the link. */
static void add_styled(cp_injection *in, cp_span text, cp_style_place style)
{
    const char *from = text.s + style.from, *to = text.s + style.to;
    const cp_req *q = in->q;
    cp_writer *w = &in->writer;

    if (style.to == 0
        || (q->nonce == NULL && !(q->forbidden_parts & CP_PART_STYLE))) {
        cp_writer_constant(w, text);
        return;
    }
    if (q->forbidden_parts & CP_PART_STYLE) {
        cp_writer_constant(w, cp_span_between(text.s, from));
    }
    else {
        to -= 2; /* before the "/>" of the link */
        cp_writer_constant(w, cp_span_between(text.s, to));
        cp_buf_puts(cp_writer_buf(w), " nonce=\"", q->nonce, "\"", NULL);
    }
    cp_writer_constant(w, cp_span_between(to, text.s + text.n));
}

/* Returns the URL to which a visitor without script returns after the choice,
 * or NULL. Only a page that the browser requested by GET can be loaded again.
 */
static const char *return_path(request_rec *r)
{
    request_rec *first = cp_request_first(r);

    if (first->method_number != M_GET || first->unparsed_uri == NULL
        || !cp_is_site_path(first->unparsed_uri)) {
        return NULL;
    }
    return first->unparsed_uri;
}

/* Returns the name of the layout. A uniform page shows the banner only when its
 * script has run; the content of the page must not move then. */
static const char *layout_of(const cp_dir_conf *conf)
{
    int layout = cp_dir_layout(conf);

    if (layout == CP_LAYOUT_FLOW && cp_dir_is_uniform(conf)) {
        layout = CP_LAYOUT_TOP;
    }
    return cp_layout_names[layout];
}

/* Adds the sentence about the browser's signal (GPC), if the signal affects one
 * of the shown categories. In a uniform page the script decides whether the
 * sentence is visible. */
static void add_signal(cp_injection *in, const cp_banner *banner, cp_set shown)
{
    const cp_chain *chain = in->q->chain;
    int uniform = cp_dir_is_uniform(cp_conf_dir(in->r));

    if (shown & (uniform ? chain->site->signals : chain->visitor.signals)) {
        cp_writer_text(&in->writer,
                       uniform ? "<p class=\"cpolicy-signal\" hidden=\"\""
                               : "<p class=\"cpolicy-signal\"");
        cp_writer_constant(&in->writer, banner->signal);
    }
}

/* Fills *view for the language of the page. Addresses contain the origin of
 * this site if <base> leads to another one. */
static void make_view(const cp_injection *in, cp_view *view)
{
    cp_site_view(in->q->chain->site, in->phrases->language, view);
    cp_origin_apply(in->r->pool, in->origin, &view->presentation);
}

/* Returns the banner that asks about the categories `shown`. Start-up has
 * rendered the banner for all categories of the site. Other banners are rare
 * and are rendered here, in r->pool. */
static const cp_banner *banner_for(const cp_injection *in, cp_set shown)
{
    const cp_site *site = in->q->chain->site;
    cp_banner *banner;
    cp_view view;

    if (shown == site->categories->asked && in->origin == NULL) {
        return &in->phrases->banner;
    }
    make_view(in, &view);
    view.policy = cp_conf_dir(in->r)->policy;
    view.asked = shown;
    banner = apr_palloc(in->r->pool, sizeof(*banner));
    cp_banner_render(in->r->pool, &view, banner);
    return banner;
}

static void add_banner(cp_injection *in)
{
    const cp_dir_conf *conf = cp_conf_dir(in->r);
    cp_set shown = cp_request_shown(in->q->chain, conf);
    const cp_banner *banner = banner_for(in, shown);
    const char *path = return_path(in->r);
    cp_writer *w = &in->writer;

    cp_writer_constant(w, banner->before);
    cp_writer_text(w, layout_of(conf));
    if (cp_dir_is_uniform(conf)) {
        cp_writer_text(w, " cpolicy-wait");
    }
    add_styled(in, banner->middle, banner->style);
    if (path != NULL) {
        cp_banner_return(cp_writer_buf(w), path);
    }
    cp_writer_constant(w, banner->say);
    add_signal(in, banner, shown);
    cp_writer_constant(w, banner->rest);
}

/* Returns the link. It is hidden if the page has a banner, too. */
static const cp_reopen *reopen_for(const cp_injection *in, int hidden)
{
    cp_reopen *reopen;
    cp_view view;

    if (in->origin == NULL) {
        return hidden ? &in->phrases->hidden_reopen : &in->phrases->reopen;
    }
    make_view(in, &view);
    reopen = apr_palloc(in->r->pool, sizeof(*reopen));
    cp_reopen_render(in->r->pool, &view, hidden, reopen);
    return reopen;
}

static void add_reopen(cp_injection *in, const cp_reopen *reopen)
{
    cp_writer *w = &in->writer;

    cp_writer_constant(w, reopen->before);
    if (cp_dir_reopen(cp_conf_dir(in->r)) == CP_REOPEN_RIGHT) {
        cp_writer_text(w, "right");
    }
    else {
        cp_writer_constant(w, reopen->left);
    }
    add_styled(in, reopen->after, reopen->style);
}

/* Adds the attributes of the script that tell the visitor's choice. Start-up
 * has rendered those of the usual choices. */
static void add_state(cp_injection *in, const cp_script *script)
{
    const cp_categories *all = in->q->chain->site->categories;
    const cp_visitor *visitor = &in->q->chain->visitor;
    int usual = cp_consent_usual(all, &visitor->consent);
    cp_writer *w = &in->writer;

    if (usual != CP_N_USUAL) {
        cp_buf *text;

        cp_writer_constant(w, script->usual[usual]);
        text = cp_writer_buf(w);
        cp_buf_number(text, visitor->consent.time);
        cp_buf_char(text, '"');
    }
    else if (cp_visitor_is_new(visitor)) {
        cp_writer_constant(w, script->undecided);
    }
    else {
        cp_script_state(cp_writer_buf(w), all, visitor);
    }
}

/* Tells the script the categories whose answer changes the page. The script may
 * load the page again then. It must not do so if this would send a form again.
 * Start-up has rendered the attribute for the policy of the server itself. */
static void add_sources(cp_injection *in, const cp_script *script)
{
    const cp_policy *policy = cp_conf_dir(in->r)->policy;
    const cp_site *site = in->q->chain->site;
    int is_usual = policy == site->scope->policy;
    cp_set set;

    if ((is_usual && script->sources.n == 0)
        || cp_request_first(in->r)->method_number != M_GET) {
        return;
    }
    if (is_usual) {
        cp_writer_constant(&in->writer, script->sources);
        return;
    }
    set = cp_script_sources(in->r->pool, policy, site->categories);
    if (set != 0) {
        cp_script_ids(cp_writer_buf(&in->writer), CP_SCRIPT_SOURCES,
                      site->categories, set);
    }
}

/* Tells the script of a uniform page which nonce the scripts of the page need.
 * Browsers do not check it if scripts may insert others. The script of a site
 * that holds no content inserts none. */
static void add_nonce(cp_injection *in, int releases)
{
    const char *nonce = releases ? cp_csp_fields_dynamic(in->r) : NULL;

    if (nonce != NULL) {
        cp_buf_puts(cp_writer_buf(&in->writer), " data-strict=\"\" nonce=\"",
                    nonce, "\"", NULL);
    }
}

/* Adds the script. Its text is constant, so that it has one hash; data of the
 * visitor goes into attributes. */
static void add_script(cp_injection *in)
{
    const cp_dir_conf *conf = cp_conf_dir(in->r);
    const cp_script *script = &in->phrases->script;
    cp_writer *w = &in->writer;
    int is_long = in->q->chain->site->presentation.script == cp_asset_script_js;

    cp_writer_constant(w, script->before);
    if (cp_dir_reopen(conf) == CP_REOPEN_LEFT) {
        cp_writer_constant(w, script->left);
    }
    else if (cp_dir_reopen(conf) == CP_REOPEN_RIGHT) {
        cp_writer_text(w, CP_SCRIPT_REOPEN("right"));
    }
    if (cp_dir_is_uniform(conf)) {
        cp_writer_constant(w, script->uniform);
        add_nonce(in, is_long || in->q->content != 0);
    }
    else {
        add_state(in, script);
    }
    add_sources(in, script);
    if (in->q->content != 0 && !is_long) {
        /* an .htaccess file declares sources */
        cp_script_end(cp_writer_buf(w), cp_asset_script_js);
    }
    else {
        cp_writer_constant(w, script->after);
    }
}

/* Adds the script of Consent Mode. It denies all signals first. Then it grants
 * those of the categories in its attribute. */
static void add_mode(cp_injection *in)
{
    const cp_chain *chain = in->q->chain;
    cp_writer *w = &in->writer;

    cp_writer_constant(w, chain->site->consent_mode.before);
    if (!cp_dir_is_uniform(cp_conf_dir(in->r))
        && chain->visitor.consent.decided) {
        cp_script_ids(cp_writer_buf(w), "granted", chain->site->categories,
                      chain->visitor.consent.granted);
    }
    cp_writer_constant(w, chain->site->consent_mode.after);
}

/* Adds the guard. It allows what the visitor has allowed. In a uniform page it
 * allows nothing optional until the script of the page tells the choice.
 * Start-up has rendered the rules of the server itself. */
static void add_guard_script(cp_injection *in)
{
    const cp_chain *chain = in->q->chain;
    const cp_site *site = chain->site;
    const cp_categories *all = site->categories;
    const cp_layers *layers = &in->q->layers;
    int is_uniform = cp_dir_is_uniform(cp_conf_dir(in->r));
    cp_buf *text;

    if (site->guard.n > 0 && layers->n == 1
        && layers->list[0].scope == site->scope) {
        cp_writer_constant(&in->writer, site->guard);
    }
    else {
        cp_guard_begin(cp_writer_buf(&in->writer), layers, site->path);
    }
    text = cp_writer_buf(&in->writer);
    cp_script_ids(text, "allowed", all,
                  is_uniform ? 0
                             : cp_visitor_allows(all, &chain->visitor)
                                   & all->optional);
    cp_script_ids(text, "refused", all,
                  is_uniform ? 0 : chain->visitor.consent.refused);
    cp_buf_puts(text, ">", cp_asset_guard_js, "</script>", NULL);
}

/* ---- the places ---- */

void cp_inject_begin(cp_injection *in, request_rec *r, cp_req *q,
                     apr_bucket_alloc_t *list)
{
    memset(in, 0, sizeof(*in));
    in->r = r;
    in->q = q;
    cp_writer_begin(&in->writer, r->pool, list);
    /* A hash in a policy cannot allow a file; a nonce can. */
    if (q->chain->site->presentation.stylesheet != NULL
        && (cp_page_parts(q, cp_conf_dir(r)) & CP_PART_STYLE)) {
        q->nonce = cp_csp_fields_nonce(r, q);
    }
}

static void add_guard(cp_injection *in, unsigned parts)
{
    if (!in->has_guard && (parts & CP_PART_GUARD)) {
        in->has_guard = 1;
        add_guard_script(in);
    }
}

static void add_signals(cp_injection *in, unsigned parts)
{
    if (!in->has_signals && (parts & CP_PART_SIGNALS)) {
        in->has_signals = 1;
        add_mode(in);
    }
}

static CP_COLD void log_late_guard(request_rec *r)
{
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0140) "the guard is not the first script of the "
                                "page: scripts before it are not guarded");
}

void cp_inject_head(cp_injection *in, apr_bucket *before, int is_late)
{
    const cp_dir_conf *conf = cp_conf_dir(in->r);
    unsigned parts = cp_page_parts(in->q, conf);

    if (cp_inject_at_end(conf)) {
        parts &= CP_PART_GUARD;
    }
    if (parts == 0) {
        return;
    }
    if (is_late && (parts & CP_PART_GUARD)) {
        log_late_guard(in->r);
    }
    cp_writer_at(&in->writer, before);
    add_guard(in, parts);
    add_signals(in, parts);
    cp_writer_end(&in->writer);
}

void cp_inject_policies(cp_injection *in, const char *policies)
{
    if (policies != NULL) {
        in->q->forbidden_parts = cp_csp_fields_unmet(in->r, in->q, policies);
    }
}

/* Counts the page by what is injected. */
static void count_page(const cp_chain *chain, unsigned parts)
{
    if (parts & CP_PART_BANNER) {
        cp_observe_choice(chain->site, CP_COUNT_PAGES_BANNER, chain->now);
    }
    else {
        cp_observe_count(chain->site, parts & CP_PART_REOPEN
                                          ? CP_COUNT_PAGES_REOPEN
                                          : CP_COUNT_PAGES_PLAIN);
    }
}

void cp_inject_body(cp_injection *in, apr_bucket *before)
{
    unsigned parts = cp_page_parts(in->q, cp_conf_dir(in->r));

    count_page(in->q->chain, parts);

    cp_writer_at(&in->writer, before);
    if (!in->has_guard && (parts & CP_PART_GUARD)) {
        log_late_guard(in->r);
    }
    add_guard(in, parts);
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
    cp_writer_end(&in->writer);
}
