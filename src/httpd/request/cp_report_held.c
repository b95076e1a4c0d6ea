/* SPDX-License-Identifier: Apache-2.0 */
/* The line about content that waits for consent; see the header. */
#include "httpd/request/cp_report_held.h"

#include "core/base/cp_buf.h"
#include "httpd/request/cp_trace.h"

/* Returns the name of the source for the log. */
static cp_span source_of(const cp_source_decision *d, cp_span host)
{
    if (d->name != NULL) {
        return cp_span_of(d->name->written);
    }
    return d->reason == CP_UNDECLARED && host.n > 0 ? host : cp_span_of("-");
}

static CP_COLD void log_held(request_rec *r, const cp_req *q,
                             const cp_source_verdict *verdict, cp_span host,
                             const char *element)
{
    const cp_source_decision *d = &verdict->decision;
    const cp_categories *all = q->chain->site->categories;
    const char *uri = cp_request_first(r)->parsed_uri.path;
    apr_pool_t *p; /* of this line: a page may have very many */
    cp_buf *b;

    apr_pool_create(&p, r->pool);
    b = cp_buf_make(p, 256);

    cp_buf_put(b, " source=\"");
    cp_buf_log(b, source_of(d, host), CP_MAX_LOGGED_TEXT);
    cp_buf_puts(b, "\" category=\"",
                d->place < 0 ? "-" : all->list[d->place].id, "\" reason=\"",
                cp_reason_name(d->reason), "\" element=\"", NULL);
    cp_buf_log(b, cp_span_of(element), CP_MAX_LOGGED_NAME);
    cp_buf_put(b, "\" uri=\"");
    cp_buf_log(b, cp_span_of(uri ? uri : "-"), CP_MAX_LOGGED_TEXT);
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, CPLOGNO(0020) "%s%s\"",
                  verdict->enforced ? "held" : "would hold", cp_buf_text(b));
    apr_pool_destroy(p);
}

/* True if the verdict is about a source, not about the category in the markup.
 */
static int has_source(const cp_source_decision *d)
{
    return d->name != NULL || d->reason == CP_UNDECLARED;
}

static cp_sighting sighting_of(request_rec *r, const cp_req *q,
                               const cp_source_verdict *verdict, cp_span host,
                               const char *element)
{
    const cp_source_decision *d = &verdict->decision;
    cp_sighting s = {.kind = CP_SEEN_SOURCE,
                     .name = source_of(d, host),
                     .reason = d->reason,
                     .enforced = verdict->enforced,
                     .lifetime = -1,
                     .directive = cp_span_of(element),
                     .fixed = d->name != NULL};

    if (d->place >= 0) {
        s.category = q->chain->site->categories->list[d->place].id;
    }
    s.sample = cp_span_of(cp_request_first(r)->parsed_uri.path);
    return s;
}

/* Counts what is held, and notes its source, if it has one. */
static void note_held(request_rec *r, const cp_req *q,
                      const cp_source_verdict *verdict, cp_span host,
                      const char *element)
{
    const cp_site *site = q->chain->site;

    if (verdict->enforced) {
        cp_observe_count(site, strcmp(element, CP_HELD_REQUEST)
                                   ? CP_COUNT_SOURCES_HELD
                                   : CP_COUNT_REQUESTS_REFUSED);
    }
    if (has_source(&verdict->decision)) {
        cp_sighting s = sighting_of(r, q, verdict, host, element);

        cp_observe_seen(r, site, &s);
    }
}

void cp_report_held(request_rec *r, const cp_req *q,
                    const cp_source_verdict *verdict, cp_span host,
                    const char *element)
{
    note_held(r, q, verdict, host, element);
    if (CP_IS_LOGGED(q, APLOG_INFO)) {
        log_held(r, q, verdict, host, element);
    }
}

cp_table_slot *cp_report_held_entry(request_rec *r, const cp_req *q,
                                    const cp_source_verdict *verdict,
                                    cp_span host, const char *element)
{
    cp_sighting s = sighting_of(r, q, verdict, host, element);

    return cp_observe_is_on() && !CP_IS_LOGGED(q, APLOG_INFO)
                && has_source(&verdict->decision)
             ? cp_table_entry(cp_observe_table, q->chain->site->number, &s)
             : NULL;
}
