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
    int script = h->text_kind == RAW_SCRIPT;

    while ((s = memchr(s, '<', (apr_size_t)(end - s))) != NULL) {
        s++;
        if (s < end && *s == '/' && is_end(h, s + 1, end)) {
            h->text_kind = RAW_NONE;
            return cp_html_switch(h, S_DATA, s + h->element->length + 2);
        }
        if (s == end || *s == '/' || (script && *s == '!')) {
            return cp_html_switch(h, S_RAW_LESS_THAN, s);
        }
    }
    return end;
}

/* 13.2.5.20, one byte: "-->" ends the escape. */
static const char *escaped_byte(cp_html *h, const char *s)
{
    if (*s == '<') {
        return cp_html_switch(h, S_RAW_LESS_THAN, s + 1);
    }
    if (*s == '>' && h->matched == 2) {
        h->escape_level = 0;
    }
    h->matched = *s == '-' ? (h->matched ? 2 : 1) : 0;
    return s + 1;
}

/* 13.2.5.18 to .31: to the next '<', or the next '>' behind dashes. Looks
 * no farther than it may have to look again. */
static const char *escaped_text(cp_html *h, const char *s, const char *end)
{
    const char *stop = end - s > 512 ? s + 512 : end;
    const char *close;

    if (h->matched) {
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

const char *cp_html_on_raw_text(cp_html *h, const char *s, const char *end)
{
    return h->escape_level ? escaped_text(h, s, end) : raw_text(h, s, end);
}

/* 13.2.5.9, .12, .15, .23, .30 */
const char *cp_html_on_raw_less_than(cp_html *h, const char *s, const char *end)
{
    (void)end;
    h->matched = 0;
    cp_html_name_clear(h);
    if (*s == '/') {
        return cp_html_switch(h,
                              h->escape_level == 2 ? S_SCRIPT_DOUBLE_ESCAPE
                                                   : S_RAW_END_TAG_OPEN,
                              s + 1);
    }
    if (h->text_kind == RAW_SCRIPT && h->escape_level == 0 && *s == '!') {
        return cp_html_switch(h, S_SCRIPT_ESCAPE_START, s + 1);
    }
    if (h->escape_level == 1 && cp_html_is_alpha(*s)) {
        return cp_html_switch(h, S_SCRIPT_DOUBLE_ESCAPE, s);
    }
    return cp_html_switch(h, S_RAW_TEXT, s);
}

const char *cp_html_on_raw_end_tag_open(cp_html *h, const char *s,
                                        const char *end)
{
    (void)end;
    return cp_html_switch(
        h, cp_html_is_alpha(*s) ? S_RAW_END_TAG_NAME : S_RAW_TEXT, s);
}

/* An end tag counts only when it is called like the element it ends. */
static int ends_raw(const cp_html *h)
{
    return cp_html_name_is(h, h->element->name);
}

static const char *letters(cp_html *h, const char *s, const char *end)
{
    while (s < end && cp_html_is_alpha(*s)) {
        cp_html_name_add(h, (unsigned char)*s++);
    }
    return s;
}

/* 13.2.5.11, .14, .17, .25 */
const char *cp_html_on_raw_end_tag_name(cp_html *h, const char *s,
                                        const char *end)
{
    s = letters(h, s, end);
    if (s == end) {
        return s;
    }
    return cp_html_switch(h,
                          cp_html_ends_name(*s) && ends_raw(h)
                              ? S_BEFORE_ATTRIBUTE_NAME
                              : S_RAW_TEXT,
                          s);
}

/* 13.2.5.18 */
const char *cp_html_on_escape_start(cp_html *h, const char *s, const char *end)
{
    (void)end;
    return *s == '-' ? cp_html_switch(h, S_SCRIPT_ESCAPE_DASH, s + 1)
                     : cp_html_switch(h, S_RAW_TEXT, s);
}

/* 13.2.5.19 */
const char *cp_html_on_escape_start_dash(cp_html *h, const char *s,
                                         const char *end)
{
    (void)end;
    if (*s != '-') {
        return cp_html_switch(h, S_RAW_TEXT, s);
    }
    h->escape_level = 1;
    h->matched = 2;
    return cp_html_switch(h, S_RAW_TEXT, s + 1);
}

/* 13.2.5.26 and .31: <script> inside <!-- nests, </script> un-nests */
const char *cp_html_on_double_escape(cp_html *h, const char *s, const char *end)
{
    s = letters(h, s, end);
    if (s == end) {
        return s;
    }
    if (!cp_html_ends_name(*s)) {
        return cp_html_switch(h, S_RAW_TEXT, s);
    }
    if (cp_html_name_is(h, "script")) {
        h->escape_level = (unsigned char)(3 - h->escape_level);
    }
    return cp_html_switch(h, S_RAW_TEXT, s + 1);
}
