/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of the shared table for readers, and its summaries; see cp_table.h. */
#include <apr_strings.h>

#include "core/observe/cp_table_internal.h"

/* ---- entries ---- */

static cp_seen seen_of(apr_pool_t *p, const cp_table_slot *slot)
{
    cp_seen seen = {.kind = (cp_seen_kind)slot->kind,
                    .reason = (cp_reason_e)slot->reason,
                    .enforced = slot->enforced,
                    .count = slot->count,
                    .first = slot->first,
                    .last = slot->last,
                    .lifetime = slot->lifetime};

#define TEXT(member, size) \
    seen.member = apr_pstrmemdup(p, slot->member, slot->member##_n);
    CP_TABLE_TEXTS(TEXT)
#undef TEXT
    if (slot->category_n == 0) {
        seen.category = NULL;
    }
    return seen;
}

/* Returns the number of sound slots of each host. */
static int *count_slots(apr_pool_t *p, const cp_table *t)
{
    int *n = apr_pcalloc(p, sizeof(*n) * t->n_hosts);
    cp_table_slot slot;
    apr_uint32_t at;

    for (at = 0; at <= t->mask; at++) {
        if (cp_table_copy_slot(t, at, &slot)) {
            n[slot.host]++;
        }
    }
    return n;
}

/* A slot that is published in the meantime may find no room; the next copy has
 * it. */
static void read_slots(apr_pool_t *p, const cp_table *t, cp_observed *o)
{
    int *room = count_slots(p, t);
    cp_table_slot slot;
    apr_uint32_t at;
    int i;

    for (i = 0; i < o->n; i++) {
        o->hosts[i].seen = apr_palloc(p, sizeof(cp_seen) * (room[i] + 1));
    }
    for (at = 0; at <= t->mask; at++) {
        if (cp_table_copy_slot(t, at, &slot)) {
            cp_observed_host *host = &o->hosts[slot.host];

            if (host->n < room[slot.host]) {
                host->seen[host->n++] = seen_of(p, &slot);
            }
        }
    }
}

/* ---- hosts ---- */

/* Adds the hour of this place of the ring, if something happened in it that is
 * no older than the ring. */
static void read_hour(const cp_table_host *host, int at, apr_uint64_t newest,
                      cp_observed_host *to)
{
    apr_uint32_t counts[CP_RATES] = {0, 0, 0, 0};
    apr_uint64_t hour = 0;
    int i;

    for (i = 0; i < CP_RATES; i++) {
        apr_uint64_t own = READ(&host->rates[at][i]) >> 32;

        hour = own > hour ? own : hour;
    }
    if (hour == 0 || hour + CP_RATE_HOURS <= newest) {
        return;
    }
    for (i = 0; i < CP_RATES; i++) {
        apr_uint64_t cell = READ(&host->rates[at][i]);

        counts[i] = cell >> 32 == hour ? (apr_uint32_t)cell : 0;
    }
    {
        cp_rate rate = {(apr_int64_t)hour * 3600, counts[CP_RATE_SHOWN],
                        counts[CP_RATE_ACCEPT], counts[CP_RATE_REFUSE],
                        counts[CP_RATE_OTHER]};

        to->rates[to->n_rates++] = rate;
    }
}

/* Returns the newest hour that has an event. */
static apr_uint64_t newest_hour(const cp_table_host *host)
{
    apr_uint64_t newest = 0;
    int at, i;

    for (at = 0; at < CP_RATE_HOURS; at++) {
        for (i = 0; i < CP_RATES; i++) {
            apr_uint64_t hour = READ(&host->rates[at][i]) >> 32;

            newest = hour > newest ? hour : newest;
        }
    }
    return newest;
}

/* Fills the rates: the ring begins after the newest hour. */
static void read_rates(apr_pool_t *p, const cp_table_host *host,
                       cp_observed_host *to)
{
    apr_uint64_t newest = newest_hour(host);
    int i;

    to->rates = apr_palloc(p, sizeof(cp_rate) * CP_RATE_HOURS);
    to->n_rates = 0;
    for (i = 1; i <= CP_RATE_HOURS; i++) {
        read_hour(host, (int)((newest + i) % CP_RATE_HOURS), newest, to);
    }
}

static void read_host(apr_pool_t *p, const cp_table_host *host,
                      cp_observed_host *to)
{
    const char *colon;
    int i;

    to->key = apr_pstrmemdup(p, host->key, strnlen(host->key, CP_TABLE_KEY));
    colon = strrchr(to->key, ':');
    to->host = colon ? apr_pstrmemdup(p, to->key, (apr_size_t)(colon - to->key))
                     : to->key;
    for (i = 0; i < CP_N_COUNTERS; i++) {
        to->counters[i] = READ(&host->counters[i]);
    }
    read_rates(p, host, to);
}

cp_observed *cp_table_read(apr_pool_t *p, const cp_table *t)
{
    cp_observed *o = apr_pcalloc(p, sizeof(*o));
    int i;

    o->since = t->head->since;
    o->n = t->n_hosts;
    o->hosts = apr_pcalloc(p, sizeof(*o->hosts) * o->n);
    for (i = 0; i < o->n; i++) {
        read_host(p, &t->hosts[i], &o->hosts[i]);
        o->lost += READ(&t->hosts[i].lost);
    }
    o->full = o->lost > 0;
    read_slots(p, t, o);
    return o;
}

/* ---- summaries ---- */

apr_int64_t cp_table_summarised(const cp_table *t)
{
    return t->head->summarised;
}

void cp_table_set_summarised(const cp_table *t, apr_int64_t now)
{
    t->head->summarised = now;
}

void cp_table_recurred(apr_pool_t *p, const cp_table *t, cp_recurred_fn *fn,
                       void *ctx)
{
    apr_pool_t *scratch;
    cp_table_slot slot;
    apr_uint32_t at;

    apr_pool_create(&scratch, p);
    for (at = 0; at <= t->mask; at++) {
        if (cp_table_copy_slot(t, at, &slot) && slot.reason != CP_ALLOW
            && slot.count > slot.told) {
            cp_seen seen = seen_of(scratch, &slot);

            fn(ctx, (int)slot.host, &seen, slot.count - slot.told);
            cp_table_tell_slot(t, at, slot.count);
            apr_pool_clear(scratch);
        }
    }
    apr_pool_destroy(scratch);
}

apr_uint64_t cp_table_newly_lost(const cp_table *t, int host)
{
    cp_table_host *h = &t->hosts[host];
    apr_uint64_t lost = READ(&h->lost), told = READ(&h->told);

    WRITE(&h->told, lost);
    return lost > told ? lost - told : 0;
}
