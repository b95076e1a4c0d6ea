/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes that the scanner reads: the charset that a meta declares (WHATWG
 * HTML 13.2.3.2), the language of html (3.2.6.2) and the href of base (4.2.3).
 * The states of the tokenizer pass attributes in pieces; the fast path passes a
 * complete tag to cp_html_read_attributes.
 */
#include "core/html/cp_encoding.h"
#include "core/html/cp_html_internal.h"

/* h->label_from: the attribute that contains the label of the charset. */
enum { LABEL_NONE, LABEL_CHARSET, LABEL_CONTENT };

/* Copies a value into `room` bytes. Returns its length, or room + 1 if it is
 * longer. */
static unsigned char keep(char *text, unsigned room, cp_span value)
{
    memcpy(text, value.s, value.n < room ? value.n : room);
    return (unsigned char)(value.n <= room ? value.n : room + 1);
}

static void keep_label(cp_html *h, cp_span label, int from)
{
    h->label_length = label.n > 0 ? keep(h->label, CP_HTML_LABEL, label) : 0;
    h->label_from = (unsigned char)from;
}

/* Returns the bytes that are kept of a text of n bytes. */
static cp_span kept(const char *text, apr_size_t n, unsigned room)
{
    return cp_span_between(text, text + (n < room ? n : room));
}

void cp_html_set_lang(cp_html *h, cp_span value)
{
    h->lang_length = keep(h->lang, CP_HTML_LANG, value);
}

/* True for a path of this site, or one relative to the page, if that is
 * certain. Browsers read '\\' as '/', and remove tabs and line ends (WHATWG URL
 * 4.4). A character reference may be any of these. */
static int stays_on_site(cp_span value)
{
    while (value.n > 0 && (unsigned char)*value.s <= ' ') {
        value = cp_span_between(value.s + 1, value.s + value.n);
    }
    if (value.n > 0 && *value.s == '/') {
        return value.n == 1
            || (strchr("/\\&\t\r\n", value.s[1]) == NULL && value.s[1]);
    }
    return cp_span_find(value, ':') == value.n
        && cp_span_find(value, '&') == value.n
        && cp_span_find(value, '\\') == value.n;
}

void cp_html_set_base(cp_html *h, cp_span value)
{
    if (h->base == BASE_NONE && value.n > 0) {
        h->base = stays_on_site(kept(value.s, value.n, CP_HTML_VALUE))
                    ? BASE_STAYS
                    : BASE_MAY_LEAVE;
    }
}

/* An attribute of html or base. The first of two counts. */
static void root_attribute(cp_html *h, cp_span name, cp_span value)
{
    if (cp_html_tag_is(h, E_BASE)) {
        if (cp_span_case_is(name, "href")) {
            cp_html_set_base(h, value);
        }
    }
    else if (h->lang_length == 0 && cp_span_case_is(name, "lang")) {
        cp_html_set_lang(h, kept(value.s, value.n, CP_HTML_VALUE));
    }
}

/* An attribute of meta. The first of two counts. */
static void meta_attribute(cp_html *h, cp_span name, cp_span value)
{
    value = kept(value.s, value.n, CP_HTML_VALUE);
    if (cp_span_case_is(name, "http-equiv")) {
        h->is_content_type =
            (unsigned char)cp_span_case_is(value, "content-type");
    }
    else if (cp_span_case_is(name, "charset") && h->label_length == 0) {
        keep_label(h, value, LABEL_CHARSET);
    }
    else if (cp_span_case_is(name, "content") && h->label_length == 0) {
        keep_label(h, cp_encoding_in(value, "charset"), LABEL_CONTENT);
    }
}

/* An attribute of annotation-xml (13.2.6, HTML integration point). The first of
 * two counts. */
static void encoding_attribute(cp_html *h, cp_span name, cp_span value)
{
    if (h->encoding != ENCODING_NONE || !cp_span_case_is(name, "encoding")) {
        return;
    }
    h->encoding = cp_span_find(value, '&') < value.n ? ENCODING_UNCLEAR
                : cp_span_case_is(value, "text/html")
                          || cp_span_case_is(value, "application/xhtml+xml")
                    ? ENCODING_HTML
                    : ENCODING_OTHER;
}

/* ---- attributes in pieces ---- */

void cp_html_attribute_begin(cp_html *h)
{
    h->attribute_length = 0;
    h->value_length = 0;
    if (h->keep_policy) {
        cp_meta_attribute(h->policies);
    }
}

void cp_html_attribute_name(cp_html *h, char c)
{
    if (h->keep_meta | h->keep_root | h->keep_encoding) {
        cp_html_add(h->attribute, &h->attribute_length, CP_HTML_NAME,
                    cp_lower(c));
    }
    if (h->keep_policy) {
        cp_meta_name(h->policies, c);
    }
}

void cp_html_attribute_value(cp_html *h, const char *s, const char *end)
{
    if (h->keep_policy) {
        cp_meta_value(h->policies, s, (apr_size_t)(end - s));
    }
    for (; (h->keep_meta | h->keep_root | h->keep_encoding) && s < end; s++) {
        cp_html_add(h->value, &h->value_length, CP_HTML_VALUE, *s);
    }
}

void cp_html_attribute_end(cp_html *h)
{
    cp_span name = kept(h->attribute, h->attribute_length, CP_HTML_NAME);
    cp_span value = kept(h->value, h->value_length, CP_HTML_VALUE);

    if (h->keep_meta) {
        meta_attribute(h, name, value);
    }
    else if (h->keep_root) {
        root_attribute(h, name, value);
    }
    else if (h->keep_encoding) {
        encoding_attribute(h, name, value);
    }
}

/* ---- the end of a meta ---- */

/* A label that is longer than its room is longer than each that browsers know.
 * Browsers read UTF-16 in a meta as UTF-8, because a meta in UTF-16 could not
 * have been read. */
void cp_html_end_meta(cp_html *h)
{
    cp_span label = kept(h->label, h->label_length, CP_HTML_LABEL);

    if (label.n == 0
        || (h->label_from == LABEL_CONTENT && !h->is_content_type)) {
        return;
    }
    if (h->label_length > CP_HTML_LABEL) {
        cp_html_give_up(h, CP_HTML_CHARSET);
        return;
    }
    switch (cp_encoding_of(label)) {
    case CP_ENCODING_ASCII:
    case CP_ENCODING_WIDE:
        h->charset_known = 1;
        if (h->head_waits || h->head_marked) {
            h->head_late = h->head_marked;
            h->head_waits = h->head_marked = 0;
            h->head_held = 0;
            h->event = CP_HTML_HEAD;
        }
        break;
    default:
        cp_html_give_up(h, CP_HTML_CHARSET);
        break;
    }
}

/* ---- a complete tag ---- */

/* Returns the byte after the value at `s`, which ends before `close`. */
static const char *skip_value(const char *s, const char *close)
{
    if (s < close && (*s == '"' || *s == '\'')) {
        return (const char *)memchr(s + 1, *s, (apr_size_t)(close - s - 1)) + 1;
    }
    while (s < close && !cp_is_space(*s)) {
        s++;
    }
    return s;
}

static int is_name(unsigned char c)
{
    return c > '>' || !((CP_HTML_NAME_ENDS | CP_HTML_BIT('=')) >> c & 1);
}

/* Reads the next attribute of a tag that ends at `close`. The name is empty if
 * there is none. The value is "no span" if the attribute has none. */
static const char *next_attribute(const char *s, const char *close,
                                  cp_span *name, cp_span *value)
{
    const char *from;

    while (s < close && cp_html_ends_name(*s)) {
        s++;
    }
    from = s; /* the first byte belongs to the name, even a '=' */
    s += s < close;
    while (s < close && is_name((unsigned char)*s)) {
        s++;
    }
    *name = cp_span_between(from, s);
    *value = cp_span_of(NULL);
    s = cp_html_skip_spaces(s, close);
    if (s < close && *s == '=') {
        from = cp_html_skip_spaces(s + 1, close);
        s = skip_value(from, close);
        if (s > from && (*from == '"' || *from == '\'')) {
            *value = cp_span_between(from + 1, s - 1);
        }
        else if (s > from) {
            *value = cp_span_between(from, s);
        }
    }
    return s;
}

/* Keeps the value of the attribute `wanted`, an empty one if it has none. The
 * first of two counts. */
static void keep_first(cp_span *first, cp_span name, cp_span value,
                       const char *wanted)
{
    if (cp_span_case_is(name, wanted) && first->s == NULL) {
        *first = value.s ? value : cp_span_between(name.s, name.s);
    }
}

static void whole_meta(cp_html *h, const char *s, const char *close)
{
    cp_span pragma = {NULL, 0}, content = {NULL, 0}, name, value;

    h->is_content_type = 0;
    h->label_length = 0;
    while (s < close) {
        s = next_attribute(s, close, &name, &value);
        if (value.s != NULL && !h->charset_known) {
            meta_attribute(h, name, value);
        }
        keep_first(&pragma, name, value, "http-equiv");
        keep_first(&content, name, value, "content");
    }
    if (h->policies != NULL && pragma.s != NULL) {
        cp_meta_whole(h->policies, pragma, content);
    }
    if (!h->charset_known) {
        cp_html_end_meta(h);
    }
}

/* ---- attributes that matter ---- */

static apr_uint64_t last_letters(cp_span name)
{
    apr_uint64_t letters = 0;
    apr_size_t i;

    for (i = 0; i < name.n; i++) {
        letters = letters << 8 | (unsigned char)cp_lower(name.s[i]);
    }
    return letters;
}

int cp_html_has_attribute(const char *s, const char *close, unsigned filter)
{
    cp_span name, value;

    while (s < close) {
        s = next_attribute(s, close, &name, &value);
        if (cp_html_passes_filter(last_letters(name), filter)) {
            return 1;
        }
    }
    return 0;
}

void cp_html_read_attributes(cp_html *h, const char *s, const char *close)
{
    cp_span name, value;

    if (cp_html_tag_is(h, E_META)) {
        whole_meta(h, s, close);
        return;
    }
    while (s < close) {
        s = next_attribute(s, close, &name, &value);
        if (value.s != NULL) {
            root_attribute(h, name, value);
        }
    }
}
