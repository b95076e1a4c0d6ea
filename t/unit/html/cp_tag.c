/* SPDX-License-Identifier: Apache-2.0 */
/* The attributes of one start tag. */
#include "core/html/cp_tag.h"

#include "tap.h"

typedef struct example {
    cp_span tag;
    const char *want; /* name|attribute=[value]; "-": no start tag */
} example;

static const example examples[] = {
    {SPAN_INIT("<img>"), "img|"},
    {SPAN_INIT("<img src=a>"), "img|src=[a] "},
    {SPAN_INIT("<img src=\"a b\" alt='c'>"), "img|src=[a b] alt=[c] "},
    {SPAN_INIT("<IMG\nSRC = 'a>b' />"), "IMG|SRC=[a>b] "},
    {SPAN_INIT("<img/src=a/alt>"), "img|src=[a/alt] "},
    {SPAN_INIT("<img src=a/>"), "img|src=[a/] "},
    {SPAN_INIT("<img src='a'alt=\"b\"/x>"), "img|src=[a] alt=[b] x "},
    {SPAN_INIT("<img src=>"), "img|src=[] "},
    {SPAN_INIT("<img src=''>"), "img|src=[] "},
    {SPAN_INIT("<img src= alt=b>"), "img|src=[alt=b] "},
    {SPAN_INIT("<img src alt = b>"), "img|src alt=[b] "},
    {SPAN_INIT("<img src = >"), "img|src=[] "},
    {SPAN_INIT("<img =src=b>"), "img|=src=[b] "},
    {SPAN_INIT("<img ==b>"), "img|==[b] "},
    {SPAN_INIT("<img a=b=c\"'<d>"), "img|a=[b=c\"'<d] "},
    {SPAN_INIT("<img \"a'<=b>"), "img|\"a'<=[b] "},
    {SPAN_INIT("<img / / a/ / b/=c>"), "img|a b =c "},
    {SPAN_INIT("<img src=a src=b>"), "img|src=[a] src=[b] "},
    {SPAN_INIT("<img\f\ta\r\n=\f\"b\">"), "img|a=[b] "},
    {SPAN_INIT("<svg:image xlink:href=\"a\"/>"), "svg:image|xlink:href=[a] "},
    {SPAN_INIT("<a\"b c>"), "a\"b|c "},
    /* no start tag, or no end */
    {SPAN_INIT("</a b>"), "-"},
    {SPAN_INIT("<!a b>"), "-"},
    {SPAN_INIT("<1>"), "-"},
    {SPAN_INIT("<img"), "-"},
    {SPAN_INIT("<>"), "-"},
    {SPAN_INIT("<img a"), "img|"},
    {SPAN_INIT("<img a="), "img|"},
    {SPAN_INIT("<img a b=\"c>"), "img|a "},
    {SPAN_INIT("<img a b=c"), "img|a "},
};

static const char *tell(apr_pool_t *p, cp_span bytes)
{
    cp_tag tag;
    cp_attribute a;
    const char *text;

    if (!cp_tag_begin(&tag, bytes)) {
        return "-";
    }
    text = apr_pstrcat(p, cp_span_dup(p, tag.name), "|", NULL);
    while (cp_tag_next(&tag, &a)) {
        const char *value =
            a.value.s == NULL
                ? ""
                : apr_pstrcat(p, "=[", cp_span_dup(p, a.value), "]", NULL);

        text = apr_pstrcat(p, text, cp_span_dup(p, a.name), value, " ", NULL);
    }
    return text;
}

static void reading(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(examples); i++) {
        const example *e = &examples[i];
        /* exact memory, so that a sanitizer sees a read after the end */
        char *copy = malloc(e->tag.n);
        cp_span bytes = {copy, e->tag.n};

        memcpy(copy, e->tag.s, e->tag.n);
        is_text(p, tell(p, bytes), e->want, "%s", shown(p, e->tag));
        free(copy);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"reading", reading}, {NULL, NULL}};

    return tap_run(groups);
}
