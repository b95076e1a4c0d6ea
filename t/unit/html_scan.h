/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs cp_html over a document in pieces, and holds every way of cutting it
 * against the way of not cutting it at all.
 */
#ifndef HTML_SCAN_H
#define HTML_SCAN_H

#include "cp_html.h"

#include "tap.h"

#define NOWHERE ((apr_size_t)-1)

typedef struct scanned {
    cp_html_event event; /* the last: MORE, BODY or GIVE_UP */
    apr_size_t at;       /* bytes read up to it */
    apr_size_t head;     /* where HEAD was reported, or NOWHERE */
    int heads;           /* how often */
} scanned;

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
            r->head = r->at;
            r->heads++;
        }
    } while (r->event == CP_HTML_HEAD);
    return r->event != CP_HTML_MORE;
}

/** Cut once at `first`, then into pieces of `step` bytes. */
static scanned scan(const char *s, apr_size_t n, apr_size_t first,
                    apr_size_t step)
{
    scanned r = {CP_HTML_MORE, 0, NOWHERE, 0};
    apr_size_t at = 0, piece = first < n ? first : n;
    cp_html h;

    cp_html_begin(&h);
    do {
        if (scan_piece(&h, &r, s + at, piece)) {
            break;
        }
        at += piece;
        piece = n - at < step ? n - at : step;
    } while (at < n);
    return r;
}

static int scan_same(scanned a, scanned b)
{
    return a.event == b.event && a.at == b.at && a.head == b.head
        && a.heads == b.heads;
}

/** Whole, byte by byte, cut at every offset; -1 or where it differs. */
TAP_UNUSED static apr_int64_t scan_difference(const char *s, apr_size_t n)
{
    scanned whole = scan(s, n, n, n);
    apr_size_t cut;

    if (!scan_same(whole, scan(s, n, 1, 1))) {
        return 0;
    }
    for (cut = 0; cut <= n; cut++) {
        if (!scan_same(whole, scan(s, n, cut, n))
            || !scan_same(whole, scan(s, n, cut, 3))) {
            return (apr_int64_t)cut;
        }
    }
    return -1;
}

TAP_UNUSED static const char *scan_event(cp_html_event event)
{
    static const char *const names[] = {"more", "head", "body", "give up"};
    return names[event];
}

#endif
