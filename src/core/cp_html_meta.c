/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What attributes say: the charset that a meta declares (WHATWG HTML
 * 13.2.3.2, the attributes of a meta in the prescan) and the language of
 * the root element (3.2.6.2); see cp_html.h.
 */
#include "cp_encoding.h"
#include "cp_html_parts.h"

/* The attribute that gave the label. */
enum { L_NONE, L_CHARSET, L_CONTENT };

static void keep_label(cp_html *h, cp_span label, int from)
{
    apr_size_t i;

    h->label_length = 0;
    for (i = 0; i < label.n; i++) {
        cp_html_add(h->label, &h->label_length, CP_HTML_LABEL, label.s[i]);
    }
    h->label_from = (unsigned char)from;
}

static cp_span kept(const char *text, unsigned n, unsigned room)
{
    return cp_span_between(text, text + (n < room ? n : room));
}

void cp_html_keep_lang(cp_html *h, cp_span value)
{
    apr_size_t i;

    h->lang_length = 0;
    for (i = 0; i < value.n; i++) {
        cp_html_add(h->lang, &h->lang_length, CP_HTML_LANG, value.s[i]);
    }
}

/* Of two the first counts. */
static void root_attribute(cp_html *h)
{
    if (h->lang_length == 0
        && cp_span_is(kept(h->attribute, h->attribute_length, CP_HTML_NAME),
                      "lang")) {
        cp_html_keep_lang(h, kept(h->value, h->value_length, CP_HTML_VALUE));
    }
}

static void meta_attribute(cp_html *h)
{
    cp_span name = kept(h->attribute, h->attribute_length, CP_HTML_NAME);
    cp_span value = kept(h->value, h->value_length, CP_HTML_VALUE);

    if (cp_span_is(name, "http-equiv")) {
        h->pragma = (unsigned char)cp_span_case_is(value, "content-type");
    }
    else if (cp_span_is(name, "charset") && h->label_length == 0) {
        keep_label(h, value, L_CHARSET);
    }
    else if (cp_span_is(name, "content") && h->label_length == 0) {
        keep_label(h, cp_encoding_in(value, "charset"), L_CONTENT);
    }
}

/* ---- keeping them ---- */

void cp_html_attribute_begin(cp_html *h)
{
    h->attribute_length = 0;
    h->value_length = 0;
    if (h->told) {
        cp_meta_attribute(h->policies);
    }
}

void cp_html_attribute_name(cp_html *h, unsigned char c)
{
    if (h->meta | h->root) {
        cp_html_add(h->attribute, &h->attribute_length, CP_HTML_NAME,
                    cp_html_lower(c));
    }
    if (h->told) {
        cp_meta_name(h->policies, (char)c);
    }
}

void cp_html_attribute_value(cp_html *h, const char *s, const char *end)
{
    if (h->told) {
        cp_meta_value(h->policies, s, (apr_size_t)(end - s));
    }
    for (; (h->meta | h->root) && s < end; s++) {
        cp_html_add(h->value, &h->value_length, CP_HTML_VALUE, *s);
    }
}

void cp_html_attribute_end(cp_html *h)
{
    if (h->meta) {
        meta_attribute(h);
    }
    else if (h->root) {
        root_attribute(h);
    }
}

void cp_html_keep_attribute(cp_html *h, cp_span name, cp_span value)
{
    apr_size_t i;

    cp_html_attribute_begin(h);
    for (i = 0; i < name.n; i++) {
        cp_html_attribute_name(h, (unsigned char)name.s[i]);
    }
    if (value.s != NULL) {
        cp_html_attribute_value(h, value.s, value.s + value.n);
        cp_html_attribute_end(h);
    }
}

/* ---- all of a meta ---- */

/* A label that is cut is longer than any that browsers know. UTF-16 is read
 * as UTF-8 here: a meta that says it could not have been read otherwise. */
void cp_html_meta(cp_html *h)
{
    cp_span label = kept(h->label, h->label_length, CP_HTML_LABEL);

    if (label.n == 0 || (h->label_from == L_CONTENT && !h->pragma)) {
        return;
    }
    if (h->label_length > CP_HTML_LABEL) {
        cp_html_give_up(h, CP_HTML_CHARSET);
        return;
    }
    switch (cp_encoding_of(label)) {
    case CP_ENCODING_ASCII:
    case CP_ENCODING_WIDE:
        h->declared = 1;
        break;
    default:
        cp_html_give_up(h, CP_HTML_CHARSET);
        break;
    }
}
