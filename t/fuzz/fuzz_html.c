/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document, whole, byte by byte and in pieces that depend on it: the same
 * answers at the same places. Where a body is reported a tag of that name
 * ends, and nothing behind it has been looked at.
 */
#include "cp_html.h"

#include <strings.h>

#include "fuzz.h"

#define NOWHERE ((apr_size_t)-1)

typedef struct answer {
    cp_html_event event;
    apr_size_t at, head;
    int heads;
} answer;

static void feed(cp_html *h, answer *r, const char *s, apr_size_t n)
{
    do {
        apr_size_t used = n + 1;

        r->event = cp_html_feed(h, s, n, &used);
        MUST(used <= n);
        MUST(r->event != CP_HTML_MORE || used == n);
        r->at += used;
        s += used;
        n -= used;
        if (r->event == CP_HTML_HEAD) {
            r->head = r->at;
            r->heads++;
        }
    } while (r->event == CP_HTML_HEAD);
}

/* In pieces of 1 to `most` bytes; 0: whole. Each is a copy of its own. */
static answer run(const char *s, apr_size_t n, apr_size_t most, uint32_t seed)
{
    answer r = {CP_HTML_MORE, 0, NOWHERE, 0};
    apr_size_t at = 0;
    cp_html h;

    cp_html_begin(&h);
    while (r.event == CP_HTML_MORE && at < n) {
        apr_size_t piece = n - at;
        cp_span copy;

        seed = seed * 1664525u + 1013904223u;
        if (most && piece > 1 + (seed >> 8) % most) {
            piece = 1 + (seed >> 8) % most;
        }
        copy = fuzz_bytes((const uint8_t *)s + at, piece);
        feed(&h, &r, copy.s, piece);
        free((char *)copy.s);
        at += piece;
    }
    return r;
}

static int same(answer a, answer b)
{
    return a.event == b.event && a.at == b.at && a.head == b.head
        && a.heads == b.heads;
}

/* "<name" somewhere before `at`, and the byte before `at` is '>'. */
static int ends_tag(const char *s, apr_size_t at, const char *tag)
{
    apr_size_t i, n = strlen(tag);

    if (at == 0 || s[at - 1] != '>') {
        return 0;
    }
    for (i = 0; i + n < at; i++) {
        if (!strncasecmp(s + i, tag, n)) {
            return 1;
        }
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;
    uint32_t seed = fuzz_hash(data, size);
    answer whole = run(s, size, 0, 0);

    MUST(whole.at <= size && whole.heads <= 1);
    MUST(same(whole, run(s, size, 1, 0)));
    MUST(same(whole, run(s, size, 7, seed)));
    MUST(same(whole, run(s, size, 64, seed)));
    if (whole.head != NOWHERE) {
        MUST(ends_tag(s, whole.head, "<head"));
    }
    if (whole.event == CP_HTML_BODY) {
        MUST(ends_tag(s, whole.at, "<body"));
        MUST(same(whole, run(s, whole.at, 0, 0)));
        MUST(run(s, whole.at - 1, 0, 0).event == CP_HTML_MORE);
    }
    return 0;
}
