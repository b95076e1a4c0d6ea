/* SPDX-License-Identifier: Apache-2.0 */
/* Tags that are held as one before them; see the header. */
#include "core/html/cp_held_tags.h"

#include "core/base/cp_vec16.h"

/* The first bytes of a tag that are compared at once. */
enum { HEAD = sizeof(apr_uint64_t) };

/* Shorter tags have no address with a host. */
enum { SHORTEST = sizeof(cp_bytes) };

/* ---- the attributes ---- */

typedef enum {
    PLAIN,  /* the rewriter does not read it */
    SOURCE, /* src */
    OTHER   /* the rewriter may read it */
} attribute_kind;

static inline apr_uint64_t bit(char c)
{
    return APR_UINT64_C(1) << (c & 0x3F);
}

/* True for a last letter of names that the rewriter may read. */
static inline int is_last(char c)
{
    const apr_uint64_t lasts =
        bit('c') | bit('f') | bit('t') | bit('x') | bit('y') | bit('z');

    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z' && (lasts >> (c & 0x3F) & 1);
}

/* Names of six bytes and more: those from which some element fetches, or that
 * keep an address, end with src, srcset, href, "background", "poster" or
 * "src-cmplz"; the category with "y"; srcdoc and sandbox are of frames. */
static attribute_kind kind_of_long(const char *name, apr_size_t n)
{
    if (!is_last(name[n - 1]) || (n == 6 && !memcmp(name, "height", 6))
        || (n == 9 && !memcmp(name, "integrity", 9))
        || (n == 14 && !memcmp(name, "referrerpolicy", 14))) {
        return PLAIN;
    }
    return OTHER;
}

static inline attribute_kind kind_of(const char *name, apr_size_t n)
{
    if (n > 5) {
        return kind_of_long(name, n);
    }
    if (n == 3 && !memcmp(name, "src", 3)) {
        return SOURCE;
    }
    return n == 4 || (n == 3 && (name[0] | 0x20) == 's') ? OTHER : PLAIN;
}

/* True for a byte that ends a name (13.2.5.33). Most bytes of names are above
 * all of them. */
static inline int ends_name(char c)
{
    const apr_uint64_t ends = bit(' ') | bit('\t') | bit('\n') | bit('\f')
                            | bit('\r') | bit('=') | bit('>') | bit('/');

    return (unsigned char)c <= '>' && (ends >> c & 1);
}

/* Returns the end of a name. */
static inline const char *skip_name(const char *s)
{
    for (;;) {
        while ((unsigned char)*s > '>') {
            s++;
        }
        if (ends_name(*s)) {
            return s;
        }
        s++;
    }
}

/* Returns the first `quote` from `s` on, or `end`. It may read all of the
 * sixteen bytes before the end. */
static inline const char *find_quote(const char *s, const char *end, char quote)
{
    const char *last = end - sizeof(cp_bytes);
    unsigned bits;

    for (; s <= last; s += sizeof(cp_bytes)) {
        bits = cp_vec16_bits(cp_vec16_either(s, quote, quote));
        if (bits != 0) {
            return s + cp_first_place(bits);
        }
    }
    bits = cp_vec16_bits(cp_vec16_either(last, quote, quote)) >> (s - last);
    return bits != 0 ? s + cp_first_place(bits) : end;
}

/* The attribute with the address. */
typedef struct source {
    const char *name;
    cp_span value;
} source;

/* Reads the attributes of a tag from `s` on, as cp_tag_next does. Returns 0 if
 * the rewriter may read another attribute than one src, or if values have no
 * quotes. */
static int read_attributes(cp_span tag, const char *s, source *out)
{
    const char *end = tag.s + tag.n, *name, *close;
    attribute_kind kind;

    out->name = NULL;
    for (;;) {
        while (cp_is_space(*s) || *s == '/') {
            s++;
        }
        if (*s == '>') {
            return out->name != NULL;
        }
        name = s;
        s = skip_name(s);
        kind = kind_of(name, (apr_size_t)(s - name));
        if (*s != '=' && kind == PLAIN && s > name) {
            continue;
        }
        if (*s != '=' || kind == OTHER || (kind == SOURCE && out->name)
            || s == name || (s[1] != '"' && s[1] != '\'')) {
            return 0;
        }
        close = find_quote(s + 2, end, s[1]);
        if (close == end) {
            return 0;
        }
        if (kind == SOURCE) {
            out->name = name;
            out->value = cp_span_between(s + 2, close);
        }
        s = close + 1;
    }
}

/* ---- keeping ---- */

/* True for the elements whose other attributes are known here. */
static int is_usual(const cp_rewrite *r)
{
    static const char *const names[] = {"script", "img", "iframe"};
    apr_size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (!strcmp(r->element->name, names[i])) {
            return 1;
        }
    }
    return 0;
}

/* Returns the text that is inserted after the name of the element; for a frame
 * with a page, without its number. */
static cp_span inserted(const cp_rewrite *r, int is_page)
{
    cp_span text =
        cp_span_between(r->out.texts->s, r->out.texts->s + r->out.list[1].from);

    if (is_page) {
        for (text.n--; text.s[text.n - 1] != '-'; text.n--) {}
    }
    return text;
}

/* True if the tag is held as a tag with one address is. */
static int is_simple(const cp_rewrite *r, cp_span tag, const source *address)
{
    return r->verdict == CP_REWRITE_HELD && r->out.n == 2
        && !(r->flags & (CP_REWRITE_XML | CP_REWRITE_MARKS))
        && r->out.list[0].at == r->name_end
        && r->out.list[1].at == (apr_size_t)(address->name - tag.s);
}

static cp_held_tag *next_place(cp_held_tags *all, apr_pool_t *p)
{
    cp_held_tag *one = &all->list[all->next];

    all->next = (all->next + 1) % CP_HELD_TAGS;
    all->n += all->n < CP_HELD_TAGS;
    if (one->texts == NULL) {
        one->texts = cp_buf_make(p, 256);
    }
    one->texts->n = 0;
    return one;
}

static void keep_texts(cp_held_tag *one, cp_span tag, const source *address,
                       cp_span inserted)
{
    const char *close = address->value.s + address->value.n;

    one->begin_n = (apr_size_t)(address->value.s - tag.s) + one->origin_n;
    one->text_n = inserted.n;
    one->end_n = (apr_size_t)(tag.s + tag.n - close);
    cp_buf_add(one->texts, tag.s, one->begin_n);
    cp_buf_add(one->texts, inserted.s, inserted.n);
    cp_buf_add(one->texts, close, one->end_n);
}

void cp_held_tags_keep(cp_held_tags *all, apr_pool_t *p, const cp_rewrite *r,
                       cp_span tag, cp_space space, cp_span origin,
                       void *detail)
{
    source address;
    cp_held_tag *one;

    if (r->name_end >= HEAD || tag.n < SHORTEST || !is_usual(r)
        || !read_attributes(tag, tag.s + r->name_end, &address)
        || !is_simple(r, tag, &address) || origin.n < HEAD
        || memchr(origin.s, '&', origin.n) != NULL) {
        return;
    }
    one = next_place(all, p);
    one->head = 0;
    one->mask = 0;
    memcpy(&one->head, tag.s, r->name_end);
    memset(&one->mask, 0xFF, r->name_end);
    one->name_end = r->name_end;
    one->space = space;
    one->is_page = (r->element->flags & CP_FETCH_IS_FRAME) != 0;
    one->detail = detail;
    one->at = (apr_size_t)(address.name - tag.s);
    one->origin_n = origin.n;
    keep_texts(one, tag, &address, inserted(r, one->is_page));
}

/* ---- finding ---- */

static inline apr_uint64_t word_at(const char *s)
{
    apr_uint64_t word;

    memcpy(&word, s, sizeof(word));
    return word;
}

/* Compares at least eight bytes. */
static inline int is_same(const char *a, const char *b, apr_size_t n)
{
    apr_size_t i;

    for (i = 0; i + HEAD < n; i += HEAD) {
        if (word_at(a + i) != word_at(b + i)) {
            return 0;
        }
    }
    return word_at(a + n - HEAD) == word_at(b + n - HEAD);
}

static inline int is_same_end(const char *a, const char *b, apr_size_t n)
{
    return n >= HEAD ? is_same(a, b, n) : !memcmp(a, b, n);
}

/* True if the element is that of the kept tag. */
static inline int is_element(const cp_held_tag *one, cp_span tag,
                             cp_space space)
{
    return (word_at(tag.s) & one->mask) == one->head && one->space == space
        && cp_is_space(tag.s[one->name_end]);
}

/* True if the tag has the bytes of the kept one, but for those of the address
 * after its origin. They may not contain the quote that ends it. */
static inline int is_copy(const cp_held_tag *one, cp_span tag)
{
    const char *begin = one->texts->s;
    const char *end = begin + one->begin_n + one->text_n, *close;

    if (tag.n < one->begin_n + one->end_n
        || !is_same(tag.s, begin, one->begin_n)) {
        return 0;
    }
    close = tag.s + tag.n - one->end_n;
    return is_same_end(close, end, one->end_n)
        && find_quote(tag.s + one->begin_n, tag.s + tag.n, *end) == close;
}

static inline int has_origin(const cp_held_tag *one, cp_span address)
{
    return address.n >= one->origin_n
        && is_same(address.s, one->texts->s + one->begin_n - one->origin_n,
                   one->origin_n);
}

/* ---- writing ---- */

static inline char *append(char *to, const char *from, apr_size_t n)
{
    memcpy(to, from, n);
    return to + n;
}

/* Writes the tag with its insertions. */
static void write_held(const cp_held_tag *one, cp_rewrite *r, cp_span tag,
                       const char *at, cp_buf *out)
{
    static const char prefix[] = CP_REWRITE_PREFIX;
    enum { NUMBER = 24 };
    char *to = cp_buf_room(out, tag.n + one->text_n + NUMBER + sizeof(prefix));
    const char *name_end = tag.s + one->name_end;

    memcpy(to, tag.s, HEAD);
    to = append(to + one->name_end, one->texts->s + one->begin_n, one->text_n);
    if (one->is_page) {
        out->n = (apr_size_t)(to - out->s);
        cp_buf_number(out, ++r->pages);
        to = out->s + out->n;
        *to++ = '"';
    }
    if (at - name_end == 1) { /* the usual tag */
        *to++ = *name_end;
    }
    else {
        to = append(to, name_end, (apr_size_t)(at - name_end));
    }
    to = append(to, prefix, sizeof(prefix) - 1);
    to = append(to, at, (apr_size_t)(tag.s + tag.n - at));
    out->n = (apr_size_t)(to - out->s);
}

const cp_held_tag *cp_held_tags_copy(const cp_held_tags *all, cp_rewrite *r,
                                     cp_span tag, cp_space space, cp_buf *out)
{
    int i;

    for (i = 0; i < all->n && tag.n >= SHORTEST; i++) {
        const cp_held_tag *one = &all->list[i];

        if (one->space == space && is_copy(one, tag)) {
            write_held(one, r, tag, tag.s + one->at, out);
            return one;
        }
    }
    return NULL;
}

const cp_held_tag *cp_held_tags_like(const cp_held_tags *all, cp_rewrite *r,
                                     cp_span tag, cp_space space, cp_buf *out)
{
    source address = {NULL, {NULL, 0}};
    int i;

    for (i = 0; i < all->n && tag.n >= SHORTEST; i++) {
        const cp_held_tag *one = &all->list[i];

        if (!is_element(one, tag, space)) {
            continue;
        }
        if (address.name == NULL
            && !read_attributes(tag, tag.s + one->name_end, &address)) {
            return NULL;
        }
        if (has_origin(one, address.value)) {
            write_held(one, r, tag, address.name, out);
            return one;
        }
    }
    return NULL;
}
