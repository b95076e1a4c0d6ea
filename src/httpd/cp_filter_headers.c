/* SPDX-License-Identifier: Apache-2.0 */
/* The header filter; see the header. */
#include "cp_filter_headers.h"

#include <apr_strings.h>
#include <util_filter.h>

#include "cp_filter_raw.h"
#include "cp_leftovers.h"
#include "cp_module.h"
#include "cp_report.h"
#include "cp_request.h"
#include "cp_vary.h"

/* ReportOnly leaves the cookies where they are and is called again for
 * every brigade: what it has reported is remembered, this many per chain. */
#define CP_MAX_REPORTED 256

/* ---- one table of response fields ---- */

typedef struct sweep {
    request_rec *r;
    cp_req *q;
    apr_int64_t now;
    apr_array_header_t *kept; /* const char *, in order */
    int changed;
    int depends; /* another visitor would get other cookies */
} sweep;

static int is_news(cp_visit *visit, apr_pool_t *p, const char *value)
{
    int i;

    if (visit->reported == NULL) {
        visit->reported = apr_array_make(p, 4, sizeof(const char *));
    }
    for (i = 0; i < visit->reported->nelts; i++) {
        if (APR_ARRAY_IDX(visit->reported, i, const char *) == value) {
            return 0;
        }
    }
    if (visit->reported->nelts == CP_MAX_REPORTED) {
        return 0;
    }
    APR_ARRAY_PUSH(visit->reported, const char *) = value;
    return 1;
}

static void keep(sweep *s, const char *value)
{
    APR_ARRAY_PUSH(s->kept, const char *) = value;
}

static void keep_capped(sweep *s, const char *value, apr_int64_t cap)
{
    cp_span line = cp_span_of(value), cut;

    cut = cap ? cp_setcookie_cap(s->r->pool, line, cap, s->now) : line;
    s->changed |= cut.s != line.s;
    keep(s, cut.s);
}

static void judge(sweep *s, const char *value)
{
    cp_verdict v = cp_request_judge(s->r, s->q, cp_span_of(value), s->now);

    s->depends |= v.decision.depends;
    if (v.decision.reason == CP_ALLOW) {
        keep_capped(s, value, v.cap);
    }
    else if (v.enforced) {
        s->changed = 1;
        cp_report_suppressed(s->r, &v.decision, 0);
    }
    else {
        keep(s, value);
        if (is_news(s->q->visit, s->r->pool, value)) {
            cp_report_suppressed(s->r, &v.decision, 1);
        }
    }
}

/* No browser reads Set-Cookie2, so no consent can be meant by it. */
static void drop_obsolete(sweep *s, apr_table_t *table, const char *value)
{
    cp_decision d = {CP_MALFORMED, {NULL, 0}, NULL, 0};

    d.name = cp_pair_name(
        cp_span_between(value, value + cp_span_find(cp_span_of(value), ';')));
    if (s->q->mode == CP_ON) {
        cp_report_suppressed(s->r, &d, 0);
        apr_table_unset(table, "Set-Cookie2");
    }
    else if (is_news(s->q->visit, s->r->pool, value)) {
        cp_report_suppressed(s->r, &d, 1);
    }
}

static int judge_entry(void *ctx, const char *key, const char *value)
{
    (void)key;
    judge(ctx, value);
    return 1;
}

static void sweep_table(sweep *s, apr_table_t *table)
{
    const char *obsolete;
    int i;

    if (table == NULL) {
        return;
    }
    if ((obsolete = apr_table_get(table, "Set-Cookie2")) != NULL) {
        drop_obsolete(s, table, obsolete);
    }
    if (apr_table_get(table, "Set-Cookie") == NULL) {
        return;
    }
    s->kept = apr_array_make(s->r->pool, 4, sizeof(const char *));
    s->changed = 0;
    apr_table_do(judge_entry, s, table, "Set-Cookie", NULL);
    if (!s->changed) {
        return;
    }
    apr_table_unset(table, "Set-Cookie");
    for (i = 0; i < s->kept->nelts; i++) {
        apr_table_addn(table, "Set-Cookie",
                       APR_ARRAY_IDX(s->kept, i, const char *));
    }
}

static apr_int64_t earliest_now(const request_rec *r, const cp_req *q)
{
    const char *date = apr_table_get(r->headers_out, "Date");

    return cp_date_earliest(cp_span_of(date), q->visit->now);
}

/* ---- the filter ---- */

/* The first of the request's calls: all that is done once per head. */
static void finish_head(request_rec *r, cp_req *q, int depends)
{
    if (q->mode != CP_ON) {
        return;
    }
    if (!q->head_done) {
        q->head_done = 1;
        depends |= cp_leftovers_expire(r, q);
        cp_vary_not_modified(r, q);
    }
    if (depends) {
        cp_vary_add(r->headers_out, "Cookie");
    }
}

static apr_status_t header_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    cp_req *q = cp_request_active(r);

    cp_filter_raw_disarm(r);
    if (q != NULL) {
        sweep s = {r, q, earliest_now(r, q), NULL, 0, 0};

        sweep_table(&s, r->headers_out);
        sweep_table(&s, r->err_headers_out);
        sweep_table(&s, r->trailers_out);
        finish_head(r, q, s.depends);
    }
    return ap_pass_brigade(f->next, bb);
}

/* Written once, when the hooks are registered; spares each request the
 * look-up by name. */
static ap_filter_rec_t *handle;

void cp_filter_headers_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_HEADERS, header_filter, NULL,
                                       AP_FTYPE_PROTOCOL);
}

int cp_filter_headers_insert(request_rec *r)
{
    if (r->main == NULL && r->prev == NULL) {
        ap_add_output_filter_handle(handle, NULL, r, r->connection);
    }
    return OK;
}
