/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads HTML; see cp_html.h. One function per state of WHATWG HTML 13.2.5,
 * its section in the comment; states that differ only in what they store,
 * which we do not, are one. Long texts are passed over with memchr.
 */
#include "core/html/cp_html_body_end.h"

/* What mostly comes next is read at once, not by way of the table. */
static const char *then(cp_html *h, int state, cp_html_step *step,
                        const char *s, const char *end)
{
    h->state = (unsigned char)state;
    return s < end ? step(h, s, end) : s;
}

static cp_html_step on_tag_open, on_tag_name, on_attribute, on_before_value,
    on_quoted;

/* ---- 13.2.5.1 Data state ---- */

static const char *on_start(cp_html *h, const char *s, const char *end)
{
    static const char bom[] = "\xEF\xBB\xBF";

    if (h->bom < 3 && *s == bom[h->bom]) {
        h->bom++;
        h->declared |= h->bom == 3;
        return s + 1;
    }
    if (h->bom == 1 || h->bom == 2) {
        cp_html_give_up(h, CP_HTML_NOT_HTML);
        return s;
    }
    h->bom = 3;
    s = cp_html_over_space(s, end);
    if (s < end && *s != '<') {
        cp_html_give_up(h, CP_HTML_NOT_HTML);
    }
    return s < end ? cp_html_to(h, S_DATA, s) : s;
}

/* Text that opens the body, or rules out that it is replaced. Chromium
 * drops NUL, other browsers do not; U+FFFD rules nothing out there. */
static const char *visible(cp_html *h, const char *s)
{
    unsigned char c = (unsigned char)*s;

    if (!h->marked) {
        cp_html_mark(h);
        return s; /* what is read from here on is behind the mark */
    }
    if (c == '&') {
        return cp_html_to(h, S_REFERENCE, s + 1);
    }
    if (h->phase == P_BEFORE) {
        cp_html_opened(h);
        if (h->event) {
            return s;
        }
    }
    if (c > 0x20 && c < 0x7F) {
        cp_html_found(h);
        return s;
    }
    return s + 1;
}

/* At something else than a space, and not apart. */
static const char *data_byte(cp_html *h, const char *s)
{
    if (*s == '<') {
        cp_html_mark(h);
        return cp_html_to(h, S_LT, s);
    }
    if (*s == '\0') {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
        return s;
    }
    return visible(h, s);
}

/* A tag that is not there as a whole may be the one that closes the body. */
static const char *tail_data(cp_html *h, const char *s, const char *end)
{
    s = cp_html_skip(h, s, end);
    if (s < end && h->state == S_DATA && !h->event) {
        cp_html_mark(h);
        h->state = S_LT;
    }
    return s;
}

static const char *on_data(cp_html *h, const char *s, const char *end)
{
    int declared = h->declared;

    if (h->phase == P_TAIL && !h->noscript) {
        return tail_data(h, s, end);
    }
    if (cp_html_is_apart(h)) {
        s = memchr(s, '<', (apr_size_t)(end - s));
        return s ? cp_html_to(h, S_LT, s) : end;
    }
    if (h->phase == P_BEFORE && !h->marked) {
        s = cp_html_fast(h, s, end);
        if (h->state != S_DATA || h->event || h->declared != declared) {
            return s;
        }
    }
    s = cp_html_over_space(s, end);
    return s < end ? data_byte(h, s) : s;
}

static const char *on_lt(cp_html *h, const char *s, const char *end)
{
    return then(h, S_TAG_OPEN, on_tag_open, s + 1, end);
}

/* ---- 13.2.5.72 to .80: character references, which may be a space ---- */

static const char *text_found(cp_html *h, const char *s)
{
    if (h->phase == P_BEFORE) {
        cp_html_opened(h);
    }
    if (!h->event) {
        cp_html_found(h);
    }
    return s;
}

static const char *on_reference(cp_html *h, const char *s, const char *end)
{
    (void)end;
    if (*s == '#') {
        h->number = 0;
        h->hex = 0;
        return cp_html_to(h, S_NUMBER, s + 1);
    }
    if (*s == 'T' || *s == 'N') { /* &Tab; &NewLine; */
        cp_html_give_up(h, CP_HTML_UNCLEAR);
        return s;
    }
    return text_found(h, s);
}

static int digit_value(unsigned char c, int hex)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *on_number(cp_html *h, const char *s, const char *end)
{
    (void)end;
    if (!h->hex && (*s | 0x20) == 'x') {
        h->hex = 1;
        return s + 1;
    }
    return digit_value((unsigned char)*s, h->hex) < 0
             ? text_found(h, s)
             : cp_html_to(h, S_DIGITS, s);
}

static const char *on_digits(cp_html *h, const char *s, const char *end)
{
    for (; s < end; s++) {
        int value = digit_value((unsigned char)*s, h->hex);

        if (value < 0) {
            break;
        }
        h->number = h->number > 0xFFFF
                      ? h->number
                      : h->number * (h->hex ? 16 : 10) + (unsigned)value;
    }
    if (s == end) {
        return s;
    }
    if (h->number < 0x80 && cp_html_is_space((unsigned char)h->number)) {
        cp_html_unmark(h);
        return cp_html_to(h, S_DATA, *s == ';' ? s + 1 : s);
    }
    if (h->number > 0x20 && h->number < 0xD800) {
        return text_found(h, s);
    }
    cp_html_give_up(h, CP_HTML_UNCLEAR); /* becomes U+FFFD */
    return s;
}

/* ---- tags ---- */

/* The end tag does not close the body. */
static void tail_unmark(cp_html *h)
{
    if (h->phase == P_TAIL) {
        h->marked = 0;
    }
}

/* 13.2.5.6 */
static const char *on_tag_open(cp_html *h, const char *s, const char *end)
{
    unsigned char c = (unsigned char)*s;

    if (cp_html_is_alpha(c)) {
        h->end_tag = 0;
        cp_html_name_clear(h);
        tail_unmark(h);
        return then(h, S_TAG_NAME, on_tag_name, s, end);
    }
    switch (c) {
    case '/':
        return cp_html_to(h, S_END_TAG_OPEN, s + 1);
    case '!':
        cp_html_unmark(h);
        return cp_html_to(h, S_DECLARATION, s + 1);
    case '?':
        cp_html_unmark(h);
        return cp_html_to(h, S_BOGUS, s + 1);
    default: /* the '<' is text */
        tail_unmark(h);
        return cp_html_is_apart(h) ? cp_html_to(h, S_DATA, s)
                                   : text_found(h, s);
    }
}

/* 13.2.5.7 */
static const char *on_end_tag_open(cp_html *h, const char *s, const char *end)
{
    (void)end;
    if (cp_html_is_alpha((unsigned char)*s)) {
        h->end_tag = 1;
        cp_html_name_clear(h);
        return cp_html_to(h, S_TAG_NAME, s);
    }
    cp_html_unmark(h);
    return *s == '>' ? cp_html_to(h, S_DATA, s + 1) : cp_html_to(h, S_BOGUS, s);
}

/* 13.2.5.8 */
static const char *on_tag_name(cp_html *h, const char *s, const char *end)
{
    while (s < end && !cp_html_ends_name((unsigned char)*s)) {
        cp_html_name_add(h, (unsigned char)*s++);
    }
    if (h->name_length > 4) { /* longer than body */
        tail_unmark(h);
    }
    if (s < end) {
        h->state = S_BEFORE_ATTRIBUTE;
        h->slash = 0;
        cp_html_named(h);
    }
    return s;
}

static const char *end_of_tag(cp_html *h, const char *s)
{
    if (h->raw) { /* only its own end tag leads out of raw text */
        h->raw = R_NONE;
        h->escaped = 0;
        h->state = S_DATA;
    }
    else {
        cp_html_tag(h);
    }
    return s + 1;
}

/* ---- attributes; those of meta and html are kept ---- */

/* A name is kept where somebody wants to know. */
static void keep_name(cp_html *h, unsigned char c)
{
    if (h->meta | h->root | h->told) {
        cp_html_attribute_name(h, c);
    }
}

static const char *end_of_value(cp_html *h, const char *s)
{
    cp_html_attribute_end(h);
    return cp_html_to(h, S_BEFORE_ATTRIBUTE, s);
}

/* 13.2.5.32, .39 after a quoted value, .40 the self-closing tag */
static const char *on_before_attribute(cp_html *h, const char *s,
                                       const char *end)
{
    while (s < end && *s != '>' && cp_html_ends_name((unsigned char)*s)) {
        h->slash = *s++ == '/';
    }
    if (s == end) {
        return s;
    }
    if (*s == '>') {
        return end_of_tag(h, s);
    }
    h->slash = 0;
    cp_html_attribute_begin(h);
    keep_name(h, (unsigned char)*s);
    return then(h, S_ATTRIBUTE, on_attribute, s + 1, end);
}

/* 13.2.5.33 */
static const char *on_attribute(cp_html *h, const char *s, const char *end)
{
    while (s < end && *s != '=' && !cp_html_ends_name((unsigned char)*s)) {
        keep_name(h, (unsigned char)*s++);
    }
    if (s == end) {
        return s;
    }
    if (*s == '=') {
        return then(h, S_BEFORE_VALUE, on_before_value, s + 1, end);
    }
    return cp_html_to(h, S_AFTER_ATTRIBUTE, s);
}

/* 13.2.5.34 */
static const char *on_after_attribute(cp_html *h, const char *s,
                                      const char *end)
{
    s = cp_html_over_space(s, end);
    if (s == end) {
        return s;
    }
    return *s == '=' ? cp_html_to(h, S_BEFORE_VALUE, s + 1)
                     : cp_html_to(h, S_BEFORE_ATTRIBUTE, s);
}

/* 13.2.5.35 */
static const char *on_before_value(cp_html *h, const char *s, const char *end)
{
    s = cp_html_over_space(s, end);
    if (s == end) {
        return s;
    }
    if (*s == '"' || *s == '\'') {
        h->quote = (unsigned char)*s;
        return then(h, S_QUOTED, on_quoted, s + 1, end);
    }
    return *s == '>' ? end_of_tag(h, s) : cp_html_to(h, S_UNQUOTED, s);
}

/* 13.2.5.36 and .37 */
static const char *on_quoted(cp_html *h, const char *s, const char *end)
{
    const char *close = memchr(s, h->quote, (apr_size_t)(end - s));

    cp_html_attribute_value(h, s, close ? close : end);
    return close ? end_of_value(h, close + 1) : end;
}

/* 13.2.5.38 */
static const char *on_unquoted(cp_html *h, const char *s, const char *end)
{
    const char *from = s;

    while (s < end && *s != '>' && !cp_html_is_space((unsigned char)*s)) {
        s++;
    }
    cp_html_attribute_value(h, from, s);
    return s < end ? end_of_value(h, s) : s;
}

/* ---- declarations and comments ---- */

/* 13.2.5.42; a doctype ends at the first '>' whatever its quotes say */
static const char *on_declaration(cp_html *h, const char *s, const char *end)
{
    (void)end;
    cp_html_name_clear(h);
    h->dashes = 0;
    if (*s == '[' && h->phase == P_TAIL && cp_html_is_foreign(h)) {
        return cp_html_to(h, S_CDATA_OPEN, s + 1);
    }
    return *s == '-' ? cp_html_to(h, S_DECLARATION_DASH, s + 1)
                     : cp_html_to(h, S_DOCTYPE, s);
}

static const char *on_declaration_dash(cp_html *h, const char *s,
                                       const char *end)
{
    (void)end;
    return *s == '-' ? cp_html_to(h, S_COMMENT_START, s + 1)
                     : cp_html_to(h, S_BOGUS, s);
}

/* 13.2.5.42, in SVG and MathML. */
static const char *on_cdata_open(cp_html *h, const char *s, const char *end)
{
    static const char open[] = "CDATA[";

    (void)end;
    if (*s != open[h->dashes]) {
        return cp_html_to(h, S_BOGUS, s);
    }
    h->dashes++;
    if (open[h->dashes] == '\0') {
        h->dashes = 0;
        h->state = S_CDATA;
    }
    return s + 1;
}

/* 13.2.5.69 to .71 */
static const char *on_cdata(cp_html *h, const char *s, const char *end)
{
    if (h->dashes == 0) {
        s = memchr(s, ']', (apr_size_t)(end - s));
        if (s == NULL) {
            return end;
        }
    }
    if (*s == '>' && h->dashes == 2) {
        return cp_html_to(h, S_DATA, s + 1);
    }
    h->dashes = *s == ']' ? (h->dashes ? 2 : 1) : 0;
    return s + 1;
}

/* 13.2.5.53; no space is needed behind the word */
static const char *on_doctype(cp_html *h, const char *s, const char *end)
{
    static const apr_size_t whole = sizeof("doctype") - 1;

    while (s < end && h->name_length < whole
           && cp_html_is_alpha((unsigned char)*s)) {
        cp_html_name_add(h, (unsigned char)*s++);
    }
    if (s == end && h->name_length < whole) {
        return s;
    }
    h->evidence |= cp_html_name_is(h, "doctype") && !cp_html_is_apart(h);
    return cp_html_to(h, S_BOGUS, s);
}

/* 13.2.5.41 */
static const char *on_bogus(cp_html *h, const char *s, const char *end)
{
    s = memchr(s, '>', (apr_size_t)(end - s));
    return s ? cp_html_to(h, S_DATA, s + 1) : end;
}

/* 13.2.5.43 */
static const char *on_comment_start(cp_html *h, const char *s, const char *end)
{
    (void)end;
    h->dashes = 0;
    if (*s == '>') {
        return cp_html_to(h, S_DATA, s + 1);
    }
    return *s == '-' ? cp_html_to(h, S_COMMENT_START_DASH, s + 1)
                     : cp_html_to(h, S_COMMENT, s);
}

/* 13.2.5.44 */
static const char *on_comment_start_dash(cp_html *h, const char *s,
                                         const char *end)
{
    (void)end;
    h->dashes = 1;
    return *s == '>' ? cp_html_to(h, S_DATA, s + 1)
                     : cp_html_to(h, S_COMMENT, s);
}

/* 13.2.5.45 to .52, one byte: "-->" and "--!>" end it. */
static const char *comment_byte(cp_html *h, const char *s)
{
    enum { BANG = 3 }; /* "--!" */

    if (*s == '>' && h->dashes >= 2) {
        return cp_html_to(h, S_DATA, s + 1);
    }
    if (*s == '-') {
        h->dashes = h->dashes == BANG || h->dashes == 0 ? 1 : 2;
    }
    else {
        h->dashes = *s == '!' && h->dashes == 2 ? BANG : 0;
    }
    return s + 1;
}

/* Hits of memchr that are nearer than this cost more than the bytes. */
enum { NEAR = 32 };

/* To where a comment may end soon, with nothing of the end behind us. Goes
 * from '-' to '-' or from '>' to '>', whichever is rare where we are. */
static const char *over_comment(const char *s, const char *end)
{
    int by_dash = 1;

    while (s < end) {
        const char *hit = memchr(s, by_dash ? '-' : '>', (apr_size_t)(end - s));
        const char *from = s;

        if (hit == NULL) {
            return by_dash || end - s <= 3 ? (by_dash ? end : s) : end - 3;
        }
        if (by_dash) {
            if (end - hit < 2 || hit[1] == '-') {
                return hit;
            }
            s = hit + 2;
        }
        else {
            if (hit - s >= 2 && (hit[-1] == '-' || hit[-1] == '!')) {
                return hit - s > 3 ? hit - 3 : s;
            }
            s = hit + 1;
        }
        by_dash ^= s - from < NEAR;
    }
    return s;
}

static const char *on_comment(cp_html *h, const char *s, const char *end)
{
    if (!h->dashes) {
        s = over_comment(s, end);
    }
    while (s < end && h->state == S_COMMENT) {
        s = comment_byte(h, s);
        if (!h->dashes) {
            break;
        }
    }
    return s;
}

/* ---- behind the place ---- */

/* A meta here may be the one that says the charset. */
static const char *on_ahead(cp_html *h, const char *s, const char *end)
{
    static const char meta[] = "<meta";

    if (h->dashes == 0) {
        s = memchr(s, '<', (apr_size_t)(end - s));
        if (s == NULL) {
            return end;
        }
    }
    if (cp_html_lower((unsigned char)*s) == meta[h->dashes]) {
        h->dashes++;
        if (meta[h->dashes] == '\0') {
            cp_html_give_up(h, CP_HTML_BEHIND);
        }
        return s + 1;
    }
    if (h->dashes == 0) {
        return s + 1;
    }
    h->dashes = 0;
    return s;
}

#define X(name, step) step,
cp_html_step *const cp_html_steps[] = {HTML_STATES(X)};
#undef X
