/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Skips the text of body and complete tags. It has no rules of its own: the
 * states and cp_html_tail.c read truncated tags, unknown names, SVG and MathML,
 * and tags that may close the body.
 */
#include "cp_html_over.h"
#include "cp_html_tail.h"

/* Bytes that must be there after a '<': "</", a word, and one more. */
enum { LOOK = 2 + 8 + 1 };

/* Bytes that one round examines: of a text, a name and attributes. */
enum { AHEAD = 192 };

/* ---- text ---- */

/* The next '<' up to `safe`, or a place after `safe`. */
static inline const char *find_tag(const char *s, const char *end,
                                   const char *safe)
{
    (void)safe;
    return cp_block_find(s, end, '<', '<');
}

/* The same for a processor with vectors of 32 bytes. */
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
typedef unsigned char wide_bytes __attribute__((vector_size(32)));
typedef char wide_chars __attribute__((vector_size(32)));

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

WIDE static inline const char *find_tag_wide(const char *s, const char *end,
                                             const char *safe)
{
    enum { STEP = sizeof(wide_bytes) };
    apr_uint64_t at;

    (void)end;
    if (s > safe) {
        return s;
    }
    at = wide_bits((wide_bytes)(wide_load(s) == '<'));
    if (at != 0) {
        return s + (apr_size_t)__builtin_ctzll(at);
    }
    for (s += STEP; s <= safe; s += 2 * STEP) {
        wide_bytes a = (wide_bytes)(wide_load(s) == '<');
        wide_bytes b = (wide_bytes)(wide_load(s + STEP) == '<');

        if (wide_bits(a | b) != 0) {
            return s
                 + (apr_size_t)__builtin_ctzll(wide_bits(a)
                                               | wide_bits(b) << STEP);
        }
    }
    return s;
}
#endif

/* ---- tags ---- */

static inline int is_here(const cp_html_kind *k, apr_uint64_t lower,
                          const char *s)
{
    apr_uint64_t word, name;

    memcpy(&word, s, sizeof(word));
    memcpy(&name, k->element.name, sizeof(name));
    return (((word | lower) ^ name) & k->mask) == 0;
}

/* The element whose complete name is at s, in upper or lower case; or one
 * without name, which is the last of each letter and matches every name. */
static inline const cp_html_kind *kind_at(const char *s)
{
    const cp_html_kind *k = cp_html_kinds[*s & 31];

    for (;; k++) {
        if (is_here(k, k->lower, s)
            && (k->element.length == 0
                || s[(apr_size_t)k->element.length] == '>'
                || cp_html_ends_name((unsigned char)s[k->element.length]))) {
            return k;
        }
    }
}

/* Goes from the end of a name to the end of its tag, or NULL. */
static inline const char *over_tag(const char *s, const char *end)
{
    if (*s != '>') {
        s = over_silent(s, end);
        if (s == NULL) {
            return NULL;
        }
    }
    return s + 1;
}

#if defined(__x86_64__)
/* The same: mostly a '"' and the '>' are in the next bytes, see over_silent. */
WIDE static inline const char *over_tag_wide(const char *s, const char *end)
{
    wide_bytes v = wide_load(s);
    apr_uint64_t at;

    if (*s == '>') {
        return s + 1;
    }
    at = wide_bits((wide_bytes)(v == '>') | (wide_bytes)(v == '\''));
    if (at != 0) {
        const char *close = s + (apr_size_t)__builtin_ctzll(at);

        if (*close == '>' && close[-1] == '"' && close[-2] != '='
            && (unsigned char)close[-2] > ' ') {
            return close + 1;
        }
    }
    return over_tag(s, end);
}
#endif

/* Reads a start tag that does more than to push its element. Returns NULL if
 * the states must read it. */
static const char *other_start(cp_html *h, const cp_html_kind *k, const char *s)
{
    cp_html_name name = {k, 0};

    if (k->number == N_SVG || k->number == N_MATH || k->number == N_NOSCRIPT) {
        return NULL;
    }
    cp_html_tail_start(h, name);
    return s;
}

/* Reads the end tag of an element that is not the topmost one, or that is
 * counted. */
static const char *other_end(cp_html *h, const char *s)
{
    cp_html_name name = {kind_at(s + 2), 0};
    unsigned number = name.kind->number;

    s += 2 + name.kind->element.length;
    if (name.kind->element.length == 0 || number == N_BODY || number == N_HTML
        || *s != '>') {
        return NULL;
    }
    cp_html_tail_end(h, name);
    return s + 1;
}

/* Reads up to `safe`, after which bytes may be missing. There is one function
 * for each way to find the next tag. */
#define SKIP(name, attribute, find, over)                                \
    attribute static const char *name(cp_html *h, const char *s,         \
                                      const char *end, const char *safe) \
    {                                                                    \
        cp_html_open *o = h->tail;                                       \
        const cp_html_kind *k;                                           \
        const char *next;                                                \
                                                                         \
        for (;;) {                                                       \
            cp_html_node top = cp_html_top(o);                           \
                                                                         \
            s = find(s, end, safe);                                      \
            if (s > safe || top & CP_NODE_HASHED) {                      \
                return s;                                                \
            }                                                            \
            if (s[1] == '/') {                                           \
                k = cp_node_kind(top);                                   \
                if (is_here(k, k->lower_end, s + 2)                      \
                    && (s + 2)[(apr_size_t)k->element.length] == '>') {  \
                    o->n--;                                              \
                    o->counts -= k->adds;                                \
                    s += (apr_size_t)k->element.length + 3;              \
                    continue;                                            \
                }                                                        \
                next = other_end(h, s);                                  \
            }                                                            \
            else {                                                       \
                k = kind_at(s + 1);                                      \
                if (k->element.length == 0) {                            \
                    return s;                                            \
                }                                                        \
                next = over(s + 1 + (apr_size_t)k->element.length, end); \
                if (!(o->counts & k->blocks) && next != NULL) {          \
                    o->open[o->n++] = (cp_html_node)k;                   \
                    o->counts += k->adds;                                \
                    s = next;                                            \
                    continue;                                            \
                }                                                        \
                next = next ? other_start(h, k, next) : NULL;            \
            }                                                            \
            if (next == NULL) {                                          \
                return s;                                                \
            }                                                            \
            s = next;                                                    \
            if (h->state != S_DATA || h->event) {                        \
                return s;                                                \
            }                                                            \
        }                                                                \
    }

SKIP(skip, , find_tag, over_tag)
#if defined(__x86_64__)
SKIP(skip_wide, WIDE, find_tag_wide, over_tag_wide)
#endif

const char *cp_html_skip(cp_html *h, const char *s, const char *end)
{
#if defined(__x86_64__)
    if (end - s > AHEAD && __builtin_cpu_supports("avx2")) {
        s = skip_wide(h, s, end, end - AHEAD);
        if (s <= end - AHEAD || h->state != S_DATA || h->event) {
            return s;
        }
    }
#endif
    if (end - s > LOOK) {
        s = skip(h, s, end, end - LOOK);
        if (s <= end - LOOK || h->state != S_DATA || h->event) {
            return s;
        }
    }
    s = memchr(s, '<', (apr_size_t)(end - s));
    return s ? s : end;
}
