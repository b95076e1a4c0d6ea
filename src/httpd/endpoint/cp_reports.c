/* SPDX-License-Identifier: Apache-2.0 */
/* The reports of browsers; see the header. */
#include "httpd/endpoint/cp_reports.h"

#include <string.h>

#include <apr_strings.h>

#include "httpd/endpoint/cp_body.h"
#include "httpd/endpoint/cp_form_origin.h"
#include "httpd/endpoint/cp_reply.h"
#include "httpd/endpoint/cp_report_body.h"
#include "httpd/endpoint/cp_report_limit.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/request/cp_note.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_trace.h"

/* One body. */
typedef struct reports {
    request_rec *r;
    int counted;
    int dropped;
    /* The rules of the page that is named last, see rules_at. */
    const char *path; /* NULL: none yet */
    cp_req *q;        /* NULL: no policy is in force there */
} reports;

/* Returns the rules of the page with that path. Most bodies name one page. */
static const cp_req *rules_at(reports *all, const char *path)
{
    if (all->path == NULL || strcmp(all->path, path)) {
        all->path = path;
        all->q = cp_reply_rules(all->r, path);
    }
    return all->q;
}

/* ---- the guard ---- */

/* Returns the path of the page that has sent the guard's report; "/" if the
 * browser does not tell. */
static const char *page_of(request_rec *r)
{
    const char *page = cp_form_referring_path(r);

    return page ? apr_pstrmemdup(r->pool, page, strcspn(page, "?")) : "/";
}

/* Notes and logs a write that the server would not allow either. */
static int note_write(reports *all, const cp_browser_report *report)
{
    const char *page = page_of(all->r);
    const cp_req *q = rules_at(all, page);
    cp_decision d;
    int level;

    if (q == NULL || !cp_request_guards(q)) {
        return 0;
    }
    d = cp_layers_judge_script(&q->layers, &q->chain->visitor, report->name);
    if (d.reason == CP_ALLOW) {
        return 0;
    }
    level =
        cp_note_script(all->r, q->chain->site, &d, report->is_storage, page);
    cp_report_script(all->r, level, &d, report->is_storage, page);
    return 1;
}

/* ---- sources ---- */

/* Notes a source that a document loads, or would load. Returns 0 if the site
 * does not ask for reports. */
static int note_source(reports *all, const cp_browser_report *report)
{
    const char *page =
        report->path.n > 0 ? cp_span_dup(all->r->pool, report->path) : "/";
    const cp_req *q = rules_at(all, page);
    const cp_url *url = &report->url;
    cp_target target = {url->scheme, url->host, url->path, url->port, 0, 0};
    cp_source_verdict verdict;
    const cp_source_decision *d = &verdict.decision;
    cp_sighting seen = {.kind = CP_SEEN_SOURCE,
                        .name = report->name,
                        .lifetime = -1,
                        .sample = cp_span_of(page),
                        .directive = report->directive};

    if (q == NULL || cp_dir_reports(q->made_from) == CP_REPORTS_OFF) {
        return 0;
    }
    cp_layers_judge_source(&q->layers, &q->chain->visitor, &target, &verdict);
    seen.enforced = verdict.enforced;
    seen.reason = d->name == NULL ? CP_UNDECLARED : d->reason;
    if (d->name != NULL && d->place >= 0) {
        seen.category = q->chain->site->categories->list[d->place].id;
        seen.fixed = !cp_source_name_is_wildcard(d->name)
                  && d->name->port != CP_PORT_ANY;
    }
    if (cp_observe_seen(all->r, q->chain->site, &seen) == APLOG_WARNING) {
        cp_report_loaded(all->r, &seen);
    }
    return 1;
}

/* ---- one request ---- */

static void note_all(reports *all, cp_report_format format, cp_span body)
{
    apr_array_header_t *list =
        cp_report_body_read(all->r->pool, format, body, &all->dropped);
    int i;

    for (i = 0; i < list->nelts; i++) {
        const cp_browser_report *report =
            &APR_ARRAY_IDX(list, i, cp_browser_report);

        if (cp_report_limit_take(all->r)
            && (report->directive.n > 0 ? note_source(all, report)
                                        : note_write(all, report))) {
            all->counted++;
        }
        else {
            all->dropped++;
        }
    }
}

static int answer(request_rec *r)
{
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    r->status = HTTP_NO_CONTENT;
    return OK;
}

int cp_reports_handler(request_rec *r)
{
    cp_report_format format =
        cp_report_format_of(apr_table_get(r->headers_in, "Content-Type"));
    const cp_req *q = cp_request_known(r);
    reports all = {r, 0, 0, NULL, NULL};
    int status;
    cp_span body = cp_body_read(r, CP_MAX_REPORT_BODY, &status);

    if (status == OK && !cp_form_is_cross_site(r)) {
        note_all(&all, format, body);
    }
    else {
        all.dropped++;
    }
    cp_observe_add(cp_conf_site(r->server), CP_COUNT_REPORTS_COUNTED,
                   (apr_uint64_t)all.counted);
    cp_observe_add(cp_conf_site(r->server), CP_COUNT_REPORTS_DROPPED,
                   (apr_uint64_t)all.dropped);
    if (q != NULL) {
        CP_DEBUG(r, q, CPLOGNO(0200) "browser reports: counted=%d dropped=%d",
                 all.counted, all.dropped);
    }
    return answer(r);
}
