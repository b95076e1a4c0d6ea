/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Skips the attributes of a tag that is complete in the buffer, for the parts
 * of cp_html that read such tags at once.
 */
#ifndef CP_HTML_COMPLETE_TAG_H
#define CP_HTML_COMPLETE_TAG_H

#include "core/base/cp_vec16.h"
#include "core/html/cp_html_internal.h"

/* Goes from the start of a quoted value to the byte after its quote, or `end`.
 * Most values are too short for memchr to be faster. */
static inline const char *skip_quoted(const char *s, const char *end,
                                      char quote)
{
    const char *stop = end - s > 32 ? s + 32 : end;
    const char *close = cp_vec16_find(s, stop, quote, quote);

    if (close == stop) {
        close = memchr(stop, quote, (apr_size_t)(end - stop));
    }
    return close ? close + 1 : end;
}

/* 13.2.5.35 to .38; s is after the '='. */
static inline const char *skip_value(const char *s, const char *end)
{
    if (s < end && cp_is_space(*s)) {
        s = cp_html_skip_spaces(s, end);
    }
    if (s < end && *s == '"') {
        return skip_quoted(s + 1, end, '"');
    }
    if (s < end && *s == '\'') {
        return skip_quoted(s + 1, end, '\'');
    }
    while (s < end && *s != '>' && !cp_is_space(*s)) {
        s++;
    }
    return s;
}

/* Returns the end of the name before the '=' at s, if a name begins at or after
 * `from`; else NULL: then the '=' itself begins one (13.2.5.32). */
static inline const char *name_before(const char *s, const char *from)
{
    while (s > from && cp_is_space(s[-1])) {
        s--;
    }
    return s > from && s[-1] != '/' ? s : NULL;
}

/* The last four bytes of a name; if it is shorter, with the bytes before it. */
static inline apr_uint32_t last_of(const char *name_end)
{
    apr_uint32_t four;

    memcpy(&four, name_end - sizeof(four), sizeof(four));
    return four | 0x20202020;
}

/* Non-zero if the name may be lang, charset, http-equiv or href: all attributes
 * of html, meta and base that are needed begin with one of these. */
static inline int may_matter(const char *name_end)
{
    apr_uint32_t last = last_of(name_end);

    return last == last_of(&"lang"[4]) || last == last_of(&"rset"[4])
        || last == last_of(&"quiv"[4]) || last == last_of(&"href"[4]);
}

/*
 * Goes from the end of the name of a tag to its '>'; NULL when the '>' is not
 * there. It goes from one '=' to the next: outside of values only a '>' ends a
 * tag, and a value follows only a '='. *matters is set if a value may matter.
 */
static inline const char *skip_attributes(const char *s, const char *end,
                                          int *matters)
{
    const char *from = s, *name_end;

    for (;;) {
        if (s == end || *s != '>') { /* mostly it is there after a value */
            s = cp_vec16_find(s, end, '=', '>');
        }
        if (s == end) {
            return NULL;
        }
        if (*s == '>') {
            return s;
        }
        /* Most attributes are name="value". The other bytes that may precede
         * '=', which are spaces, '/' and quotes, are below '0'. */
        name_end = (unsigned char)s[-1] >= '0' ? s : name_before(s, from);
        s++;
        if (name_end != NULL) {
            *matters |= may_matter(name_end);
            s = s < end && *s == '"' ? skip_quoted(s + 1, end, '"')
                                     : skip_value(s, end);
            from = s;
        }
    }
}

/* The '>' of a tag is sought up to this number of bytes. */
enum { CP_HTML_NEAR = 256 };

/*
 * Skips a tag of which no attribute is needed. The end of most tags decides:
 * within a quoted value, the last '"' before the first '>' can only be the
 * opening one, and only a '=' with spaces precedes it.
 */
static inline const char *skip_unneeded_attributes(const char *s,
                                                   const char *end)
{
    const char *stop = end - s > CP_HTML_NEAR ? s + CP_HTML_NEAR : end;
    const char *close = cp_vec16_find(s, stop, '>', '\''), *last = close;
    int matters = 0;

    if (close < stop && *close == '>') {
        while (last[-1] != '"' && last > s && cp_html_ends_name(last[-1])) {
            last--;
        }
        if (last[-1] == '"' ? last[-2] != '=' && !cp_is_space(last[-2])
                            : last == s) {
            return close;
        }
    }
    return skip_attributes(s, end, &matters);
}

#endif
