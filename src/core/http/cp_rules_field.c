/* SPDX-License-Identifier: Apache-2.0 */
/* The Speculation-Rules field; see the header. */
#include "core/http/cp_rules_field.h"

/* Takes a string that begins with a quote. Returns 0 if it does not end or has
 * a backslash. */
static int take_string(cp_span *text, cp_span *value)
{
    cp_span inner = cp_span_skip(*text, 1);
    apr_size_t n = cp_span_find(inner, '"');

    *value = cp_span_between(inner.s, inner.s + n);
    if (n == inner.n || cp_span_find(*value, '\\') < n) {
        return 0;
    }
    *text = cp_span_skip(inner, n + 1);
    return 1;
}

cp_rules_result cp_rules_next(cp_span *rest, cp_span *element, cp_span *address)
{
    cp_span text = cp_span_skip_blanks(*rest);

    if (text.n == 0) {
        return CP_RULES_END;
    }
    if (text.s[0] != '"' || !take_string(&text, address)) {
        return CP_RULES_UNCERTAIN;
    }
    text = cp_span_skip_blanks(text);
    if (text.n > 0 && text.s[0] != ',') {
        return CP_RULES_UNCERTAIN;
    }
    *element = cp_span_between(rest->s, text.s);
    *rest = cp_span_skip(text, text.n > 0);
    return CP_RULES_ONE;
}
