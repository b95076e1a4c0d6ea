/* SPDX-License-Identifier: Apache-2.0 */
/* The summaries of the error log; see the header. */
#include "httpd/observe/cp_observe_summary.h"

#include <http_log.h>

#include "core/base/cp_buf.h"
#include "httpd/config/cp_site.h"
#include "httpd/observe/cp_observe_lines.h"

typedef struct summary {
    apr_pool_t *p;
    server_rec **servers; /* by number */
} summary;

static void add_field(cp_buf *b, const char *key, const char *text)
{
    cp_buf_puts(b, " ", key, "=\"", NULL);
    cp_buf_log(b, cp_span_of(text), CP_TABLE_SAMPLE);
    cp_buf_char(b, '"');
}

/* Returns the provider of the declaration, as far as no request is needed to
 * find it; else "-". */
static const char *provider_of(const server_rec *s, const cp_seen *seen)
{
    const cp_site *site = cp_conf_site(s);
    cp_span name = cp_span_of(seen->name);
    const cp_cookie *cookie = cp_policy_match(site->scope->policy, name, NULL);

    if (cookie == NULL) {
        cookie = cp_policy_match(site->conf->sections, name, NULL);
    }
    return seen->category && cookie && cookie->provider ? cookie->provider
                                                        : "-";
}

/* Returns the fields that all lines have. */
static cp_buf *fields_of(apr_pool_t *p, const cp_seen *seen)
{
    cp_buf *b = cp_buf_make(p, 512);

    add_field(b, "name", seen->name);
    add_field(b, "category", seen->category ? seen->category : "-");
    add_field(b, "reason", cp_reason_name(seen->reason));
    return b;
}

static void add_count(cp_buf *b, apr_uint64_t more)
{
    cp_buf_put(b, " count=\"");
    cp_buf_number(b, (apr_int64_t)more);
    cp_buf_char(b, '"');
}

/* Repeats one line. Lines about sources are never above level info, so they are
 * not repeated. */
static void repeat(void *ctx, int host, const cp_seen *seen, apr_uint64_t more)
{
    const summary *all = ctx;
    server_rec *s = all->servers[host];
    apr_pool_t *p;
    cp_buf *b;

    apr_pool_create(&p, all->p);
    b = fields_of(p, seen);
    switch (seen->kind) {
    case CP_SEEN_RESPONSE:
        add_field(b, "provider", provider_of(s, seen));
        add_field(b, "uri", *seen->sample ? seen->sample : "-");
        add_count(b, more);
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s, CP_LINE_RESPONSE,
                     CP_LINE_SUPPRESSED(seen->enforced), cp_buf_text(b));
        break;
    case CP_SEEN_SCRIPT:
    case CP_SEEN_STORAGE:
        add_field(b, "provider", provider_of(s, seen));
        add_field(b, "uri", *seen->sample ? seen->sample : "-");
        add_count(b, more);
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s, CP_LINE_SCRIPT,
                     CP_LINE_WRITTEN(seen->kind == CP_SEEN_STORAGE),
                     cp_buf_text(b));
        break;
    case CP_SEEN_REQUEST:
        add_count(b, more);
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s, CP_LINE_REQUEST,
                     CP_LINE_STRIPPED(seen->enforced), cp_buf_text(b));
        break;
    default:
        break;
    }
    apr_pool_destroy(p);
}

static void tell_lost(server_rec *s, apr_uint64_t lost)
{
    if (lost > 0) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, s,
            CPLOGNO(0163) "the table of observations has no place for "
                          "further names: name=\"*\" count=\"%" APR_UINT64_T_FMT
                          "\"",
            lost);
    }
}

void cp_observe_summary_write(apr_pool_t *p, server_rec *s,
                              const cp_table *table)
{
    summary all = {p, NULL};
    int i;

    all.servers =
        apr_palloc(p, sizeof(server_rec *) * (apr_size_t)table->n_hosts);
    for (i = 0; i < table->n_hosts; i++, s = s->next) {
        all.servers[i] = s;
    }
    cp_table_recurred(p, table, repeat, &all);
    for (i = 0; i < table->n_hosts; i++) {
        tell_lost(all.servers[i], cp_table_newly_lost(table, i));
    }
}
