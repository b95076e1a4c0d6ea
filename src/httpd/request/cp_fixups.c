/* SPDX-License-Identifier: Apache-2.0 */
/* The request as applications see it; see the header. */
#include "httpd/request/cp_fixups.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <apr_tables.h>

#include "core/base/cp_buf.h"
#include "core/cookie/cp_cookies.h"
#include "httpd/request/cp_static.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_note.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_request.h"
#include "httpd/request/cp_trace.h"

/* ---- environment ---- */

/* True if another module or the configuration has set a variable whose name
 * begins like ours. Then ours must replace it. */
static int is_taken(const apr_table_t *env)
{
    const apr_array_header_t *all = apr_table_elts(env);
    const apr_table_entry_t *e = (const apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        if ((e[i].key[0] | 0x20) == 'c'
            && !strncasecmp(e[i].key, "COOKIE_POLICY", 13)) {
            return 1;
        }
    }
    return 0;
}

/* Returns the value of COOKIE_POLICY. */
static const char *time_of_choice(apr_pool_t *p, const cp_consent *consent)
{
    return consent->decided ? cp_number(p, consent->time) : "undecided";
}

/* Returns the value of the variable of category number i. */
static const char *state_of(const cp_chain *chain, int i)
{
    return cp_consent_state_name(cp_consent_state(chain->site->categories, i,
                                                  &chain->visitor.consent,
                                                  chain->visitor.signals));
}

/* The general path: adds the variables to a table that has others. The
 * functions that are rarely called are kept out of line in this file, so that
 * their callers need not save registers for them. */
static __attribute__((noinline)) void add_to_table(request_rec *r,
                                                   const cp_chain *chain)
{
    const cp_site *site = chain->site;
    /* apr_table_addn does not search for an entry of the same name */
    void (*add)(apr_table_t *, const char *, const char *) =
        is_taken(r->subprocess_env) ? apr_table_setn : apr_table_addn;
    int i;

    add(r->subprocess_env, "COOKIE_POLICY",
        time_of_choice(r->pool, &chain->visitor.consent));
    for (i = 0; i < site->categories->n; i++) {
        add(r->subprocess_env, site->env_names[i], state_of(chain, i));
    }
}

/* The fast path: a copy of the table that start-up has made for a visitor with
 * no stored choice. Its entries are COOKIE_POLICY and the categories in their
 * order; they get the values of this visitor. */
static inline void copy_table(request_rec *r, const cp_chain *chain)
{
    apr_table_entry_t *e;
    int i;

    r->subprocess_env = apr_table_copy(r->pool, chain->site->env);
    if (!chain->visitor.consent.decided && chain->visitor.signals == 0) {
        return;
    }
    e = (apr_table_entry_t *)apr_table_elts(r->subprocess_env)->elts;
    e[0].val = (char *)time_of_choice(r->pool, &chain->visitor.consent);
    for (i = 0; i < chain->site->categories->n; i++) {
        e[i + 1].val = (char *)state_of(chain, i);
    }
}

static void export(request_rec *r, cp_req *q)
{
    q->exported = true;
    if (apr_is_empty_table(r->subprocess_env)) {
        copy_table(r, q->chain);
    }
    else {
        add_to_table(r, q->chain);
    }
}

/* The policy was in force when the variables were set, but a section switches
 * it off. */
static void unexport(request_rec *r, cp_req *q)
{
    const cp_site *site = cp_conf_site(r->server);
    int i;

    q->exported = false;
    apr_table_unset(r->subprocess_env, "COOKIE_POLICY");
    for (i = 0; i < site->categories->n; i++) {
        apr_table_unset(r->subprocess_env, site->env_names[i]);
    }
}

/* Returns the rules in force, as cp_request_rules does, and sets the variables
 * if there are any. For main requests only: httpd copies the variables to
 * subrequests. */
static inline cp_req *export_rules(request_rec *r, cp_req *q)
{
    cp_request_check_log_level(r, q);
    q = cp_request_rules(r, q);
    if (q != NULL && !q->exported) {
        export(r, q);
    }
    return q;
}

/* ---- request fields ---- */

typedef struct stripping {
    request_rec *r;
    const cp_req *q;
    cp_enforcement enforcement; /* of the layers that judge */
} stripping;

/* Logs the decision about one cookie of the request. */
static CP_COLD void trace_cookie(const stripping *s, cp_span name,
                                 unsigned what, int stays, const cp_decision *d)
{
    const char *hidden = s->enforcement == CP_ON ? "hidden" : "would be hidden";

    if (what & CP_PAIR_BARE) { /* all of it is a value */
        name.n = 0;
    }
    CP_TRACE1(s->r, s->q, "Cookie name=\"%s\" is %s", cp_trace_name(s->r, name),
              stays ? "visible to applications"
                    : apr_pstrcat(s->r->pool, hidden, ": ",
                                  cp_reason_name(d->reason), NULL));
}

static void report_stripped(const stripping *s, const cp_decision *d)
{
    int would = s->enforcement != CP_ON;
    int level = cp_note_request(s->r, s->q->chain->site, d, would);

    cp_report_stripped(s->r, level, d, would);
}

/* A cp_keep_fn: true if applications may see the cookie, or if its layers only
 * report. Logs the others. */
static int may_stay(void *ctx, cp_span name, unsigned what)
{
    stripping *s = ctx;
    cp_decision d;
    int stays =
        cp_layers_may_see(&s->q->layers, s->enforcement, &s->q->chain->visitor,
                          name, (what & CP_PAIR_SURE) != 0, &d);

    if (CP_IS_LOGGED(s->q, APLOG_TRACE1)) {
        trace_cookie(s, name, what, stays, &d);
    }
    if (!stays) {
        if (what & CP_PAIR_BARE) {
            d.name.n = 0; /* all of it is a value, which must not be logged */
        }
        report_stripped(s, &d);
    }
    return stays || s->enforcement != CP_ON;
}

/* Returns the cookies of the field that applications may see; NULL if there is
 * none; `field` itself if they may see all of it. */
static const char *visible_part(request_rec *r, const cp_req *q,
                                const char *field)
{
    stripping s = {r, q, CP_ON};

    return cp_cookies_filter(r->pool, field, may_stay, &s);
}

/* Logs the cookies that ReportOnly would hide. Static files read no cookies, so
 * lines about their requests would only repeat those of the page. */
static __attribute__((noinline)) void report_only(request_rec *r,
                                                  const cp_req *q)
{
    stripping s = {r, q, CP_REPORT_ONLY};

    if (cp_layers_hide(&q->layers, CP_REPORT_ONLY)
        && !cp_static_is_no_page(r)) {
        cp_cookies_filter(r->pool, q->chain->cookie_field, may_stay, &s);
    }
}

static void put_cookie(request_rec *r, const cp_req *q, const char *field)
{
    CP_TRACE2(r, q, "Cookie: applications see %s",
              field == NULL              ? "none"
              : field == q->cookies_sent ? "the field as it was sent"
                                         : "a part of the field");
    if (field != NULL) {
        apr_table_setn(r->headers_in, "Cookie", field);
    }
    else {
        apr_table_unset(r->headers_in, "Cookie");
    }
}

/* Judges `field`. If it is not our own result of an earlier hook, another
 * module has set it or the browser has sent it: then it is the field to show
 * again. Cookies that earlier layers hid remain hidden. */
static void judge(request_rec *r, cp_req *q, const char *field)
{
    if (field != q->cookies_visible) {
        q->cookies_sent = field;
    }
    q->cookies_visible = visible_part(r, q, field);
    q->cookies_judged = true;
    q->all_visible =
        field == q->cookies_visible && field == q->chain->cookie_field;
}

/* Hides cookies and the obsolete Cookie2 (RFC 2965), if the layers hide any.
 * The pointers identify a field: a field that this module has put there, or
 * that it has judged by the same layers, is not judged again. */
static __attribute__((noinline)) void hide_fields(request_rec *r, cp_req *q,
                                                  const char *field,
                                                  const char *obsolete)
{
    if (!cp_layers_hide(&q->layers, CP_ON)) {
        return;
    }
    if (field != NULL) {
        if (!q->cookies_judged
            || (field != q->cookies_visible && field != q->cookies_sent)) {
            judge(r, q, field);
        }
        if (field != q->cookies_visible) {
            cp_request_edit(r, q);
            put_cookie(r, q, q->cookies_visible);
        }
    }
    if (obsolete != NULL) {
        cp_request_edit(r, q);
        apr_table_unset(r->headers_in, "Cookie2");
    }
}

/* True for a name that begins as "Cookie". Most names that begin with this
 * letter differ in the third one, as "Connection" does. */
static inline int begins_cookie(const char *name)
{
    return (name[0] | 0x20) == 'c' && (name[1] | 0x20) == 'o'
        && (name[2] | 0x20) == 'o' && (name[3] | 0x20) == 'k'
        && (name[4] | 0x20) == 'i' && (name[5] | 0x20) == 'e';
}

/* Hides cookies if there are any. One loop finds the first field of both names:
 * a look-up costs as much for each of them. */
static void hide(request_rec *r, cp_req *q)
{
    const apr_array_header_t *all = apr_table_elts(r->headers_in);
    const apr_table_entry_t *e = (const apr_table_entry_t *)all->elts;
    const apr_table_entry_t *end = e + all->nelts;
    const char *field = NULL, *obsolete = NULL;

    for (; e < end; e++) {
        if (!begins_cookie(e->key)) {
            continue;
        }
        if (e->key[6] == '\0') {
            field = field ? field : e->val;
        }
        else if (e->key[6] == '2' && e->key[7] == '\0') {
            obsolete = e->val;
        }
    }
    if (field != NULL || obsolete != NULL) {
        hide_fields(r, q, field, obsolete);
    }
}

/* An internal redirect starts with the edited field of the request before it.
 * If another module changed Cookie since, leave it alone. */
static __attribute__((noinline)) void unhide_from_previous(request_rec *r,
                                                           cp_req *q)
{
    const cp_req *before = cp_request_known(r->prev);

    if (before != NULL && before->cookies_sent != NULL
        && apr_table_get(r->headers_in, "Cookie") == before->cookies_visible) {
        cp_request_edit(r, q);
        put_cookie(r, q, before->cookies_sent);
    }
}

void cp_fixups_start(request_rec *r, cp_req *q)
{
    if (r->main == NULL) {
        export_rules(r, q);
    }
    if (r->prev != NULL) {
        unhide_from_previous(r, q);
    }
}

/* Shows the cookies that were hidden from authentication. If another module
 * changed Cookie since, leave it alone. */
static __attribute__((noinline)) void unhide(request_rec *r, const cp_req *q)
{
    if (apr_table_get(r->headers_in, "Cookie") == q->cookies_visible) {
        put_cookie(r, q, q->cookies_sent);
    }
}

int cp_fixups_unhide(request_rec *r, cp_req *q)
{
    if (r->main == NULL) {
        if (q->cookies_visible != q->cookies_sent) {
            unhide(r, q);
        }
        if (export_rules(r, q) != NULL) {
            q->settled = q->made_from;
        }
    }
    return DECLINED;
}

int cp_fixups_strip_early(request_rec *r, cp_req *q)
{
    cp_request_check_log_level(r, q);
    q = cp_request_rules(r, q);
    if (q != NULL && q->enforcement == CP_ON
        && q->chain->cookie_field != NULL) {
        hide(r, q);
    }
    return DECLINED;
}

/* After an internal redirect httpd passes the variables of the request before
 * it on, with the prefix REDIRECT_: HTTP_COOKIE, which a script had, too. */
static __attribute__((noinline)) void hide_renamed(request_rec *r, cp_req *q)
{
    static const char name[] = "HTTP_COOKIE";
    const apr_array_header_t *all = apr_table_elts(r->subprocess_env);
    const apr_table_entry_t *e = (const apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        apr_size_t n = strlen(e[i].key);

        if (n >= sizeof(name) - 1
            && !strcmp(e[i].key + n - (sizeof(name) - 1), name)) {
            const char *rest = visible_part(r, q, e[i].val);

            apr_table_setn(r->subprocess_env, e[i].key, rest ? rest : "");
        }
    }
}

int cp_fixups_strip(request_rec *r, cp_req *q)
{
    const cp_req *policy;

    if (r->main != NULL) { /* a part of a page, by mod_include for instance */
        return cp_fixups_strip_early(r, q);
    }
    policy = export_rules(r, q);
    if (CP_IS_LOGGED(q, APLOG_DEBUG)) {
        cp_report_rules(r, q);
    }
    if (policy == NULL) {
        if (q->exported) {
            unexport(r, q);
        }
    }
    else if (q->enforcement == CP_ON) {
        hide(r, q);
        if (r->prev != NULL && cp_layers_hide(&q->layers, CP_ON)) {
            hide_renamed(r, q);
        }
    }
    else if (q->chain->cookie_field != NULL && r->prev == NULL) {
        report_only(r, q);
    }
    return DECLINED;
}

int cp_fixups_restore(request_rec *r, cp_req *q)
{
    apr_table_t *original = q->headers_in;

    if (original != NULL) {
        r->headers_in = original;
    }
    while ((r = r->next) != NULL) {
        q = cp_request_known(r);
        if (q != NULL && q->headers_in != NULL) {
            original = q->headers_in;
        }
        if (original != NULL) { /* also if it only inherited the fields */
            r->headers_in = original;
        }
    }
    return DECLINED;
}
