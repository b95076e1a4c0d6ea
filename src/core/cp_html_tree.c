/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tag does to the tree (WHATWG HTML 13.2.6), as far as it matters
 * for where the body begins; see cp_html.h.
 */
#include "cp_html_parts.h"

typedef const char names[][CP_HTML_NAME];

/* Elements whose content is text. In select, svg and math, which we do not
 * follow, it may be something else. */
static int raw_kind(const cp_html *h)
{
    static names text = {"style", "title",  "noframes", "textarea",
                         "xmp",   "iframe", "noembed",  ""};

    if (cp_html_name_is(h, "script")) {
        return R_SCRIPT;
    }
    return cp_html_name_among(h, text) ? R_TEXT : R_NONE;
}

/* Behind a start tag: into raw text where the element has some. */
static void enter(cp_html *h)
{
    int kind = raw_kind(h);

    if (kind != R_NONE) {
        h->raw = (unsigned char)kind;
        h->escaped = 0;
        h->dashes = 0;
        h->raw_length = h->name_length;
        memcpy(h->raw_name, h->name, h->name_length);
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

/* Elements without content, and tags that add attributes at most. */
static int is_void(const cp_html *h)
{
    static names list = {"img",    "link",  "meta", "br",       "base",
                         "hr",     "embed", "area", "basefont", "image",
                         "input",  "param", "wbr",  "col",      "bgsound",
                         "html",   "body",  "head", "track",    "source",
                         "keygen", ""};

    return cp_html_name_among(h, list);
}

/* Which of the elements that are closed by their own end tag, whatever is
 * around them: 1 and up, or 0. */
static unsigned char simple_element(const cp_html *h)
{
    static names list = {"div",        "p",       "span",   "a",       "b",
                         "i",          "strong",  "em",     "h1",      "h2",
                         "h3",         "h4",      "h5",     "h6",      "ul",
                         "ol",         "li",      "center", "font",    "small",
                         "big",        "u",       "s",      "tt",      "code",
                         "section",    "article", "aside",  "header",  "footer",
                         "main",       "nav",     "figure", "address", "pre",
                         "blockquote", "label",   "strike", ""};
    unsigned char i;

    for (i = 0; list[i][0]; i++) {
        if (cp_html_name_is(h, list[i])) {
            return (unsigned char)(i + 1);
        }
    }
    return 0;
}

/* The body is open: only a frameset matters, and what we cannot read. */
static void noscript_doubt(cp_html *h)
{
    static names unclear = {"frameset", "svg",       "math", "select",
                            "template", "plaintext", ""};

    if (cp_html_name_among(h, unclear)) {
        cp_html_give_up(h, CP_HTML_FRAMESET_2);
    }
    enter(h);
}

static void noscript_start(cp_html *h)
{
    unsigned char element;

    if (h->phase != P_BEFORE) {
        noscript_doubt(h);
        return;
    }
    if (is_void(h) || raw_kind(h) != R_NONE) {
        enter(h);
        return;
    }
    element = simple_element(h);
    if (element == 0 || h->depth == CP_HTML_NESTING) {
        cp_html_give_up(h, CP_HTML_NOSCRIPT);
        return;
    }
    h->open[h->depth++] = element;
    h->state = S_DATA;
}

static void noscript_end(cp_html *h)
{
    static names opening = {"body", "html", "br", ""};

    h->state = S_DATA;
    if (h->phase != P_BEFORE) {
        return;
    }
    if (h->depth > 0 && h->open[h->depth - 1] == simple_element(h)) {
        h->depth--;
    }
    else if (h->depth > 0 || cp_html_name_among(h, opening)) {
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

/* Sets the frameset-ok flag to "not ok", so that no frameset can replace
 * the body any more; or nothing but text follows. An input may be hidden. */
static int rules_out_frameset(const cp_html *h)
{
    static names list = {
        "img",      "br",     "table",   "li",        "hr",
        "body",     "button", "dd",      "dt",        "iframe",
        "pre",      "select", "area",    "embed",     "object",
        "textarea", "xmp",    "listing", "applet",    "marquee",
        "image",    "keygen", "wbr",     "plaintext", ""};

    return cp_html_name_among(h, list);
}

static void doubt_named(cp_html *h)
{
    static names other_rules = {"svg", "math", "template", ""};

    if (h->end_tag) {
        if (cp_html_name_is(h, "br")) { /* makes an element */
            cp_html_found(h);
        }
    }
    else if (cp_html_name_is(h, "frameset")) {
        cp_html_give_up(h, CP_HTML_FRAMESET);
    }
    else if (cp_html_name_is(h, "meta") && !h->declared) {
        cp_html_give_up(h, CP_HTML_BEHIND);
    }
    else if (rules_out_frameset(h)) {
        cp_html_found(h);
    }
    else if (cp_html_name_among(h, other_rules)) {
        cp_html_give_up(h, CP_HTML_FRAMESET_2);
    }
}

static void doubt_start(cp_html *h)
{
    if (cp_html_name_is(h, "noscript")) {
        enter_noscript(h);
    }
    else {
        enter(h);
    }
}

/* ---- before the body: 13.2.6.4.1 to .6 ---- */

/* Tags that do not open the body. */
static int stays_before(const cp_html *h)
{
    static names starts = {
        "meta", "link", "script",   "style",    "title",    "html",    "head",
        "body", "base", "template", "noframes", "basefont", "bgsound", ""};
    static names opening = {"body", "html", "br", ""};

    if (h->end_tag) {
        return !cp_html_name_among(h, opening);
    }
    if (cp_html_name_is(h, "noscript")) { /* belongs in head, not behind it */
        return !h->past_head;
    }
    return cp_html_name_among(h, starts);
}

static void note_evidence(cp_html *h)
{
    static names list = {"html", "head", "body", "frameset", ""};

    h->evidence |= (unsigned char)cp_html_name_among(h, list);
}

static void before_named(cp_html *h)
{
    note_evidence(h);
    if (stays_before(h)) {
        cp_html_unmark(h);
        h->meta = !h->end_tag && !h->declared && cp_html_name_is(h, "meta");
        h->pragma = 0;
        h->label_length = 0;
        h->told =
            h->policies != NULL && !h->end_tag && cp_html_name_is(h, "meta");
        if (h->told) {
            cp_meta_open(h->policies);
        }
    }
    else if (!h->end_tag && cp_html_name_is(h, "frameset")) {
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
    if (h->told) {
        h->told = 0;
        cp_meta_close(h->policies);
    }
    if (cp_html_name_is(h, "body")) {
        cp_html_mark(h);
        cp_html_found(h);
    }
    else if (cp_html_name_is(h, "head")) {
        h->event = h->seen_head ? h->event : CP_HTML_HEAD;
        h->seen_head = 1;
    }
    else if (cp_html_name_is(h, "template")) {
        h->templates = 1;
    }
    else if (cp_html_name_is(h, "noscript")) {
        enter_noscript(h);
    }
    else if (h->meta) {
        h->meta = 0;
        cp_html_meta(h);
    }
    else {
        enter(h);
    }
}

static void before_end(cp_html *h)
{
    h->state = S_DATA;
    h->past_head |= (unsigned char)cp_html_name_is(h, "head");
}

/* ---- templates ---- */

/* Content of a template: nothing there opens a body, but what changes the
 * way of reading must be followed, or the end of the template is missed. */
static void template_tag(cp_html *h)
{
    /* After col a browser passes over every tag but a few. */
    static names unclear = {"svg", "math", "select", "plaintext", "col", ""};
    int template = cp_html_name_is(h, "template");

    h->state = S_DATA;
    if (h->end_tag) {
        h->templates -= (unsigned)template;
    }
    else if (cp_html_name_among(h, unclear)) {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
    }
    else if (cp_html_name_is(h, "noscript")) {
        enter_noscript(h);
    }
    else {
        h->templates += (unsigned)template;
        enter(h);
    }
}

/* ---- what the tokenizer calls ---- */

void cp_html_named(cp_html *h)
{
    if (h->noscript) {
        if (h->end_tag && cp_html_name_is(h, "noscript")) {
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
    if (h->noscript) {
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
