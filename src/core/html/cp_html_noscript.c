/* SPDX-License-Identifier: Apache-2.0 */
/* Noscript in body; see cp_html_body_end.h. */
#include "core/html/cp_html_body_end.h"

/* The content is text with scripting, and markup without it. Both readings must
 * end at the same byte and leave the same elements open. */
void cp_html_start_noscript(cp_html *h, const cp_html_kind *k)
{
    cp_html_open_elements *o = h->stack;

    if (h->in_noscript) {
        if (!h->tags) { /* as text, noscript ends at the first end tag */
            cp_html_give_up(h, CP_HTML_NOSCRIPT);
        }
        return;
    }
    cp_html_push(h, (cp_html_node)k);
    o->noscript = o->n - 1;
    o->pending_before = o->n_pending;
    o->form_before = o->form;
    h->in_noscript = 1;
    h->noscript_matched = 0;
}

/* Elements that are open at the end of noscript do not matter where start tags
 * are reported, except SVG and MathML. */
static void leave_open_noscript(cp_html *h)
{
    const cp_html_open_elements *o = h->stack;

    if (o->n > o->noscript + 1) {
        h->is_drifted = 1;
    }
    cp_html_pop(h, o->noscript);
}

/* The end of noscript: without scripting no element may be open in it, and the
 * list and the form element pointer must be as before. */
void cp_html_leave_noscript(cp_html *h)
{
    cp_html_open_elements *o = h->stack;

    h->in_noscript = 0;
    if (h->tags) {
        leave_open_noscript(h);
        return;
    }
    if (o->n != o->noscript + 1 || o->n_pending != o->pending_before
        || o->form != o->form_before) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
        return;
    }
    cp_html_pop(h, o->noscript);
}
