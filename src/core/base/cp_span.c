/* SPDX-License-Identifier: Apache-2.0 */
/* Functions for spans that are not inline; see the header. */
#include "core/base/cp_span.h"

#include <string.h>

#include <apr_strings.h>

/* "!#$%&'*+-.^_`|~", digits and letters (RFC 9110, section 5.6.2). */
const apr_uint32_t cp_tchars[8] = {0, 0x03FF6CFA, 0xC7FFFFFE, 0x57FFFFFF,
                                   0, 0,          0,          0};

int cp_span_eq(cp_span a, cp_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

int cp_same_but_case(const char *a, const char *b, apr_size_t n)
{
    apr_size_t i;

    for (i = 0; i < n; i++) {
        if (a[i] != b[i] && cp_lower(a[i]) != cp_lower(b[i])) {
            return 0;
        }
    }
    return 1;
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
        unsigned digit = (unsigned char)a.s[i] - (unsigned)'0';

        if (digit > 9) {
            return 0;
        }
        v = v * 10 + digit;
    }
    *out = v;
    return 1;
}

char *cp_span_dup(apr_pool_t *p, cp_span a)
{
    return apr_pstrmemdup(p, a.n ? a.s : "", a.n);
}
