/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds the machine that finds the place; see the header. */
#include <stddef.h>

#include "core/base/cp_vec16.h"
#include "core/html/cp_html_body_end.h"

/* Begins ISO-2022-JP's double-byte mode, where '<' is half a character. */
#define ESCAPE 0x1B

/* Most bytes read at once while the charset is not known. */
#define UNDECLARED_PIECE 512

void cp_html_begin(cp_html *h, int flags)
{
    memset(h, 0, offsetof(cp_html, name));
    h->flags = (unsigned char)flags;
    /* XML without a declaration is UTF-8. */
    h->declared = (flags & (CP_HTML_DECLARED | CP_HTML_XML)) != 0;
}

/* ---- limits ---- */

/* The place is known and nothing can follow that changes its charset. */
static void window_ended(cp_html *h)
{
    if (h->high) {
        cp_html_give_up(h, CP_HTML_GUESSED);
    }
    else {
        cp_html_found(h);
    }
}

/* How many bytes may be read at `offset` before it must be asked again; at
 * a limit none. Every limit is a byte of the document, however it is cut. */
static apr_off_t within_limits(cp_html *h, apr_off_t offset)
{
    apr_off_t most = CP_HTML_MAX_SCAN - offset;

    if (h->phase == P_AHEAD) {
        most = CP_HTML_WINDOW - offset;
        if (most <= 0) {
            window_ended(h);
        }
        return most;
    }
    if (h->phase == P_TAIL) {
        return APR_INT64_MAX;
    }
    if (most <= 0) {
        cp_html_give_up(h, CP_HTML_LIMIT);
    }
    else if (h->marked) {
        apr_off_t room = (apr_off_t)(CP_HTML_HOLD - h->held);

        most = room < most ? room : most;
        if (room == 0) {
            cp_html_give_up(h, CP_HTML_FRAMESET_2);
        }
    }
    return most;
}

/* To the next byte that decides something, or after which it must be asked
 * again. */
static const char *reach(cp_html *h, const char *s, const char *end,
                         apr_off_t offset)
{
    apr_off_t most = within_limits(h, offset);
    const char *escape;

    if (h->event) {
        return s;
    }
    if (!h->declared && most > UNDECLARED_PIECE) {
        most = UNDECLARED_PIECE;
    }
    end = end - s > most ? s + most : end;
    if (h->declared) {
        return end;
    }
    escape = memchr(s, ESCAPE, (apr_size_t)(end - s));
    if (escape == s) {
        cp_html_give_up(h, CP_HTML_CHARSET);
    }
    return escape ? escape : end;
}

/* A byte above 0x7F. */
static int has_high(const char *s, const char *end)
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

/* In noscript, read as markup: an end tag that is one only for browsers
 * with scripting, since it stands in a comment, a value or a text. */
static void watch(cp_html *h, const char *s, const char *end)
{
    static const char tag[] = "</noscript";

    for (; s < end; s++) {
        unsigned char c = (unsigned char)*s;

        if (h->watched == sizeof(tag) - 1 && cp_html_ends_name(c)) {
            cp_html_give_up(h, CP_HTML_NOSCRIPT);
        }
        if (h->watched < sizeof(tag) - 1
            && cp_html_lower(c) == tag[h->watched]) {
            h->watched++;
        }
        else {
            h->watched = c == '<';
        }
    }
}

/* Up to `limit`, an event, or where it changes what must be kept or how far
 * may be read. */
static const char *read_on(cp_html *h, const char *s, const char *limit)
{
    cp_html_step *const *steps =
        h->flags & CP_HTML_XML ? cp_html_xml_steps : cp_html_steps;
    int marked = h->marked, declared = h->declared;

    while (s < limit && !h->event && h->marked == marked
           && h->declared == declared) {
        const char *next = steps[h->state](h, s, limit);

        if (marked) {
            h->held += (apr_size_t)(next - s);
        }
        if (h->noscript) {
            watch(h, s, next);
        }
        s = next;
    }
    return s;
}

/*
 * The place is known, but the charset is not: with a byte above 0x7F it is
 * guessed by what is near, which must not change; and a meta that follows
 * within the window must stay in it.
 */
static void settle(cp_html *h, apr_off_t offset)
{
    if (h->declared) {
        return;
    }
    if (h->high) {
        cp_html_give_up(h, CP_HTML_GUESSED);
    }
    else if (offset < CP_HTML_WINDOW && h->phase != P_TAIL) {
        h->event = CP_HTML_MORE;
        h->phase = P_AHEAD;
        h->state = S_AHEAD;
        h->dashes = 0;
        h->raw = R_NONE;
    }
}

cp_html_event cp_html_feed(cp_html *h, const char *data, apr_size_t length,
                           apr_size_t *used)
{
    const char *s = data, *end = data + length;

    while (s < end && !h->event) {
        apr_off_t offset = h->scanned + (s - data);
        const char *from = s, *limit = reach(h, s, end, offset);

        if (h->event) {
            break;
        }
        s = read_on(h, s, limit);
        if (!h->declared && !h->high) {
            h->high = (unsigned char)has_high(from, s);
        }
        if (h->event == CP_HTML_BODY) {
            settle(h, h->scanned + (s - data));
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

/* ---- between two feeds ---- */

int cp_html_browsers_wait(const cp_html *h)
{
    return h->marked && h->phase == P_AHEAD;
}

cp_html_event cp_html_release(cp_html *h)
{
    if (h->event == CP_HTML_MORE && h->marked && h->held > 0) {
        if (h->phase == P_AHEAD) {
            cp_html_give_up(h, CP_HTML_BEHIND);
        }
        else if (h->phase == P_DOUBT) {
            cp_html_give_up(h, CP_HTML_FRAMESET_2);
        }
        h->marked = 0;
    }
    return (cp_html_event)h->event;
}

/* Where a body is opened by the end of the document. An unfinished tag is
 * no tag. */
static int ends_before_body(cp_html *h)
{
    if (h->phase != P_BEFORE || h->flags & CP_HTML_XML || !h->evidence
        || cp_html_is_apart(h)) {
        return 0;
    }
    if (h->state == S_DATA) {
        cp_html_mark(h);
    }
    return h->marked && h->state != S_NUMBER && h->state != S_DIGITS;
}

/* ---- the end of body ---- */

void cp_html_go_on(cp_html *h, cp_html_open *tail)
{
    h->scanned -= (apr_off_t)cp_html_held(h);
    h->event = CP_HTML_MORE;
    h->phase = P_TAIL;
    h->marked = 0;
    h->meta = h->root = h->told = 0;
    h->raw = 0;
    h->tail = tail;
    if (h->flags & CP_HTML_XML) {
        return; /* it is in its body */
    }
    h->state = S_DATA;
    h->noscript = 0;
    h->templates = 0;
    memset(tail, 0, offsetof(cp_html_open, open));
    tail->n = 1;
    tail->counts = CP_COUNT_ALWAYS + CP_COUNT_OPEN;
    tail->open[0] = (cp_html_node)cp_html_kind_body;
}

/* The document ends. The place is its end if the scanner is in text: bytes
 * inserted within a tag or a comment would become a part of it. The beginning
 * of an end tag that was not completed is text. */
static void end_of_tail(cp_html *h)
{
    if (h->flags & CP_HTML_XML || (h->state != S_DATA && !h->marked)) {
        cp_html_give_up(h, CP_HTML_CUT);
    }
    else if (!cp_html_is_clean(h, h->state == S_DATA)) {
        cp_html_give_up(h, CP_HTML_LEFT_OPEN);
    }
    else if (h->high && !h->declared) {
        cp_html_give_up(h, CP_HTML_GUESSED);
    }
    else {
        cp_html_found(h);
    }
}

cp_html_event cp_html_end(cp_html *h)
{
    if (h->event != CP_HTML_MORE) {
        return (cp_html_event)h->event;
    }
    if (h->phase == P_TAIL) {
        end_of_tail(h);
    }
    else if (h->phase == P_BEFORE && !ends_before_body(h)) {
        cp_html_give_up(h, CP_HTML_ENDED);
    }
    else if (h->high && !h->declared) {
        cp_html_give_up(h, CP_HTML_GUESSED);
    }
    else {
        cp_html_found(h);
    }
    return (cp_html_event)h->event;
}

const char *cp_html_reason(const cp_html *h)
{
    static const char *const reasons[] = {
        [CP_HTML_NO_REASON] = "qualifies",
        [CP_HTML_NOT_HTML] = "does not begin with a tag",
        [CP_HTML_FRAGMENT] = "has no doctype, html, head or body tag",
        [CP_HTML_FRAMESET] = "has a frameset instead of a body",
        [CP_HTML_FRAMESET_2] = "has no <body> tag, and a frameset may follow",
        [CP_HTML_NOSCRIPT] = "has a noscript in head that does not belong "
                             "there",
        [CP_HTML_UNCLEAR] = "can be read in more than one way",
        [CP_HTML_CHARSET] = "has a charset that does not extend ASCII, or an "
                            "unknown one",
        [CP_HTML_GUESSED] = "declares no charset, so that browsers guess it",
        [CP_HTML_BEHIND] = "may declare its charset behind <body>",
        [CP_HTML_RELEASED] = "has no <body> tag, and was flushed where it "
                             "would be",
        [CP_HTML_LIMIT] = "has no <body> in its first MiB",
        [CP_HTML_ENDED] = "ends before its body begins",
        [CP_HTML_NOT_XHTML] = "is XML but no XHTML document with a <body>",
        [CP_HTML_LEFT_OPEN] = "leaves an element open at its end that "
                              "cannot contain the banner",
        [CP_HTML_DEEP] = "has more than 256 nested elements",
        [CP_HTML_CUT] = "ends in a tag, a comment or a text that is not "
                        "markup",
    };

    return reasons[h->why];
}
