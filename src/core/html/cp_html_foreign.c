/* SPDX-License-Identifier: Apache-2.0 */
/* Tags in SVG and MathML: the rules for foreign content (WHATWG HTML 13.2.6.5);
 * see cp_html_body_end.h. */
#include "core/html/cp_html_body_end.h"

/* True if a start tag is read as HTML: outside of SVG and MathML, or in an
 * integration point (13.2.6). */
static int reads_as_html(const cp_html *h, unsigned number)
{
    cp_html_node top = cp_html_current_node(h->stack);

    return !(top & CP_NODE_FOREIGN) || top & CP_NODE_HTML_IN
        || (top & CP_NODE_MATH_TEXT && number != N_MALIGNMARK);
}

/* Closes the elements of SVG and MathML, up to one whose content is HTML. */
static void break_out(cp_html *h)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (o->open[i - 1] & CP_NODE_FOREIGN
           && !(o->open[i - 1] & (CP_NODE_HTML_IN | CP_NODE_MATH_TEXT))) {
        i--;
    }
    cp_html_pop(h, i);
}

/* True for annotation-xml: an svg in it is SVG (13.2.6). */
static int is_annotation(cp_html_node node)
{
    static const char name[CP_HTML_NAME] = "annotation-xml";

    return node & CP_NODE_MATH
        && (node & ~(cp_html_node)CP_NODE_FLAGS) == cp_html_hash(name);
}

/* Returns the CP_NODE_... flag of an integration point, or 0. */
static cp_html_node integration_point(const cp_html *h, unsigned number,
                                      cp_html_node math)
{
    switch (number) {
    case N_ANNOTATION_XML:
        return math && h->encoding == ENCODING_HTML ? CP_NODE_HTML_IN : 0;
    case N_DESC:
    case N_FOREIGN_OBJECT:
    case N_TITLE:
        return math ? 0 : CP_NODE_HTML_IN;
    case N_MATH_TEXT:
        return math ? CP_NODE_MATH_TEXT : 0;
    default:
        return 0;
    }
}

/* True where some browsers do not open SVG and MathML, in select or in a
 * frameset, and read the content of this element as text. */
static int is_unclear_in_some(const cp_html *h, cp_html_name name)
{
    return h->tags
        && (h->in_frameset
            || (cp_html_has_select(h->stack) && name.kind != NULL
                && name.kind->element.is & K_RAW_TEXT));
}

static void open_foreign(cp_html *h, cp_html_name name, cp_html_node math,
                         int empty)
{
    unsigned number = name.kind ? name.kind->number : N_NONE;

    h->space = math ? CP_SPACE_MATH : CP_SPACE_SVG;
    if (is_unclear_in_some(h, name)) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
    if (math && number == N_ANNOTATION_XML && h->encoding == ENCODING_UNCLEAR) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
    if (!empty) {
        cp_html_push(h, name.hash | CP_NODE_HASHED | CP_NODE_FOREIGN | math
                            | integration_point(h, number, math));
    }
}

void cp_html_foreign_tag_named(cp_html *h)
{
    const cp_html_kind *k = cp_html_kind_of(h->name);

    if (k != NULL && k->number == N_FONT) {
        h->filter = K_BY_FONT;
        h->is_wanted = 0;
    }
    else if (k != NULL && k->number == N_ANNOTATION_XML) {
        h->keep_encoding = 1;
        h->encoding = ENCODING_NONE;
    }
}

static int breaks_out(const cp_html *h, cp_html_name name)
{
    return name.kind != NULL
        && (name.kind->number == N_FONT
                ? h->is_wanted
                : (name.kind->element.is & K_BREAKOUT) != 0);
}

void cp_html_foreign_start_tag(cp_html *h, cp_html_name name,
                               int is_self_closing)
{
    unsigned number = name.kind ? name.kind->number : N_NONE;
    cp_html_node top = cp_html_current_node(h->stack);

    h->filter = h->keep_encoding = 0;
    if (reads_as_html(h, number) || (number == N_SVG && is_annotation(top))) {
        if (number == N_SVG || number == N_MATH) {
            open_foreign(h, name, number == N_MATH ? CP_NODE_MATH : 0,
                         is_self_closing);
        }
        else {
            cp_html_in_body_start_tag(h, name);
        }
    }
    else if (breaks_out(h, name)) {
        break_out(h);
        cp_html_in_body_start_tag(h, name);
    }
    else {
        open_foreign(h, name, top & CP_NODE_MATH, is_self_closing);
    }
}

void cp_html_foreign_end_tag(cp_html *h, cp_html_name name)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n, number = name.kind ? name.kind->number : N_NONE;

    if (number == N_P || number == N_BR) {
        break_out(h);
        cp_html_in_body_end_tag(h, name);
        return;
    }
    while (o->open[--i] & CP_NODE_FOREIGN) {
        if ((o->open[i] & ~(cp_html_node)31) == name.hash) {
            cp_html_pop(h, i);
            return;
        }
    }
    if (h->is_drifted) { /* it may close SVG and MathML, or not */
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
    cp_html_in_body_end_tag(h, name);
}
