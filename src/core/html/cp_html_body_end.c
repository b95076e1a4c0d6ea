/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The effect of a tag in body on the open elements (WHATWG HTML 13.2.6.4.7 to
 * .18), and whether an end tag closes the body; see cp_html_body_end.h.
 * Browsers differ in their reading of <select>: the search ends if the
 * difference matters.
 */
#include "core/html/cp_html_body_end.h"

static void unclear(cp_html *h)
{
    cp_html_give_up(h, CP_HTML_UNCLEAR);
}

static unsigned level_of(cp_html_node node)
{
    return cp_node_is(node) / K_LEVEL;
}

/* Pops while the topmost element's end tag may be implied. */
static void close_implied(cp_html *h)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (i > 1 && cp_node_is(o->open[i - 1]) & K_IMPLIED_END) {
        i--;
    }
    cp_html_pop(h, i);
}

static void close_number(cp_html *h, unsigned number, unsigned bounds)
{
    unsigned i = cp_html_find_in_scope(h->stack, number, bounds);

    if (i > 0) {
        cp_html_pop(h, i);
    }
}

/* ---- tables ---- */

/* Entry of the nearest part of a table, table or template, or 0. */
static unsigned nearest_part(const cp_html_open_elements *o)
{
    unsigned i = o->n;

    while (--i > 0) {
        unsigned number = cp_node_number(o->open[i]);

        if (cp_node_is(o->open[i]) & K_TABLE_PART || number == N_TABLE
            || number == N_TEMPLATE) {
            break;
        }
    }
    return i;
}

/* Non-zero outside of cells, captions and templates. */
static int is_in_table(const cp_html_open_elements *o)
{
    unsigned i = nearest_part(o);

    return i > 0 && level_of(o->open[i]) < 3
        && cp_node_number(o->open[i]) != N_TEMPLATE;
}

/* Opens implied rows and row groups. */
static void imply_parts(cp_html *h, unsigned from, unsigned level)
{
    if (from < 1 && level > 1) {
        cp_html_push(h, (cp_html_node)cp_html_kind_tbody);
    }
    if (from < 2 && level > 2) {
        cp_html_push(h, (cp_html_node)cp_html_kind_row);
    }
}

static void start_part(cp_html *h, const cp_html_kind *k)
{
    cp_html_open_elements *o = h->stack;
    unsigned i = nearest_part(o);
    unsigned level = k->number == N_CAPTION ? 1 : level_of((cp_html_node)k);

    if (i == 0) {
        return;
    }
    while (level_of(o->open[i]) >= level) {
        cp_html_pop(h, i);
        i = nearest_part(o);
        if (i == 0) {
            return;
        }
    }
    cp_html_pop(h, i + 1);
    if (cp_node_number(o->open[i]) == N_TEMPLATE) {
        if (k->number == N_COL) { /* then tags do nothing there */
            unclear(h);
        }
    }
    else {
        imply_parts(h, level_of(o->open[i]), level);
    }
    if (k->number != N_COL) {
        cp_html_push(h, (cp_html_node)k);
    }
}

static void end_part(cp_html *h, const cp_html_kind *k)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n, level = level_of((cp_html_node)k);

    while (--i > 0) {
        cp_html_node node = o->open[i];

        if (node == (cp_html_node)k) {
            cp_html_pop(h, i);
            return;
        }
        if (cp_node_number(node) == N_TABLE
            || cp_node_number(node) == N_TEMPLATE
            || cp_node_number(node) == N_CAPTION
            || (cp_node_is(node) & K_TABLE_PART && level == 3)) {
            return;
        }
    }
}

static void end_table(cp_html *h)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (--i > 0 && cp_node_number(o->open[i]) != N_TEMPLATE) {
        if (cp_node_number(o->open[i]) == N_TABLE) {
            cp_html_pop(h, i);
            return;
        }
    }
}

/* ---- start tags that do something of their own ---- */

/* li, dd, dt: closes the previous one. */
static void start_item(cp_html *h, const cp_html_kind *k)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (--i > 0) {
        unsigned is = cp_node_is(o->open[i]);

        if (cp_node_number(o->open[i]) == k->number) {
            cp_html_pop(h, i);
            break;
        }
        if (is & K_SPECIAL && !(is & K_NOT_ITEM_BOUND)) {
            break;
        }
    }
    cp_html_close_p(h);
    cp_html_push(h, (cp_html_node)k);
}

static void start_form(cp_html *h, const cp_html_kind *k)
{
    cp_html_open_elements *o = h->stack;

    if (o->form && o->templates == 0) {
        return;
    }
    o->form = o->templates == 0;
    if (!is_in_table(o)) {
        cp_html_close_p(h);
        cp_html_push(h, (cp_html_node)k);
    }
}

/* A nested one ends the outer one. */
static void start_link(cp_html *h, const cp_html_kind *k)
{
    cp_html_node node = (cp_html_node)k;
    unsigned i;

    cp_html_adoption_agency(h, node);
    i = cp_html_find_formatting(h->stack, node);
    if (i > 0) {
        cp_html_remove(h, i);
    }
    cp_html_push(h, node);
}

static void start_option(cp_html *h, const cp_html_kind *k)
{
    cp_html_open_elements *o = h->stack;

    if (cp_node_number(cp_html_current_node(o)) == N_OPTION) {
        cp_html_pop(h, o->n - 1);
    }
    if (k->number != N_OPTION && cp_html_has_select(o)
        && cp_node_number(cp_html_current_node(o)) == N_OPTGROUP) {
        cp_html_pop(h, o->n - 1);
    }
    if (!(k->element.is & K_VOID)) {
        cp_html_push(h, (cp_html_node)k);
    }
}

static void start_select(cp_html *h, const cp_html_kind *k)
{
    if (cp_html_find_in_scope(h->stack, N_SELECT, 0) > 0) {
        close_number(h, N_SELECT, 0);
    }
    else {
        cp_html_push(h, (cp_html_node)k);
    }
}

static void start_table(cp_html *h, const cp_html_kind *k)
{
    if (is_in_table(h->stack)) {
        end_table(h);
    }
    cp_html_push(h, (cp_html_node)k);
}

/* Its content is text with scripting, and markup without it. The markup must
 * end at the same byte and leave no element open. */
static void start_noscript(cp_html *h, const cp_html_kind *k)
{
    cp_html_open_elements *o = h->stack;

    if (h->in_noscript) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
        return;
    }
    cp_html_push(h, (cp_html_node)k);
    o->noscript = o->n - 1;
    o->pending_before = o->n_pending;
    o->form_before = o->form;
    h->in_noscript = 1;
    h->noscript_matched = 0;
}

static void start_heading(cp_html *h, const cp_html_kind *k)
{
    cp_html_close_p(h);
    if (cp_node_is(cp_html_current_node(h->stack)) & K_HEADING) {
        cp_html_pop(h, h->stack->n - 1);
    }
    cp_html_push(h, (cp_html_node)k);
}

static void start_button(cp_html *h, const cp_html_kind *k)
{
    close_number(h, N_BUTTON, K_SCOPE);
    cp_html_push(h, (cp_html_node)k);
}

static void start_rule(cp_html *h, const cp_html_kind *k)
{
    cp_html_close_p(h);
    if (cp_html_has_select(h->stack)) {
        start_option(h, k);
    }
}

static void start_input(cp_html *h, const cp_html_kind *k)
{
    (void)k;
    close_number(h, N_SELECT, 0);
}

static void start_ruby_text(cp_html *h, const cp_html_kind *k)
{
    close_implied(h);
    cp_html_push(h, (cp_html_node)k);
}

static void start_template(cp_html *h, const cp_html_kind *k)
{
    cp_html_push(h, (cp_html_node)k);
}

/* All later bytes are text. */
static void start_plaintext(cp_html *h, const cp_html_kind *k)
{
    (void)k;
    cp_html_give_up(h, CP_HTML_INCOMPLETE);
}

typedef void start_function(cp_html *h, const cp_html_kind *k);

/* The others with K_OWN_START are headings and parts of tables. */
static start_function *const starts[N_LAST] = {
    [N_A] = start_link,
    [N_BUTTON] = start_button,
    [N_DD] = start_item,
    [N_FORM] = start_form,
    [N_HR] = start_rule,
    [N_INPUT] = start_input,
    [N_LI] = start_item,
    [N_NOBR] = start_link,
    [N_NOSCRIPT] = start_noscript,
    [N_OPTGROUP] = start_option,
    [N_OPTION] = start_option,
    [N_PLAINTEXT] = start_plaintext,
    [N_RUBY_TEXT] = start_ruby_text,
    [N_SELECT] = start_select,
    [N_TABLE] = start_table,
    [N_TEMPLATE] = start_template,
};

static void start_extra(cp_html *h, const cp_html_kind *k)
{
    if (starts[k->number] != NULL) {
        starts[k->number](h, k);
    }
    else if (k->element.is & K_HEADING) {
        start_heading(h, k);
    }
    else {
        start_part(h, k);
    }
}

/* The cases in which browsers differ. */
static int is_unclear_in_select(const cp_html *h, const cp_html_kind *k)
{
    unsigned is = k->element.is;

    return (is & (K_RAW_TEXT | K_FORMATTING | K_TABLE_PART | K_MARKER)
            && k->number != N_SCRIPT && k->number != N_TEMPLATE)
        || (is & K_CLOSES_P && cp_html_has_p(h->stack)) || k->number == N_TABLE
        || k->number == N_FORM || k->number == N_NOSCRIPT
        || k->number == N_PLAINTEXT;
}

void cp_html_in_body_start_tag(cp_html *h, cp_html_name name)
{
    const cp_html_kind *k = name.kind;
    unsigned is = k ? k->element.is : 0;

    if (k == NULL) {
        cp_html_push(h, cp_html_node_of(name));
        return;
    }
    if (cp_html_has_select(h->stack) && is_unclear_in_select(h, k)) {
        unclear(h);
        return;
    }
    if (is & K_OWN_START) {
        start_extra(h, k);
        return;
    }
    if (is & K_CLOSES_P) {
        cp_html_close_p(h);
    }
    if (is & K_RAW_TEXT) {
        h->text_kind = k->raw;
        h->element = &k->element;
        h->escape_level = 0;
        h->matched = 0;
        h->state = S_RAW_TEXT;
    }
    else if (!(is & (K_VOID | K_IGNORED))) {
        cp_html_push(h, (cp_html_node)k);
    }
}

/* ---- end tags ---- */

static void end_form(cp_html *h)
{
    cp_html_open_elements *o = h->stack;
    unsigned i = cp_html_find_in_scope(o, N_FORM, K_SCOPE);

    if (o->templates > 0) {
        if (i > 0) {
            cp_html_pop(h, i);
        }
        return;
    }
    if (o->form && i > 0) {
        close_implied(h);
        cp_html_remove(h, i);
    }
    o->form = 0;
}

static void end_heading(cp_html *h)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (--i > 0 && !(cp_node_is(o->open[i]) & K_SCOPE)) {
        if (cp_node_is(o->open[i]) & K_HEADING) {
            cp_html_pop(h, i);
            return;
        }
    }
}

/* The end tag of any element: closes up to its own, if no special one is above
 * it. */
static void end_any(cp_html *h, cp_html_node node)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (--i > 0) {
        if (o->open[i] == node) {
            cp_html_pop(h, i);
            return;
        }
        if (cp_node_is(o->open[i]) & K_SPECIAL) {
            return;
        }
    }
}

/* The end tag of an element that closes the elements in it. */
static void end_block(cp_html *h, const cp_html_kind *k)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (--i > 0) {
        if (o->open[i] == (cp_html_node)k) {
            cp_html_pop(h, i);
            return;
        }
        if (cp_node_is(o->open[i]) & K_SCOPE) {
            return;
        }
    }
}

/* A list bounds, too. */
static void end_item(cp_html *h)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (--i > 0) {
        unsigned number = cp_node_number(o->open[i]);

        if (number == N_LI) {
            cp_html_pop(h, i);
            return;
        }
        if (number == N_LIST || cp_node_is(o->open[i]) & K_SCOPE) {
            return;
        }
    }
}

void cp_html_in_body_end_tag(cp_html *h, cp_html_name name)
{
    const cp_html_kind *k = name.kind;
    unsigned is = k ? k->element.is : 0, number = k ? k->number : N_NONE;

    if (number == N_FORM && cp_html_has_select(h->stack)) {
        unclear(h);
    }
    else if (number == N_FORM) {
        end_form(h);
    }
    else if (number == N_P) {
        cp_html_close_p(h);
    }
    else if (number == N_LI) {
        end_item(h);
    }
    else if (number == N_TABLE) {
        end_table(h);
    }
    else if (number == N_TEMPLATE) {
        close_number(h, N_TEMPLATE, 0);
    }
    else if (is & K_TABLE_PART) {
        end_part(h, k);
    }
    else if (is & K_HEADING) {
        end_heading(h);
    }
    else if (is & K_FORMATTING) {
        cp_html_adoption_agency(h, (cp_html_node)k);
    }
    else if (is & K_CLOSES_CONTENT) {
        end_block(h, k);
    }
    else if (number != N_NOSCRIPT && !(is & (K_VOID | K_RAW_TEXT))) {
        end_any(h, cp_html_node_of(name));
    }
}

/* ---- what the states call ---- */

static cp_html_name name_of(const cp_html *h)
{
    cp_html_name name = {cp_html_kind_of(h->name), cp_html_hash(h->name)};

    return name;
}

/* Non-zero if it closes the body: then no other element bounds the scope. */
static void body_ends(cp_html *h)
{
    if (h->marked && cp_html_can_insert(h, 0)) {
        cp_html_found(h);
    }
    else {
        cp_html_unmark(h);
    }
}

/* Non-zero if no element is open in it. */
static void leave_noscript(cp_html *h)
{
    cp_html_open_elements *o = h->stack;

    h->in_noscript = 0;
    if (o->n != o->noscript + 1 || o->n_pending != o->pending_before
        || o->form != o->form_before) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
        return;
    }
    cp_html_pop(h, o->noscript);
}

void cp_html_in_body_tag_named(cp_html *h)
{
    unsigned number;

    if (!h->is_end_tag) {
        return;
    }
    h->element = &cp_html_kind_body->element;
    number = cp_html_name_is(h, "body")     ? N_BODY
           : cp_html_name_is(h, "html")     ? N_HTML
           : cp_html_name_is(h, "noscript") ? N_NOSCRIPT
                                            : N_NONE;
    if (number == N_NOSCRIPT && h->in_noscript) {
        leave_noscript(h);
    }
    if (number == N_BODY || number == N_HTML) {
        body_ends(h);
    }
    else {
        cp_html_unmark(h);
    }
}

void cp_html_in_body_emit_tag(cp_html *h)
{
    cp_html_name name = name_of(h);
    unsigned number = name.kind ? name.kind->number : N_NONE;

    h->state = S_DATA;
    if (number == N_SVG || number == N_MATH || cp_html_is_foreign(h)) {
        if (h->is_end_tag) {
            cp_html_foreign_end_tag(h, name);
        }
        else {
            cp_html_foreign_start_tag(h, name, h->is_self_closing);
        }
    }
    else if (h->is_end_tag) {
        cp_html_in_body_end_tag(h, name);
    }
    else {
        cp_html_in_body_start_tag(h, name);
    }
}
