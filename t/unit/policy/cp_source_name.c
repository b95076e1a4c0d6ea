/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of a source, its one form, and the form of paths. */
#include "core/policy/cp_source_name.h"

#include "tap.h"

static const struct {
    const char *written;
    const char *text;   /* NULL: refused */
    const char *reason; /* a part of the sentence, if it is refused */
} names[] = {
    {"video.example", "video.example", NULL},
    {"Video.EXAMPLE", "video.example", NULL},
    {"video.example.", "video.example", NULL},
    {"localhost", "localhost", NULL},
    {"localhost:8080", "localhost:8080", NULL},
    {"a_b.example", "a_b.example", NULL},
    {"xn--bcher-kva.example", "xn--bcher-kva.example", NULL},
    {"192.0.2.1", "192.0.2.1", NULL},
    {"b\xC3\xBC"
     "cher.example",
     "xn--bcher-kva.example", NULL},
    {"B\xC3\x9C"
     "CHER.example",
     "xn--bcher-kva.example", NULL},
    {"*.b\xC3\xBC"
     "cher.example:*/a/",
     "*.xn--bcher-kva.example:*/a/", NULL},
    {"b\xC3\xBC"
     "cher\xE3\x80\x82"
     "example",
     "xn--bcher-kva.example", NULL},
    {"*.video.example", "*.video.example", NULL},
    {"HTTPS://video.example", "https://video.example", NULL},
    {"https://video.example:443", "https://video.example", NULL},
    {"wss://video.example:443/", "wss://video.example", NULL},
    {"http://video.example:80", "http://video.example", NULL},
    {"video.example:443", "video.example:443", NULL},
    {"https://video.example:80", "https://video.example:80", NULL},
    {"video.example:*", "video.example:*", NULL},
    {"*.video.example:*/a/", "*.video.example:*/a/", NULL},
    {"video.example/", "video.example", NULL},
    {"video.example/a", "video.example/a", NULL},
    {"video.example/a/", "video.example/a/", NULL},
    {"video.example//a", "video.example//a", NULL},
    {"video.example/A", "video.example/A", NULL},
    {"video.example/%61%2f%2F%25", "video.example/a%2F%2F%25", NULL},
    {"video.example/a%3bb%2Cc", "video.example/a%3Bb%2Cc", NULL},
    {"video.example/\xC3\xA9", "video.example/%C3%A9", NULL},
    {"video.example/%c3%a9", "video.example/%C3%A9", NULL},
    {"video.example/a/../b", "video.example/b", NULL},
    {"video.example/a/..", "video.example", NULL},
    {"video.example/a/.", "video.example/a/", NULL},
    {"video.example/a/%2E%2e/b/%2e/", "video.example/b/", NULL},
    {"video.example/../../a", "video.example/a", NULL},
    {"video.example/a/...", "video.example/a/...", NULL},
    {"video.example/x=1", "video.example/x=1", NULL},
    {"/stats/", "/stats/", NULL},
    {"/stats.js", "/stats.js", NULL},
    {"/a/../stats", "/stats", NULL},
    {"", NULL, "is not a source"},
    {"*", NULL, "every host"},
    {"'self'", NULL, "keyword"},
    {"'none'", NULL, "keyword"},
    {"https:", NULL, "a scheme alone"},
    {"data:", NULL, "a scheme alone"},
    {"ftp://video.example", NULL, "never held"},
    {"https://", NULL, "is not a source"},
    {"https://*", NULL, "is not a source"},
    {"//video.example", NULL, "two slashes"},
    {"video..example", NULL, "is not a source"},
    {".video.example", NULL, "is not a source"},
    {"b\xC3.example", NULL, "is not a source"},
    {"exa%6dple", NULL, "is not a source"},
    {"*video.example", NULL, "is not a source"},
    {"video.*.example", NULL, "is not a source"},
    {"*.*.example", NULL, "is not a source"},
    {"user@video.example", NULL, "is not a source"},
    {"video.example,other.example", NULL, "is not a source"},
    {"[::1]", NULL, "IPv6"},
    {"https://[::1]:80/", NULL, "IPv6"},
    {"127.1", NULL, "not an address"},
    {"0x7f.0.0.1", NULL, "not an address"},
    {"127.0.0.0x1", NULL, "not an address"},
    {"256.0.0.1", NULL, "not an address"},
    {"01.0.0.1", NULL, "not an address"},
    {"*.0.0.1", NULL, "not an address"},
    {"video.example:0", NULL, "wrong port"},
    {"video.example:65536", NULL, "wrong port"},
    {"video.example:", NULL, "wrong port"},
    {"video.example:+1", NULL, "wrong port"},
    {"video.example:80a", NULL, "wrong port"},
    {"video.example/a?b", NULL, "query"},
    {"video.example/a#b", NULL, "fragment"},
    {"/a?b", NULL, "query"},
    {"video.example/a*", NULL, "asterisk"},
    {"video.example/a;b", NULL, "a ; or ,"},
    {"video.example/a b", NULL, "not one of a URL"},
    {"video.example/a%", NULL, "not one of a URL"},
    {"video.example/a%0", NULL, "not one of a URL"},
    {"video.example/a%0g", NULL, "not one of a URL"},
    {"video.example/a%00", NULL, "not one of a URL"},
    {"video.example/a%7f", NULL, "not one of a URL"},
    {"video.example/a\\b", NULL, "not one of a URL"},
    {"video.example\\a", NULL, "is not a source"},
    {"/", NULL, "whole site"},
    {"/a/..", NULL, "whole site"},
};

static void grammar(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(names); i++) {
        cp_source_name name = {0};
        const char *error = cp_source_name_parse(p, names[i].written, &name);

        if (names[i].text == NULL) {
            ok(error != NULL && strstr(error, names[i].reason) != NULL,
               "'%s' is refused: %s", names[i].written, error ? error : "no");
        }
        else {
            is_text(p, error ? error : name.text, names[i].text, "'%s'",
                    names[i].written);
        }
    }
}

/* The one form of a source is a source, and is its own form. */
static void stable(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(names); i++) {
        cp_source_name name = {0};

        if (names[i].text != NULL) {
            cp_source_name_parse(p, names[i].text, &name);
            is_text(p, name.text, names[i].text, "again: %s", names[i].text);
        }
    }
}

static void members(apr_pool_t *p)
{
    cp_source_name name = {0};

    cp_source_name_parse(p, "https://*.Video.example:8443/%61/%2f/", &name);
    is_text(p, name.written, "https://*.Video.example:8443/%61/%2f/",
            "as written");
    is_span(p, name.scheme, SPAN("https"), "scheme");
    is_span(p, name.host, SPAN(".video.example"), "host");
    is_number(name.port, 8443, "port");
    is_span(p, name.path, SPAN("/a/%2F/"), "path");
    ok(cp_source_name_is_wildcard(&name) && !cp_source_name_is_own(&name),
       "subdomains of another site");
    cp_source_name_parse(p, "/%C3%A9", &name);
    is_span(p, name.path, SPAN("/\xC3\xA9"), "decoded");
    ok(!cp_source_name_is_wildcard(&name) && cp_source_name_is_own(&name),
       "a path of this site");
    cp_source_name_parse(p, "video.example:*", &name);
    is_number(name.port, CP_PORT_ANY, "any port");
    cp_source_name_parse(p, "video.example", &name);
    is_number(name.port, CP_PORT_DEFAULT, "the default port");
    is_span(p, name.path, SPAN(""), "any path");
}

static void lengths(apr_pool_t *p)
{
    cp_source_name name = {0};
    char *long_path = apr_pcalloc(p, 1200);
    char *host = apr_pcalloc(p, 300);
    int i;

    memset(long_path, 'a', 1025);
    memcpy(long_path, "/", 1);
    ok(cp_source_name_parse(p, long_path, &name) != NULL, "1025 bytes");
    long_path[1024] = '\0';
    ok(cp_source_name_parse(p, long_path, &name) == NULL, "1024 bytes");
    for (i = 0; i < 127; i++) {
        memcpy(host + 2 * i, "a.", 2);
    }
    host[253] = '\0';
    ok(cp_source_name_parse(p, host, &name) == NULL, "a host of 253 bytes");
    memcpy(host + 253, ".a", 2);
    ok(cp_source_name_parse(p, host, &name) != NULL, "a host of 255 bytes");
    memset(host, 'a', 64);
    ok(cp_source_name_parse(p, host, &name) != NULL, "a label of 64 bytes");
    memcpy(host + 63, ".", 1);
    ok(cp_source_name_parse(p, host, &name) != NULL, "still 254 bytes");
    host[80] = '\0';
    ok(cp_source_name_parse(p, host, &name) == NULL, "a label of 63 bytes");
}

static const struct {
    cp_span path;
    int decoded;
    const char *form;
} paths[] = {
    {SPAN_INIT(""), 0, ""},
    {SPAN_INIT("/a/b"), 0, "/a/b"},
    {SPAN_INIT("/%61%2F%25%2f"), 0, "/a%2F%25%2F"},
    {SPAN_INIT("/%zz%"), 0, "/%25zz%25"},
    {SPAN_INIT("/%C3%A9"), 0, "/\xC3\xA9"},
    {SPAN_INIT("/%61%2F"), 1, "/%2561%252F"},
    {SPAN_INIT("/\xC3\xA9"), 1, "/\xC3\xA9"},
};

static void forms(apr_pool_t *p)
{
    char room[CP_MAX_SOURCE_PATH], *text = apr_pcalloc(p, 4000);
    apr_size_t i;
    cp_span form;
    int cut;

    for (i = 0; i < TAP_COUNT(paths); i++) {
        is_span(p, cp_source_path(paths[i].path, paths[i].decoded, room, &cut),
                cp_span_of(paths[i].form), "path %s", shown(p, paths[i].path));
        is_number(cut, 0, "not cut");
    }
    for (i = 0; i < 1025; i++) {
        memcpy(text + 3 * i, "%61", 3);
    }
    form =
        cp_source_path(cp_span_between(text, text + 3 * 1024), 0, room, &cut);
    ok(form.n == 1024 && !cut, "1024 bytes after decoding");
    form = cp_source_path(cp_span_of(text), 0, room, &cut);
    ok(form.n == 1024 && cut, "one byte too long");
    memset(text, 'a', 3000);
    form = cp_source_path(cp_span_between(text, text + 1025), 0, room, &cut);
    ok(form.n == 1024 && cut, "too long without a percent sign");
}

int main(void)
{
    static const tap_group groups[] = {
        {"the grammar", grammar},      {"one form is stable", stable},
        {"the members", members},      {"limits of length", lengths},
        {"the form of a path", forms}, {NULL, NULL}};
    return tap_run(groups);
}
