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

    while (e->is & E_STAYS) {
        if (cp_html_is_at(e, s)
            && cp_html_ends_name((unsigned char)s[e->length])) {
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

    if (cp_html_is(h, E_HTML | E_META | E_BASE)) {
        close = over_attributes(s, end, &matters);
    }
    else if (*s != '>') {
        close = over_silent(s, end);
    }
    if (close == NULL) {
        return NULL;
    }
    if (matters) {
        cp_html_says(h, s, close);
    }
    h->evidence |= cp_html_is(h, E_DOCUMENT);
    h->end_tag = 0;
    s = close + 1;
    if (cp_html_is(h, E_SCRIPT | E_TEXT)) {
        cp_html_enter(h);
        return s < end ? cp_html_on_raw(h, s, end) : s;
    }
    if (cp_html_is(h, E_HEAD | E_BODY)) {
        cp_html_tag(h);
    }
    return s;
}

/* One that stays before the body, or is its own; not template, whose content
 * is apart. Returns NULL where the states must read. */
static inline const char *start_tag(cp_html *h, const cp_html_element *e,
                                    const char *s, const char *end)
{
    s += 1 + e->length;
    if (e->is & E_SPEAKS) {
        h->element = e;
        return e->is & E_TEMPLATE ? NULL : speaking_tag(h, s, end);
    }
    s = over_silent(s, end);
    return s ? s + 1 : NULL;
}

/* One that does not open the body; few have attributes. */
static const char *end_tag(cp_html *h, const char *s)
{
    const cp_html_element *e = staying(s + 2);

    if (e == NULL || e->is & E_IMPLIED || s[2 + e->length] != '>') {
        return NULL;
    }
    h->evidence |= (e->is & E_DOCUMENT) != 0;
    h->past_head |= (e->is & E_HEAD) != 0;
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
    h->evidence = 1;
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
    return s[2] == '-' && s[3] == '-' ? cp_html_to(h, S_COMMENT_START, s + 4)
                                      : doctype(h, s, end);
}

const char *cp_html_fast(cp_html *h, const char *s, const char *end)
{
    int declared = h->declared;

    for (;;) {
        const cp_html_element *e;
        const char *next;

        s = cp_html_over_space(s, end);
        if (end - s < 2 + LOOK || *s != '<') {
            return s;
        }
        e = staying(s + 1);
        next = e ? start_tag(h, e, s, end) : other_tag(h, s, end);
        if (next == NULL) {
            return s;
        }
        s = next;
        if ((!e || e->is & E_SPEAKS)
            && (h->state != S_DATA || h->event || h->declared != declared)) {
            return s;
        }
    }
}
