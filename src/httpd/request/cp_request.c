/* SPDX-License-Identifier: Apache-2.0 */
/* The state of one request; see the header. */
#include "httpd/request/cp_request.h"

#include <stddef.h>
#include <string.h>

#include <apr_strings.h>

#include "core/pages/cp_guard.h"
#include "core/policy/cp_variant.h"
#include "httpd/config/cp_lock.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_demand.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_trace.h"

/* ---- the record and the fields ---- */

void cp_request_make(request_rec *r)
{
    cp_req *q = apr_palloc(r->pool, sizeof(*q));

    memset(q, 0, offsetof(cp_req, own_layers));
    ap_set_module_config(r->request_config, &cookie_policy_module, q);
}

/* Returns the fields as the browser sent them. An internal redirect starts with
 * the edited fields of the request before it, so the search goes back. */
static apr_table_t *original_of(request_rec *r)
{
    request_rec *step = r;

    do {
        const cp_req *q = cp_request_known(step);

        if (q != NULL && q->headers_in != NULL) {
            return q->headers_in;
        }
        step = step->prev;
    } while (step != NULL);
    return r->headers_in;
}

void cp_request_edit(request_rec *r, cp_req *q)
{
    if (q->headers_in == NULL) {
        q->headers_in = original_of(r);
        r->headers_in = apr_table_copy(r->pool, r->headers_in);
    }
}

const char *cp_request_sent(request_rec *r, const char *name)
{
    return apr_table_get(original_of(r), name);
}

/* ---- the visitor ---- */

/* Global Privacy Control: true if any member of Sec-GPC is exactly "1". */
static int has_gpc_signal(request_rec *r)
{
    const char *field = apr_table_get(r->headers_in, "Sec-GPC");
    cp_span rest = cp_span_of(field), member;

    while (cp_span_next(&rest, ',', &member)) {
        if (cp_span_is(cp_span_trim(member), "1")) {
            return 1;
        }
    }
    return 0;
}

static inline void fill_chain(request_rec *first, cp_chain *chain)
{
    const cp_site *site = cp_conf_site(first->server);

    chain->site = site;
    chain->now = apr_time_sec(first->request_time);
    chain->worn_out.pool = first->pool;
    chain->cookie_field = apr_table_get(first->headers_in, "Cookie");
    if (chain->cookie_field != NULL) {
        cp_consent_read(chain->cookie_field, site->cookie->name, site->terms,
                        chain->now, &chain->visitor.consent);
    }
    if (site->signals && has_gpc_signal(first)) {
        chain->visitor.signals = site->signals;
    }
}

/* Returns the state that `q`, the record of the first request, contains. */
static inline cp_chain *chain_of(request_rec *first, cp_req *q)
{
    if (q->chain == NULL) {
        q->chain = &q->own_chain;
        fill_chain(first, q->chain);
    }
    return q->chain;
}

cp_chain *cp_request_chain(request_rec *r)
{
    request_rec *first = cp_request_first(r);

    if (cp_request_known(first)
        == NULL) { /* the request bypassed the hook create_request */
        cp_request_make(first);
    }
    return chain_of(first, cp_request_known(first));
}

/* The results are in the pool of this request, because the policies of its own
 * .htaccess files do not live longer. */
static inline void fill_budget(request_rec *r, cp_req *q, cp_chain *chain)
{
    q->budget.pool = r->pool;
    q->budget.worn_out = &chain->worn_out;
    q->budget.report = cp_report_exhausted;
    q->budget.baton = r;
}

cp_budget *cp_request_budget(request_rec *r)
{
    cp_chain *chain = cp_request_chain(r);
    cp_req *q = cp_request_known(r);

    if (q == NULL) { /* the request bypassed the hook create_request */
        cp_request_make(r);
        q = cp_request_known(r);
    }
    fill_budget(r, q, chain);
    return &q->budget;
}

/* ---- the rules in force ---- */

/* Writes the layer of one scope to the next free place. `policy` has the
 * declarations that it judges by. */
static inline void write_layer(cp_req *q, const cp_dir_conf *conf,
                               const cp_policy *policy, int enclosing)
{
    cp_layer *layer = &q->layers.list[q->layers.n];

    cp_site_layer(q->chain->site, conf, layer);
    layer->enclosing = enclosing;
    layer->rules.policy = policy;
    layer->rules.written = &q->chain->written;
    layer->rules.budget = &q->budget;
    layer->rules.demand = &q->demand;
}

static void add_layer(cp_req *q, const cp_dir_conf *conf,
                      const cp_policy *policy, int enclosing)
{
    write_layer(q, conf, policy, enclosing);
    cp_layers_keep(&q->layers);
}

/* Under CookiePolicyLock each enclosing scope judges by its declarations, so
 * that no scope can weaken what another one declared. */
static void add_scope(request_rec *r, cp_req *q, const cp_dir_conf *conf)
{
    const cp_site *site = q->chain->site;
    const cp_dir_conf *strict = cp_lock_apply(r->pool, site, conf);
    const cp_policy *policy = conf->policy;
    int scopes;

    add_layer(q, strict, policy, 0);
    if (strict == conf) {
        return;
    }
    for (scopes = cp_lock_scopes(site, conf); scopes > 0; scopes--) {
        policy = policy->around;
        add_layer(q, strict, policy, 1);
    }
    cp_report_weaker(r, site, conf, strict);
}

/* Returns the largest number of layers that one request of a chain can have:
 * of its present configuration and of that at the begin of fixups. */
static int count_layers(const cp_site *site, request_rec *r)
{
    const cp_req *q = cp_request_known(r);
    int n = 2;

    if (cp_lock_is_on(site)) {
        n += cp_lock_scopes(site, cp_conf_dir(r));
        if (q != NULL && q->settled != NULL) {
            n += cp_lock_scopes(site, q->settled);
        }
    }
    return n;
}

static cp_layer *room_for_layers(request_rec *r, cp_req *q)
{
    request_rec *step;
    int n = 0;

    for (step = r; step != NULL; step = step->prev) {
        n += count_layers(q->chain->site, step);
    }
    return n <= CP_OWN_LAYERS
             ? q->own_layers
             : apr_palloc(r->pool, (apr_size_t)n * sizeof(cp_layer));
}

static bool guards(const cp_layers *layers)
{
    int i;

    for (i = 0; i < layers->n; i++) {
        if (cp_dir_guards(layers->list[i].scope)) {
            return true;
        }
    }
    return false;
}

/* Adds the layers of each request of the chain: of its present configuration,
 * and of that at the begin of its fixups. */
static void add_chain(request_rec *r, cp_req *q)
{
    request_rec *step;

    q->layers.list = room_for_layers(r, q);
    for (step = r; step != NULL; step = step->prev) {
        const cp_req *known = cp_request_known(step);

        add_scope(r, q, cp_conf_dir(step));
        if (known != NULL && known->settled != NULL) {
            add_scope(r, q, known->settled);
        }
    }
    q->enforcement = cp_layers_enforcement(&q->layers);
    q->guards = guards(&q->layers);
    q->content = cp_layers_content(&q->layers);
}

static void find_layers(request_rec *r, cp_req *q)
{
    q->chain = r->main == NULL && r->prev == NULL ? chain_of(r, q)
                                                  : cp_request_chain(r);
    fill_budget(r, q, q->chain);
    cp_demand_begin(r, q);
    q->cookies_judged = false;
    q->all_visible = false;
    if (r->prev != NULL || q->settled != NULL
        || cp_lock_is_on(q->chain->site)) {
        add_chain(r, q);
    }
    else if (cp_dir_enforcement(q->made_from) != CP_OFF) {
        /* the usual request: one scope, so that nothing can be repeated */
        q->layers.list = q->own_layers;
        write_layer(q, q->made_from, q->made_from->policy, 0);
        q->layers.n = 1;
        q->enforcement = q->own_layers[0].enforcement;
        q->guards = cp_dir_guards(q->made_from);
        q->content = cp_rules_content(&q->own_layers[0].rules);
    }
}

/* True if no policy can apply. Spares a request that is Off the work of reading
 * its cookies. */
static int is_surely_off(const request_rec *r, const cp_req *q)
{
    return r->prev == NULL && q->settled == NULL
        && cp_dir_enforcement(cp_conf_dir(r)) == CP_OFF
        && !cp_lock_is_on(cp_conf_site(r->server));
}

void cp_request_note_log_level(request_rec *r, cp_req *q)
{
    q->log_conf = r->log;
    q->log_level = ap_get_request_module_loglevel(r, APLOG_MODULE_INDEX);
}

cp_req *cp_request_find_rules(request_rec *r, cp_req *q)
{
    cp_request_note_log_level(r, q);
    q->made_from = cp_conf_dir(r);
    q->layers.n = 0;
    q->enforcement = CP_OFF;
    q->content = 0;
    q->guards = false;
    if (is_surely_off(r, q)) {
        return NULL;
    }
    find_layers(r, q);
    if (CP_IS_LOGGED(q, APLOG_TRACE1)) {
        cp_report_layers(r, q);
    }
    return q->enforcement == CP_OFF ? NULL : q;
}

/* ---- decisions ---- */

int cp_request_no_leftovers(const cp_req *q)
{
    /* Cookies that pass the layers when they are hidden pass them when they are
     * expired. */
    return q->all_visible && cp_layers_hide_leftovers(&q->layers);
}

const cp_cookie *cp_request_leftover(const cp_req *q, cp_span name)
{
    return cp_layers_leftover(&q->layers, &q->chain->visitor,
                              q->chain->site->conf->sections, name);
}

/* ---- pages ---- */

cp_navigation cp_request_read_navigation(const request_rec *r, cp_req *q)
{
    cp_navigation navigation = cp_navigation_of(r->headers_in);

    if (q != NULL) {
        q->navigation = navigation;
        q->navigation_known = true;
    }
    return navigation;
}

cp_set cp_request_shown(const cp_chain *chain, const cp_dir_conf *conf)
{
    cp_set asked = cp_request_asked(chain->site, conf);

    return cp_dir_is_uniform(conf)
             ? asked
             : cp_consent_pending(asked, &chain->visitor.consent, 0);
}

apr_uint32_t cp_request_variant(const cp_req *q, const cp_dir_conf *conf,
                                const char *asked)
{
    const cp_chain *chain = q->chain;
    const cp_site *site = chain->site;
    cp_variant v = {0};

    v.seed = site->seed;
    v.content = q->content;
    if (cp_request_guards(q)) {
        v.guard = cp_guard_hash(&q->layers);
        v.framed = cp_request_is_framed(q);
    }
    if (!cp_dir_is_uniform(conf)) {
        v.visitor = &chain->visitor;
        v.pending = cp_request_pending(chain, conf) != 0;
    }
    if (cp_request_asked(site, conf) != site->categories->asked) {
        v.policy = conf->policy;
    }
    v.layout = (unsigned)cp_dir_layout(conf);
    v.place = (unsigned)cp_dir_place(conf);
    v.banner = (unsigned)cp_dir_banner(conf);
    v.reopen = (unsigned)cp_dir_reopen(conf);
    v.language = asked ? asked : cp_dir_language(conf);
    v.negotiated = asked != NULL;
    return cp_variant_number(&v);
}
