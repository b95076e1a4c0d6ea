/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states for XHTML (application/xhtml+xml), which follow XML 1.0. They find
 * the start tag of the body element: a child of the root html, both without a
 * prefix, in the namespace of XHTML that the root declares as the default. So
 * elements that are inserted after this tag are in that namespace, too. XML
 * opens no element without a tag, and browsers do not show a document that is
 * not well-formed.
 */
#include "core/html/cp_encoding.h"
#include "core/html/cp_html_internal.h"

#define XHTML "http://www.w3.org/1999/xhtml"

/* h->xml_context: the part of the document that contains a quoted text, a
 * comment or an instruction. */
enum { IN_DOCUMENT, IN_DOCTYPE, IN_SUBSET };

/* White space of XML 1.0, which does not contain FF. */
static int is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* True for a byte that ends the name of an element, an attribute or an
 * instruction. */
static int ends_name(char c)
{
    return is_space(c) || strchr("/>=?<\"'", c) != NULL;
}

/* The document is not XHTML, or not well-formed. */
static const char *not_xhtml(cp_html *h, const char *s)
{
    cp_html_give_up(h, CP_HTML_NOT_XHTML);
    return s;
}

/* Appends bytes to a name, whose case matters. */
static const char *read_name(char *text, unsigned char *n, const char *s,
                             const char *end)
{
    while (s < end && !ends_name(*s)) {
        cp_html_add(text, n, CP_HTML_NAME, *s++);
    }
    return s;
}

static cp_span value_of(const cp_html *h)
{
    cp_span value = {h->value, h->value_length};

    value.n = value.n < CP_HTML_VALUE ? value.n : CP_HTML_VALUE;
    return value;
}

static const char *skip_space(const char *s, const char *end)
{
    while (s < end && is_space(*s)) {
        s++;
    }
    return s;
}

/* Reads up to a '>' that follows `count` bytes `byte`, and changes to `state`.
 * h->matched counts these bytes, so that they may be in different pieces. */
static const char *to_end(cp_html *h, const char *s, const char *end, char byte,
                          int count, int state)
{
    for (; s < end; s++) {
        if (h->matched == 0) {
            s = memchr(s, byte, (apr_size_t)(end - s));
            if (s == NULL) {
                return end;
            }
            h->matched = 1;
        }
        else if (*s == byte) {
            h->matched =
                (unsigned char)(h->matched < count ? h->matched + 1 : count);
        }
        else if (*s == '>' && h->matched == count) {
            h->matched = 0;
            return cp_html_switch(h, state, s + 1);
        }
        else {
            h->matched = 0;
        }
    }
    return s;
}

/* Returns the state after a comment or an instruction. */
static int outside(const cp_html *h)
{
    return h->xml_context == IN_SUBSET ? X_SUBSET : X_TEXT;
}

/* ---- the document ---- */

static const char *on_start(cp_html *h, const char *s, const char *end)
{
    static const char bom[] = "\xEF\xBB\xBF";

    (void)end;
    if (h->bom_bytes < 3 && *s == bom[h->bom_bytes]) {
        h->bom_bytes++;
        return s + 1;
    }
    if (h->bom_bytes == 0 && (*s == '\xFE' || *s == '\xFF' || *s == '\0')) {
        cp_html_give_up(h, CP_HTML_CHARSET); /* UTF-16, UTF-32 */
        return s;
    }
    if (h->bom_bytes == 1 || h->bom_bytes == 2
        || (*s != '<' && !is_space(*s))) {
        return not_xhtml(h, s);
    }
    h->bom_bytes = 3;
    return cp_html_switch(h, X_TEXT, s);
}

/* h->xml_depth in body: html and body are open. */
enum { IN_BODY = 2 };

static const char *on_text(cp_html *h, const char *s, const char *end)
{
    s = memchr(s, '<', (apr_size_t)(end - s));
    if (s == NULL) {
        return end;
    }
    if (h->phase == PHASE_IN_BODY && (h->xml_depth == IN_BODY || h->tags)
        && !h->marked) {
        cp_html_mark(h); /* this may be the end tag of body, or matter */
        return s;
    }
    return cp_html_switch(h, X_LESS_THAN, s + 1);
}

/* In a well-formed document, this end tag is that of body. */
static const char *end_of_body(cp_html *h, const char *s)
{
    if (h->marked) {
        cp_html_found(h);
    }
    else {
        cp_html_give_up(h, CP_HTML_RELEASED);
    }
    return s + 1;
}

/* Each element may be a meta with some prefix. The attribute http-equiv tells.
 */
static const char *open_tag(cp_html *h, const char *s)
{
    h->keep_policy = h->policies != NULL && h->phase != PHASE_IN_BODY;
    if (h->keep_policy) {
        cp_meta_open(h->policies);
    }
    return cp_html_switch(h, X_NAME, s);
}

static const char *on_less_than(cp_html *h, const char *s, const char *end)
{
    (void)end;
    h->name_length = 0;
    h->matched = 0;
    if (h->tags ? *s == '/' || *s == '!' || *s == '?' : *s != '/') {
        cp_html_unmark(h);
    }
    switch (*s) {
    case '/':
        if (h->phase == PHASE_IN_BODY && h->xml_depth == IN_BODY && !h->tags) {
            return end_of_body(h, s);
        }
        return cp_html_switch(h, X_END_TAG, s + 1);
    case '!':
        return cp_html_switch(h, X_DECLARATION, s + 1);
    case '?':
        return cp_html_switch(h, X_TARGET, s + 1);
    default:
        h->xml_other_namespace = 0;
        return ends_name(*s) ? not_xhtml(h, s) : open_tag(h, s);
    }
}

/* ---- tags ---- */

static const char *on_name(cp_html *h, const char *s, const char *end)
{
    s = read_name(h->name, &h->name_length, s, end);
    if (s < end && h->tags) {
        cp_html_xml_tag_may_matter(h);
    }
    return s < end ? cp_html_switch(h, X_SPACE, s) : s;
}

/* True if the tag is of this element in the namespace of XHTML. */
static int is_xhtml(const cp_html *h, const char *name)
{
    return h->xml_is_xhtml && !h->xml_other_namespace
        && cp_html_name_is(h, name);
}

static void child_of_root(cp_html *h, int empty)
{
    if (is_xhtml(h, "body")) {
        if (empty) {
            cp_html_give_up(h, CP_HTML_NOT_XHTML);
        }
        else {
            cp_html_mark(h);
            cp_html_found(h);
        }
    }
    else if (is_xhtml(h, "frameset")) {
        cp_html_give_up(h, CP_HTML_FRAMESET);
    }
    else if (is_xhtml(h, "head") && !empty && !h->seen_head) {
        h->seen_head = 1;
        h->event = CP_HTML_HEAD;
    }
}

static void start_tag(cp_html *h, int empty)
{
    h->state = X_TEXT;
    if (h->tags) {
        cp_html_report_xml_tag(h, empty);
        return;
    }
    if (h->keep_policy) {
        cp_meta_close(h->policies);
    }
    if (h->xml_depth == 0 && (empty || !is_xhtml(h, "html"))) {
        cp_html_give_up(h, CP_HTML_NOT_XHTML);
    }
    else if (h->xml_depth == 1 && h->phase != PHASE_IN_BODY) {
        child_of_root(h, empty);
    }
    h->xml_depth += !empty;
}

static const char *on_space(cp_html *h, const char *s, const char *end)
{
    s = skip_space(s, end);
    if (s == end) {
        return s;
    }
    if (*s == '>') {
        start_tag(h, 0);
        return s + 1;
    }
    if (*s == '/') {
        return cp_html_switch(h, X_EMPTY, s + 1);
    }
    h->attribute_length = 0;
    h->value_length = 0;
    if (h->keep_policy) {
        cp_meta_attribute(h->policies);
    }
    return ends_name(*s) ? not_xhtml(h, s) : cp_html_switch(h, X_ATTRIBUTE, s);
}

static const char *on_empty(cp_html *h, const char *s, const char *end)
{
    (void)end;
    if (*s != '>') {
        return not_xhtml(h, s);
    }
    start_tag(h, 1);
    return s + 1;
}

static const char *on_end_tag(cp_html *h, const char *s, const char *end)
{
    s = memchr(s, '>', (apr_size_t)(end - s));
    if (s == NULL) {
        return end;
    }
    if (h->tags) {
        cp_html_close_xml_tag(h);
        return cp_html_switch(h, X_TEXT, s + 1);
    }
    if (h->xml_depth <= 1) { /* the root ends, without a body */
        return not_xhtml(h, s);
    }
    h->xml_depth--;
    return cp_html_switch(h, X_TEXT, s + 1);
}

/* ---- attributes ---- */

static const char *on_attribute(cp_html *h, const char *s, const char *end)
{
    const char *stop = read_name(h->attribute, &h->attribute_length, s, end);

    for (; h->keep_policy && s < stop; s++) {
        cp_meta_name(h->policies, *s);
    }
    return stop < end ? cp_html_switch(h, X_EQUALS, stop) : stop;
}

static const char *on_equals(cp_html *h, const char *s, const char *end)
{
    s = skip_space(s, end);
    if (s == end) {
        return s;
    }
    return *s == '=' ? cp_html_switch(h, X_VALUE, s + 1) : not_xhtml(h, s);
}

static const char *on_value(cp_html *h, const char *s, const char *end)
{
    s = skip_space(s, end);
    if (s == end) {
        return s;
    }
    h->quote = (unsigned char)*s;
    return *s == '"' || *s == '\'' ? cp_html_switch(h, X_QUOTED, s + 1)
                                   : not_xhtml(h, s);
}

/* True for base, a child of a child of the root. */
static int is_base(const cp_html *h)
{
    return h->xml_depth == 2 && is_xhtml(h, "base");
}

static int attribute_is(const cp_html *h, const char *name)
{
    apr_size_t n = strlen(name);
    return h->attribute_length == n && !memcmp(h->attribute, name, n);
}

static void end_of_attribute(cp_html *h)
{
    static const char xhtml[] = XHTML;

    if (attribute_is(h, "xmlns")) {
        int ours = h->value_length == sizeof(xhtml) - 1
                && !memcmp(h->value, xhtml, sizeof(xhtml) - 1);

        h->xml_other_namespace = !ours;
        h->xml_is_xhtml |= ours && h->xml_depth == 0;
    }
    else if (h->xml_depth == 0 && attribute_is(h, "xml:lang")) {
        cp_html_set_lang(h, value_of(h));
        h->lang_is_xml = 1;
    }
    else if (h->xml_depth == 0 && !h->lang_is_xml && attribute_is(h, "lang")) {
        cp_html_set_lang(h, value_of(h));
    }
    else if (attribute_is(h, "href") && is_base(h)) {
        cp_html_set_base(h, value_of(h));
    }
}

/* In the value of an attribute, or in a literal of the doctype. */
static const char *on_quoted(cp_html *h, const char *s, const char *end)
{
    const char *close = memchr(s, h->quote, (apr_size_t)(end - s));
    const char *stop = close ? close : end;

    switch (h->xml_context) {
    case IN_DOCTYPE:
        return close ? cp_html_switch(h, X_DOCTYPE, close + 1) : end;
    case IN_SUBSET:
        return close ? cp_html_switch(h, X_SUBSET_TAG, close + 1) : end;
    default:
        break;
    }
    if (h->keep_policy) {
        cp_meta_value(h->policies, s, (apr_size_t)(stop - s));
    }
    if (is_base(h)
        || (h->xml_depth <= 1
            && (h->attribute[0] == 'x' || h->attribute[0] == 'l'))) {
        for (; s < stop; s++) {
            cp_html_add(h->value, &h->value_length, CP_HTML_VALUE, *s);
        }
    }
    if (close == NULL) {
        return end;
    }
    end_of_attribute(h);
    return cp_html_switch(h, X_SPACE, close + 1);
}

/* ---- comments, CDATA sections, instructions ---- */

static const char *on_declaration(cp_html *h, const char *s, const char *end)
{
    (void)end;
    if (*s == '-') {
        return cp_html_switch(h, X_DASH, s + 1);
    }
    if (*s == '[') {
        return cp_html_switch(h, X_CDATA, s + 1);
    }
    h->xml_context = IN_DOCTYPE;
    return cp_html_switch(h, X_DOCTYPE, s);
}

static const char *on_dash(cp_html *h, const char *s, const char *end)
{
    (void)end;
    h->matched = 0;
    return *s == '-' ? cp_html_switch(h, X_COMMENT, s + 1) : not_xhtml(h, s);
}

static const char *on_comment(cp_html *h, const char *s, const char *end)
{
    return to_end(h, s, end, '-', 2, outside(h));
}

static const char *on_cdata(cp_html *h, const char *s, const char *end)
{
    return to_end(h, s, end, ']', 2, X_TEXT);
}

static const char *on_target(cp_html *h, const char *s, const char *end)
{
    s = read_name(h->name, &h->name_length, s, end);
    h->value_length = 0;
    h->matched = 0;
    h->css_matched = 0;
    return s < end ? cp_html_switch(h, X_INSTRUCTION, s) : s;
}

/* Checks the charset of <?xml version="1.0" encoding="..."?>. The header
 * section takes precedence (RFC 7303, section 3.2). */
static void xml_declaration(cp_html *h)
{
    cp_span label = cp_encoding_in(value_of(h), "encoding");

    if (label.s == NULL || h->flags & CP_HTML_CHARSET_DECLARED) {
        return;
    }
    if (cp_encoding_of(label) != CP_ENCODING_ASCII) {
        cp_html_give_up(h, CP_HTML_CHARSET);
    }
}

/* True for <?xml-stylesheet?>. A style sheet that is not CSS, such as XSLT,
 * turns the page into another document. */
static int is_style_sheet(const cp_html *h)
{
    static const char target[] = "xml-stylesheet";

    return h->xml_depth == 0 && cp_html_name_is(h, target);
}

static void style_sheet(cp_html *h, const char *s, const char *end)
{
    static const char css[] = "text/css";

    for (; s < end && css[h->css_matched]; s++) {
        h->css_matched = *s == css[h->css_matched]
                           ? (unsigned char)(h->css_matched + 1)
                           : *s == css[0];
    }
    if (h->state == X_TEXT && css[h->css_matched]) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
}

static const char *on_instruction(cp_html *h, const char *s, const char *end)
{
    const char *next = to_end(h, s, end, '?', 1, outside(h));

    if (cp_html_name_is(h, "xml") && h->xml_context == IN_DOCUMENT) {
        for (; s < next; s++) {
            cp_html_add(h->value, &h->value_length, CP_HTML_VALUE, *s);
        }
        if (h->state == X_TEXT) {
            xml_declaration(h);
        }
    }
    else if (is_style_sheet(h) && h->xml_context == IN_DOCUMENT) {
        style_sheet(h, s, next);
    }
    return next;
}

/* ---- the doctype and its internal subset ---- */

static const char *on_doctype(cp_html *h, const char *s, const char *end)
{
    for (; s < end; s++) {
        switch (*s) {
        case '"':
        case '\'':
            h->quote = (unsigned char)*s;
            return cp_html_switch(h, X_QUOTED, s + 1);
        case '[':
            h->xml_context = IN_SUBSET;
            return cp_html_switch(h, X_SUBSET, s + 1);
        case '>':
            h->xml_context = IN_DOCUMENT;
            return cp_html_switch(h, X_TEXT, s + 1);
        default:
            break;
        }
    }
    return s;
}

static const char *on_subset(cp_html *h, const char *s, const char *end)
{
    while (s < end && *s != '<' && *s != ']') {
        s++;
    }
    if (s == end) {
        return s;
    }
    if (*s == ']') {
        h->xml_context = IN_DOCTYPE;
        return cp_html_switch(h, X_DOCTYPE, s + 1);
    }
    return cp_html_switch(h, X_SUBSET_LT, s + 1);
}

static const char *on_subset_lt(cp_html *h, const char *s, const char *end)
{
    (void)end;
    h->name_length = 0;
    if (*s == '?') {
        return cp_html_switch(h, X_TARGET, s + 1);
    }
    return *s == '!' ? cp_html_switch(h, X_SUBSET_BANG, s + 1)
                     : not_xhtml(h, s);
}

static const char *on_subset_bang(cp_html *h, const char *s, const char *end)
{
    (void)end;
    return *s == '-' ? cp_html_switch(h, X_DASH, s + 1)
                     : cp_html_switch(h, X_SUBSET_TAG, s);
}

static const char *on_subset_tag(cp_html *h, const char *s, const char *end)
{
    while (s < end && *s != '>' && *s != '"' && *s != '\'') {
        s++;
    }
    if (s == end) {
        return s;
    }
    if (*s == '>') {
        return cp_html_switch(h, X_SUBSET, s + 1);
    }
    h->quote = (unsigned char)*s;
    return cp_html_switch(h, X_QUOTED, s + 1);
}

#define X(name, step) step,
cp_html_step *const cp_html_xml_steps[] = {XML_STATES(X)};
#undef X
