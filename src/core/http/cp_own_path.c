/* SPDX-License-Identifier: Apache-2.0 */
/* One form for all spellings of a path; see the header. */
#include "core/http/cp_own_path.h"

#include <apr_pools.h>

/* True if the path is surely in the form. A dot or a slash can change the form
 * only after a slash. */
static int is_plain(cp_span path)
{
    char before = '\0';
    apr_size_t i;

    for (i = 0; i < path.n; i++) {
        char c = path.s[i];

        if (c == '%' || c == ';' || c == '\\'
            || (before == '/' && (c == '/' || c == '.'))) {
            return 0;
        }
        before = c;
    }
    return path.n > 0 && path.s[0] == '/';
}

/* Decodes the path into `out`, which has path.n bytes. A backslash becomes a
 * slash. Returns the number of bytes. */
static apr_size_t decode(cp_span path, char *out)
{
    apr_size_t n = 0, i = 0;

    while (i < path.n) {
        char c = path.s[i];
        int is_escape = c == '%' && i + 2 < path.n
                     && cp_hex_value(path.s[i + 1]) >= 0
                     && cp_hex_value(path.s[i + 2]) >= 0;

        if (is_escape) {
            c = (char)(cp_hex_value(path.s[i + 1]) * 16
                       + cp_hex_value(path.s[i + 2]));
        }
        out[n++] = c == '\\' ? '/' : c;
        i += is_escape ? 3 : 1;
    }
    return n;
}

/* Returns the number of bytes without the last segment and its slash. */
static apr_size_t without_last(const char *out, apr_size_t n)
{
    while (n > 0 && out[--n] != '/') {}
    return n;
}

/* Joins the segments of a decoded path that begins with a slash in place. The
 * result is never longer than the part that was read. */
static apr_size_t join(char *s, apr_size_t length)
{
    cp_span rest = {s, length}, segment;
    apr_size_t n = 0;

    while (cp_span_next(&rest, '/', &segment)) {
        int is_last = rest.s == NULL;

        segment.n = cp_span_find(segment, ';');
        if (cp_span_is(segment, "..")) {
            n = without_last(s, n);
            segment.n = 0;
        }
        else if (cp_span_is(segment, ".")) {
            segment.n = 0;
        }
        if (segment.n > 0 || is_last) {
            s[n++] = '/';
            memmove(s + n, segment.s, segment.n);
            n += segment.n;
        }
    }
    return n;
}

cp_span cp_own_path(apr_pool_t *p, cp_span path)
{
    cp_span out;
    char *room;

    if (is_plain(path)) {
        return path;
    }
    /* A path without a slash at its start gets one. */
    room = apr_palloc(p, path.n + 1);
    room[0] = '/';
    out.s = room;
    out.n = join(room, 1 + decode(path, room + 1));
    return out;
}
