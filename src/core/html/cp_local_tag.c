/* SPDX-License-Identifier: Apache-2.0 */
/* Tags without addresses of other sites; see the header. */
#include "core/html/cp_local_tag.h"

#include "core/base/cp_vec16.h"

/*
 * A scheme ends with ':'. A host follows "//", in which each '/' may be a '\',
 * and between which browsers remove TAB, LF and CR (WHATWG URL, 4.4). Each of
 * these bytes may be written as a character reference. The attribute of a
 * category is the only one that contains "y-".
 */

/* True for a '&' at `s` that is not "&amp;", which represents none of these
 * bytes. */
static int is_reference(const char *s, const char *end)
{
    return end - s < 5 || memcmp(s, "&amp;", 5);
}

/* Reads one byte, which a byte follows. */
static int may_leave(const char *s, const char *end)
{
    switch (*s) {
    case ':':
    case '\\':
        return 1;
    case '/':
        return s[1] == '/' || s[1] == '\t' || s[1] == '\n' || s[1] == '\r';
    case '&':
        return is_reference(s, end);
    case 'y':
    case 'Y':
        return s[1] == '-';
    default:
        return 0;
    }
}

/* Returns the places in the sixteen bytes at `s` for which may_leave is true,
 * and perhaps others. */
static inline unsigned suspects(const char *s)
{
    cp_bytes a = cp_vec16_load(s), b = cp_vec16_load(s + 1);

    return cp_vec16_bits(
        (cp_bytes)(a == ':') | (cp_bytes)(a == '\\') | (cp_bytes)(a == '&')
        | ((cp_bytes)(a == '/') & (cp_bytes)((b == '/') | (b < ' ')))
        | ((cp_bytes)((a | 0x20) == 'y') & (cp_bytes)(b == '-')));
}

/* True if one of the sixteen bytes at `s` may lead to another site. */
static inline int any_may_leave(const char *s, const char *end)
{
    unsigned bits = suspects(s);

    for (; bits != 0; bits &= bits - 1) {
        if (may_leave(s + cp_first_place(bits), end)) {
            return 1;
        }
    }
    return 0;
}

int cp_local_tag(cp_span tag)
{
    enum { STEP = sizeof(cp_bytes) };
    const char *s = tag.s, *end = tag.s + tag.n;

    if (tag.n > STEP) {
        for (; end - s > STEP; s += STEP) {
            if (any_may_leave(s, end)) {
                return 0;
            }
        }
        return !any_may_leave(end - STEP - 1, end);
    }
    for (; end - s > 1; s++) {
        if (may_leave(s, end)) {
            return 0;
        }
    }
    return 1;
}
