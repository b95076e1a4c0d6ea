/* SPDX-License-Identifier: Apache-2.0 */
/* The growing buffer and the three ways text leaves us. */
#include "core/base/cp_buf.h"

#include "json_check.h"
#include "tap.h"

static void growing(apr_pool_t *p)
{
    cp_buf *b = cp_buf_make(p, 0);
    apr_size_t i, wrong = 0;
    const char *early;

    is_text(p, cp_buf_text(b), "", "nothing written");
    cp_buf_add(b, NULL, 0);
    is_number((apr_int64_t)b->n, 0, "adding nothing from nowhere");
    cp_buf_puts(b, "a", "", "bc", NULL);
    cp_buf_char(b, 'd');
    cp_buf_number(b, -7);
    early = cp_buf_text(b);
    is_text(p, early, "abcd-7", "puts, char, number");
    cp_buf_put(b, "!");
    is_text(p, cp_buf_text(b), "abcd-7!", "goes on after cp_buf_text");

    b = cp_buf_make(p, 1);
    for (i = 0; i < 1000000; i++) {
        cp_buf_char(b, (char)('a' + i % 26));
    }
    for (i = 0; i < b->n; i++) {
        wrong += b->s[i] != (char)('a' + i % 26);
    }
    ok(b->n == 1000000 && wrong == 0 && b->cap < 4000000,
       "a million bytes one by one");
    b = cp_buf_make(p, 16);
    cp_buf_add(b, apr_pcalloc(p, 5000000), 5000000);
    is_number((apr_int64_t)b->n, 5000000, "five million at once");
    b = cp_buf_make(p, 64);
    for (i = 0; i < 64; i++) {
        cp_buf_char(b, 'x');
    }
    is_number((apr_int64_t)strlen(cp_buf_text(b)), 64, "full to the brim");
}

static void numbers(apr_pool_t *p)
{
    static const struct {
        apr_int64_t v;
        const char *text;
    } cases[] = {{0, "0"},
                 {34560000, "34560000"},
                 {-1, "-1"},
                 {9, "9"},
                 {10, "10"},
                 {99, "99"},
                 {100, "100"},
                 {1005, "1005"},
                 {-120, "-120"},
                 {APR_INT64_MAX, "9223372036854775807"},
                 {APR_INT64_MIN, "-9223372036854775808"}};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(cases); i++) {
        cp_buf *b = cp_buf_make(p, 0);

        cp_buf_number(b, cases[i].v);
        is_text(p, cp_buf_text(b), cases[i].text, "number %s", cases[i].text);
    }
}

/* Numbers of all lengths, as apr_snprintf writes them. */
static void other_numbers(apr_pool_t *p)
{
    apr_int64_t v = 7;
    int i, wrong = 0;
    char text[32];

    for (i = 0; i < 20000; i++) {
        v = (apr_int64_t)((apr_uint64_t)v * 6364136223846793005u + 1442695u);
        apr_snprintf(text, sizeof(text), "%" APR_INT64_T_FMT, v >> i % 64);
        wrong += strcmp(cp_number(p, v >> i % 64), text) != 0;
    }
    is_number(wrong, 0, "20,000 numbers of all lengths");
}

/* ---- as HTML and as JSON ---- */

static const struct {
    const char *in, *html, *json;
} texts[] = {
    {"", "", ""},
    {"plain text", "plain text", "plain text"},
    {"<b>&amp;</b>", "&#60;b&#62;&#38;amp;&#60;/b&#62;",
     "\\u003cb\\u003e\\u0026amp;\\u003c/b\\u003e"},
    {"\"it's\"", "&#34;it's&#34;", "\\\"it\\u0027s\\\""},
    {"a\\b", "a\\b", "a\\\\b"},
    {"a\tb\nc", "a\tb\nc", "a\\u0009b\\u000ac"},
    {"a\rb\x7F", "a&#65533;b&#65533;", "a\\u000db\\u007f"},
    {"\x01\x1F", "&#65533;&#65533;", "\\u0001\\u001f"},
    {"\xC3\xA9", "&#233;", "\\u00e9"},
    {"\xE2\x82\xAC", "&#8364;", "\\u20ac"},
    {"\xF0\x9F\x8D\xAA", "&#127850;", "\\ud83c\\udf6a"},
    {"\xF4\x8F\xBF\xBF", "&#1114111;", "\\udbff\\udfff"},
    /* C1 controls are characters, but none of text. */
    {"\xC2\x85", "&#65533;", "\\u0085"},
    {"\xEF\xBF\xBE\xEF\xBF\xBF", "&#65533;&#65533;", "\\ufffe\\uffff"},
    {"\xC2\xA0", "&#160;", "\\u00a0"},
    {"\xE2\x80\xA8", "&#8232;", "\\u2028"},
    /* No UTF-8: a byte alone, cut off, overlong, surrogate, too large. */
    {"\xE9", "&#65533;", "\\ufffd"},
    {"\x80", "&#65533;", "\\ufffd"},
    {"a\xE2\x82", "a&#65533;&#65533;", "a\\ufffd\\ufffd"},
    {"\xC0\xAF", "&#65533;&#65533;", "\\ufffd\\ufffd"},
    {"\xE0\x80\xAF", "&#65533;&#65533;&#65533;", "\\ufffd\\ufffd\\ufffd"},
    {"\xED\xA0\x80", "&#65533;&#65533;&#65533;", "\\ufffd\\ufffd\\ufffd"},
    {"\xF4\x90\x80\x80", "&#65533;&#65533;&#65533;&#65533;",
     "\\ufffd\\ufffd\\ufffd\\ufffd"},
    {"\xF8\x88\x80\x80\x80", "&#65533;&#65533;&#65533;&#65533;&#65533;",
     "\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd"},
    {"\xC3<", "&#65533;&#60;", "\\ufffd\\u003c"},
    {"\xF0\x9F\x8D\"", "&#65533;&#65533;&#65533;&#34;",
     "\\ufffd\\ufffd\\ufffd\\\""},
    {"</script><!--", "&#60;/script&#62;&#60;!--",
     "\\u003c/script\\u003e\\u003c!--"},
};

static void escapes(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(texts); i++) {
        cp_buf *html = cp_buf_make(p, 0), *json = cp_buf_make(p, 0);

        cp_buf_html(html, texts[i].in);
        cp_buf_json(json, texts[i].in);
        is_text(p, cp_buf_text(html), texts[i].html, "HTML of %s",
                shown_text(p, texts[i].in));
        is_text(p, cp_buf_text(json), texts[i].json, "JSON of %s",
                shown_text(p, texts[i].in));
    }
}

/* Every code point there is, in pieces of 256. */
static void all_of_unicode(apr_pool_t *p)
{
    unsigned c, wrong = 0, block[256], n;
    apr_pool_t *sub;

    apr_pool_create(&sub, p);
    for (c = 1; c < 0x110000; apr_pool_clear(sub)) {
        char *text = apr_palloc(sub, 4 * 256 + 1), *to = text;
        const char *back;
        cp_buf *b = cp_buf_make(sub, 0);

        for (n = 0; n < 256 && c < 0x110000; c++) {
            if (c < 0xD800 || c > 0xDFFF) {
                to = json_utf8(to, c);
                block[n++] = c;
            }
        }
        *to = '\0';
        cp_buf_json(b, text);
        back = json_decoded(sub, cp_buf_text(b));
        wrong += back == NULL || strcmp(back, text) != 0;
        b = cp_buf_make(sub, 0);
        cp_buf_html(b, text);
        wrong += strspn(cp_buf_text(b), "\t\n !#$%&'()*+,-./0123456789:;=?@"
                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                                        "abcdefghijklmnopqrstuvwxyz{|}~")
              != b->n;
        wrong +=
            n && block[n - 1] >= 0xA0
            && strstr(cp_buf_text(b), apr_psprintf(sub, "&#%u;", block[n - 1]))
                   == NULL;
    }
    is_number(wrong, 0, "every code point comes back from JSON, is ASCII");
}

/* Any bytes at all: only ASCII leaves us, and nothing that is markup. */
static void any_bytes(apr_pool_t *p)
{
    apr_uint32_t seed = 2463534242u;
    int round, wrong = 0;
    apr_pool_t *sub;

    apr_pool_create(&sub, p);
    for (round = 0; round < 20000; round++, apr_pool_clear(sub)) {
        char text[40];
        apr_size_t i, n = tap_random(&seed) % sizeof(text);
        cp_buf *b = cp_buf_make(sub, 0);
        const char *s;

        for (i = 0; i < n; i++) {
            text[i] = (char)(1 + tap_random(&seed) % 255);
        }
        text[n] = '\0';
        cp_buf_html(b, text);
        for (s = cp_buf_text(b); *s; s++) {
            wrong += (unsigned char)*s >= 0x7F || strchr("<>\"", *s) != NULL
                  || (*s == '&' && s[1] != '#');
        }
        b = cp_buf_make(sub, 0);
        cp_buf_json(b, text);
        wrong += json_decoded(sub, cp_buf_text(b)) == NULL;
        wrong += strpbrk(cp_buf_text(b), "<>&'") != NULL;
    }
    is_number(wrong, 0, "20,000 random strings");
}

/* ---- in the log ---- */

static const struct {
    cp_span in;
    apr_size_t max;
    const char *out;
} logs[] = {
    {SPAN_INIT(""), 64, ""},
    {SPAN_INIT("_ga"), 64, "_ga"},
    {SPAN_INIT("a b"), 64, "a b"},
    {SPAN_INIT("a\"b"), 64, "a%22b"},
    {SPAN_INIT("a\\b"), 64, "a%5Cb"},
    {SPAN_INIT("100%"), 64, "100%25"},
    {SPAN_INIT("a\r\nCP0001: forged"), 64, "a%0D%0ACP0001: forged"},
    {SPAN_INIT("a\0b"), 64, "a%00b"},
    {SPAN_INIT("\x1B[31m"), 64, "%1B[31m"},
    {SPAN_INIT("\x7F\x80\xFF"), 64, "%7F%80%FF"},
    {SPAN_INIT("\xC3\xA9"), 64, "%C3%A9"},
    {SPAN_INIT("abcdef"), 3, "abc"},
    {SPAN_INIT("abc"), 3, "abc"},
    {SPAN_INIT("\n\n\n"), 2, "%0A%0A"},
    {SPAN_INIT("abc"), 0, ""},
};

static void for_the_log(apr_pool_t *p)
{
    apr_size_t i;
    cp_buf *b = cp_buf_make(p, 0);

    cp_buf_log(b, cp_span_of(NULL), 64);
    is_text(p, cp_buf_text(b), "", "log of no span");
    for (i = 0; i < TAP_COUNT(logs); i++) {
        b = cp_buf_make(p, 0);
        cp_buf_log(b, logs[i].in, logs[i].max);
        is_text(p, cp_buf_text(b), logs[i].out, "log of %s, %d bytes",
                shown(p, logs[i].in), (int)logs[i].max);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"growing", growing},
                                       {"numbers", numbers},
                                       {"other numbers", other_numbers},
                                       {"escapes", escapes},
                                       {"all of Unicode", all_of_unicode},
                                       {"any bytes", any_bytes},
                                       {"for the log", for_the_log},
                                       {NULL, NULL}};
    return tap_run(groups);
}
