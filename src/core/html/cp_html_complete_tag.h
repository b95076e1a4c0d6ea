/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the end of a tag that is complete in the buffer, without running the
 * states of the tokenizer for each byte. The fast paths of the scanner use it.
 */
#ifndef CP_HTML_COMPLETE_TAG_H
#define CP_HTML_COMPLETE_TAG_H

#include "core/base/cp_vec16.h"
#include "core/html/cp_html_internal.h"

/* 13.2.5.35 to .38: returns the byte after the value. `s` is after the '='. */
static inline const char *skip_value(const char *s, const char *end)
{
    if (s < end && cp_is_space(*s)) {
        s = cp_html_skip_spaces(s, end);
    }
    if (s < end && (*s == '"' || *s == '\'')) {
        const char *close = memchr(s + 1, *s, (apr_size_t)(end - s - 1));

        return close ? close + 1 : end;
    }
    while (s < end && *s != '>' && !cp_is_space(*s)) {
        s++;
    }
    return s;
}

/* Returns the end of the attribute name before the '=' at `s`, if a name begins
 * at or after `from`. Else NULL: then '=' is the first byte of a name
 * (13.2.5.32). */
static inline const char *name_before(const char *s, const char *from)
{
    while (s > from && cp_is_space(s[-1])) {
        s--;
    }
    return s > from && s[-1] != '/' ? s : NULL;
}

/* Returns the last four bytes of a name in lower case. If the name is shorter,
 * they include bytes before it. */
static inline apr_uint32_t last_four(const char *name_end)
{
    apr_uint32_t four;

    memcpy(&four, name_end - sizeof(four), sizeof(four));
    return four | 0x20202020;
}

/* True if the name may be that of an attribute of html, meta or base that the
 * scanner needs: lang, charset, http-equiv or href. (content is needed only
 * with http-equiv.) */
static inline int may_be_needed(const char *name_end)
{
    apr_uint32_t last = last_four(name_end);

    return last == last_four(&"lang"[4]) || last == last_four(&"rset"[4])
        || last == last_four(&"quiv"[4]) || last == last_four(&"href"[4]);
}

/*
 * Returns the '>' that ends the tag, or NULL if it is not in the buffer. `s` is
 * after the name of the tag. *needed becomes 1 if an attribute may be needed,
 * and otherwise stays.
 *
 * It goes from one '=' to the next. Outside of values only a '>' ends a tag,
 * and only a '=' begins a value.
 */
static inline const char *skip_attributes(const char *s, const char *end,
                                          int *needed)
{
    const char *from = s, *name_end;

    for (;;) {
        if (s == end || *s != '>') { /* most often it follows a value */
            s = cp_vec16_find(s, end, '=', '>');
        }
        if (s == end) {
            return NULL;
        }
        if (*s == '>') {
            return s;
        }
        name_end = name_before(s, from);
        s++;
        if (name_end != NULL) {
            *needed |= may_be_needed(name_end);
            s = skip_value(s, end);
            from = s;
        }
    }
}

/*
 * True if the first '>' of a tag ends it for certain. `s` is after the name of
 * the tag, and no "'" precedes `close`.
 *
 * If the '>' were in a quoted value, the last '"' before it would be the
 * opening one, with a '=' or spaces before it. So the tag ends if the last byte
 * before the '>', except spaces and '/', is a '"' with another byte before it,
 * or if no '"' precedes the '>'.
 */
static inline int is_certain_end(const char *s, const char *close)
{
    while (close[-1] != '"' && close > s && cp_html_ends_name(close[-1])) {
        close--;
    }
    return close[-1] == '"' ? close[-2] != '=' && !cp_is_space(close[-2])
                            : !memchr(s, '"', (apr_size_t)(close - s));
}

/* As skip_attributes, if no attribute is needed. */
static inline const char *skip_unneeded_attributes(const char *s,
                                                   const char *end)
{
    enum { NEAR = 256 }; /* a farther '>' is left to skip_attributes */
    const char *stop = end - s > NEAR ? s + NEAR : end;
    const char *close = cp_vec16_find(s, stop, '>', '\'');
    int needed = 0;

    if (close < stop && *close == '>' && is_certain_end(s, close)) {
        return close;
    }
    return skip_attributes(s, end, &needed);
}

#endif
