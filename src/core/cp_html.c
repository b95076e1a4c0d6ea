/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the place for the banner; see the header. One function per state of
 * WHATWG HTML 13.2.5, its section in the comment; states that differ only
 * in what they store, which we do not, are one.
 */
#include "cp_html.h"

#include <string.h>

typedef enum {
    GO,    /* byte used */
    AGAIN, /* same byte in the new state ("reconsume") */
    HEAD,
    BODY,
    QUIT
} verdict;

/* The states: S_name, and the function that takes a byte in it. */
#define STATES(X)                                \
    X(START, on_start)                           \
    X(DATA, on_data)                             \
    X(TAG_OPEN, on_tag_open)                     \
    X(END_TAG_OPEN, on_end_tag_open)             \
    X(TAG_NAME, on_tag_name)                     \
    X(BEFORE_ATTRIBUTE, on_before_attribute)     \
    X(ATTRIBUTE, on_attribute)                   \
    X(AFTER_ATTRIBUTE, on_after_attribute)       \
    X(BEFORE_VALUE, on_before_value)             \
    X(QUOTED, on_quoted)                         \
    X(UNQUOTED, on_unquoted)                     \
    X(DECLARATION, on_declaration)               \
    X(DECLARATION_DASH, on_declaration_dash)     \
    X(BOGUS, on_bogus)                           \
    X(COMMENT_START, on_comment_start)           \
    X(COMMENT_START_DASH, on_comment_start_dash) \
    X(COMMENT, on_comment)                       \
    X(COMMENT_BANG, on_comment_bang)             \
    X(RAW, on_raw)                               \
    X(RAW_LT, on_raw_lt)                         \
    X(RAW_END_OPEN, on_raw_end_open)             \
    X(RAW_END_NAME, on_raw_end_name)             \
    X(ESCAPE_START, on_escape_start)             \
    X(ESCAPE_START_DASH, on_escape_start_dash)   \
    X(DOUBLE_NAME, on_double_name)

#define X(name, step) S_##name,
enum { STATES(X) };
#undef X

/* Elements whose content is text up to their own end tag. */
enum { R_NONE, R_TEXT, R_SCRIPT };

static int is_space(unsigned char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static int is_alpha(unsigned char c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

static int ends_name(unsigned char c)
{
    return is_space(c) || c == '/' || c == '>';
}

static verdict to(cp_html *h, int state)
{
    h->state = state;
    return GO;
}

static verdict again(cp_html *h, int state)
{
    h->state = state;
    return AGAIN;
}

/* ---- the tag's name ---- */

static void name_clear(cp_html *h)
{
    h->name_length = 0;
}

static void name_add(cp_html *h, unsigned char c)
{
    if (h->name_length < CP_HTML_NAME) {
        h->name[h->name_length] = (char)((c >= 'A' && c <= 'Z') ? c | 0x20 : c);
    }
    if (h->name_length <= CP_HTML_NAME) {
        h->name_length++;
    }
}

static int name_is(const cp_html *h, const char *s)
{
    return h->name_length <= CP_HTML_NAME && h->name_length == strlen(s)
        && !memcmp(h->name, s, h->name_length);
}

static int name_among(const cp_html *h, const char *const *list)
{
    for (; *list; list++) {
        if (name_is(h, *list)) {
            return 1;
        }
    }
    return 0;
}

/* ---- tree construction, 13.2.6 ---- */

static int raw_kind(const cp_html *h)
{
    static const char *const text[] = {"title",    "style",    "noscript",
                                       "noframes", "textarea", "xmp",
                                       "iframe",   "noembed",  NULL};

    if (name_is(h, "script")) {
        return R_SCRIPT;
    }
    return name_among(h, text) ? R_TEXT : R_NONE;
}

/* Into the raw text of the element just opened. */
static verdict enter_raw(cp_html *h, int kind)
{
    h->raw = kind;
    h->escaped = 0;
    h->raw_length = h->name_length;
    memcpy(h->raw_name, h->name, h->name_length);
    return to(h, S_RAW);
}

/* Content of a template: nothing there opens a body, but what changes the
 * way of reading must be followed, or the end of the template is missed. */
static verdict start_in_template(cp_html *h)
{
    /* After col a browser passes over every tag but a few. */
    static const char *const unclear[] = {"svg",       "math", "select",
                                          "plaintext", "col",  NULL};
    int kind;

    if (name_among(h, unclear)) {
        return QUIT;
    }
    h->templates += name_is(h, "template");
    kind = raw_kind(h);
    return kind ? enter_raw(h, kind) : to(h, S_DATA);
}

/* A start tag before <body>: 13.2.6.4.2 to 13.2.6.4.6. */
static verdict start_tag(cp_html *h)
{
    static const char *const in_head[] = {"base", "basefont", "bgsound", "link",
                                          "meta", "html",     NULL};
    static const char *const raw_in_head[] = {"title",    "style",    "script",
                                              "noscript", "noframes", NULL};

    if (h->templates) {
        return start_in_template(h);
    }
    if (name_is(h, "body")) {
        return BODY;
    }
    h->state = S_DATA;
    if (name_among(h, in_head)) {
        return GO;
    }
    if (name_is(h, "head")) {
        h->seen_head++;
        return h->seen_head == 1 ? HEAD : GO;
    }
    if (name_is(h, "template")) {
        h->templates = 1;
        return GO;
    }
    if (!name_among(h, raw_in_head)
        || (h->past_head && name_is(h, "noscript"))) {
        return QUIT; /* a frameset, or an implicit body opened here */
    }
    return enter_raw(h, raw_kind(h));
}

/* An end tag; </body>, </html> and </br> open an implicit body. */
static verdict end_tag(cp_html *h)
{
    static const char *const opening[] = {"body", "html", "br", NULL};

    h->state = S_DATA;
    if (h->templates) {
        h->templates -= name_is(h, "template");
        return GO;
    }
    h->past_head |= name_is(h, "head");
    return name_among(h, opening) ? QUIT : GO;
}

static verdict end_of_tag(cp_html *h)
{
    if (h->raw) { /* only its own end tag leads out of raw text */
        h->raw = R_NONE;
        h->escaped = 0;
        return to(h, S_DATA);
    }
    return h->end_tag ? end_tag(h) : start_tag(h);
}

/* ---- 13.2.5.1 Data state ---- */

static verdict on_start(cp_html *h, unsigned char c)
{
    static const unsigned char bom[] = {0xEF, 0xBB, 0xBF};

    if (h->bom < 3 && !h->started && c == bom[h->bom]) {
        h->bom++;
        return GO;
    }
    if (h->bom == 1 || h->bom == 2) {
        return QUIT;
    }
    h->started = 1;
    if (is_space(c)) {
        return GO;
    }
    return c == '<' ? to(h, S_TAG_OPEN) : QUIT;
}

static verdict on_data(cp_html *h, unsigned char c)
{
    if (c == '<') {
        return to(h, S_TAG_OPEN);
    }
    return (is_space(c) || h->templates) ? GO : QUIT;
}

/* 13.2.5.6 */
static verdict on_tag_open(cp_html *h, unsigned char c)
{
    if (c == '!') {
        return to(h, S_DECLARATION);
    }
    if (c == '/') {
        return to(h, S_END_TAG_OPEN);
    }
    if (c == '?') {
        return to(h, S_BOGUS);
    }
    if (is_alpha(c)) {
        h->end_tag = 0;
        name_clear(h);
        return again(h, S_TAG_NAME);
    }
    return h->templates ? again(h, S_DATA) : QUIT;
}

/* 13.2.5.7 */
static verdict on_end_tag_open(cp_html *h, unsigned char c)
{
    if (is_alpha(c)) {
        h->end_tag = 1;
        name_clear(h);
        return again(h, S_TAG_NAME);
    }
    return c == '>' ? to(h, S_DATA) : again(h, S_BOGUS);
}

/* 13.2.5.8 */
static verdict on_tag_name(cp_html *h, unsigned char c)
{
    if (c == '>') {
        return end_of_tag(h);
    }
    if (ends_name(c)) {
        return to(h, S_BEFORE_ATTRIBUTE);
    }
    name_add(h, c);
    return GO;
}

/* 13.2.5.32, .39 after a quoted value, .40 the self-closing tag */
static verdict on_before_attribute(cp_html *h, unsigned char c)
{
    if (c == '>') {
        return end_of_tag(h);
    }
    return ends_name(c) ? GO : to(h, S_ATTRIBUTE);
}

/* 13.2.5.33 */
static verdict on_attribute(cp_html *h, unsigned char c)
{
    if (c == '=') {
        return to(h, S_BEFORE_VALUE);
    }
    if (is_space(c)) {
        return to(h, S_AFTER_ATTRIBUTE);
    }
    return ends_name(c) ? again(h, S_BEFORE_ATTRIBUTE) : GO;
}

/* 13.2.5.34 */
static verdict on_after_attribute(cp_html *h, unsigned char c)
{
    if (is_space(c)) {
        return GO;
    }
    return c == '=' ? to(h, S_BEFORE_VALUE) : again(h, S_BEFORE_ATTRIBUTE);
}

/* 13.2.5.35 */
static verdict on_before_value(cp_html *h, unsigned char c)
{
    if (is_space(c)) {
        return GO;
    }
    if (c == '"' || c == '\'') {
        h->quote = (char)c;
        return to(h, S_QUOTED);
    }
    return c == '>' ? end_of_tag(h) : to(h, S_UNQUOTED);
}

/* 13.2.5.36 and .37 */
static verdict on_quoted(cp_html *h, unsigned char c)
{
    return c == (unsigned char)h->quote ? to(h, S_BEFORE_ATTRIBUTE) : GO;
}

/* 13.2.5.38 */
static verdict on_unquoted(cp_html *h, unsigned char c)
{
    if (c == '>') {
        return end_of_tag(h);
    }
    return is_space(c) ? to(h, S_BEFORE_ATTRIBUTE) : GO;
}

/* ---- declarations and comments ---- */

/* 13.2.5.42; a doctype ends at the first '>' whatever its quotes say */
static verdict on_declaration(cp_html *h, unsigned char c)
{
    return c == '-' ? to(h, S_DECLARATION_DASH) : again(h, S_BOGUS);
}

static verdict on_declaration_dash(cp_html *h, unsigned char c)
{
    return c == '-' ? to(h, S_COMMENT_START) : again(h, S_BOGUS);
}

/* 13.2.5.41 */
static verdict on_bogus(cp_html *h, unsigned char c)
{
    return c == '>' ? to(h, S_DATA) : GO;
}

/* 13.2.5.43 */
static verdict on_comment_start(cp_html *h, unsigned char c)
{
    h->dashes = 0;
    if (c == '>') {
        return to(h, S_DATA);
    }
    return c == '-' ? to(h, S_COMMENT_START_DASH) : again(h, S_COMMENT);
}

/* 13.2.5.44 */
static verdict on_comment_start_dash(cp_html *h, unsigned char c)
{
    if (c == '>') {
        return to(h, S_DATA);
    }
    h->dashes = 1;
    return again(h, S_COMMENT);
}

/* 13.2.5.45 to .51: two or more dashes and '>' end it */
static verdict on_comment(cp_html *h, unsigned char c)
{
    if (c == '-') {
        h->dashes += h->dashes < 2;
        return GO;
    }
    if (h->dashes == 2 && c == '>') {
        return to(h, S_DATA);
    }
    if (h->dashes == 2 && c == '!') {
        return to(h, S_COMMENT_BANG);
    }
    h->dashes = 0;
    return GO;
}

/* 13.2.5.52 */
static verdict on_comment_bang(cp_html *h, unsigned char c)
{
    h->dashes = 0;
    return c == '>' ? to(h, S_DATA) : again(h, S_COMMENT);
}

/* ---- raw text and script data ---- */

/* 13.2.5.2 to .4, .18, .20, .27 */
static verdict on_raw(cp_html *h, unsigned char c)
{
    if (c == '<') {
        return to(h, S_RAW_LT);
    }
    if (h->escaped) {
        if (h->dashes == 2 && c == '>') {
            h->escaped = 0;
        }
        h->dashes = c == '-' ? h->dashes + (h->dashes < 2) : 0;
    }
    return GO;
}

/* 13.2.5.9, .12, .15, .23, .30 */
static verdict on_raw_lt(cp_html *h, unsigned char c)
{
    h->dashes = 0;
    name_clear(h);
    if (c == '/') {
        return to(h, h->escaped == 2 ? S_DOUBLE_NAME : S_RAW_END_OPEN);
    }
    if (h->raw == R_SCRIPT && h->escaped == 0 && c == '!') {
        return to(h, S_ESCAPE_START);
    }
    if (h->escaped == 1 && is_alpha(c)) {
        return again(h, S_DOUBLE_NAME);
    }
    return again(h, S_RAW);
}

static verdict on_raw_end_open(cp_html *h, unsigned char c)
{
    return again(h, is_alpha(c) ? S_RAW_END_NAME : S_RAW);
}

/* An end tag counts only when it is called like the element it ends. */
static int ends_raw(const cp_html *h)
{
    return h->name_length == h->raw_length
        && !memcmp(h->name, h->raw_name, h->raw_length);
}

/* 13.2.5.11, .14, .17, .25 */
static verdict on_raw_end_name(cp_html *h, unsigned char c)
{
    if (is_alpha(c)) {
        name_add(h, c);
        return GO;
    }
    if (!ends_name(c) || !ends_raw(h)) {
        return again(h, S_RAW);
    }
    return again(h, S_BEFORE_ATTRIBUTE);
}

/* 13.2.5.18 */
static verdict on_escape_start(cp_html *h, unsigned char c)
{
    return c == '-' ? to(h, S_ESCAPE_START_DASH) : again(h, S_RAW);
}

/* 13.2.5.19 */
static verdict on_escape_start_dash(cp_html *h, unsigned char c)
{
    if (c != '-') {
        return again(h, S_RAW);
    }
    h->escaped = 1;
    h->dashes = 2;
    return to(h, S_RAW);
}

/* 13.2.5.26 and .31: <script> inside <!-- nests, </script> un-nests */
static verdict on_double_name(cp_html *h, unsigned char c)
{
    if (is_alpha(c)) {
        name_add(h, c);
        return GO;
    }
    if (!ends_name(c)) {
        return again(h, S_RAW);
    }
    if (name_is(h, "script")) {
        h->escaped = 3 - h->escaped;
    }
    return to(h, S_RAW);
}

typedef verdict step_fn(cp_html *h, unsigned char c);

#define X(name, step) step,
static step_fn *const steps[] = {STATES(X)};
#undef X

void cp_html_begin(cp_html *h)
{
    memset(h, 0, sizeof(*h));
}

/* How many bytes from `s` on surely change nothing in the current state. */
static apr_size_t idle_bytes(const cp_html *h, const char *s, apr_size_t n)
{
    const char *stop;
    int until;

    switch (h->state) {
    case S_QUOTED:
        until = (unsigned char)h->quote;
        break;
    case S_BOGUS:
        until = '>';
        break;
    case S_COMMENT:
        until = '-';
        if (h->dashes) {
            return 0;
        }
        break;
    case S_RAW:
        until = '<';
        if (h->escaped) {
            return 0;
        }
        break;
    default:
        return 0;
    }
    stop = memchr(s, until, n);
    return stop ? (apr_size_t)(stop - s) : n;
}

/* Begins ISO-2022-JP's double-byte mode, where '<' is half a character. */
#define ESCAPE 0x1B

static cp_html_event event_of(verdict v)
{
    if (v == HEAD) {
        return CP_HTML_HEAD;
    }
    return v == BODY ? CP_HTML_BODY : CP_HTML_GIVE_UP;
}

cp_html_event cp_html_feed(cp_html *h, const char *data, apr_size_t length,
                           apr_size_t *used)
{
    apr_off_t left = CP_HTML_MAX_SCAN - h->scanned;
    apr_size_t i = 0, whole = length;

    /* The same byte ends the search however the page is cut. */
    if ((apr_off_t)length > left) {
        length = (apr_size_t)left;
    }
    while (i < length) {
        apr_size_t idle = idle_bytes(h, data + i, length - i);
        const char *escape = idle ? memchr(data + i, ESCAPE, idle) : NULL;
        verdict v;

        i = escape ? (apr_size_t)(escape - data) : i + idle;
        if (i == length) {
            break;
        }
        v = data[i] == ESCAPE ? QUIT
                              : steps[h->state](h, (unsigned char)data[i]);
        i += v != AGAIN && v != QUIT;
        if (v > AGAIN) {
            *used = i;
            h->scanned += (apr_off_t)i;
            return event_of(v);
        }
    }
    *used = length;
    h->scanned += (apr_off_t)length;
    return length < whole ? CP_HTML_GIVE_UP : CP_HTML_MORE;
}
