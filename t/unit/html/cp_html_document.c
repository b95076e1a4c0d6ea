/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cp_html and the document: its end, the release of held bytes, charsets
 * that the field does not declare, and XHTML. '^' marks the place of the event
 * HEAD, '|' that of BODY; without '|' the scanner must give up. Each document
 * is cut at every offset.
 */
#include "core/html/cp_html.h"

#include "html_scan.h"
#include "tap.h"

#define D "<!DOCTYPE html>"
#define X "<html xmlns=\"http://www.w3.org/1999/xhtml\">"
#define M "<meta charset="

static void check(apr_pool_t *p, cp_span marked, int flags)
{
    scan_marks m = scan_unmark(p, marked);
    scan_way way = {m.n, m.n, flags, 1, 0};
    scanned r = scan_in(m.text, m.n, way);
    apr_int64_t differs = scan_difference_in(m.text, m.n, way);
    int placed = m.body == NOWHERE ? r.event == CP_HTML_GIVE_UP
                                   : r.event == CP_HTML_BODY && r.at == m.body;

    if (!ok(r.head == m.head && differs < 0 && placed, "%s",
            shown(p, marked))) {
        diag("%s at %d, head at %d, cut at %d: it %s", scan_event(r.event),
             (int)r.at, (int)r.head, (int)differs, r.why);
    }
}

static void check_all(apr_pool_t *p, const cp_span *list, apr_size_t n,
                      int flags)
{
    apr_size_t i;

    for (i = 0; i < n; i++) {
        check(p, list[i], flags);
    }
}

static void ends(apr_pool_t *p)
{
    static const cp_span list[] = {
        SPAN_INIT(D "|"),
        SPAN_INIT(D "<title>t</title>\n|"),
        SPAN_INIT("<html>|</html>\n"),
        SPAN_INIT(D "<title>t</title>|<p"),
        SPAN_INIT(D "<title>t</title>|<"),
        SPAN_INIT(D "<title>t</title>|</"),
        SPAN_INIT(D "<title>t</title>|<me"),
        SPAN_INIT(D "|<body"),
        SPAN_INIT(D "|<p><!-- x"),
        SPAN_INIT(D "|<div>"),
        SPAN_INIT(D "|&"),
        SPAN_INIT(D "&#3"),
        SPAN_INIT(D "<meta name=x"),
        SPAN_INIT(D "<body class=x"),
        SPAN_INIT(D "<!-- x"),
        SPAN_INIT(D "<title>t"),
        SPAN_INIT(D "<template>"),
        SPAN_INIT(D "<noscript><p>"),
        SPAN_INIT("<title>t</title>"),
        SPAN_INIT("<div>"),
        SPAN_INIT(""),
    };

    check_all(p, list, TAP_COUNT(list), CP_HTML_CHARSET_DECLARED);
}

static void charsets(apr_pool_t *p)
{
    static const cp_span list[] = {
        SPAN_INIT(D M "utf-8><body>|\xC3\xA4"),
        SPAN_INIT(D "<title>\xC3\xA4</title>" M "'UTF-8'><body>|"),
        SPAN_INIT("\xEF\xBB\xBF" D "<body>|\xC3\xA4"),
        SPAN_INIT(D M "utf-16><body>|\xC3\xA4"),
        SPAN_INIT(D M "x-user-defined><body>|\xC3\xA4"),
        SPAN_INIT(D "<meta content='text/html; charset=shift_jis' "
                    "http-equiv=Content-Type><body>|\x83\x41"),
        SPAN_INIT(D "<body>|plain"),
        SPAN_INIT(D "|<p>plain"),
        /* The place in head follows the charset, or precedes a script. */
        SPAN_INIT(D "<head><title>t</title>" M "utf-8>^<script></script></head>"
                    "<body>|"),
        SPAN_INIT(D "<head>\n<META name=x><META\nCHARSET='utf-8' />^<link>"
                    "</head><body>|\xC3\xA4"),
        SPAN_INIT(D "<head><meta http-equiv=content-type content='text/html;"
                    "charset=utf-8'>^" M "utf-8></head><body>|"),
        SPAN_INIT(D "<head><title>\xC3\xA4</title>" M "utf-8>^</head><body>|"),
        SPAN_INIT(D "<head><title>t</title><style>a{}</style>^<script>x"
                    "</script></head><body>|plain"),
        SPAN_INIT(D "<head><title>t</title><script>x</script>" M
                    "utf-8>^</head>"
                    "<body>|\xC3\xA4"),
        /* A <meta charset> in body decides, if browsers look there for it. */
        SPAN_INIT(D "<head><title>t</title></head><body>" M "utf-8>x"),
        SPAN_INIT(D "<head><title>t</title></head><body>" M "hz-gb-2312>x"),
        SPAN_INIT(D "<head><script>x</script></head><p>" M "utf-8>x"),
        SPAN_INIT(D "<head><base href=a><link>\n^</HEAD\n><script></script>"
                    "<body>|"),
        SPAN_INIT(D "<head><!-- <script> --><title><script></title>^<noscript>"
                    "<link></noscript></head><body>|"),
        SPAN_INIT(D "<head>^<template></template></head><body>|"),
        SPAN_INIT(D "<head><title>t</title>^<body>|"),
        SPAN_INIT(D "<head><title>t</title>^<body class=x>|"),
        SPAN_INIT("\xEF\xBB\xBF" D "<head>^<script></script></head><body>|"),
        SPAN_INIT(D "<head><title>\xC3\xA4</title><script></script>" M
                    "utf-8>^</head><body>|"),
        SPAN_INIT(D "<head><title>\xC3\xA4</title><script></script></head>"
                    "<body>x"),
        SPAN_INIT(D "<head><p>" M "utf-8>x"),
        SPAN_INIT(D "<head>|<p>x"),
        SPAN_INIT(D "<script></script><head>^</head><body>|"),
        /* Guessed by browsers, in an unknown way. */
        SPAN_INIT(D "<body>\xC3\xA4"),
        SPAN_INIT(D "<title>\xC3\xA4</title><body>x"),
        SPAN_INIT(D "<meta content='text/html; charset=utf-8'><body>\xC3\xA4"),
        SPAN_INIT(D "<meta charset><body>\xC3\xA4"),
        /* Declared after the place. */
        SPAN_INIT(D "<body><p>x" M "utf-8>"),
        SPAN_INIT(D "<body><META\ncharset=utf-8>"),
        SPAN_INIT(D "<p>" M "utf-8>x"),
        /* Not ASCII, or not known. */
        SPAN_INIT(D M "iso-2022-jp><body>"),
        SPAN_INIT(D M "hz-gb-2312><body>"),
        SPAN_INIT(D M "utf-7><body>"),
        SPAN_INIT(D M "utf-32><body>"),
        SPAN_INIT(D M "a-label-longer-than-all-that-exist><body>"),
        SPAN_INIT(D "<title>\x1B$B<body></title><body>"),
    };

    check_all(p, list, TAP_COUNT(list), 0);
}

static void xhtml(apr_pool_t *p)
{
    static const cp_span list[] = {
        SPAN_INIT(X "<body>|x"),
        SPAN_INIT("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?>\n" X
                  "<head>^<title>a &lt; b</title></head>\n<body id='>'>|"),
        SPAN_INIT("<!DOCTYPE html PUBLIC \"-//>\" '>' [<!ENTITY a '>]<body>'>"
                  "<!-- ]> --><?a ]> ?>]>" X "<body>|"),
        SPAN_INIT(X "<!-- <body> --><head>^<script><![CDATA[ <body> ]] > "
                    "]]></script></head><body>|"),
        SPAN_INIT(X "<?a <body> ?><body>|"),
        SPAN_INIT(X "<head/><body>|"),
        SPAN_INIT(X "<x:body xmlns:x='http://www.w3.org/1999/xhtml'/><body>|"),
        SPAN_INIT(X "<div><body></body></div><body>|"),
        SPAN_INIT(X "<body xmlns='http://www.w3.org/1999/xhtml'>|"),
        SPAN_INIT("<?xml-stylesheet type='text/css' href='a'?>" X "<body>|"),
        SPAN_INIT("<?xml-stylesheet href='a' type=\"text/css\"?>" X "<body>|"),
        SPAN_INIT(X "<?xml-stylesheet?><body>|"),
        SPAN_INIT("<!DOCTYPE html [<?xml-stylesheet a?>]>" X "<body>|"),
        /* The page is what the style sheet makes of it. */
        SPAN_INIT("<?xml-stylesheet type='text/xsl' href='a'?>" X "<body>"),
        SPAN_INIT("<?xml-stylesheet href='a'?>" X "<body>"),
        SPAN_INIT(X "<body/>"),
        SPAN_INIT(X "<BODY></BODY></html>"),
        SPAN_INIT(X "<body xmlns='urn:x'></body></html>"),
        SPAN_INIT(X "<frameset/>"),
        SPAN_INIT(X "<head>^<body></body></head></html>"),
        SPAN_INIT("<html><body>"),
        SPAN_INIT("<HTML xmlns='http://www.w3.org/1999/xhtml'><body>"),
        SPAN_INIT("<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:body>"),
        SPAN_INIT("<svg xmlns='http://www.w3.org/2000/svg'><body>"),
        SPAN_INIT("<?xml version='1.0' encoding='utf-16'?>" X "<body>"),
        SPAN_INIT("\xFF\xFE<\0h\0"),
        SPAN_INIT("\xFE\xFF\0<\0h"),
        SPAN_INIT("\0<\0h"),
        SPAN_INIT("<\0h\0t\0m\0l\0 \0x\0>\0<\0b\0o\0d\0y\0>\0"),
        SPAN_INIT("x" X "<body>"),
        SPAN_INIT(X "<p a></p><body>"),
        SPAN_INIT(X "<"),
    };

    check_all(p, list, TAP_COUNT(list), CP_HTML_XML);
}

/* The language of the document, with each way of cutting. */
static void languages(apr_pool_t *p)
{
    static const struct {
        const char *html, *want;
        int xml;
    } rows[] = {
        {D "<html lang=de><body>", "de", 0},
        {D "<HTML LANG = 'pt-BR'><body>", "pt-BR", 0},
        {D "<html class=\"a > b\" lang=\"fr\" dir=ltr><body>", "fr", 0},
        {D "<html/lang=el/><body>", "el/", 0},
        {D "<html lang='\tit '><body>", "\tit ", 0},
        {"<html><body>", "", 0},
        {"<html lang><body>", "", 0},
        {"<html lang=><body>", "", 0},
        {"<html lang=''><body>", "", 0},
        {"<html lan=de langu=de xlang=de lang2=de xml:lang=de><body>", "", 0},
        /* the first of two; a second tag adds missing attributes */
        {"<html lang=sv lang=de><body>", "sv", 0},
        {"<html lang=sv><html lang=de><body>", "sv", 0},
        {"<html><head><html lang=de></head><body>", "de", 0},
        /* other elements than the root */
        {"<!--<html lang=de>--><head lang=fi><body lang=nl>", "", 0},
        {"<template><html lang=de></template><body>", "", 0},
        {"<title><html lang=de></title><body>", "", 0},
        {"<htmls lang=de><html><body>", "", 0},
        {"<body><html lang=de>", "", 0},
        /* 36 bytes are kept; a longer value is ignored */
        {"<html lang=a23456789-123456789-123456789-1234567><body>", "", 0},
        {"<html lang=a23456789-123456789-123456789-123456><body>",
         "a23456789-123456789-123456789-123456", 0},
        {X "<body>", "", 1},
        {"<html xmlns='http://www.w3.org/1999/xhtml' lang='de'><body>", "de",
         1},
        {"<html lang='de' xmlns='http://www.w3.org/1999/xhtml' xml:lang='fr' "
         "l='x'><body>",
         "fr", 1},
        {"<html xml:lang='fr' xmlns='http://www.w3.org/1999/xhtml' lang='de'>"
         "<head xml:lang='it' lang='it'></head><body lang='es'>",
         "fr", 1},
        {"<html LANG='de' xmlns='http://www.w3.org/1999/xhtml'><body>", "", 1},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        apr_size_t n = strlen(rows[i].html);
        scan_way way = {n, n, CP_HTML_CHARSET_DECLARED, 0, 0};

        way.flags |= rows[i].xml ? CP_HTML_XML : 0;
        is_text(p, scan_in(rows[i].html, n, way).lang, rows[i].want,
                "the language of %s", rows[i].html);
        is_number(scan_difference_in(rows[i].html, n, way), -1,
                  "however it is cut");
    }
}

/* Whether its base may lead to another site, however it is cut. */
static void bases(apr_pool_t *p)
{
    static const struct {
        const char *html;
        int leaves, xml;
    } rows[] = {
        {D "<base href=https://cdn.example/><body>", 1, 0},
        {D "<head><BASE target=_top HREF = '//cdn.example/'></head><body>", 1,
         0},
        {D "<base href=\"\thttp://cdn.example/\"/><body>", 1, 0},
        {D "<base href=/\\cdn.example/><body>", 1, 0},
        {D "<base href=\\\\cdn.example/><body>", 1, 0},
        {D "<base href='/\t/cdn.example/'><body>", 1, 0},
        {D "<base href=https&#58;//cdn.example/><body>", 1, 0},
        {D "<base href=/&#47;cdn.example/><body>", 1, 0},
        {D "<base href=data:x><body>", 1, 0},
        /* of this site */
        {D "<body>", 0, 0},
        {D "<base href=/><body>", 0, 0},
        {D "<base href=/app/><body>", 0, 0},
        {D "<base href='app/'><body>", 0, 0},
        {D "<base href=../><body>", 0, 0},
        {D "<base target=_blank><body>", 0, 0},
        {D "<base data-href=https://cdn.example/><body>", 0, 0},
        /* the first one with href counts */
        {D "<base href=/><base href=https://cdn.example/><body>", 0, 0},
        {D "<base target=_top><base href=//cdn.example/><base href=/><body>", 1,
         0},
        /* other elements than a base of the document */
        {D "<!--<base href=//cdn.example/>--><body>", 0, 0},
        {D "<template><base href=//cdn.example/></template><body>", 0, 0},
        {D "<title><base href=//cdn.example/></title><body>", 0, 0},
        {D "<link href=//cdn.example/><meta href=//x><body>", 0, 0},
        {D "<html href=//cdn.example/><body>", 0, 0},
        {X "<head><base href='https://cdn.example/'/></head><body>", 1, 1},
        {X "<head><base target='_top' href=\"//cdn.example/\"></base></head>"
           "<body>",
         1, 1},
        {X "<head><base href='/app/'/></head><body>", 0, 1},
        {X "<head><link href='https://cdn.example/'/></head><body>", 0, 1},
        {X "<head><b:base xmlns:b='b' href='//cdn.example/'/></head><body>", 0,
         1},
    };
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(rows); i++) {
        apr_size_t n = strlen(rows[i].html);
        scan_way way = {n, n, CP_HTML_CHARSET_DECLARED, 0, 0};

        way.flags |= rows[i].xml ? CP_HTML_XML : 0;
        is_number(scan_in(rows[i].html, n, way).leaves, rows[i].leaves,
                  "the base of %s", rows[i].html);
        is_number(scan_difference_in(rows[i].html, n, way), -1,
                  "however it is cut");
    }
}

static cp_html_event released(const char *before, const char *after)
{
    apr_size_t used;
    cp_html h;

    cp_html_begin(&h, CP_HTML_CHARSET_DECLARED);
    if (cp_html_feed(&h, before, strlen(before), &used) != CP_HTML_MORE
        || cp_html_release(&h) != CP_HTML_MORE || cp_html_held(&h) != 0) {
        return CP_HTML_GIVE_UP;
    }
    return cp_html_feed(&h, after, strlen(after), &used);
}

static void releasing(apr_pool_t *p)
{
    (void)p;
    is_number(released(D "<title>t</title>", "<p>x"), CP_HTML_BODY,
              "released where nothing is held");
    is_number(released(D "<me", "ta name=x><body>"), CP_HTML_BODY,
              "released in a tag that turns out to be none that opens");
    is_number(released(D "<me", "nu>x"), CP_HTML_GIVE_UP,
              "released in the tag that opens the body");
    is_number(released(D "<p>", "x"), CP_HTML_GIVE_UP,
              "released before a frameset was ruled out");
}

/* Never more than it says, and the same byte ends the wait. */
static void bounded(apr_pool_t *p)
{
    apr_size_t n = 3000, most = 0, i, used;
    char *text = apr_palloc(p, n + 1);
    scan_way way = {n, n, 0, 0, 0};
    cp_html h;
    scanned r;

    memset(text, ' ', n);
    memcpy(text, D "<p>", sizeof(D "<p>") - 1);
    cp_html_begin(&h, CP_HTML_CHARSET_DECLARED);
    for (i = 0; i < n && cp_html_feed(&h, text + i, 1, &used) == CP_HTML_MORE;
         i++) {
        most = cp_html_held(&h) > most ? cp_html_held(&h) : most;
    }
    ok(most <= CP_HTML_HOLD && i < n, "%d bytes held in doubt", (int)most);
    memcpy(text, D "<body>", sizeof(D "<body>") - 1);
    r = scan_in(text, n, way);
    ok(r.event == CP_HTML_BODY && r.at == sizeof(D "<body>") - 1,
       "the window is empty");
    memcpy(text + CP_HTML_PRESCAN, "<meta charset=x>", 16);
    r = scan_in(text, n, way);
    is_number(r.event, CP_HTML_BODY, "a meta after the window");
    memcpy(text + CP_HTML_PRESCAN - 5, "<meta charset=x>", 16);
    r = scan_in(text, n, way);
    is_number(r.event, CP_HTML_GIVE_UP, "a meta that begins in it");
}

int main(void)
{
    static const tap_group groups[] = {
        {"the end", ends},   {"charsets", charsets},
        {"XHTML", xhtml},    {"releasing", releasing},
        {"bounds", bounded}, {"languages", languages},
        {"bases", bases},    {NULL, NULL}};
    return tap_run(groups);
}
