/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Skips the text of body and complete tags. It has no rules of its own: the
 * states and cp_html_body_end.c read truncated tags, unknown names, SVG and
 * MathML, and tags that may close the body.
 */
#include "core/html/cp_html_complete_tag.h"
#include "core/html/cp_html_body_end.h"

/* Bytes that must be there after a '<': "</", a word, and one more. */
enum { LOOK = 2 + 8 + 1 };

/* Bytes that one round examines: of a text, a name and attributes. */
enum { AHEAD = 192 };

/* ---- text ---- */

static const char *to_tag(const char *s, const char *end)
{
    s = memchr(s, '<', (apr_size_t)(end - s));
    return s ? s : end;
}

/* Whether a '<' is in the four blocks at s. */
static inline int is_in_four(const char *s)
{
    enum { STEP = sizeof(cp_bytes) };

    return cp_vec16_bits((cp_bytes)(cp_vec16_load(s) == '<')
                         | (cp_bytes)(cp_vec16_load(s + STEP) == '<')
                         | (cp_bytes)(cp_vec16_load(s + 2 * STEP) == '<')
                         | (cp_bytes)(cp_vec16_load(s + 3 * STEP) == '<'))
        != 0;
}

/* The next '<'. *found is 0 when there is none up to `safe`: then there is
 * none before the place that is returned. */
static inline const char *find_tag(const char *s, const char *end,
                                   const char *safe, int *found)
{
    enum { STEP = sizeof(cp_bytes) };

    if (end - s >= 5 * STEP) {
        const char *last = end - 4 * STEP;
        unsigned at = cp_vec16_bits((cp_bytes)(cp_vec16_load(s) == '<'));

        *found = 1;
        if (at != 0) {
            return s + cp_first_place(at);
        }
        for (s += STEP; s <= last && !is_in_four(s); s += 4 * STEP) {}
    }
    s = cp_vec16_find(s, end, '<', '<');
    *found = s <= safe;
    return s;
}

/* Finds the next '<' with vectors of 32 bytes, if the processor has them. The
 * tag may begin after `safe`. All bytes of it that are examined exist. */
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,bmi")))
typedef unsigned char wide_bytes __attribute__((vector_size(32)));
typedef char wide_chars __attribute__((vector_size(32)));
typedef long long wide_words __attribute__((vector_size(32)));

WIDE static inline wide_bytes wide_load(const char *s)
{
    wide_bytes v;

    memcpy(&v, s, sizeof(v));
    return v;
}

WIDE static inline apr_uint64_t wide_bits(wide_bytes found)
{
    return (unsigned)__builtin_ia32_pmovmskb256((wide_chars)found);
}

/* In two vectors at s; else NULL. */
WIDE static inline const char *find_in_two(const char *s)
{
    wide_bytes a = (wide_bytes)(wide_load(s) == '<');
    wide_bytes b = (wide_bytes)(wide_load(s + sizeof(a)) == '<');
    wide_words any = (wide_words)(a | b);

    return __builtin_ia32_ptestz256(any, any)
             ? NULL
             : s
                   + __builtin_ia32_tzcnt_u64(wide_bits(a)
                                              | wide_bits(b) << sizeof(a));
}

WIDE static inline const char *find_tag_wide(const char *s, const char *end,
                                             const char *safe, int *found)
{
    enum { STEP = sizeof(wide_bytes) };
    apr_uint64_t at;
    const char *tag;

    (void)end;
    *found = 0;
    if (s > safe) {
        return s;
    }
    *found = 1;
    at = wide_bits((wide_bytes)(wide_load(s) == '<'));
    if (at != 0) {
        return s + __builtin_ia32_tzcnt_u64(at);
    }
    for (s += STEP; s <= safe; s += 4 * STEP) {
        tag = find_in_two(s);
        if (tag != NULL) {
            return tag;
        }
        tag = find_in_two(s + 2 * STEP);
        if (tag != NULL) {
            return tag;
        }
    }
    *found = 0;
    return s;
}
#endif

/* ---- names ---- */

static inline apr_uint64_t word_at(const char *s)
{
    apr_uint64_t word;

    memcpy(&word, s, sizeof(word));
    return word;
}

/* The element whose name is at the start of the word at s, in lower case; or
 * one without name, which is the last of each letter and matches every name. */
static inline const cp_html_kind *plain_kind(const char *s)
{
    const cp_html_kind *k = cp_html_kinds[*s & 31];
    apr_uint64_t word = word_at(s);

    while ((word & k->mask) != word_at(k->element.name)) {
        k++;
    }
    return k;
}

static inline int is_here(const cp_html_kind *k, const char *s)
{
    return ((word_at(s) | k->lower) & k->mask) == word_at(k->element.name);
}

/* The element whose complete name is at s, in upper or lower case; or the one
 * without name. */
static inline const cp_html_kind *kind_at(const char *s)
{
    const cp_html_kind *k = cp_html_kinds[*s & 31];

    while (!is_here(k, s)
           || (k->element.length != 0
               && !cp_html_ends_name(s[k->element.length]))) {
        k++;
    }
    return k;
}

/* ---- attributes: from a name to the end of its tag, or NULL ---- */

static const char *skip_to_tag_end(const char *s, const char *end)
{
    s = cp_html_ends_name(*s) ? skip_unneeded_attributes(s, end) : NULL;
    return s ? s + 1 : NULL;
}

/* Whether a '>' that no other one and no "'" precedes ends a tag for certain,
 * see skip_unneeded_attributes: after a '"', after something else than a space
 * and '='. */
static inline int is_after_value(const char *close)
{
    apr_uint32_t last;

    memcpy(&last, close - 3, sizeof(last));
    last = APR_IS_BIGENDIAN ? __builtin_bswap32(last) : last;
    last -= (apr_uint32_t)'>' << 24 | '"' << 16 | (' ' + 1) << 8;
    return last < (0x100 - (' ' + 1)) << 8 && last >> 8 != '=' - (' ' + 1);
}

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

#if defined(__x86_64__)
WIDE static inline const char *skip_short_attributes_wide(const char *s,
                                                          const char *end)
{
    if (*s == '>') {
        return s + 1;
    }
    if (*s == ' ') {
        wide_bytes v = wide_load(s);
        unsigned at = (unsigned)wide_bits((wide_bytes)(v == '>')
                                          | (wide_bytes)(v == '\''));
        const char *close = s + __builtin_ia32_tzcnt_u32(at); /* of 0: 32 */

        if (is_after_value(close)) {
            return close + 1;
        }
    }
    return skip_to_tag_end(s, end);
}
#endif

/* ---- tags ---- */

/* The top of the stack, while only that changes. */
typedef struct cursor {
    cp_html_node *top;
    apr_uint64_t counts;
} cursor;

static inline cursor cursor_of(cp_html_open_elements *o)
{
    cursor c = {&o->open[o->n - 1], o->counts};

    return c;
}

static inline void put_back(cp_html_open_elements *o, cursor c)
{
    o->n = (unsigned)(c.top - o->open) + 1;
    o->counts = c.counts;
}

/* An end tag that does nothing but take the topmost element away. Returns NULL
 * for another. */
static inline const char *pop(cursor *c, const char *s)
{
    const cp_html_kind *k = cp_node_kind(*c->top);

    if ((word_at(s + 1) & k->end_mask) != word_at(k->end)) {
        return NULL;
    }
    c->top--;
    c->counts -= k->adds;
    return s + 3 + (apr_size_t)k->element.length;
}

/* A start tag of this element does nothing but put it on the stack. */
static inline int is_only_pushed(cursor c, const cp_html_kind *k)
{
    return !(c.counts & k->blocks);
}

static inline void push(cursor *c, const cp_html_kind *k)
{
    *++c->top = (cp_html_node)k;
    c->counts += k->adds;
}

/* Reads every other start tag. Returns NULL if the states must read it. */
static const char *other_start(cp_html *h, const char *s, const char *end)
{
    cp_html_name name = {kind_at(s + 1), 0};
    const cp_html_kind *k = name.kind;
    cursor c = cursor_of(h->stack);

    if (k->element.length == 0 || k->number == N_SVG || k->number == N_MATH
        || k->number == N_NOSCRIPT) {
        return NULL;
    }
    s = skip_to_tag_end(s + 1 + k->element.length, end);
    if (s != NULL && is_only_pushed(c, k)) {
        push(&c, k);
        put_back(h->stack, c);
    }
    else if (s != NULL) {
        cp_html_in_body_start_tag(h, name);
    }
    return s;
}

/* Reads every other end tag. Returns NULL if the states must read it. */
static const char *other_end(cp_html *h, const char *s)
{
    cp_html_name name = {kind_at(s + 2), 0};
    unsigned number = name.kind->number;

    s += 2 + name.kind->element.length;
    if (name.kind->element.length == 0 || number == N_BODY || number == N_HTML
        || *s != '>') {
        return NULL;
    }
    cp_html_in_body_end_tag(h, name);
    return s + 1;
}

static const char *other_tag(cp_html *h, const char *s, const char *end)
{
    return s[1] == '/' ? other_end(h, s) : other_start(h, s, end);
}

/*
 * Reads up to `safe`, after which bytes may be missing. There is one function
 * for each way to find the next tag. If *rest is set, the caller reads on from
 * the returned place; else the states do.
 */
#define SKIP(name, attribute, find, over)                                   \
    attribute static const char *name(cp_html *h, const char *s,            \
                                      const char *end, const char *safe,    \
                                      int *rest)                            \
    {                                                                       \
        cursor c = cursor_of(h->stack);                                     \
        const char *next;                                                   \
        int found;                                                          \
                                                                            \
        for (*rest = 0;;) {                                                 \
            s = find(s, end, safe, &found);                                 \
            if (!found) {                                                   \
                *rest = 1;                                                  \
                break;                                                      \
            }                                                               \
            if (s[1] == '/') {                                              \
                next = pop(&c, s);                                          \
            }                                                               \
            else {                                                          \
                const cp_html_kind *k = plain_kind(s + 1);                  \
                                                                            \
                next = is_only_pushed(c, k)                                 \
                         ? over(s + 1 + (apr_size_t)k->element.length, end) \
                         : NULL;                                            \
                if (next != NULL) {                                         \
                    push(&c, k);                                            \
                    s = next;                                               \
                    continue;                                               \
                }                                                           \
            }                                                               \
            if (next == NULL) {                                             \
                put_back(h->stack, c);                                      \
                next = other_tag(h, s, end);                                \
                if (next == NULL || h->state != S_DATA || h->event) {       \
                    return next ? next : s;                                 \
                }                                                           \
                c = cursor_of(h->stack);                                    \
            }                                                               \
            s = next;                                                       \
            if (*c.top & CP_NODE_HASHED) {                                  \
                s = to_tag(s, end);                                         \
                break;                                                      \
            }                                                               \
        }                                                                   \
        put_back(h->stack, c);                                              \
        return s;                                                           \
    }

SKIP(skip, , find_tag, skip_short_attributes)
#if defined(__x86_64__)
SKIP(skip_wide, WIDE, find_tag_wide, skip_short_attributes_wide)
#endif

const char *cp_html_body_end_fast(cp_html *h, const char *s, const char *end)
{
    int rest = !(cp_html_current_node(h->stack) & CP_NODE_HASHED);

#if defined(__x86_64__)
    if (rest && end - s > AHEAD && __builtin_cpu_supports("avx2")
        && __builtin_cpu_supports("bmi")) {
        s = skip_wide(h, s, end, end - AHEAD, &rest);
        if (!rest) {
            return s;
        }
    }
#endif
    if (rest && end - s > LOOK) {
        s = skip(h, s, end, end - LOOK, &rest);
        if (!rest) {
            return s;
        }
    }
    return to_tag(s, end);
}
