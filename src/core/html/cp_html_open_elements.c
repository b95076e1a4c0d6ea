/* SPDX-License-Identifier: Apache-2.0 */
/* The stack of open elements and the list; see cp_html_open_elements.h. */
#include "core/html/cp_html_body_end.h"

void cp_html_push(cp_html *h, cp_html_node node)
{
    cp_html_open *o = h->tail;
    unsigned is = cp_node_is(node);

    if (o->n == CP_HTML_DEPTH) {
        cp_html_give_up(h, CP_HTML_DEEP);
        return;
    }
    o->open[o->n++] = node;
    o->counts += cp_node_adds(node);
    o->markers += (is & K_MARKER) != 0;
    o->templates += cp_node_number(node) == N_TEMPLATE;
}

/* Removes the entry of a marker, and the waiting elements after it. */
static void drop_marker(cp_html_open *o)
{
    while (o->n_pending > 0
           && o->pending[o->n_pending - 1].markers == o->markers) {
        o->n_pending--;
        o->counts -= CP_COUNT_LINK;
    }
    o->markers--;
}

/* A formatting element that another element closes is opened again. */
static void put_aside(cp_html *h, cp_html_node node)
{
    cp_html_open *o = h->tail;

    if (o->n_pending == CP_HTML_PENDING) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
        return;
    }
    o->counts += CP_COUNT_LINK;
    o->pending[o->n_pending].node = node;
    o->pending[o->n_pending++].markers = o->markers;
}

/* The content of a noscript is read as markup. Browsers with scripting do not
 * see it, so it must not change anything outside. */
static void keep_barrier(cp_html *h, unsigned i)
{
    if (h->noscript && i <= h->tail->barrier) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
    }
}

void cp_html_pop(cp_html *h, unsigned i)
{
    cp_html_open *o = h->tail;

    keep_barrier(h, i);
    while (o->n > i) {
        cp_html_node node = o->open[--o->n];
        unsigned is = cp_node_is(node);

        o->counts -= cp_node_adds(node);
        o->templates -= cp_node_number(node) == N_TEMPLATE;
        if (is & K_MARKER) {
            drop_marker(o);
        }
        else if (is & K_FORMAT) {
            put_aside(h, node);
        }
    }
}

void cp_html_remove(cp_html *h, unsigned i)
{
    cp_html_open *o = h->tail;

    keep_barrier(h, i);
    o->counts -= cp_node_adds(o->open[i]);
    o->n--;
    memmove(o->open + i, o->open + i + 1, (o->n - i) * sizeof(*o->open));
}

unsigned cp_html_in_scope(const cp_html_open *o, unsigned number,
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

/* Button scope, which a button bounds, too. */
void cp_html_close_p(cp_html *h)
{
    cp_html_open *o = h->tail;
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

unsigned cp_html_on_list(const cp_html_open *o, cp_html_node node)
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

/* ---- the adoption agency ---- */

/* It waits, so it is the last of its name: later content would have opened it
 * again. */
static int no_longer_waits(cp_html_open *o, cp_html_node node)
{
    unsigned i = o->n_pending;

    while (i-- > 0 && o->pending[i].markers == o->markers) {
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

static int is_in_scope(const cp_html_open *o, unsigned i)
{
    while (++i < o->n) {
        if (cp_node_is(o->open[i]) & K_SCOPE) {
            return 0;
        }
    }
    return 1;
}

/*
 * The result of its outer loop. Of the elements above i, up to the last special
 * one, the special ones and those on the list stay. All elements above that one
 * are removed. The loop ends after eight rounds, and keeps three elements of
 * the list in each.
 */
static void adopt(cp_html *h, unsigned i)
{
    enum { ROUNDS = 7, KEPT = 3 };
    cp_html_open *o = h->tail;
    unsigned last = i, blocks = 0, formats = 0, from, to = i;

    for (from = i + 1; from < o->n; from++) {
        unsigned is = cp_node_is(o->open[from]);

        if (is & K_SPECIAL) {
            last = from;
            blocks++;
        }
        formats += (is & K_FORMAT) != 0;
    }
    cp_html_pop(h, last + 1);
    keep_barrier(h, i);
    if (blocks > ROUNDS || formats > KEPT) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
    o->counts -= cp_node_adds(o->open[i]);
    for (from = i + 1; from <= last; from++) {
        if (cp_node_is(o->open[from]) & (K_SPECIAL | K_FORMAT)) {
            o->open[to++] = o->open[from];
        }
        else {
            o->counts -= cp_node_adds(o->open[from]);
        }
    }
    o->n = to;
}

void cp_html_end_format(cp_html *h, cp_html_node node)
{
    cp_html_open *o = h->tail;
    unsigned i = cp_html_on_list(o, node);

    if (!no_longer_waits(o, node) && i > 0 && is_in_scope(o, i)) {
        adopt(h, i);
    }
}

/* ---- the end ---- */

int cp_html_is_clean(const cp_html *h, int at_end)
{
    const cp_html_open *o = h->tail;
    unsigned i, harmless = K_SIMPLE | (at_end ? K_P : 0);

    for (i = 0; i < o->n; i++) {
        if (!(cp_node_is(o->open[i]) & harmless)) {
            return 0;
        }
    }
    return !o->form && o->n_pending == 0 && !h->noscript;
}
