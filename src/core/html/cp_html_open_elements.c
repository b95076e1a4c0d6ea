/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stack of open elements and the list of active formatting elements; see
 * cp_html_open_elements.h. In all functions an entry is an index into the
 * stack. Entry 0 is body, which never leaves the stack, so 0 means "none".
 */
#include <stddef.h>

#include "core/html/cp_html_body_end.h"

void cp_html_open_body(cp_html_open_elements *o)
{
    memset(o, 0, offsetof(cp_html_open_elements, open));
    o->n = 1;
    o->counts = CP_COUNT_PARENT + CP_COUNT_VOID + CP_COUNT_OPEN;
    o->open[0] = (cp_html_node)cp_html_kind_body;
}

/* Counts a node that enters the stack. */
static void count_in(cp_html_open_elements *o, cp_html_node node)
{
    o->counts += cp_node_adds(node);
    o->templates += cp_node_number(node) == N_TEMPLATE;
    o->hashed += (node & CP_NODE_HASHED) != 0;
    o->foreign += (node & CP_NODE_FOREIGN) != 0;
}

/* Counts a node that leaves it. */
static void count_out(cp_html_open_elements *o, cp_html_node node)
{
    o->counts -= cp_node_adds(node);
    o->templates -= cp_node_number(node) == N_TEMPLATE;
    o->hashed -= (node & CP_NODE_HASHED) != 0;
    o->foreign -= (node & CP_NODE_FOREIGN) != 0;
}

void cp_html_push(cp_html *h, cp_html_node node)
{
    cp_html_open_elements *o = h->stack;

    if (o->n == CP_HTML_DEPTH) {
        cp_html_give_up(h, CP_HTML_TOO_DEEP);
        return;
    }
    o->open[o->n++] = node;
    count_in(o, node);
}

/* Returns the number of markers on the list. */
static unsigned markers(const cp_html_open_elements *o)
{
    unsigned n = 0, i;

    for (i = 0; i < o->n; i++) {
        n += (cp_node_is(o->open[i]) & K_MARKER) != 0;
    }
    return n;
}

/* Clears the list up to a marker, which has left it (13.2.4.3). */
static void clear_to_marker(cp_html_open_elements *o)
{
    unsigned left = o->n_pending > 0 ? markers(o) : 0;

    while (o->n_pending > 0 && o->pending[o->n_pending - 1].markers > left) {
        o->n_pending--;
        o->counts -= CP_COUNT_LINK;
    }
}

/* A formatting element leaves the stack, but not the list. */
static void add_pending(cp_html *h, cp_html_node node)
{
    cp_html_open_elements *o = h->stack;

    if (o->n_pending == CP_HTML_PENDING) {
        cp_html_unclear_stack(h);
        return;
    }
    o->counts += CP_COUNT_LINK;
    o->pending[o->n_pending].node = node;
    o->pending[o->n_pending++].markers = markers(o);
}

void cp_html_unclear_stack(cp_html *h)
{
    if (h->tags) {
        h->is_drifted = 1;
    }
    else {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
}

/* Entry `i` is about to leave the stack. With scripting the content of noscript
 * is text, so its markup must not close an element outside. Returns 0 if the
 * entry must stay, because only the reading with scripting is followed. */
static int may_leave(cp_html *h, unsigned i)
{
    if (!h->in_noscript || i > h->stack->noscript) {
        return 1;
    }
    if (h->tags) {
        h->is_drifted = 1;
        return 0;
    }
    cp_html_give_up(h, CP_HTML_NOSCRIPT);
    return 1;
}

/* The stack is not certain, and entry `i` of HTML closes all above it. Whether
 * it closes SVG or MathML decides how the next bytes are read. */
static void check_foreign(cp_html *h, unsigned i)
{
    const cp_html_open_elements *o = h->stack;
    unsigned j;

    if (i < o->n && o->open[i] & CP_NODE_FOREIGN) {
        return;
    }
    for (j = i; j < o->n; j++) {
        if (o->open[j] & CP_NODE_FOREIGN) {
            cp_html_give_up(h, CP_HTML_UNCLEAR);
        }
    }
}

void cp_html_pop(cp_html *h, unsigned i)
{
    cp_html_open_elements *o = h->stack;

    if (!may_leave(h, i)) {
        i = o->noscript + 1;
    }
    if (h->is_drifted) {
        check_foreign(h, i);
    }
    while (o->n > i) {
        cp_html_node node = o->open[--o->n];
        unsigned is = cp_node_is(node);

        count_out(o, node);
        if (is & K_MARKER) {
            clear_to_marker(o);
        }
        else if (is & K_FORMATTING) {
            add_pending(h, node);
        }
    }
}

void cp_html_remove(cp_html *h, unsigned i)
{
    cp_html_open_elements *o = h->stack;

    if (!may_leave(h, i)) {
        return;
    }
    count_out(o, o->open[i]);
    o->n--;
    memmove(o->open + i, o->open + i + 1, (o->n - i) * sizeof(*o->open));
}

/* ---- looking for an entry, from the top down ---- */

unsigned cp_html_find_in_scope(const cp_html_open_elements *o, unsigned number,
                               unsigned bounds)
{
    unsigned i = o->n;

    while (i-- > 1) {
        if (cp_node_number(o->open[i]) == number) {
            return i;
        }
        if (cp_node_is(o->open[i]) & bounds) {
            return 0;
        }
    }
    return 0;
}

void cp_html_close_p(cp_html *h)
{
    cp_html_open_elements *o = h->stack;
    unsigned i = o->n;

    while (cp_html_has_p(o) && i-- > 1) {
        unsigned is = cp_node_is(o->open[i]);

        if (is & K_P) {
            cp_html_pop(h, i);
            return;
        }
        if (is & K_SCOPE || cp_node_number(o->open[i]) == N_BUTTON) {
            return;
        }
    }
}

unsigned cp_html_find_formatting(const cp_html_open_elements *o,
                                 cp_html_node node)
{
    unsigned i = o->n;

    while (i-- > 1) {
        if (o->open[i] == node) {
            return i;
        }
        if (cp_node_is(o->open[i]) & K_MARKER) {
            return 0;
        }
    }
    return 0;
}

/* True if no entry above `i` bounds the scope. */
static int is_in_scope(const cp_html_open_elements *o, unsigned i)
{
    while (++i < o->n) {
        if (cp_node_is(o->open[i]) & K_SCOPE) {
            return 0;
        }
    }
    return 1;
}

/* ---- the adoption agency algorithm ---- */

/* Removes the last pending element of this name, since the last marker. Returns
 * 0 if there is none. A pending element is later on the list than each one of
 * its name on the stack: otherwise it would have been reconstructed first. */
static int remove_pending(cp_html_open_elements *o, cp_html_node node)
{
    unsigned i = o->n_pending, all = i > 0 ? markers(o) : 0;

    while (i-- > 0 && o->pending[i].markers == all) {
        if (o->pending[i].node == node) {
            o->counts -= CP_COUNT_LINK;
            o->n_pending--;
            memmove(o->pending + i, o->pending + i + 1,
                    (o->n_pending - i) * sizeof(*o->pending));
            return 1;
        }
    }
    return 0;
}

/*
 * Applies the result of the outer loop of the algorithm for the formatting
 * element in entry `i`. It closes the elements above the last special one
 * above `i`. From entry `i` to that one it removes the formatting element and
 * every element that is neither special nor formatting.
 *
 * A browser limits the algorithm: eight rounds, one for each special element,
 * and three formatting elements that are kept in each. Documents
 * that reach a limit are not followed.
 */
static void adopt(cp_html *h, unsigned i)
{
    enum { MAX_SPECIAL = 7, MAX_FORMATTING = 3 };
    cp_html_open_elements *o = h->stack;
    unsigned last = i, n_special = 0, n_formatting = 0, from, to = i;

    for (from = i + 1; from < o->n; from++) {
        unsigned is = cp_node_is(o->open[from]);

        if (is & K_SPECIAL) {
            last = from;
            n_special++;
        }
        n_formatting += (is & K_FORMATTING) != 0;
    }
    cp_html_pop(h, last + 1);
    if (!may_leave(h, i)) {
        return;
    }
    if (n_special > MAX_SPECIAL || n_formatting > MAX_FORMATTING) {
        cp_html_unclear_stack(h);
    }
    count_out(o, o->open[i]);
    for (from = i + 1; from <= last; from++) {
        if (cp_node_is(o->open[from]) & (K_SPECIAL | K_FORMATTING)) {
            o->open[to++] = o->open[from];
        }
        else {
            count_out(o, o->open[from]);
        }
    }
    o->n = to;
}

void cp_html_adoption_agency(cp_html *h, cp_html_node node)
{
    cp_html_open_elements *o = h->stack;
    unsigned i = cp_html_find_formatting(o, node);

    if (!remove_pending(o, node) && i > 0 && is_in_scope(o, i)) {
        adopt(h, i);
    }
}

/* ---- the place ---- */

int cp_html_can_insert(const cp_html *h, int at_end)
{
    const cp_html_open_elements *o = h->stack;
    unsigned i, harmless = K_HARMLESS | (at_end ? K_P : 0);

    for (i = 0; i < o->n; i++) {
        if (!(cp_node_is(o->open[i]) & harmless)) {
            return 0;
        }
    }
    return !o->form && o->n_pending == 0 && !h->in_noscript;
}
