/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shared table; see the header. A slot has a tag, in an array of its own,
 * so that a search reads few cache lines:
 *
 *   bits 24 to 63   of the hash of kind, reason, host and name, and of the
 *                   directive of a source
 *   bits 2 to 23    the number of the sweep when the slot was claimed
 *   bits 0 and 1    CLAIMED, PUBLISHED or DEAD; the tag 0 is a free slot
 *
 * A thread claims a slot by exchanging its tag, fills it, and publishes it. A
 * slot that stays claimed for a whole interval of the sweep belongs to a
 * process that was killed; it becomes DEAD, and another entry may claim it.
 */
#include "core/observe/cp_table.h"

#include <apr_strings.h>

#include "core/observe/cp_table_internal.h"

enum { CLAIMED = 1, PUBLISHED = 2, DEAD = 3 };

#define HASH_BITS(tag) ((tag) >> 24)
#define STATE(tag) ((tag) & 3)
#define EPOCH_MASK 0x3FFFFF
#define EPOCH(tag) ((tag) >> 2 & EPOCH_MASK)

/* A search ends after this number of slots. At most one half of the slots is in
 * use, so it is practically never reached. */
#define MAX_PROBES 128

/* The number of times that a thread looks at a slot which another one is
 * filling with what is probably the same entry. */
#define MAX_SPINS 2000

#define LOAD(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define READ(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define WRITE(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#define ADD(p, v) __atomic_fetch_add(p, v, __ATOMIC_RELAXED)
#define SWAP(p, old, new)                                         \
    __atomic_compare_exchange_n(p, old, new, 0, __ATOMIC_ACQ_REL, \
                                __ATOMIC_ACQUIRE)

/* ---- the region ---- */

static apr_uint32_t slots_for(int entries)
{
    apr_uint32_t n = 2 * CP_TABLE_MIN_ENTRIES;

    while (n < 2 * (apr_uint32_t)entries) {
        n *= 2;
    }
    return n;
}

apr_size_t cp_table_size(int n_hosts, int entries)
{
    return sizeof(cp_table_head) + (apr_size_t)n_hosts * sizeof(cp_table_host)
         + slots_for(entries) * (sizeof(apr_uint64_t) + sizeof(cp_table_slot));
}

void cp_table_attach(cp_table *t, void *region, int n_hosts, int entries)
{
    apr_uint32_t n = slots_for(entries);

    t->head = region;
    t->hosts = (cp_table_host *)(t->head + 1);
    t->tags = (apr_uint64_t *)(t->hosts + n_hosts);
    t->slots = (cp_table_slot *)(t->tags + n);
    t->n_hosts = n_hosts;
    t->entries = (apr_uint32_t)entries;
    t->mask = n - 1;
}

void cp_table_begin(cp_table *t, const char *const *keys, apr_uint64_t seed,
                    apr_int64_t now)
{
    int i;

    t->head->seed = seed;
    t->head->since = now;
    t->head->summarised = now;
    for (i = 0; i < t->n_hosts; i++) {
        apr_cpystrn(t->hosts[i].key, keys[i], CP_TABLE_KEY);
    }
}

int cp_table_has_hosts(const cp_table *t, const char *const *keys, int n)
{
    int i;

    for (i = 0; i < n && n == t->n_hosts; i++) {
        if (strncmp(t->hosts[i].key, keys[i], CP_TABLE_KEY - 1)) {
            return 0;
        }
    }
    return n == t->n_hosts;
}

/* ---- entries ---- */

/* The identity of an entry. */
typedef struct entry_key {
    cp_span name; /* cut */
    cp_span category;
    cp_span directive; /* of a source; else empty */
    apr_uint32_t host;
    unsigned char kind, reason, enforced;
    apr_uint64_t hash;
} entry_key;

static inline apr_uint64_t mix(apr_uint64_t h, apr_uint64_t word)
{
    h = (h ^ word) * APR_UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static inline apr_uint64_t word_at(const char *s)
{
    apr_uint64_t word;

    memcpy(&word, s, sizeof(word));
    return word;
}

static inline apr_uint64_t hash_of(const entry_key *k, apr_uint64_t seed)
{
    const char *s = k->name.s;
    apr_size_t n = k->name.n;
    apr_uint64_t rest = 0;
    apr_uint64_t h =
        mix(seed, (apr_uint64_t)k->host << 32 | (apr_uint64_t)n << 24
                      | (apr_uint32_t)k->kind << 16
                      | (apr_uint32_t)k->reason << 8 | k->enforced);

    for (; n >= 8; n -= 8, s += 8) {
        h = mix(h, word_at(s));
    }
    while (n-- > 0) {
        rest = rest << 8 | (unsigned char)s[n];
    }
    h = mix(h, rest);
    for (n = 0; n < k->directive.n; n++) {
        h = mix(h, (unsigned char)k->directive.s[n]);
    }
    return h;
}

static inline cp_span cut(cp_span text, apr_size_t max)
{
    text.n = text.n < max ? text.n : max;
    return text;
}

/* Returns the directive if it distinguishes entries. */
static inline cp_span directive_of(unsigned kind, cp_span directive)
{
    return cut(directive, kind == CP_SEEN_SOURCE ? CP_TABLE_DIRECTIVE : 0);
}

static inline entry_key key_of(const cp_table *t, int host,
                               const cp_sighting *s)
{
    entry_key k = {cut(s->name, CP_TABLE_NAME),
                   cp_span_of(s->category),
                   directive_of(s->kind, s->directive),
                   (apr_uint32_t)host,
                   (unsigned char)s->kind,
                   (unsigned char)s->reason,
                   s->enforced != 0,
                   0};

    k.hash = hash_of(&k, t->head->seed);
    return k;
}

static inline int is_entry(const cp_table_slot *slot, const entry_key *k)
{
    return slot->name_n == k->name.n && slot->host == k->host
        && slot->kind == k->kind && slot->reason == k->reason
        && slot->enforced == k->enforced && slot->category_n == k->category.n
        && memcmp(slot->name, k->name.s, k->name.n) == 0
        && (k->category.n == 0
            || memcmp(slot->category, k->category.s, k->category.n) == 0)
        && (k->kind != CP_SEEN_SOURCE
            || cp_span_eq((cp_span){slot->directive, slot->directive_n},
                          k->directive));
}

static inline void count_again(cp_table_slot *slot, apr_int64_t now)
{
    ADD(&slot->count, 1);
    WRITE(&slot->last, now);
}

/* Waits until another thread has filled a slot. Returns its tag. */
static apr_uint64_t wait_for(const apr_uint64_t *tag)
{
    apr_uint64_t now = LOAD(tag);
    int i;

    for (i = 0; i < MAX_SPINS && STATE(now) == CLAIMED; i++) {
        now = LOAD(tag);
    }
    return now;
}

/* The result of a search. */
typedef struct found {
    cp_table_slot *slot;  /* of the entry; NULL: there is none */
    apr_uint64_t *vacant; /* the tag of a slot for it; NULL: none */
    apr_uint64_t vacant_tag;
    int busy; /* another thread is probably noting the same entry */
} found;

/* Keeps the first slot that a new entry may use. */
static inline void keep_vacant(found *f, apr_uint64_t *tag, apr_uint64_t value)
{
    if (f->vacant == NULL) {
        f->vacant = tag;
        f->vacant_tag = value;
    }
}

static inline found find(const cp_table *t, const entry_key *k)
{
    found f = {NULL, NULL, 0, 0};
    apr_uint32_t i;

    for (i = 0; i < MAX_PROBES; i++) {
        apr_uint32_t at = ((apr_uint32_t)k->hash + i) & t->mask;
        apr_uint64_t tag = LOAD(&t->tags[at]);

        if (HASH_BITS(tag) == HASH_BITS(k->hash)) {
            if (STATE(tag) == CLAIMED) {
                tag = wait_for(&t->tags[at]);
                f.busy = STATE(tag) == CLAIMED;
            }
            if (f.busy) {
                break;
            }
            if (STATE(tag) == PUBLISHED && is_entry(&t->slots[at], k)) {
                f.slot = &t->slots[at];
                break;
            }
        }
        if (tag == 0 || tag == DEAD) {
            keep_vacant(&f, &t->tags[at], tag);
        }
        if (tag == 0) {
            break;
        }
    }
    return f;
}

/* ---- places ---- */

/* Returns the number of open entries that any host may use first. The rest is
 * divided into shares of the hosts. */
static apr_uint32_t shared_part(const cp_table *t, apr_uint32_t *share)
{
    apr_uint32_t all = t->entries / 2, n = (apr_uint32_t)t->n_hosts;

    *share = n > 1 ? all / (2 * n) : all;
    return all - n * *share;
}

static int has_place(const cp_table *t, const entry_key *k, int open)
{
    apr_uint32_t share, shared;

    if (READ(&t->head->used) >= t->entries) {
        return 0;
    }
    if (!open) {
        return 1;
    }
    shared = shared_part(t, &share);
    return READ(&t->head->open) < shared
        || READ(&t->hosts[k->host].open) < share;
}

static void count_use(const cp_table *t, apr_uint32_t host, int open)
{
    ADD(&t->head->used, 1);
    if (open) {
        ADD(&t->head->open, 1);
        ADD(&t->hosts[host].open, 1);
    }
}

static unsigned char copy_text(char *to, apr_size_t size, cp_span text)
{
    apr_size_t n = text.n < size ? text.n : size;

    if (n > 0) {
        memcpy(to, text.s, n);
    }
    return (unsigned char)n;
}

static void fill(cp_table_slot *slot, const entry_key *k, const cp_sighting *s,
                 apr_int64_t now)
{
    slot->told = 1;
    slot->first = now;
    slot->lifetime = s->lifetime;
    slot->host = k->host;
    slot->kind = k->kind;
    slot->reason = k->reason;
    slot->enforced = k->enforced;
    slot->open = !s->fixed;
#define TEXT(member, text) \
    slot->member##_n = copy_text(slot->member, sizeof(slot->member), text)
    TEXT(name, k->name);
    TEXT(category, k->category);
    TEXT(domain, s->domain);
    TEXT(path, s->path);
    TEXT(sample, s->sample);
    TEXT(directive, s->directive);
#undef TEXT
    WRITE(&slot->last, now);
    WRITE(&slot->count, 1);
}

/* Makes the entry in the slot that was found. Returns 0 if another thread was
 * faster, or if the slot was taken away because this thread was too slow. */
static int make_entry(const cp_table *t, const found *f, const entry_key *k,
                      const cp_sighting *s, apr_int64_t now)
{
    apr_uint64_t bits = HASH_BITS(k->hash) << 24;
    apr_uint64_t epoch = READ(&t->head->epoch) & EPOCH_MASK;
    apr_uint64_t claim = bits | epoch << 2 | CLAIMED;
    apr_uint64_t old = f->vacant_tag;

    if (!SWAP(f->vacant, &old, claim)) {
        return 0;
    }
    fill(&t->slots[f->vacant - t->tags], k, s, now);
    if (!SWAP(f->vacant, &claim, bits | PUBLISHED)) {
        return 0;
    }
    count_use(t, k->host, !s->fixed);
    return 1;
}

int cp_table_repeat(const cp_table *t, int host, const cp_sighting *s,
                    apr_int64_t now)
{
    entry_key k = key_of(t, host, s);
    found f = find(t, &k);

    if (f.slot == NULL) {
        return 0;
    }
    count_again(f.slot, now);
    return 1;
}

cp_noted cp_table_note(const cp_table *t, int host, const cp_sighting *s,
                       apr_int64_t now)
{
    entry_key k = key_of(t, host, s);
    int tries;

    for (tries = 0; tries < 8; tries++) {
        found f = find(t, &k);

        if (f.slot != NULL) {
            count_again(f.slot, now);
            return CP_NOTED_AGAIN;
        }
        if (f.busy) {
            return CP_NOTED_AGAIN; /* the other thread reports it */
        }
        if (f.vacant == NULL || !has_place(t, &k, !s->fixed)) {
            break;
        }
        if (make_entry(t, &f, &k, s, now)) {
            return CP_NOTED_FIRST;
        }
    }
    ADD(&t->hosts[host].lost, 1);
    return CP_NOTED_LOST;
}

/* ---- counters ---- */

void cp_table_add(const cp_table *t, int host, cp_counter c, apr_uint64_t n)
{
    ADD(&t->hosts[host].counters[c], n);
}

static int rate_of(cp_counter c)
{
    switch (c) {
    case CP_COUNT_PAGES_BANNER:
        return CP_RATE_SHOWN;
    case CP_COUNT_CHOICE_ACCEPT:
        return CP_RATE_ACCEPT;
    case CP_COUNT_CHOICE_REFUSE:
        return CP_RATE_REFUSE;
    default:
        return CP_RATE_OTHER;
    }
}

void cp_table_rate(const cp_table *t, int host, cp_counter c, apr_int64_t now)
{
    apr_uint64_t hour = (apr_uint64_t)now / 3600;
    apr_uint64_t *cell =
        &t->hosts[host].rates[hour % CP_RATE_HOURS][rate_of(c)];
    apr_uint64_t old = READ(cell);

    while (!SWAP(cell, &old, old >> 32 == hour ? old + 1 : hour << 32 | 1)) {}
}

/* ---- the sweep ---- */

/* Makes the slot free if the process that claimed it was killed. Returns the
 * tag. */
static apr_uint64_t recover(const cp_table *t, apr_uint32_t at,
                            apr_uint64_t epoch)
{
    apr_uint64_t tag = LOAD(&t->tags[at]);

    if (STATE(tag) == CLAIMED && ((epoch - EPOCH(tag)) & EPOCH_MASK) >= 2
        && SWAP(&t->tags[at], &tag, DEAD)) {
        tag = DEAD;
    }
    return tag;
}

/* A thread that makes an entry during the sweep may not be counted. The next
 * sweep counts it. */
static void recount(const cp_table *t, apr_uint32_t *open_of)
{
    apr_uint32_t used = 0, open = 0, at;
    int i;

    for (at = 0; at <= t->mask; at++) {
        const cp_table_slot *slot = &t->slots[at];
        apr_uint32_t host = READ(&slot->host);

        if (STATE(LOAD(&t->tags[at])) == PUBLISHED
            && host < (apr_uint32_t)t->n_hosts) {
            used++;
            open_of[host] += slot->open != 0;
        }
    }
    for (i = 0; i < t->n_hosts; i++) {
        WRITE(&t->hosts[i].open, open_of[i]);
        open += open_of[i];
    }
    WRITE(&t->head->open, open);
    WRITE(&t->head->used, used);
}

void cp_table_sweep(apr_pool_t *scratch, const cp_table *t)
{
    apr_uint64_t epoch = ADD(&t->head->epoch, 1) + 1;
    apr_uint32_t at;

    for (at = 0; at <= t->mask; at++) {
        recover(t, at, epoch);
    }
    recount(t, apr_pcalloc(scratch, sizeof(apr_uint32_t) * t->n_hosts));
}

/* ---- slots for other files of this folder ---- */

int cp_table_is_sound(const cp_table *t, const cp_table_slot *slot)
{
#define TEXT(member, size) &&slot->member##_n <= (size)
    return slot->host < (apr_uint32_t)t->n_hosts && slot->kind < CP_N_SEEN
        && slot->reason < CP_N_REASONS && slot->enforced <= 1
        && slot->open <= 1 CP_TABLE_TEXTS(TEXT);
#undef TEXT
}

/* Returns what identifies a slot that is sound. */
static entry_key key_of_slot(const cp_table *t, const cp_table_slot *slot)
{
    entry_key k = {
        {slot->name, slot->name_n},
        {slot->category, slot->category_n},
        directive_of(slot->kind, (cp_span){slot->directive, slot->directive_n}),
        slot->host,
        slot->kind,
        slot->reason,
        slot->enforced,
        0};

    k.hash = hash_of(&k, t->head->seed);
    return k;
}

/* The tag must be that of the content: it differs if a thread that was too slow
 * has written into a slot that was recovered. */
int cp_table_copy_slot(const cp_table *t, apr_uint32_t at, cp_table_slot *to)
{
    apr_uint64_t tag = LOAD(&t->tags[at]);

    if (STATE(tag) != PUBLISHED) {
        return 0;
    }
    *to = t->slots[at];
    return cp_table_is_sound(t, to)
        && HASH_BITS(key_of_slot(t, to).hash) == HASH_BITS(tag);
}

int cp_table_put_slot(const cp_table *t, const cp_table_slot *slot)
{
    entry_key k = key_of_slot(t, slot);
    found f = find(t, &k);

    if (f.slot != NULL || f.vacant == NULL || !has_place(t, &k, slot->open)) {
        return 0;
    }
    t->slots[f.vacant - t->tags] = *slot;
    *f.vacant = HASH_BITS(k.hash) << 24 | PUBLISHED;
    count_use(t, k.host, slot->open);
    return 1;
}

void cp_table_tell_slot(const cp_table *t, apr_uint32_t at, apr_uint64_t count)
{
    WRITE(&t->slots[at].told, count);
}
