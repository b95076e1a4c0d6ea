/* SPDX-License-Identifier: Apache-2.0 */
/* The rewriter of start tags. */
#include "core/html/cp_rewrite.h"

#include "tap.h"

#define P "data-cookie-policy-"
#define NEEDS " " P "held=\"ads\"" /* for the script of a uniform page */
#define NO_TYPE " type=\"text/plain\""
#define PAGE "=\"/p/held?c=1&amp;x=&quot;&lt;\" name=\"cookie-policy-held-1\""

/* ---- the caller: a word in an address or category is the verdict ---- */

typedef struct caller {
    cp_rewrite_verdict noted;
    int addresses; /* judged so far */
} caller;

static int contains(cp_span text, const char *word)
{
    apr_size_t i, n = strlen(word);

    for (i = 0; i + n <= text.n; i++) {
        if (!memcmp(text.s + i, word, n)) {
            return 1;
        }
    }
    return 0;
}

static cp_rewrite_verdict verdict_of(cp_span text, cp_rewrite_cause *cause)
{
    cause->category = "ads";
    return contains(text, "ads")       ? CP_REWRITE_HELD
         : contains(text, "report")    ? CP_REWRITE_REPORTED
         : contains(text, "uncertain") ? CP_REWRITE_UNCERTAIN
                                       : CP_REWRITE_ALLOWED;
}

static cp_rewrite_verdict on_address(void *baton, cp_span address,
                                     cp_rewrite_cause *cause)
{
    ((caller *)baton)->addresses++;
    return verdict_of(address, cause);
}

static int on_marked(void *baton, cp_span name, cp_span value)
{
    caller *c = baton;
    cp_rewrite_cause cause;
    cp_rewrite_verdict verdict;

    if (!cp_span_case_is(name, P "category")
        && !cp_span_case_is(name, "data-category")) {
        return 0;
    }
    verdict = verdict_of(value, &cause);
    c->noted = verdict > c->noted ? verdict : c->noted;
    return 1;
}

static cp_rewrite_verdict on_categories(void *baton, cp_rewrite_cause *cause)
{
    caller *c = baton;
    cp_rewrite_verdict verdict = c->noted;

    cause->category = "ads";
    c->noted = CP_REWRITE_ALLOWED;
    return verdict;
}

static void on_page(void *baton, const cp_rewrite_cause *cause, cp_buf *out)
{
    (void)baton;
    cp_buf_puts(out, "/p/held?c=", cause->category[0] == 'a' ? "1" : "",
                "&x=\"<", NULL);
}

static void on_needs(void *baton, cp_buf *out)
{
    (void)baton;
    cp_buf_put(out, "ads");
}

static const cp_rewrite_calls calls = {on_address, on_marked, on_categories,
                                       on_needs, on_page};

/* ---- tables of tags ---- */

typedef struct example {
    const char *tag;
    const char *want; /* NULL: nothing is inserted */
} example;

static const char *rewritten(apr_pool_t *p, cp_rewrite *r, cp_span tag,
                             cp_space space)
{
    cp_buf *out = cp_buf_make(p, 64);

    cp_rewrite_tag(r, tag, space);
    if (r->out.texts->n == 0) {
        return NULL;
    }
    cp_insertions_apply(&r->out, tag, out);
    return cp_buf_text(out);
}

static void check(apr_pool_t *p, unsigned flags, cp_space space,
                  const example *list, apr_size_t n)
{
    caller c = {CP_REWRITE_ALLOWED, 0};
    cp_rewrite r;
    apr_size_t i;

    cp_rewrite_begin(&r, p, flags, &calls, &c);
    for (i = 0; i < n; i++) {
        r.pages = 0;
        is_text(p, rewritten(p, &r, cp_span_of(list[i].tag), space),
                list[i].want, "%s", shown_text(p, list[i].tag));
    }
}

#define CHECK(p, flags, space, list) \
    check(p, flags, space, list, TAP_COUNT(list))

static const example addresses[] = {
    {"<img src=a>", NULL},
    {"<img>", NULL},
    {"<p src=//ads/>", NULL},
    {"<img src=//ads/>", "<img " P "src=//ads/>"},
    {"<img\nalt='a>b'SRC = \"//ads/\"/>",
     "<img\nalt='a>b'" P "SRC = \"//ads/\"/>"},
    {"<img/src=//ads/>", "<img/" P "src=//ads/>"},
    {"<img src=a src=//ads/>", "<img " P "src=a " P "src=//ads/>"},
    {"<img src=//ads/ srcset=a>", "<img " P "src=//ads/ srcset=a>"},
    {"<img srcset='a 1x, //ads/ 2x'>", "<img " P "srcset='a 1x, //ads/ 2x'>"},
    {"<img srcset='a 1x, b 2x'>", NULL},
    {"<img data-src=//ads/>", NULL},
    {"<img src=>", NULL},
    {"<a href=//ads/>", NULL},
    {"<a ping='a //ads/' href=b>", "<a " P "ping='a //ads/' href=b>"},
    {"<body background=//ads/>", "<body " P "background=//ads/>"},
    {"<video src=a poster=//ads/>", "<video src=a " P "poster=//ads/>"},
    /* scripts */
    {"<script src=//ads/>", "<script" NO_TYPE " " P "src=//ads/>"},
    {"<script type=module src=//ads/ async>",
     "<script" NO_TYPE " " P "type=module " P "src=//ads/ async>"},
    {"<script TYPE=a src=//ads/ type=b>",
     "<script" NO_TYPE " " P "TYPE=a " P "src=//ads/ " P "type=b>"},
    {"<script type=application/json>", NULL},
    {"<script>", NULL},
    /* links */
    {"<link rel=stylesheet href=//ads/>",
     "<link rel=stylesheet " P "href=//ads/>"},
    {"<link href=//ads/ rel='x ICON'>", "<link " P "href=//ads/ rel='x ICON'>"},
    {"<link rel=preload as=image imagesrcset='//ads/ 1x' href=a>",
     "<link rel=preload as=image " P "imagesrcset='//ads/ 1x' href=a>"},
    {"<link rel=canonical href=//ads/>", NULL},
    {"<link rel=alternate href=//ads/>", NULL},
    {"<link href=//ads/>", NULL},
    {"<link rel href=//ads/>", NULL},
    /* frames */
    {"<iframe src=//ads/ title=a>",
     "<iframe src" PAGE " " P "src=//ads/ title=a>"},
    {"<frame src=//ads/>", "<frame src" PAGE " " P "src=//ads/>"},
    {"<embed type=a src=//ads/>",
     "<embed src" PAGE " " P "type=a " P "src=//ads/>"},
    {"<object data=//ads/ type=a>",
     "<object data" PAGE " " P "data=//ads/ " P "type=a>"},
    {"<iframe name=film src=//ads/>",
     "<iframe src" PAGE " " P "name=film " P "src=//ads/>"},
    {"<iframe srcdoc='a' src=//ads/>", "<iframe srcdoc='a' " P "src=//ads/>"},
    {"<iframe srcdoc='<img src=//ads/>'>", NULL},
    /* a category of its own */
    {"<img src=a " P "category=ads>", "<img " P "src=a " P "category=ads>"},
    {"<img src=a data-category=ads>", NULL},
    {"<script " P "category=ads>", "<script" NO_TYPE " " P "category=ads>"},
    {"<script type=application/json " P "category=ads>",
     "<script" NO_TYPE " " P "type=application/json " P "category=ads>"},
    {"<iframe srcdoc=a " P "category=ads data-src=b>",
     "<iframe src" PAGE " " P "srcdoc=a " P "category=ads " P "data-src=b>"},
    {"<link rel=canonical href=a " P "category=ads>",
     "<link rel=canonical " P "href=a " P "category=ads>"},
    /* reports and addresses that are not certain change nothing */
    {"<img src=//report/>", NULL},
    {"<img src=//uncertain/>", NULL},
    {"<img src=//report/ srcset=//ads/>",
     "<img src=//report/ " P "srcset=//ads/>"},
};

static const example in_svg[] = {
    {"<image href=//ads/ xlink:href=a>",
     "<image " P "href=//ads/ " P "xlink:href=a>"},
    {"<image xlink:href=//ads/>", "<image " P "xlink:href=//ads/>"},
    {"<script href=//ads/>", "<script" NO_TYPE " " P "href=//ads/>"},
    {"<feimage href=//ads/ />", "<feimage " P "href=//ads/ />"},
    {"<a xlink:href=//ads/>", NULL},
    {"<image src=//ads/>", NULL},
};

static const example in_either[] = {
    {"<image src=//ads/>", "<image " P "src=//ads/>"},
    {"<image xlink:href=//ads/ src=a>", "<image " P "xlink:href=//ads/ src=a>"},
    {"<script src=a href=//ads/>",
     "<script" NO_TYPE " src=a " P "href=//ads/>"},
};

static const example in_xml[] = {
    {"<img src=\"//ads/\"/>", "<img " P "src=\"//ads/\"/>"},
    {"<h:img src=\"//ads/\"/>", "<h:img " P "src=\"//ads/\"/>"},
    {"<script src='//ads/' type='module'/>",
     "<script" NO_TYPE " " P "src='//ads/' " P "type='module'/>"},
    /* two attributes of one name would be an error */
    {"<img " P "src='a' src=\"//ads/\"/>", NULL},
    {"<img " P "held='' src=\"//ads/\"/>", NULL},
};

static const example in_xml_svg[] = {
    {"<svg:image xlink:href=\"//ads/\"/>",
     "<svg:image xlink:" P "href=\"//ads/\"/>"},
    {"<image x:href='//ads/'></image>", "<image x:" P "href='//ads/'></image>"},
};

static void holding(apr_pool_t *p)
{
    CHECK(p, 0, CP_SPACE_HTML, addresses);
    CHECK(p, CP_REWRITE_RELEASES, CP_SPACE_HTML, addresses);
    CHECK(p, 0, CP_SPACE_SVG, in_svg);
    CHECK(p, 0, CP_SPACE_EITHER, in_either);
    CHECK(p, CP_REWRITE_XML, CP_SPACE_HTML, in_xml);
    CHECK(p, CP_REWRITE_XML, CP_SPACE_SVG, in_xml_svg);
}

/* ---- inert markup ---- */

#define CAT " data-category=yes"

static const example inert[] = {
    {"<script type=text/plain" CAT ">", "<script " P "type=text/plain" CAT ">"},
    {"<script" CAT " type='text/plain' data-type=module data-src='a&amp;b'>",
     "<script type=\"module\" src=\"a&amp;b\"" CAT " " P
     "type='text/plain' data-type=module data-src='a&amp;b'>"},
    {"<script type=didomi/javascript src=a" CAT ">",
     "<script " P "type=didomi/javascript src=a" CAT ">"},
    {"<script type=module src=a data-src=b data-type=c" CAT ">", NULL},
    {"<script type=application/json" CAT ">", NULL},
    {"<script type=text/plain data-src=a>", NULL},
    {"<iframe data-cmplz-src='//a/' src=about:blank" CAT ">",
     "<iframe src=\"//a/\" data-cmplz-src='//a/' " P "src=about:blank" CAT ">"},
    {"<img data-src=a data-srcset='b 2x' src='data:,'" CAT ">",
     "<img src=\"a\" srcset=\"b 2x\" data-src=a data-srcset='b 2x' " P
     "src='data:,'" CAT ">"},
    {"<link rel=stylesheet data-href=a" CAT ">",
     "<link href=\"a\" rel=stylesheet data-href=a" CAT ">"},
    {"<img suppressedsrc=a data-src=b" CAT ">",
     "<img src=\"a\" suppressedsrc=a data-src=b" CAT ">"},
    {"<img data-href=a" CAT ">", NULL},
    {"<img data-src" CAT ">", NULL},
    {"<img data-src=a\"b" CAT ">", "<img src='a\"b' data-src=a\"b" CAT ">"},
    {"<img data-src=a\"b'c" CAT ">",
     "<img src='a\"b&#39;c' data-src=a\"b'c" CAT ">"},
    {"<img data-src=a " P "category=yes>",
     "<img src=\"a\" data-src=a " P "category=yes>"},
    {"<script src=a" CAT ">", NULL},
    {"<link rel=stylesheet type=text/plain data-type=text/css data-href=a" CAT
     ">",
     "<link type=\"text/css\" href=\"a\" rel=stylesheet " P
     "type=text/plain data-type=text/css data-href=a" CAT ">"},
    {"<script type=text/plain data-script-type=module" CAT ">",
     "<script type=\"module\" " P "type=text/plain data-script-type=module" CAT
     ">"},
    /* the first type counts */
    {"<script type=module type=text/plain" CAT ">", NULL},
    /* the tool has put the address there */
    {"<img src=/placeholder.png data-src-cmplz=a" CAT ">",
     "<img src=\"a\" " P "src=/placeholder.png data-src-cmplz=a" CAT ">"},
    /* an address that contains a script stays where it is */
    {"<iframe src=/film data-cookieblock-src='javascript:alert(1)'" CAT ">",
     NULL},
    {"<iframe data-src=' Java&Tab;script:alert(1)'" CAT ">", NULL},
    /* scripts that load pictures late have a real address there */
    {"<img src=/small.png data-src=/large.png" CAT ">", NULL},
    /* one of two categories is not allowed */
    {"<img src=a" CAT " " P "category=ads>",
     "<img " P "src=a" CAT " " P "category=ads>"},
    /* the category is not allowed: nothing that a script could revive */
    {"<img data-src=a data-category=ads>",
     "<img " P "data-src=a data-category=ads>"},
    {"<script type=text/plain data-type=module data-category=ads>",
     "<script" NO_TYPE " " P
     "type=text/plain data-type=module data-category=ads>"},
    /* the address is held all the same */
    {"<img data-src=//ads/" CAT ">", "<img " P "data-src=//ads/" CAT ">"},
    {"<iframe src=about:blank data-src=//ads/" CAT ">",
     "<iframe src" PAGE " " P "src=about:blank " P "data-src=//ads/" CAT ">"},
    /* a report changes nothing */
    {"<script type=text/plain data-category=report>", NULL},
};

/* Tags for the script of a uniform page: the copies precede the attributes whose
 * prefix it removes. */
static const example uniform[] = {
    {"<img src=//ads/>", "<img" NEEDS " " P "src=//ads/>"},
    {"<img data-src=a data-category=ads>",
     "<img" NEEDS " " P "src=\"a\" " P "data-src=a data-category=ads>"},
    {"<script type=text/plain data-category=ads>",
     "<script" NEEDS " type=text/plain data-category=ads>"},
    {"<script data-category=ads>",
     "<script" NEEDS NO_TYPE " data-category=ads>"},
    {"<script type=module type=text/plain data-category=ads>",
     "<script" NEEDS NO_TYPE " " P "type=module " P
     "type=text/plain data-category=ads>"},
    {"<script type=text/plain data-type=module data-src=a data-category=ads>",
     "<script" NEEDS " " P "type=\"module\" " P
     "src=\"a\" type=text/plain data-type=module " P
     "data-src=a data-category=ads>"},
    {"<iframe src=about:blank data-src=a data-category=ads>",
     "<iframe" NEEDS " " P "src=\"a\" src" PAGE " " P "src=about:blank " P
     "data-src=a data-category=ads>"},
    {"<link rel=stylesheet type=text/plain data-href=a data-category=ads>",
     "<link" NEEDS " " P "href=\"a\" " P
     "type=\"\" rel=stylesheet type=text/plain " P
     "data-href=a data-category=ads>"},
    /* the category is allowed, and the address is not */
    {"<img data-src=//ads/" CAT ">",
     "<img" NEEDS " " P "src=\"//ads/\" " P "data-src=//ads/" CAT ">"},
    {"<script type=text/plain" CAT ">", "<script " P "type=text/plain" CAT ">"},
};

static const example uniform_xml[] = {
    {"<script type='text/plain' data-type='module' data-category='ads'>",
     "<script" NEEDS " " P
     "type=\"module\" type='text/plain' data-type='module'"
     " data-category='ads'>"},
    /* two attributes of one name would be an error */
    {"<img src='about:blank' data-src='a' data-category='ads'/>",
     "<img" NEEDS " " P "src='about:blank' " P
     "data-src='a' data-category='ads'/>"},
    {"<img data-src='a' data-category='ads'/>",
     "<img" NEEDS " " P "src=\"a\" " P "data-src='a' data-category='ads'/>"},
};

static void in_uniform_pages(apr_pool_t *p)
{
    unsigned flags =
        CP_REWRITE_MARKS | CP_REWRITE_RELEASES | CP_REWRITE_UNIFORM;
    caller c = {CP_REWRITE_ALLOWED, 0};
    cp_rewrite r;

    CHECK(p, flags, CP_SPACE_HTML, uniform);
    CHECK(p, flags | CP_REWRITE_XML, CP_SPACE_HTML, uniform_xml);
    cp_rewrite_begin(&r, p, flags, &calls, &c);
    cp_rewrite_tag(&r, SPAN("<img src=a data-src=b data-category=ads>"),
                   CP_SPACE_HTML);
    is_number(c.addresses, 2, "the addresses of a held element are judged");
    c.addresses = 0;
    cp_rewrite_begin(&r, p, CP_REWRITE_MARKS, &calls, &c);
    cp_rewrite_tag(&r, SPAN("<img src=a data-src=b data-category=ads>"),
                   CP_SPACE_HTML);
    is_number(c.addresses, 0, "not if the page is loaded again");
}

static void releasing(apr_pool_t *p)
{
    apr_size_t i;
    caller c = {CP_REWRITE_ALLOWED, 0};
    cp_rewrite r;

    CHECK(p, CP_REWRITE_MARKS | CP_REWRITE_RELEASES, CP_SPACE_HTML, inert);
    cp_rewrite_begin(&r, p, CP_REWRITE_MARKS, &calls, &c);
    for (i = 0; i < 10; i++) {
        ok(!cp_rewrite_tag(&r, cp_span_of(inert[i].tag), CP_SPACE_HTML),
           "without the flag nothing is released: number %d", (int)i);
    }
}

/* ---- results ---- */

static void results(apr_pool_t *p)
{
    caller c = {CP_REWRITE_ALLOWED, 0};
    cp_rewrite r;

    cp_rewrite_begin(&r, p, 0, &calls, &c);
    is_number(cp_rewrite_tag(&r, SPAN("<img src=a>"), CP_SPACE_HTML), 0,
              "nothing happens to an address that is allowed");
    is_number(c.addresses, 1, "it is judged");
    ok(cp_rewrite_tag(&r, SPAN("<img src=//report/>"), CP_SPACE_HTML)
           && r.verdict == CP_REWRITE_REPORTED,
       "an address to report is a result");
    is_text(p, r.cause.category, "ads", "with its category");
    is_text(p, r.element->name, "img", "and its element");
    ok(cp_rewrite_tag(&r, SPAN("<img src=//uncertain/>"), CP_SPACE_HTML)
           && r.verdict == CP_REWRITE_UNCERTAIN,
       "so is one that is not certain");
    ok(cp_rewrite_tag(&r, SPAN("<img src=//report/ srcset=//ads/>"),
                      CP_SPACE_HTML)
           && r.verdict == CP_REWRITE_HELD,
       "the strictest verdict counts");
    ok(!cp_rewrite_tag(&r, SPAN("<img src=//ads/>"), CP_SPACE_MATH),
       "MathML does not fetch");
    c.addresses = 0;
    cp_rewrite_tag(&r, SPAN("<link rel=canonical href=//ads/>"), CP_SPACE_HTML);
    is_number(c.addresses, 0, "an address that is not fetched is not judged");
}

/* ---- random tags ---- */

static const char *const pieces[] = {" ",
                                     "/",
                                     "src",
                                     "=",
                                     "\"",
                                     "'",
                                     "//ads/",
                                     "a",
                                     "\n",
                                     "srcset",
                                     "type",
                                     "data-",
                                     "href",
                                     "srcdoc",
                                     "text/plain",
                                     ">",
                                     "\t=",
                                     "=ads",
                                     P "category=yes",
                                     " src=//ads/ ",
                                     " href='//ads/'",
                                     " data = \"//ads/\"",
                                     " type=a ",
                                     " rel=icon ",
                                     " rel='icon'",
                                     " src='a'",
                                     " srcset='//ads/'"};

static const char *const names[] = {"img",    "script", "iframe", "link",
                                    "object", "a",      "image"};

/* Appends a random tag. */
static cp_span random_tag(char *room, apr_uint32_t *seed)
{
    int left = (int)(tap_random(seed) % 24);

    sprintf(room, "<%s", names[tap_random(seed) % TAP_COUNT(names)]);
    while (left-- > 0) {
        strcat(room, pieces[tap_random(seed) % TAP_COUNT(pieces)]);
    }
    strcat(room, ">");
    return cp_span_of(room);
}

/* Returns the length of the tag, from which the rest may continue. */
static apr_size_t tag_length(cp_span bytes)
{
    cp_tag tag;
    cp_attribute a;

    if (!cp_tag_begin(&tag, bytes)) {
        return 0;
    }
    while (cp_tag_next(&tag, &a)) {}
    return tag.at < tag.end ? (apr_size_t)(tag.at + 1 - bytes.s) : 0;
}

/* True if the output without the insertions is the tag. */
static int is_only_longer(const cp_rewrite *r, cp_span tag, cp_span out)
{
    apr_size_t done = 0, at = 0;
    int i;

    for (i = 0; i < r->out.n; i++) {
        const cp_insertion *one = &r->out.list[i];
        apr_size_t end =
            i + 1 < r->out.n ? r->out.list[i + 1].from : r->out.texts->n;

        if (one->at < done || one->at > tag.n
            || memcmp(out.s + at, tag.s + done, one->at - done)) {
            return 0;
        }
        at += one->at - done + (end - one->from);
        done = one->at;
    }
    return out.n - at == tag.n - done
        && !memcmp(out.s + at, tag.s + done, tag.n - done);
}

/* True if all attributes of the tag are in the output, in their order, with
 * their values, and with their names but for the prefix. */
static int keeps_attributes(cp_span tag, cp_span out)
{
    cp_tag old, new;
    cp_attribute a, b;

    cp_tag_begin(&old, tag);
    cp_tag_begin(&new, out);
    while (cp_tag_next(&old, &a)) {
        do {
            if (!cp_tag_next(&new, &b)) {
                return 0;
            }
            if (cp_span_case_begins(b.name, P)
                && b.name.n > a.name.n + sizeof(P) - 2) {
                b.name = cp_span_skip(b.name, sizeof(P) - 1);
            }
        } while (!cp_span_eq(a.name, b.name) || !cp_span_eq(a.value, b.value));
    }
    return tag_length(out) == out.n;
}

static void random_tags_with(apr_pool_t *p, unsigned flags)
{
    enum { ROUNDS = 20000 };
    apr_uint32_t seed = 4711;
    caller c = {CP_REWRITE_ALLOWED, 0};
    int bad = 0, changed = 0, i, live = 0;
    cp_buf *out = cp_buf_make(p, 1024);
    cp_rewrite r, again;

    cp_rewrite_begin(&r, p, flags, &calls, &c);
    cp_rewrite_begin(&again, p, 0, &calls, &c);
    for (i = 0; i < ROUNDS; i++) {
        char room[1024];
        cp_span tag = random_tag(room, &seed), done;

        tag.n = tag_length(tag);
        if (tag.n == 0) {
            continue;
        }
        cp_rewrite_tag(&r, tag, CP_SPACE_HTML);
        out->n = 0;
        cp_insertions_apply(&r.out, tag, out);
        done = cp_span_between(out->s, out->s + out->n);
        changed += done.n > tag.n;
        bad += !is_only_longer(&r, tag, done) || !keeps_attributes(tag, done);
        if (r.verdict == CP_REWRITE_HELD) {
            /* no address that is held is left, but for the category */
            live += strstr(room, "category") == NULL
                 && cp_rewrite_tag(&again, done, CP_SPACE_HTML);
        }
    }
    is_number(bad, 0, "the output without the insertions is the input");
    is_number(live, 0, "nothing is left to hold");
    ok(changed > ROUNDS / 20, "%d of %d tags were changed", changed, ROUNDS);
}

static void random_tags(apr_pool_t *p)
{
    random_tags_with(p, CP_REWRITE_RELEASES);
    random_tags_with(p, CP_REWRITE_RELEASES | CP_REWRITE_UNIFORM);
}

int main(void)
{
    static const tap_group groups[] = {
        {"holding", holding},          {"releasing", releasing},
        {"uniform", in_uniform_pages}, {"results", results},
        {"random tags", random_tags},  {NULL, NULL}};

    return tap_run(groups);
}
