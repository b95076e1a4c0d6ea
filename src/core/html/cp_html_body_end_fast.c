/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fast path: reads the text of body and complete tags. It has no rules of its
 * own: its result is that of the states in cp_html_tokenizer.c. The states read
 * incomplete tags, those of SVG and MathML, and those that may close the body.
 *
 * Most tags only push an element or pop it. Members of cp_html_kind tell this
 * by one comparison each. The loop in cp_html_read_body.h reads these tags; all
 * others go to cp_html_body_end.c.
 */
#include "core/html/cp_html_fast_attributes.h"

/* The length of "</". After an end tag the search for the next '<' begins
 * there: that spares a look at the length of the name. */
enum { END_TAG_OPEN = 2 };

/* Bytes that must be in the buffer from a '<' on: "</", a word, one more. */
enum { TAG_ROOM = END_TAG_OPEN + 8 + 1 };

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

/* Moves *at to the next '<'. Returns 0 if that is after `safe`: then no '<' is
 * before *at. */
static inline int find_tag(const tables *t, const char **at, const char *end,
                           const char *safe)
{
    enum { STEP = sizeof(cp_bytes) };
    const char *s = *at;

    (void)t;
    if (end - s >= 5 * STEP) {
        const char *last = end - 4 * STEP;
        unsigned found = cp_vec16_bits((cp_bytes)(cp_vec16_load(s) == '<'));

        if (found != 0) {
            *at = s + cp_first_place(found);
            return 1;
        }
        for (s += STEP; s <= last && !is_in_four(s); s += 4 * STEP) {}
    }
    *at = cp_vec16_find(s, end, '<', '<');
    return *at <= safe;
}

#if defined(__x86_64__)
/* Returns the first '<' in the two vectors at `s`, or NULL. */
WIDE static inline const char *find_in_two(const tables_wide *t, const char *s)
{
    wide_bytes a = (wide_bytes)(wide_load(s) == t->less);
    wide_bytes b = (wide_bytes)(wide_load(s + sizeof(a)) == t->less);
    wide_words any = (wide_words)(a | b);

    return __builtin_ia32_ptestz256(any, any)
             ? NULL
             : s + first_bit(wide_bits(a) | wide_bits(b) << sizeof(a));
}

/* As find_tag. It may examine bytes after `safe`, but all are before `end`: see
 * WIDE_ROOM. */
WIDE static inline int find_tag_wide(const tables_wide *t, const char **at,
                                     const char *end, const char *safe)
{
    enum { STEP = sizeof(wide_bytes) };
    const char *s = *at, *tag;
    unsigned found;

    (void)end;
    found = (unsigned)wide_bits((wide_bytes)(wide_load(s) == t->less));
    if (!UNLIKELY(found == 0)) {
        *at = s + first_bit_or_32(found);
        return 1;
    }
    s += STEP;
    tag = NULL;
    while (tag == NULL && s <= safe) {
        tag = find_in_two(t, s);
        if (tag == NULL) {
            tag = find_in_two(t, s + 2 * STEP);
        }
        s += 4 * STEP;
    }
    *at = tag != NULL ? tag : s;
    return tag != NULL;
}
#endif

/* ---- names ---- */

static inline apr_uint64_t word_at(const char *s)
{
    apr_uint64_t word;

    memcpy(&word, s, sizeof(word));
    return word;
}

/* Returns the kind whose name, in lower case, is at `s`, before a ' ' or a '>',
 * and tells which. Else the one without a name, whose mask of 0 matches each
 * word. */
static inline const cp_html_kind *plain_kind(const char *s, int *attributes)
{
    const cp_html_kind *k = cp_html_kinds[(unsigned char)*s];
    apr_uint64_t word = word_at(s);

    for (;; k++) {
        apr_uint64_t tag = word & k->start_mask;

        if (LIKELY(tag == word_at(k->start))) {
            *attributes = 1;
            return k;
        }
        if (tag == word_at(k->end + 1)) {
            *attributes = 0;
            return k;
        }
    }
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
    const cp_html_kind *k = cp_html_kinds[(unsigned char)*s];

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

/* The loop takes each node for a kind. So the topmost hashed node is replaced
 * meanwhile, by a kind without properties that no end tag pops. */
static const cp_html_kind no_kind = {.end = "/"};

/* Replaces the topmost hashed node. Returns it, or 0 if there is none. */
static cp_html_node hide_hashed(cp_html_open_elements *o)
{
    cp_html_node *hashed = &o->open[o->n], node = 0;

    if (o->hashed > 0) {
        while (!(*--hashed & CP_NODE_HASHED)) {}
        node = *hashed;
        *hashed = (cp_html_node)&no_kind;
    }
    return node;
}

/* Puts it back to its place. */
static void show_hashed(cp_html_open_elements *o, cp_html_node node)
{
    cp_html_node *hashed = &o->open[o->n];

    if (o->hashed > 0) {
        while (*--hashed != (cp_html_node)&no_kind) {}
        *hashed = node;
    }
}

/* True if the end tag of the kind, in lower case, is at `s`. */
static inline int is_end_tag(const cp_html_kind *k, const char *s)
{
    return (word_at(s + 1) & k->leaf_mask) == word_at(k->end);
}

/* True if the end tag at `s` is that of the current node `k`, a table cell, and
 * no formatting element is pending, which the end of the cell would remove. */
static inline int is_cell_end(const cp_html_open_elements *o,
                              const cp_html_kind *k, const char *s)
{
    return k->element.is & K_TABLE_PART && k->element.is & K_MARKER
        && o->n_pending == 0 && is_end_tag(k, s);
}

/* The kind of the first byte that was not read. */
typedef enum {
    AT_TEXT,
    AT_END_TAG,
    AT_OTHER, /* a tag that does more than push or pop an element */
    AT_REST   /* a place after `safe` */
} place;

typedef struct reached {
    const char *at;
    place what;
} reached;

static inline reached reached_at(const char *at, place what)
{
    reached r = {at, what};

    return r;
}

/* Reads the end tag at *s if it does nothing but pop the current node. */
static inline place pop(const cp_html_open_elements *o, cursor *c,
                        const char **s)
{
    const cp_html_kind *k = cp_node_kind(*c->top);

    if ((word_at(*s + 1) & k->end_mask) != word_at(k->end)
        && !is_cell_end(o, k, *s)) {
        return AT_OTHER;
    }
    c->top--;
    c->counts -= k->adds;
    *s += END_TAG_OPEN;
    return AT_TEXT;
}

static inline void push(cursor *c, const cp_html_kind *k)
{
    *++c->top = (cp_html_node)k;
    c->counts += k->adds;
}

/* Reads the complete name of a tag at `s`. *after becomes the byte after it, or
 * `end` if there is none: the name is not complete, or not a name. */
static cp_html_name name_at(const char *s, const char *end, const char **after)
{
    cp_html_name name = {kind_at(s), 0};
    char text[CP_HTML_NAME] = {0};
    apr_size_t n = 0;

    *after = s + name.kind->element.length;
    if (name.kind->element.length > 0) {
        return name;
    }
    if (!cp_html_is_alpha(*s)) {
        *after = end;
        return name;
    }
    for (; s < end && !cp_html_ends_name(*s); s++) {
        if (n < sizeof(text)) { /* as cp_html_name_add */
            text[n++] = cp_lower(*s ? *s : '\xFF');
        }
    }
    name.kind = cp_html_kind_of(text);
    name.hash = cp_html_hash(text);
    *after = s;
    return name;
}

/* True if the states must read a start tag of this kind. */
static int is_for_states(const cp_html *h, const cp_html_kind *k)
{
    unsigned number = k ? k->number : N_NONE;

    return number == N_SVG || number == N_MATH || number == N_NOSCRIPT
        || (h->tags
            && (number == N_HTML || (number == N_META && !h->charset_known)));
}

/* Returns the rule that spares the report of a tag; ANY_ATTRIBUTE if it must be
 * reported in any case. */
static attribute_rule rule_of(const cp_html *h, const cp_html_kind *k)
{
    return k->element.is & K_BY_PING       ? NO_PING
         : k->element.is & K_BY_BACKGROUND ? NO_BACKGROUND
         : h->stack->counts & CP_COUNT_ADDRESS && k->number != N_BASE
             ? NO_ADDRESS
             : ANY_ATTRIBUTE;
}

/* Reports the start tag from `tag` to `next`, if it matters. `s` is after its
 * name. */
static void report(cp_html *h, const cp_html_kind *k, const char *tag,
                   const char *s, const char *next, const char *end)
{
    attribute_rule rule = rule_of(h, k);

    if (rule == ANY_ATTRIBUTE || may_break(rule, s, next, end)) {
        cp_html_report_whole_tag(h, k, tag, next);
    }
}

/* Reads any other start tag. Returns NULL if the states must read it. */
static const char *other_start(cp_html *h, const char *tag, const char *end)
{
    const char *s, *next;
    cp_html_name name = name_at(tag + 1, end, &s);
    const cp_html_kind *k = name.kind;

    if (s == end || is_for_states(h, k)) {
        return NULL;
    }
    next = skip_short_attributes(s, end);
    if (next == NULL) {
        return NULL;
    }
    if (k != NULL && h->stack->counts & k->blocks & ~CP_COUNT_REPORTS) {
        cp_html_in_body_start_tag(h, name);
    }
    else {
        cp_html_push(h, cp_html_node_of(name));
    }
    if (h->tags && k != NULL && k->element.is & K_MATTERS) {
        report(h, k, tag, s, next, end);
    }
    return next;
}

/* Reads any other end tag. Returns NULL if the states must read it. */
static const char *other_end(cp_html *h, const char *s, const char *end)
{
    cp_html_name name = name_at(s + END_TAG_OPEN, end, &s);
    unsigned number = name.kind ? name.kind->number : N_NONE;

    if (s == end || *s != '>' || number == N_BODY || number == N_HTML
        || (h->is_drifted && (number == N_SVG || number == N_MATH))) {
        return NULL;
    }
    cp_html_in_body_end_tag(h, name);
    return s + 1;
}

static const char *other_tag(cp_html *h, const char *s, const char *end)
{
    return s[1] == '/' ? other_end(h, s, end) : other_start(h, s, end);
}

/* True if the current node unblocks the start tag, or need not do so. Whether
 * the tag has background remains to be seen. */
static inline int fits(cursor c, const cp_html_kind *k, apr_uint64_t blocked)
{
    return (apr_uint32_t)blocked == 0
        && ((cp_node_kind(*c.top)->element.is & k->parent) == k->parent_is
            || blocked == CP_COUNT_BACKGROUND);
}

/* As start() below, without attributes. */
static inline const char *bare_start(cursor c, const cp_html_kind *k,
                                     const char *tag, int *opens)
{
    apr_uint64_t blocked =
        c.counts & k->blocks & ~(CP_COUNT_PING | CP_COUNT_BACKGROUND);

    *opens = blocked != CP_COUNT_VOID;
    return blocked == 0 || fits(c, k, blocked) || blocked == CP_COUNT_VOID
             ? after_name(k, tag) + 1
             : NULL;
}

/* The loop in two variants. */
#define VARIANT(name) name
#define TARGET
#include "core/html/cp_html_read_body.h"
#if defined(__x86_64__)
#undef VARIANT
#undef TARGET
#define VARIANT(name) name##_wide
#define TARGET WIDE
#include "core/html/cp_html_read_body.h"
#endif

const char *cp_html_body_end_fast(cp_html *h, const char *s, const char *end)
{
    int rest = h->stack->foreign == 0;

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
