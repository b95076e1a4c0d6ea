/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scanner and the rewriter together: all addresses of the host held.example
 * are held. With the argument "--lines" the program is the tool of
 * t/judges/held.t: each input line is a document of HTML in hexadecimal digits;
 * each output line has the same document with its insertions, "=" if it is the
 * same byte by byte or else "!", and why the scanner stopped.
 */
#include "core/html/cp_html.h"
#include "core/html/cp_rewrite.h"

#include "tap.h"

#define P "data-cookie-policy-"

/* ---- the caller of the rewriter ---- */

static cp_rewrite_verdict on_address(void *baton, cp_span address,
                                     cp_rewrite_cause *cause)
{
    static const char host[] = "//held.example";
    apr_size_t i;

    (void)baton;
    cause->category = "";
    for (i = 0; i + sizeof(host) - 1 <= address.n; i++) {
        if (!memcmp(address.s + i, host, sizeof(host) - 1)) {
            return CP_REWRITE_HELD;
        }
    }
    return CP_REWRITE_ALLOWED;
}

static int on_marked(void *baton, cp_span name, cp_span value)
{
    (void)baton, (void)name, (void)value;
    return 0;
}

static cp_rewrite_verdict on_categories(void *baton, cp_rewrite_cause *cause)
{
    (void)baton, (void)cause;
    return CP_REWRITE_ALLOWED;
}

static void on_page(void *baton, const cp_rewrite_cause *cause, cp_buf *out)
{
    (void)baton, (void)cause;
    cp_buf_put(out, "/held-page");
}

static void on_needs(void *baton, cp_buf *out)
{
    (void)baton;
    cp_buf_put(out, "");
}

static const cp_rewrite_calls calls = {on_address, on_marked, on_categories,
                                       on_needs, on_page};

/* More bytes than any document has. */
#define WHOLE 1000000

/* ---- a document ---- */

typedef struct document {
    cp_html html;
    cp_html_open_elements stack;
    cp_rewrite rewrite;
    cp_buf *out, *tag;
} document;

static void begin(document *d, apr_pool_t *p, int flags)
{
    cp_html_begin_tags(&d->html, flags | CP_HTML_CHARSET_DECLARED, &d->stack);
    cp_rewrite_begin(&d->rewrite, p, flags & CP_HTML_XML ? CP_REWRITE_XML : 0,
                     &calls, NULL);
    d->out = cp_buf_make(p, 4096);
    d->tag = cp_buf_make(p, 4096);
}

/* The last bytes of the output are a complete tag. */
static void on_tag(document *d)
{
    apr_size_t held = cp_html_held(&d->html);
    char *end = d->out->s + d->out->n;

    d->tag->n = 0;
    cp_buf_add(d->tag, end - held, held);
    if (cp_rewrite_tag(&d->rewrite,
                       cp_span_between(d->tag->s, d->tag->s + held),
                       cp_html_tag_space(&d->html))) {
        d->out->n -= held;
        cp_insertions_apply(&d->rewrite.out,
                            cp_span_between(d->tag->s, d->tag->s + held),
                            d->out);
    }
}

static void read_in(document *d, cp_span text, apr_size_t step)
{
    cp_html_event event = CP_HTML_MORE;
    apr_size_t used;

    while (text.n > 0 && event != CP_HTML_GIVE_UP) {
        event = cp_html_feed(&d->html, text.s, text.n < step ? text.n : step,
                             &used);
        cp_buf_add(d->out, text.s, used);
        text = cp_span_skip(text, used);
        if (event == CP_HTML_TAG) {
            on_tag(d);
        }
    }
    cp_buf_add(d->out, text.s, text.n);
}

/* Returns why the scanner stopped, or "whole". */
static const char *why(const document *d)
{
    return d->html.event == CP_HTML_GIVE_UP ? cp_html_reason(&d->html)
                                            : "whole";
}

static int is_same(const document *a, const document *b)
{
    return a->out->n == b->out->n && !memcmp(a->out->s, b->out->s, a->out->n)
        && !strcmp(why(a), why(b));
}

/* ---- XHTML ---- */

#define X "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"de\"><body>"
#define A "//held.example/a\""

static const struct {
    const char *text, *result;
} xhtml[] = {
    {X "<img src=\"" A "/>", X "<img " P "src=\"" A "/>"},
    {X "<h:img src=\"" A "/>", X "<h:img " P "src=\"" A "/>"},
    {X "<svg><image xlink:href=\"" A "/></svg>",
     X "<svg><image xlink:" P "href=\"" A "/></svg>"},
    {X "<s:svg><s:use href=\"" A "/></s:svg>",
     X "<s:svg><s:use " P "href=\"" A "/></s:svg>"},
    {X "<svg><foreignObject><img src=\"" A "/></foreignObject></svg>",
     X "<svg><foreignObject><img " P "src=\"" A "/></foreignObject></svg>"},
    {X "<![CDATA[<img src=\"" A "/>]]>", X "<![CDATA[<img src=\"" A "/>]]>"},
    {X "<?x <img src=\"" A "/>?>", X "<?x <img src=\"" A "/>?>"},
    {X "<!-- <img src=\"" A "/> -->", X "<!-- <img src=\"" A "/> -->"},
};

static void test_xhtml(apr_pool_t *p)
{
    document a, b;
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(xhtml); i++) {
        begin(&a, p, CP_HTML_XML);
        begin(&b, p, CP_HTML_XML);
        read_in(&a, cp_span_of(xhtml[i].text), WHOLE);
        read_in(&b, cp_span_of(xhtml[i].text), 1);
        ok(is_same(&a, &b), "byte by byte: %s", xhtml[i].text);
        ok(!strcmp(cp_buf_text(a.out), xhtml[i].result), "%s", xhtml[i].text);
    }
}

/* ---- long tags, and what is read of tags that are not reported ---- */

/* Returns a document with a tag of n bytes. */
static cp_span long_document(apr_pool_t *p, apr_size_t n)
{
    static const char head[] = "<p></p><img src=//held.example/a title=\"";
    cp_buf *out = cp_buf_make(p, n + 64);

    cp_buf_put(out, head);
    while (out->n < n + strlen("<p></p>") - 2) {
        cp_buf_char(out, 'x');
    }
    cp_buf_put(out, "\"><img src=//held.example/b>");
    return cp_span_between(out->s, out->s + out->n);
}

static void test_long_tags(apr_pool_t *p)
{
    document d;
    int over;
    apr_size_t step;

    for (over = 0; over < 2; over++) {
        for (step = 1; step < WHOLE; step *= 1000) {
            begin(&d, p, 0);
            read_in(&d, long_document(p, CP_HTML_MAX_TAG + over), step);
            ok(cp_html_long_tags(&d.html) == (unsigned)over,
               "a tag of %d bytes, in pieces of %d", CP_HTML_MAX_TAG + over,
               (int)step);
            ok((strstr(cp_buf_text(d.out), P "src=//held.example/a") == NULL)
                   == over,
               "... it is %s", over ? "left" : "held");
            ok(strstr(cp_buf_text(d.out), P "src=//held.example/b") != NULL,
               "... the next one is held");
        }
    }
}

static void test_language(apr_pool_t *p)
{
    document d;

    begin(&d, p, 0);
    read_in(&d, cp_span_of("<!DOCTYPE html><html lang=de-AT><p>"), 1);
    ok(cp_html_lang(&d.html).n == 5, "the language of a page is known");
    begin(&d, p, CP_HTML_XML);
    read_in(&d, cp_span_of(X), 1);
    ok(cp_html_lang(&d.html).n == 2, "and that of a page of XML");
}

/* ---- the tool ---- */

static int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Reads a line of hexadecimal digits. Returns 0 at the end. */
static int read_line(cp_buf *text)
{
    int a, b;

    text->n = 0;
    while ((a = getchar()) != EOF && a != '\n' && (b = getchar()) != EOF) {
        cp_buf_char(text, (char)(digit((char)a) << 4 | digit((char)b)));
    }
    return a != EOF;
}

static void answer(apr_pool_t *p, cp_span text)
{
    document a, b;
    apr_size_t i;

    begin(&a, p, 0);
    begin(&b, p, 0);
    read_in(&a, text, WHOLE);
    read_in(&b, text, 1);
    for (i = 0; i < a.out->n; i++) {
        printf("%02x", (unsigned char)a.out->s[i]);
    }
    printf(" %c %s\n", is_same(&a, &b) ? '=' : '!', why(&a));
}

static void answer_lines(apr_pool_t *p)
{
    cp_buf *text = cp_buf_make(p, 4096);
    apr_pool_t *each;

    apr_pool_create(&each, p);
    while (read_line(text)) {
        answer(each, cp_span_between(text->s, text->s + text->n));
        apr_pool_clear(each);
    }
}

int main(int argc, char **argv)
{
    static const tap_group groups[] = {{"XHTML", test_xhtml},
                                       {"long tags", test_long_tags},
                                       {"the language", test_language},
                                       {NULL, NULL}};
    apr_pool_t *p;

    if (argc < 2 || strcmp(argv[1], "--lines")) {
        return tap_run(groups);
    }
    apr_initialize();
    apr_pool_create(&p, NULL);
    answer_lines(p);
    apr_terminate();
    return 0;
}
