/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The effect of a tag in body on the open elements (WHATWG HTML 13.2.6.4.7 to
 * .18), and whether an end tag closes the body; see cp_html_body_end.h.
 * Browsers differ in how they read tags in <select>: the scanner gives up if
 * the difference matters.
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

/* "Generate implied end tags" in 13.2.6.3. */
static void close_implied(cp_html *h)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (i > 1 && cp_node_is(o->open[i - 1]) & K_IMPLIED_END) {
        i--;
    }
    cp_html_pop(h, i);
}

/* Closes the topmost element with this N_..., if it is in scope. */
static void close_number(cp_html *h, unsigned number, unsigned bounds)
{
    unsigned i = cp_html_find_in_scope(h->stack, number, bounds);

    if (i > 0) {
        cp_html_pop(h, i);
    }
}

/* ---- tables ---- */

/* Returns the topmost entry that is a part of a table, a table or a template,
 * or 0. It tells which insertion mode a browser is in. */
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

/* True in a table, but not in its cells and captions. */
static int is_in_table(const cp_html_open_elements *o)
{
    unsigned i = nearest_part(o);

    return i > 0 && level_of(o->open[i]) < 3
        && cp_node_number(o->open[i]) != N_TEMPLATE;
}

/* Opens the tbody and the tr that a part of `level` implies in one of level
 * `from`. */
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
        if (i < o->n) { /* it stays, because noscript is in it */
            return;
        }
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

/* ---- start tags with a rule of their own (K_OWN_START) ---- */

/* li, dd, dt: closes the previous item. */
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

/* a, nobr: an open one ends first. */
static void start_a(cp_html *h, const cp_html_kind *k)
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

static void start_hr(cp_html *h, const cp_html_kind *k)
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
    cp_html_push(h, (cp_html_node)k); /* even in select and in table */
}

/* All later bytes are text, so the body has no end. */
static void start_plaintext(cp_html *h, const cp_html_kind *k)
{
    (void)k;
    if (!h->tags) {
        cp_html_give_up(h, CP_HTML_INCOMPLETE);
    }
    else if (h->in_noscript) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
    }
    else {
        h->state = S_PLAINTEXT;
    }
}

/* A body that has a tag stays (13.2.6.4.7). */
static void start_body(cp_html *h, const cp_html_kind *k)
{
    (void)k;
    h->has_body |= h->stack->templates == 0;
}

static void start_frameset(cp_html *h, const cp_html_kind *k)
{
    (void)k;
    h->in_frameset |= !h->has_body && h->stack->templates == 0;
}

typedef void start_function(cp_html *h, const cp_html_kind *k);

/* Indexed by N_...; the elements without a function are headings and parts of
 * tables. */
static start_function *const starts[N_LAST] = {
    [N_A] = start_a,
    [N_BODY] = start_body,
    [N_BUTTON] = start_button,
    [N_DD] = start_item,
    [N_FORM] = start_form,
    [N_FRAMESET] = start_frameset,
    [N_HR] = start_hr,
    [N_INPUT] = start_input,
    [N_LI] = start_item,
    [N_NOBR] = start_a,
    [N_NOSCRIPT] = cp_html_start_noscript,
    [N_OPTGROUP] = start_option,
    [N_OPTION] = start_option,
    [N_PLAINTEXT] = start_plaintext,
    [N_RUBY_TEXT] = start_ruby_text,
    [N_SELECT] = start_select,
    [N_TABLE] = start_table,
    [N_TEMPLATE] = start_template,
};

static void start_own(cp_html *h, const cp_html_kind *k)
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

/* True for the start tags in select about which browsers differ. If start tags
 * are reported, only those matter whose content may be text. */
static int is_unclear_in_select(const cp_html *h, const cp_html_kind *k)
{
    unsigned is = k->element.is;

    if (h->tags) {
        return (is & K_RAW_TEXT && k->number != N_SCRIPT)
            || k->number == N_NOSCRIPT || k->number == N_PLAINTEXT;
    }
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
    if (cp_html_has_select(h->stack)) {
        h->is_drifted |= h->tags && k->number != N_OPTION;
        if (is_unclear_in_select(h, k)) {
            unclear(h);
            return;
        }
    }
    /* A frameset ignores all but noframes (13.2.6.4.20). */
    if (h->in_frameset && is & K_RAW_TEXT && k->number != N_NOFRAMES) {
        unclear(h);
        return;
    }
    if (is & K_OWN_START) {
        start_own(h, k);
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

/* "Any other end tag": closes the element unless a special one is above it. */
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

/* K_CLOSES_CONTENT: closes the element, if it is in scope. */
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

/* li: closes the item, if it is in list item scope. */
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
        cp_html_unclear_stack(h);
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

/* ---- the functions that the tokenizer calls ---- */

static cp_html_name name_of(const cp_html *h)
{
    cp_html_name name = {cp_html_kind_of(h->name), cp_html_hash(h->name)};

    return name;
}

/* The end tag of body or html. It closes the body if body is in scope, which is
 * so if all open elements are harmless. Else it is ignored. */
static void body_ends(cp_html *h)
{
    if (h->marked && cp_html_can_insert(h, 0)) {
        cp_html_found(h);
    }
    else {
        cp_html_unmark(h);
    }
}

void cp_html_in_body_tag_named(cp_html *h)
{
    unsigned number;

    if (!h->is_end_tag) {
        if (h->tags) {
            cp_html_tag_may_matter(h);
        }
        if (cp_html_is_foreign(h)) {
            cp_html_foreign_tag_named(h);
        }
        return;
    }
    h->element = &cp_html_kind_body->element;
    number = cp_html_name_is(h, "body")     ? N_BODY
           : cp_html_name_is(h, "html")     ? N_HTML
           : cp_html_name_is(h, "noscript") ? N_NOSCRIPT
                                            : N_NONE;
    if (number == N_NOSCRIPT && h->in_noscript) {
        cp_html_leave_noscript(h);
    }
    if ((number == N_BODY || number == N_HTML) && !h->tags) {
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
    h->space = CP_SPACE_HTML;
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
    if (h->tags && !h->is_end_tag) {
        cp_html_report_tag(h);
    }
}
