/* SPDX-License-Identifier: Apache-2.0 */
/* The observations as JSON; see the header. */
#include "core/status/cp_status_json.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

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

/* Returns what identifies a source in a directive. */
static const char *source_key(apr_pool_t *p, const cp_seen *seen)
{
    const char *directive = seen->directive ? seen->directive : "";

    return apr_psprintf(p, "%" APR_SIZE_T_FMT " %s%s", strlen(directive),
                        directive, seen->name);
}

/* Returns one entry for each source and directive. Those of the table differ in
 * the reason, too. */
static apr_array_header_t *sum_sources(apr_pool_t *p,
                                       const cp_observed_host *host)
{
    apr_array_header_t *sums = apr_array_make(p, 16, sizeof(cp_seen));
    apr_hash_t *places = apr_hash_make(p); /* key => number + 1 */
    int i;

    for (i = 0; i < host->n; i++) {
        const cp_seen *seen = &host->seen[i];
        const char *key;
        apr_uintptr_t at;

        if (cp_seen_is_cookie(seen)) {
            continue;
        }
        key = source_key(p, seen);
        at = (apr_uintptr_t)apr_hash_get(places, key, APR_HASH_KEY_STRING);
        if (at > 0) {
            cp_seen_add(&APR_ARRAY_IDX(sums, at - 1, cp_seen), seen);
            continue;
        }
        APR_ARRAY_PUSH(sums, cp_seen) = *seen;
        apr_hash_set(places, key, APR_HASH_KEY_STRING,
                     (void *)(apr_uintptr_t)sums->nelts);
    }
    return sums;
}

static void sources(cp_buf *b, const cp_observed_host *host)
{
    apr_array_header_t *sums = sum_sources(b->pool, host);
    int i;

    cp_buf_put(b, ",\"sources\":[");
    for (i = 0; i < sums->nelts; i++) {
        const cp_seen *sum = &APR_ARRAY_IDX(sums, i, cp_seen);

        cp_json_member(b, i ? ",{\"source\"" : "{\"source\"", sum->name);
        cp_json_member(b, ",\"directive\"", or_null(sum->directive));
        times(b, sum);
        cp_buf_char(b, '}');
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
