/* SPDX-License-Identifier: Apache-2.0 */
/* Tags that are held as one before them: with this file and without it the same
 * bytes are written. The tags are random sequences of words. */
#include "core/html/cp_held_tags.h"

#include "tap.h"

/* ---- the caller of the rewriter ---- */

typedef struct site {
    cp_rewrite rewriter;
    cp_held_tags before; /* not used by the general path */
    cp_span origin;      /* of the last address that was judged */
    const char *held;    /* the category that the tag needs */
    cp_buf *out;
    int copies, likes;
} site;

/* The categories of addresses with these origins. */
static const struct {
    const char *origin, *category;
} sources[] = {{"https://a.example/", "one"},
               {"https://b.example:8443/", "two"},
               {"http://xn--c.example/", "one"},
               {"https://free.example/", NULL}};

static cp_rewrite_verdict on_address(void *baton, cp_span address,
                                     cp_rewrite_cause *cause)
{
    site *s = baton;
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(sources); i++) {
        if (cp_span_case_begins(address, sources[i].origin)) {
            s->origin = cp_span_of(sources[i].origin);
            if (sources[i].category == NULL) {
                return CP_REWRITE_ALLOWED;
            }
            s->held = sources[i].category;
            cause->category = sources[i].category;
            return CP_REWRITE_HELD;
        }
    }
    return CP_REWRITE_ALLOWED;
}

static int on_marked(void *baton, cp_span name, cp_span value)
{
    (void)baton, (void)name, (void)value;
    return 1;
}

static cp_rewrite_verdict on_categories(void *baton, cp_rewrite_cause *cause)
{
    site *s = baton;

    s->held = "marked";
    cause->category = "marked";
    return CP_REWRITE_HELD;
}

static void on_needs(void *baton, cp_buf *out)
{
    const site *s = baton;

    cp_buf_put(out, s->held);
}

static void on_page(void *baton, const cp_rewrite_cause *cause, cp_buf *out)
{
    const site *s = baton;

    cp_buf_puts(out, "/held?category=", cause->category,
                cp_rewrite_value(&s->rewriter, "sandbox").s ? "&locked" : "",
                NULL);
}

static const cp_rewrite_calls calls = {on_address, on_marked, on_categories,
                                       on_needs, on_page};

static void begin(apr_pool_t *p, site *s, unsigned flags)
{
    memset(s, 0, sizeof(*s));
    s->out = cp_buf_make(p, 256);
    cp_rewrite_begin(&s->rewriter, p, flags | CP_REWRITE_RELEASES, &calls, s);
}

/* Rewrites the tag to s->out. */
static void by_rewriter(site *s, cp_span tag, cp_space space)
{
    s->held = "";
    s->origin.n = 0;
    if (cp_rewrite_tag(&s->rewriter, tag, space)) {
        cp_insertions_apply(&s->rewriter.out, tag, s->out);
    }
    else {
        cp_buf_add(s->out, tag.s, tag.n);
    }
}

static void fast(apr_pool_t *p, site *s, cp_span tag, cp_space space)
{
    s->out->n = 0;
    if (cp_held_tags_copy(&s->before, &s->rewriter, tag, space, s->out)) {
        s->copies++;
        return;
    }
    if (cp_held_tags_like(&s->before, &s->rewriter, tag, space, s->out)) {
        s->likes++;
        return;
    }
    by_rewriter(s, tag, space);
    if (s->rewriter.verdict == CP_REWRITE_HELD && s->origin.n > 0) {
        cp_held_tags_keep(&s->before, p, &s->rewriter, tag, space, s->origin,
                          NULL);
    }
}

static void general(site *s, cp_span tag, cp_space space)
{
    s->out->n = 0;
    by_rewriter(s, tag, space);
}

/* ---- tags ---- */

static const char *const elements[] = {
    "<script", "<img",  "<iframe", "<script", "<img",   "<iframe", "<SCRIPT",
    "<a",      "<link", "<video",  "<embed",  "<image", "<scripts"};

static const char *const addresses[] = {
    " src=\"https://a.example/1.js\"",
    " src=\"https://a.example/2/long/path.js?with=a&amp;query=of&much=text\"",
    " src=\"https://b.example:8443/x\"",
    " src=\"http://xn--c.example/x\"",
    " src='https://a.example/3.js'",
    " src=\"https://free.example/\"",
    " src=\"https://a.example\"",
    " src=\"https://a.example.org/\"",
    " src=\"https://a.example/it's\"",
    " src='https://a.example/\"'",
    " src=\"/local\"",
    " src=\"https://a.example&#47;x\"",
    " SRC=\"https://a.example/4.js\"",
    " src=https://a.example/5.js",
    " src = \"https://a.example/6.js\"",
    " src",
    " src=\"\"",
    "\nsrc=\"https://a.example/7.js\"",
    "/src=\"https://a.example/8.js\""};

static const char *const others[] = {" async",
                                     " alt=\"\"",
                                     " alt=\"a text that is long enough\"",
                                     " width=\"1\" height=\"1\"",
                                     " title=\"a > b\"",
                                     " title='\"'",
                                     " class=x",
                                     " integrity=\"sha256-x\"",
                                     " referrerpolicy=\"origin\"",
                                     " type=\"text/javascript\"",
                                     " type=module",
                                     " name=\"frame\"",
                                     " sandbox=\"allow-scripts\"",
                                     " srcdoc=\"x\"",
                                     " srcset=\"https://b.example:8443/ 2x\"",
                                     " href=\"https://a.example/\"",
                                     " data-src=\"https://b.example:8443/\"",
                                     " attributionsrc",
                                     " data-cookie-policy-category=\"x\"",
                                     " data-cookie-policy-src=\"x\"",
                                     " ping=\"https://a.example/\"",
                                     " id=\"x\"class=\"y\"",
                                     " =x",
                                     "/",
                                     " "};

static const char *const ends[] = {">", ">", "/>", " >", "></x"};

/* Most words are of the first ones. */
static const char *some(const char *const *words, unsigned n, unsigned *state)
{
    unsigned random = (*state = *state * 1103515245u + 12345u) >> 8;

    return words[random % 4 ? random / 4 % (n / 4 + 1) : random / 4 % n];
}

#define SOME(words, state) some(words, TAP_COUNT(words), state)

static unsigned below(unsigned n, unsigned *state)
{
    return ((*state = *state * 1103515245u + 12345u) >> 16) % n;
}

static cp_span random_tag(char *text, unsigned *state)
{
    int more = (int)below(3, state), first = (int)below(3, state), i;
    cp_span tag;

    strcpy(text, SOME(elements, state));
    for (i = 0; i < first / 2; i++) {
        strcat(text, SOME(others, state));
    }
    strcat(text, SOME(addresses, state));
    for (i = 0; i < more; i++) {
        strcat(text, SOME(others, state));
    }
    if (below(16, state) == 0) {
        strcat(text, SOME(addresses, state));
    }
    strcat(text, SOME(ends, state));
    tag = cp_span_of(text);
    while (tag.s[tag.n - 1] != '>') { /* bytes of the next tag follow */
        tag.n--;
    }
    return tag;
}

/* ---- tests ---- */

enum { DOCUMENTS = 200, TAGS = 500 };

static void same_bytes(apr_pool_t *p, unsigned flags, site *a)
{
    static const cp_space spaces[] = {CP_SPACE_HTML, CP_SPACE_HTML,
                                      CP_SPACE_EITHER, CP_SPACE_SVG};
    unsigned state = 7;
    int i, j, wrong = 0, copies = 0, likes = 0;
    char text[1024];
    site b;

    for (i = 0; i < DOCUMENTS && !wrong; i++) {
        begin(p, a, flags);
        begin(p, &b, flags);
        for (j = 0; j < TAGS && !wrong; j++) {
            cp_span tag = random_tag(text, &state);
            cp_space space = spaces[below(TAP_COUNT(spaces), &state)];

            fast(p, a, tag, space);
            general(&b, tag, space);
            wrong = a->out->n != b.out->n
                 || memcmp(a->out->s, b.out->s, b.out->n) != 0;
            if (wrong) {
                diag("%s", shown_text(p, text));
                diag("%s", shown_text(p, cp_buf_text(a->out)));
                diag("%s", shown_text(p, cp_buf_text(b.out)));
            }
        }
        copies += a->copies;
        likes += a->likes;
    }
    ok(!wrong, "the rewriter writes the same bytes");
    a->copies = copies;
    a->likes = likes;
}

static void documents(apr_pool_t *p)
{
    site s;

    same_bytes(p, 0, &s);
    ok(s.copies > DOCUMENTS, "%d tags are copies", s.copies);
    ok(s.likes > DOCUMENTS * TAGS / 50, "%d tags are similar", s.likes);
    same_bytes(p, CP_REWRITE_UNIFORM, &s);
    ok(s.copies > DOCUMENTS, "also in a uniform page");
}

static void excluded(apr_pool_t *p)
{
    site s;

    same_bytes(p, CP_REWRITE_XML, &s);
    ok(s.copies == 0 && s.likes == 0, "no tag of XML is kept");
    same_bytes(p, CP_REWRITE_MARKS, &s);
    ok(s.copies == 0 && s.likes == 0, "nor with marks of other tools");
}

static void clearing(apr_pool_t *p)
{
    cp_span tag = SPAN("<script src=\"https://a.example/1.js\"></script>");
    site s;

    tag.n = cp_span_find(tag, '>') + 1;
    begin(p, &s, 0);
    fast(p, &s, tag, CP_SPACE_HTML);
    fast(p, &s, tag, CP_SPACE_HTML);
    is_number(s.copies, 1, "the second tag is a copy");
    cp_held_tags_clear(&s.before);
    fast(p, &s, tag, CP_SPACE_HTML);
    is_number(s.copies, 1, "not after all tags are forgotten");
}

int main(void)
{
    static const tap_group groups[] = {{"the same bytes", documents},
                                       {"excluded", excluded},
                                       {"clearing", clearing},
                                       {NULL, NULL}};

    return tap_run(groups);
}
