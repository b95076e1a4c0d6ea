/* SPDX-License-Identifier: Apache-2.0 */
/* The observations as JSON; see the header. */
#include "core/status/cp_status_json.h"

#include <string.h>

#include "core/pages/cp_json.h"

static const char *or_null(const char *s)
{
    return s != NULL && *s ? s : NULL;
}

static void number(cp_buf *b, const char *key, apr_int64_t n)
{
    cp_buf_puts(b, key, ":", NULL);
    cp_buf_number(b, n);
}

static void counters(cp_buf *b, const cp_observed_host *host)
{
    int c;

    cp_buf_put(b, ",\"counters\":{");
    for (c = 0; c < CP_N_COUNTERS; c++) {
        cp_buf_puts(b, c ? ",\"" : "\"", cp_counter_names[c], "\":", NULL);
        cp_buf_number(b, (apr_int64_t)host->counters[c]);
    }
    cp_buf_char(b, '}');
}

static void times(cp_buf *b, const cp_seen *seen)
{
    number(b, ",\"count\"", (apr_int64_t)seen->count);
    number(b, ",\"first\"", seen->first);
    number(b, ",\"last\"", seen->last);
}

static void cookie(cp_buf *b, const cp_seen *seen)
{
    int allowed = seen->reason == CP_ALLOW;

    cp_json_member(b, "{\"name\"", seen->name);
    cp_json_member(b, ",\"decision\"", allowed ? "allow" : "suppress");
    cp_json_member(b, ",\"reason\"",
                   allowed ? NULL : cp_reason_name(seen->reason));
    cp_json_member(b, ",\"category\"", or_null(seen->category));
    times(b, seen);
    cp_json_member(b, ",\"domain\"", or_null(seen->domain));
    cp_json_member(b, ",\"path\"", or_null(seen->path));
    if (seen->lifetime < 0) {
        cp_json_member(b, ",\"lifetime\"", NULL);
    }
    else {
        number(b, ",\"lifetime\"", seen->lifetime);
    }
    cp_json_member(b, ",\"sample\"", or_null(seen->sample));
    cp_buf_char(b, '}');
}

static void cookies(cp_buf *b, const cp_observed_host *host)
{
    const char *join = "";
    int i;

    cp_buf_put(b, ",\"cookies\":[");
    for (i = 0; i < host->n; i++) {
        if (cp_seen_is_cookie(&host->seen[i])) {
            cp_buf_put(b, join);
            cookie(b, &host->seen[i]);
            join = ",";
        }
    }
    cp_buf_char(b, ']');
}

/* True if both are the same source in the same directive. */
static int is_same(const cp_seen *a, const cp_seen *b)
{
    return !cp_seen_is_cookie(b) && !strcmp(a->name, b->name)
        && !strcmp(a->directive ? a->directive : "",
                   b->directive ? b->directive : "");
}

/* Gives `sum` the counts and times of all entries for the source and directive
 * of entry number `at`: they differ in the reason. Returns 0 if an entry before
 * it is one of them. */
static int add_up(const cp_observed_host *host, int at, cp_seen *sum)
{
    int i;

    *sum = host->seen[at];
    for (i = 0; i < host->n; i++) {
        const cp_seen *other = &host->seen[i];

        if (i == at || !is_same(sum, other)) {
            continue;
        }
        if (i < at) {
            return 0;
        }
        sum->count += other->count;
        sum->first = other->first < sum->first ? other->first : sum->first;
        sum->last = other->last > sum->last ? other->last : sum->last;
    }
    return 1;
}

static void sources(cp_buf *b, const cp_observed_host *host)
{
    const char *join = "";
    cp_seen sum;
    int i;

    cp_buf_put(b, ",\"sources\":[");
    for (i = 0; i < host->n; i++) {
        if (cp_seen_is_cookie(&host->seen[i]) || !add_up(host, i, &sum)) {
            continue;
        }
        cp_buf_put(b, join);
        cp_json_member(b, "{\"source\"", sum.name);
        cp_json_member(b, ",\"directive\"", or_null(sum.directive));
        times(b, &sum);
        cp_buf_char(b, '}');
        join = ",";
    }
    cp_buf_char(b, ']');
}

void cp_status_json(cp_buf *b, const cp_status *status)
{
    const char *join = "";
    int i;

    if (status->observed == NULL) {
        cp_buf_put(b, "{\"since\":null,\"hosts\":[]}\n");
        return;
    }
    number(b, "{\"since\"", status->observed->since);
    cp_buf_put(b, ",\"hosts\":[");
    for (i = 0; i < status->n; i++) {
        const cp_observed_host *host = status->hosts[i].observed;

        if (host != NULL) {
            cp_buf_put(b, join);
            cp_json_member(b, "{\"host\"", status->hosts[i].name);
            counters(b, host);
            cookies(b, host);
            sources(b, host);
            cp_buf_char(b, '}');
            join = ",";
        }
    }
    cp_buf_put(b, "]}\n");
}
