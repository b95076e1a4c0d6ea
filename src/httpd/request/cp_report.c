/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of the error log about cookies; see the header. */
#include "httpd/request/cp_report.h"

#include <apr_atomic.h>

#include "core/base/cp_buf.h"
#include "httpd/config/cp_module.h"
#include "httpd/observe/cp_observe_lines.h"
#include "httpd/request/cp_request.h"
#include "httpd/request/cp_trace.h"

/* Bits of cp_site.reported, after those of the directives. */
#define CP_BIT_EXHAUSTED 8
#define CP_BIT_CONDITION 9

/* Appends `begin`, the escaped text, cut at `max` bytes, and a quotation mark.
 */
static void add_field(cp_buf *b, const char *begin, cp_span text,
                      apr_size_t max)
{
    cp_buf_put(b, begin);
    cp_buf_log(b, text, max);
    cp_buf_char(b, '"');
}

/* APLOG_R_IS_LEVEL is true for all levels up to notice. This test is exact, so
 * that no line is composed that is not logged. */
static inline int is_logged(request_rec *r, int level)
{
    return ap_get_request_module_loglevel(r, APLOG_MODULE_INDEX) >= level;
}

/* Returns ` name="…" category="…" reason="…"`. */
static cp_buf *decision_text(request_rec *r, const cp_decision *decision)
{
    const cp_cookie *cookie = decision->cookie;
    const char *category = decision->reason == CP_RESERVED ? CP_NECESSARY : "-";
    cp_buf *b = cp_buf_make(r->pool, 256);

    add_field(b, " name=\"", decision->name, CP_MAX_LOGGED_NAME);
    /* A category id and a word of this module need no escape. */
    cp_buf_puts(b, " category=\"", cookie ? cookie->category : category,
                "\" reason=\"", cp_reason_name(decision->reason), "\"", NULL);
    return b;
}

/* Returns that text with ` provider="…" uri="…"`. */
static const char *suppressed_text(request_rec *r, const cp_decision *decision,
                                   const char *uri)
{
    const cp_cookie *cookie = decision->cookie;
    const char *provider = cookie ? cookie->provider : NULL;
    cp_buf *b = decision_text(r, decision);

    add_field(b, " provider=\"", cp_span_of(provider ? provider : "-"),
              CP_MAX_LOGGED_TEXT);
    add_field(b, " uri=\"", cp_span_of(uri ? uri : "-"), CP_MAX_LOGGED_TEXT);
    return cp_buf_text(b);
}

static CP_COLD void log_suppressed(request_rec *r, int level,
                                   const cp_decision *decision, int would)
{
    /* the URL that the browser asked for, not that of an error page */
    const char *uri = cp_request_first(r)->parsed_uri.path;

    ap_log_rerror(APLOG_MARK, level, 0, r, CP_LINE_RESPONSE,
                  CP_LINE_SUPPRESSED(!would),
                  suppressed_text(r, decision, uri));
}

int cp_report_suppressed(request_rec *r, int level, const cp_decision *decision,
                         int would)
{
    int logged = is_logged(r, level);

    if (logged) {
        log_suppressed(r, level, decision, would);
    }
    return logged;
}

void cp_report_loaded(request_rec *r, const cp_sighting *seen)
{
    cp_buf *b;

    if (!is_logged(r, APLOG_INFO)) {
        return;
    }
    b = cp_buf_make(r->pool, 256);
    add_field(b, " source=\"", seen->name, CP_MAX_LOGGED_TEXT);
    cp_buf_puts(b, " category=\"", seen->category ? seen->category : "-",
                "\" reason=\"", cp_reason_name(seen->reason), "\"", NULL);
    add_field(b, " directive=\"", seen->directive, CP_MAX_LOGGED_NAME);
    add_field(b, " uri=\"", seen->sample, CP_MAX_LOGGED_TEXT);
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, CPLOGNO(0202) "page loads%s",
                  cp_buf_text(b));
}

void cp_report_script(request_rec *r, int level, const cp_decision *decision,
                      int is_storage, const char *path)
{
    if (is_logged(r, level)) {
        ap_log_rerror(APLOG_MARK, level, 0, r, CP_LINE_SCRIPT,
                      CP_LINE_WRITTEN(is_storage),
                      suppressed_text(r, decision, path));
    }
}

void cp_report_stripped(request_rec *r, int level, const cp_decision *decision,
                        int would)
{
    if (is_logged(r, level)) {
        ap_log_rerror(APLOG_MARK, level, 0, r, CP_LINE_REQUEST,
                      CP_LINE_STRIPPED(!would),
                      cp_buf_text(decision_text(r, decision)));
    }
}

void cp_report_renewal(request_rec *r, cp_span name)
{
    cp_buf *b;

    if (is_logged(r, APLOG_INFO)) {
        b = cp_buf_make(r->pool, 128);
        add_field(b, " name=\"", name, CP_MAX_LOGGED_NAME);
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      CPLOGNO(0014) "not sent again, because it would only "
                                    "live longer: Set-Cookie%s",
                      cp_buf_text(b));
    }
}

/* Sets the bit; true only for the first caller in this process. */
static int first_time(const cp_site *site, unsigned bit)
{
    apr_uint32_t mask = 1u << bit, old;

    do {
        old = apr_atomic_read32(site->reported);
        if (old & mask) {
            return 0;
        }
    } while (apr_atomic_cas32(site->reported, old | mask, old) != old);
    return 1;
}

/* Returns the level of a line that a client can cause with each request. If
 * each were a warning, the client could fill the log. A line that is not logged
 * does not use up the warning. */
static int level_of_bit(request_rec *r, unsigned bit)
{
    return is_logged(r, APLOG_WARNING)
                && first_time(cp_conf_site(r->server), bit)
             ? APLOG_WARNING
             : APLOG_INFO;
}

void cp_report_exhausted(void *request, cp_span name, const char *pattern,
                         int last)
{
    request_rec *r = request;
    int level = level_of_bit(r, CP_BIT_EXHAUSTED);
    cp_buf *b;

    if (!is_logged(r, level)) {
        return;
    }
    b = cp_buf_make(r->pool, 256);
    add_field(b, " name=\"", name, CP_MAX_LOGGED_NAME);
    add_field(b, " pattern=\"", cp_span_of(pattern), CP_MAX_LOGGED_TEXT);
    ap_log_rerror(APLOG_MARK, level, 0, r,
                  CPLOGNO(0060) "undeclared, because a pattern takes too many "
                                "steps:%s%s",
                  cp_buf_text(b),
                  last ? "; patterns match no further name of this request"
                       : "");
}

void cp_report_condition(request_rec *r, const cp_cookie *cookie, cp_span name,
                         const char *error)
{
    int level = level_of_bit(r, CP_BIT_CONDITION);
    cp_buf *b;

    if (!is_logged(r, level)) {
        return;
    }
    b = cp_buf_make(r->pool, 256);
    add_field(b, " name=\"", name, CP_MAX_LOGGED_NAME);
    add_field(b, " error=\"", cp_span_of(error ? error : "-"),
              CP_MAX_LOGGED_TEXT);
    add_field(b, " from=\"", cp_span_of(cookie->where), CP_MAX_LOGGED_TEXT);
    ap_log_rerror(APLOG_MARK, level, 0, r,
                  CPLOGNO(0220) "not set, because set-if cannot be "
                                "evaluated:%s",
                  cp_buf_text(b));
}

void cp_report_bound_session(request_rec *r, int level, cp_span name, int would)
{
    cp_buf *b;

    if (!is_logged(r, level)) {
        return;
    }
    b = cp_buf_make(r->pool, 128);
    add_field(b, " name=\"", name, CP_MAX_LOGGED_NAME);
    ap_log_rerror(APLOG_MARK, level, 0, r,
                  CPLOGNO(0221) "%ssuppressed in a response about a device "
                                "bound session:%s; if the session needs this "
                                "cookie, declare it as necessary",
                  would ? "would be " : "", cp_buf_text(b));
}

static void report_ignored(request_rec *r, const cp_site *site, unsigned bit,
                           const char *directive)
{
    if (first_time(site, bit)) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                      CPLOGNO(0004) "%s is weaker in a section or .htaccess "
                                    "than in an enclosing scope and ignored: "
                                    "CookiePolicyLock is On",
                      directive);
    }
}

static int allows_longer(const cp_site *site, const cp_dir_conf *conf,
                         const cp_dir_conf *strict)
{
    int i;

    for (i = 0; i < site->categories->n; i++) {
        const char *id = site->categories->list[i].id;

        if (cp_dir_max_lifetime(conf, id) > cp_dir_max_lifetime(strict, id)) {
            return 1;
        }
    }
    return 0;
}

void cp_report_weaker(request_rec *r, const cp_site *site,
                      const cp_dir_conf *conf, const cp_dir_conf *strict)
{
    if (cp_dir_enforcement(conf) < strict->enforcement) {
        report_ignored(r, site, 0, "CookiePolicy");
    }
    if (cp_dir_undeclared(conf) < strict->undeclared) {
        report_ignored(r, site, 1, "CookiePolicyUndeclared");
    }
    if (cp_dir_request(conf) < strict->request) {
        report_ignored(r, site, 2, "CookiePolicyRequest");
    }
    if (cp_dir_leftovers(conf) < strict->leftovers) {
        report_ignored(r, site, 3, "CookiePolicyLeftovers");
    }
    if (cp_dir_undeclared_source(conf) < strict->undeclared_source) {
        report_ignored(r, site, 6, "CookiePolicyUndeclaredSource");
    }
    if (cp_dir_guard(conf) < strict->guard) {
        report_ignored(r, site, 7, "CookiePolicyGuard");
    }
    if (conf->lifetimes != NULL && allows_longer(site, conf, strict)) {
        report_ignored(r, site, 5, "CookiePolicyMaxLifetime");
    }
}

void cp_report_weaker_cookie(request_rec *r, const cp_site *site)
{
    report_ignored(r, site, 4, "CookiePolicyCookie");
}

/* ---- the rules in force ---- */

/* ` key="id,id"` of a set of categories; nothing for an empty set. */
static void add_set(cp_buf *b, const cp_site *site, const char *key, cp_set set)
{
    const char *mark = "=\"";
    int i;

    if (set == 0) {
        return;
    }
    cp_buf_puts(b, " ", key, NULL);
    for (i = 0; i < site->categories->n; i++) {
        if (set & CP_SET(i)) {
            cp_buf_puts(b, mark, site->categories->list[i].id, NULL);
            mark = ",";
        }
    }
    cp_buf_char(b, '"');
}

/* ` from="file:line"`, or ` from="-"` for a default. */
static void add_place(cp_buf *b, const cp_conf_place *at)
{
    cp_buf_put(b, " from=\"");
    cp_buf_log(b, cp_span_of(at->file ? at->file : "-"), CP_MAX_LOGGED_TEXT);
    if (at->file != NULL) {
        cp_buf_char(b, ':');
        cp_buf_number(b, at->line);
    }
    cp_buf_char(b, '"');
}

static void add_visitor(cp_buf *b, const cp_chain *chain)
{
    const cp_consent *consent = &chain->visitor.consent;

    add_set(b, chain->site, "granted", consent->granted);
    add_set(b, chain->site, "refused", consent->refused);
    add_set(b, chain->site, "contested", consent->contested);
    add_set(b, chain->site, "signal", chain->visitor.signals);
    add_set(b, chain->site, "undecided",
            cp_consent_pending(chain->site->categories->optional, consent,
                               chain->visitor.signals));
}

/* Adds the rules of the scope for content, and for writes of scripts. */
static void add_content(cp_buf *b, const cp_dir_conf *conf,
                        const cp_layer *layer, const cp_site *site)
{
    if (layer->rules.hold_undeclared) {
        cp_buf_put(b, " undeclared-source=\"hold\"");
    }
    add_set(b, site, "sources", cp_sources_categories(layer->rules.policy));
    add_set(b, site, "marked",
            cp_markup_rule_categories(b->pool, layer->rules.policy));
    if (cp_dir_guard(conf) == CP_GUARD_ON) {
        cp_buf_put(b, " guard=\"On\"");
    }
}

/* The settings of a scope, as far as `layer`, which may be NULL, knows them. */
static void add_scope(cp_buf *b, const cp_dir_conf *conf, const cp_layer *layer)
{
    cp_buf_puts(b, "CookiePolicy ",
                cp_enforcement_names[layer ? layer->enforcement : CP_OFF],
                NULL);
    add_place(b, &conf->set_at);
    if (layer != NULL) {
        cp_buf_puts(
            b, " undeclared=\"",
            cp_undeclared_names[layer->rules.allow_undeclared
                                    ? CP_UNDECLARED_ALLOW
                                    : CP_UNDECLARED_SUPPRESS],
            "\" request=\"",
            cp_request_names[layer->hides ? CP_REQUEST_STRIP : CP_REQUEST_PASS],
            "\" leftovers=\"",
            cp_leftovers_names[layer->expires ? CP_LEFTOVERS_EXPIRE
                                              : CP_LEFTOVERS_KEEP],
            "\"", NULL);
    }
}

static const cp_layer *strictest_layer(const cp_req *q)
{
    const cp_layer *layer = q->layers.list;

    while (layer->enforcement != q->enforcement) {
        layer++;
    }
    return layer;
}

CP_COLD void cp_report_rules(request_rec *r, const cp_req *q)
{
    cp_buf *b = cp_buf_make(r->pool, 512);

    if (q->enforcement == CP_OFF) {
        add_scope(b, cp_conf_dir(r), NULL);
    }
    else {
        const cp_layer *layer = strictest_layer(q);

        add_scope(b, layer->scope, layer);
        add_content(b, layer->scope, layer, q->chain->site);
        cp_buf_put(b, " layers=");
        cp_buf_number(b, q->layers.n);
        add_visitor(b, q->chain);
    }
    CP_DEBUG(r, q, CPLOGNO(0080) "rules in force: %s", cp_buf_text(b));
}

CP_COLD void cp_report_layers(request_rec *r, const cp_req *q)
{
    int i;

    for (i = 0; i < q->layers.n; i++) {
        const cp_layer *layer = &q->layers.list[i];
        cp_buf *b = cp_buf_make(r->pool, 512);

        add_scope(b, layer->scope, layer);
        add_content(b, layer->scope, layer, q->chain->site);
        CP_TRACE1(r, q, "layer %d of %d: %s%s", i + 1, q->layers.n,
                  cp_buf_text(b),
                  layer->enclosing ? ", of an enclosing scope" : "");
    }
}
