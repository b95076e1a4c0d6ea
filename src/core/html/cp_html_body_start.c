/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The effect of a tag on the tree (WHATWG HTML 13.2.6) until it is known where
 * the body begins; see cp_html.h. Most decisions need only the name of a tag,
 * and are made before its attributes are read.
 */
#include "core/html/cp_html_body_end.h"

/* Returns how the content of the element is read: RAW_... (13.2.6.2). In
 * select, svg and math it would be different, but the scanner does not enter
 * them. */
static int text_kind_of(const cp_html *h)
{
    if (cp_html_tag_is(h, E_SCRIPT)) {
        return RAW_SCRIPT;
    }
    return cp_html_tag_is(h, E_RAW_TEXT) ? RAW_TEXT : RAW_NONE;
}

void cp_html_enter_content(cp_html *h)
{
    int kind = text_kind_of(h);

    if (kind != RAW_NONE) {
        h->text_kind = (unsigned char)kind;
        h->escape_level = 0;
        h->matched = 0;
    }
    h->state = kind ? S_RAW_TEXT : S_DATA;
}

/* ---- noscript ---- */

/*
 * The content of noscript is text with scripting, and markup without it. The
 * scanner reads it as markup, and find_noscript_end() in cp_html.c ensures that
 * both readings end at the same byte. In head (13.2.6.4.5), a tag that does not
 * belong there opens the body without scripting. This is harmless if it leaves
 * no element open: then the next elements are children of body in this
 * reading, and an element that is inserted among them is, too.
 */
static void enter_noscript(cp_html *h)
{
    h->in_noscript = 1;
    h->noscript_matched = 0;
    h->noscript_depth = 0;
    h->state = S_DATA;
}

/* The body is open: only <frameset>, and elements in which tags are read in
 * another way, matter. */
static void noscript_in_body(cp_html *h)
{
    if (cp_html_tag_is(h,
                       E_FRAMESET | E_FOREIGN | E_TEMPLATE | E_CHANGES_TAGS)) {
        cp_html_give_up(h, CP_HTML_MAYBE_FRAMESET);
    }
    cp_html_enter_content(h);
}

static void noscript_start_tag(cp_html *h)
{
    if (h->phase != PHASE_BEFORE_BODY) {
        noscript_in_body(h);
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

static void noscript_end_tag(cp_html *h)
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

/* Without scripting no element may be open at its end. */
static void leave_noscript(cp_html *h)
{
    h->in_noscript = 0;
    if (h->noscript_depth > 0) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
    }
}

/* ---- after a body that <frameset> can replace (13.2.6.4.7) ---- */

static void frameset_ok_named(cp_html *h)
{
    if (h->is_end_tag) {
        if (cp_html_tag_is(h, E_BR)) { /* acts as <br> */
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

static void frameset_ok_start_tag(cp_html *h)
{
    if (cp_html_tag_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else {
        cp_html_enter_content(h);
    }
}

/* ---- before the body: 13.2.6.4.1 to .6 ---- */

/* True if the tag does not open the body. */
static int stays_before_body(const cp_html *h)
{
    if (h->is_end_tag) {
        return !cp_html_tag_is(h, E_END_OPENS_BODY);
    }
    if (cp_html_tag_is(h, E_NOSCRIPT)) { /* "in head", but not "after head" */
        return !h->head_ended;
    }
    return cp_html_tag_is(h, E_IN_HEAD);
}

/* Decides which attributes of a start tag the scanner reads. */
static void choose_attributes(cp_html *h)
{
    int is_meta = !h->is_end_tag && cp_html_tag_is(h, E_META);

    h->keep_meta = is_meta && !h->charset_known;
    h->keep_policy = is_meta && h->policies != NULL;
    h->keep_root = !h->is_end_tag && cp_html_tag_is(h, E_HTML | E_BASE);
    h->is_content_type = 0;
    h->label_length = 0;
    if (h->keep_policy) {
        cp_meta_open(h->policies);
    }
}

/* A place of HEAD must precede this tag, if no charset is declared. */
static int ends_wait(const cp_html *h)
{
    return h->is_end_tag
             ? cp_html_tag_is(h, E_HEAD)
             : cp_html_tag_is(h, E_SCRIPT | E_TEMPLATE | E_NOSCRIPT | E_BODY);
}

static void stay_before_body(cp_html *h)
{
    if (h->head_waits && ends_wait(h)) {
        h->head_waits = 0;
        h->head_marked = h->marked;
    }
    cp_html_unmark(h);
    choose_attributes(h);
}

static void before_body_named(cp_html *h)
{
    h->is_document |= cp_html_tag_is(h, E_DOCUMENT);
    if (stays_before_body(h)) {
        stay_before_body(h);
        return;
    }
    if (!h->is_end_tag && cp_html_tag_is(h, E_FRAMESET)) {
        cp_html_give_up(h, CP_HTML_FRAMESET);
        return;
    }
    cp_html_body_is_implied(h);
    if (!h->event) {
        frameset_ok_named(h);
    }
}

/* The attributes of a start tag are complete. */
static void end_attributes(cp_html *h)
{
    h->keep_root = 0;
    if (h->keep_policy) {
        h->keep_policy = 0;
        cp_meta_close(h->policies);
    }
    if (h->keep_meta) {
        h->keep_meta = 0;
        cp_html_end_meta(h);
    }
}

static void head_begins(cp_html *h)
{
    if (!h->seen_head && h->charset_known) {
        h->head_held = 0;
        h->event = CP_HTML_HEAD;
    }
    else if (!h->seen_head) {
        h->head_waits = 1;
    }
    h->seen_head = 1;
}

static void before_body_start_tag(cp_html *h)
{
    h->state = S_DATA;
    end_attributes(h);
    if (cp_html_tag_is(h, E_BODY)) {
        cp_html_mark(h);
        cp_html_found(h);
    }
    else if (cp_html_tag_is(h, E_HEAD)) {
        head_begins(h);
    }
    else if (cp_html_tag_is(h, E_TEMPLATE)) {
        h->templates = 1;
    }
    else if (cp_html_tag_is(h, E_NOSCRIPT)) {
        enter_noscript(h);
    }
    else {
        cp_html_enter_content(h);
    }
}

static void before_body_end_tag(cp_html *h)
{
    h->state = S_DATA;
    h->head_ended |= cp_html_tag_is(h, E_HEAD);
}

/* ---- templates ---- */

/* Reads a tag in a template. It does not open the body. The scanner follows
 * elements that change how bytes are read, to find the end of the template. */
static void template_tag(cp_html *h)
{
    int template = cp_html_tag_is(h, E_TEMPLATE);

    h->state = S_DATA;
    if (h->is_end_tag) {
        h->templates -= (unsigned)template;
    }
    /* After <col>, most tags in a template are ignored. */
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

/* ---- the functions that the tokenizer calls ---- */

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
        before_body_named(h);
    }
    else {
        frameset_ok_named(h);
    }
}

void cp_html_emit_tag(cp_html *h)
{
    if (h->phase == PHASE_IN_BODY) {
        cp_html_in_body_emit_tag(h);
    }
    else if (h->in_noscript) {
        if (h->is_end_tag) {
            noscript_end_tag(h);
        }
        else {
            noscript_start_tag(h);
        }
    }
    else if (h->templates) {
        template_tag(h);
    }
    else if (h->phase != PHASE_BEFORE_BODY) {
        h->state = S_DATA;
        if (!h->is_end_tag) {
            frameset_ok_start_tag(h);
        }
    }
    else if (h->is_end_tag) {
        before_body_end_tag(h);
    }
    else {
        before_body_start_tag(h);
    }
}
