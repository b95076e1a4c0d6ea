/* SPDX-License-Identifier: Apache-2.0 */
/* Entity tags of variants; see the header. */
#include "core/http/cp_etag.h"

#include <string.h>

#include "core/base/cp_buf.h"

#define MARK_LENGTH 3
#define HEX_LENGTH 8

static const char mark[MARK_LENGTH] = {'-', 'c', 'p'};

static int is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Position of the last suffix of ours in an opaque tag, or its length. */
static apr_size_t find_suffix(cp_span opaque)
{
    apr_size_t i, k;

    if (opaque.n < MARK_LENGTH + HEX_LENGTH) {
        return opaque.n;
    }
    for (i = opaque.n - (MARK_LENGTH + HEX_LENGTH) + 1; i-- > 0;) {
        if (memcmp(opaque.s + i, mark, MARK_LENGTH) != 0) {
            continue;
        }
        for (k = 0; k < HEX_LENGTH; k++) {
            if (!is_hex(opaque.s[i + MARK_LENGTH + k])) {
                break;
            }
        }
        if (k == HEX_LENGTH) {
            return i;
        }
    }
    return opaque.n;
}

/* The bytes between the quotes of an entity-tag; 0 when it is none. */
static int opaque_of(cp_span tag, cp_span *opaque)
{
    tag = cp_span_trim(tag);
    if (tag.n >= 2 && tag.s[0] == 'W' && tag.s[1] == '/') {
        tag.s += 2;
        tag.n -= 2;
    }
    if (tag.n < 2 || tag.s[0] != '"' || tag.s[tag.n - 1] != '"') {
        return 0;
    }
    *opaque = cp_span_between(tag.s + 1, tag.s + tag.n - 1);
    return cp_span_find(*opaque, '"') == opaque->n;
}

static void put_hex(char *s, apr_uint32_t v)
{
    int i;

    for (i = 0; i < HEX_LENGTH; i++) {
        s[i] = "0123456789abcdef"[v >> 28];
        v <<= 4;
    }
}

const char *cp_etag_suffix(apr_pool_t *p, const char *tag, apr_uint32_t variant)
{
    apr_size_t before, behind;
    cp_span opaque;
    char *marked;

    if (!opaque_of(cp_span_of(tag), &opaque)
        || find_suffix(opaque) < opaque.n) {
        return tag;
    }
    before = (apr_size_t)(opaque.s + opaque.n - tag);
    behind = strlen(tag) - before + 1;
    marked = apr_palloc(p, before + MARK_LENGTH + HEX_LENGTH + behind);
    memcpy(marked, tag, before);
    memcpy(marked + before, mark, MARK_LENGTH);
    put_hex(marked + before + MARK_LENGTH, variant);
    memcpy(marked + before + MARK_LENGTH + HEX_LENGTH, tag + before, behind);
    return marked;
}

static int is_current(cp_span opaque, apr_size_t at, apr_uint32_t variant)
{
    char hex[HEX_LENGTH];

    put_hex(hex, variant);
    return !memcmp(opaque.s + at + MARK_LENGTH, hex, HEX_LENGTH);
}

/* Cuts one entity-tag off a list; commas may stand inside the quotes. */
static int next_tag(cp_span *rest, cp_span *tag)
{
    apr_size_t i = 0;
    int quoted = 0;

    while (rest->n > 0 && (rest->s[0] == ',' || cp_is_blank(rest->s[0]))) {
        rest->s++;
        rest->n--;
    }
    while (i < rest->n && (quoted || rest->s[i] != ',')) {
        quoted ^= rest->s[i] == '"';
        i++;
    }
    *tag = cp_span_trim(cp_span_between(rest->s, rest->s + i));
    rest->s += i;
    rest->n -= i;
    return tag->n > 0;
}

static void add_tag(cp_buf *b, cp_span tag, apr_size_t n)
{
    if (b->n > 0) {
        cp_buf_put(b, ", ");
    }
    cp_buf_add(b, tag.s, n);
}

void cp_etag_unmap(apr_pool_t *p, const char *field,
                   const apr_uint32_t variants[2], int keep_plain,
                   cp_etag_map *out)
{
    cp_buf *b = cp_buf_make(p, strlen(field) + 1);
    cp_span rest = cp_span_of(field), tag, opaque;

    memset(out, 0, sizeof(*out));
    while (next_tag(&rest, &tag)) {
        apr_size_t at = 0;
        int ours =
            opaque_of(tag, &opaque) && (at = find_suffix(opaque)) < opaque.n;
        int first = ours && is_current(opaque, at, variants[0]);

        if (first || (ours && is_current(opaque, at, variants[1]))) {
            add_tag(b, tag, (apr_size_t)(opaque.s + at - tag.s));
            cp_buf_char(b, '"');
            out->which |= !first;
            out->mapped++;
            out->changed = 1;
        }
        else if (cp_span_is(tag, "*")) { /* whatever is current */
            add_tag(b, tag, tag.n);
            out->mapped += !keep_plain;
            out->any |= !keep_plain;
        }
        else if (!ours && keep_plain) {
            add_tag(b, tag, tag.n);
        }
        else {
            out->changed = 1;
        }
    }
    out->field = b->n > 0 ? cp_buf_text(b) : NULL;
}

/* Compressing filters write behind a backend's tag as well. */
static int begins_with(cp_span opaque, cp_span start)
{
    return opaque.n >= start.n && !memcmp(opaque.s, start.s, start.n)
        && (opaque.n == start.n || opaque.s[start.n] == '-');
}

const char *cp_etag_restore(apr_pool_t *p, const char *field, const char *tag,
                            const apr_uint32_t variants[2], int *which)
{
    cp_span rest = cp_span_of(field), one, opaque, plain;

    if (!opaque_of(cp_span_of(tag), &plain)) {
        return tag;
    }
    while (next_tag(&rest, &one)) {
        apr_size_t at = 0;
        cp_span start;
        int first;

        if (!opaque_of(one, &opaque)
            || (at = find_suffix(opaque)) == opaque.n) {
            continue;
        }
        start = cp_span_between(opaque.s, opaque.s + at);
        first = is_current(opaque, at, variants[0]);
        if ((first || is_current(opaque, at, variants[1]))
            && begins_with(plain, start)) {
            *which = !first;
            return cp_span_dup(p, one);
        }
    }
    return cp_etag_suffix(p, tag, variants[*which]);
}

int cp_etag_is_encoded(const char *tag)
{
    cp_span opaque;

    return opaque_of(cp_span_of(tag), &opaque)
        && find_suffix(opaque) + MARK_LENGTH + HEX_LENGTH < opaque.n;
}

const char *cp_etag_strip(apr_pool_t *p, const char *field)
{
    cp_buf *b = cp_buf_make(p, strlen(field) + 1);
    cp_span rest = cp_span_of(field), tag, opaque;

    while (next_tag(&rest, &tag)) {
        apr_size_t at = 0;

        if (opaque_of(tag, &opaque) && (at = find_suffix(opaque)) < opaque.n) {
            add_tag(b, tag, (apr_size_t)(opaque.s + at - tag.s));
            cp_buf_char(b, '"');
        }
        else {
            add_tag(b, tag, tag.n);
        }
    }
    return cp_buf_text(b);
}

/* The end of the coded URL or entity tag that begins at s[i], with its closing
 * byte. A quoted string may contain that byte. */
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
    cp_span all = cp_span_of(field), opaque;
    cp_buf *b = cp_buf_make(p, all.n + 1);
    apr_size_t i = 0, copied = 0;

    while (i < all.n) {
        apr_size_t end, at;

        if (all.s[i] != '<' && all.s[i] != '[') {
            i++;
            continue;
        }
        end = item_end(all, i);
        if (all.s[i] == '[' && end > i + 1
            && opaque_of(cp_span_between(all.s + i + 1, all.s + end - 1),
                         &opaque)
            && (at = find_suffix(opaque)) < opaque.n) {
            cp_buf_add(b, all.s + copied,
                       (apr_size_t)(opaque.s + at - all.s) - copied);
            copied = (apr_size_t)(opaque.s + opaque.n - all.s);
        }
        i = end;
    }
    if (copied == 0) {
        return field;
    }
    cp_buf_add(b, all.s + copied, all.n - copied);
    return cp_buf_text(b);
}
