/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An address, the value of an attribute with it, and a list of candidates. The
 * bytes up to the first LF are the base URL, if they are one. Properties:
 * - The host and the path consist of the bytes that a serialized URL contains.
 * - The serialized URL is read as itself, with and without a base.
 * - TAB and LF in the address, and blanks around it, change nothing.
 * - The candidates of a srcset are parts of it, in order, without spaces.
 * - A value without '&' is returned itself; a value never grows by more than a
 *   few bytes for each reference.
 */
#include "core/html/cp_character_reference.h"
#include "core/html/cp_srcset.h"
#include "core/http/cp_url.h"

#include "fuzz.h"

static void check_parts(const cp_url *url)
{
    apr_size_t i;

    MUST(url->is_network == (cp_url_default_port(url->scheme) > 0));
    if (!url->is_network) {
        MUST(url->host.n == 0 && url->path.n == 0 && url->port == -1);
        return;
    }
    MUST(url->host.n > 0 && url->port >= -1 && url->port <= 65535);
    MUST(url->port != cp_url_default_port(url->scheme));
    for (i = 0; i < url->host.n; i++) {
        MUST(url->host.s[i] > ' ' && !strchr("#%/<>?@\\^|", url->host.s[i]));
        MUST(url->host.s[i] < 'A' || url->host.s[i] > 'Z');
        MUST(url->host.s[0] == '[' || url->host.s[i] != ':');
    }
    MUST(url->path.n > 0 && url->path.s[0] == '/');
    for (i = 0; i < url->path.n; i++) {
        MUST(url->path.s[i] > ' ' && url->path.s[i] < 0x7F);
        MUST(!strchr("\\?#", url->path.s[i]));
    }
}

static void check_same(const cp_url *a, const cp_url *b)
{
    MUST(a->is_network == b->is_network && a->port == b->port);
    MUST(!a->is_network || cp_span_eq(a->scheme, b->scheme));
    MUST(cp_span_eq(a->host, b->host));
    MUST(cp_span_eq(a->path, b->path));
}

/* Reads the serialized URL again. */
static void check_again(apr_pool_t *p, const cp_url *url, const cp_url *base)
{
    cp_buf *text = cp_buf_make(p, 256), *room = cp_buf_make(p, 256);
    cp_url again;

    cp_buf_add(text, url->scheme.s, url->scheme.n);
    cp_buf_put(text, "://");
    cp_buf_add(text, url->host.s, url->host.n);
    if (url->port >= 0) {
        cp_buf_char(text, ':');
        cp_buf_number(text, url->port);
    }
    cp_buf_add(text, url->path.s, url->path.n);
    if (text->n <= CP_URL_MAX) {
        MUST(cp_url_parse(cp_span_between(text->s, text->s + text->n), base,
                          room, &again));
        check_same(url, &again);
    }
}

/* Reads the address with TAB and LF after each byte, and blanks around it. */
static void check_blanks(apr_pool_t *p, cp_span text, const cp_url *base,
                         int good, const cp_url *url)
{
    cp_buf *b = cp_buf_make(p, text.n * 3 + 8), *room = cp_buf_make(p, 256);
    cp_url again;
    apr_size_t i;

    cp_buf_put(b, " \x01");
    for (i = 0; i < text.n; i++) {
        cp_buf_char(b, text.s[i]);
        if (i + 1 < text.n) {
            cp_buf_put(b, "\t\n");
        }
    }
    cp_buf_put(b, "\r \n");
    MUST(cp_url_parse(cp_span_between(b->s, b->s + b->n), base, room, &again)
         == good);
    if (good) {
        check_same(url, &again);
    }
}

static void check_url(apr_pool_t *p, cp_span text, const cp_url *base)
{
    cp_buf *room = cp_buf_make(p, 64);
    cp_url url;
    int good = cp_url_parse(text, base, room, &url);

    if (good) {
        check_parts(&url);
        if (url.is_network) {
            check_again(p, &url, base);
        }
    }
    if (text.n < CP_URL_MAX) {
        check_blanks(p, text, base, good, &url);
    }
}

static void check_srcset(cp_span text)
{
    cp_span rest = text, url;
    const char *end = text.s;
    apr_size_t i;

    while (cp_srcset_next(&rest, &url)) {
        MUST(url.n > 0 && is_inside(url, text) && url.s >= end);
        MUST(url.s[0] != ',' && url.s[url.n - 1] != ',');
        for (i = 0; i < url.n; i++) {
            MUST(!cp_is_space(url.s[i]));
        }
        end = url.s + url.n;
    }
}

static void check_references(apr_pool_t *p, cp_span text)
{
    cp_buf *room = cp_buf_make(p, 64);
    cp_span out = cp_character_references(text, room);

    if (cp_span_find(text, '&') == text.n) {
        MUST(out.s == text.s && out.n == text.n);
    }
    MUST(out.n <= text.n + text.n / 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    cp_span all = fuzz_bytes(data, size), text = all, first;
    cp_buf *room = cp_buf_make(p, 256);
    int has_base = 0;
    cp_url base;

    if (cp_span_find(all, '\n') < all.n) {
        cp_span_next(&text, '\n', &first);
        has_base = cp_url_parse(first, NULL, room, &base);
    }
    check_url(p, text, has_base ? &base : NULL);
    check_srcset(text);
    check_references(p, text);
    free((char *)all.s);
    apr_pool_destroy(p);
    return 0;
}
