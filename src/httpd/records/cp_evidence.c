/* SPDX-License-Identifier: Apache-2.0 */
/* The records that no visitor causes; see the header. */
#include "httpd/records/cp_evidence.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "core/records/cp_shown_text.h"
#include "httpd/config/cp_digest.h"
#include "httpd/config/cp_site.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/records/cp_records.h"

/* Hex digits of the digest of a text, in the name of its note. */
#define TEXT_DIGEST 32

/* ---- policies ---- */

/* Returns the text of the banner in one language, as visitors read it. */
static const char *banner_text(apr_pool_t *p, const cp_banner *banner)
{
    cp_buf *b = cp_buf_make(p, 2048);

    cp_shown_text(b, banner->say);
    cp_shown_text(b, banner->rest);
    return cp_buf_text(b);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Returns an object of JSON: the text by language. The tags are sorted, because
 * the order of a hash differs between processes. */
static const char *banner_texts(apr_pool_t *p, const cp_site *site)
{
    apr_array_header_t *tags = cp_texts_languages(p, site->texts);
    cp_buf *b = cp_buf_make(p, 32768);
    int i;

    qsort(tags->elts, (size_t)tags->nelts, sizeof(const char *), by_name);
    for (i = 0; i < tags->nelts; i++) {
        const char *tag = APR_ARRAY_IDX(tags, i, const char *);
        const cp_phrases *phrases = cp_site_phrases(site, cp_span_of(tag));

        cp_json_member(b, apr_pstrcat(p, i ? ",\"" : "{\"", tag, "\"", NULL),
                       banner_text(p, &phrases->banner));
    }
    cp_buf_char(b, '}');
    return cp_buf_text(b);
}

/* httpd gives one configuration, and so one site, to all virtual hosts without
 * directives of their own; the publisher is by default the host. */
static const char *document(apr_pool_t *p, const server_rec *s,
                            const char *language)
{
    const cp_site *site = cp_conf_site(s);
    cp_buf *b = cp_buf_make(p, 8192);
    cp_view view;

    cp_site_view(site, language, &view);
    view.presentation.publisher =
        cp_view_publisher(p, site->conf->publisher, s->server_hostname);
    cp_json_declarations(b, &view);
    return cp_buf_text(b);
}

static void record_policy(cp_delivery *d, server_rec *s)
{
    const cp_site *site = cp_conf_site(s);
    apr_pool_t *p = d->batch;
    cp_buf *b = cp_buf_make(p, 65536);
    const char *text, *banner, *note;
    cp_record_head head;

    if (!site->active
        || !cp_records_head(p, s, cp_dir_language(site->scope), &head)) {
        return;
    }
    text = document(p, s, head.language);
    banner = banner_texts(p, site);
    note = cp_digest_hex(
        p, apr_pstrcat(p, head.host, "\n", text, "\n", banner, NULL),
        TEXT_DIGEST);
    note = note ? apr_pstrcat(p, "policy.", note, NULL) : NULL;
    if (note == NULL || cp_spool_noted(d->store->spool, note)) {
        return;
    }
    cp_record_policy_json(b, &head, text, banner);
    if (cp_records_append(s, d->store, b)) {
        cp_spool_note(d->store->spool, note);
    }
}

void cp_evidence_policies(cp_delivery *d)
{
    const apr_array_header_t *servers = d->store->servers;

    if (d->next_server < servers->nelts) {
        record_policy(d, APR_ARRAY_IDX(servers, d->next_server, server_rec *));
        d->next_server++;
        apr_pool_clear(d->batch);
    }
}

/* ---- once a day ---- */

/* Records the counters of one virtual host. */
static void record_effect(cp_delivery *d, server_rec *s,
                          const cp_observed *observed)
{
    const cp_observed_host *host = &observed->hosts[cp_conf_site(s)->number];
    cp_buf *b = cp_buf_make(d->batch, 2048);
    cp_record_count counts[CP_N_COUNTERS];
    cp_record_head head;
    int i;

    for (i = 0; i < CP_N_COUNTERS; i++) {
        counts[i].name = cp_counter_names[i];
        counts[i].value = host->counters[i];
    }
    if (cp_records_head(d->batch, s, NULL, &head)) {
        head.host = host->host;
        cp_record_effect_json(b, &head, observed->since, counts, CP_N_COUNTERS);
        cp_records_append(s, d->store, b);
    }
}

/* True if an earlier virtual host of the store has the same site, because httpd
 * gives one configuration to both: they share their counters. */
static int has_twin(const apr_array_header_t *servers, int at)
{
    const cp_site *site =
        cp_conf_site(APR_ARRAY_IDX(servers, at, server_rec *));

    while (--at >= 0) {
        if (cp_conf_site(APR_ARRAY_IDX(servers, at, server_rec *)) == site) {
            return 1;
        }
    }
    return 0;
}

static void record_effects(cp_delivery *d)
{
    const apr_array_header_t *servers = d->store->servers;
    const cp_observed *observed = cp_observe_read(d->batch);
    int i;

    for (i = 0; observed != NULL && i < servers->nelts; i++) {
        server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);

        if (cp_conf_site(s)->active && cp_conf_site(s)->number < observed->n
            && !has_twin(servers, i)) {
            record_effect(d, s, observed);
        }
    }
    apr_pool_clear(d->batch);
}

void cp_evidence_daily(cp_delivery *d)
{
    static const char note[] = "daily";
    apr_time_t last = cp_spool_noted(d->store->spool, note);
    apr_int64_t today = apr_time_sec(apr_time_now()) / 86400;

    if (apr_time_sec(last) / 86400 == today
        || !cp_spool_note(d->store->spool, note) || last == 0) {
        return;
    }
    record_effects(d);
    if (d->is_open && d->store->type->daily != NULL) {
        d->store->type->daily(d);
    }
}
