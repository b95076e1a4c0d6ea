/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fast path: reads the tags before the body that are complete in the buffer.
 * Head elements consist of such tags. It has no rules of its own: its result is
 * that of the states in cp_html_tokenizer.c, which read every tag that is
 * incomplete, opens the body or is not known here.
 */
#include "core/html/cp_html_complete_tag.h"

/* Bytes that must be in the buffer from the name of a tag on: the longest name
 * of an element with E_IN_HEAD, and the byte after it. */
enum { NAME_ROOM = 9 };

/* Returns the element with E_IN_HEAD whose complete name is at `s`, in either
 * case, or NULL. */
static inline const cp_html_element *head_element_at(const char *s)
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

/* Reads the start tag of an element with E_HAS_EFFECT; `s` is after its name.
 * Returns NULL if the tag is not complete. */
static const char *effective_start_tag(cp_html *h, const char *s,
                                       const char *end)
{
    int needed = 0;
    const char *close = s;

    if (h->head_waits && cp_html_tag_is(h, E_SCRIPT | E_BODY)) {
        return NULL; /* a place of HEAD may be marked before it */
    }
    if (cp_html_tag_is(h, E_HTML | E_META | E_BASE)) {
        close = skip_attributes(s, end, &needed);
    }
    else if (*s != '>') {
        close = skip_unneeded_attributes(s, end);
    }
    if (close == NULL) {
        return NULL;
    }
    if (needed) {
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

/* Reads the start tag at `s`. Returns NULL if the states must read it, as that
 * of a template, in which other rules apply. */
static inline const char *start_tag(cp_html *h, const cp_html_element *e,
                                    const char *s, const char *end)
{
    s += 1 + e->length;
    if (e->is & E_HAS_EFFECT) {
        h->element = e;
        return e->is & E_TEMPLATE ? NULL : effective_start_tag(h, s, end);
    }
    s = skip_unneeded_attributes(s, end);
    return s ? s + 1 : NULL;
}

/* Reads the end tag at `s`. Returns NULL if the states must read it: one that
 * opens the body, is not known or has attributes, or before which a place of
 * HEAD may be. */
static const char *end_tag(cp_html *h, const char *s)
{
    const cp_html_element *e = head_element_at(s + 2);

    if (e == NULL || e->is & E_END_OPENS_BODY || s[2 + e->length] != '>'
        || (h->head_waits && e->is & E_HEAD)) {
        return NULL;
    }
    h->is_document |= (e->is & E_DOCUMENT) != 0;
    h->head_ended |= (e->is & E_HEAD) != 0;
    return s + 2 + e->length + 1;
}

/* 13.2.5.42 and .53: reads the doctype at `s`, up to the first '>'. Returns
 * NULL if it is not one, or not complete. */
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

/* Reads an end tag, a doctype or the start of a comment; else returns NULL. */
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
    cp_flag charset_known = h->charset_known;

    for (;;) {
        const cp_html_element *e;
        const char *next;

        s = cp_html_skip_spaces(s, end);
        if (end - s < 2 + NAME_ROOM || *s != '<') {
            return s;
        }
        e = head_element_at(s + 1);
        next = e ? start_tag(h, e, s, end) : other_tag(h, s, end);
        if (next == NULL) {
            return s;
        }
        s = next;
        if ((!e || e->is & E_HAS_EFFECT)
            && (h->state != S_DATA || h->event
                || h->charset_known != charset_known)) {
            return s;
        }
    }
}
