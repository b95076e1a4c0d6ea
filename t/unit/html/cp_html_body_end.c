/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of the content of body. In each document '|' marks the place. The
 * test feeds it whole, byte by byte, and cut at every offset. The rules are
 * those of WHATWG HTML 13.2.6.4.7; t/judges holds them against two parsers.
 */
#include "core/html/cp_html.h"

#include "html_scan.h"
#include "tap.h"

#define B "<!DOCTYPE html><body>"
#define E "|</body></html>\n"
#define NS "xmlns='http://www.w3.org/1999/xhtml'"
#define XB "<html " NS "><head></head><body>"

static const cp_span places[] = {
    SPAN_INIT(B E),
    SPAN_INIT(B "<p>x</p>" E),
    SPAN_INIT("<html><head></head><body class=a>\n<h1>x</h1>\n" E),
    SPAN_INIT(B "x|</BODY\n></HTML>"),
    SPAN_INIT(B "x|</body a='</body>'>"),
    SPAN_INIT(B "x|</html>"),
    SPAN_INIT(B "x|"),
    SPAN_INIT(B "x|</body>y</body>"),
    SPAN_INIT(B "x|</bod"),
    SPAN_INIT(B "x|</"),
    SPAN_INIT(B "x|<"),
    SPAN_INIT(B "x</bodyx></bo></ body></html5>" E),
    SPAN_INIT("<!DOCTYPE html><title>t</title><div>x</div>|</body>"),
    SPAN_INIT("<!DOCTYPE html><title>t</title>x|"),
    /* Text that is not an end tag. */
    SPAN_INIT(B "<!-- </body> --><!--x></body>-->" E),
    SPAN_INIT(B "<?x </body?></bodyx>" E),
    SPAN_INIT(B "<a title='</body>' b=</body c=\"</body>\">x</a>" E),
    SPAN_INIT(B "<script>'</body>'</script>" E),
    SPAN_INIT(B "<script><!-- <script> </script></body> --></script>" E),
    SPAN_INIT(B "<style></body></style><textarea></body></textarea>" E),
    SPAN_INIT(B "<title></body></title><xmp></body></xmp>" E),
    SPAN_INIT(B "<iframe></body></iframe><noembed></body></noembed>" E),
    SPAN_INIT(B "<noframes></body></noframes>" E),
    SPAN_INIT(B "<noscript><img src=x></noscript>" E),
    SPAN_INIT(B "<noscript><div><p>x</p></div></noscript>" E),
    SPAN_INIT(B "<template></body></template>" E),
    SPAN_INIT(B "<template><td></body></td></template>" E),
    SPAN_INIT(B "<template><template></body></template></body></template>" E),
    SPAN_INIT(B "<svg><title></body></title><path d='</body>'/></svg>" E),
    SPAN_INIT(B "<svg><![CDATA[</body>]]></svg>" E),
    SPAN_INIT(B "<svg><![CDATA[a]>b]]]></svg>" E),
    SPAN_INIT(B "<![CDATA[x></bod>" E),
    SPAN_INIT(B "<svg><style></style></svg>" E),
    SPAN_INIT(B "<svg><script/></svg>" E),
    SPAN_INIT(B "<svg><g></g / ></svg / ><svg / ></svg>" E),
    SPAN_INIT(B
              "<svg><foreignObject><div></body></div></foreignObject></svg>" E),
    SPAN_INIT(B "<svg><desc><svg></svg></body></desc></svg>" E),
    SPAN_INIT(B "<svg><g><div>x</div>" E),
    SPAN_INIT(B "<svg><a href=x/></a></svg>" E),
    SPAN_INIT(B "<svg><g></p>" E),
    SPAN_INIT(B "<svg><font face2=a><title></body></title></font></svg>" E),
    SPAN_INIT(B "<svg><font FACE=a><title></body></title></font>" E),
    SPAN_INIT(B "<svg><font color/><style></body></style></font>" E),
    SPAN_INIT(B "<math><annotation-xml><title></annotation-xml></math>" E),
    SPAN_INIT(B "<math><annotation-xml encoding='Text/HTML'><title></body>"
                "</title></annotation-xml></math>" E),
    SPAN_INIT(B "<math><annotation-xml a=b encoding=x encoding=text/html>"
                "<style></annotation-xml></math>" E),
    SPAN_INIT(B "<math><annotation-xml encoding=application/xhtml+xml><p>x</p>"
                "</annotation-xml></math>" E),
    SPAN_INIT(B "<math><annotation-xml><svg><title></body></title></svg>"
                "</annotation-xml></math>" E),
    SPAN_INIT(B "<math><mi>x</mi><mtext></body><b>y</b></mtext></math>" E),
    SPAN_INIT(B "<math><mi><mglyph/><malignmark></malignmark></mi></math>" E),
    SPAN_INIT(B "<select><option></body>a<option>b</select>" E),
    SPAN_INIT(B "<select><optgroup><option>a<optgroup><hr></select>" E),
    SPAN_INIT(B "<select><option>a<select>" E),
    SPAN_INIT(B "<select><input>" E),
    SPAN_INIT(B "<table></body><tr></body><td></body>x</table>" E),
    SPAN_INIT(B "<table><caption></body></table>" E),
    SPAN_INIT(B "<object></body></object><marquee></body></marquee>" E),
    /* Elements whose end tag is implied, or that another closes. */
    SPAN_INIT(B "<p>x<div>y</div>" E),
    SPAN_INIT(B "<ul><li>a<li>b<ul><li>c</ul></ul>" E),
    SPAN_INIT(B "<dl><dt>a<dd>b<dt>c</dl>" E),
    SPAN_INIT(B "<table><td>a<th>b<tr><td>c<tbody><td>d</table>" E),
    SPAN_INIT(B "<table><colgroup><col><tr><td>c</colgroup></table>" E),
    SPAN_INIT(B "<table><tr><td><table><td>x</table></table>" E),
    SPAN_INIT(B "<table><table></table>" E),
    SPAN_INIT(B "<table><tr><td>x</td></tr></tbody></table>" E),
    SPAN_INIT(B "<table><caption>x<tr><td>y</caption></table>" E),
    SPAN_INIT(B "<table><div><td></div></table>" E),
    SPAN_INIT(B "<tr><td>x</td></tr><col><caption>" E),
    SPAN_INIT(B "<h1>x<h2>y</h3>" E),
    SPAN_INIT(B "<button>x<button>y</button>" E),
    SPAN_INIT(B "<ruby>a<rt>b<rp>c</ruby>" E),
    SPAN_INIT(B "<a>x<a>y</a>" E),
    SPAN_INIT(B "<form><div></form></div>" E),
    SPAN_INIT(B "<table><form><tr><td><input></td></tr></form></table>" E),
    SPAN_INIT(B "<form><form></form>" E),
    SPAN_INIT(B "<br><img><hr><input><wbr><col><source><link><meta>" E),
    SPAN_INIT(B "</div></p></br></b></li></x></table></td></select>" E),
    SPAN_INIT(B "<html><head><body><frameset></head>" E),
    SPAN_INIT(B "<blockquote><figure><figcaption>x</figure></blockquote>" E),
    SPAN_INIT(B "<my-element><other-element></other-element></my-element>" E),
    SPAN_INIT(B "<x-a-name-that-is-long></x-a-name-that-is-long>" E),
    SPAN_INIT(B "<DIV><SpAn></sPaN></div>" E),
    SPAN_INIT(B "<h\x11></h\x11><h1></h1>" E),
    /* Formatting elements that overlap. */
    SPAN_INIT(B "<b>a<i>b</b>c</i>" E),
    SPAN_INIT(B "<b><div>x</b></div>" E),
    SPAN_INIT(B "<b><div><span>x</b>y"
                "</div>" E),
    SPAN_INIT(B "<p><b>x</p></b>" E),
    SPAN_INIT(B "<table><td><b>x</table>" E),
    SPAN_INIT(B "<a><div><a>x</a></div></a>" E),
    SPAN_INIT(B "<nobr>x<nobr>y</nobr>" E),
    /* Containers may be open, a p at the end of the document only. */
    SPAN_INIT(B "<div><section><span>x" E),
    SPAN_INIT(B "<ul><li>x" E),
    SPAN_INIT(B "<p>x</body></html>\n|"),
    SPAN_INIT(B "<div><p>x</body></html>\n<!-- c -->|"),
    SPAN_INIT(B "<p>x</body><div></div>|</body>"),
    SPAN_INIT(B "<p><table></table></body>|"),
};

typedef struct reason_row {
    const char *html, *why;
} reason_row;

#define OPEN "leaves an element open"
#define CUT "ends in a tag"
#define CLEAR "can be read in more than one way"
#define DEPTH 300

static const reason_row reasons[] = {
    {B "<table><tr><td>x</body></html>", OPEN},
    {B "<a href=x>y</body>", OPEN},
    {B "<b>x</body>", OPEN},
    {B "<p><b>x</p></body>", OPEN},
    {B "<form>x</body>", OPEN},
    {B "<form><div></div></body>", OPEN},
    {B "<table><form></table></body>", OPEN},
    {B "<button>x</body>", OPEN},
    {B "<template>x</body>", OPEN},
    {B "<select><option>x</body>", OPEN},
    {B "<svg><g></body>", OPEN},
    {B "<object>x</body>", OPEN},
    {B "<dialog>x</body>", OPEN},
    {B "<my-element>x</body>", OPEN},
    {B "<p>x<", OPEN},
    {B "<!-- </body></html>", CUT},
    {B "<script>x</body></html>", CUT},
    {B "<textarea></body></html>", CUT},
    {B "<title></body></html>", CUT},
    {B "<plaintext></body></html>", CUT},
    {B "<div a='</body></html>", CUT},
    {B "<svg><![CDATA[ </svg></body></html>", CUT},
    {B "x</bodyx", CUT},
    {B "<noscript><p></noscript></body>", "has a noscript"},
    {B "<noscript><!-- </noscript> --></noscript></body>", "has a noscript"},
    {B "<div><noscript></div></noscript></div></body>", "has a noscript"},
    {B "<noscript><b></noscript></body>", "has a noscript"},
    {B "<p><noscript><div></div></noscript></body>", "has a noscript"},
    {B "<select><textarea></select></textarea></body>", CLEAR},
    {B "<select><b></select></body>", CLEAR},
    {B "<select></form></select></body>", CLEAR},
    {B "<math><annotation-xml encoding=text&#x2f;html></math></body>", CLEAR},
    {B "<template><col></template></body>", CLEAR},
};

static void finding(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(places); i++) {
        scan_marks m = scan_unmark(p, places[i]);
        scan_way way = {m.n, m.n, CP_HTML_CHARSET_DECLARED, 1, 1};
        scanned r = scan_in(m.text, m.n, way);
        apr_int64_t differs = scan_difference_in(m.text, m.n, way);

        if (!ok(r.event == CP_HTML_BODY && r.at == m.body && differs < 0, "%s",
                shown(p, places[i]))) {
            diag("%s at %d, cut at %d: it %s", scan_event(r.event), (int)r.at,
                 (int)differs, r.why);
        }
    }
}

/* The fast path reads long runs in steps of 16 to 128 bytes. It leaves single
 * bytes to the states of the tokenizer: both must find the same place. A missed
 * end tag would leave its element open. */
static void long_runs(apr_pool_t *p)
{
    enum { MOST = 400 };
    apr_size_t n, wrong = 0;

    for (n = 0; n <= MOST; n++) {
        const char *text = apr_psprintf(p, "%0*d", (int)n + 1, 7);
        const char *value = apr_psprintf(p, "%0*d", (int)(MOST - n) + 1, 7);
        scan_marks m = scan_unmark(
            p,
            cp_span_of(apr_pstrcat(p, B, text, "<b title='", value, "'>", text,
                                   "</b><a href=\"", value, "\">", text,
                                   "</a><i>y</i><br>", text, E, NULL)));
        scan_way way = {m.n, m.n, CP_HTML_CHARSET_DECLARED, 1, 1};
        scanned whole = scan_in(m.text, m.n, way);

        way.first = way.step = 1;
        wrong += whole.event != CP_HTML_BODY || whole.at != m.body
              || !scan_same(whole, scan_in(m.text, m.n, way));
    }
    is_number((apr_int64_t)wrong, 0, "runs of up to %d bytes", MOST);
}

static void check_reason(apr_pool_t *p, const char *html, const char *why)
{
    apr_size_t n = strlen(html);
    scan_way way = {n, n, CP_HTML_CHARSET_DECLARED, 1, 1};
    scanned r = scan_in(html, n, way);
    apr_int64_t differs = scan_difference_in(html, n, way);

    if (!ok(r.event == CP_HTML_GIVE_UP && !strncmp(r.why, why, strlen(why))
                && r.start != NOWHERE && differs < 0,
            "left alone: %.60s", html)) {
        diag("%s at %d, cut at %d: it %s", scan_event(r.event), (int)r.at,
             (int)differs, r.why);
    }
    (void)p;
}

static void doubting(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(reasons); i++) {
        check_reason(p, reasons[i].html, reasons[i].why);
    }
}

static char *nested(apr_pool_t *p, const char *open, const char *close,
                    int times)
{
    char *text = B;
    int i;

    for (i = 0; i < times; i++) {
        text = apr_pstrcat(p, text, open, NULL);
    }
    for (i = 0; i < times; i++) {
        text = apr_pstrcat(p, text, close, NULL);
    }
    return apr_pstrcat(p, text, "</body>", NULL);
}

/* The room is fixed: what does not fit ends the search. */
static void bounds(apr_pool_t *p)
{
    const char *deep = nested(p, "<div>", "</div>", 200);
    scan_way way = {strlen(deep), strlen(deep), CP_HTML_CHARSET_DECLARED, 1, 1};

    is_number(scan_in(deep, way.step, way).at, (int)way.step - 7,
              "200 elements in each other");
    check_reason(p, nested(p, "<div>", "</div>", DEPTH), "has more than 256");
    check_reason(p, nested(p, "<p><b>", "", 30), CLEAR);
    check_reason(p, nested(p, "<b><i><u><s><em><div></b>", "", 1), CLEAR);
    ok(sizeof(cp_html_open_elements) < 4096, "the stack has %d bytes",
       (int)sizeof(cp_html_open_elements));
}

/* The scanner holds only the first bytes of an end tag of body. */
static void holding(apr_pool_t *p)
{
    static const char text[] = B "<div class='body'>x</div><bodyx></bodyx>"
                                 "<svg><g/></svg></b></h><!-- --></bodyy></x";
    apr_size_t i, used, most = 0;
    cp_html_open_elements tail;
    cp_html h;

    (void)p;
    cp_html_begin(&h, CP_HTML_CHARSET_DECLARED);
    cp_html_feed(&h, B, sizeof(B) - 1, &used);
    cp_html_seek_body_end(&h, &tail);
    for (i = sizeof(B) - 1; i < sizeof(text) - 1; i++) {
        cp_html_feed(&h, text + i, 1, &used);
        most = cp_html_held(&h) > most ? cp_html_held(&h) : most;
    }
    is_number(h.event, CP_HTML_MORE, "not at its end");
    is_number(most, sizeof("</body") - 1, "bytes are held at most");
}

/* After a release inside of the end tag, the place is the document's end. */
static void releasing(apr_pool_t *p)
{
    apr_size_t used;
    cp_html_open_elements tail;
    cp_html h;

    (void)p;
    cp_html_begin(&h, CP_HTML_CHARSET_DECLARED);
    cp_html_feed(&h, B "x", sizeof(B) - 1, &used);
    cp_html_seek_body_end(&h, &tail);
    cp_html_feed(&h, "x</bo", 5, &used);
    is_number(cp_html_held(&h), 4, "the beginning of an end tag is held");
    is_number(cp_html_release(&h), CP_HTML_MORE, "and released");
    is_number(cp_html_held(&h), 0, "nothing is held");
    is_number(cp_html_feed(&h, "dy>\n", 4, &used), CP_HTML_MORE,
              "the rest of the tag is not the place");
    is_number(cp_html_end(&h), CP_HTML_BODY, "the end of the document is");
    is_number(cp_html_held(&h), 0, "right there");
}

/* Without a charset: what browsers guess must not change. */
static void guessing(apr_pool_t *p)
{
    static const cp_span plain = SPAN_INIT("<html><body>" E);
    static const char high[] = "<html><body>\xE9" E,
                      escape[] = "<html><body>\x1B$B</body>";
    scan_marks m = scan_unmark(p, plain);
    scan_way way = {m.n, m.n, 0, 1, 1};

    is_number(scan_in(m.text, m.n, way).at, m.body, "all is ASCII");
    is_text(p, scan_in(high, sizeof(high) - 1, way).why,
            "declares no charset, so that browsers guess it", "a byte is not");
    is_number(scan_in(escape, sizeof(escape) - 1, way).event, CP_HTML_GIVE_UP,
              "ESC in the body");
}

static const cp_span xml_places[] = {
    SPAN_INIT(XB "<p>x</p>|</body></html>"),
    SPAN_INIT(XB "<p>x</p>\n|</body\n></html>"),
    SPAN_INIT(XB "<![CDATA[</body>]]><!--</body>--><?x </body>?>|</body>"),
    SPAN_INIT(XB "<p a='</body>'/><body " NS "></body>|</body></html>"),
    SPAN_INIT(XB "<p><br/><b>x</b></p><svg><g/></svg>|</body></html>"),
    SPAN_INIT(XB "<p>]]&gt;</p>|</body></html>"),
    SPAN_INIT(XB "|</body></html>"),
};

static void xhtml(apr_pool_t *p)
{
    static const char open[] = XB "<p>x</p>", self[] = "<html " NS "><body/>";
    apr_size_t i;
    scan_way way = {0, 0, CP_HTML_CHARSET_DECLARED | CP_HTML_XML, 1, 1};

    for (i = 0; i < TAP_COUNT(xml_places); i++) {
        scan_marks m = scan_unmark(p, xml_places[i]);
        scanned r;

        way.first = way.step = m.n;
        r = scan_in(m.text, m.n, way);
        if (!ok(r.event == CP_HTML_BODY && r.at == m.body
                    && scan_difference_in(m.text, m.n, way) < 0,
                "%s", shown(p, xml_places[i]))) {
            diag("%s at %d: it %s", scan_event(r.event), (int)r.at, r.why);
        }
    }
    is_number(scan_in(open, sizeof(open) - 1, way).event, CP_HTML_GIVE_UP,
              "XML that ends early has no place");
    is_number(scan_in(self, sizeof(self) - 1, way).event, CP_HTML_GIVE_UP,
              "nor has an empty element");
}

int main(void)
{
    static const tap_group groups[] = {
        {"places", finding},  {"doubts", doubting},     {"bounds", bounds},
        {"holding", holding}, {"releasing", releasing}, {"guessing", guessing},
        {"XHTML", xhtml},     {"long runs", long_runs}, {NULL, NULL}};
    return tap_run(groups);
}
