/* SPDX-License-Identifier: Apache-2.0 */
/* The counters for Prometheus; see the header. */
#include "core/status/cp_exposition.h"

#include <string.h>

#include <apr_strings.h>

#define PREFIX "cookie_policy_"

/* ---- lines ---- */

/* Appends the two lines before the samples of a metric. */
static void metric(cp_buf *b, const char *name, const char *suffix,
                   const char *type, const char *help)
{
    cp_buf_puts(b, "# HELP " PREFIX, name, suffix, " ", help, ".\n", NULL);
    cp_buf_puts(b, "# TYPE " PREFIX, name, suffix, " ", type, "\n", NULL);
}

/* Appends the value of a label. Bytes that are not printable ASCII become a
 * question mark: names of hosts contain none. */
static void value(cp_buf *b, const char *s)
{
    for (; *s; s++) {
        if (*s == '\\' || *s == '"') {
            cp_buf_char(b, '\\');
        }
        cp_buf_char(b, *s >= 0x20 && *s < 0x7F ? *s : '?');
    }
}

static void label(cp_buf *b, const char *name, const char *text)
{
    cp_buf_puts(b, name, "=\"", NULL);
    value(b, text);
    cp_buf_char(b, '"');
}

/* Returns the part of the key of a host that follows its name: the port. Two
 * hosts never have the same name and port. */
static const char *port_of(const cp_status_host *host)
{
    const char *colon =
        host->observed ? strrchr(host->observed->key, ':') : NULL;

    return colon ? colon + 1 : "";
}

/* Appends `name{host="…",port="…"`, which the caller continues. */
static void sample_begin(cp_buf *b, const char *name, const char *suffix,
                         const cp_status_host *host)
{
    cp_buf_puts(b, PREFIX, name, suffix, "{", NULL);
    label(b, "host", host->name);
    cp_buf_char(b, ',');
    label(b, "port", port_of(host));
}

static void sample_end(cp_buf *b, apr_uint64_t number)
{
    cp_buf_put(b, "} ");
    cp_buf_number(b, (apr_int64_t)number);
    cp_buf_char(b, '\n');
}

static void single(cp_buf *b, const char *name, const char *type,
                   const char *help, apr_int64_t number)
{
    metric(b, name, "", type, help);
    cp_buf_puts(b, PREFIX, name, " ", NULL);
    cp_buf_number(b, number);
    cp_buf_char(b, '\n');
}

/* ---- metrics ---- */

static const char *help_of(apr_pool_t *p, cp_counter counter)
{
    const char *reason = cp_counter_page_reason(counter);

    return reason
             ? apr_pstrcat(p, "Pages without a banner because ", reason, NULL)
             : cp_counter_text(counter);
}

static void counters(cp_buf *b, const cp_status *status)
{
    int c, i;

    for (c = 0; c < CP_N_COUNTERS; c++) {
        const char *name = cp_counter_names[c];

        metric(b, name, "_total", "counter", help_of(b->pool, (cp_counter)c));
        for (i = 0; i < status->n; i++) {
            const cp_status_host *host = &status->hosts[i];

            if (host->observed != NULL) {
                sample_begin(b, name, "_total", host);
                sample_end(b, host->observed->counters[c]);
            }
        }
    }
}

static const char *kind_of(int sources)
{
    return sources ? "source" : "cookie";
}

static void newest(cp_buf *b, const cp_status *status)
{
    static const char name[] = "undeclared_newest_timestamp_seconds";
    int i, sources;

    metric(b, name, "", "gauge",
           "Time when the newest undeclared name was seen first, 0 without "
           "one");
    for (i = 0; i < status->n; i++) {
        for (sources = 0; sources < 2; sources++) {
            apr_array_header_t *list =
                cp_status_undeclared(b->pool, &status->hosts[i], sources);

            sample_begin(b, name, "", &status->hosts[i]);
            cp_buf_char(b, ',');
            label(b, "kind", kind_of(sources));
            sample_end(
                b, list->nelts == 0
                       ? 0
                       : (apr_uint64_t)APR_ARRAY_IDX(list, 0, cp_seen).first);
        }
    }
}

static void names(cp_buf *b, const cp_status *status)
{
    static const char name[] = "undeclared_names";
    int i, sources;

    metric(b, name, "", "gauge",
           "Number of names in the table that are not declared");
    for (i = 0; i < status->n; i++) {
        for (sources = 0; sources < 2; sources++) {
            sample_begin(b, name, "", &status->hosts[i]);
            cp_buf_char(b, ',');
            label(b, "kind", kind_of(sources));
            sample_end(b, (apr_uint64_t)cp_status_undeclared(
                              b->pool, &status->hosts[i], sources)
                              ->nelts);
        }
    }
}

/* The occurrences by reason and category. */
static void seen_of_category(cp_buf *b, const cp_status_host *host,
                             const char *category)
{
    int reason, sources;

    for (reason = CP_ALLOW; reason < CP_N_REASONS; reason++) {
        for (sources = 0; sources < 2; sources++) {
            apr_uint64_t n =
                cp_status_count(host, sources, (cp_reason_e)reason, category);

            if (n > 0) {
                sample_begin(b, "seen", "_total", host);
                cp_buf_char(b, ',');
                label(b, "kind", kind_of(sources));
                cp_buf_char(b, ',');
                label(b, "reason", cp_reason_name((cp_reason_e)reason));
                cp_buf_char(b, ',');
                label(b, "category", category ? category : "");
                sample_end(b, n);
            }
        }
    }
}

static void seen(cp_buf *b, const cp_status *status)
{
    int i, at;

    metric(b, "seen", "_total", "counter",
           "Occurrences of the names in the table, by reason and category");
    for (i = 0; i < status->n; i++) {
        const cp_status_host *host = &status->hosts[i];

        seen_of_category(b, host, NULL);
        for (at = 0; at < host->categories->n; at++) {
            seen_of_category(b, host, host->categories->list[at].id);
        }
    }
}

void cp_exposition(cp_buf *b, const cp_status *status)
{
    single(b, "observed", "gauge", "1 if the module observes, else 0",
           status->observed != NULL);
    if (status->observed == NULL) {
        return;
    }
    single(b, "observed_since_timestamp_seconds", "gauge",
           "Time when the observation began", status->observed->since);
    single(b, "table_full", "gauge",
           "1 if the table of names has no free entry, else 0",
           status->observed->full != 0);
    single(b, "table_lost_total", "counter",
           "Occurrences of names that found no entry in the table",
           (apr_int64_t)status->observed->lost);
    counters(b, status);
    seen(b, status);
    names(b, status);
    newest(b, status);
}
