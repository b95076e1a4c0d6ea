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
    if (cp_html_tag_is(h, E_SCRIPT)) {
        return RAW_SCRIPT;
    }
    return cp_html_tag_is(h, E_RAW_TEXT) ? RAW_TEXT : RAW_NONE;
}

void cp_html_enter_content(cp_html *h)
{
    int kind = raw_kind(h);

    if (kind != RAW_NONE) {
        h->text_kind = (unsigned char)kind;
        h->escape_level = 0;
        h->matched = 0;
    }
    h->state = kind ? S_RAW_TEXT : S_DATA;
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
    h->in_noscript = 1;
    h->noscript_matched = 0;
    h->noscript_depth = 0;
    h->state = S_DATA;
}

/* The body is open: only a frameset matters, and what we cannot read. */
static void noscript_doubt(cp_html *h)
{
    if (cp_html_tag_is(h,
                       E_FRAMESET | E_FOREIGN | E_TEMPLATE | E_CHANGES_TAGS)) {
        cp_html_give_up(h, CP_HTML_MAYBE_FRAMESET);
    }
    cp_html_enter_content(h);
}

static void noscript_start(cp_html *h)
{
    if (h->phase != PHASE_BEFORE_BODY) {
        noscript_doubt(h);
        return;
    }
    if (cp_html_tag_is(h, E_VOID | E_SCRIPT | E_RAW_TEXT)) {
        cp_html_enter_content(h);
        return;
    }
    if (!cp_html_tag_is(h, E_SELF_CONTAINED)
        || h->noscript_depth == CP_HTML_NESTING) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
        return;
    }
    h->noscript_open[h->noscript_depth++] = h->element;
    h->state = S_DATA;
}

static void noscript_end(cp_html *h)
{
    h->state = S_DATA;
    if (h->phase != PHASE_BEFORE_BODY) {
        return;
    }
    if (h->noscript_depth > 0
        && h->noscript_open[h->noscript_depth - 1] == h->element) {
        h->noscript_depth--;
    }
    else if (h->noscript_depth > 0 || cp_html_tag_is(h, E_END_OPENS_BODY)) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
    }
}

/* Its end: nothing may be left open for those without scripting. */
static void leave_noscript(cp_html *h)
{
    h->in_noscript = 0;
    if (h->noscript_depth > 0) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
    }
}

/* ---- behind a place that a frameset could take (13.2.6.4.7) ---- */

static void doubt_named(cp_html *h)
{
    if (h->is_end_tag) {
        if (cp_html_tag_is(h, E_BR)) { /* makes an element */
            cp_html_found(h);
        }
    }
    else if (cp_html_tag_is(h, E_FRAMESET)) {
        cp_html_give_up(h, CP_HTML_FRAMESET);
    }
    else if (cp_html_tag_is(h, E_META) && !h->charset_known) {
        cp_html_give_up(h, CP_HTML_LATE_CHARSET);
    }
    else if (cp_html_tag_is(h, E_NOT_FRAMESET_OK)) {
        cp_html_found(h);
    }
    else if (cp_html_tag_is(h, E_FOREIGN | E_TEMPLATE)) {
        cp_html_give_up(h, CP_HTML_MAYBE_FRAMESET);
    }
}

static void doubt_start(cp_html *h)
{
    if (cp_html_tag_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else {
        cp_html_enter_content(h);
    }
}

/* ---- before the body: 13.2.6.4.1 to .6 ---- */

/* Tags that do not open the body. */
static int stays_before(const cp_html *h)
{
    if (h->is_end_tag) {
        return !cp_html_tag_is(h, E_END_OPENS_BODY);
    }
    if (cp_html_tag_is(h, E_NOSCRIPT)) { /* belongs in head, not behind it */
        return !h->head_ended;
    }
    return cp_html_tag_is(h, E_IN_HEAD);
}

static void before_named(cp_html *h)
{
    h->is_document |= cp_html_tag_is(h, E_DOCUMENT);
    if (stays_before(h)) {
        cp_html_unmark(h);
        h->keep_meta =
            !h->is_end_tag && !h->charset_known && cp_html_tag_is(h, E_META);
        h->keep_root = !h->is_end_tag && cp_html_tag_is(h, E_HTML | E_BASE);
        h->is_content_type = 0;
        h->label_length = 0;
        h->keep_policy =
            h->policies != NULL && !h->is_end_tag && cp_html_tag_is(h, E_META);
        if (h->keep_policy) {
            cp_meta_open(h->policies);
        }
    }
    else if (!h->is_end_tag && cp_html_tag_is(h, E_FRAMESET)) {
        cp_html_give_up(h, CP_HTML_FRAMESET);
    }
    else {
        cp_html_body_is_implied(h);
        if (!h->event) {
            doubt_named(h);
        }
    }
}

static void before_start(cp_html *h)
{
    h->state = S_DATA;
    h->keep_root = 0;
    if (h->keep_policy) {
        h->keep_policy = 0;
        cp_meta_close(h->policies);
    }
    if (cp_html_tag_is(h, E_BODY)) {
        cp_html_mark(h);
        cp_html_found(h);
    }
    else if (cp_html_tag_is(h, E_HEAD)) {
        if (h->flags & CP_HTML_CHARSET_DECLARED && !h->seen_head) {
            h->event = CP_HTML_HEAD;
        }
        h->seen_head = 1;
    }
    else if (cp_html_tag_is(h, E_TEMPLATE)) {
        h->templates = 1;
    }
    else if (cp_html_tag_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else if (h->keep_meta) {
        h->keep_meta = 0;
        cp_html_end_meta(h);
    }
    else {
        cp_html_enter_content(h);
    }
}

static void before_end(cp_html *h)
{
    h->state = S_DATA;
    h->head_ended |= (unsigned char)cp_html_tag_is(h, E_HEAD);
}

/* ---- templates ---- */

/* Content of a template: nothing there opens a body, but what changes the
 * way of reading must be followed, or the end of the template is missed. */
static void template_tag(cp_html *h)
{
    /* After col a browser passes over every tag but a few. */
    int template = cp_html_tag_is(h, E_TEMPLATE);

    h->state = S_DATA;
    if (h->is_end_tag) {
        h->templates -= (unsigned)template;
    }
    else if (cp_html_tag_is(h, E_FOREIGN | E_CHANGES_TAGS | E_COL)) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
    else if (cp_html_tag_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else {
        h->templates += (unsigned)template;
        cp_html_enter_content(h);
    }
}

/* ---- what the tokenizer calls ---- */

void cp_html_tag_named(cp_html *h)
{
    if (h->phase == PHASE_IN_BODY) {
        cp_html_in_body_tag_named(h);
        return;
    }
    h->element = cp_html_element_of(h->name);
    if (h->in_noscript) {
        if (h->is_end_tag && cp_html_tag_is(h, E_NOSCRIPT)) {
            leave_noscript(h);
        }
    }
    else if (h->templates) {
        return;
    }
    else if (h->phase == PHASE_BEFORE_BODY) {
        before_named(h);
    }
    else {
        doubt_named(h);
    }
}

void cp_html_emit_tag(cp_html *h)
{
    if (h->phase == PHASE_IN_BODY) {
        cp_html_in_body_emit_tag(h);
    }
    else if (h->in_noscript) {
        if (h->is_end_tag) {
            noscript_end(h);
        }
        else {
            noscript_start(h);
        }
    }
    else if (h->templates) {
        template_tag(h);
    }
    else if (h->phase != PHASE_BEFORE_BODY) {
        h->state = S_DATA;
        if (!h->is_end_tag) {
            doubt_start(h);
        }
    }
    else if (h->is_end_tag) {
        before_end(h);
    }
    else {
        before_start(h);
    }
}
