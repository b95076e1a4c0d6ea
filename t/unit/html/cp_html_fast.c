/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast paths of the scanner find the same as the states of the tokenizer.
 * A document that is fed byte by byte is read by the states alone: every fast
 * path needs a complete tag, or the end of a text, in the buffer. The documents
 * are all strings of a small alphabet up to some length, and random longer ones
 * that are cut at every byte.
 */
#include "core/html/cp_html.h"
#include "core/html/cp_local_tag.h"

#include "tap.h"

/* Enough bytes after a tag for each fast path to read it. */
#define LONG_TEXT                                       \
    "0123456789012345678901234567890123456789012345678" \
    "0123456789012345678901234567890123456789012345678" \
    "0123456789012345678901234567890123456789012345678" \
    "0123456789012345678901234567890123456789012345678" \
    "0123456789012345678901234567890123456789012345678" \
    "0123456789012345678901234567890123456789012345678" \
    "0123456789012345678901234567890123456789012345678" \
    "0123456789012345678901234567890123456789012345678"

/* ---- one document ---- */

typedef struct reading {
    cp_html_event event;
    apr_size_t at; /* the place, in the end that of the end of body */
    apr_size_t start;
    const char *reason;
    char lang[CP_HTML_LANG + 1];
    int may_leave, unclear;
    cp_span policies;
} reading;

/* Feeds a document to its end, cut at `cut` and then every `step` bytes. */
static cp_html_event feed(cp_html *h, apr_size_t *at, cp_span doc,
                          apr_size_t cut, apr_size_t step)
{
    cp_html_event event = CP_HTML_MORE;

    while (*at < doc.n && (event == CP_HTML_MORE || event == CP_HTML_HEAD)) {
        apr_size_t used, n = *at < cut ? cut - *at : step;

        n = n < doc.n - *at ? n : doc.n - *at;
        event = cp_html_feed(h, doc.s + *at, n, &used);
        *at += used;
    }
    return event == CP_HTML_MORE || event == CP_HTML_HEAD ? cp_html_end(h)
                                                          : event;
}

/* Returns a pool for the text of policies, which lives until the next call. */
static apr_pool_t *room_for_policies(void)
{
    static apr_pool_t *room;

    if (room == NULL) {
        apr_pool_create(&room, NULL);
    }
    apr_pool_clear(room);
    return room;
}

static reading read_document(cp_span doc, int flags, apr_size_t cut,
                             apr_size_t step)
{
    static cp_meta meta;
    static cp_html_open_elements stack;
    reading r = {CP_HTML_MORE, 0, 0, "", "", 0, 0, {NULL, 0}};
    cp_html h;

    cp_html_begin(&h, flags);
    cp_meta_begin(&meta, room_for_policies());
    h.policies = &meta;
    r.event = feed(&h, &r.at, doc, cut, step);
    if (r.event == CP_HTML_BODY) {
        r.at -= cp_html_held(&h);
        r.start = r.at;
        r.policies = (cp_span){meta.text, meta.kept};
        r.unclear = meta.unclear;
        r.may_leave = cp_html_base_may_leave(&h);
        apr_cpystrn(r.lang, cp_html_lang(&h).s, cp_html_lang(&h).n + 1);
        cp_html_seek_body_end(&h, &stack);
        r.event = feed(&h, &r.at, doc, cut, step);
        r.at -= cp_html_held(&h);
    }
    r.reason = cp_html_reason(&h);
    return r;
}

/* The number of bytes that were read before giving up is not compared. */
static int is_same(const reading *a, const reading *b)
{
    return a->event == b->event && a->reason == b->reason
        && (a->event == CP_HTML_GIVE_UP || a->at == b->at)
        && a->start == b->start && a->may_leave == b->may_leave
        && a->unclear == b->unclear && !strcmp(a->lang, b->lang);
}

/* ---- the start tags of a document ---- */

/* The reported tags as one number: the end, the length, the namespace and the
 * place of each. `others` is the same without the tags that need not be
 * reported; see cp_html_skip_local(). */
typedef struct tags {
    apr_uint64_t sum, others;
    cp_html_event event;
    const char *reason;
} tags;

static apr_uint64_t with(apr_uint64_t sum, apr_uint64_t value)
{
    return (sum ^ value) * APR_UINT64_C(0x100000001B3);
}

/* True for the tag of a base, in lower case. */
static int is_base(cp_span tag)
{
    return tag.n > 6 && !memcmp(tag.s, "<base", 5);
}

static void note(tags *t, const cp_html *h, cp_span doc, apr_size_t at)
{
    apr_size_t held = cp_html_held(h);
    cp_span tag = cp_span_between(doc.s + at - held, doc.s + at);
    apr_uint64_t place = (apr_uint64_t)cp_html_tag_space(h) << 8
                       | (apr_uint64_t)cp_html_tag_place(h);

    t->sum = with(with(with(t->sum, at), held), place);
    if (!cp_local_tag(tag) || is_base(tag)) {
        t->others = with(with(with(t->others, at), held), place);
    }
}

static tags read_tags(cp_span doc, int flags, apr_size_t cut, apr_size_t step,
                      int skips)
{
    static cp_html_open_elements stack;
    tags t = {1, 1, CP_HTML_MORE, ""};
    apr_size_t at = 0;
    cp_html h;

    cp_html_begin_tags(&h, flags, &stack);
    cp_html_skip_local(&h, skips);
    while (at < doc.n && t.event != CP_HTML_GIVE_UP) {
        apr_size_t used, n = at < cut ? cut - at : step;

        n = n < doc.n - at ? n : doc.n - at;
        t.event = cp_html_feed(&h, doc.s + at, n, &used);
        at += used;
        if (t.event == CP_HTML_TAG) {
            note(&t, &h, doc, at);
        }
    }
    t.event = t.event == CP_HTML_TAG ? CP_HTML_MORE : t.event;
    t.reason = cp_html_reason(&h);
    return t;
}

/* Compares the tags of the document at once, or cut at `cut`, with those of the
 * same byte by byte. */
static int agree_tags(cp_span doc, int flags, apr_size_t cut)
{
    tags whole = read_tags(doc, flags, cut, doc.n, 0);
    tags other = read_tags(doc, flags, cut, doc.n, 1);
    tags bytes = read_tags(doc, flags, 0, 1, 0);

    return whole.sum == bytes.sum && whole.event == bytes.event
        && whole.reason == bytes.reason && other.others == bytes.others
        && other.event == bytes.event && other.reason == bytes.reason;
}

/* ---- comparing ---- */

/* Compares the document at once with the same byte by byte. */
static int agrees(cp_span doc, int flags)
{
    char policies[CP_META_SIZE];
    reading whole = read_document(doc, flags, 0, doc.n), bytes;

    memcpy(policies, whole.policies.s ? whole.policies.s : "",
           whole.policies.n);
    bytes = read_document(doc, flags, 0, 1);
    return agree_tags(doc, flags, 0) && is_same(&whole, &bytes)
        && whole.policies.n == bytes.policies.n
        && !memcmp(policies, bytes.policies.s ? bytes.policies.s : "",
                   bytes.policies.n);
}

/* ---- all strings of an alphabet ---- */

/* A document whose middle consists of the words of an alphabet. */
typedef struct family {
    const char *name, *before, *after;
    const char *words; /* separated by '|' */
    unsigned most;     /* words of the longest string */
    int flags;
} family;

static const family families[] = {
    {"attributes before the body", "<!DOCTYPE html><link",
     "><title>x</title><body>" LONG_TEXT, "a|=|\"|'| |/|>", 5,
     CP_HTML_CHARSET_DECLARED},
    {"attributes in body", "<body><div", "><p>x</p></div></body>" LONG_TEXT,
     "a|=|\"|'| |/|>", 5, CP_HTML_CHARSET_DECLARED},
    {"attributes in body, near the end", "<body><div", ">x</div></body>",
     "a|=|\"|'| |/|>", 5, CP_HTML_CHARSET_DECLARED},
    {"a long attribute in body", "<body><div " LONG_TEXT, ">x</div></body>",
     "a|=|\"|'| |/|>", 4, CP_HTML_CHARSET_DECLARED},
    {"the charset of a meta", "<html><meta", "><body>x</body>" LONG_TEXT,
     " charset|=|\"|'|utf-8|iso-2022-jp| http-equiv|content-type| "
     "content|x;charset=utf-8",
     4, 0},
    {"the policy of a meta", "<html><meta", "><body>x</body>" LONG_TEXT,
     "=|\"|'| http-equiv|content-security-policy| content|script-src 'self'", 5,
     CP_HTML_CHARSET_DECLARED},
    {"the language", "<html", "><body>x</body>" LONG_TEXT,
     " lang|=|\"|'|de|en| x|/| ", 5, CP_HTML_CHARSET_DECLARED},
    {"the base", "<html><base", "><body>x</body>" LONG_TEXT,
     " href|=|\"|//x|/y|\\|a:|&| ", 4, CP_HTML_CHARSET_DECLARED},
    {"comments", "<html><!--", "--><body>x</body>" LONG_TEXT, "-|!|>|<|a", 6,
     CP_HTML_CHARSET_DECLARED},
    {"scripts", "<html><script>", "</script><body>x</body>" LONG_TEXT,
     "<|/|script|>|!--|--| |a", 5, CP_HTML_CHARSET_DECLARED},
    {"tags before the body", "<html>", "x</body>" LONG_TEXT,
     "<head>|</head>|<BODY>|<title>|</title>|<template>|</template>|<link |<"
     "noscript>|</noscript>|<p>|a| |>",
     4, CP_HTML_CHARSET_DECLARED},
    {"tags in body", "<body>", "</body>" LONG_TEXT,
     "<p>|</p>|<b>|</b>|<a>|</a>|<div>|</div>|<table>|<td>|</table>|<svg>|</"
     "svg>|<x-y>|</x-y>|<select>|<H1>|</h1>|</",
     3, CP_HTML_CHARSET_DECLARED},
    {"tags in body, near the end", "<body>", "</body>",
     "<p>|</p>|<i>|</I>|<li>|</li>|<div>|</DIV>|<ul>|</ul>|<br/>|<script>|</"
     "script>|<!--|-->|<",
     4, CP_HTML_CHARSET_DECLARED},
    {"attributes of a link", "<body><a",
     ">x</a><i class=\"a\">y</i><img src=x>" LONG_TEXT,
     " ping| attributionsrc| href|=|\"|x|'| |/|>|SRC", 4,
     CP_HTML_CHARSET_DECLARED},
    {"a long link",
     "<body><a href=\"012345678901234567890123456789012345678901234567",
     ">x</a><i class=\"a\">y</i><img src=x>" LONG_TEXT,
     "\"| ping| attributionSrc|=|x|'| |/|>", 4, CP_HTML_CHARSET_DECLARED},
    {"attributes of a cell", "<body><table><tr><td",
     ">x</td><td background=x></table>" LONG_TEXT,
     " background| BackGround| class|=|\"|x|'| |/|>|kg", 4,
     CP_HTML_CHARSET_DECLARED},
    {"attributes of an image", "<body><img", "><p>x</p><img>" LONG_TEXT,
     " src| width|=|\"|x|'| |/|>", 4, CP_HTML_CHARSET_DECLARED},
    {"addresses of an image", "<body><img src=\"",
     "\" alt=\"a\"><p>x</p><img>" LONG_TEXT,
     "/|//|\\|:|&amp;|&#47;|y-|Y|-|\t|\n|\r|\"|'| |x|\xC3\xA9", 4,
     CP_HTML_CHARSET_DECLARED},
    {"addresses in a long tag",
     "<body><input class=\"012345678901234567890123456789012345678901234567\" "
     "src=\"",
     "\" alt=\"a\"><base href=x><base href=//x><p>x</p>" LONG_TEXT,
     "/|//|\\|:|&amp;|&#47;|y-|Y|-|\t|\n|\r|\"|'|>", 3,
     CP_HTML_CHARSET_DECLARED},
    {"ends of tags", "<body><div", "><p>x</p></div></body>" LONG_TEXT,
     " a=\"b\"| c| d=e| f='g'| /| |/|>|\"", 5, CP_HTML_CHARSET_DECLARED},
    {"tables and lists", "<body>", "<svg><style><img></style>" LONG_TEXT,
     "<table>|<tbody>|<tr>|<td>|<TH class=\"a\">|</td>|</tr>|</table>|<ul>|<li>"
     "|</li>|<dl>|<dd>|<h2>|</h2>|<p>|<b>|<br>|<div>|</div>|<caption>|<object>|"
     "<video>",
     3, CP_HTML_CHARSET_DECLARED},
    {"pending elements in cells", "<body><table><tr><td>",
     "</table></body>" LONG_TEXT,
     "<p>|</p>|<b>|</b>|</td>|<td>|<a>|</a>|<caption>|<tr>", 4,
     CP_HTML_CHARSET_DECLARED},
    {"unknown elements", "<body><x-y><ul>", "<img src=//x>" LONG_TEXT,
     "<li>|</li>|<b>|</b>|<h2 class=\"a\">|</h2>|<x-z>|</x-z>|</x-y>|<table>|"
     "<td>|<div>|</div>|<svg>|</svg>|<a href=\"x\">|</a>|<p>|text",
     3, CP_HTML_CHARSET_DECLARED},
    {"void elements", "<body><p><ul><li>", "<img src=//x>" LONG_TEXT,
     "<br>|<br />|<hr>|<input name=\"a\">|<select>|<option>|<img alt=\"a\" />|"
     "<link href=//x>|</p>|<hr class=\"a\">|<area ping=x>|<meta>|<col>|<wbr>",
     4, CP_HTML_CHARSET_DECLARED},
    {"the end of tables and lists",
     "<body><table><tr><td><b><ul><li><svg><desc>",
     "<style><img></style>" LONG_TEXT,
     "</td>|</tr>|</table>|</li>|</ul>|<li>|<td>|<tr>|<h2>|<br>|</b>|<dt>", 4,
     CP_HTML_CHARSET_DECLARED},
    {"XHTML", "<html xmlns='http://www.w3.org/1999/xhtml'><head/><body>",
     "</body></html>", "<p>|</p>|<br/>|<!--|-->|<![CDATA[|]]>|<?x|?>|]|-", 4,
     CP_HTML_CHARSET_DECLARED | CP_HTML_XML},
};

/* Tries all strings of `left` more words. Returns how many there are; *wrong is
 * the first that differs. */
static unsigned try_strings(const family *f, char *text, apr_size_t n,
                            unsigned left, char *wrong)
{
    cp_span words = cp_span_of(f->words), word;
    apr_size_t after = strlen(f->after);
    unsigned tried = 1;

    memcpy(text + n, f->after, after);
    if (!agrees(cp_span_between(text, text + n + after), f->flags)
        && *wrong == '\0') {
        memcpy(wrong, text, n);
        wrong[n] = '\0';
    }
    while (left > 0 && cp_span_next(&words, '|', &word)) {
        memcpy(text + n, word.s, word.n);
        tried += try_strings(f, text, n + word.n, left - 1, wrong);
    }
    return tried;
}

static void all_strings(apr_pool_t *p)
{
    char text[1024], wrong[1024];
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(families); i++) {
        const family *f = &families[i];
        unsigned tried;

        *wrong = '\0';
        memcpy(text, f->before, strlen(f->before));
        tried = try_strings(f, text, strlen(f->before), f->most, wrong);
        if (!ok(*wrong == '\0', "%s: %u documents", f->name, tried)) {
            diag("differs: %s", shown_text(p, wrong));
        }
    }
}

/* ---- random documents ---- */

static const char *const words[] = {"<div>",
                                    "</div>",
                                    "<p>",
                                    "</p>",
                                    "<b>",
                                    "</b>",
                                    "<i>",
                                    "</I>",
                                    "<a href=x>",
                                    "</a>",
                                    "<ul>",
                                    "</ul>",
                                    "<li>",
                                    "</li>",
                                    "<table>",
                                    "</table>",
                                    "<tr>",
                                    "<td>",
                                    "</td>",
                                    "</tr>",
                                    "<th class=\"a b\">",
                                    "<dl>",
                                    "<dt>",
                                    "<dd>",
                                    "</li>",
                                    "<tbody>",
                                    "<video src=x>",
                                    "</video>",
                                    "<td background=x>",
                                    "<a class=\"a\" ping=x>",
                                    "<img src=\"x\" width=\"1\">",
                                    "<h1>",
                                    "</h2>",
                                    "<form>",
                                    "</form>",
                                    "<button>",
                                    "</button>",
                                    "<svg>",
                                    "</svg>",
                                    "<path d=''/>",
                                    "<math>",
                                    "</math>",
                                    "<select>",
                                    "<option>",
                                    "</select>",
                                    "<template>",
                                    "</template>",
                                    "<noscript>",
                                    "</noscript>",
                                    "<style>",
                                    "</style>",
                                    "<script>",
                                    "</script>",
                                    "<!--",
                                    "-->",
                                    "<br>",
                                    "<input>",
                                    "<x-y>",
                                    "</x-y>",
                                    "text",
                                    " ",
                                    "<",
                                    "</",
                                    ">",
                                    "\"",
                                    "'",
                                    "=",
                                    "-",
                                    " class=\"a\"",
                                    " b='c>d'",
                                    "</body>",
                                    "<head>",
                                    "</head>",
                                    "<body>",
                                    "<meta charset=utf-8>",
                                    "<span class=\"a b\">",
                                    "</span>",
                                    "&#32;",
                                    "&#65;",
                                    "<object>",
                                    "</object>"};

static cp_span random_document(char *text, apr_uint32_t *seed)
{
    apr_size_t n = 0, most = 5 + tap_random(seed) % 60, i;

    for (i = 0; i < most; i++) {
        const char *word = words[tap_random(seed) % TAP_COUNT(words)];

        memcpy(text + n, word, strlen(word));
        n += strlen(word);
    }
    return cp_span_between(text, text + n);
}

/* Cut once at every byte, a document is read partly by the states and partly by
 * the fast paths. Returns the first cut that differs, or -1. */
static int wrong_cut(cp_span doc, int flags)
{
    reading whole = read_document(doc, flags, 0, doc.n);
    apr_size_t cut;

    for (cut = 1; cut < doc.n; cut++) {
        reading parts = read_document(doc, flags, cut, doc.n);

        if (!is_same(&whole, &parts) || !agree_tags(doc, flags, cut)) {
            return (int)cut;
        }
    }
    return -1;
}

static void random_strings(apr_pool_t *p)
{
    enum { DOCUMENTS = 4000, CUT_DOCUMENTS = 300 };
    static const char start[] = "<!DOCTYPE html><html>";
    char text[4096];
    apr_uint32_t seed = 17;
    int i, wrong = 0;

    memcpy(text, start, sizeof(start) - 1);
    for (i = 0; i < DOCUMENTS && !wrong; i++) {
        cp_span doc = random_document(text + sizeof(start) - 1, &seed);
        int flags = i % 3 ? CP_HTML_CHARSET_DECLARED : 0, cut = -1;

        doc = cp_span_between(text, doc.s + doc.n);
        wrong = !agrees(doc, flags);
        if (i < CUT_DOCUMENTS) {
            cut = wrong_cut(doc, flags);
        }
        if (wrong || cut >= 0) {
            wrong = 1;
            diag("differs, cut at %d: %s", cut, shown(p, doc));
        }
    }
    ok(!wrong, "%d random documents, %d of them cut at every byte", DOCUMENTS,
       CUT_DOCUMENTS);
}

int main(void)
{
    static const tap_group groups[] = {{"all short documents", all_strings},
                                       {"random documents", random_strings},
                                       {NULL, NULL}};
    return tap_run(groups);
}
