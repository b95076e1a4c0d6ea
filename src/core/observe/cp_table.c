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

/* A search ends after this number of slots. At most one half of the slots is in
 * use, so it is practically never reached. */
#define MAX_PROBES 128

/* The number of times that a thread looks at a slot which another one is
 * filling with what is probably the same entry. */
#define MAX_SPINS 2000

/* ---- the region ---- */

apr_size_t cp_table_slots(int entries)
{
    apr_size_t n = 2 * CP_TABLE_MIN_ENTRIES;

    while (n < 2 * (apr_size_t)entries) {
        n *= 2;
    }
    return n;
}

apr_size_t cp_table_size(int n_hosts, int entries)
{
    return sizeof(cp_table_head) + (apr_size_t)n_hosts * sizeof(cp_table_host)
         + cp_table_slots(entries)
               * (sizeof(apr_uint64_t) + sizeof(cp_table_slot));
}

void cp_table_attach(cp_table *t, void *region, int n_hosts, int entries)
{
    apr_size_t n = cp_table_slots(entries);

    t->head = region;
    t->hosts = (cp_table_host *)(t->head + 1);
    t->tags = (apr_uint64_t *)(t->hosts + n_hosts);
    t->slots = (cp_table_slot *)(t->tags + n);
    t->n_hosts = n_hosts;
    t->entries = (apr_uint32_t)entries;
    t->mask = (apr_uint32_t)n - 1;
    t->recent = NULL;
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
    apr_uint64_t id; /* the bytes of a cp_table_id */
    apr_uint64_t hash;
    cp_span name;         /* cut */
    const char *category; /* never NULL */
    cp_span directive;    /* of a source; else empty */
    apr_uint32_t host;
    int is_source;
} entry_key;

static const char no_category[] = "";

static inline apr_uint64_t mix(apr_uint64_t h, apr_uint64_t word)
{
    h = (h ^ word) * APR_UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static inline apr_uint64_t hash_of(const entry_key *k, apr_uint64_t seed)
{
    const char *s = k->name.s, *last;
    apr_uint64_t h = mix(seed, k->id);
    apr_size_t i;

    for (i = 0; i < k->directive.n; i++) {
        h = mix(h, (unsigned char)k->directive.s[i]);
    }
    if (k->name.n <= 8) {
        return mix(h, cp_table_short_word(s, k->name.n));
    }
    last = s + k->name.n - 8;
    for (; s < last; s += 8) {
        h = mix(h, cp_table_word(s));
    }
    return mix(h, cp_table_word(last));
}

/* A directive distinguishes entries of sources alone. */
static inline void set_id(entry_key *k, const cp_table_id *id,
                          cp_span directive)
{
    k->id = cp_table_word(id);
    k->host = id->host;
    k->is_source = id->kind == CP_SEEN_SOURCE;
    k->directive.s = directive.s;
    k->directive.n = k->is_source ? directive.n : 0;
    if (k->directive.n > CP_TABLE_DIRECTIVE) {
        k->directive.n = CP_TABLE_DIRECTIVE;
    }
}

static inline entry_key key_of(const cp_table *t, int host,
                               const cp_sighting *s)
{
    apr_size_t n = s->name.n < CP_TABLE_NAME ? s->name.n : CP_TABLE_NAME;
    cp_table_id id = {(apr_uint32_t)host, (unsigned char)s->kind,
                      (unsigned char)s->reason, s->enforced != 0,
                      (unsigned char)n};
    entry_key k;

    set_id(&k, &id, s->directive);
    k.name.s = s->name.s;
    k.name.n = n;
    k.category = s->category ? s->category : no_category;
    k.hash = hash_of(&k, t->head->seed);
    return k;
}

static int is_category(const cp_table_slot *slot, const char *category)
{
    apr_size_t n = strlen(category);

    return slot->category_n == n && memcmp(slot->category, category, n) == 0;
}

static inline cp_span directive_of(const cp_table_slot *slot)
{
    cp_span directive = {slot->directive, slot->directive_n};

    return directive;
}

/* True if the slot has this entry. */
static inline int is_entry(const cp_table_slot *slot, const entry_key *k)
{
    return cp_table_word(&slot->host) == k->id
        && cp_table_same_name(slot->name, k->name.s, k->name.n)
        && (!k->is_source || cp_span_eq(directive_of(slot), k->directive))
        && is_category(slot, k->category);
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

static found find(const cp_table *t, const entry_key *k)
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
    slot->kind = (unsigned char)s->kind;
    slot->reason = (unsigned char)s->reason;
    slot->enforced = s->enforced != 0;
    slot->open = !s->fixed;
#define TEXT(member, text) \
    slot->member##_n = copy_text(slot->member, sizeof(slot->member), text)
    TEXT(name, k->name);
    TEXT(category, cp_span_of(k->category));
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

void cp_table_add(const cp_table *t, int host, cp_counter c, apr_uint64_t n)
{
    ADD(&t->hosts[host].counters[c], n);
}

cp_table_slot *cp_table_repeat(const cp_table *t, int host,
                               const cp_decision *d, int enforced,
                               const char *category, apr_int64_t now)
{
    cp_sighting s = {.kind = CP_SEEN_RESPONSE,
                     .name = d->name,
                     .reason = d->reason,
                     .enforced = enforced,
                     .category = category};
    entry_key k = key_of(t, host, &s);
    found f = find(t, &k);

    cp_table_add(t, host, cp_counter_of_reason(d->reason), 1);
    if (f.slot != NULL) {
        cp_table_slot_again(f.slot, now);
    }
    return f.slot;
}

cp_noted cp_table_note(const cp_table *t, int host, const cp_sighting *s,
                       apr_int64_t now)
{
    entry_key k = key_of(t, host, s);
    int tries;

    for (tries = 0; tries < 8; tries++) {
        found f = find(t, &k);

        if (f.slot != NULL) {
            cp_table_slot_again(f.slot, now);
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

cp_table_slot *cp_table_entry(const cp_table *t, int host, const cp_sighting *s)
{
    entry_key k = key_of(t, host, s);

    return find(t, &k).slot;
}

/* ---- counters ---- */

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
    cp_table_host *h = &t->hosts[host];
    apr_uint64_t hour = (apr_uint64_t)now / 3600;
    apr_uint64_t *cell = &h->rates[hour % CP_RATE_HOURS][rate_of(c)];
    apr_uint64_t old = READ(cell);

    ADD(&h->counters[c], 1);
    while (!SWAP(cell, &old, old >> 32 == hour ? old + 1 : hour << 32 | 1)) {}
}

/* ---- slots for other files of this folder ---- */

int cp_table_is_sound(const cp_table *t, const cp_table_slot *slot)
{
#define TEXT(member, size) &&slot->member##_n <= (size)
    return slot->host < (apr_uint32_t)t->n_hosts && slot->kind < CP_N_SEEN
        && slot->reason < CP_N_REASONS && slot->enforced <= 1 && slot->open <= 1
        && cp_table_is_time(slot->first)
        && cp_table_is_time(READ(&slot->last)) CP_TABLE_TEXTS(TEXT);
#undef TEXT
}

/* Returns what identifies a slot that is sound. `category` has room for a
 * terminated string. */
static entry_key key_of_slot(const cp_table *t, const cp_table_slot *slot,
                             char *category)
{
    cp_table_id id;
    entry_key k;

    memcpy(&id, &slot->host, sizeof(id));
    set_id(&k, &id, directive_of(slot));
    k.name.s = slot->name;
    k.name.n = slot->name_n;
    memcpy(category, slot->category, slot->category_n);
    category[slot->category_n] = '\0';
    k.category = category;
    k.hash = hash_of(&k, t->head->seed);
    return k;
}

/* The tag must be that of the content: it differs if a thread that was too slow
 * has written into a slot that was recovered. */
int cp_table_copy_slot(const cp_table *t, apr_uint32_t at, cp_table_slot *to)
{
    apr_uint64_t tag = LOAD(&t->tags[at]);
    char category[CP_MAX_CATEGORY_ID + 1];

    if (STATE(tag) != PUBLISHED) {
        return 0;
    }
    *to = t->slots[at];
    return cp_table_is_sound(t, to)
        && HASH_BITS(key_of_slot(t, to, category).hash) == HASH_BITS(tag);
}

int cp_table_put_slot(const cp_table *t, const cp_table_slot *slot)
{
    char category[CP_MAX_CATEGORY_ID + 1];
    entry_key k = key_of_slot(t, slot, category);
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
