/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads tags that are there as a whole, in one go: what a head is full of.
 * Knows nothing that the states in cp_html_token.c do not know, and leaves
 * to them what is cut or opens the body.
 */
#include "cp_block.h"
#include "cp_html_parts.h"

/* From the start of a quoted value to behind its quote, or `end`. Most are
 * over before a call of memchr had begun. */
static inline const char *over_quoted(const char *s, const char *end,
                                      char quote)
{
    const char *stop = end - s > 32 ? s + 32 : end;
    const char *close = cp_block_find(s, stop, quote, quote);

    if (close == stop) {
        close = memchr(stop, quote, (apr_size_t)(end - stop));
    }
    return close ? close + 1 : end;
}

/* 13.2.5.35 to .38; s is behind the '='. */
static const char *over_value(const char *s, const char *end)
{
    if (s < end && cp_html_is_space((unsigned char)*s)) {
        s = cp_html_over_space(s, end);
    }
    if (s < end && *s == '"') {
        return over_quoted(s + 1, end, '"');
    }
    if (s < end && *s == '\'') {
        return over_quoted(s + 1, end, '\'');
    }
    while (s < end && *s != '>' && !cp_html_is_space((unsigned char)*s)) {
        s++;
    }
    return s;
}

/* The end of the name in front of the '=' at s, when one begins at or behind
 * `from`; else NULL: then the '=' itself begins one (13.2.5.32). */
static inline const char *name_before(const char *s, const char *from)
{
    while (s > from && cp_html_is_space((unsigned char)s[-1])) {
        s--;
    }
    return s > from && s[-1] != '/' ? s : NULL;
}

/* The last four bytes of a name, of one that is longer than that, or of it
 * and what stands in front of it. */
static inline apr_uint32_t last_of(const char *name_end)
{
    apr_uint32_t four;

    memcpy(&four, name_end - sizeof(four), sizeof(four));
    return four | 0x20202020;
}

/* It may be lang, charset, http-equiv or href: of all that html, meta and
 * base have, what is to be kept begins with one of these. */
static inline int may_matter(const char *name_end)
{
    apr_uint32_t last = last_of(name_end);

    return last == last_of(&"lang"[4]) || last == last_of(&"rset"[4])
        || last == last_of(&"quiv"[4]) || last == last_of(&"href"[4]);
}

/*
 * From behind the name of a tag to its '>'; NULL when it is not there. Goes
 * from one '=' to the next: outside of values nothing but a '>' ends a tag,
 * and only behind a '=' is a value. *matters is set where one may.
 */
static const char *over_attributes(const char *s, const char *end, int *matters)
{
    const char *from = s, *name_end;

    for (;;) {
        if (s == end || *s != '>') { /* there it mostly is behind a value */
            s = cp_block_find(s, end, '=', '>');
        }
        if (s == end) {
            return NULL;
        }
        if (*s == '>') {
            return s;
        }
        /* Mostly name="value": spaces, '/' and quotes are below '0'. */
        name_end = (unsigned char)s[-1] >= '0' ? s : name_before(s, from);
        s++;
        if (name_end != NULL) {
            *matters |= may_matter(name_end);
            s = s < end && *s == '"' ? over_quoted(s + 1, end, '"')
                                     : over_value(s, end);
            from = s;
        }
    }
}

/* How far the '>' of a tag is looked for. */
enum { NEAR = 256 };

/*
 * The same for a tag that keeps nothing to itself, mostly told by its end:
 * within a quoted value the last '"' before the first '>' can only be the one
 * that opens it, and only a '=' with spaces stands in front of that.
 */
static inline const char *over_silent(const char *s, const char *end)
{
    const char *stop = end - s > NEAR ? s + NEAR : end;
    const char *close = cp_block_find(s, stop, '>', '\''), *last = close;
    int matters = 0;

    if (close < stop && *close == '>') {
        while (last[-1] != '"' && last > s
               && cp_html_ends_name((unsigned char)last[-1])) {
            last--;
        }
        if (last[-1] == '"'
                ? last[-2] != '=' && !cp_html_is_space((unsigned char)last[-2])
                : last == s) {
            return close;
        }
    }
    return over_attributes(s, end, &matters);
}

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
    s = cp_block_find(s, end, '>', '>');
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

const char *cp_html_whole(cp_html *h, const char *s, const char *end)
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
