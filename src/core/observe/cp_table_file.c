/* SPDX-License-Identifier: Apache-2.0 */
/* The table as bytes; see the header. */
#include "core/observe/cp_table_file.h"

#include <apr_hash.h>
#include <apr_strings.h>

#include "core/observe/cp_table_internal.h"

#define MAGIC_SIZE 8
#define HEAD_SIZE (MAGIC_SIZE + 4 + 8)

/* The maximum of counters that a file may name. */
#define MAX_COUNTERS 256

/* FNV-1a, for damage by accident. */
static apr_uint64_t checksum(cp_span a)
{
    apr_uint64_t hash = APR_UINT64_C(14695981039346656037);
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        hash ^= (unsigned char)a.s[i];
        hash *= APR_UINT64_C(1099511628211);
    }
    return hash;
}

/* ---- writing ---- */

static void put_number(cp_buf *b, apr_uint64_t v, int size)
{
    char bytes[8];
    int i;

    for (i = 0; i < size; i++, v >>= 8) {
        bytes[i] = (char)(v & 0xFF);
    }
    cp_buf_add(b, bytes, (apr_size_t)size);
}

static void put_text(cp_buf *b, const char *s, apr_size_t n)
{
    put_number(b, n, 2);
    cp_buf_add(b, s, n);
}

/* Writes the hours of the ring that are not empty. */
static void put_rates(cp_buf *b, const cp_observed_host *host)
{
    int i;

    put_number(b, (apr_uint64_t)host->n_rates, 4);
    for (i = 0; i < host->n_rates; i++) {
        const cp_rate *rate = &host->rates[i];

        put_number(b, (apr_uint64_t)rate->hour / 3600, 4);
        put_number(b, rate->shown, 4);
        put_number(b, rate->accept, 4);
        put_number(b, rate->refuse, 4);
        put_number(b, rate->other, 4);
    }
}

static void put_hosts(cp_buf *b, const cp_table *t)
{
    const cp_observed *o = cp_table_read(b->pool, t);
    int i, c;

    put_number(b, CP_N_COUNTERS, 4);
    for (c = 0; c < CP_N_COUNTERS; c++) {
        put_text(b, cp_counter_names[c], strlen(cp_counter_names[c]));
    }
    put_number(b, (apr_uint64_t)o->n, 4);
    for (i = 0; i < o->n; i++) {
        const cp_observed_host *host = &o->hosts[i];

        put_text(b, host->key, strlen(host->key));
        put_number(b, READ(&t->hosts[i].lost), 8);
        put_number(b, READ(&t->hosts[i].told), 8);
        for (c = 0; c < CP_N_COUNTERS; c++) {
            put_number(b, host->counters[c], 8);
        }
        put_rates(b, host);
    }
}

static void put_slot(cp_buf *b, const cp_table_slot *slot)
{
    put_number(b, slot->host, 4);
    put_number(b, slot->kind, 1);
    put_number(b, slot->reason, 1);
    put_number(b, slot->enforced, 1);
    put_number(b, slot->open, 1);
    put_number(b, slot->count, 8);
    put_number(b, slot->told, 8);
    put_number(b, (apr_uint64_t)slot->first, 8);
    put_number(b, (apr_uint64_t)slot->last, 8);
    put_number(b, (apr_uint64_t)slot->lifetime, 8);
#define TEXT(member, size) put_text(b, slot->member, slot->member##_n);
    CP_TABLE_TEXTS(TEXT)
#undef TEXT
}

static void put_slots(cp_buf *b, const cp_table *t)
{
    apr_size_t at_number = b->n, end;
    cp_table_slot slot;
    apr_uint32_t at, n = 0;

    put_number(b, 0, 4);
    for (at = 0; at <= t->mask; at++) {
        if (cp_table_copy_slot(t, at, &slot)) {
            put_slot(b, &slot);
            n++;
        }
    }
    end = b->n;
    b->n = at_number;
    put_number(b, n, 4);
    b->n = end;
}

void cp_table_save(cp_buf *b, const cp_table *t)
{
    apr_size_t begin = b->n, end;

    cp_buf_put(b, CP_TABLE_MAGIC);
    put_number(b, CP_TABLE_VERSION, 4);
    put_number(b, 0, 8);
    put_number(b, (apr_uint64_t)t->head->since, 8);
    put_number(b, (apr_uint64_t)t->head->summarised, 8);
    put_hosts(b, t);
    put_slots(b, t);
    end = b->n;
    b->n = begin + MAGIC_SIZE + 4;
    put_number(
        b, checksum(cp_span_between(b->s + begin + HEAD_SIZE, b->s + end)), 8);
    b->n = end;
}

/* ---- reading ---- */

/* The bytes that are not yet read. The first read beyond their end sets
 * `failed`; all reads after that return zero. */
typedef struct reader {
    cp_span rest;
    int failed;
    const cp_table *t;
    apr_pool_t *p;
    apr_hash_t *keys; /* key => the number of the host */
    int apply;        /* change the table; else only check */
    int open;         /* the slots that are put: 1 those with open names */
    apr_uint32_t n_counters;
    int counters[MAX_COUNTERS]; /* ours, or -1 */
    apr_uint32_t n_hosts;
    int *hosts; /* the number of each host in the table, or -1 */
} reader;

static apr_uint64_t get_number(reader *r, apr_size_t size)
{
    apr_uint64_t v = 0;
    apr_size_t i;

    if (r->failed || r->rest.n < size) {
        r->failed = 1;
        return 0;
    }
    for (i = size; i-- > 0;) {
        v = v << 8 | (unsigned char)r->rest.s[i];
    }
    r->rest = cp_span_skip(r->rest, size);
    return v;
}

/* Returns a text of at most `max` bytes. */
static cp_span get_text(reader *r, apr_size_t max)
{
    apr_size_t n = (apr_size_t)get_number(r, 2);
    cp_span text = {r->rest.s, n};

    if (r->failed || n > max || r->rest.n < n) {
        r->failed = 1;
        return cp_span_of("");
    }
    r->rest = cp_span_skip(r->rest, n);
    return text;
}

/* Returns a number of things that take at least `size` bytes each. */
static apr_uint32_t get_count(reader *r, apr_size_t size)
{
    apr_uint64_t n = get_number(r, 4);

    if (n > r->rest.n / size) {
        r->failed = 1;
        return 0;
    }
    return (apr_uint32_t)n;
}

static int counter_of(cp_span name)
{
    int c;

    for (c = 0; c < CP_N_COUNTERS; c++) {
        if (cp_span_is(name, cp_counter_names[c])) {
            return c;
        }
    }
    return -1;
}

static void get_counters(reader *r)
{
    apr_uint32_t i;

    r->n_counters = get_count(r, 2);
    r->failed |= r->n_counters > MAX_COUNTERS;
    for (i = 0; !r->failed && i < r->n_counters; i++) {
        r->counters[i] = counter_of(get_text(r, 64));
    }
}

static int host_of(reader *r, cp_span key)
{
    const int *number = apr_hash_get(r->keys, key.s, (apr_ssize_t)key.n);

    return number ? *number : -1;
}

static void get_rates(reader *r, cp_table_host *host)
{
    apr_uint32_t n = get_count(r, 4 * (1 + CP_RATES)), i, c;

    r->failed |= n > CP_RATE_HOURS;
    for (i = 0; !r->failed && i < n; i++) {
        apr_uint64_t hour = get_number(r, 4);

        for (c = 0; c < CP_RATES; c++) {
            apr_uint64_t count = get_number(r, 4);

            if (host != NULL && count > 0) {
                host->rates[hour % CP_RATE_HOURS][c] = hour << 32 | count;
            }
        }
    }
}

static void get_host(reader *r, int *number)
{
    cp_table_host *host = NULL;
    apr_uint64_t lost, told;
    apr_uint32_t c;

    *number = host_of(r, get_text(r, CP_TABLE_KEY - 1));
    if (r->apply && *number >= 0) {
        host = &r->t->hosts[*number];
    }
    lost = get_number(r, 8);
    told = get_number(r, 8);
    if (host != NULL) {
        host->lost = lost;
        host->told = told;
    }
    for (c = 0; c < r->n_counters; c++) {
        apr_uint64_t count = get_number(r, 8);

        if (host != NULL && r->counters[c] >= 0) {
            host->counters[r->counters[c]] = count;
        }
    }
    get_rates(r, host);
}

static void get_hosts(reader *r)
{
    apr_uint32_t i;

    /* a host has at least the length of its key, and four numbers */
    r->n_hosts = get_count(r, 2 + 8 + 8 + 4);
    r->hosts = apr_palloc(r->p, sizeof(int) * (r->n_hosts + 1));
    for (i = 0; !r->failed && i < r->n_hosts; i++) {
        get_host(r, &r->hosts[i]);
    }
}

/* True for an entry of a version that has more kinds or reasons. Its other
 * members have the same limits. */
static int is_of_later_version(cp_table_slot *slot)
{
    int is_later = slot->kind >= CP_N_SEEN || slot->reason >= CP_N_REASONS;

    if (is_later) {
        slot->kind = 0;
        slot->reason = 0;
    }
    return is_later;
}

static void get_slot(reader *r)
{
    cp_table_slot slot;
    apr_uint64_t host = get_number(r, 4);
    int is_later;

    memset(&slot, 0, sizeof(slot));
    slot.kind = (unsigned char)get_number(r, 1);
    slot.reason = (unsigned char)get_number(r, 1);
    slot.enforced = (unsigned char)get_number(r, 1);
    slot.open = (unsigned char)get_number(r, 1);
    slot.count = get_number(r, 8);
    slot.told = get_number(r, 8);
    slot.first = (apr_int64_t)get_number(r, 8);
    slot.last = (apr_int64_t)get_number(r, 8);
    slot.lifetime = (apr_int64_t)get_number(r, 8);
#define TEXT(member, size)                       \
    {                                            \
        cp_span text = get_text(r, size);        \
                                                 \
        memcpy(slot.member, text.s, text.n);     \
        slot.member##_n = (unsigned char)text.n; \
    }
    CP_TABLE_TEXTS(TEXT)
#undef TEXT
    if (r->failed || host >= r->n_hosts) {
        r->failed = 1;
        return;
    }
    is_later = is_of_later_version(&slot);
    r->failed |= !cp_table_is_sound(r->t, &slot);
    if (!is_later && r->apply && r->hosts[host] >= 0 && slot.open == r->open) {
        slot.host = (apr_uint32_t)r->hosts[host];
        cp_table_put_slot(r->t, &slot);
    }
}

static void get_slots(reader *r)
{
    /* a slot has six numbers, four bytes and the lengths of six texts */
    apr_uint32_t n = get_count(r, 4 + 4 + 5 * 8 + 6 * 2), i;

    for (i = 0; !r->failed && i < n; i++) {
        get_slot(r);
    }
    r->failed |= !r->failed && r->rest.n > 0;
}

/* Reads all, from the time of start on. Returns 0 if something is wrong. */
static int read_all(reader *r, cp_span rest)
{
    apr_uint64_t since, summarised;

    r->rest = rest;
    since = get_number(r, 8);
    summarised = get_number(r, 8);
    r->failed |= !cp_table_is_time((apr_int64_t)since)
              || !cp_table_is_time((apr_int64_t)summarised);
    get_counters(r);
    get_hosts(r);
    get_slots(r);
    if (r->apply) {
        r->t->head->since = (apr_int64_t)since;
        r->t->head->summarised = (apr_int64_t)summarised;
    }
    return !r->failed;
}

static apr_hash_t *keys_of(apr_pool_t *p, const cp_table *t)
{
    apr_hash_t *keys = apr_hash_make(p);
    int *numbers = apr_palloc(p, sizeof(int) * (apr_size_t)t->n_hosts);
    int i;

    for (i = 0; i < t->n_hosts; i++) {
        numbers[i] = i;
        apr_hash_set(keys, t->hosts[i].key, APR_HASH_KEY_STRING, &numbers[i]);
    }
    return keys;
}

cp_load_result cp_table_load(apr_pool_t *scratch, const cp_table *t,
                             cp_span bytes)
{
    reader r = {.t = t, .p = scratch};

    if (bytes.n < HEAD_SIZE
        || memcmp(bytes.s, CP_TABLE_MAGIC, MAGIC_SIZE) != 0) {
        return CP_LOAD_FOREIGN;
    }
    r.rest = cp_span_skip(bytes, MAGIC_SIZE);
    if (get_number(&r, 4) != CP_TABLE_VERSION) {
        return CP_LOAD_VERSION;
    }
    bytes = cp_span_skip(bytes, HEAD_SIZE);
    if (get_number(&r, 8) != checksum(bytes)) {
        return CP_LOAD_DAMAGED;
    }
    r.keys = keys_of(scratch, t);
    if (!read_all(&r, bytes)) {
        return CP_LOAD_DAMAGED;
    }
    /* Declared names get their places before open ones. */
    r.apply = 1;
    read_all(&r, bytes);
    r.open = 1;
    read_all(&r, bytes);
    return CP_LOADED;
}
