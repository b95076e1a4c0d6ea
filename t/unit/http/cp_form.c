/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a form, and paths that it is safe to redirect to. */
#include "core/http/cp_form.h"

#include "tap.h"

static const struct {
    cp_span body;
    const char *fields; /* [name=value]…, NULL when refused */
} bodies[] = {
    {SPAN_INIT(""), ""},
    {SPAN_INIT("choice=accept"), "[choice=accept]"},
    {SPAN_INIT("choice=save&grant=statistical&grant=first-party"),
     "[choice=save][grant=statistical][grant=first-party]"},
    {SPAN_INIT("a"), "[a=]"},
    {SPAN_INIT("a="), "[a=]"},
    {SPAN_INIT("=a"), "[=a]"},
    {SPAN_INIT("="), "[=]"},
    {SPAN_INIT("a=b=c"), "[a=b=c]"},
    {SPAN_INIT("&a=1&&b=2&"), "[a=1][b=2]"},
    {SPAN_INIT("&&&"), ""},
    {SPAN_INIT("a+b=c+d"), "[a b=c d]"},
    {SPAN_INIT("return=%2Fa%2fb%3Fc%3Dd%26e"), "[return=/a/b?c=d&e]"},
    {SPAN_INIT("%61=%62"), "[a=b]"},
    {SPAN_INIT("a=%2B%25"), "[a=+%]"},
    {SPAN_INIT("a=%26b=1"), "[a=&b=1]"},
    {SPAN_INIT("a=%C3%A9"), "[a=\xC3\xA9]"},
    {SPAN_INIT("a=\xC3\xA9"), "[a=\xC3\xA9]"},
    {SPAN_INIT("a=%FF"), "[a=\xFF]"},
    {SPAN_INIT("a=%0D%0AX: y"), "[a=\r\nX: y]"},
    {SPAN_INIT("a=1;b=2"), "[a=1;b=2]"},
    /* Refused as a whole. */
    {SPAN_INIT("a=%"), NULL},
    {SPAN_INIT("a=%4"), NULL},
    {SPAN_INIT("a=%4&b=1"), NULL},
    {SPAN_INIT("a=%4G"), NULL},
    {SPAN_INIT("a=%G4"), NULL},
    {SPAN_INIT("a=%%41"), NULL},
    {SPAN_INIT("a=% 1"), NULL},
    {SPAN_INIT("a=%u0041"), NULL},
    {SPAN_INIT("%=1"), NULL},
    {SPAN_INIT("ok=1&a=%zz"), NULL},
    {SPAN_INIT("a=%00"), NULL},
    {SPAN_INIT("%00=a"), NULL},
    {SPAN_INIT("a=\0"), NULL},
    {SPAN_INIT("\0"), NULL},
    {SPAN_INIT("a=1\0&b=2"), NULL},
};

static void bodies_read(apr_pool_t *p)
{
    apr_size_t i;
    int k;

    for (i = 0; i < TAP_COUNT(bodies); i++) {
        apr_array_header_t *fields = cp_form_parse(p, bodies[i].body);
        const char *got = fields ? "" : NULL;

        for (k = 0; fields && k < fields->nelts; k++) {
            cp_form_field f = APR_ARRAY_IDX(fields, k, cp_form_field);
            got = apr_pstrcat(p, got, "[", f.name, "=", f.value, "]", NULL);
        }
        is_text(p, got, bodies[i].fields, "form %s", shown(p, bodies[i].body));
    }
    ok(cp_form_parse(p, cp_span_of(NULL))->nelts == 0, "no body");
}

/* A body as long as allowed, and one byte longer; fields the same way. */
static void limits(apr_pool_t *p)
{
    char *body = apr_pcalloc(p, CP_MAX_FORM + 2);
    apr_array_header_t *fields;
    int i;

    memset(body, 'x', CP_MAX_FORM + 1);
    fields = cp_form_parse(p, cp_span_between(body, body + CP_MAX_FORM));
    ok(fields && fields->nelts == 1, "%d bytes", CP_MAX_FORM);
    ok(!cp_form_parse(p, cp_span_between(body, body + CP_MAX_FORM + 1)),
       "one more is refused");
    for (i = 0; i < 2 * CP_MAX_FIELDS; i += 2) {
        memcpy(body + i, "a&", 2);
    }
    fields = cp_form_parse(p, cp_span_between(body, body + i));
    ok(fields && fields->nelts == CP_MAX_FIELDS, "%d fields", CP_MAX_FIELDS);
    body[i] = 'a';
    ok(!cp_form_parse(p, cp_span_between(body, body + i + 1)),
       "one more is refused");
    memset(body, '&', CP_MAX_FORM);
    fields = cp_form_parse(p, cp_span_between(body, body + CP_MAX_FORM));
    ok(fields && fields->nelts == 0, "nothing but '&'");
}

static void finding(apr_pool_t *p)
{
    apr_array_header_t *f =
        cp_form_parse(p, SPAN("a=1&b=2&b=3&c=&%61x=4&C=5&d=6&d=6"));

    is_text(p, cp_form_single(f, "a"), "1", "a field that is there once");
    is_text(p, cp_form_single(f, "b"), NULL, "b twice");
    is_text(p, cp_form_single(f, "d"), NULL, "twice the same is twice too");
    is_text(p, cp_form_single(f, "c"), "", "c is empty");
    is_text(p, cp_form_single(f, "ax"), "4", "escaped names are names");
    is_text(p, cp_form_single(f, "x"), NULL, "x is not there");
    is_number(cp_form_count(f, "b"), 2, "b counted");
    is_number(cp_form_count(f, "B"), 0, "case matters");
    is_number(cp_form_count(f, ""), 0, "no field without a name");
}

int main(void)
{
    static const tap_group groups[] = {{"bodies", bodies_read},
                                       {"limits", limits},
                                       {"finding", finding},
                                       {NULL, NULL}};
    return tap_run(groups);
}
