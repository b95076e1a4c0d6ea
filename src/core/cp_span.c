/* SPDX-License-Identifier: Apache-2.0 */
/* Borrowed bytes with a length; see the header. */
#include "cp_span.h"

#include <string.h>

#include <apr_strings.h>

cp_span cp_span_of(const char *s)
{
    cp_span a = {s, s ? strlen(s) : 0};
    return a;
}

cp_span cp_span_between(const char *from, const char *to)
{
    cp_span a = {from, (apr_size_t)(to - from)};
    return a;
}

int cp_span_eq(cp_span a, cp_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

int cp_span_is(cp_span a, const char *s)
{
    return cp_span_eq(a, cp_span_of(s));
}

static char lower(char c)
{
    return (c >= 'A' && c <= 'Z') ? (char)(c + 32) : c;
}

int cp_span_case_is(cp_span a, const char *s)
{
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        if (s[i] == '\0' || lower(a.s[i]) != lower(s[i])) {
            return 0;
        }
    }
    return s[a.n] == '\0';
}

static int is_wsp(char c)
{
    return c == ' ' || c == '\t';
}

cp_span cp_span_trim(cp_span a)
{
    while (a.n > 0 && is_wsp(a.s[0])) {
        a.s++;
        a.n--;
    }
    while (a.n > 0 && is_wsp(a.s[a.n - 1])) {
        a.n--;
    }
    return a;
}

apr_size_t cp_span_find(cp_span a, char c)
{
    const char *hit = a.n ? memchr(a.s, c, a.n) : NULL;
    return hit ? (apr_size_t)(hit - a.s) : a.n;
}

int cp_span_next(cp_span *rest, char sep, cp_span *piece)
{
    apr_size_t at;

    if (rest->s == NULL) {
        return 0;
    }
    at = cp_span_find(*rest, sep);
    piece->s = rest->s;
    piece->n = at;
    if (at == rest->n) {
        rest->s = NULL;
        rest->n = 0;
    }
    else {
        rest->s += at + 1;
        rest->n -= at + 1;
    }
    return 1;
}

int cp_is_tchar(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')) {
        return 1;
    }
    return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

int cp_span_is_token(cp_span a)
{
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        if (!cp_is_tchar((unsigned char)a.s[i])) {
            return 0;
        }
    }
    return a.n > 0;
}

int cp_span_number(cp_span a, apr_int64_t *out)
{
    apr_int64_t v = 0;
    apr_size_t i;

    if (a.n == 0 || a.n > 18) {
        return 0;
    }
    for (i = 0; i < a.n; i++) {
        if (a.s[i] < '0' || a.s[i] > '9') {
            return 0;
        }
        v = v * 10 + (a.s[i] - '0');
    }
    *out = v;
    return 1;
}

char *cp_span_dup(apr_pool_t *p, cp_span a)
{
    return apr_pstrmemdup(p, a.n ? a.s : "", a.n);
}
