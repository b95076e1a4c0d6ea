/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads tags that are there as a whole, in one go: what a head is full of.
 * Knows nothing that the states in cp_html_tokenizer.c do not know, and leaves
 * to them what is cut or opens the body.
 */
#include "core/html/cp_html_complete_tag.h"

/* ---- tags ---- */

/* The element whose whole name stands at s, in any case, if it is one that
 * stays before the body; else NULL. LOOK bytes must be there. */
enum { LOOK = 9 };

static inline const cp_html_element *staying(const char *s)
{
    const cp_html_element *e = cp_html_elements[*s & 31];

    while (e->is & E_IN_HEAD) {
        if (cp_html_is_at(e, s) && cp_html_ends_name(s[e->length])) {
            return e;
        }
        e++;
    }
    return NULL;
}

/* A start tag that does something or tells. */
static const char *speaking_tag(cp_html *h, const char *s, const char *end)
{
    int matters = 0;
    const char *close = s;

    if (cp_html_tag_is(h, E_HTML | E_META | E_BASE)) {
        close = skip_attributes(s, end, &matters);
    }
    else if (*s != '>') {
        close = skip_unneeded_attributes(s, end);
    }
    if (close == NULL) {
        return NULL;
    }
    if (matters) {
        cp_html_read_attributes(h, s, close);
    }
    h->is_document |= cp_html_tag_is(h, E_DOCUMENT);
    h->is_end_tag = 0;
    s = close + 1;
    if (cp_html_tag_is(h, E_SCRIPT | E_RAW_TEXT)) {
        cp_html_enter_content(h);
        return s < end ? cp_html_on_raw_text(h, s, end) : s;
    }
    if (cp_html_tag_is(h, E_HEAD | E_BODY)) {
        cp_html_emit_tag(h);
    }
    return s;
}

/* One that stays before the body, or is its own; not template, whose content
 * is apart. Returns NULL where the states must read. */
static inline const char *start_tag(cp_html *h, const cp_html_element *e,
                                    const char *s, const char *end)
{
    s += 1 + e->length;
    if (e->is & E_HAS_EFFECT) {
        h->element = e;
        return e->is & E_TEMPLATE ? NULL : speaking_tag(h, s, end);
    }
    s = skip_unneeded_attributes(s, end);
    return s ? s + 1 : NULL;
}

/* One that does not open the body; few have attributes. */
static const char *end_tag(cp_html *h, const char *s)
{
    const cp_html_element *e = staying(s + 2);

    if (e == NULL || e->is & E_END_OPENS_BODY || s[2 + e->length] != '>') {
        return NULL;
    }
    h->is_document |= (e->is & E_DOCUMENT) != 0;
    h->head_ended |= (e->is & E_HEAD) != 0;
    return s + 2 + e->length + 1;
}

/* 13.2.5.42, .53: no space is needed behind the word, and the first '>' is
 * its end. */
static const char *doctype(cp_html *h, const char *s, const char *end)
{
    static const char name[] = "!doctype";
    apr_uint64_t want, word;

    memcpy(&want, name, sizeof(want));
    memcpy(&word, s + 1, sizeof(word));
    s = cp_vec16_find(s, end, '>', '>');
    if ((word | APR_UINT64_C(0x2020202020202020)) != want || s == end) {
        return NULL;
    }
    h->is_document = 1;
    return s + 1;
}

static const char *other_tag(cp_html *h, const char *s, const char *end)
{
    if (s[1] == '/') {
        return end_tag(h, s);
    }
    if (s[1] != '!') {
        return NULL;
    }
    return s[2] == '-' && s[3] == '-'
             ? cp_html_switch(h, S_COMMENT_START, s + 4)
             : doctype(h, s, end);
}

const char *cp_html_body_start_fast(cp_html *h, const char *s, const char *end)
{
    int declared = h->charset_known;

    for (;;) {
        const cp_html_element *e;
        const char *next;

        s = cp_html_skip_spaces(s, end);
        if (end - s < 2 + LOOK || *s != '<') {
            return s;
        }
        e = staying(s + 1);
        next = e ? start_tag(h, e, s, end) : other_tag(h, s, end);
        if (next == NULL) {
            return s;
        }
        s = next;
        if ((!e || e->is & E_HAS_EFFECT)
            && (h->state != S_DATA || h->event
                || h->charset_known != declared)) {
            return s;
        }
    }
}
