/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tags that cp_local_tag calls local have no address with a scheme or a host,
 * according to the rewriter and the parser of addresses, and no category. All
 * strings of some words are tried.
 */
#include "core/html/cp_local_tag.h"

#include "core/html/cp_rewrite.h"
#include "core/http/cp_url.h"

#include "tap.h"

/* ---- the general path ---- */

typedef struct site {
    cp_url base;
    cp_buf *room;
    int leaves; /* an address leaves the site, or there is a category */
} site;

static cp_rewrite_verdict on_address(void *baton, cp_span address,
                                     cp_rewrite_cause *cause)
{
    site *s = baton;
    cp_url url;

    (void)cause;
    s->room->n = 0;
    if (!cp_url_parse(address, &s->base, s->room, &url)
        || !cp_span_eq(url.host, s->base.host)
        || !cp_span_eq(url.scheme, s->base.scheme)) {
        s->leaves = 1;
    }
    return CP_REWRITE_ALLOWED;
}

static int on_marked(void *baton, cp_span name, cp_span value)
{
    site *s = baton;

    (void)name, (void)value;
    s->leaves = 1;
    return 0;
}

static cp_rewrite_verdict on_categories(void *baton, cp_rewrite_cause *cause)
{
    (void)baton, (void)cause;
    return CP_REWRITE_ALLOWED;
}

static void on_page(void *baton, const cp_rewrite_cause *cause, cp_buf *out)
{
    (void)baton, (void)cause, (void)out;
}

static void on_needs(void *baton, cp_buf *out)
{
    (void)baton, (void)out;
}

static const cp_rewrite_calls calls = {on_address, on_marked, on_categories,
                                       on_needs, on_page};

/* ---- the tags ---- */

static const char *const words[] = {
    "/",       "//",       "\\",       ":",
    "&amp;",   "&",        "&#47;",    "&sol;",
    "&colon;", "&Tab;",    "\t",       "\n",
    " ",       "\"",       "'",        "=",
    "https:",  "a.b/c",    "\xC3\xA9", "%2F",
    " src=",   " srcset=", ", /x 2x",  " data-cookie-policy-category=",
    " Y-",     "?#"};

static const char *const ends[] = {">", "/>", "\">",
                                   " width=\"100\" height=1>"};

enum { WORDS = TAP_COUNT(words), ENDS = TAP_COUNT(ends), MOST = 4 };

/* Makes the tag of a number. */
static cp_span tag_of(char *text, unsigned n)
{
    apr_size_t length;
    int i;

    strcpy(text, n % 2 ? "<img src=\"" : "<source srcset=");
    n /= 2;
    strcat(text, n % 2 ? "/a/long/path/to/a/picture" : "");
    n /= 2;
    length = n % ENDS;
    n /= ENDS;
    for (i = 0; i < MOST; i++) {
        strcat(text, words[n % WORDS]);
        n /= WORDS;
    }
    strcat(text, ends[length]);
    return cp_span_of(text);
}

static void all_tags(apr_pool_t *p)
{
    enum { TRIED = 2 * 2 * ENDS * WORDS * WORDS * WORDS * WORDS, STEP = 7 };
    unsigned i, local = 0;
    cp_rewrite rewriter;
    char text[256];
    int wrong = 0;
    site s;

    s.room = cp_buf_make(p, 256);
    cp_url_parse(cp_span_of("https://a.example/d/e"), NULL, cp_buf_make(p, 64),
                 &s.base);
    cp_rewrite_begin(&rewriter, p, CP_REWRITE_RELEASES, &calls, &s);
    for (i = 0; i < TRIED && !wrong; i += STEP) {
        cp_span tag = tag_of(text, i);

        s.leaves = 0;
        if (cp_local_tag(tag)) {
            local++;
            wrong = cp_rewrite_tag(&rewriter, tag, CP_SPACE_HTML) || s.leaves;
        }
    }
    ok(!wrong, "tags that are called local have no other address");
    if (wrong) {
        diag("%s", shown_text(p, text));
    }
    ok(local > TRIED / STEP / 50, "%u of %u tags are called local", local,
       TRIED / STEP);
}

static void certain_tags(apr_pool_t *p)
{
    static const char *const local[] = {
        "<img src=\"/i/1.jpg\" alt=\"a picture\" width=100>",
        "<a href=\"/x?a=1&amp;b=2\" ping=/p>", "<link rel=icon href=icon.png>",
        "<img src=x>"};
    static const char *const others[] = {"<img src=//b.example/>",
                                         "<img src=\"https://b.example/\">",
                                         "<img src=\"/&#47;b.example/\">",
                                         "<img src=\"\\\\b.example/\">",
                                         "<img src=\"/\t/b.example/\">",
                                         "<img data-cookie-policy-category=x>",
                                         "<img DATA-COOKIE-POLICY-CATEGORY=x>"};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(local); i++) {
        ok(cp_local_tag(cp_span_of(local[i])), "local: %s", local[i]);
    }
    for (i = 0; i < TAP_COUNT(others); i++) {
        ok(!cp_local_tag(cp_span_of(others[i])), "not local: %s", others[i]);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"single tags", certain_tags},
                                       {"all short tags", all_tags},
                                       {NULL, NULL}};
    return tap_run(groups);
}
