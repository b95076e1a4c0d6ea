/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a form body; see the header. */
#include "core/http/cp_form.h"

#include <string.h>

/* Returns the decoded text in `p`, or NULL for an invalid escape or a NUL. */
static const char *decode(apr_pool_t *p, cp_span text)
{
    char *s = cp_span_dup(p, text), *to = s;
    apr_size_t i;

    for (i = 0; i < text.n; i++) {
        char c = text.s[i];

        if (c == '+') {
            c = ' ';
        }
        else if (c == '%') {
            int high = i + 2 < text.n ? cp_hex_value(text.s[i + 1]) : -1;
            int low = high >= 0 ? cp_hex_value(text.s[i + 2]) : -1;

            if (low < 0) {
                return NULL;
            }
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0') {
            return NULL;
        }
        *to++ = c;
    }
    *to = '\0';
    return s;
}

static int add_field(apr_pool_t *p, apr_array_header_t *fields, cp_span pair)
{
    apr_size_t eq = cp_span_find(pair, '=');
    cp_span value = {"", 0};
    cp_form_field f;

    if (eq < pair.n) {
        value = cp_span_between(pair.s + eq + 1, pair.s + pair.n);
    }
    f.name = decode(p, cp_span_between(pair.s, pair.s + eq));
    f.value = decode(p, value);
    if (f.name == NULL || f.value == NULL || fields->nelts == CP_MAX_FIELDS) {
        return 0;
    }
    APR_ARRAY_PUSH(fields, cp_form_field) = f;
    return 1;
}

apr_array_header_t *cp_form_parse(apr_pool_t *p, cp_span body)
{
    apr_array_header_t *fields = apr_array_make(p, 8, sizeof(cp_form_field));
    cp_span pair;

    if (body.n > CP_MAX_FORM) {
        return NULL;
    }
    while (cp_span_next(&body, '&', &pair)) {
        if (pair.n > 0 && !add_field(p, fields, pair)) {
            return NULL;
        }
    }
    return fields;
}

int cp_form_count(const apr_array_header_t *fields, const char *name)
{
    int i, n = 0;

    for (i = 0; i < fields->nelts; i++) {
        n += !strcmp(APR_ARRAY_IDX(fields, i, cp_form_field).name, name);
    }
    return n;
}

const char *cp_form_single(const apr_array_header_t *fields, const char *name)
{
    int i;

    if (cp_form_count(fields, name) != 1) {
        return NULL;
    }
    for (i = 0; i < fields->nelts; i++) {
        const cp_form_field *f = &APR_ARRAY_IDX(fields, i, cp_form_field);

        if (!strcmp(f->name, name)) {
            return f->value;
        }
    }
    return NULL;
}
