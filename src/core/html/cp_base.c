/* SPDX-License-Identifier: Apache-2.0 */
/* The base URL of a document; see the header. */
#include "core/html/cp_base.h"

#include "core/html/cp_character_reference.h"
#include "core/html/cp_tag.h"

enum { ROOM = 256 };

int cp_base_begin(cp_base *base, apr_pool_t *p, cp_span document)
{
    memset(base, 0, sizeof(*base));
    base->room = cp_buf_make(p, ROOM);
    base->decoded = cp_buf_make(p, ROOM);
    base->used = &base->document;
    return cp_url_parse(document, NULL, base->room, &base->document);
}

/* Returns the first href of a tag; "no span" without one. */
static cp_span href_of(cp_span tag_bytes)
{
    cp_tag tag;
    cp_attribute a;
    cp_span none = {NULL, 0}, empty = {"", 0};

    if (cp_tag_begin(&tag, tag_bytes)) {
        while (cp_tag_next(&tag, &a)) {
            if (cp_span_case_is(a.name, "href")) {
                return a.value.s != NULL ? a.value : empty;
            }
        }
    }
    return none;
}

static int has_bytes_above_ascii(cp_span text)
{
    apr_size_t i;

    for (i = 0; i < text.n; i++) {
        if ((unsigned char)text.s[i] >= 0x80) {
            return 1;
        }
    }
    return 0;
}

/* 4.2.3, "set the frozen base URL": a URL that fails, data: and javascript:
 * leave the base as it is. Bytes that are not ASCII are not certain to be
 * UTF-8. */
static void use_first(cp_base *base, cp_span href)
{
    cp_buf *room = cp_buf_make(base->room->pool, ROOM);

    base->decoded->n = 0;
    href = cp_character_references(href, base->decoded);
    if (cp_url_parse(href, &base->document, room, &base->first)) {
        if (!cp_span_case_is(base->first.scheme, "data")
            && !cp_span_case_is(base->first.scheme, "javascript")) {
            base->used = &base->first;
        }
    }
    else if (has_bytes_above_ascii(href)) {
        base->used = NULL;
    }
}

void cp_base_read(cp_base *base, cp_span tag, int is_certain)
{
    cp_span href;

    if (base->is_found) {
        return;
    }
    href = href_of(tag);
    if (href.s == NULL) {
        return;
    }
    base->is_found = 1;
    if (is_certain) {
        use_first(base, href);
    }
    else {
        base->used = NULL;
    }
}

int cp_base_leaves(const cp_base *base)
{
    const cp_url *a = &base->document, *b = base->used;

    return b == NULL || a->port != b->port || !cp_span_eq(a->host, b->host)
        || !cp_span_eq(a->scheme, b->scheme);
}
