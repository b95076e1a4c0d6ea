/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tag does to the tree (WHATWG HTML 13.2.6), as far as it matters
 * for where the body begins; see cp_html.h.
 */
#include "core/html/cp_html_body_end.h"

/* Elements whose content is text. In select, svg and math, which we do not
 * follow, it may be something else. */
static int raw_kind(const cp_html *h)
{
    if (cp_html_is(h, E_SCRIPT)) {
        return R_SCRIPT;
    }
    return cp_html_is(h, E_TEXT) ? R_TEXT : R_NONE;
}

void cp_html_enter(cp_html *h)
{
    int kind = raw_kind(h);

    if (kind != R_NONE) {
        h->raw = (unsigned char)kind;
        h->escaped = 0;
        h->dashes = 0;
    }
    h->state = kind ? S_RAW : S_DATA;
}

/* ---- noscript ---- */

/*
 * Text for browsers with scripting, markup for the others. It is read as
 * markup here, and cp_html_feed watches that both see its end at the same
 * byte. In head (13.2.6.4.5) something else than what belongs there opens
 * the body for those without scripting; that is harmless when it leaves no
 * element open, since what follows then stands in the body itself.
 */
static void enter_noscript(cp_html *h)
{
    h->noscript = 1;
    h->watched = 0;
    h->depth = 0;
    h->state = S_DATA;
}

/* The body is open: only a frameset matters, and what we cannot read. */
static void noscript_doubt(cp_html *h)
{
    if (cp_html_is(h, E_FRAMESET | E_FOREIGN | E_TEMPLATE | E_STRANGE)) {
        cp_html_give_up(h, CP_HTML_FRAMESET_2);
    }
    cp_html_enter(h);
}

static void noscript_start(cp_html *h)
{
    if (h->phase != P_BEFORE) {
        noscript_doubt(h);
        return;
    }
    if (cp_html_is(h, E_VOID | E_SCRIPT | E_TEXT)) {
        cp_html_enter(h);
        return;
    }
    if (!cp_html_is(h, E_SIMPLE) || h->depth == CP_HTML_NESTING) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
        return;
    }
    h->open[h->depth++] = h->element;
    h->state = S_DATA;
}

static void noscript_end(cp_html *h)
{
    h->state = S_DATA;
    if (h->phase != P_BEFORE) {
        return;
    }
    if (h->depth > 0 && h->open[h->depth - 1] == h->element) {
        h->depth--;
    }
    else if (h->depth > 0 || cp_html_is(h, E_IMPLIED)) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
    }
}

/* Its end: nothing may be left open for those without scripting. */
static void leave_noscript(cp_html *h)
{
    h->noscript = 0;
    if (h->depth > 0) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
    }
}

/* ---- behind a place that a frameset could take (13.2.6.4.7) ---- */

static void doubt_named(cp_html *h)
{
    if (h->end_tag) {
        if (cp_html_is(h, E_BR)) { /* makes an element */
            cp_html_found(h);
        }
    }
    else if (cp_html_is(h, E_FRAMESET)) {
        cp_html_give_up(h, CP_HTML_FRAMESET);
    }
    else if (cp_html_is(h, E_META) && !h->declared) {
        cp_html_give_up(h, CP_HTML_BEHIND);
    }
    else if (cp_html_is(h, E_SETTLES)) {
        cp_html_found(h);
    }
    else if (cp_html_is(h, E_FOREIGN | E_TEMPLATE)) {
        cp_html_give_up(h, CP_HTML_FRAMESET_2);
    }
}

static void doubt_start(cp_html *h)
{
    if (cp_html_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else {
        cp_html_enter(h);
    }
}

/* ---- before the body: 13.2.6.4.1 to .6 ---- */

/* Tags that do not open the body. */
static int stays_before(const cp_html *h)
{
    if (h->end_tag) {
        return !cp_html_is(h, E_IMPLIED);
    }
    if (cp_html_is(h, E_NOSCRIPT)) { /* belongs in head, not behind it */
        return !h->past_head;
    }
    return cp_html_is(h, E_STAYS);
}

static void before_named(cp_html *h)
{
    h->evidence |= cp_html_is(h, E_DOCUMENT);
    if (stays_before(h)) {
        cp_html_unmark(h);
        h->meta = !h->end_tag && !h->declared && cp_html_is(h, E_META);
        h->root = !h->end_tag && cp_html_is(h, E_HTML | E_BASE);
        h->pragma = 0;
        h->label_length = 0;
        h->told = h->policies != NULL && !h->end_tag && cp_html_is(h, E_META);
        if (h->told) {
            cp_meta_open(h->policies);
        }
    }
    else if (!h->end_tag && cp_html_is(h, E_FRAMESET)) {
        cp_html_give_up(h, CP_HTML_FRAMESET);
    }
    else {
        cp_html_opened(h);
        if (!h->event) {
            doubt_named(h);
        }
    }
}

static void before_start(cp_html *h)
{
    h->state = S_DATA;
    h->root = 0;
    if (h->told) {
        h->told = 0;
        cp_meta_close(h->policies);
    }
    if (cp_html_is(h, E_BODY)) {
        cp_html_mark(h);
        cp_html_found(h);
    }
    else if (cp_html_is(h, E_HEAD)) {
        if (h->flags & CP_HTML_DECLARED && !h->seen_head) {
            h->event = CP_HTML_HEAD;
        }
        h->seen_head = 1;
    }
    else if (cp_html_is(h, E_TEMPLATE)) {
        h->templates = 1;
    }
    else if (cp_html_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else if (h->meta) {
        h->meta = 0;
        cp_html_meta(h);
    }
    else {
        cp_html_enter(h);
    }
}

static void before_end(cp_html *h)
{
    h->state = S_DATA;
    h->past_head |= (unsigned char)cp_html_is(h, E_HEAD);
}

/* ---- templates ---- */

/* Content of a template: nothing there opens a body, but what changes the
 * way of reading must be followed, or the end of the template is missed. */
static void template_tag(cp_html *h)
{
    /* After col a browser passes over every tag but a few. */
    int template = cp_html_is(h, E_TEMPLATE);

    h->state = S_DATA;
    if (h->end_tag) {
        h->templates -= (unsigned)template;
    }
    else if (cp_html_is(h, E_FOREIGN | E_STRANGE | E_COL)) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
    else if (cp_html_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else {
        h->templates += (unsigned)template;
        cp_html_enter(h);
    }
}

/* ---- what the tokenizer calls ---- */

void cp_html_named(cp_html *h)
{
    if (h->phase == P_TAIL) {
        cp_html_tail_named(h);
        return;
    }
    h->element = cp_html_element_of(h->name);
    if (h->noscript) {
        if (h->end_tag && cp_html_is(h, E_NOSCRIPT)) {
            leave_noscript(h);
        }
    }
    else if (h->templates) {
        return;
    }
    else if (h->phase == P_BEFORE) {
        before_named(h);
    }
    else {
        doubt_named(h);
    }
}

void cp_html_tag(cp_html *h)
{
    if (h->phase == P_TAIL) {
        cp_html_tail_tag(h);
    }
    else if (h->noscript) {
        if (h->end_tag) {
            noscript_end(h);
        }
        else {
            noscript_start(h);
        }
    }
    else if (h->templates) {
        template_tag(h);
    }
    else if (h->phase != P_BEFORE) {
        h->state = S_DATA;
        if (!h->end_tag) {
            doubt_start(h);
        }
    }
    else if (h->end_tag) {
        before_end(h);
    }
    else {
        before_start(h);
    }
}
