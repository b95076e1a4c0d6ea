/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attributes of a complete tag in body, many bytes at a time: where they
 * end, and whether one of them may fetch. Only cp_html_body_end_fast.c includes
 * this file.
 */
#ifndef CP_HTML_FAST_ATTRIBUTES_H
#define CP_HTML_FAST_ATTRIBUTES_H

#include "core/html/cp_html_body_end.h"
#include "core/html/cp_html_complete_tag.h"
#include "core/html/cp_html_wide.h"
#include "core/html/cp_local_tag.h"

/*
 * Bytes that the wide search may examine. WIDE_TAG: from a vector on in which
 * it looks for the end of a tag, two bytes after it, and after the tag a vector
 * and an end tag. WIDE_ROOM: after the last byte at which a tag may begin;
 * text, a short name, and the first vector of attributes.
 */
enum { WIDE_TAG = 32 + 2 + 32 + 16, WIDE_ROOM = 128 + 8 + WIDE_TAG };

/* The attributes without which a tag need not be reported. */
typedef enum {
    ANY_ATTRIBUTE, /* any may be */
    NO_PING,       /* ping, attributionsrc */
    NO_BACKGROUND, /* background */
    NO_ADDRESS     /* one with an address that may leave the site, or that names
                      a category: cp_local_tag() */
} attribute_rule;

/* ---- attributes: from the name to the byte after the tag, or NULL ---- */

static const char *skip_to_tag_end(const char *s, const char *end)
{
    s = cp_html_ends_name(*s) ? skip_unneeded_attributes(s, end) : NULL;
    return s ? s + 1 : NULL;
}

#define LIKELY(condition) __builtin_expect(condition, 1)
#define UNLIKELY(condition) __builtin_expect(condition, 0)

/* True for the last byte of a value or a name, but not for a byte before the
 * quote that begins a value. Most of them are above '='. */
static inline int is_value_byte(char c)
{
    unsigned char last = (unsigned char)c;

    return LIKELY(last > '=') || (last > ' ' && last < '=');
}

/* is_certain_end() for the most frequent case: the '>' follows a '"' that ends
 * a value. */
static inline int is_after_value(const char *close)
{
    return memcmp(close - 1, "\">", 2) == 0 && is_value_byte(close[-2]);
}

/* Fast path for tags that end within 32 bytes. If none of the bytes is a '>' or
 * a "'", the search stops at the byte after them. */
static inline const char *skip_short_attributes(const char *s, const char *end)
{
    enum { STEP = sizeof(cp_bytes) };

    if (*s == '>') {
        return s + 1;
    }
    if (*s == ' ' && end - s > 2 * STEP) {
        apr_uint64_t at =
            cp_vec16_bits(cp_vec16_either(s, '>', '\''))
            | (apr_uint64_t)cp_vec16_bits(cp_vec16_either(s + STEP, '>', '\''))
                  << STEP
            | APR_UINT64_C(1) << 2 * STEP;
        const char *close = s + (unsigned)__builtin_ctzll(at);

        if (is_after_value(close)) {
            return close + 1;
        }
    }
    return skip_to_tag_end(s, end);
}

/* ---- attributes that matter, if start tags are reported ---- */

/* A longer tag is left to cp_html_has_attribute. */
enum { MAX_FILTERED = 1024 };

/*
 * The two bytes that the functions below look for. "ng" of ping and "rc" of
 * attributionsrc are, in either case, the pairs of which the second byte is one
 * of "CGcg" and the sum in lower case is NG_OR_RC. In background they are "kg".
 */
enum { LOWER = 0x20, NG_OR_RC = 'n' + 'g' };

/* True if a pair at one of the places `bits` after `s` ends "ping" or "nsrc".
 */
static int is_ping_at(const char *s, apr_uint64_t bits)
{
    for (; bits != 0; bits &= bits - 1) {
        apr_uint32_t last = last_four(s + __builtin_ctzll(bits) + 2);

        if (last == last_four(&"ping"[4]) || last == last_four(&"nsrc"[4])) {
            return 1;
        }
    }
    return 0;
}

/* True if the vectors for attributes from `s` to `next` are within the buffer,
 * and not too many. */
static inline int is_searchable(const char *s, const char *next,
                                const char *end)
{
    return next - s <= MAX_FILTERED && end - next > (int)sizeof(cp_bytes);
}

/* Returns 0 if no attribute of the tag from `s` to `next` is ping or
 * attributionsrc. Bytes after `next` are searched, too, so the result 1 is not
 * certain. */
static inline int may_ping(const char *s, const char *next, const char *end)
{
    if (*s == '>') {
        return 0;
    }
    if (!is_searchable(s, next, end)) {
        return 1;
    }
    for (; s < next; s += sizeof(cp_bytes)) {
        cp_bytes a = cp_vec16_load(s), b = cp_vec16_load(s + 1);
        unsigned pairs =
            cp_vec16_bits((cp_bytes)((b | (LOWER | ('c' ^ 'g'))) == 'g')
                          & (cp_bytes)((a | LOWER) + (b | LOWER) == NG_OR_RC));

        if (pairs != 0 && is_ping_at(s, pairs)) {
            return 1;
        }
    }
    return 0;
}

/* True if the attribute may be background. */
static inline int may_background(const char *s, const char *next,
                                 const char *end)
{
    if (*s == '>') {
        return 0;
    }
    if (!is_searchable(s, next, end)) {
        return 1;
    }
    for (; s < next; s += sizeof(cp_bytes)) {
        if (cp_vec16_bits((cp_bytes)((cp_vec16_load(s) | LOWER) == 'k')
                          & (cp_bytes)((cp_vec16_load(s + 1) | LOWER) == 'g'))
            != 0) {
            return 1;
        }
    }
    return 0;
}

/* True if an attribute of the tag from `s` to `next` may break the rule. */
static int may_break(attribute_rule rule, const char *s, const char *next,
                     const char *end)
{
    switch (rule) {
    case NO_PING:
        return may_ping(s, next, end);
    case NO_BACKGROUND:
        return may_background(s, next, end);
    case NO_ADDRESS:
        return !cp_local_tag(cp_span_between(s, next));
    default:
        return 0;
    }
}

/* ---- both ---- */

/* Returns the byte after the name of the tag at `tag`, which is that of `k`. */
static inline const char *after_name(const cp_html_kind *k, const char *tag)
{
    return tag + 1 + (apr_size_t)k->element.length;
}

/* The search with vectors of 16 bytes needs no tables. */
typedef struct tables {
    char none;
} tables;

static inline tables load_tables(void)
{
    tables t = {0};

    return t;
}

/* Returns the byte after the tag at `tag`; NULL if an attribute may break the
 * rule, or if the end of the tag is not in the buffer. */
static inline const char *skip(const tables *t, const cp_html_kind *k,
                               const char *tag, const char *end,
                               const char *safe, attribute_rule rule)
{
    const char *s = after_name(k, tag);
    const char *next = skip_short_attributes(s, end);

    (void)t, (void)safe;
    return next != NULL && rule != ANY_ATTRIBUTE && *s != '>'
                && may_break(rule, s, next, end)
             ? NULL
             : next;
}

#if defined(__x86_64__)
/* The tables for most tags. The loop that reads the body keeps them in
 * registers; the compiler would load them for each tag. */
typedef struct tables_wide {
    wide_bytes less, ends, ping[3], address;
} tables_wide;

WIDE static inline tables_wide load_tables_wide(void)
{
    tables_wide t;

    t.less = wide_table(CP_TABLE_LESS);
    t.ends = wide_table(CP_TABLE_ENDS);
    t.ping[0] = wide_table(CP_TABLE_PING);
    t.ping[1] = wide_table(CP_TABLE_PING + 1);
    t.ping[2] = wide_table(CP_TABLE_PING + 2);
    t.address = wide_table(CP_TABLE_ADDRESS);
    return t;
}

/* Returns the places of bytes, among the 32 at `s`, at which skip_wide() stops:
 * '>' and "'", and bytes of attributes that may break the rule. */
WIDE static inline unsigned stops_wide(const tables_wide *t, const char *s,
                                       attribute_rule rule)
{
    wide_bytes found = wide_find(rule == NO_ADDRESS ? t->address : t->ends, s);

    if (rule == NO_PING) {
        found |= wide_words_of(t->ping[0], t->ping[1], t->ping[2], s);
    }
    else if (rule == NO_BACKGROUND) {
        found |= wide_words_of(wide_table(CP_TABLE_BACKGROUND),
                               wide_table(CP_TABLE_BACKGROUND + 1),
                               wide_table(CP_TABLE_BACKGROUND + 2), s);
    }
    else if (rule == NO_ADDRESS) {
        found |= wide_pairs(wide_table(CP_TABLE_PAIRS), s)
               | (wide_bytes)(wide_load(s) == wide_table(CP_TABLE_LF));
    }
    return (unsigned)wide_bits(found);
}

/* Returns the byte after the tag if it certainly ends at `at`, where its first
 * '>' or "'" is; else NULL. `s` is in the tag, not after its name. */
WIDE static inline const char *after_end_wide(const char *s, const char *at)
{
    const char *next = at + 1;

    if (is_after_value(at)) {
        return next;
    }
    if (*at != '>') {
        return NULL;
    }
    if (at - s < (int)sizeof(wide_bytes)
        && s + first_bit(wide_bits((wide_bytes)(wide_load(s) == '"'))) >= at) {
        return next; /* no quote precedes it */
    }
    at -= at[-1] == '/';
    at -= at[-1] == ' ';
    return at[-1] == '"' && is_value_byte(at[-2]) ? next : NULL;
}

/* As skip(), for most tags: it makes no calls. NULL only means that the tag has
 * to be read in another way. `safe` is WIDE_ROOM before the end.
 *
 * The search begins at the '<' if it looks for no address: a name contains no
 * byte at which it stops, and the length of the name need not be read. */
WIDE static inline __attribute__((always_inline)) const char *skip_wide(
    const tables_wide *t, const cp_html_kind *k, const char *tag,
    const char *end, const char *safe, attribute_rule rule)
{
    enum { STEP = sizeof(wide_bytes) };
    const char *s =
        rule == ANY_ATTRIBUTE || rule == NO_PING ? tag : after_name(k, tag);
    const char *at = s;
    unsigned found;

    (void)end;
    for (;;) {
        found = stops_wide(t, at, rule);
        if (!UNLIKELY(found == 0)) {
            return after_end_wide(s, at + first_bit_or_32(found));
        }
        if (at > safe) {
            return NULL;
        }
        at += STEP;
    }
}
#endif

#endif
