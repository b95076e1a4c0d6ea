/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs cp_html over a document in pieces, and holds every way of cutting it
 * against the way of not cutting it at all.
 */
#ifndef HTML_SCAN_H
#define HTML_SCAN_H

#include <string.h>

#include <apr_strings.h>

#include "core/html/cp_html.h"

#include "tap.h"

#define NOWHERE (~(apr_size_t)0)

typedef struct scanned {
    cp_html_event event; /* the last: BODY or GIVE_UP; MORE without an end */
    apr_size_t at;       /* BODY: the place; else bytes read up to it */
    apr_size_t start;    /* of the body, where it goes on from there */
    apr_size_t head;     /* where HEAD was reported, or NOWHERE */
    int heads;           /* how often */
    int kept;            /* never more than CP_HTML_HOLD */
    const char *why;
    char lang[CP_HTML_LANG + 1]; /* BODY: that of the document */
    int leaves;                  /* BODY: its base may be another site's */
} scanned;

/* How a document is fed. */
typedef struct scan_way {
    apr_size_t first, step; /* cut at `first`, then every `step` bytes */
    int flags;
    int end;  /* what is fed is all of it */
    int tail; /* the end of body is sought */
} scan_way;

/* A document without the marks that say where what must be reported. */
typedef struct scan_marks {
    char *text;
    apr_size_t n;
    apr_size_t head, body; /* '^' and '|', or NOWHERE */
} scan_marks;

TAP_UNUSED static scan_marks scan_unmark(apr_pool_t *p, cp_span marked)
{
    scan_marks m = {apr_palloc(p, marked.n + 1), 0, NOWHERE, NOWHERE};
    apr_size_t i;

    for (i = 0; i < marked.n; i++) {
        if (marked.s[i] == '^') {
            m.head = m.n;
        }
        else if (marked.s[i] == '|') {
            m.body = m.n;
        }
        else {
            m.text[m.n++] = marked.s[i];
        }
    }
    return m;
}

/* One piece; returns non-zero when the machine is done. */
static int scan_piece(cp_html *h, scanned *r, const char *s, apr_size_t n)
{
    do {
        apr_size_t used = 0;

        r->event = cp_html_feed(h, s, n, &used);
        r->at += used;
        s += used;
        n -= used;
        if (r->event == CP_HTML_HEAD) {
            r->head = r->at - cp_html_head_held(h);
            r->heads++;
        }
    } while (r->event == CP_HTML_HEAD);
    r->kept &= cp_html_kept(h) <= CP_HTML_HOLD && cp_html_kept(h) <= r->at
            && cp_html_held(h) <= cp_html_kept(h);
    return r->event != CP_HTML_MORE;
}

/* The place of the body is certain, and with it one in head that is kept. */
static void scan_body(cp_html *h, scanned *r)
{
    if (cp_html_head_is_kept(h)) {
        r->head = r->at - cp_html_head_held(h);
        r->heads++;
    }
    r->at -= cp_html_held(h);
}

/* The body begins: from there on its end is sought. */
static void scan_on(cp_html *h, scanned *r, cp_html_open_elements *tail)
{
    scan_body(h, r);
    r->start = r->at;
    cp_html_seek_body_end(h, tail);
}

/* To the end of a document, in pieces that end where `way` says. */
static cp_html_event scan_pieces(cp_html *h, scanned *r, const char *s,
                                 apr_size_t n, scan_way way)
{
    while (r->at < n) {
        apr_size_t to = way.first;

        if (to <= r->at) {
            to += ((r->at - to) / way.step + 1) * way.step;
        }
        to = to < n ? to : n;
        if (scan_piece(h, r, s + r->at, to - r->at)) {
            return r->event;
        }
    }
    return way.end ? cp_html_end(h) : CP_HTML_MORE;
}

static scanned scan_in(const char *s, apr_size_t n, scan_way way)
{
    scanned r = {CP_HTML_MORE, 0, NOWHERE, NOWHERE, 0, 1, "", "", 0};
    cp_html_open_elements tail;
    cp_html h;

    cp_html_begin(&h, way.flags);
    r.event = scan_pieces(&h, &r, s, n, way);
    if (way.tail && r.event == CP_HTML_BODY) {
        scan_on(&h, &r, &tail);
        r.event = scan_pieces(&h, &r, s, n, way);
    }
    if (r.event == CP_HTML_BODY) {
        scan_body(&h, &r);
        apr_cpystrn(r.lang, cp_html_lang(&h).s, cp_html_lang(&h).n + 1);
        r.leaves = cp_html_base_may_leave(&h);
    }
    r.why = cp_html_reason(&h);
    return r;
}

/** Whole, without a report of HEAD; not ended. */
TAP_UNUSED static scanned scan_without_head(const char *s, apr_size_t n,
                                            int flags)
{
    scan_way way = {n, n, flags, 0, 0};
    scanned r = {CP_HTML_MORE, 0, NOWHERE, NOWHERE, 0, 1, "", "", 0};
    cp_html h;

    cp_html_begin(&h, flags);
    cp_html_skip_head(&h);
    r.event = scan_pieces(&h, &r, s, n, way);
    r.at -= r.event == CP_HTML_BODY ? cp_html_held(&h) : 0;
    return r;
}

/** Cut once at `first`, then into pieces of `step` bytes; not ended. */
TAP_UNUSED static scanned scan(const char *s, apr_size_t n, apr_size_t first,
                               apr_size_t step)
{
    scan_way way = {first, step, CP_HTML_CHARSET_DECLARED, 0, 0};
    return scan_in(s, n, way);
}

static int scan_same(scanned a, scanned b)
{
    /* The position of giving up depends on the pieces; it is not compared. */
    return a.event == b.event && (a.at == b.at || a.event == CP_HTML_GIVE_UP)
        && a.start == b.start && a.head == b.head && a.heads == b.heads
        && a.why == b.why && !strcmp(a.lang, b.lang) && a.leaves == b.leaves
        && a.kept && b.kept;
}

/** Whole, byte by byte, cut at every offset; -1 or where it differs. */
TAP_UNUSED static apr_int64_t scan_difference_in(const char *s, apr_size_t n,
                                                 scan_way way)
{
    scanned whole;
    apr_size_t cut;

    way.first = way.step = n;
    whole = scan_in(s, n, way);
    way.first = way.step = 1;
    if (!scan_same(whole, scan_in(s, n, way))) {
        return 0;
    }
    for (cut = 0; cut <= n; cut++) {
        way.first = cut;
        way.step = n;
        if (!scan_same(whole, scan_in(s, n, way))) {
            return (apr_int64_t)cut;
        }
        way.step = 3;
        if (!scan_same(whole, scan_in(s, n, way))) {
            return (apr_int64_t)cut;
        }
    }
    return -1;
}

TAP_UNUSED static apr_int64_t scan_difference(const char *s, apr_size_t n)
{
    scan_way way = {0, 0, CP_HTML_CHARSET_DECLARED, 0, 0};
    return scan_difference_in(s, n, way);
}

TAP_UNUSED static const char *scan_event(cp_html_event event)
{
    static const char *const names[] = {"more", "head", "body", "tag",
                                        "give up"};
    return names[event];
}

#endif
