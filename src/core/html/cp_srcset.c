/* SPDX-License-Identifier: Apache-2.0 */
/* Splits srcset attributes; see the header. */
#include "core/html/cp_srcset.h"

/* Skips the descriptors of a candidate and the comma after them. A comma in
 * parentheses does not end them. */
static cp_span skip_descriptors(cp_span rest)
{
    int in_parentheses = 0;

    for (; rest.n > 0; rest = cp_span_skip(rest, 1)) {
        char c = rest.s[0];

        if (c == ',' && !in_parentheses) {
            return cp_span_skip(rest, 1);
        }
        in_parentheses = c == '(' ? 1 : c == ')' ? 0 : in_parentheses;
    }
    return rest;
}

int cp_srcset_next(cp_span *rest, cp_span *url)
{
    apr_size_t n = 0;

    while (rest->n > 0 && (cp_is_space(rest->s[0]) || rest->s[0] == ',')) {
        *rest = cp_span_skip(*rest, 1);
    }
    if (rest->n == 0) {
        return 0;
    }
    while (n < rest->n && !cp_is_space(rest->s[n])) {
        n++;
    }
    *url = cp_span_between(rest->s, rest->s + n);
    *rest = cp_span_skip(*rest, n);
    if (url->s[n - 1] != ',') {
        *rest = skip_descriptors(*rest);
        return 1;
    }
    while (url->s[url->n - 1] == ',') { /* it does not begin with a comma */
        url->n--;
    }
    return 1;
}
