/* SPDX-License-Identifier: Apache-2.0 */
/* The header filter; see the header. */
#include "httpd/cookies/cp_filter_headers.h"

#include <string.h>
#include <strings.h>

#include <util_filter.h>

#include "core/cookie/cp_date.h"
#include "httpd/cookies/cp_filter_raw.h"
#include "httpd/page/cp_csp_fields.h"
#include "httpd/cookies/cp_leftovers.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_request.h"
#include "httpd/page/cp_vary.h"

/* ReportOnly leaves the cookies where they are and is called again for
 * every brigade: what it has reported is remembered, this many per chain. */
#define CP_MAX_REPORTED 256

/* ---- one table of response fields ---- */

typedef struct sweep {
    request_rec *r;
    cp_req *q;
    apr_int64_t now; /* what a browser may take for it; 0: not known yet */
    int depends;     /* another visitor would get other cookies */
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

/* What becomes of one field value: itself, a capped copy or NULL. */
static const char *judge(sweep *s, const char *value)
{
    cp_setcookie cookie;
    cp_verdict v;

    cp_setcookie_parse(cp_span_of(value), &cookie);
    cp_request_judge(s->r, s->q, &cookie, s->now, &v);
    s->depends |= v.decision.depends;
    if (v.decision.reason == CP_ALLOW) {
        return cp_request_limit(s->r, s->q, &cookie, v.decision.cookie, s->now)
            .s;
    }
    if (v.enforced) {
        cp_report_suppressed(s->r, &v.decision, 0);
        return NULL;
    }
    if (is_news(s->q->visit, s->r->pool, value)) {
        cp_report_suppressed(s->r, &v.decision, 1);
    }
    return value;
}

/* No browser reads Set-Cookie2, so no consent can be meant by it. */
static void drop_obsolete(sweep *s, apr_table_t *table, const char *value)
{
    cp_decision d = {CP_MALFORMED, {NULL, 0}, NULL, 0};
    cp_setcookie cookie;

    cp_setcookie_parse(cp_span_of(value), &cookie);
    if (!cp_setcookie_is_bare(&cookie)) {
        d.name = cookie.name;
    }
    if (s->q->mode == CP_ON) {
        cp_report_suppressed(s->r, &d, 0);
        apr_table_unset(table, "Set-Cookie2");
    }
    else if (is_news(s->q->visit, s->r->pool, value)) {
        cp_report_suppressed(s->r, &d, 1);
    }
}

static int take_earlier(void *now, const char *key, const char *date)
{
    apr_int64_t *earliest = now;

    (void)key;
    *earliest = cp_date_earliest(cp_span_of(date), *earliest);
    return 1;
}

/* A browser judges Expires by the Date that is sent. Both tables may contain
 * it, so the earliest counts: with it the fewest cookies are deletions. */
static apr_int64_t earliest_now(const request_rec *r, const cp_req *q)
{
    apr_int64_t now = q->visit->now;

    apr_table_do(take_earlier, &now, r->headers_out, "Date", NULL);
    apr_table_do(take_earlier, &now, r->err_headers_out, "Date", NULL);
    return now;
}

/* A field of these, or of the names a browser of old would know. */
static inline int begins_as_cookie(const char *key)
{
    return (key[0] | 0x20) == 's' && !strncasecmp(key, "Set-Cookie", 10);
}

/* The name of a field that begins with 's'. */
static inline int is_cookie(const char *key)
{
    return !strcmp(key, "Set-Cookie") || !strcasecmp(key, "Set-Cookie");
}

/* What has become of a table's fields. */
typedef struct verdicts {
    const char **kept; /* values to send, in their order */
    const char **end;
    int found;            /* so many fields there were */
    int changed;          /* and some value is not sent as it was */
    const char *obsolete; /* value of the first Set-Cookie2, or NULL */
} verdicts;

static inline void judge_all(sweep *s, const apr_array_header_t *fields,
                             verdicts *v)
{
    const apr_table_entry_t *e = (const apr_table_entry_t *)fields->elts;
    const apr_table_entry_t *end = e + fields->nelts;
    const char *key = NULL; /* often the same string for all */

    for (; e < end; e++) {
        if (e->key != key) {
            if ((e->key[0] | 0x20) != 's') {
                continue;
            }
            if (!is_cookie(e->key)) {
                if (v->obsolete == NULL && !strcasecmp(e->key, "Set-Cookie2")) {
                    v->obsolete = e->val;
                }
                continue;
            }
            key = e->key;
        }
        v->found++;
        *v->end = judge(s, e->val);
        v->changed |= *v->end != e->val;
        v->end += *v->end != NULL;
    }
}

static void write_back(apr_table_t *table, const verdicts *v)
{
    const char **value;

    if (v->found == apr_table_elts(table)->nelts) {
        apr_table_clear(table);
    }
    else {
        apr_table_unset(table, "Set-Cookie");
    }
    for (value = v->kept; value < v->end; value++) {
        apr_table_addn(table, "Set-Cookie", *value);
    }
}

/* Most responses set no cookie: found out without the table's look-ups. */
static inline int has_cookies(const apr_table_t *table)
{
    const apr_array_header_t *fields = table ? apr_table_elts(table) : NULL;
    const apr_table_entry_t *e;
    int i;

    if (fields == NULL) {
        return 0;
    }
    e = (const apr_table_entry_t *)fields->elts;
    for (i = 0; i < fields->nelts; i++) {
        if (begins_as_cookie(e[i].key)) {
            return 1;
        }
    }
    return 0;
}

/* Judges all Set-Cookie fields; the table is only touched if one changes. */
static void sweep_table(sweep *s, apr_table_t *table)
{
    const apr_array_header_t *fields;
    verdicts v = {NULL, NULL, 0, 0, NULL};

    if (!has_cookies(table)) {
        return;
    }
    fields = apr_table_elts(table);
    if (s->now == 0) {
        s->now = earliest_now(s->r, s->q);
    }
    v.kept =
        apr_palloc(s->r->pool, (apr_size_t)fields->nelts * sizeof(*v.kept));
    v.end = v.kept;
    judge_all(s, fields, &v);
    if (v.changed) {
        write_back(table, &v);
    }
    if (v.obsolete != NULL) {
        drop_obsolete(s, table, v.obsolete);
    }
}

/* Non-zero when another visitor would get other cookies. Out of line: most
 * responses set none. */
static __attribute__((noinline)) int sweep_all(request_rec *r, cp_req *q)
{
    sweep s = {r, q, 0, 0};

    sweep_table(&s, r->headers_out);
    sweep_table(&s, r->err_headers_out);
    sweep_table(&s, r->trailers_out);
    return s.depends;
}

/* ---- the filter ---- */

/* The first of the request's calls: all that is done once per head. Most
 * answers are no page, and no policy of theirs is of any interest. */
static inline int once_per_head(request_rec *r, cp_req *q)
{
    int unmodified = r->status == HTTP_NOT_MODIFIED, depends = 0;

    q->head_done = 1;
    if (q->visit->cookie_field != NULL) {
        depends = cp_leftovers_expire(r, q);
    }
    if (unmodified) {
        cp_vary_not_modified(r, q);
    }
    if (cp_request_is_page(q)) {
        cp_vary_page(r, q); /* once more: "Header set Vary" comes behind us */
    }
    if (unmodified || q->page != CP_PAGE_NONE) {
        cp_csp_fields_edit(r, q);
    }
    return depends;
}

static void finish_head(request_rec *r, cp_req *q, int depends)
{
    if (!q->head_done) {
        depends |= once_per_head(r, q);
    }
    if (depends) {
        cp_vary_consent(r, q);
    }
}

static apr_status_t header_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;
    cp_req *q = cp_request_active(r);
    int depends;

    cp_filter_raw_disarm(r);
    if (q != NULL) {
        depends =
            (has_cookies(r->headers_out) || has_cookies(r->err_headers_out)
             || has_cookies(r->trailers_out))
            && sweep_all(r, q);
        if (q->mode == CP_ON) {
            finish_head(r, q, depends);
        }
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
    if (r->main == NULL) {
        if (r->prev == NULL) {
            ap_add_output_filter_handle(handle, NULL, r, r->connection);
        }
        cp_filter_raw_arm(r);
    }
    return OK;
}
