/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of the tokenizer for elements whose content is text (WHATWG HTML
 * 13.2.5.2 to .4 and .9 to .31), up to their own end tag. RCDATA and RAWTEXT
 * are one state here, because character references do not matter.
 */
#include "core/html/cp_html_internal.h"

/* Fast path: true if the complete end tag of the element, without attributes,
 * is at `s`, which is after "</". */
static int is_whole_end_tag(const cp_html *h, const char *s, const char *end)
{
    return end - s > (int)sizeof(apr_uint64_t) && cp_html_is_at(h->element, s)
        && s[h->element->length] == '>';
}

/* 13.2.5.2 to .4: reads up to a '<' that can begin an end tag or, in script
 * data, an escape. */
static const char *raw_text(cp_html *h, const char *s, const char *end)
{
    int script = h->text_kind == RAW_SCRIPT;

    while ((s = memchr(s, '<', (apr_size_t)(end - s))) != NULL) {
        s++;
        if (s < end && *s == '/' && is_whole_end_tag(h, s + 1, end)) {
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

/* 13.2.5.20 to .22 and .27 to .29: reads up to the next '<', or '>' after two
 * dashes. It searches 512 bytes at a time: the two searches may end at
 * different places, and the bytes between them are searched again. */
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

/* "Appropriate end tag token": the name is that of the element. */
static int is_appropriate(const cp_html *h)
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
                          cp_html_ends_name(*s) && is_appropriate(h)
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

/* 13.2.5.26 and .31: after "<!--", <script> begins the double escape, and
 * </script> ends it. */
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
