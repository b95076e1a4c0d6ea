/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the text of elements whose content is no markup (WHATWG HTML
 * 13.2.5.2 to .4 and .9 to .31), up to their own end tag; see cp_html.h.
 */
#include "core/html/cp_html_internal.h"

/* The end tag of the element, as it mostly is, stands behind its "</". */
static int is_end(const cp_html *h, const char *s, const char *end)
{
    return end - s > (int)sizeof(apr_uint64_t) && cp_html_is_at(h->element, s)
        && s[h->element->length] == '>';
}

/* 13.2.5.2 to .4: passes over every '<' that nothing can begin with. */
static const char *raw_text(cp_html *h, const char *s, const char *end)
{
    int script = h->raw == R_SCRIPT;

    while ((s = memchr(s, '<', (apr_size_t)(end - s))) != NULL) {
        s++;
        if (s < end && *s == '/' && is_end(h, s + 1, end)) {
            h->raw = R_NONE;
            return cp_html_to(h, S_DATA, s + h->element->length + 2);
        }
        if (s == end || *s == '/' || (script && *s == '!')) {
            return cp_html_to(h, S_RAW_LT, s);
        }
    }
    return end;
}

/* 13.2.5.20, one byte: "-->" ends the escape. */
static const char *escaped_byte(cp_html *h, const char *s)
{
    if (*s == '<') {
        return cp_html_to(h, S_RAW_LT, s + 1);
    }
    if (*s == '>' && h->dashes == 2) {
        h->escaped = 0;
    }
    h->dashes = *s == '-' ? (h->dashes ? 2 : 1) : 0;
    return s + 1;
}

/* 13.2.5.18 to .31: to the next '<', or the next '>' behind dashes. Looks
 * no farther than it may have to look again. */
static const char *escaped_text(cp_html *h, const char *s, const char *end)
{
    const char *stop = end - s > 512 ? s + 512 : end;
    const char *close;

    if (h->dashes) {
        return escaped_byte(h, s);
    }
    close = memchr(s, '<', (apr_size_t)(stop - s));
    stop = close ? close : stop;
    while ((close = memchr(s, '>', (apr_size_t)(stop - s))) != NULL) {
        if (close - s >= 2 && close[-1] == '-') {
            break;
        }
        s = close + 1;
    }
    close = close ? close : stop;
    if (s == end) {
        return s;
    }
    return escaped_byte(h, close - s > 2 ? close - 2 : s);
}

const char *cp_html_on_raw(cp_html *h, const char *s, const char *end)
{
    return h->escaped ? escaped_text(h, s, end) : raw_text(h, s, end);
}

/* 13.2.5.9, .12, .15, .23, .30 */
const char *cp_html_on_raw_lt(cp_html *h, const char *s, const char *end)
{
    (void)end;
    h->dashes = 0;
    cp_html_name_clear(h);
    if (*s == '/') {
        return cp_html_to(h, h->escaped == 2 ? S_DOUBLE_NAME : S_RAW_END_OPEN,
                          s + 1);
    }
    if (h->raw == R_SCRIPT && h->escaped == 0 && *s == '!') {
        return cp_html_to(h, S_ESCAPE_START, s + 1);
    }
    if (h->escaped == 1 && cp_html_is_alpha((unsigned char)*s)) {
        return cp_html_to(h, S_DOUBLE_NAME, s);
    }
    return cp_html_to(h, S_RAW, s);
}

const char *cp_html_on_raw_end_open(cp_html *h, const char *s, const char *end)
{
    (void)end;
    return cp_html_to(
        h, cp_html_is_alpha((unsigned char)*s) ? S_RAW_END_NAME : S_RAW, s);
}

/* An end tag counts only when it is called like the element it ends. */
static int ends_raw(const cp_html *h)
{
    return cp_html_name_is(h, h->element->name);
}

static const char *letters(cp_html *h, const char *s, const char *end)
{
    while (s < end && cp_html_is_alpha((unsigned char)*s)) {
        cp_html_name_add(h, (unsigned char)*s++);
    }
    return s;
}

/* 13.2.5.11, .14, .17, .25 */
const char *cp_html_on_raw_end_name(cp_html *h, const char *s, const char *end)
{
    s = letters(h, s, end);
    if (s == end) {
        return s;
    }
    return cp_html_to(h,
                      cp_html_ends_name((unsigned char)*s) && ends_raw(h)
                          ? S_BEFORE_ATTRIBUTE
                          : S_RAW,
                      s);
}

/* 13.2.5.18 */
const char *cp_html_on_escape_start(cp_html *h, const char *s, const char *end)
{
    (void)end;
    return *s == '-' ? cp_html_to(h, S_ESCAPE_START_DASH, s + 1)
                     : cp_html_to(h, S_RAW, s);
}

/* 13.2.5.19 */
const char *cp_html_on_escape_start_dash(cp_html *h, const char *s,
                                         const char *end)
{
    (void)end;
    if (*s != '-') {
        return cp_html_to(h, S_RAW, s);
    }
    h->escaped = 1;
    h->dashes = 2;
    return cp_html_to(h, S_RAW, s + 1);
}

/* 13.2.5.26 and .31: <script> inside <!-- nests, </script> un-nests */
const char *cp_html_on_double_name(cp_html *h, const char *s, const char *end)
{
    s = letters(h, s, end);
    if (s == end) {
        return s;
    }
    if (!cp_html_ends_name((unsigned char)*s)) {
        return cp_html_to(h, S_RAW, s);
    }
    if (cp_html_name_is(h, "script")) {
        h->escaped = (unsigned char)(3 - h->escaped);
    }
    return cp_html_to(h, S_RAW, s + 1);
}
