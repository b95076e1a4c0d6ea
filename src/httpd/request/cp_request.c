/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one request; see the header. */
#include "httpd/request/cp_request.h"

#include <stddef.h>
#include <string.h>

#include <apr_strings.h>

#include "core/cookie/cp_cookies.h"
#include "core/policy/cp_duration.h"
#include "httpd/config/cp_lock.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_trace.h"

/* ---- the visitor ---- */

request_rec *cp_request_first(request_rec *r)
{
    while (r->main != NULL || r->prev != NULL) {
        r = r->main ? r->main : r->prev;
    }
    return r;
}

void cp_request_make(request_rec *r)
{
    cp_req *q = apr_palloc(r->pool, sizeof(*q));

    memset(q, 0, offsetof(cp_req, own_layers));
    ap_set_module_config(r->request_config, &cookie_policy_module, q);
}

/* An internal redirect starts with the edited fields of the request before
 * it: what the log must show is the first one's. */
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

/* Sec-GPC counts when any member of the field is exactly "1". */
static int asks_not_to_be_tracked(request_rec *r)
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
    if (site->signals && asks_not_to_be_tracked(first)) {
        chain->visitor.signals = site->signals;
    }
}

/* Of the first request of a chain, where `q` belongs. */
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

    if (cp_request_known(first) == NULL) { /* made past create_request */
        cp_request_make(first);
    }
    return chain_of(first, cp_request_known(first));
}

cp_set cp_request_shown(const cp_chain *chain, const cp_dir_conf *conf)
{
    cp_set asked = cp_request_asked(chain->site, conf);

    return cp_dir_is_uniform(conf)
             ? asked
             : cp_consent_pending(asked, &chain->visitor.consent, 0);
}

/* Results are kept no longer than this request, because the policies of its
 * own .htaccess files live no longer. */
static inline void make_budget(request_rec *r, cp_req *q, cp_chain *chain)
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

    if (q == NULL) { /* made past create_request */
        cp_request_make(r);
        q = cp_request_known(r);
    }
    make_budget(r, q, chain);
    return &q->budget;
}

/* ---- the rules in force ---- */

static int is_layer(const cp_layer *layer, const cp_dir_conf *conf,
                    const cp_policy *policy)
{
    const cp_dir_conf *a = layer->conf;

    return layer->rules.policy == policy
        && (a == conf
            || (a->enforcement == conf->enforcement
                && a->lifetimes == conf->lifetimes
                && a->undeclared == conf->undeclared
                && a->request == conf->request
                && a->leftovers == conf->leftovers));
}

static inline void put_layer(cp_req *q, const cp_dir_conf *conf,
                             const cp_policy *policy, int enforcement)
{
    const cp_site *site = q->chain->site;
    cp_layer *layer = &q->layers[q->n_layers++];

    layer->conf = conf;
    layer->enforcement = enforcement;
    layer->enclosing = 0;
    layer->rules.categories = site->categories;
    layer->rules.policy = policy;
    layer->rules.consent_cookie = site->cookie_name;
    layer->rules.reserved = !site->cookie->applications;
    layer->rules.written = &q->chain->written;
    layer->rules.allow_undeclared =
        cp_dir_undeclared(conf) == CP_UNDECLARED_ALLOW;
    layer->rules.budget = &q->budget;
    q->enforcement =
        enforcement > q->enforcement ? enforcement : q->enforcement;
}

/* Returns the new layer; NULL if it would repeat one, or the policy is Off. */
static cp_layer *add_layer(cp_req *q, const cp_dir_conf *conf,
                           const cp_policy *policy)
{
    int enforcement = cp_dir_enforcement(conf), i;

    if (enforcement == CP_OFF) {
        return NULL;
    }
    for (i = 0; i < q->n_layers; i++) {
        if (is_layer(&q->layers[i], conf, policy)) {
            return NULL;
        }
    }
    put_layer(q, conf, policy, enforcement);
    return &q->layers[q->n_layers - 1];
}

/* Under CookiePolicyLock each enclosing scope judges by its declarations, so
 * that no scope can weaken what another one declared. */
static void add_layers(request_rec *r, cp_req *q, const cp_dir_conf *conf)
{
    const cp_site *site = q->chain->site;
    const cp_dir_conf *strict = cp_lock_apply(r->pool, site, conf);
    const cp_policy *policy = conf->policy;
    int scopes;

    add_layer(q, strict, policy);
    if (strict == conf) {
        return;
    }
    for (scopes = cp_lock_scopes(site, conf); scopes > 0; scopes--) {
        cp_layer *layer;

        policy = policy->around;
        layer = add_layer(q, strict, policy);
        if (layer != NULL) {
            layer->enclosing = 1;
        }
    }
    cp_report_weaker(r, site, conf, strict);
}

/* The most layers that one request of a chain can have: of where it is, and
 * of where it was when fixups began. */
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

/* The rules of the whole chain, of where each request is and was. */
static void add_chain(request_rec *r, cp_req *q)
{
    request_rec *step;

    q->layers = room_for_layers(r, q);
    for (step = r; step != NULL; step = step->prev) {
        const cp_req *known = cp_request_known(step);

        add_layers(r, q, cp_conf_dir(step));
        if (known != NULL && known->settled != NULL) {
            add_layers(r, q, known->settled);
        }
    }
}

static void find_layers(request_rec *r, cp_req *q)
{
    q->chain = r->main == NULL && r->prev == NULL ? chain_of(r, q)
                                                  : cp_request_chain(r);
    make_budget(r, q, q->chain);
    q->layers = q->own_layers;
    q->cookies_judged = 0;
    q->all_visible = 0;
    if (r->prev != NULL || q->settled != NULL
        || cp_lock_is_on(q->chain->site)) {
        add_chain(r, q);
    }
    else { /* most requests: one place, one policy */
        int enforcement = cp_dir_enforcement(q->made_from);

        if (enforcement != CP_OFF) {
            put_layer(q, q->made_from, q->made_from->policy, enforcement);
        }
    }
}

/* No policy at all where the request is, found out cheaply. */
static int surely_off(const request_rec *r)
{
    return r->prev == NULL && cp_dir_enforcement(cp_conf_dir(r)) == CP_OFF
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
    q->n_layers = 0;
    q->enforcement = CP_OFF;
    if (q->settled == NULL && surely_off(r)) {
        return NULL;
    }
    find_layers(r, q);
    if (CP_IS_LOGGED(q, APLOG_TRACE1)) {
        cp_report_layers(r, q);
    }
    return q->enforcement == CP_OFF ? NULL : q;
}

/* ---- judging ---- */

/* Of several layers the first that enforces a no decides. */
void cp_request_judge_by_all(request_rec *r, cp_req *q,
                             const cp_setcookie *cookie, apr_int64_t now,
                             cp_verdict *out)
{
    int i, depends = 0;

    out->enforced = 0;
    for (i = 0; i < q->n_layers && !out->enforced; i++) {
        const cp_layer *layer = &q->layers[i];
        cp_decision d;

        cp_decide_set_cookie(&layer->rules, &q->chain->visitor, cookie, now,
                             &d);
        depends |= d.depends;
        if (i == 0 || d.reason != CP_ALLOW) {
            if (i > 0 && out->decision.reason == CP_ALLOW && layer->enclosing) {
                cp_report_weaker_cookie(r, q->chain->site);
            }
            out->decision = d;
        }
        out->enforced = d.reason != CP_ALLOW && layer->enforcement == CP_ON;
    }
    out->decision.depends = depends;
}

/* Known to be allowed: it comes with each request of who has chosen. */
static int is_consent(const cp_req *q, cp_span name)
{
    cp_span own = q->chain->site->cookie_name;

    return name.n == own.n && memcmp(name.s, own.s, own.n) == 0;
}

/* Seconds left of `cap`, if the cookie is as old as the choice that allowed
 * it; nobody else tells how old it is. */
static apr_int64_t left_of(const cp_req *q, apr_int64_t cap)
{
    const cp_consent *consent = &q->chain->visitor.consent;
    apr_int64_t left =
        consent->decided ? consent->time + cap - q->chain->now : 0;

    return left > 0 ? left : 0;
}

/* The shortest life any enforcing layer allows the allowed cookie; 0: as it
 * is. */
static apr_int64_t cap_of(const cp_req *q, const char *category)
{
    apr_int64_t cap = 0;
    int i;

    for (i = 0; i < q->n_layers; i++) {
        const cp_layer *layer = &q->layers[i];
        apr_int64_t max = cp_dir_cap(layer->conf, category);

        if (layer->enforcement == CP_ON && (cap == 0 || max < cap)) {
            cap = max;
        }
    }
    return cap;
}

/* What is sent of one that the browser may hold already. */
static cp_span limit_held(request_rec *r, const cp_req *q,
                          const cp_setcookie *cookie, apr_int64_t cap,
                          apr_int64_t now)
{
    cp_span held = {NULL, 0}, none = {NULL, 0}, pair = cookie->line;

    if (cp_setcookie_max_age(cookie, now) > 0) {
        held = cp_cookies_find(q->chain->cookie_field, cookie->name);
    }
    if (held.s != NULL) {
        pair.n = cp_span_find(pair, ';');
        cap = left_of(q, cap);
        if (cap == 0 && cp_span_eq(cp_pair_value(pair), held)) {
            cp_report_renewal(r, cookie->name);
            return none;
        }
    }
    return cp_setcookie_cap(r->pool, cookie, cap, now);
}

/* Where several layers have a say, or limits of their own. */
static __attribute__((noinline)) cp_span limit_by_layers(
    request_rec *r, const cp_req *q, const cp_setcookie *cookie,
    const char *category, apr_int64_t now)
{
    apr_int64_t cap = cap_of(q, category);

    if (cap == 0) {
        return cookie->line;
    }
    if (cap < CP_MAX_LIFETIME && q->chain->cookie_field != NULL) {
        return limit_held(r, q, cookie, cap, now);
    }
    return cp_setcookie_cap(r->pool, cookie, cap, now);
}

cp_span cp_request_limit(request_rec *r, const cp_req *q,
                         const cp_setcookie *cookie, const cp_cookie *declared,
                         apr_int64_t now)
{
    /* CookiePolicyConsentCookie says how long the answer lives. */
    if (cookie->n_lifetimes == 0 || declared == NULL
        || is_consent(q, cookie->name)) {
        return cookie->line;
    }
    if (q->n_layers > 1 || q->enforcement != CP_ON
        || q->layers->conf->lifetimes != NULL) {
        return limit_by_layers(r, q, cookie, declared->category, now);
    }
    return cp_setcookie_cap(r->pool, cookie, CP_MAX_LIFETIME, now);
}

static inline int layer_strips(const cp_layer *layer, int enforcement)
{
    return layer->enforcement == enforcement
        && cp_dir_request(layer->conf) == CP_REQUEST_STRIP;
}

int cp_request_strips_cookies(const cp_req *q, int enforcement)
{
    int i;

    for (i = 0; i < q->n_layers; i++) {
        if (layer_strips(&q->layers[i], enforcement)) {
            return 1;
        }
    }
    return 0;
}

int cp_request_may_see(const cp_req *q, int enforcement, cp_span name, int sure,
                       cp_decision *decision)
{
    int i;

    if (is_consent(q, name)) {
        return 1;
    }
    for (i = 0; i < q->n_layers; i++) {
        const cp_layer *layer = &q->layers[i];

        if (!layer_strips(layer, enforcement)) {
            continue;
        }
        *decision = cp_decide(&layer->rules, &q->chain->visitor, name);
        if (decision->reason != CP_ALLOW
            && (sure || decision->cookie != NULL)) {
            return 0;
        }
    }
    return 1;
}

/* A section of the site may need what is nothing but left over here. */
static int is_allowed_elsewhere(const cp_req *q, const cp_layer *here,
                                cp_span name)
{
    cp_rules rules = here->rules;
    cp_decision d;

    rules.policy = q->chain->site->conf->sections;
    rules.allow_undeclared = 0;
    if (rules.policy == NULL) {
        return 0;
    }
    d = cp_decide(&rules, &q->chain->visitor, name);
    return d.cookie != NULL && d.reason == CP_ALLOW;
}

/* What is no leftover where it may be seen: by the same decision. */
int cp_request_no_leftovers(const cp_req *q)
{
    int i;

    for (i = 0; i < q->n_layers; i++) {
        const cp_dir_conf *conf = q->layers[i].conf;

        if (cp_dir_leftovers(conf) == CP_LEFTOVERS_EXPIRE
            && cp_dir_request(conf) != CP_REQUEST_STRIP) {
            return 0;
        }
    }
    return q->all_visible;
}

const cp_cookie *cp_request_leftover(const cp_req *q, cp_span name)
{
    int i;

    if (is_consent(q, name)) {
        return NULL;
    }
    for (i = 0; i < q->n_layers; i++) {
        const cp_layer *layer = &q->layers[i];
        cp_decision d;

        if (layer->enforcement != CP_ON
            || cp_dir_leftovers(layer->conf) != CP_LEFTOVERS_EXPIRE) {
            continue;
        }
        d = cp_decide(&layer->rules, &q->chain->visitor, name);
        if (d.cookie != NULL && d.reason != CP_ALLOW) {
            return is_allowed_elsewhere(q, layer, name) ? NULL : d.cookie;
        }
    }
    return NULL;
}

/* ---- pages ---- */

cp_navigation cp_request_read_navigation(const request_rec *r, cp_req *q)
{
    cp_navigation navigation = cp_navigation_of(r->headers_in);

    if (q != NULL) {
        q->navigation = navigation;
        q->navigation_known = 1;
    }
    return navigation;
}

static apr_uint32_t set_hash(cp_set set, apr_uint32_t factor)
{
    return ((apr_uint32_t)set ^ (apr_uint32_t)(set >> 32)) * factor;
}

static apr_uint32_t text_hash(apr_uint32_t hash, const char *s)
{
    for (; *s; s++) {
        hash = (hash ^ (unsigned char)*s) * 16777619u;
    }
    return hash;
}

apr_uint32_t cp_request_variant(const cp_req *q, const cp_dir_conf *conf,
                                const char *asked)
{
    apr_uint32_t hash = q->chain->site->seed;
    const cp_visitor *visitor = &q->chain->visitor;
    unsigned state = 0;

    if (cp_dir_is_uniform(conf)) {
        state = 1000;
    }
    else {
        state = cp_request_pending(q->chain, conf) ? 2 : 1;
        /* All of it stands in the script's attributes. */
        hash ^= set_hash(visitor->consent.granted, 2654435761u)
              ^ set_hash(visitor->consent.refused, 2246822519u)
              ^ set_hash(visitor->signals, 3266489917u)
              ^ set_hash(visitor->consent.contested, 668265263u)
              ^ (apr_uint32_t)visitor->consent.time;
    }
    /* Non-zero if the banner of the whole site does not contain it. */
    if (cp_request_asked(q->chain->site, conf)
        != q->chain->site->categories->asked) {
        hash ^= cp_policy_hash(conf->policy);
    }
    state = state * 4 + (unsigned)cp_dir_layout(conf);
    state = state * 2 + (unsigned)cp_dir_place(conf);
    state = state * 4 + (unsigned)cp_dir_reopen(conf);
    state = state * 2 + (unsigned)cp_dir_banner(conf);
    state = state * 2 + (asked != NULL);
    hash = (hash ^ state) * 16777619u;
    return text_hash(hash, asked ? asked : cp_dir_language(conf));
}
