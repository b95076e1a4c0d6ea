/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses as browsers read them. With the argument "--lines" the program is
 * the tool of t/judges/url.t: each input line has an address and its base in
 * hexadecimal digits ("-": no base); each output line has "failure", "other",
 * or the scheme, host, port and path.
 */
#include "core/http/cp_url.h"
#include "core/http/cp_host.h"

#include "tap.h"

/* Returns the parts of an address as one text. */
static const char *parts(apr_pool_t *p, cp_span text, const char *base)
{
    cp_buf *room = cp_buf_make(p, 64);
    cp_url around, url;

    if (base != NULL && !cp_url_parse(cp_span_of(base), NULL, room, &around)) {
        return "failure";
    }
    if (!cp_url_parse(text, base ? &around : NULL, room, &url)) {
        return "failure";
    }
    if (!url.is_network) {
        return "other";
    }
    return apr_psprintf(p, "%.*s %.*s %d %.*s", (int)url.scheme.n, url.scheme.s,
                        (int)url.host.n, url.host.s, cp_url_port(&url),
                        (int)url.path.n, url.path.s);
}

/* True if the address is read in the same way with a TAB before it, which
 * browsers remove: then it is not plain, and the general path reads it. */
static int is_same_with_tab(apr_pool_t *p, cp_span text, const char *base)
{
    cp_buf *tabbed = cp_buf_make(p, 64);

    cp_buf_char(tabbed, '\t');
    cp_buf_add(tabbed, text.s, text.n);
    return !strcmp(
        parts(p, text, base),
        parts(p, cp_span_between(tabbed->s, tabbed->s + tabbed->n), base));
}

static const struct {
    const char *text, *base, *parts;
} addresses[] = {
    {"https://a.example/b?c#d", NULL, "https a.example 443 /b"},
    {"HTTP://A.Example:8080", NULL, "http a.example 8080 /"},
    {"https://a\xEF\xBC\x85"
     "2Eexample/",
     NULL, "https a.example 443 /"},
    {"https://\xE1\xBA\x9E.example/", NULL, "https xn--zca.example 443 /"},
    {"wss://a.example/", NULL, "wss a.example 443 /"},
    {" \x01http://a.example/ ", NULL, "http a.example 80 /"},
    {"ht\ntp://a.ex\tample/b\rc", NULL, "http a.example 80 /bc"},
    {"https:\\\\a.example\\b", NULL, "https a.example 443 /b"},
    {"https:a.example/b", NULL, "https a.example 443 /b"},
    {"https:////a.example", NULL, "https a.example 443 /"},
    {"http://u:p@a.example@b.example/", NULL, "http b.example 80 /"},
    {"http://b.example\\@a.example/", NULL, "http b.example 80 /@a.example/"},
    {"http://%61.%65xample/", NULL, "http a.example 80 /"},
    {"http://xn--bcher-kva.example/", NULL, "http xn--bcher-kva.example 80 /"},
    {"http://B\xC3\xBC"
     "cher.example/",
     NULL, "http xn--bcher-kva.example 80 /"},
    {"http://a\xE3\x80\x82"
     "example/",
     NULL, "http a.example 80 /"},
    {"http://a.example./", NULL, "http a.example. 80 /"},
    {"http://0x7f.1/", NULL, "http 127.0.0.1 80 /"},
    {"http://2130706433/", NULL, "http 127.0.0.1 80 /"},
    {"http://0177.0.0.01./", NULL, "http 127.0.0.1 80 /"},
    {"http://1.2.3.4.5/", NULL, "failure"},
    {"http://256.0.0.1/", NULL, "failure"},
    {"http://a.0x/", NULL, "failure"},
    {"http://[::1]:81/", NULL, "http [::1] 81 /"},
    {"http://[1:0:0:2::3]/", NULL, "http [1:0:0:2::3] 80 /"},
    {"http://[::ffff:1.2.3.4]/", NULL, "http [::ffff:102:304] 80 /"},
    {"http://[1::2::3]/", NULL, "failure"},
    {"http://[1:2:3:4:5:6:7:8:9]/", NULL, "failure"},
    {"http://a b/", NULL, "failure"},
    {"http://a%00b/", NULL, "failure"},
    {"http://a%zz/", NULL, "failure"},
    {"http:///", NULL, "failure"},
    {"http://a.example:65536/", NULL, "failure"},
    {"http://a.example:8x/", NULL, "failure"},
    {"http://a.example:/", NULL, "http a.example 80 /"},
    {"http://a.example/b/./c/../d/%2E%2e/e", NULL, "http a.example 80 /b/e"},
    {"http://a.example/../..//x/.", NULL, "http a.example 80 //x/"},
    {"http://a.example/ \"<\xC3\xA9", NULL,
     "http a.example 80 /%20%22%3C%C3%A9"},
    {"http://a.example/a%2fb", NULL, "http a.example 80 /a%2fb"},
    {"data:text/html,<b>", NULL, "other"},
    {"about:blank", NULL, "other"},
    {"jav\nascript:alert(1)", NULL, "other"},
    {"blob:https://a.example/1", NULL, "other"},
    {"x", NULL, "failure"},
    {"x", "about:blank", "failure"},
    {"", "https://a.example/b/c?d", "https a.example 443 /b/c"},
    {"?e", "https://a.example/b/c?d", "https a.example 443 /b/c"},
    {"#e", "https://a.example/b/c", "https a.example 443 /b/c"},
    {"e", "https://a.example:8/b/c", "https a.example 8 /b/e"},
    {"../e", "https://a.example/b/c/d", "https a.example 443 /b/e"},
    {"/e", "https://a.example/b/c", "https a.example 443 /e"},
    {"\\e", "https://a.example/b/c", "https a.example 443 /e"},
    {"//b.example/e", "https://a.example/b/c", "https b.example 443 /e"},
    {"//b.example/e", "https://a.example:8443/b", "https b.example 443 /e"},
    {"/e", "https://a.example:8443/b", "https a.example 8443 /e"},
    {"/\\b.example/e", "https://a.example/b/c", "https b.example 443 /e"},
    {"\t/\n/b.example", "https://a.example/", "https b.example 443 /"},
    {"https:e", "https://a.example/b/c", "https a.example 443 /b/e"},
    {"https:/e", "https://a.example/b/c", "https a.example 443 /e"},
    {"https:/\\b.example", "https://a.example/", "https b.example 443 /"},
    {"http:e", "https://a.example/b/c", "http e 80 /"},
};

static void read_addresses(apr_pool_t *p)
{
    unsigned i;

    for (i = 0; i < TAP_COUNT(addresses); i++) {
        is_text(p, parts(p, cp_span_of(addresses[i].text), addresses[i].base),
                addresses[i].parts, "%s", shown_text(p, addresses[i].text));
    }
}

static void limits(apr_pool_t *p)
{
    cp_buf *text = cp_buf_make(p, 64);
    cp_buf *room = cp_buf_make(p, 64);
    cp_url url;
    int i;

    cp_buf_put(text, "http://a.example/");
    for (i = 0; i < 100000; i++) {
        cp_buf_char(text, 'x');
    }
    ok(cp_url_parse(cp_span_between(text->s, text->s + text->n), NULL, room,
                    &url)
           && cp_span_is(url.host, "a.example") && url.path.n < CP_URL_MAX,
       "a long path is cut, and the host is right");
    text->n = 7;
    for (i = 0; i < 20000; i++) {
        cp_buf_char(text, 'x');
    }
    cp_buf_put(text, "@");
    for (i = 0; i < 1000; i++) {
        cp_buf_put(text, "%C2%AD"); /* soft hyphens */
    }
    cp_buf_put(text, "a.example/b");
    ok(cp_url_parse(cp_span_between(text->s, text->s + text->n), NULL, room,
                    &url)
           && cp_span_is(url.host, "a.example") && cp_span_is(url.path, "/b"),
       "a host after a long user name and ignored characters");
    text->n = 7;
    for (i = 0; i < CP_HOST_MAX + 1; i++) {
        cp_buf_char(text, 'x');
    }
    ok(!cp_url_parse(cp_span_between(text->s, text->s + text->n), NULL, room,
                     &url),
       "a host that is too long");
    text->n = 0;
    cp_buf_put(text, "data:,");
    for (i = 0; i < 100000; i++) {
        cp_buf_char(text, 'x');
    }
    room->n = 0;
    ok(cp_url_parse(cp_span_between(text->s, text->s + text->n), NULL, room,
                    &url)
           && !url.is_network && room->n == 0,
       "a long data: address is not copied");
}

/* ---- the tool ---- */

/* Replaces hexadecimal digits by their bytes. */
static cp_span from_hex(char *digits)
{
    apr_size_t n = strlen(digits) / 2, i;

    for (i = 0; i < n; i++) {
        digits[i] = (char)(cp_hex_value(digits[2 * i]) << 4
                           | cp_hex_value(digits[2 * i + 1]));
    }
    digits[n] = '\0';
    return cp_span_between(digits, digits + n);
}

static const char *checked_parts(apr_pool_t *p, cp_span text, const char *base)
{
    return is_same_with_tab(p, text, base) ? parts(p, text, base)
                                           : "the fast path differs";
}

static void answer_lines(apr_pool_t *p)
{
    static char line[1 << 20];

    while (fgets(line, sizeof(line), stdin) != NULL) {
        char *base = strchr(line, ' ');

        apr_pool_clear(p);
        *base++ = '\0';
        base[strcspn(base, "\n")] = '\0';
        puts(checked_parts(p, from_hex(line),
                           strcmp(base, "-") ? from_hex(base).s : NULL));
    }
}

/* ---- the fast path ---- */

/* The words of the addresses that are tried: each address has one of each list,
 * and two of the second. */
static const char *const starts[] = {"https://", "http://", "HTTPS://",
                                     "wss://",   "//",      "https:/",
                                     "http:",    "",        "https:///"};
static const char *const hosts[] = {
    "",  "a", "a.", "b-c",      "1",  "0x1",   ".", "-",  "xn--", "xn--a.b",
    "x", "A", "%",  "\xC3\xA9", "u@", "[::1]", "_", "\\", " ",    "~"};
static const char *const ports[] = {
    "",        ":",  ":80",    ":443", ":8080",
    ":065535", ":x", ":65536", ":8 ",  ":999999999999"};
static const char *const paths[] = {
    "",       "/",     "/a",     "/a.b/c", "/.",  "/a/../b",
    "/.a",    "/%2e",  "/a ",    "/ a",    "\\a", "/a\\b",
    "?q",     "#f",    "/a?/..", "/a#\t",  "/{a", "/a^`}",
    "/a\"<>", "/a\tb", "/:@",    "/a\x7F", "/a|", "/\xC3\xA9"};

/* Returns the word that the number `*n` names, and removes it from `*n`. */
static const char *word_of(unsigned *n, const char *const *words,
                           unsigned count)
{
    const char *word = words[*n % count];

    *n /= count;
    return word;
}

static void fast_path(apr_pool_t *p)
{
    enum {
        TRIED = TAP_COUNT(starts) * TAP_COUNT(hosts) * TAP_COUNT(hosts)
              * TAP_COUNT(ports) * TAP_COUNT(paths)
    };
    const char *wrong = NULL;
    apr_pool_t *own;
    unsigned i;

    apr_pool_create(&own, p);
    for (i = 0; i < TRIED && wrong == NULL; i++) {
        unsigned n = i;
        const char *path = word_of(&n, paths, TAP_COUNT(paths));
        const char *port = word_of(&n, ports, TAP_COUNT(ports));
        const char *more = word_of(&n, hosts, TAP_COUNT(hosts));
        const char *host = word_of(&n, hosts, TAP_COUNT(hosts));
        const char *text =
            apr_pstrcat(own, starts[n], host, more, port, path, NULL);

        if (!is_same_with_tab(own, cp_span_of(text),
                              i % 7 > 2 ? "http://c.example:81/d/e" : NULL)) {
            wrong = apr_pstrdup(p, text);
        }
        if (i % 1000 == 0) {
            apr_pool_clear(own);
        }
    }
    ok(wrong == NULL, "%u addresses are read as with a TAB before them",
       (unsigned)TRIED);
    if (wrong != NULL) {
        diag("differs: %s", shown_text(p, wrong));
    }
}

static const tap_group groups[] = {
    {"addresses", read_addresses},
    {"limits", limits},
    {"fast path", fast_path},
    {NULL, NULL},
};

int main(int argc, const char *const *argv)
{
    apr_pool_t *p;

    if (argc < 2 || strcmp(argv[1], "--lines")) {
        return tap_run(groups);
    }
    apr_initialize();
    apr_pool_create(&p, NULL);
    answer_lines(p);
    return 0;
}
