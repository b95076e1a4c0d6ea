/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of the tokenizer of WHATWG HTML 13.2.5, except those of raw text;
 * see cp_html.h. There is one function for each state, with its section; states
 * that differ only in data that the scanner does not keep are one. Each reads
 * as many bytes as possible.
 */
#include "core/html/cp_html_body_end.h"

/* ---- 13.2.5.1: text ---- */

/* The start of the document: a byte order mark and spaces may precede a tag. */
static const char *on_start(cp_html *h, const char *s, const char *end)
{
    static const char bom[] = "\xEF\xBB\xBF";

    if (h->bom_bytes < 3 && *s == bom[h->bom_bytes]) {
        h->bom_bytes++;
        h->charset_known |= h->bom_bytes == 3;
        return s + 1;
    }
    if (h->bom_bytes == 1 || h->bom_bytes == 2) {
        cp_html_give_up(h, CP_HTML_NOT_HTML);
        return s;
    }
    h->bom_bytes = 3;
    s = cp_html_skip_spaces(s, end);
    if (s < end && *s != '<') {
        cp_html_give_up(h, CP_HTML_NOT_HTML);
    }
    return s < end ? cp_html_switch(h, S_DATA, s) : s;
}

/*
 * Reads text that opens the body, or, in an open body, sets the frameset-ok
 * flag to "not ok". A byte above 0x7F may become U+FFFD, which does not set it
 * in Chromium, so only ASCII decides.
 */
static const char *visible_text(cp_html *h, const char *s)
{
    unsigned char c = (unsigned char)*s;

    if (!h->marked) {
        cp_html_mark(h);
        return s; /* the loop in cp_html.c must count bytes after a mark */
    }
    if (c == '&') {
        return cp_html_switch(h, S_CHARACTER_REFERENCE, s + 1);
    }
    if (h->phase == PHASE_BEFORE_BODY) {
        cp_html_body_is_implied(h);
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

/* Reads a byte that is not a space, where it can open the body. Browsers differ
 * about NUL: Chromium drops it. */
static const char *data_byte(cp_html *h, const char *s)
{
    if (*s == '<') {
        cp_html_mark(h);
        return cp_html_switch(h, S_DATA_LESS_THAN, s);
    }
    if (*s == '\0') {
        cp_html_give_up(h, CP_HTML_UNCLEAR);
        return s;
    }
    return visible_text(h, s);
}

/* An incomplete tag may be the end tag of body, so its start is marked. */
static const char *in_body_data(cp_html *h, const char *s, const char *end)
{
    s = cp_html_body_end_fast(h, s, end);
    if (s < end && h->state == S_DATA && !h->event) {
        cp_html_mark(h);
        h->state = S_DATA_LESS_THAN;
    }
    return s;
}

static const char *on_data(cp_html *h, const char *s, const char *end)
{
    cp_flag charset_known = h->charset_known;

    if (h->phase == PHASE_IN_BODY && !h->in_noscript) {
        return in_body_data(h, s, end);
    }
    if (cp_html_cannot_open_body(h)) {
        s = memchr(s, '<', (apr_size_t)(end - s));
        if (s != NULL && h->tags) {
            cp_html_mark(h);
        }
        return s ? cp_html_switch(h, S_DATA_LESS_THAN, s) : end;
    }
    if (h->phase == PHASE_BEFORE_BODY && !h->marked) {
        s = cp_html_body_start_fast(h, s, end);
        if (h->state != S_DATA || h->event
            || h->charset_known != charset_known) {
            return s;
        }
    }
    s = cp_html_skip_spaces(s, end);
    return s < end ? data_byte(h, s) : s;
}

static const char *on_data_less_than(cp_html *h, const char *s, const char *end)
{
    (void)end;
    return cp_html_switch(h, S_TAG_OPEN, s + 1);
}

/* ---- 13.2.5.72 to .80: character references ---- */

/* A reference to a space does not open the body. A reference by number is read
 * to its end. The rare references by name to a space are not followed. */

/* The bytes are text other than a space, which opens the body. */
static const char *text_found(cp_html *h, const char *s)
{
    if (h->phase == PHASE_BEFORE_BODY) {
        cp_html_body_is_implied(h);
    }
    if (!h->event) {
        cp_html_found(h);
    }
    return s;
}

static const char *on_character_reference(cp_html *h, const char *s,
                                          const char *end)
{
    (void)end;
    if (*s == '#') {
        h->number = 0;
        h->number_is_hex = 0;
        return cp_html_switch(h, S_NUMERIC_REFERENCE, s + 1);
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

static const char *on_numeric_reference(cp_html *h, const char *s,
                                        const char *end)
{
    (void)end;
    if (!h->number_is_hex && (*s | 0x20) == 'x') {
        h->number_is_hex = 1;
        return s + 1;
    }
    return digit_value((unsigned char)*s, h->number_is_hex) < 0
             ? text_found(h, s)
             : cp_html_switch(h, S_REFERENCE_DIGITS, s);
}

static const char *on_reference_digits(cp_html *h, const char *s,
                                       const char *end)
{
    for (; s < end; s++) {
        int value = digit_value((unsigned char)*s, h->number_is_hex);

        if (value < 0) {
            break;
        }
        h->number =
            h->number > 0xFFFF
                ? h->number
                : h->number * (h->number_is_hex ? 16 : 10) + (unsigned)value;
    }
    if (s == end) {
        return s;
    }
    if (h->number < 0x80 && cp_is_space(h->number)) {
        cp_html_unmark(h);
        return cp_html_switch(h, S_DATA, *s == ';' ? s + 1 : s);
    }
    if (h->number > 0x20 && h->number < 0xD800) {
        return text_found(h, s);
    }
    cp_html_give_up(h, CP_HTML_UNCLEAR); /* U+FFFD or not a character */
    return s;
}

/* ---- tags ---- */

/* The tag is not the end tag of body. */
static void not_body_end_tag(cp_html *h)
{
    if (h->phase == PHASE_IN_BODY && !h->tags) {
        h->marked = 0;
    }
}

/* 13.2.5.6 */
static const char *on_tag_open(cp_html *h, const char *s, const char *end)
{
    unsigned char c = (unsigned char)*s;

    (void)end;
    if (cp_html_is_alpha(c)) {
        h->is_end_tag = 0;
        cp_html_name_clear(h);
        not_body_end_tag(h);
        return cp_html_switch(h, S_TAG_NAME, s);
    }
    switch (c) {
    case '/':
        if (h->tags) {
            h->marked = 0;
        }
        return cp_html_switch(h, S_END_TAG_OPEN, s + 1);
    case '!':
        cp_html_unmark(h);
        return cp_html_switch(h, S_DECLARATION_OPEN, s + 1);
    case '?':
        cp_html_unmark(h);
        return cp_html_switch(h, S_BOGUS_COMMENT, s + 1);
    default: /* the '<' is text */
        if (h->phase == PHASE_IN_BODY) {
            h->marked = 0;
        }
        return cp_html_cannot_open_body(h) ? cp_html_switch(h, S_DATA, s)
                                           : text_found(h, s);
    }
}

/* 13.2.5.7 */
static const char *on_end_tag_open(cp_html *h, const char *s, const char *end)
{
    (void)end;
    if (cp_html_is_alpha(*s)) {
        h->is_end_tag = 1;
        cp_html_name_clear(h);
        return cp_html_switch(h, S_TAG_NAME, s);
    }
    cp_html_unmark(h);
    return *s == '>' ? cp_html_switch(h, S_DATA, s + 1)
                     : cp_html_switch(h, S_BOGUS_COMMENT, s);
}

/* 13.2.5.8 */
static const char *on_tag_name(cp_html *h, const char *s, const char *end)
{
    while (s < end && !cp_html_ends_name(*s)) {
        cp_html_name_add(h, (unsigned char)*s++);
    }
    if (h->name_length > 4) { /* longer than body */
        not_body_end_tag(h);
    }
    if (s < end) {
        h->state = S_BEFORE_ATTRIBUTE_NAME;
        h->is_self_closing = 0;
        cp_html_tag_named(h);
    }
    return s;
}

/* At the '>'. */
static const char *end_of_tag(cp_html *h, const char *s)
{
    if (h->text_kind) { /* this is the end tag of an element with raw text */
        h->text_kind = RAW_NONE;
        h->escape_level = 0;
        h->state = S_DATA;
    }
    else {
        cp_html_emit_tag(h);
    }
    return s + 1;
}

/* ---- attributes ---- */

static void keep_name(cp_html *h, unsigned char c)
{
    if (h->keep_meta | h->keep_root | h->keep_policy | h->keep_encoding) {
        cp_html_attribute_name(h, c);
    }
    if (h->filter) {
        h->letters = h->letters << 8 | (unsigned char)cp_lower(c);
    }
}

static const char *end_of_value(cp_html *h, const char *s)
{
    cp_html_attribute_end(h);
    return cp_html_switch(h, S_BEFORE_ATTRIBUTE_NAME, s);
}

/* 13.2.5.32, .39 after a quoted value, .40 the self-closing tag */
static const char *on_before_attribute_name(cp_html *h, const char *s,
                                            const char *end)
{
    while (s < end && *s != '>' && cp_html_ends_name(*s)) {
        h->is_self_closing = *s++ == '/';
    }
    if (s == end) {
        return s;
    }
    if (*s == '>') {
        return end_of_tag(h, s);
    }
    h->is_self_closing = 0;
    h->letters = 0;
    cp_html_attribute_begin(h);
    keep_name(h, (unsigned char)*s);
    return cp_html_switch(h, S_ATTRIBUTE_NAME, s + 1);
}

/* 13.2.5.33 */
static const char *on_attribute_name(cp_html *h, const char *s, const char *end)
{
    while (s < end && *s != '=' && !cp_html_ends_name(*s)) {
        keep_name(h, (unsigned char)*s++);
    }
    if (s == end) {
        return s;
    }
    if (h->filter) {
        cp_html_filter_attribute(h);
    }
    if (*s == '=') {
        return cp_html_switch(h, S_BEFORE_VALUE, s + 1);
    }
    return cp_html_switch(h, S_AFTER_ATTRIBUTE_NAME, s);
}

/* 13.2.5.34 */
static const char *on_after_attribute_name(cp_html *h, const char *s,
                                           const char *end)
{
    s = cp_html_skip_spaces(s, end);
    if (s == end) {
        return s;
    }
    return *s == '=' ? cp_html_switch(h, S_BEFORE_VALUE, s + 1)
                     : cp_html_switch(h, S_BEFORE_ATTRIBUTE_NAME, s);
}

/* 13.2.5.35 */
static const char *on_before_value(cp_html *h, const char *s, const char *end)
{
    s = cp_html_skip_spaces(s, end);
    if (s == end) {
        return s;
    }
    if (*s == '"' || *s == '\'') {
        h->quote = (unsigned char)*s;
        return cp_html_switch(h, S_VALUE_QUOTED, s + 1);
    }
    return *s == '>' ? end_of_tag(h, s)
                     : cp_html_switch(h, S_VALUE_UNQUOTED, s);
}

/* 13.2.5.36 and .37 */
static const char *on_value_quoted(cp_html *h, const char *s, const char *end)
{
    const char *close = memchr(s, h->quote, (apr_size_t)(end - s));

    cp_html_attribute_value(h, s, close ? close : end);
    return close ? end_of_value(h, close + 1) : end;
}

/* 13.2.5.38 */
static const char *on_value_unquoted(cp_html *h, const char *s, const char *end)
{
    const char *from = s;

    while (s < end && *s != '>' && !cp_is_space(*s)) {
        s++;
    }
    cp_html_attribute_value(h, from, s);
    return s < end ? end_of_value(h, s) : s;
}

/* ---- declarations and comments ---- */

/* 13.2.5.42. A CDATA section exists in foreign content only. */
static const char *on_declaration_open(cp_html *h, const char *s,
                                       const char *end)
{
    (void)end;
    cp_html_name_clear(h);
    h->matched = 0;
    if (*s == '[' && h->phase == PHASE_IN_BODY && cp_html_is_foreign(h)) {
        if (h->tags && cp_html_has_select(h->stack)) {
            cp_html_give_up(h, CP_HTML_UNCLEAR); /* some ignore svg there */
        }
        return cp_html_switch(h, S_CDATA_OPEN, s + 1);
    }
    return *s == '-' ? cp_html_switch(h, S_DECLARATION_DASH, s + 1)
                     : cp_html_switch(h, S_DOCTYPE, s);
}

static const char *on_declaration_dash(cp_html *h, const char *s,
                                       const char *end)
{
    (void)end;
    return *s == '-' ? cp_html_switch(h, S_COMMENT_START, s + 1)
                     : cp_html_switch(h, S_BOGUS_COMMENT, s);
}

/* 13.2.5.42: "[CDATA[". */
static const char *on_cdata_open(cp_html *h, const char *s, const char *end)
{
    static const char open[] = "CDATA[";

    (void)end;
    if (*s != open[h->matched]) {
        return cp_html_switch(h, S_BOGUS_COMMENT, s);
    }
    h->matched++;
    if (open[h->matched] == '\0') {
        h->matched = 0;
        h->state = S_CDATA_SECTION;
    }
    return s + 1;
}

/* 13.2.5.69 to .71 */
static const char *on_cdata_section(cp_html *h, const char *s, const char *end)
{
    if (h->matched == 0) {
        s = memchr(s, ']', (apr_size_t)(end - s));
        if (s == NULL) {
            return end;
        }
    }
    if (*s == '>' && h->matched == 2) {
        return cp_html_switch(h, S_DATA, s + 1);
    }
    h->matched = *s == ']' ? (h->matched ? 2 : 1) : 0;
    return s + 1;
}

/* 13.2.5.53. The word needs no space after it, and a doctype ends at the first
 * '>', even within quotes, as a bogus comment does. */
static const char *on_doctype(cp_html *h, const char *s, const char *end)
{
    static const apr_size_t whole = sizeof("doctype") - 1;

    while (s < end && h->name_length < whole && cp_html_is_alpha(*s)) {
        cp_html_name_add(h, (unsigned char)*s++);
    }
    if (s == end && h->name_length < whole) {
        return s;
    }
    h->is_document |=
        cp_html_name_is(h, "doctype") && !cp_html_cannot_open_body(h);
    return cp_html_switch(h, S_BOGUS_COMMENT, s);
}

/* 13.2.5.41 */
static const char *on_bogus_comment(cp_html *h, const char *s, const char *end)
{
    s = memchr(s, '>', (apr_size_t)(end - s));
    return s ? cp_html_switch(h, S_DATA, s + 1) : end;
}

/* 13.2.5.43 */
static const char *on_comment_start(cp_html *h, const char *s, const char *end)
{
    (void)end;
    h->matched = 0;
    if (*s == '>') {
        return cp_html_switch(h, S_DATA, s + 1);
    }
    return *s == '-' ? cp_html_switch(h, S_COMMENT_START_DASH, s + 1)
                     : cp_html_switch(h, S_COMMENT, s);
}

/* 13.2.5.44 */
static const char *on_comment_start_dash(cp_html *h, const char *s,
                                         const char *end)
{
    (void)end;
    h->matched = 1;
    return *s == '>' ? cp_html_switch(h, S_DATA, s + 1)
                     : cp_html_switch(h, S_COMMENT, s);
}

/*
 * 13.2.5.45 to .52: reads one byte. h->matched is the number of '-' before it,
 * at most 2, or BANG after "--!".
 */
static const char *comment_byte(cp_html *h, const char *s)
{
    enum { BANG = 3 };

    if (*s == '>' && h->matched >= 2) {
        return cp_html_switch(h, S_DATA, s + 1);
    }
    if (*s == '-') {
        h->matched = h->matched == BANG || h->matched == 0 ? 1 : 2;
    }
    else {
        h->matched = *s == '!' && h->matched == 2 ? BANG : 0;
    }
    return s + 1;
}

/* Returns the next "--" from `s` on, or the '-' before `end`, or `end`. */
static const char *find_dashes(const char *s, const char *end)
{
    while ((s = memchr(s, '-', (apr_size_t)(end - s))) != NULL) {
        if (end - s < 2 || s[1] == '-') {
            return s;
        }
        s += 2;
    }
    return end;
}

static const char *on_comment(cp_html *h, const char *s, const char *end)
{
    if (!h->matched) {
        s = find_dashes(s, end);
    }
    while (s < end && h->state == S_COMMENT) {
        s = comment_byte(h, s);
        if (!h->matched) {
            break;
        }
    }
    return s;
}

/* 13.2.5.5: no tag follows. */
static const char *on_plaintext(cp_html *h, const char *s, const char *end)
{
    (void)h;
    (void)s;
    return end;
}

/* ---- after the place ---- */

/* Gives up at "<meta", which may declare the charset. It is not read further,
 * because nothing else is needed from here. */
static const char *on_prescan(cp_html *h, const char *s, const char *end)
{
    static const char meta[] = "<meta";

    if (h->matched == 0) {
        s = memchr(s, '<', (apr_size_t)(end - s));
        if (s == NULL) {
            return end;
        }
    }
    if (cp_lower(*s) == meta[h->matched]) {
        h->matched++;
        if (meta[h->matched] == '\0') {
            cp_html_give_up(h, CP_HTML_LATE_CHARSET);
        }
        return s + 1;
    }
    if (h->matched == 0) {
        return s + 1;
    }
    h->matched = 0;
    return s;
}

#define X(name, step) step,
cp_html_step *const cp_html_steps[] = {HTML_STATES(X)};
#undef X
