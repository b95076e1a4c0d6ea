/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The place of the banner. In the documents of the tables '^' marks the place
 * of the event HEAD and '|' that of BODY. The test removes both marks and feeds
 * each document whole, byte by byte, and cut at every offset.
 */
#include "core/html/cp_html.h"

#include "html_scan.h"
#include "tap.h"

#define D "<!DOCTYPE html>"
#define X "<html xmlns='http://www.w3.org/1999/xhtml'>"
#define H "<html><head>^<title>t</title></head>"

static const cp_span bodies[] = {
    SPAN_INIT("<body>|"),
    SPAN_INIT("<BODY>|x"),
    SPAN_INIT("<bOdY\n>|x"),
    SPAN_INIT("<body/>|x"),
    SPAN_INIT("<html><body>|x"),
    SPAN_INIT("<html><head>^</head><body>|x"),
    SPAN_INIT("<html><head>^<body>|x"),
    SPAN_INIT(D H "<body>|<p>x<body>y"),
    SPAN_INIT(D "\n" H "\n<body>|\n"),
    SPAN_INIT(" \t\r\n\f" D " \n<body>|"),
    SPAN_INIT("\xEF\xBB\xBF" D H "<body>|x"),
    SPAN_INIT("\xEF\xBB\xBF \n<body>|x"),
    SPAN_INIT(D "<html lang=en><head profile=x>^</head><body>|"),
    /* Attributes of the tag, with everything that looks like its end. */
    SPAN_INIT("<body class=\"a>b\">|x"),
    SPAN_INIT("<body class='a>b'>|x"),
    SPAN_INIT("<body a='\"' b=\"'\">|x"),
    SPAN_INIT("<body class=a/>|x"),
    SPAN_INIT("<body class=a'b>|x"),
    SPAN_INIT("<body a=b\"c>|x"),
    SPAN_INIT("<body onload=\"if (a > b) c('</body>')\">|x"),
    SPAN_INIT("<body a = \"b>c\" d>|x"),
    SPAN_INIT("<body a=>|x"),
    SPAN_INIT("<body a= >|x"),
    SPAN_INIT("<body a=\"b\"c=\">\">|x"),
    SPAN_INIT("<body a=\"b\"/c=\">\">|x"),
    SPAN_INIT("<body/a=\">\">|x"),
    SPAN_INIT("<body a/=\">|\">x"), /* the quote is part of a name here */
    SPAN_INIT("<body =\">|\">x"),
    SPAN_INIT("<body a==\">|\">x"),
    SPAN_INIT("<body a=\n\">\">|x"),
    SPAN_INIT("<body a\n=\n'>'>|x"),
    SPAN_INIT("<body a b c>|x"),
    SPAN_INIT("<body \"a>|b\">x"),
    SPAN_INIT("<body <body>|x"),
    SPAN_INIT("<body a=<body>|x"),
    SPAN_INIT("<body a=\0>|x"),
    SPAN_INIT("<body a=\"\xE9\xFF\">|x\x1B"),
    SPAN_INIT("<body a=\"&quot;>\">|x"),
    /* Comments, doctypes and other declarations before it. */
    SPAN_INIT("<!-- <body> --><body>|"),
    SPAN_INIT("<!--><body>|<!-- -->"),
    SPAN_INIT("<!---><body>|<!-- -->"),
    SPAN_INIT("<!----><body>|<!-- -->"),
    SPAN_INIT("<!-----><body>|<!-- -->"),
    SPAN_INIT("<!--a--b-><body>--><body>|"),
    SPAN_INIT("<!--a--!><body>|<!-- -->"),
    SPAN_INIT("<!--a--!-><body>--><body>|"),
    SPAN_INIT("<!--a--!--><body>|"),
    SPAN_INIT("<!--a--!b><body>--><body>|"),
    SPAN_INIT("<!--a-!><body>--><body>|"),
    SPAN_INIT("<!--a- -><body>--><body>|"),
    SPAN_INIT("<!--a---><body>|"),
    SPAN_INIT("<!--a----><body>|"),
    SPAN_INIT("<!-- <!-- --><body>|"),
    SPAN_INIT("<!--<!--><body>|"),
    SPAN_INIT("<!--<!---><body>|"),
    SPAN_INIT("<!--<!-><body>--><body>|"),
    SPAN_INIT("<!--\0--><body>|"),
    SPAN_INIT("<!-><body>|"),
    SPAN_INIT("<!><body>|"),
    SPAN_INIT("<!-a--><body>|"),
    SPAN_INIT("<!a <body><body>|"),
    SPAN_INIT("<?xml version=\"1.0\"?><body>|"),
    SPAN_INIT("<?php a ?><body>|"),
    SPAN_INIT("<![CDATA[x><body>|"),
    SPAN_INIT("</><body>|"),
    SPAN_INIT("</ body><body>|"),
    SPAN_INIT("</3><body>|"),
    SPAN_INIT(D D "<body>|"),
    SPAN_INIT("<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01//EN\"\n"
              " \"http://www.w3.org/TR/html4/strict.dtd\"><body>|"),
    SPAN_INIT("<!DOCTYPE html \"><body>|\">"),
    SPAN_INIT("<!doctype html [<!ENTITY a \"b\"><body>|"),
    /* Elements of head, and end tags without effect there. */
    SPAN_INIT("<base href=/><meta charset=utf-8><link rel=x><body>|"),
    SPAN_INIT("<html><html lang=x><body>|"),
    SPAN_INIT("<title>x</title><head>^</head><body>|"),
    SPAN_INIT("<head>^</head><head><body>|"),
    SPAN_INIT("<basefont><bgsound><body>|"),
    SPAN_INIT("<head>^</p></div></head></title><body>|"),
    SPAN_INIT("</p><body>|"),
    SPAN_INIT("<head>^</head><meta name=x><title>y</title><body>|"),
    SPAN_INIT("<head>^</head><script>x</script><style>y</style><body>|"),
    SPAN_INIT("<head>^</head><template><p>x</template><body>|"),
    SPAN_INIT("<head>^</head><noframes><p></noframes><body>|"),
    SPAN_INIT("<head>^</head></head><body>|"),
    SPAN_INIT("<meta a=\"<body>\"><body>|"),
    SPAN_INIT("<meta a=<body><body>|"),
    SPAN_INIT("<meta/><body>|"),
    /* Tags that are passed over at once, and what looks like them. */
    SPAN_INIT("<link rel=\"a>b\" x = 'c>' y=d/e><LINK\n/ z ><body>|"),
    SPAN_INIT("<LiNk =\"a><body>|b\">xxxxxxxx"),
    SPAN_INIT("<meta a-b:c=\"<body>\"d='<body>'><body>|xxxxxxxxxxxxxxxx"),
    SPAN_INIT("<link a\0b=\">\"><template/x='>'><body></template><body>|xx"),
    SPAN_INIT("<basefont><template\n></template><noframes\t></noframes>"
              "<body>|"),
    SPAN_INIT("<script a>x</SCRIPT><style>y</sTyLe><title></tit</title>"
              "<body>|xxxxxxxx"),
    SPAN_INIT("<!--a-b--c>d>e>f>g>h-!>i!>j->k-- >l--!x>m>n>o--!><body>|"),
    SPAN_INIT("<!-- > > > > > > > > - - - - - ->- ->- ------><body>|"),
    /* Text that looks like markup. */
    SPAN_INIT("<title><body></title><body>|"),
    SPAN_INIT("<title></titl><body></titlex><body></ title><body>"
              "</title ><body>|"),
    SPAN_INIT("<title>a</TITLE/><body>|"),
    SPAN_INIT("<title>a</title b='>'><body>|"),
    SPAN_INIT("<title><</title><body>|"),
    SPAN_INIT("<title></</title><body>|"),
    SPAN_INIT("<title><!-- </title><body>|-->"),
    SPAN_INIT("<title><script></title><body>|</script>"),
    SPAN_INIT("<title/><body></title><body>|"),
    SPAN_INIT("<style>a{b:'</style><body>|"),
    SPAN_INIT("<style><!-- <body> --></style><body>|"),
    SPAN_INIT("<style><!-- </style><body>|-->"),
    SPAN_INIT("<noscript><body></noscript><body>|"),
    SPAN_INIT("<head>^<noscript><img></noscript></head><body>|"),
    SPAN_INIT("<noframes><body></noframes><body>|"),
    SPAN_INIT("<script>document.write('<body>')</script><body>|"),
    SPAN_INIT("<script>a</scrip><body></scriptx><body></script><body>|"),
    SPAN_INIT("<script>x='</script><body>|'"),
    SPAN_INIT("<script src=x /><body></script><body>|"),
    SPAN_INIT("<script><!-- <body> --></script><body>|"),
    SPAN_INIT("<script><!-- </script><body>|"),
    SPAN_INIT("<script><!-- <script></script><body></script><body>|"),
    SPAN_INIT("<script><!-- <script> --></script><body>|"),
    SPAN_INIT("<script><!-- <script></script> </script><body>|"),
    SPAN_INIT("<script><!-- <scriptx></script><body>|"),
    SPAN_INIT("<script><!-- <script/ </script x</script><body>|"),
    SPAN_INIT("<script><!--<script></script><script></script></script>"
              "<body>|"),
    SPAN_INIT("<script><!--><script></script><body>|"),
    SPAN_INIT("<script><!---><script></script><body>|"),
    SPAN_INIT("<script><!-<script></script><body>|"),
    SPAN_INIT("<script><!<!--<script></script></script><body>|"),
    SPAN_INIT("<script><!-- < script></script><body>|"),
    SPAN_INIT("<script><!-- -- <script></script></script><body>|"),
    SPAN_INIT("<script><!-- --- ><script></script></script><body>|"),
    SPAN_INIT("<script><!--<script>--></script><body>|"),
    SPAN_INIT("<script><!--<script>-<--></script><body>|"),
    SPAN_INIT("<script><!--<script</script></script><body>|"),
    SPAN_INIT("<script><!-- <SCRIPT\n></sCRIPT></script><body>|"),
    SPAN_INIT("<script></script  \n a=\">\"><body>|"),
    /* Templates, which may hold another "document". */
    SPAN_INIT("<template><body></template><body>|"),
    SPAN_INIT("<template>text &amp; <p> <</template><body>|"),
    SPAN_INIT("<template><template></template><body></template><body>|"),
    SPAN_INIT("<template><script></template></script></template><body>|"),
    SPAN_INIT("<template><textarea></template></textarea></template>"
              "<body>|"),
    SPAN_INIT("<template><iframe></template></iframe><xmp></template>"
              "</xmp><noembed></template></noembed></template><body>|"),
    SPAN_INIT("<template><!-- </template> --></template><body>|"),
    SPAN_INIT("<template></body></html></br></template><body>|"),
    SPAN_INIT("<template><a title='</template>'></template><body>|"),
    SPAN_INIT("</template><body>|"),
    SPAN_INIT("<template></template></template><body>|"),
    /* Opened by something else than its tag: text, a tag, an end tag. */
    SPAN_INIT("<html>|x<body>"),
    SPAN_INIT("<head>^|x<body>"),
    SPAN_INIT("<head>^</head>|x<body>"),
    SPAN_INIT("<head>^</head> \n|x"),
    SPAN_INIT(D " |\x01x"),
    SPAN_INIT(D "|<"
                "3"),
    SPAN_INIT(D "|<<p>"),
    SPAN_INIT(D "|&amp;"),
    SPAN_INIT(D "|&#169;"),
    SPAN_INIT(D "|&#x2014;"),
    SPAN_INIT(D "&#32;|x"),
    SPAN_INIT(D "&#x9;&#10;|x"),
    SPAN_INIT("<head>^|<p><body>"),
    SPAN_INIT("<head>^</head>|<p><body>"),
    SPAN_INIT("<head>^</head>&#32;<body>|"),
    SPAN_INIT(D "<title>t</title>|<img>"),
    SPAN_INIT(D "<title>t</title>|<table>"),
    SPAN_INIT(D "<title>t</title>|<div class='>'><p>x"),
    SPAN_INIT(D "<title>t</title>|<header><nav><a href=/>x"),
    SPAN_INIT(D "|<p><!-- c --><style>p{}</style>\xD0\x9F."),
    SPAN_INIT(D "|<bodyx>x"),
    SPAN_INIT(D "|<me>x"),
    SPAN_INIT(D "|<form><input type=hidden>x"),
    SPAN_INIT("<html>|</br>"),
    SPAN_INIT(D "|</body><body>"),
    SPAN_INIT(D "|</html> <p>x"),
    SPAN_INIT("<head>^</head>|</body><body>"),
    SPAN_INIT("<head>^</head>|<noscript>x</noscript><body>"),
    SPAN_INIT("<head>^</head>|<noscript><table></noscript>y"),
    SPAN_INIT("</head>|<noscript></noscript><body>"),
    SPAN_INIT("<head>^</head><head>|<noscript></noscript><body>"),
    SPAN_INIT(D "|<plaintext>"),
    /* noscript in head: without scripting the body may begin in there. */
    SPAN_INIT("<noscript><img src='</b>'><!-- > --></noscript><body>|"),
    SPAN_INIT("<noscript><div><p>a</p></div></noscript><body>|"),
    SPAN_INIT("<noscript><iframe src=x></iframe>b</noscript><body>|"),
    /* ESC where the charset is known. */
    SPAN_INIT("<title>\x1B$B<body></title><body>|"),
    SPAN_INIT("<!-- \x1B --><body>|"),
};

/* The machine must step aside before it reports a body. */
static const cp_span doubts[] = {
    SPAN_INIT("text<body>"),
    SPAN_INIT("\0<body>"),
    SPAN_INIT("&nbsp;<body>"),
    SPAN_INIT("{\"html\": \"<body>\"}"),
    SPAN_INIT("\xFF\xFE<\0b\0o\0d\0y\0>\0"),
    SPAN_INIT("\xFE\xFF\0<\0b\0o\0d\0y\0>"),
    SPAN_INIT("\xEF\xBB<body>"),
    SPAN_INIT("\xEF<body>"),
    SPAN_INIT("\xEF\xBB\xBF\xEF\xBB\xBF<body>"),
    SPAN_INIT("<\xEF\xBB\xBF body>"),
    SPAN_INIT("<p><body>"),
    SPAN_INIT("<p>x"),
    SPAN_INIT("<div><body>"),
    SPAN_INIT("<img><body>"),
    SPAN_INIT("<bod><body>"),
    SPAN_INIT("<bodyx><body>"),
    SPAN_INIT("<bodybodybodybody><body>"),
    SPAN_INIT("<bo\0dy><body>"),
    SPAN_INIT("<body\0><body>"),
    SPAN_INIT("<b><body>"),
    SPAN_INIT("<headbodyheadbodyx>"),
    SPAN_INIT("<header><body>"),
    SPAN_INIT("<textarea><body>"),
    SPAN_INIT("<iframe><body>"),
    SPAN_INIT("<xmp><body>"),
    SPAN_INIT("<plaintext><body>"),
    SPAN_INIT("<svg><body>"),
    SPAN_INIT("<math><body>"),
    SPAN_INIT("<select><body>"),
    SPAN_INIT("<input type=hidden><body>"),
    SPAN_INIT("<isindex><body>"),
    SPAN_INIT("< body><body>"),
    SPAN_INIT("<<body>"),
    SPAN_INIT("<=><body>"),
    SPAN_INIT("<1><body>"),
    SPAN_INIT("<frameset><frame></frameset><body>"),
    SPAN_INIT("<html><head>^</head><frameset></frameset>"),
    SPAN_INIT("</br><body>"),
    /* Documents whose meaning depends on scripting. */
    SPAN_INIT("<noscript><p></noscript><body>"),
    SPAN_INIT("<noscript><p><b></p></b></noscript><body>"),
    SPAN_INIT("<noscript><!-- </noscript> --></noscript><body>"),
    SPAN_INIT("<noscript><img alt='</noscript>'></noscript><body>"),
    SPAN_INIT("<noscript><style></noscript></style></noscript><body>"),
    SPAN_INIT("<noscript><svg></noscript><body>"),
    SPAN_INIT("<noscript></body></noscript><body>"),
    /* A body without tag that a frameset replaces, or may. */
    SPAN_INIT(D "<p><frameset>"),
    SPAN_INIT(D "<p>\xEF\xBF\xBD<frameset>"),
    SPAN_INIT(D "</body><frameset>"),
    SPAN_INIT(D "<div><svg>x"),
    SPAN_INIT(D "<p><noscript><frameset>"),
    SPAN_INIT(D "<p></p>\0x"),
    SPAN_INIT(D "&Tab;x"),
    SPAN_INIT(D "&#0;x"),
    SPAN_INIT(D "\0<body>"),
    SPAN_INIT("<title>t</title><p>x"),
    SPAN_INIT("<bo\x1B"
              "dy><body>"),
    SPAN_INIT("\x1B<body>"),
    /* In templates: what changes the way of reading beyond our means. */
    SPAN_INIT("<template><svg></template><body>"),
    SPAN_INIT("<template><math><title></template></title><body>"),
    SPAN_INIT("<template><select><textarea></template><body>"),
    SPAN_INIT("<template><plaintext></template><body>"),
    SPAN_INIT("<template><col><textarea></template><body>x</textarea>"
              "</template><body>"),
};

/* Cut off before anything can be said. Where '|' stands the end says it. */
static const cp_span endings[] = {
    SPAN_INIT(""),
    SPAN_INIT(" \n"),
    SPAN_INIT("\xEF\xBB\xBF"),
    SPAN_INIT("<"),
    SPAN_INIT("<!"),
    SPAN_INIT("<!-"),
    SPAN_INIT("</"),
    SPAN_INIT("<bod"),
    SPAN_INIT("<body"),
    SPAN_INIT("<body "),
    SPAN_INIT("<body a"),
    SPAN_INIT("<body a="),
    SPAN_INIT("<body a=\"<body>"),
    SPAN_INIT("<body a='>"),
    SPAN_INIT(D H),
    SPAN_INIT("<!-- <body> --"),
    SPAN_INIT("<!doctype"),
    SPAN_INIT("<title><body>"),
    SPAN_INIT("<title><body></titl"),
    SPAN_INIT("<title></title"),
    SPAN_INIT("<script><body>"),
    SPAN_INIT("<script><!--<script></script><body>"),
    SPAN_INIT("<script><!--<script>--<</script><body>"),
    SPAN_INIT("<template><body>"),
    SPAN_INIT("<template><template></template><body>"),
    SPAN_INIT("<template><colgroup><style></template><body>"),
    SPAN_INIT("<noscript><body>"),
    SPAN_INIT("<?xml"),
};

static void check(apr_pool_t *p, cp_span marked, cp_html_event want)
{
    scan_marks m = scan_unmark(p, marked);
    scanned r = scan(m.text, m.n, m.n, m.n);
    apr_int64_t differs = scan_difference(m.text, m.n);
    scanned rest = scan_without_head(m.text, m.n, CP_HTML_CHARSET_DECLARED);
    int good = r.event == want && r.head == m.head && rest.event == want
            && rest.at == r.at && rest.heads == 0
            && (want != CP_HTML_BODY || r.at == m.body)
            && (want != CP_HTML_MORE || r.at == m.n) && differs < 0;

    if (!ok(good, "%s", shown(p, marked))) {
        diag("%s at %d, head at %d, cut at %d", scan_event(r.event), (int)r.at,
             (int)r.head, (int)differs);
    }
}

static void finding(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(bodies); i++) {
        check(p, bodies[i], CP_HTML_BODY);
    }
}

static void doubting(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(doubts); i++) {
        check(p, doubts[i], CP_HTML_GIVE_UP);
    }
}

static void ending(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(endings); i++) {
        check(p, endings[i], CP_HTML_MORE);
    }
}

/* The answer up to BODY depends on nothing that comes later. */
static void later_bytes(apr_pool_t *p)
{
    static const char page[] = D "<head><script>a</script></head><body x>";
    apr_size_t n = sizeof(page) - 1, i;
    apr_uint32_t seed = 88172645;
    char *text = apr_palloc(p, n + 64);
    int wrong = 0, round;

    memcpy(text, page, n);
    for (round = 0; round < 500; round++) {
        scanned r;

        for (i = n; i < n + 64; i++) {
            text[i] = (char)tap_random(&seed);
        }
        r = scan(text, n + 64, n + 64, n + 64);
        wrong += r.event != CP_HTML_BODY || r.at != n;
    }
    is_number(wrong, 0, "random bytes after the body's tag");
}

/* Bytes at random from what matters to the machine: no cut may show. */
static void random_documents(apr_pool_t *p)
{
    static const char *const parts[] = {
        "<",          ">",           "/",         "!",          "--",
        "-",          "<!--",        "-->",       "--!>",       "<script",
        "</script",   "<script>",    "</script>", "<title>",    "</title>",
        "<template>", "</template>", "<style>",   "</style>",   "<head>",
        "</head>",    "<meta a=",    "\"",        "'",          "=",
        " ",          "\n",          "x",         "<noscript>", "</noscript>",
        "<?",         "</",          "<body",     "<body>"};
    apr_uint32_t seed = 123456789;
    int round, wrong = 0, found = 0;
    apr_pool_t *sub;

    apr_pool_create(&sub, p);
    for (round = 0; round < 20000; round++, apr_pool_clear(sub)) {
        char text[256];
        apr_size_t n = 0, i, count = 2 + tap_random(&seed) % 18;
        scanned r;

        for (i = 0; i < count; i++) {
            const char *part = parts[tap_random(&seed) % TAP_COUNT(parts)];

            memcpy(text + n, part, strlen(part));
            n += strlen(part);
        }
        r = scan(text, n, n, n);
        if (scan_difference(text, n) >= 0) {
            wrong++;
            diag("cut shows in %s",
                 shown(sub, cp_span_between(text, text + n)));
        }
        if (r.event == CP_HTML_BODY) {
            found++;
            wrong += r.at > n;
        }
    }
    ok(wrong == 0 && found > 100, "20,000 random documents, %d with a body",
       found);
}

/* The limit is the same byte whichever way the document comes. */
static void scan_limit(apr_pool_t *p)
{
    apr_size_t max = CP_HTML_MAX_SCAN, n = max + 100;
    char *text = apr_palloc(p, n + 1);
    scanned r;

    memset(text, ' ', n);
    memcpy(text + max - 6, "<body>", 6);
    r = scan(text, n, n, n);
    ok(r.event == CP_HTML_BODY && r.at == max, "a body that ends at 1 MiB");
    ok(scan_same(r, scan(text, n, 1, 1)), "found byte by byte too");
    ok(scan_same(r, scan(text, n, 8000, 8000)), "and in blocks");
    memset(text, ' ', n);
    memcpy(text + max - 5, "<body>", 6);
    r = scan(text, n, n, n);
    ok(r.event == CP_HTML_GIVE_UP && r.at == max,
       "one byte later is too late: %s at %d", scan_event(r.event), (int)r.at);
    ok(scan_same(r, scan(text, n, 1, 1)), "too late byte by byte too");
    ok(scan_same(r, scan(text, n, 8000, 8000)), "and in blocks");
    memcpy(text, "<!--", 4);
    r = scan(text, n, n, n);
    ok(r.event == CP_HTML_GIVE_UP && scan_same(r, scan(text, n, 1, 1)),
       "an endless comment");
    r = scan(text, max, max, max);
    is_number(r.event, CP_HTML_MORE, "1 MiB exactly: still waiting");
}

/* Two pieces, the first of `cut` bytes. */
static const char *told(apr_pool_t *p, const char *html, apr_size_t cut)
{
    int flags = strstr(html, "xmlns") ? CP_HTML_XML : 0;
    apr_size_t n = strlen(html), at = 0, used;
    cp_html_event event = CP_HTML_MORE;
    cp_html h;
    cp_meta m;

    cp_html_begin(&h, flags);
    cp_meta_begin(&m, p);
    h.policies = &m;
    while (at < n && event != CP_HTML_BODY && event != CP_HTML_GIVE_UP) {
        event = cp_html_feed(&h, html + at, (at < cut ? cut : n) - at, &used);
        at += used;
    }
    return cp_meta_policies(p, &m);
}

/* The metas before the body, with each way of cutting. */
static void policies(apr_pool_t *p)
{
    static const struct {
        const char *html, *want;
    } rows[] = {
        {"<!doctype html><meta http-equiv=Content-Security-Policy "
         "content=a><body>",
         "a,"},
        {"<head><META CONTENT = \"a 'b'\"\tHTTP-EQUIV='content-security-policy'"
         "/></head><meta content='c' http-equiv=content-security-policy>"
         "<body>",
         "a 'b',c,"},
        {"<meta content='a>b' x http-equiv content=c><body>", NULL},
        {"<meta/http-equiv=content-security-policy /content=a/b ><body>",
         "a/b,"},
        {"<meta http-equiv=content-security-policy/content=a><body>", NULL},
        /* not where a browser would act on it */
        {"<template><meta http-equiv=content-security-policy content=a>"
         "</template><body>",
         NULL},
        {"<!--<meta http-equiv=content-security-policy content=a>--><body>",
         NULL},
        {"<script><meta http-equiv=content-security-policy content=a>"
         "</script><title><meta http-equiv=content-security-policy content=b>"
         "</title></meta http-equiv=content-security-policy content=c><body>",
         NULL},
        {"<metal http-equiv=content-security-policy content=a><body>", NULL},
        {"<body><meta http-equiv=content-security-policy content=a>", NULL},
        {X "<head><meta http-equiv='Content-Security-Policy' content='a b'/>"
           "<x:meta content=\"'c'\" http-equiv=\"content-security-policy\">"
           "</x:meta></head><body>",
         "a b,'c',"},
        {X "<meta content='&#39;c&apos;' http-equiv\n= "
           "'content-security-policy' x='y' /><body>",
         "'c',"},
        {X "<meta content='&c;' http-equiv='content-security-policy'/><body>",
         ""},
        {X "<!--<meta http-equiv='content-security-policy' content='a'/>-->"
           "<![CDATA[<meta http-equiv='content-security-policy' content='a'/>"
           "]]><body><meta http-equiv='content-security-policy' content='a'/>",
         NULL},
        {X "<meta h:http-equiv='content-security-policy' content='a'/>"
           "<meta http-equiv='refresh' content='a'/></meta><body>",
         NULL},
    };
    apr_size_t i, cut;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        int wrong = 0;

        for (cut = 1; cut <= strlen(rows[i].html); cut++) {
            const char *got = told(p, rows[i].html, cut);

            wrong += got && rows[i].want ? strcmp(got, rows[i].want) != 0
                                         : got != rows[i].want;
        }
        is_number(wrong, 0, "policies: case %d", (int)i);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"finding the body", finding},
                                       {"stepping aside", doubting},
                                       {"cut off", ending},
                                       {"later bytes", later_bytes},
                                       {"random documents", random_documents},
                                       {"the limit", scan_limit},
                                       {"policies", policies},
                                       {NULL, NULL}};
    return tap_run(groups);
}
