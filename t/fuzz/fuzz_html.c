/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scanner reads each document whole, byte by byte, and in pieces whose
 * sizes depend on the document, as HTML and as XML, with several charsets.
 * Properties:
 * - Each way of cutting gives the same events at the same places.
 * - The scanner holds at most CP_HTML_HOLD bytes.
 * - Bytes after the place do not change the answer.
 * - The bytes before and after the place are the bytes of the document.
 * - Without a report of HEAD the other results are the same.
 * - As XML, each way of cutting reports the same security policies.
 * - For the end of body, the scanner holds at most the start of an end tag.
 * - Each way of cutting reports the same start tags. The held bytes begin with
 *   '<', and are at most CP_HTML_MAX_TAG; a reported tag ends with '>'.
 * - If local tags need not be reported, all others are.
 */
#include "core/html/cp_html.h"
#include "core/html/cp_local_tag.h"

#include <strings.h>

#include "fuzz.h"

#define NOWHERE (~(apr_size_t)0)

typedef struct answer {
    cp_html_event event;
    apr_size_t at, head;
    int heads;
    apr_size_t lang_length;
    char lang[CP_HTML_LANG];
    uint32_t policies;
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
            r->head = r->at - cp_html_head_held(h);
            MUST(cp_html_head_held(h) <= CP_HTML_HOLD);
            r->heads++;
        }
    } while (r->event == CP_HTML_HEAD);
}

/* Feeds pieces of 1 to `most` bytes, or all at once if it is 0. Each piece is a
 * copy, so that a sanitizer sees a read past its end. */
static answer run(const char *s, apr_size_t n, int flags, apr_size_t most,
                  uint32_t seed, int skips_head)
{
    answer r = {CP_HTML_MORE, 0, NOWHERE, 0, 0, "", 0};
    apr_pool_t *p = fuzz_pool();
    apr_size_t at = 0;
    cp_meta meta;
    cp_html h;

    cp_html_begin(&h, flags);
    if (skips_head) {
        cp_html_skip_head(&h);
    }
    cp_meta_begin(&meta, p);
    h.policies = flags & CP_HTML_XML ? &meta : NULL;
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
        MUST(cp_html_kept(&h) <= CP_HTML_HOLD && cp_html_kept(&h) <= r.at);
        MUST(cp_html_held(&h) <= cp_html_kept(&h));
    }
    if (r.event == CP_HTML_MORE) {
        r.event = cp_html_end(&h);
        MUST(r.event == CP_HTML_BODY || r.event == CP_HTML_GIVE_UP);
    }
    if (r.event == CP_HTML_BODY) {
        if (cp_html_head_is_kept(&h)) {
            r.head = r.at - cp_html_head_held(&h);
            r.heads++;
        }
        r.at -= cp_html_held(&h);
        r.lang_length = cp_html_lang(&h).n;
        memcpy(r.lang, cp_html_lang(&h).s, r.lang_length);
    }
    MUST((r.event == CP_HTML_GIVE_UP) == (h.reason != CP_HTML_NO_REASON));
    MUST(meta.kept <= CP_META_SIZE);
    r.policies = fuzz_hash(meta.text ? meta.text : "", meta.kept)
               ^ (uint32_t)meta.unclear;
    apr_pool_destroy(p);
    return r;
}

static int same(answer a, answer b)
{
    return a.event == b.event && (a.at == b.at || a.event == CP_HTML_GIVE_UP)
        && a.head == b.head && a.heads == b.heads && a.policies == b.policies
        && a.lang_length == b.lang_length
        && !memcmp(a.lang, b.lang, a.lang_length);
}

/* Released after every piece: no place that was held may come out. */
static void run_released(const char *s, apr_size_t n, int flags)
{
    answer r = {CP_HTML_MORE, 0, NOWHERE, 0, 0, "", 0};
    apr_size_t at = 0;
    cp_html h;

    cp_html_begin(&h, flags);
    for (; r.event == CP_HTML_MORE && at < n; at++) {
        feed(&h, &r, s + at, 1);
        if (r.event == CP_HTML_MORE) {
            r.event = cp_html_release(&h);
            MUST(cp_html_kept(&h) == 0);
        }
        else if (r.event == CP_HTML_BODY) {
            MUST(cp_html_kept(&h) <= 1);
        }
    }
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

/* ---- the end of body ---- */

/* Gives the place, or NOWHERE. */
static apr_size_t run_tail(const char *s, apr_size_t n, int flags,
                           apr_size_t most, uint32_t seed)
{
    cp_html_event event = CP_HTML_MORE;
    apr_size_t at = 0, used;
    cp_html_open_elements tail;
    int begun = 0;
    cp_html h;

    cp_html_begin(&h, flags);
    for (;;) {
        apr_size_t piece = n - at;

        seed = seed * 1664525u + 1013904223u;
        if (most && piece > 1 + (seed >> 8) % most) {
            piece = 1 + (seed >> 8) % most;
        }
        if (at == n) {
            event = cp_html_end(&h);
        }
        else {
            cp_span copy = fuzz_bytes((const uint8_t *)s + at, piece);

            event = cp_html_feed(&h, copy.s, piece, &used);
            at += used;
            free((char *)copy.s);
        }
        MUST(!begun || cp_html_held(&h) <= sizeof("</body") - 1);
        if (event == CP_HTML_GIVE_UP) {
            return NOWHERE;
        }
        if (event == CP_HTML_BODY) {
            at -= cp_html_held(&h);
            if (begun++) {
                return at;
            }
            cp_html_seek_body_end(&h, &tail);
        }
        MUST(!begun || (tail.n > 0 && tail.n <= CP_HTML_DEPTH)
             || flags & CP_HTML_XML);
    }
}

static void check_tail(const char *s, apr_size_t n, int flags, uint32_t seed)
{
    apr_size_t whole = run_tail(s, n, flags, 0, 0);

    MUST(whole == NOWHERE || whole <= n);
    MUST(whole == run_tail(s, n, flags, 1, 0));
    MUST(whole == run_tail(s, n, flags, 7, seed));
    MUST(whole == run_tail(s, n, flags, 300, seed));
    if (whole != NOWHERE && whole < n) {
        MUST(s[whole] == '<');
    }
}

/* ---- start tags ---- */

/* The tags that the scanner has reported. */
typedef struct tags {
    uint32_t hash;   /* of the places of the tags, and of their properties */
    uint32_t others; /* the same without tags that need not be reported */
    unsigned n, too_long;
} tags;

static void check_held(const cp_html *h, const char *s, apr_size_t at)
{
    apr_size_t held = cp_html_held(h);

    MUST(held <= at && held <= CP_HTML_MAX_TAG);
    MUST(held == 0 || s[at - held] == '<');
}

static void add_tag(tags *r, const cp_html *h, const char *s, apr_size_t at)
{
    apr_size_t told[] = {at, cp_html_held(h), (apr_size_t)cp_html_tag_space(h),
                         (apr_size_t)cp_html_tag_in_noscript(h)};

    uint32_t hash = fuzz_hash((const uint8_t *)told, sizeof(told));
    cp_span tag = cp_span_between(s + at - cp_html_held(h), s + at);

    MUST(tag.n > 2 && s[at - 1] == '>');
    r->hash = r->hash * 31 + hash;
    r->n++;
    if (!cp_local_tag(tag) || !strncasecmp(tag.s, "<base", 5)) {
        r->others = r->others * 31 + hash;
    }
}

/* With `skips`, local tags need not be reported. */
static tags run_tags(const char *s, apr_size_t n, int flags, apr_size_t most,
                     uint32_t seed, int skips)
{
    cp_html_event event = CP_HTML_MORE;
    cp_html_open_elements stack;
    tags r = {0, 0, 0, 0};
    apr_size_t at = 0;
    cp_html h;

    cp_html_begin_tags(&h, flags, &stack);
    cp_html_skip_local(&h, skips);
    while (at < n && event != CP_HTML_GIVE_UP) {
        apr_size_t piece = n - at, done = 0, used;
        cp_span copy;

        seed = seed * 1664525u + 1013904223u;
        if (most && piece > 1 + (seed >> 8) % most) {
            piece = 1 + (seed >> 8) % most;
        }
        copy = fuzz_bytes((const uint8_t *)s + at, piece);
        do {
            event = cp_html_feed(&h, copy.s + done, piece - done, &used);
            done += used;
            MUST(done <= piece && (event != CP_HTML_MORE || done == piece));
            check_held(&h, s, at + done);
            if (event == CP_HTML_TAG) {
                add_tag(&r, &h, s, at + done);
            }
        } while (event == CP_HTML_TAG);
        free((char *)copy.s);
        at += done;
    }
    r.too_long = cp_html_long_tags(&h);
    return r;
}

static void check_tags(const char *s, apr_size_t n, int flags, uint32_t seed)
{
    static const apr_size_t most[] = {1, 7, 300};
    tags whole = run_tags(s, n, flags, 0, 0, 0);
    unsigned i;

    for (i = 0; i < sizeof(most) / sizeof(*most); i++) {
        tags other = run_tags(s, n, flags, most[i], seed, 0);

        MUST(whole.hash == other.hash && whole.n == other.n
             && whole.too_long == other.too_long);
    }
    MUST(whole.others == run_tags(s, n, flags, 0, 0, 1).others);
    MUST(whole.others == run_tags(s, n, flags, 300, seed, 1).others);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;
    uint32_t seed = fuzz_hash(data, size);
    int flags;

    for (flags = 0; flags <= (CP_HTML_CHARSET_DECLARED | CP_HTML_XML);
         flags++) {
        answer whole = run(s, size, flags, 0, 0, 0);
        answer rest = run(s, size, flags, 0, 0, 1);

        MUST(whole.at <= size && whole.heads <= 1);
        MUST(same(whole, run(s, size, flags, 1, 0, 0)));
        MUST(same(whole, run(s, size, flags, 7, seed, 0)));
        MUST(same(whole, run(s, size, flags, 64, seed, 0)));
        MUST(rest.heads == 0 && rest.head == NOWHERE);
        rest.head = whole.head;
        rest.heads = whole.heads;
        MUST(same(whole, rest));
        run_released(s, size, flags);
        check_tail(s, size, flags, seed);
        check_tags(s, size, flags, seed);
        if (whole.head != NOWHERE) {
            MUST(flags ? ends_tag(s, whole.head, "<head")
                       : whole.head > 5
                             && (s[whole.head - 1] == '>'
                                 || s[whole.head] == '<'));
        }
        if (whole.event == CP_HTML_BODY && flags & CP_HTML_XML) {
            MUST(ends_tag(s, whole.at, "<body"));
        }
    }
    return 0;
}
