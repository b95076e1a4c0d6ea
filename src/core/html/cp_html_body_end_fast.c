/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fast path: reads the text of body and complete tags. It has no rules of its
 * own: its result is that of the states in cp_html_tokenizer.c. The states read
 * incomplete tags, tags of unknown elements, of SVG and MathML, and those that
 * may close the body.
 *
 * Most tags only push an element or pop it. Two tables in cp_html_kind tell
 * this by one comparison each; all other tags go to cp_html_body_end.c.
 */
#include "core/html/cp_html_fast_attributes.h"

/* Bytes that must be in the buffer from a '<' on: "</", a word, one more. */
enum { TAG_ROOM = 2 + 8 + 1 };

/* Bytes that one round of the wide search examines: of text, a name and
 * attributes. */
enum { WIDE_ROOM = 32 + 128 + CP_HTML_NAME + WIDE_TAG + 33 };

/* ---- text ---- */

/* Returns the next '<', or `end`. */
static const char *next_tag(const char *s, const char *end)
{
    s = memchr(s, '<', (apr_size_t)(end - s));
    return s ? s : end;
}

/* True if a '<' is in the four blocks of 16 bytes at `s`. */
static inline int is_in_four(const char *s)
{
    enum { STEP = sizeof(cp_bytes) };

    return cp_vec16_bits((cp_bytes)(cp_vec16_load(s) == '<')
                         | (cp_bytes)(cp_vec16_load(s + STEP) == '<')
                         | (cp_bytes)(cp_vec16_load(s + 2 * STEP) == '<')
                         | (cp_bytes)(cp_vec16_load(s + 3 * STEP) == '<'))
        != 0;
}

/* Returns the next '<'. If it is after `safe`, *found is 0, and no '<' is
 * before the returned place. */
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

#if defined(__x86_64__)
/* Returns the first '<' in the two vectors at `s`, or NULL. */
WIDE static inline const char *find_in_two(const char *s)
{
    wide_bytes a = (wide_bytes)(wide_load(s) == '<');
    wide_bytes b = (wide_bytes)(wide_load(s + sizeof(a)) == '<');
    wide_words any = (wide_words)(a | b);

    return __builtin_ia32_ptestz256(any, any)
             ? NULL
             : s + first_bit(wide_bits(a) | wide_bits(b) << sizeof(a));
}

/* As find_tag. It may examine bytes after `safe`, but all are before `end`: see
 * WIDE_ROOM. */
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
        return s + first_bit(at);
    }
    s += STEP;
    do {
        tag = find_in_two(s);
        if (tag != NULL) {
            return tag;
        }
        tag = find_in_two(s + 2 * STEP);
        if (tag != NULL) {
            return tag;
        }
        s += 4 * STEP;
    } while (s <= safe);
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

/* Returns the kind whose name, in lower case, begins the word at `s`. Else the
 * one without a name, whose mask of 0 matches each word. */
static inline const cp_html_kind *plain_kind(const char *s)
{
    const cp_html_kind *k = cp_html_kinds[*s & 31];
    apr_uint64_t word = word_at(s);

    while ((word & k->mask) != word_at(k->element.name)) {
        k++;
    }
    return k;
}

/* True if the word at `s` begins with the name, in either case. */
static inline int is_here(const cp_html_kind *k, const char *s)
{
    return ((word_at(s) | k->lower) & k->mask) == word_at(k->element.name);
}

/* Returns the kind whose complete name is at `s`, in either case. Else the one
 * without a name. */
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

/* ---- tags ---- */

/* The variables of the stack that pushing and popping change, in registers
 * during the loop below. */
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

/* True if the end tag at `s` is that of the current node `k`, a table cell, and
 * no formatting element is pending. Then the marker leaves the list. */
static inline int is_cell_end(cp_html *h, const cp_html_kind *k, const char *s)
{
    if (!(k->element.is & K_TABLE_PART && k->element.is & K_MARKER)
        || h->stack->n_pending > 0 || !is_here(k, s + 2)
        || s[2 + k->element.length] != '>') {
        return 0;
    }
    h->stack->markers--;
    return 1;
}

/* Reads the end tag at `s` if it does nothing but pop the current node. Returns
 * NULL for any other. */
static inline const char *pop(cp_html *h, cursor *c, const char *s)
{
    const cp_html_kind *k = cp_node_kind(*c->top);

    if ((word_at(s + 1) & k->end_mask) != word_at(k->end)
        && !is_cell_end(h, k, s)) {
        return NULL;
    }
    c->top--;
    c->counts -= k->adds;
    return s + k->end_length;
}

/* True if the start tag does nothing but push its element. */
static inline int is_only_pushed(cursor c, const cp_html_kind *k)
{
    return !(c.counts & k->blocks);
}

static inline void push(cursor *c, const cp_html_kind *k)
{
    *++c->top = (cp_html_node)k;
    c->counts += k->adds;
}

/* True if the states must read a start tag of this kind. */
static int is_for_states(const cp_html *h, const cp_html_kind *k)
{
    unsigned number = k->number;

    return k->element.length == 0 || number == N_SVG || number == N_MATH
        || number == N_NOSCRIPT
        || (h->tags
            && (number == N_HTML || (number == N_META && !h->charset_known)));
}

/* As may_ping and may_background, whichever the element needs. */
static int may_pass(const cp_html_kind *k, const char *tag, const char *next,
                    const char *end)
{
    const char *name_end = tag + 1 + k->element.length;

    return k->element.is & K_BY_BACKGROUND ? may_background(name_end, next, end)
                                           : may_ping(name_end, next, end);
}

/* Reads any other start tag. Returns NULL if the states must read it. */
static const char *other_start(cp_html *h, const char *s, const char *end)
{
    cp_html_name name = {kind_at(s + 1), 0};
    const cp_html_kind *k = name.kind;
    cursor c = cursor_of(h->stack);
    const char *tag = s;

    if (is_for_states(h, k)) {
        return NULL;
    }
    s = skip_short_attributes(s + 1 + k->element.length, end);
    c.counts &= ~CP_COUNT_TAGS;
    if (s != NULL && is_only_pushed(c, k)) {
        c.counts = h->stack->counts;
        push(&c, k);
        put_back(h->stack, c);
    }
    else if (s != NULL) {
        cp_html_in_body_start_tag(h, name);
    }
    if (h->tags && s != NULL && k->element.is & K_MATTERS
        && (!(k->element.is & K_FILTER) || may_pass(k, tag, s, end))) {
        cp_html_report_whole_tag(h, k, tag, s);
    }
    return s;
}

/* Reads any other end tag. Returns NULL if the states must read it. */
static const char *other_end(cp_html *h, const char *s)
{
    cp_html_name name = {kind_at(s + 2), 0};
    unsigned number = name.kind->number;

    s += 2 + name.kind->element.length;
    if (name.kind->element.length == 0 || number == N_BODY || number == N_HTML
        || *s != '>'
        || (h->is_drifted && (number == N_SVG || number == N_MATH))) {
        return NULL;
    }
    cp_html_in_body_end_tag(h, name);
    return s + 1;
}

static const char *other_tag(cp_html *h, const char *s, const char *end)
{
    return s[1] == '/' ? other_end(h, s) : other_start(h, s, end);
}

/* True if the start tag does nothing but push its element, or nothing at all if
 * it is void, because of the current node. */
static inline int fits(cursor c, const cp_html_kind *k)
{
    apr_uint64_t blocked = c.counts & k->blocks;

    return !(blocked & ~(CP_COUNT_TAGS | CP_COUNT_PARENT))
        && (cp_node_kind(*c.top)->element.is & k->parent) == k->parent_is
        && (!(blocked & CP_COUNT_TAGS) || k->element.is & K_BY_BACKGROUND);
}

/* Defines a function that reads the start tag at `s` if it does nothing but
 * push its element. Returns NULL for any other. */
#define START(name, attribute, skip, link, background)                        \
    attribute static inline const char *name(cp_html *h, cursor *c,           \
                                             const char *s, const char *end)  \
    {                                                                         \
        const cp_html_kind *k = plain_kind(s + 1);                            \
        apr_uint64_t blocked = c->counts & k->blocks;                         \
        const char *name_end = s + 1 + (apr_size_t)k->element.length, *next;  \
                                                                              \
        if (blocked == 0) {                                                   \
            next = skip(name_end, end);                                       \
        }                                                                     \
        else if (blocked == CP_COUNT_TAGS && k->element.is & K_BY_PING) {     \
            next = link(name_end, end);                                       \
        }                                                                     \
        else {                                                                \
            unsigned is = k->element.is;                                      \
                                                                              \
            next = fits(*c, k) ? skip(name_end, end) : NULL;                  \
            if (next == NULL || is & K_VOID) {                                \
                return next;                                                  \
            }                                                                 \
            if (blocked & CP_COUNT_TAGS && background(name_end, next, end)) { \
                return NULL;                                                  \
            }                                                                 \
            h->stack->markers += (is & K_MARKER) != 0;                        \
        }                                                                     \
        if (next != NULL) {                                                   \
            push(c, k);                                                       \
        }                                                                     \
        return next;                                                          \
    }

/*
 * Defines a function that reads text and tags up to `safe`, the last byte at
 * which a tag may begin. There is one for each way to find the next tag. *rest
 * becomes 1 if no tag begins between the returned place and `safe`; it stays 0
 * if the states must read there.
 */
#define READ_BODY(name, attribute, find, start)                          \
    attribute static const char *name(cp_html *h, const char *s,         \
                                      const char *end, const char *safe, \
                                      int *rest)                         \
    {                                                                    \
        cursor c = cursor_of(h->stack);                                  \
        const char *next;                                                \
        int found;                                                       \
                                                                         \
        for (*rest = 0;;) {                                              \
            s = find(s, end, safe, &found);                              \
            if (!found) {                                                \
                *rest = 1;                                               \
                break;                                                   \
            }                                                            \
            if (s[1] == '/') {                                           \
                next = pop(h, &c, s);                                    \
            }                                                            \
            else {                                                       \
                next = start(h, &c, s, end);                             \
                if (next != NULL) {                                      \
                    s = next;                                            \
                    continue;                                            \
                }                                                        \
            }                                                            \
            if (next == NULL) {                                          \
                put_back(h->stack, c);                                   \
                next = other_tag(h, s, end);                             \
                if (next == NULL || h->state != S_DATA || h->event) {    \
                    return next ? next : s;                              \
                }                                                        \
                c = cursor_of(h->stack);                                 \
            }                                                            \
            s = next;                                                    \
            if (*c.top & CP_NODE_HASHED) {                               \
                s = next_tag(s, end);                                    \
                break;                                                   \
            }                                                            \
        }                                                                \
        put_back(h->stack, c);                                           \
        return s;                                                        \
    }

START(start, , skip_short_attributes, skip_link, may_background)
READ_BODY(read_body, , find_tag, start)
#if defined(__x86_64__)
START(start_wide, WIDE, skip_short_attributes_wide, skip_link_wide,
      may_background_wide)
READ_BODY(read_body_wide, WIDE, find_tag_wide, start_wide)
#endif

const char *cp_html_body_end_fast(cp_html *h, const char *s, const char *end)
{
    int rest = !(cp_html_current_node(h->stack) & CP_NODE_HASHED);

#if defined(__x86_64__)
    if (rest && end - s > WIDE_ROOM && __builtin_cpu_supports("avx2")
        && __builtin_cpu_supports("bmi")) {
        s = read_body_wide(h, s, end, end - WIDE_ROOM, &rest);
        if (!rest) {
            return s;
        }
    }
#endif
    if (rest && end - s > TAG_ROOM) {
        s = read_body(h, s, end, end - TAG_ROOM, &rest);
        if (!rest) {
            return s;
        }
    }
    return next_tag(s, end);
}
