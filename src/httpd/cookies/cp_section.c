/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the cookie fields of a header section; see the header. */
#include "httpd/cookies/cp_section.h"

#include "httpd/cookies/cp_bound_session.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/request/cp_note.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_trace.h"

/* The number of fields of one chain of requests that ReportOnly reports. */
#define CP_MAX_REPORTED 256

/* True if this field has not been reported for this request. ReportOnly leaves
 * fields in their table, and the header filter judges the table again for each
 * brigade; the pointer identifies the field. */
static int is_new(const cp_section *section, const char *value)
{
    cp_chain *chain = section->q->chain;
    int i;

    if (chain->reported == NULL) {
        chain->reported =
            apr_array_make(section->r->pool, 4, sizeof(const char *));
    }
    for (i = 0; i < chain->reported->nelts; i++) {
        if (APR_ARRAY_IDX(chain->reported, i, const char *) == value) {
            return 0;
        }
    }
    if (chain->reported->nelts == CP_MAX_REPORTED) {
        return 0;
    }
    APR_ARRAY_PUSH(chain->reported, const char *) = value;
    return 1;
}

/* ---- diagnostics ---- */

/* Returns the reason why a cookie is allowed. */
static CP_COLD const char *why_allowed(const cp_section *section,
                                       const cp_decision *d)
{
    const cp_rules *rules = &section->q->layers.list->rules;
    const cp_visitor *visitor = &section->q->chain->visitor;
    const cp_cookie *declared = d->cookie;

    if (cp_decide(rules, visitor, d->name).reason != CP_ALLOW) {
        return "deletion";
    }
    if (declared == NULL) {
        return cp_span_eq(d->name, rules->consent_cookie)
                 ? "consent cookie"
                 : "undeclared cookies are allowed";
    }
    if (declared->place < 0) {
        return "consent cookie";
    }
    if (rules->categories->list[declared->place].mode == CP_MODE_EXEMPT) {
        return "exempt";
    }
    if (cp_cookie_needs_no_consent(declared)) {
        return "anonymised";
    }
    return visitor->consent.granted & CP_SET(declared->place) ? "granted"
                                                              : "not refused";
}

/* Writes the decision, its reason and the place of the declaration. */
static CP_COLD void trace_decision(const cp_section *section, const cp_field *f)
{
    const cp_decision *d = &f->verdict.decision;
    int allowed = d->reason == CP_ALLOW;

    ap_log_rerror(APLOG_MARK, APLOG_TRACE1, 0, section->r,
                  "Set-Cookie name=\"%s\" %s: reason=\"%s\" category=\"%s\" "
                  "from=\"%s\"",
                  cp_trace_name(section->r, d->name),
                  allowed               ? "allowed"
                  : f->verdict.enforced ? "suppressed"
                                        : "would be suppressed",
                  allowed ? why_allowed(section, d) : cp_reason_name(d->reason),
                  d->cookie ? d->cookie->category : "-",
                  d->cookie && d->cookie->where ? d->cookie->where : "-");
}

/* Writes the lifetime of a cookie before and after the limit. */
static CP_COLD void trace_limit(const cp_section *section, const cp_field *f)
{
    cp_setcookie after;

    cp_setcookie_parse(f->sent, &after);
    ap_log_rerror(APLOG_MARK, APLOG_TRACE2, 0, section->r,
                  "Set-Cookie name=\"%s\": lifetime of %" APR_INT64_T_FMT
                  " s limited to %" APR_INT64_T_FMT " s",
                  cp_trace_name(section->r, f->cookie.name),
                  cp_setcookie_max_age(&f->cookie, section->rules.now),
                  cp_setcookie_max_age(&after, section->rules.now));
}

static CP_COLD void trace_added(const cp_section *section, const cp_field *f)
{
    ap_log_rerror(APLOG_MARK, APLOG_TRACE2, 0, section->r,
                  "Set-Cookie name=\"%s\": gets %s",
                  cp_trace_name(section->r, f->cookie.name),
                  cp_attributes_text(section->r->pool, f->added) + 2);
}

static CP_COLD void trace_change(const cp_section *section, const cp_field *f)
{
    if (f->outcome == CP_FIELD_LIMITED) {
        trace_limit(section, f);
    }
    if (f->added != 0) {
        trace_added(section, f);
    }
}

/* True if the cookies of the section may belong to a device bound session. */
static int is_bound(cp_section *section)
{
    if (!section->bound_known) {
        section->bound = cp_bound_session_is(section->r, section->head);
        section->bound_known = 1;
    }
    return section->bound;
}

/* Writes the lines about a cookie that does not pass, or would not. */
static void report_reason(cp_section *section, const cp_field *f)
{
    const cp_decision *d = &f->verdict.decision;
    int level = cp_note_response(section->r, section->q->chain->site,
                                 &section->repeats, f);
    int would = !f->verdict.enforced;

    if (cp_report_suppressed(section->r, level, d, would)
        && is_bound(section)) {
        cp_report_bound_session(section->r, level, d->name, would);
    }
}

/* Writes the lines about the decision. A changed value is judged again with the
 * next brigade, so it is noted, too. */
static void report_decision(cp_section *section, const cp_field *f)
{
    int enforced = f->verdict.enforced;

    if (!enforced && !is_new(section, f->cookie.line.s)) {
        return;
    }
    if (CP_IS_LOGGED(section->q, APLOG_TRACE1)) {
        trace_decision(section, f);
    }
    if (f->sent.s != NULL && f->sent.s != f->cookie.line.s) {
        is_new(section, f->sent.s);
        if (CP_IS_LOGGED(section->q, APLOG_TRACE2)) {
            trace_change(section, f);
        }
    }
    if (f->verdict.decision.reason != CP_ALLOW) {
        report_reason(section, f);
    }
}

/* Writes all lines of a field that is not sent unchanged, or that is traced. */
static __attribute__((noinline)) void report(cp_section *section,
                                             const cp_field *f)
{
    if (f->verdict.by_enclosing) {
        cp_report_weaker_cookie(section->r, section->q->chain->site);
    }
    if (f->outcome == CP_FIELD_RENEWAL) {
        cp_report_renewal(section->r, f->cookie.name);
    }
    if (f->verdict.decision.reason != CP_ALLOW
        || CP_IS_LOGGED(section->q, APLOG_TRACE1)) {
        report_decision(section, f);
    }
}

/* ---- the decision ---- */

/* Returns the attributes that cookies of the section may get. A browser accepts
 * Secure over https only. */
static unsigned addable_in(cp_section *section)
{
    unsigned adds = cp_layers_any_adds(&section->q->layers);

    if (adds == 0 || is_bound(section)) {
        return 0;
    }
    return cp_request_is_https(section->r) ? adds : adds & ~CP_ADD_SECURE;
}

void cp_section_begin(cp_section *section, request_rec *r, cp_req *q,
                      apr_int64_t now, cp_span head)
{
    const cp_chain *chain = q->chain;
    const cp_field_rules rules = {&q->layers,
                                  &chain->visitor,
                                  chain->cookie_field,
                                  chain->now,
                                  now,
                                  0,
                                  cp_field_common_limit(&q->layers)};

    section->r = r;
    section->q = q;
    section->rules = rules;
    section->head = head;
    section->bound_known = 0;
    section->rules.addable = addable_in(section);
    section->depends_on_consent = 0;
    cp_repeats_begin(&section->repeats, cp_observe_table, chain->site->number,
                     !q->cookies_noted, now);
    q->cookies_noted = true;
}

void cp_section_end(const cp_section *section)
{
    cp_repeats_end(&section->repeats);
}

cp_span cp_section_judge(cp_section *section, cp_field_name name, cp_span value)
{
    const cp_field *f = &section->field;

    cp_field_judge(section->r->pool, &section->rules, name, value,
                   &section->field);
    section->depends_on_consent |=
        name == CP_SET_COOKIE && f->verdict.decision.depends;
    if (f->verdict.decision.reason == CP_ALLOW
        && !cp_repeats_allowed(&section->repeats, &f->verdict.decision)) {
        cp_note_searched(section->r, section->q->chain->site, &section->repeats,
                         f);
    }
    if (f->outcome != CP_FIELD_SENT || CP_IS_LOGGED(section->q, APLOG_TRACE1)) {
        report(section, f);
    }
    return f->sent;
}
