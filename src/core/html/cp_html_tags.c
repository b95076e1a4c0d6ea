/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start tags that are reported (cp_html_begin_tags in cp_html.h). The rules of
 * body are applied from the first byte on: whether an element is in head or in
 * body does not change how its content is read. Which elements matter is in the
 * table of cp_html_body_end_elements.c.
 */
#include "core/html/cp_html_body_end.h"

cp_html_place cp_html_tag_place(const cp_html *h)
{
    if (h->in_noscript || h->in_frameset || h->in_foreign
        || h->space != CP_SPACE_HTML || cp_html_has_select(h->stack)) {
        return CP_HTML_UNCERTAIN;
    }
    return h->stack->templates > 0 || h->xml_template ? CP_HTML_IN_TEMPLATE
                                                      : CP_HTML_IN_DOCUMENT;
}

void cp_html_skip_local(cp_html *h, int skips)
{
    h->stack->counts &= ~(CP_COUNT_TAGS | CP_COUNT_ADDRESS);
    h->stack->counts |= skips ? CP_COUNT_ADDRESS : CP_COUNT_TAGS;
}

/* ---- attributes ---- */

/* The last letters of a name, as in h->letters. */
#define FOUR(a, b, c, d) \
    ((apr_uint64_t)(a) << 24 | (apr_uint64_t)(b) << 16 | (c) << 8 | (d))
#define EIGHT(a, b, c, d, e, f, g, h) \
    (FOUR(a, b, c, d) << 32 | FOUR(e, f, g, h))

int cp_html_passes_filter(apr_uint64_t letters, unsigned filter)
{
    if (filter & K_BY_FONT) {
        return letters == EIGHT(0, 0, 0, 'c', 'o', 'l', 'o', 'r')
            || letters == FOUR('f', 'a', 'c', 'e')
            || letters == FOUR('s', 'i', 'z', 'e');
    }
    if (filter & K_BY_BACKGROUND) {
        return letters == EIGHT('c', 'k', 'g', 'r', 'o', 'u', 'n', 'd');
    }
    return (letters & 0xFFFFFFFF) == FOUR('p', 'i', 'n', 'g')
        || letters == EIGHT('u', 't', 'i', 'o', 'n', 's', 'r', 'c');
}

void cp_html_filter_attribute(cp_html *h)
{
    h->is_wanted |= (cp_flag)cp_html_passes_filter(h->letters, h->filter);
}

/* Decides which attributes of a start tag the scanner reads for itself. */
static void choose_attributes(cp_html *h, unsigned number)
{
    h->keep_meta = number == N_META && !h->charset_known;
    h->keep_root = number == N_HTML;
    if (h->keep_meta | h->keep_root) {
        h->element = cp_html_element_of(h->name);
        h->is_content_type = 0;
        h->label_length = 0;
    }
}

/* ---- tags that the states read ---- */

static void may_matter(cp_html *h, const cp_html_kind *k)
{
    h->tag_is = k ? k->element.is : 0;
    h->filter = h->tag_is & K_FILTER;
    h->is_wanted = !h->filter;
    if (!(h->tag_is & K_MATTERS)) {
        h->marked = 0;
    }
}

void cp_html_tag_may_matter(cp_html *h)
{
    const cp_html_kind *k = cp_html_kind_of(h->name);

    may_matter(h, k);
    choose_attributes(h, k ? k->number : N_NONE);
}

/* True if the element of the tag is one that matters. */
static int matters(cp_html *h)
{
    int is_html = h->tag_is & K_HTML && h->is_wanted;
    int is_svg = h->space == CP_SPACE_SVG && h->tag_is & K_SVG;

    h->in_foreign = 0;
    if (h->space == CP_SPACE_HTML) {
        return is_html;
    }
    /* The preload scanner of Chromium reads all tags as HTML. And some browsers
     * ignore svg and math in select: table parts and input close it there. */
    if (is_html && !(h->flags & CP_HTML_XML)) {
        h->in_foreign = 1;
        h->space = is_svg ? CP_SPACE_EITHER : CP_SPACE_HTML;
        return 1;
    }
    return is_svg;
}

void cp_html_report_tag(cp_html *h)
{
    if (h->keep_meta) {
        cp_html_end_meta(h);
    }
    h->keep_meta = h->keep_root = 0;
    h->filter = 0;
    if (!h->event && h->marked && matters(h)) {
        h->event = CP_HTML_TAG;
    }
    else {
        h->marked = 0;
    }
}

/* ---- complete tags ---- */

void cp_html_report_whole_tag(cp_html *h, const cp_html_kind *k,
                              const char *tag, const char *end)
{
    unsigned is = k->element.is;
    const char *name_end = tag + 1 + k->element.length;

    if (h->event) {
        return;
    }
    if (end - tag > CP_HTML_MAX_TAG) {
        h->long_tags++;
        return;
    }
    if (is & K_HTML
        && (!(is & K_FILTER)
            || cp_html_has_attribute(name_end, end - 1, is & K_FILTER))) {
        h->event = CP_HTML_TAG;
        h->space = CP_SPACE_HTML;
        h->in_foreign = 0;
        h->marked = 1;
        h->held = (apr_size_t)(end - tag);
    }
}

/* ---- XML ---- */

/* Fills `local` with the name of the tag, without its prefix, in lower case. */
static void local_name(const cp_html *h, char local[CP_HTML_NAME])
{
    const char *colon = memchr(h->name, ':', h->name_length);
    const char *s = colon ? colon + 1 : h->name;
    const char *end = h->name + h->name_length;

    memset(local, 0, CP_HTML_NAME);
    while (s < end) {
        *local++ = cp_lower(*s++);
    }
}

void cp_html_xml_tag_may_matter(cp_html *h)
{
    char name[CP_HTML_NAME];

    if (h->name_length > CP_HTML_NAME) { /* because of its prefix, perhaps */
        h->tag_is = K_MATTERS;
    }
    else {
        local_name(h, name);
        may_matter(h, cp_html_kind_of(name));
    }
    h->filter = 0;
    h->is_wanted = 1;
}

/* True if the tag is of an element with this name. */
static int is_local(const cp_html *h, const char *wanted)
{
    char name[CP_HTML_NAME];

    if (h->name_length > CP_HTML_NAME) {
        return 0;
    }
    local_name(h, name);
    return strncmp(name, wanted, CP_HTML_NAME) == 0;
}

void cp_html_report_xml_tag(cp_html *h, int empty)
{
    h->space = h->xml_svg && !h->xml_html ? CP_SPACE_SVG : CP_SPACE_HTML;
    if (h->marked && matters(h)) {
        h->event = CP_HTML_TAG;
    }
    else {
        h->marked = 0;
    }
    if (empty) {
        return;
    }
    h->xml_depth++;
    if (!h->xml_svg && is_local(h, "svg")) {
        h->xml_svg = h->xml_depth;
    }
    else if (h->xml_svg && !h->xml_html && is_local(h, "foreignobject")) {
        h->xml_html = h->xml_depth;
    }
    if (!h->xml_template && h->space == CP_SPACE_HTML
        && is_local(h, "template")) {
        h->xml_template = h->xml_depth;
    }
}

void cp_html_close_xml_tag(cp_html *h)
{
    if (h->xml_depth > 0) {
        h->xml_depth--;
    }
    if (h->xml_depth < h->xml_svg) {
        h->xml_svg = 0;
    }
    if (h->xml_depth < h->xml_html) {
        h->xml_html = 0;
    }
    if (h->xml_depth < h->xml_template) {
        h->xml_template = 0;
    }
}
