/* SPDX-License-Identifier: Apache-2.0 */
/* Entity tags of variants; see the header. */
#include "core/http/cp_etag.h"

#include <string.h>

#include "core/base/cp_buf.h"

/* The suffix: the mark, then the variant as hexadecimal digits. */
#define MARK_LENGTH 3
#define HEX_LENGTH 8
#define SUFFIX_LENGTH (MARK_LENGTH + HEX_LENGTH)

static const char mark[MARK_LENGTH] = {'-', 'c', 'p'};

/* ---- one tag ---- */

/* Reads the bytes between the quotes of an entity-tag (RFC 9110, section
 * 8.8.3). Returns 0 if `tag` is not one. */
static int read_opaque(cp_span tag, cp_span *opaque)
{
    tag = cp_span_trim(tag);
    if (tag.n >= 2 && tag.s[0] == 'W' && tag.s[1] == '/') {
        tag = cp_span_skip(tag, 2);
    }
    if (tag.n < 2 || tag.s[0] != '"' || tag.s[tag.n - 1] != '"') {
        return 0;
    }
    *opaque = cp_span_between(tag.s + 1, tag.s + tag.n - 1);
    return cp_span_find(*opaque, '"') == opaque->n;
}

/* Reads the suffix at `s`, which has SUFFIX_LENGTH bytes. Returns 0 if it is
 * not one. Its digits are in lower case. */
static int read_suffix(const char *s, apr_uint32_t *variant)
{
    int i;

    if (memcmp(s, mark, MARK_LENGTH) != 0) {
        return 0;
    }
    *variant = 0;
    for (i = MARK_LENGTH; i < SUFFIX_LENGTH; i++) {
        int digit = s[i] >= 'A' && s[i] <= 'F' ? -1 : cp_hex_value(s[i]);

        if (digit < 0) {
            return 0;
        }
        *variant = *variant << 4 | (apr_uint32_t)digit;
    }
    return 1;
}

/* An entity-tag with a suffix of this module. */
typedef struct marked_tag {
    cp_span opaque;       /* the bytes between the quotes */
    cp_span plain;        /* of them those before the suffix */
    apr_uint32_t variant; /* the one that the suffix names */
} marked_tag;

/* Finds the last suffix in marked->opaque. Returns 0 if there is none. */
static int find_suffix(marked_tag *marked)
{
    apr_size_t i;

    if (marked->opaque.n < SUFFIX_LENGTH) {
        return 0;
    }
    for (i = marked->opaque.n - SUFFIX_LENGTH + 1; i-- > 0;) {
        const char *suffix = marked->opaque.s + i;

        if (read_suffix(suffix, &marked->variant)) {
            marked->plain = cp_span_between(marked->opaque.s, suffix);
            return 1;
        }
    }
    return 0;
}

/* Reads a tag by its last suffix. Returns 0 if it is not an entity-tag or has
 * no suffix. */
static int read_marked(cp_span tag, marked_tag *marked)
{
    return read_opaque(tag, &marked->opaque) && find_suffix(marked);
}

/* The first byte after the bytes before the suffix. */
static const char *plain_end(const marked_tag *marked)
{
    return marked->plain.s + marked->plain.n;
}

static void write_suffix(char *s, apr_uint32_t variant)
{
    int i;

    memcpy(s, mark, MARK_LENGTH);
    for (i = MARK_LENGTH; i < SUFFIX_LENGTH; i++) {
        s[i] = "0123456789abcdef"[variant >> 28];
        variant <<= 4;
    }
}

const char *cp_etag_suffix(apr_pool_t *p, const char *tag, apr_uint32_t variant)
{
    apr_size_t before, after;
    marked_tag marked;
    char *text;

    if (!read_opaque(cp_span_of(tag), &marked.opaque) || find_suffix(&marked)) {
        return tag;
    }
    before = (apr_size_t)(marked.opaque.s + marked.opaque.n - tag);
    after = strlen(tag) - before + 1; /* with the NUL */
    text = apr_palloc(p, before + SUFFIX_LENGTH + after);
    memcpy(text, tag, before);
    write_suffix(text + before, variant);
    memcpy(text + before + SUFFIX_LENGTH, tag + before, after);
    return text;
}

int cp_etag_is_encoded(const char *tag)
{
    marked_tag marked;

    return read_marked(cp_span_of(tag), &marked)
        && marked.plain.n + SUFFIX_LENGTH < marked.opaque.n;
}

/* ---- lists ---- */

/* Cuts the next entity-tag off a list. A comma within quotes does not end it.
 * Returns 0 at the end of the list. */
static int next_tag(cp_span *rest, cp_span *tag)
{
    apr_size_t i = 0;
    int quoted = 0;

    while (rest->n > 0 && (rest->s[0] == ',' || cp_is_blank(rest->s[0]))) {
        *rest = cp_span_skip(*rest, 1);
    }
    while (i < rest->n && (quoted || rest->s[i] != ',')) {
        quoted ^= rest->s[i] == '"';
        i++;
    }
    *tag = cp_span_trim(cp_span_between(rest->s, rest->s + i));
    *rest = cp_span_skip(*rest, i);
    return tag->n > 0;
}

/* Appends a tag to a list. */
static void add_tag(cp_buf *list, cp_span tag)
{
    if (list->n > 0) {
        cp_buf_put(list, ", ");
    }
    cp_buf_add(list, tag.s, tag.n);
}

/* Appends a tag without its suffix, and without the bytes after the suffix. */
static void add_without_suffix(cp_buf *list, cp_span tag,
                               const marked_tag *marked)
{
    add_tag(list, cp_span_between(tag.s, plain_end(marked)));
    cp_buf_char(list, '"');
}

void cp_etag_unmap(apr_pool_t *p, const char *field,
                   const apr_uint32_t variants[2], int keep_plain,
                   cp_etag_map *out)
{
    cp_buf *list = cp_buf_make(p, strlen(field) + 1);
    cp_span rest = cp_span_of(field), tag;

    memset(out, 0, sizeof(*out));
    while (next_tag(&rest, &tag)) {
        marked_tag marked;
        int is_marked = read_marked(tag, &marked);

        if (is_marked
            && (marked.variant == variants[0]
                || marked.variant == variants[1])) {
            add_without_suffix(list, tag, &marked);
            out->which |= marked.variant != variants[0];
            out->mapped++;
            out->changed = 1;
        }
        else if (cp_span_is(tag, "*")) {
            add_tag(list, tag);
            out->mapped += !keep_plain;
            out->any |= !keep_plain;
        }
        else if (!is_marked && keep_plain) {
            add_tag(list, tag);
        }
        else {
            out->changed = 1;
        }
    }
    out->field = list->n > 0 ? cp_buf_text(list) : NULL;
}

/* True for the same bytes, or if a compressing filter has appended "-…" to
 * them: it does so to the tag of a backend, too. */
static int is_same_or_encoded(cp_span opaque, cp_span plain)
{
    return opaque.n >= plain.n && !memcmp(opaque.s, plain.s, plain.n)
        && (opaque.n == plain.n || opaque.s[plain.n] == '-');
}

const char *cp_etag_restore(apr_pool_t *p, const char *field, const char *tag,
                            const apr_uint32_t variants[2], int *which)
{
    cp_span rest = cp_span_of(field), one, opaque;

    if (!read_opaque(cp_span_of(tag), &opaque)) {
        return tag;
    }
    while (next_tag(&rest, &one)) {
        marked_tag marked;

        if (read_marked(one, &marked)
            && (marked.variant == variants[0] || marked.variant == variants[1])
            && is_same_or_encoded(opaque, marked.plain)) {
            *which = marked.variant != variants[0];
            return cp_span_dup(p, one);
        }
    }
    return cp_etag_suffix(p, tag, variants[*which]);
}

const char *cp_etag_strip(apr_pool_t *p, const char *field)
{
    cp_buf *list = cp_buf_make(p, strlen(field) + 1);
    cp_span rest = cp_span_of(field), tag;

    while (next_tag(&rest, &tag)) {
        marked_tag marked;

        if (read_marked(tag, &marked)) {
            add_without_suffix(list, tag, &marked);
        }
        else {
            add_tag(list, tag);
        }
    }
    return cp_buf_text(list);
}

/* ---- WebDAV's If ---- */

/* Returns the end of the coded URL or entity tag that begins at s[i], after its
 * closing byte. A quoted string may contain that byte. */
static apr_size_t item_end(cp_span s, apr_size_t i)
{
    char close = s.s[i] == '<' ? '>' : ']';
    int quoted = 0;

    for (; i < s.n && (quoted || s.s[i] != close); i++) {
        quoted ^= close == ']' && s.s[i] == '"';
    }
    return i < s.n ? i + 1 : s.n;
}

const char *cp_etag_strip_if(apr_pool_t *p, const char *field)
{
    cp_span all = cp_span_of(field);
    cp_buf *b = cp_buf_make(p, all.n + 1);
    const char *end = all.s + all.n, *copied = all.s;
    apr_size_t i = 0;

    while (i < all.n) {
        apr_size_t after;
        marked_tag marked;

        if (all.s[i] != '<' && all.s[i] != '[') {
            i++;
            continue;
        }
        after = item_end(all, i);
        if (all.s[i] == '[' && after > i + 1
            && read_marked(cp_span_between(all.s + i + 1, all.s + after - 1),
                           &marked)) {
            cp_buf_add(b, copied, (apr_size_t)(plain_end(&marked) - copied));
            copied = marked.opaque.s + marked.opaque.n;
        }
        i = after;
    }
    if (copied == all.s) {
        return field;
    }
    cp_buf_add(b, copied, (apr_size_t)(end - copied));
    return cp_buf_text(b);
}
