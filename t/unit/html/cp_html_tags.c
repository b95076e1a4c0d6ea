/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start tags that are reported. In each document "«" is before each of them, and
 * "»" ends it if the scanner gives up. The test feeds the document at
 * once, byte by byte, and cut at every offset.
 */
#include "core/html/cp_html.h"

#include "tap.h"

#define MARK "\xC2\xAB"
#define STOP "\xC2\xBB"
#define B "<!DOCTYPE html><html><head><title>t</title></head><body>"

static const char *const documents[] = {
    /* Elements. */
    B "«<script src=a></script>«<img src=b>«<iframe src=c></iframe>",
    B "«<source src=a>«<embed src=b>«<object data=c></object>«<video src=d>",
    B "«<audio src=a></audio>«<track src=b>«<input src=c>«<image src=d>",
    B "<p>x</p><div class=a><span>y</span></div><my-element src=a>",
    "«<base href=x>«<link rel=a>«<style>x</style><meta name=a><title>x</title>",
    B "<a href=x>y</a>«<a ping=x>y</a>«<a href='y' attributionsrc>z</a>",
    B "<a title=ping pingx='x' href='ping'>y</a>«<area PING=x><area pin=g>",
    B "<table><tr><td>x</table>«<table background=x>«<tr background>",
    B
    "<table>«<tbody Background='x'>«<td a=b background=x c>«<th background=x>",
    B "<table>«<thead background=a>«<tfoot background=b>«<col background=c>",
    "<html>«<body background=x>x</body></html>",
    "<html><body class=background bg=x background2=x>x</body></html>",
    B "<use href=a><feimage href=a>",
    /* Text that looks like a tag. */
    B "<!-- <img> -->«<img src='<img>'><p title=\"<img>\"><?<img>>",
    B "«<script>'<img>'</script>«<style><img></style><xmp><img></xmp>",
    B "«<script><!-- <script> </script><img> --></script>«<img>",
    B "<textarea><img></textarea><noembed><img></noembed>",
    B "<noframes><img></noframes>«<iframe><img></iframe>",
    "<title><img></title><![CDATA[<img>]]>«<img>",
    B "< img><1img></img>«<img/>«<IMG>«<img\n>«<img/src=x>",
    B "<plaintext><img></plaintext><img>",
    B "<imgx><xscript>«<img <img>",
    B "«<img><img",
    B "«<img><",
    /* Contexts. */
    B "<template>«<img></template><template><tr>«<td background=x></template>",
    B "<noscript>«<img src=a></noscript>«<img src=b>",
    B "<p><noscript><p>«<img src=a></noscript>«<img src=b>",
    B "<noscript></div>«<iframe></iframe><noscript>«<img></noscript>«<img>",
    B "<noscript><!-- <img> -->«<style></style>",
    B "<noscript>«<img>«<style></noscript><img></style>»",
    B "<noscript>«<style></style>«<img></noscript>«<img>",
    B "<table><tr><td><noscript><tr>«<img></noscript>«<img>",
    B "<table><tbody><noscript><td><caption>«<img></noscript></table>«<img>",
    B "<select><option>x</option>«<script></script></select>«<img>",
    B "<select><optgroup><option><b>a</b><table></select>«<script></script>",
    B "<select>«<input>«<style></style>«<img>",
    B "<table><tr><td><select><svg><g></g>«<tr background=x><td></table>",
    B "<select><svg>«<input src=x>«<video src=y>«<use></svg></select>",
    B "<select><svg>«<img></svg></select>»",
    B "<table><select><math>«<td background=x></table>",
    "<html><head>«<link></head><frameset>«<frame src=a>«<frame src=b>"
    "</frameset><noframes><img></noframes></html>",
    B "<frameset>«<frame src=a></frameset>«<script></script>",
    /* SVG and MathML. */
    B "<svg>«<script/>«<image href=a />«<use/>«<feImage/></svg>«<img>",
    B "<svg><title>«<img></title>«<style>«<image></style></svg>«<img>",
    B "<svg>«<video/>«<source/>«<iframe></iframe>«<link/>«<a ping=x /></svg>",
    B "<svg><![CDATA[<img>]]>«<image></svg>",
    B "<svg><foreignObject>«<img>«<script></script></foreignObject>«<use>",
    B "<svg><g>«<img src=a>«<image>",
    B "<math>«<image/>«<script></script><mi>«<img></mi></math>",
    B "<svg><font>«<image></font></svg>«<img>",
    B "<svg><font size=1>«<img>«<image></font>«<img>",
    B "<svg><font sizes=1 colors face-x>«<image></svg>«<img>",
    B "<math><annotation-xml>«<iframe></annotation-xml></math>«<img>",
    B "<math><annotation-xml encoding=text/html>«<iframe><img></iframe>"
      "</annotation-xml>«<script></script></math>",
    B "<math><annotation-xml><svg>«<image></svg>«<image></annotation-xml>",
    B "<select><svg>«<input>«<image src=a></svg></select>«<img>",
    B "<p><svg><path></p>«<style><img></style>",
    /* A tree that is not certain, without and with SVG. */
    B "<b><b><b><b><b><div></b></b></b></b></b>«<style><img></style>",
    B "<i><i><i><i><i><i><b><div><p><ul></b></i></i>«<img><svg>«<use></svg>",
};

/* Documents that the scanner cannot read. */
typedef struct stop_row {
    const char *html, *why;
} stop_row;

#define CLEAR "can be read in more than one way"
static const stop_row stops[] = {
    {"x<img>", "does not begin with a tag"},
    {B "<noscript><!-- </noscript> -->", "has a noscript"},
    {B "<noscript><svg></noscript>", CLEAR},
    {B "<noscript><plaintext></noscript>", "has a noscript"},
    {B "<select><style>", CLEAR},
    {B "<select><svg><title>", CLEAR},
    {B "<select><svg><![CDATA[", CLEAR},
    {"<html><frameset><script>", CLEAR},
    {"<html><frameset><svg>", CLEAR},
    {"<html><body><template><col>", CLEAR},
    {B "<select><b></select><div><svg></div>", CLEAR},
};

/* ---- reading ---- */

enum { ROOM = 4096 };

/* A document with the marks that the scanner's answers give it. */
typedef struct answer {
    char text[ROOM];
    apr_size_t n;
    int is_held; /* what is held is always an unfinished tag */
    cp_html h;
    cp_html_open_elements stack;
} answer;

static void put(answer *a, const char *s, apr_size_t n)
{
    memcpy(a->text + a->n, s, n);
    a->n += n;
    a->text[a->n] = '\0';
}

/* Inserts a mark before the last `held` bytes. */
static void put_mark(answer *a, apr_size_t held, const char *mark)
{
    apr_size_t n = strlen(mark);
    char *at = a->text + a->n - held;

    memmove(at + n, at, held + 1);
    memcpy(at, mark, n);
    a->n += n;
}

/* Feeds one piece. Returns 0 if the scanner gives up. */
static int feed(answer *a, const char *s, apr_size_t n)
{
    while (n > 0) {
        apr_size_t used;
        cp_html_event event = cp_html_feed(&a->h, s, n, &used);

        put(a, s, used);
        s += used;
        n -= used;
        a->is_held &= cp_html_held(&a->h) == 0
                   || a->text[a->n - cp_html_held(&a->h)] == '<';
        if (event == CP_HTML_GIVE_UP) {
            put(a, s, n);
            return 0;
        }
        if (event == CP_HTML_TAG) {
            a->is_held &= a->text[a->n - 1] == '>';
            put_mark(a, cp_html_held(&a->h), MARK);
        }
    }
    return 1;
}

/* Feeds a document, cut at `first` and then every `step` bytes. */
static void read_in(answer *a, const char *s, int flags, apr_size_t first,
                    apr_size_t step)
{
    apr_size_t n = strlen(s), at = 0, to = first;

    a->n = 0;
    a->is_held = 1;
    a->text[0] = '\0';
    cp_html_begin_tags(&a->h, flags, &a->stack);
    while (at < n) {
        to = to < n ? to : n;
        if (!feed(a, s + at, to - at)) {
            put(a, s + to, n - to);
            put(a, STOP, strlen(STOP));
            return;
        }
        at = to;
        to += step;
    }
}

/* Copies a text without its marks. */
static void unmark(char *out, const char *s)
{
    while (*s) {
        if (!strncmp(s, MARK, 2) || !strncmp(s, STOP, 2)) {
            s += 2;
        }
        else {
            *out++ = *s++;
        }
    }
    *out = '\0';
}

/* The expected text ends where the scanner stops. */
static int as_expected(const answer *a, const char *want)
{
    return a->is_held && !strcmp(a->text, want);
}

static void check(const char *want, int flags)
{
    static answer a, b;
    char text[ROOM];
    apr_size_t i, n;

    unmark(text, want);
    n = strlen(text);
    read_in(&a, text, flags, n, n);
    ok(as_expected(&a, want), "%s", want);
    if (strcmp(a.text, want)) {
        diag("%s", a.text);
    }
    for (i = 1; i < n; i++) {
        read_in(&b, text, flags, i, n);
        if (!as_expected(&b, a.text)) {
            break;
        }
        read_in(&b, text, flags, i, 1);
        if (!as_expected(&b, a.text)) {
            break;
        }
    }
    ok(i >= n, "... the same in pieces");
    if (i < n) {
        diag("cut at %d: %s", (int)i, b.text);
    }
}

static void test_stops(apr_pool_t *p)
{
    static answer a;
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(stops); i++) {
        read_in(&a, stops[i].html, CP_HTML_CHARSET_DECLARED, ROOM, 1);
        ok(a.h.event == CP_HTML_GIVE_UP
               && strstr(cp_html_reason(&a.h), stops[i].why) != NULL,
           "stops: %s", stops[i].html);
    }
}

static void test_documents(apr_pool_t *p)
{
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(documents); i++) {
        check(documents[i], CP_HTML_CHARSET_DECLARED);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"documents", test_documents},
                                       {"what stops it", test_stops},
                                       {NULL, NULL}};

    return tap_run(groups);
}
