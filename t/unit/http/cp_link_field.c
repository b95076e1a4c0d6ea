/* SPDX-License-Identifier: Apache-2.0 */
/* Links of a field, their parameters, and fields that are faulty. */
#include "core/http/cp_link_field.h"

#include "tap.h"

/* Writes each element as "target|name=value|…", with '\n' between elements. */
static const char *read_all(apr_pool_t *p, const char *field)
{
    cp_buf *b = cp_buf_make(p, 256);
    cp_span rest = cp_span_of(field);
    cp_link_result result;
    cp_link link;

    while ((result = cp_link_next(&rest, &link)) != CP_LINK_END) {
        cp_link_parameter a;

        if (b->n > 0) {
            cp_buf_char(b, '\n');
        }
        if (result == CP_LINK_UNCERTAIN) {
            cp_buf_put(b, "uncertain");
            break;
        }
        if (result == CP_LINK_EMPTY) {
            cp_buf_put(b, "empty");
            continue;
        }
        cp_buf_add(b, link.target.s, link.target.n);
        while (cp_link_param(&link.params, &a)) {
            cp_span value = a.escaped
                              ? cp_link_unescape(a.value, cp_buf_make(p, 64))
                              : a.value;

            cp_buf_char(b, '|');
            cp_buf_add(b, a.name.s, a.name.n);
            cp_buf_char(b, '=');
            cp_buf_add(b, value.s, value.n);
        }
    }
    return cp_buf_text(b);
}

static const struct {
    const char *field, *links;
} fields[] = {
    {"<https://a.example/x>; rel=preload", "https://a.example/x|rel=preload"},
    {"<a>;rel=\"preload prefetch\";as=font", "a|rel=preload prefetch|as=font"},
    {"<a>; rel=preload, <b>; rel=icon", "a|rel=preload\nb|rel=icon"},
    {"<a>,<b>", "a\nb"},
    {"<a,b>; rel=icon, <c>", "a,b|rel=icon\nc"},
    {"<a;b>", "a;b"},
    {"<>; rel=preload", "|rel=preload"},
    {"<a>; title=\"x, <y>; rel=icon\", <b>", "a|title=x, <y>; rel=icon\nb"},
    {"<a>; title=\"x \\\" y\\\\\", <b>", "a|title=x \" y\\\nb"},
    {"<a>; crossorigin", "a|crossorigin="},
    {"<a>; crossorigin; as=script", "a|crossorigin=|as=script"},
    {"<a>; rel = preload", "a|rel=preload"},
    {"<a>\t;\trel\t=\t\"x\"\t", "a|rel=x"},
    {"<a>; type=font/woff2", "a|type=font/woff2"},
    {"<a>; title*=UTF-8''x%20y; rel=icon", "a|title*=UTF-8''x%20y|rel=icon"},
    {"<a>;", "a|="},
    {"<a>;; rel=icon", "a|=|rel=icon"},
    {"<a>; rel=", "a|rel="},
    {"<a>; rel=\"\"", "a|rel="},
    {"", "empty"},
    {" , <a>,", "empty\na\nempty"},
    {"a; rel=preload", "uncertain"},
    {"<a; rel=preload", "uncertain"},
    {"<a>; rel=\"preload", "uncertain"},
    {"<a>; rel=\"preload\\\"", "uncertain"},
    {"<a>; rel=\"preload\\", "uncertain"},
    {"<a> rel=preload", "uncertain"},
    {"<a>; rel='preload'", "uncertain"},
    {"<a>; rel=\"x\"y", "uncertain"},
    {"<a>; rel=x y", "uncertain"},
    {"<a\"b>", "uncertain"},
    {"<a<b>", "uncertain"},
    {"<\\\\a.example/>", "uncertain"},
    {"<a>; =x", "uncertain"},
    {"<a>, b", "a\nuncertain"},
    {"<a>; rel=\xC3\xA9", "uncertain"},
};

static void links(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(fields); i++) {
        is_text(p, read_all(p, fields[i].field), fields[i].links, "field %s",
                fields[i].field);
    }
}

/* The elements and the commas between them are all bytes of the field. */
static void elements(apr_pool_t *p)
{
    static const char field[] = " <a> ; rel=x\t, ,<b>; title=\"a,b\" ,  <c>";
    cp_span rest = cp_span_of(field);
    cp_buf *b = cp_buf_make(p, 64);
    cp_link_result result;
    cp_link link;

    while ((result = cp_link_next(&rest, &link)) == CP_LINK_ONE
           || result == CP_LINK_EMPTY) {
        if (link.element.s > field) {
            cp_buf_char(b, ',');
        }
        cp_buf_add(b, link.element.s, link.element.n);
    }
    is_text(p, cp_buf_text(b), field, "elements and commas are the field");
}

static void words(apr_pool_t *p)
{
    cp_span rest = SPAN(" <//a.example/, x>;rel='\\\\b' ,=\"c d\"");
    cp_buf *b = cp_buf_make(p, 64);
    cp_span word;

    while (cp_link_word(&rest, &word)) {
        cp_buf_add(b, word.s, word.n);
        cp_buf_char(b, '|');
    }
    is_text(p, cp_buf_text(b), "//a.example/|x|rel|\\\\b|c|d|",
            "the words of a faulty field");
}

int main(void)
{
    static const tap_group groups[] = {{"links", links},
                                       {"elements", elements},
                                       {"words", words},
                                       {NULL, NULL}};
    return tap_run(groups);
}
