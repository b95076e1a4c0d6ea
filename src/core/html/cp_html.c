/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds the states of the scanner: limits, charset, marks, and the end of the
 * document; see the header for the contract and cp_html_internal.h for the
 * other files.
 */
#include <stddef.h>

#include "core/base/cp_vec16.h"
#include "core/html/cp_html_body_end.h"

/* Begins the double-byte mode of ISO-2022-JP, in which a byte '<' may be half a
 * character. */
#define ESCAPE 0x1B

/* The number of bytes that are searched for ESCAPE at a time while the charset
 * is not known. It is known soon, by a <meta charset>. */
#define PIECE_WITHOUT_CHARSET 512
#define PIECE_WITHOUT_CHARSET_OF_TAGS 4096

void cp_html_begin(cp_html *h, int flags)
{
    memset(h, 0, offsetof(cp_html, name));
    h->flags = (unsigned char)flags;
    /* XML without an XML declaration is UTF-8. */
    h->charset_known = (flags & (CP_HTML_CHARSET_DECLARED | CP_HTML_XML)) != 0;
}

void cp_html_begin_tags(cp_html *h, int flags, cp_html_open_elements *stack)
{
    cp_html_begin(h, flags);
    h->tags = 1;
    h->phase = PHASE_IN_BODY;
    h->non_ascii = 1; /* nothing is inserted that could move a <meta> */
    h->stack = stack;
    cp_html_open_body(stack);
    stack->counts += CP_COUNT_PING | CP_COUNT_BACKGROUND;
    cp_html_skip_local(h, 0);
}

int cp_html_base_may_leave(const cp_html *h)
{
    return h->base == BASE_MAY_LEAVE;
}

/* ---- limits ---- */

/* No <meta charset> is in the bytes in which browsers look for one: the bytes
 * decide what browsers guess. */
static void end_of_prescan(cp_html *h)
{
    if (h->non_ascii) {
        cp_html_give_up(h, CP_HTML_GUESSED);
    }
    else {
        cp_html_found(h);
    }
}

/* Likewise, a place in head is certain, or there is none. */
static void end_of_wait(cp_html *h)
{
    h->head_marked = 0;
    if (!h->non_ascii) {
        h->event = CP_HTML_HEAD;
    }
}

/* Returns the bytes that an unfinished start tag may still have. A longer one
 * is not reported. */
static apr_off_t room_of_tag(cp_html *h)
{
    if (h->marked && h->held < CP_HTML_MAX_TAG) {
        return (apr_off_t)(CP_HTML_MAX_TAG - h->held);
    }
    h->long_tags += h->marked;
    h->marked = 0;
    return APR_INT64_MAX;
}

/*
 * Returns how many bytes may be read from `offset` on before it must be called
 * again. At a limit it sets the event. Each limit is a byte of the document,
 * independent of the pieces.
 */
static apr_off_t room_within_limits(cp_html *h, apr_off_t offset)
{
    apr_off_t most = CP_HTML_MAX_SCAN - offset;

    if (h->phase == PHASE_PRESCAN) {
        most = CP_HTML_PRESCAN - offset;
        if (most <= 0) {
            end_of_prescan(h);
        }
        return most;
    }
    if (h->phase == PHASE_IN_BODY) {
        return h->tags ? room_of_tag(h) : APR_INT64_MAX;
    }
    if (h->head_marked) {
        most = CP_HTML_PRESCAN - offset;
        if (most <= 0) {
            end_of_wait(h);
            most = CP_HTML_MAX_SCAN - offset;
        }
    }
    if (most <= 0) {
        cp_html_give_up(h, CP_HTML_LIMIT);
    }
    else if (h->marked) {
        apr_off_t room = (apr_off_t)(CP_HTML_HOLD - h->held);

        most = room < most ? room : most;
        if (room == 0) {
            cp_html_give_up(h, CP_HTML_MAYBE_FRAMESET);
        }
    }
    return most;
}

/* Returns the end of the bytes that may be read from `s` on, at most `end`. It
 * returns `s` with an event. */
static const char *readable_end(cp_html *h, const char *s, const char *end,
                                apr_off_t offset)
{
    apr_off_t most = room_within_limits(h, offset);
    apr_off_t piece =
        h->tags ? PIECE_WITHOUT_CHARSET_OF_TAGS : PIECE_WITHOUT_CHARSET;
    const char *escape;

    if (h->event) {
        return s;
    }
    if (!h->charset_known && most > piece) {
        most = piece;
    }
    end = end - s > most ? s + most : end;
    if (h->charset_known) {
        return end;
    }
    escape = memchr(s, ESCAPE, (apr_size_t)(end - s));
    if (escape == s) {
        cp_html_give_up(h, CP_HTML_CHARSET);
    }
    return escape ? escape : end;
}

/* True if a byte is above 0x7F. */
static int has_non_ascii(const char *s, const char *end)
{
    cp_bytes all = {0};
    unsigned char rest = 0;

    for (; end - s >= (int)sizeof(all); s += sizeof(all)) {
        all |= cp_vec16_load(s);
    }
    for (; s < end; s++) {
        rest |= (unsigned char)*s;
    }
    return cp_vec16_bits(all) != 0 || rest > 0x7F;
}

/* ---- reading ---- */

/*
 * Looks, in noscript that is read as markup, for an end tag that the states do
 * not see because it is in a comment, in a value or in raw text. With scripting
 * the content is text, and noscript ends there.
 */
static void find_noscript_end(cp_html *h, const char *s, const char *end)
{
    static const char tag[] = "</noscript";
    enum { COMPLETE = sizeof(tag) - 1 };

    for (; s < end; s++) {
        if (h->noscript_matched == COMPLETE && cp_html_ends_name(*s)) {
            cp_html_give_up(h, CP_HTML_NOSCRIPT);
        }
        if (h->noscript_matched < COMPLETE
            && cp_lower(*s) == tag[h->noscript_matched]) {
            h->noscript_matched++;
        }
        else {
            h->noscript_matched = *s == '<';
        }
    }
}

/* Reads up to `limit`, or to an event, or to a change of the values from which
 * the limit was computed. */
static const char *read_until(cp_html *h, const char *s, const char *limit)
{
    cp_html_step *const *steps =
        h->flags & CP_HTML_XML ? cp_html_xml_steps : cp_html_steps;
    cp_flag marked = h->marked, charset_known = h->charset_known;
    cp_flag head_marked = h->head_marked;

    while (s < limit && !h->event && h->marked == marked
           && h->head_marked == head_marked
           && h->charset_known == charset_known) {
        const char *next = steps[h->state](h, s, limit);

        if (marked) {
            h->held += (apr_size_t)(next - s);
        }
        if (h->head_marked) { /* the mark became the place in head */
            h->head_held =
                head_marked ? h->head_held + (apr_size_t)(next - s) : h->held;
        }
        if (h->in_noscript) {
            find_noscript_end(h, s, next);
        }
        s = next;
    }
    return s;
}

/*
 * The place is known, `offset` bytes were read. If the charset is not known,
 * the insertion must not change it: a browser that has read a byte above 0x7F
 * guesses the charset from the bytes near it, and a <meta charset> that follows
 * must stay within the bytes of the prescan.
 */
static void check_charset(cp_html *h, apr_off_t offset)
{
    if (h->charset_known) {
        return;
    }
    if (h->non_ascii) {
        cp_html_give_up(h, CP_HTML_GUESSED);
    }
    else if (offset < CP_HTML_PRESCAN && h->phase != PHASE_IN_BODY) {
        h->event = CP_HTML_MORE;
        h->phase = PHASE_PRESCAN;
        h->state = S_PRESCAN;
        h->matched = 0;
        h->text_kind = RAW_NONE;
    }
}

/* Fast path after a start tag of HTML: true if read_until would call
 * cp_html_body_end_fast for all bytes, and do nothing besides. */
static int is_plain_body(const cp_html *h)
{
    return h->state == S_DATA && h->charset_known && !h->in_noscript
        && !(h->flags & CP_HTML_XML);
}

cp_html_event cp_html_feed(cp_html *h, const char *data, apr_size_t length,
                           apr_size_t *used)
{
    const char *s = data, *end = data + length;

    if (h->event == CP_HTML_TAG) {
        h->event = CP_HTML_MORE;
        h->marked = 0;
        if (is_plain_body(h)) {
            s = cp_html_body_end_fast(h, s, end);
        }
    }
    while (s < end && !h->event) {
        apr_off_t offset = h->scanned + (s - data);
        const char *from = s, *limit = readable_end(h, s, end, offset);

        if (h->event) {
            break;
        }
        s = read_until(h, s, limit);
        if (!h->charset_known && !h->non_ascii) {
            h->non_ascii = has_non_ascii(from, s);
        }
        if (h->event == CP_HTML_BODY) {
            check_charset(h, h->scanned + (s - data));
        }
    }
    *used = (apr_size_t)(s - data);
    h->scanned += s - data;
    if (h->event == CP_HTML_HEAD) {
        h->event = CP_HTML_MORE;
        return CP_HTML_HEAD;
    }
    return (cp_html_event)h->event;
}

/* ---- between two pieces ---- */

int cp_html_browsers_wait(const cp_html *h)
{
    return h->head_marked || (h->marked && h->phase == PHASE_PRESCAN);
}

cp_html_event cp_html_release(cp_html *h)
{
    if (h->event == CP_HTML_MORE && h->marked && h->held > 0 && !h->tags) {
        if (h->phase == PHASE_PRESCAN) {
            cp_html_give_up(h, CP_HTML_LATE_CHARSET);
        }
        else if (h->phase == PHASE_FRAMESET_OK) {
            cp_html_give_up(h, CP_HTML_MAYBE_FRAMESET);
        }
        h->marked = 0;
    }
    h->head_marked = 0;
    return (cp_html_event)h->event;
}

void cp_html_seek_body_end(cp_html *h, cp_html_open_elements *stack)
{
    h->scanned -= (apr_off_t)cp_html_held(h);
    h->event = CP_HTML_MORE;
    h->phase = PHASE_IN_BODY;
    h->marked = h->head_marked = 0;
    h->keep_meta = h->keep_root = h->keep_policy = 0;
    h->text_kind = RAW_NONE;
    h->stack = stack;
    if (h->flags & CP_HTML_XML) {
        return; /* the state is that after <body>, and remains valid */
    }
    h->state = S_DATA;
    h->in_noscript = 0;
    h->templates = 0;
    cp_html_open_body(stack);
}

/* ---- the end of the document ---- */

/* True if the end of the document opens a body (13.2.6.4.6). An incomplete tag
 * is not a tag, but an incomplete number may be a space. */
static int end_opens_body(cp_html *h)
{
    if (h->phase != PHASE_BEFORE_BODY || h->flags & CP_HTML_XML
        || !h->is_document || cp_html_cannot_open_body(h)) {
        return 0;
    }
    if (h->state == S_DATA) {
        cp_html_mark(h);
    }
    return h->marked && h->state != S_NUMERIC_REFERENCE
        && h->state != S_REFERENCE_DIGITS;
}

/* The place is the end of the document if the scanner is in text: bytes that
 * follow an incomplete tag or comment would become a part of it. The start of
 * an end tag of body that is not complete is text. */
static void end_in_body(cp_html *h)
{
    int in_text = h->state == S_DATA;

    if (h->flags & CP_HTML_XML || (!in_text && !h->marked)) {
        cp_html_give_up(h, CP_HTML_INCOMPLETE);
    }
    else if (!cp_html_can_insert(h, in_text)) {
        cp_html_give_up(h, CP_HTML_LEFT_OPEN);
    }
}

cp_html_event cp_html_end(cp_html *h)
{
    if (h->event != CP_HTML_MORE || h->tags) {
        return (cp_html_event)h->event;
    }
    if (h->phase == PHASE_IN_BODY) {
        end_in_body(h);
    }
    else if (h->phase == PHASE_BEFORE_BODY && !end_opens_body(h)) {
        cp_html_give_up(h, CP_HTML_ENDED);
    }
    if (h->event == CP_HTML_MORE) {
        if (h->non_ascii && !h->charset_known) {
            cp_html_give_up(h, CP_HTML_GUESSED);
        }
        else {
            cp_html_found(h);
        }
    }
    return (cp_html_event)h->event;
}

/* ---- the reason ---- */

const char *cp_html_reason(const cp_html *h)
{
    static const char *const reasons[] = {
        [CP_HTML_NO_REASON] = "qualifies",
        [CP_HTML_NOT_HTML] = "does not begin with a tag",
        [CP_HTML_FRAGMENT] = "has no doctype, html, head or body tag",
        [CP_HTML_FRAMESET] = "has a frameset instead of a body",
        [CP_HTML_MAYBE_FRAMESET] =
            "has no <body> tag, and a frameset may follow",
        [CP_HTML_NOSCRIPT] = "has a noscript whose content browsers "
                             "read in two ways",
        [CP_HTML_UNCLEAR] = "can be read in more than one way",
        [CP_HTML_CHARSET] = "has a charset that does not extend ASCII, or an "
                            "unknown one",
        [CP_HTML_GUESSED] = "declares no charset, so that browsers guess it",
        [CP_HTML_LATE_CHARSET] = "may declare its charset after <body>",
        [CP_HTML_RELEASED] = "has no <body> tag, and was flushed where it "
                             "would be",
        [CP_HTML_LIMIT] = "has no <body> in its first MiB",
        [CP_HTML_ENDED] = "ends before its body begins",
        [CP_HTML_NOT_XHTML] = "is XML, but not XHTML with a <body>",
        [CP_HTML_LEFT_OPEN] = "leaves an element open at its end that "
                              "cannot contain the banner",
        [CP_HTML_TOO_DEEP] = "has more than 256 nested elements",
        [CP_HTML_INCOMPLETE] = "ends in a tag, a comment or a text that is not "
                               "markup",
    };

    return reasons[h->reason];
}
