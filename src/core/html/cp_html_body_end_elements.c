/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of elements in body; see K_... and cp_html_kind in
 * cp_html_body_end.h. Of the elements without a rule of their own, only
 * frequent ones are listed: the fast path reads them. For each letter the most
 * frequent ones come first.
 */
#include "core/html/cp_html_body_end.h"

#define NAME(name)          \
    name, sizeof(name) - 1, \
        (unsigned char)(sizeof(name) > 9 ? 0 : 64 - 8 * (sizeof(name) - 1))

/*
 * The kinds whose start tag is only pushed, or does nothing, in some current
 * nodes: items, cells, rows and groups of rows, and void elements. The rules of
 * input and hr concern an open select or p. Each base is reported.
 */
#define LEVELS (3 * K_LEVEL)
#define IS_ITEM(number) ((number) == N_LI || (number) == N_DD)
#define IS_CELL(is) (((is) & (LEVELS | K_IGNORED)) == LEVELS)
#define IS_VOID(number, is)                                               \
    ((((is) & (K_VOID | K_OWN_START | K_FILTER | K_TABLE_PART)) == K_VOID \
      && (number) != N_META && (number) != N_BASE)                        \
     || (number) == N_INPUT || (number) == N_HR)
#define IS_PART(number, is) \
    ((is) & K_TABLE_PART && !((is) & K_VOID) && (number) != N_CAPTION)

/*
 * The members `parent` and `parent_is`. An item is pushed in an element that
 * bounds the search for the previous item, and is not an item; a cell in a row,
 * a row in a group of rows, a group in a table. A table is pushed in a cell,
 * and a heading in anything but a heading.
 */
#define ITEM_BOUND (K_SPECIAL | K_NOT_ITEM_BOUND | K_IMPLIED_END)
#define ONLY_TABLE (K_SCOPE | K_BREAKOUT)
#define PARENT(number, is)                                                  \
    (IS_ITEM(number)                                           ? ITEM_BOUND \
     : (is) & K_HEADING                                        ? K_HEADING  \
     : (number) == N_ROW || IS_CELL(is) || (number) == N_TABLE ? LEVELS     \
     : IS_PART(number, is) ? ONLY_TABLE | K_IGNORED                         \
                           : 0)
#define PARENT_IS(number, is)            \
    (IS_ITEM(number)       ? K_SPECIAL   \
     : (is) & K_HEADING    ? 0           \
     : (number) == N_ROW   ? K_LEVEL     \
     : (number) == N_TABLE ? LEVELS      \
     : IS_CELL(is)         ? 2 * K_LEVEL \
     : IS_PART(number, is) ? ONLY_TABLE  \
                           : 0)

/* The reason to stop at the start tag where start tags are reported. */
#define REPORTS(is)                                              \
    ((is) & K_BY_PING         ? CP_COUNT_PING                    \
     : (is) & K_BY_BACKGROUND ? CP_COUNT_BACKGROUND              \
     : (is) & K_MATTERS       ? CP_COUNT_TAGS | CP_COUNT_ADDRESS \
                              : 0)

/* The members `adds` and `blocks`, from the properties of a kind. SLOW are
 * those whose start tag is never only pushed: at least body is open. */
#define ALWAYS CP_COUNTS(CP_COUNT_OPEN)
#define SLOW                                                                  \
    (K_OWN_START | K_RAW_TEXT | K_VOID | K_IGNORED | K_OWN_END | K_TABLE_PART \
     | K_MARKER)
#define BLOCKS_IF(number, is)                            \
    (IS_VOID(number, is)   ? CP_COUNT_VOID               \
     : IS_PART(number, is) ? CP_COUNT_PARENT             \
     : IS_ITEM(number)     ? CP_COUNTS(CP_COUNT_ITEM)    \
     : (is) & K_HEADING    ? CP_COUNTS(CP_COUNT_HEADING) \
     : (number) == N_TABLE ? CP_COUNTS(CP_COUNT_TABLE)   \
     : (number) == N_A     ? CP_COUNTS(CP_COUNT_LINK)    \
     : (is) & SLOW         ? ALWAYS                      \
                           : 0)
#define BLOCKS(number, is)                                                \
    (BLOCKS_IF(number, is)                                                \
     | ((is) & K_CLOSES_P || IS_ITEM(number) ? CP_COUNTS(CP_COUNT_P) : 0) \
     | REPORTS(is) | CP_COUNT_SELECT | CP_COUNT_FULL)
#define ADDS(number, is)                                                 \
    (((is) & K_P ? CP_COUNT_P : 0)                                       \
     | ((number) == N_A || (number) == N_NOBR ? CP_COUNT_LINK : 0)       \
     | ((is) & K_HEADING ? CP_COUNT_HEADING : 0)                         \
     | ((number) == N_TABLE || (is) & K_TABLE_PART ? CP_COUNT_TABLE : 0) \
     | ((number) == N_SELECT ? CP_COUNT_SELECT : 0)                      \
     | (IS_ITEM(number) ? CP_COUNT_ITEM : 0) | CP_COUNT_OPEN)

/* A word whose byte `i` in memory is `value`, and one whose first n bytes are
 * 0xFF. */
#define BYTE(i, value) \
    (APR_UINT64_C(value) << (APR_IS_BIGENDIAN ? 56 - 8 * (i) : 8 * (i)))
#define FIRST(n)                                               \
    ((n) > 7            ? ~APR_UINT64_C(0)                     \
     : APR_IS_BIGENDIAN ? ~(~APR_UINT64_C(0) >> 8 * ((n) % 8)) \
                        : ~(~APR_UINT64_C(0) << 8 * ((n) % 8)))
/* The members `lower` and `mask`. The digit of a heading has no case. A name
 * that is longer than a word never matches. */
#define LOWER(is) \
    (APR_UINT64_C(0x2020202020202020) ^ ((is) & K_HEADING ? BYTE(1, 0x20) : 0))
#define WHOLE(n) ((n) > 8 ? 0 : FIRST(n))
#define KIND(name, is, number, raw)                                \
    {{NAME(name), is},                                             \
     number,                                                       \
     raw,                                                          \
     ADDS(number, is),                                             \
     BLOCKS(number, is),                                           \
     PARENT(number, is),                                           \
     PARENT_IS(number, is),                                        \
     LOWER(is),                                                    \
     WHOLE(sizeof(name) - 1),                                      \
     sizeof(name) > 8 ? 0 : WHOLE(sizeof(name)),                   \
     name " ",                                                     \
     WHOLE(sizeof(name) + 1),                                      \
     (is) & (K_OWN_END | K_IGNORED) ? 0 : WHOLE(sizeof(name) + 1), \
     "/" name ">"}

/* An element without a number, and one with a number. */
#define IS(name, is) KIND(name, is, N_NONE, RAW_NONE)
#define AS(name, number, is) KIND(name, is, number, RAW_NONE)
#define TEXT(name, is) \
    KIND(name, K_RAW_TEXT | K_SPECIAL | (is), N_NONE, RAW_TEXT)
/* The masks of 0 match each word. */
#define LAST {.element = {NAME(""), K_IGNORED}, .blocks = ALWAYS}

#define BLOCK (K_SPECIAL | K_CLOSES_P | K_CLOSES_CONTENT)
#define HEADING (K_SPECIAL | K_CLOSES_P | K_HEADING | K_BREAKOUT | K_OWN_START)
#define PART (K_HTML | K_BY_BACKGROUND)
#define CELL                                                                 \
    (K_SPECIAL | K_SCOPE | K_MARKER | K_TABLE_PART | K_OWN_END | K_OWN_START \
     | 3 * K_LEVEL)
#define GROUP (K_SPECIAL | K_TABLE_PART | K_OWN_START | K_LEVEL)
#define OBJECT (K_SPECIAL | K_SCOPE | K_MARKER | K_CLOSES_CONTENT | K_OWN_END)
#define FORMAT (K_FORMATTING | K_BREAKOUT)

typedef const cp_html_kind list[];

static list on_a = {
    AS("a", N_A, K_FORMATTING | K_OWN_START | K_HTML | K_BY_PING),
    IS("article", BLOCK | K_HARMLESS),
    IS("aside", BLOCK | K_HARMLESS),
    IS("area", K_VOID | K_SPECIAL | K_HTML | K_BY_PING),
    IS("address", BLOCK | K_NOT_ITEM_BOUND),
    IS("applet", OBJECT),
    AS("annotation-xml", N_ANNOTATION_XML, 0),
    IS("audio", K_HTML),
    IS("abbr", 0),
    LAST};
static list on_b = {
    IS("b", FORMAT),
    AS("br", N_BR, K_VOID | K_SPECIAL | K_BREAKOUT),
    AS("button", N_BUTTON, K_SPECIAL | K_CLOSES_CONTENT | K_OWN_START),
    AS("body", N_BODY,
       K_IGNORED | K_BREAKOUT | K_SPECIAL | K_HARMLESS | K_SCOPE | K_OWN_START
           | PART),
    IS("big", FORMAT),
    IS("blockquote", BLOCK | K_BREAKOUT | K_HARMLESS),
    AS("base", N_BASE, K_VOID | K_SPECIAL | K_HTML),
    IS("basefont", K_VOID | K_SPECIAL),
    IS("bgsound", K_VOID | K_SPECIAL),
    LAST};
static list on_c = {IS("code", FORMAT),
                    IS("cite", 0),
                    IS("canvas", 0),
                    IS("center", BLOCK | K_BREAKOUT | K_HARMLESS),
                    AS("col", N_COL, GROUP | K_VOID | PART),
                    AS("colgroup", N_COL, GROUP | K_VOID | PART),
                    AS("caption", N_CAPTION, CELL),
                    LAST};
static list on_d = {
    IS("div", BLOCK | K_NOT_ITEM_BOUND | K_BREAKOUT | K_HARMLESS),
    AS("dd", N_DD,
       K_SPECIAL | K_CLOSES_CONTENT | K_IMPLIED_END | K_BREAKOUT | K_OWN_START
           | K_HARMLESS),
    AS("dt", N_DD,
       K_SPECIAL | K_CLOSES_CONTENT | K_IMPLIED_END | K_BREAKOUT | K_OWN_START
           | K_HARMLESS),
    IS("dl", BLOCK | K_BREAKOUT | K_HARMLESS),
    IS("details", BLOCK),
    IS("dialog", K_CLOSES_P | K_CLOSES_CONTENT),
    IS("dir", BLOCK),
    AS("desc", N_DESC, 0),
    LAST};
static list on_e = {IS("em", FORMAT),
                    IS("embed", K_VOID | K_SPECIAL | K_BREAKOUT | K_HTML),
                    LAST};
static list on_f = {
    AS("form", N_FORM, K_SPECIAL | K_OWN_START | K_OWN_END),
    AS("font", N_FONT, K_FORMATTING),
    IS("footer", BLOCK | K_HARMLESS),
    IS("figure", BLOCK | K_HARMLESS),
    IS("figcaption", BLOCK),
    IS("fieldset", BLOCK),
    IS("frame", K_IGNORED | K_SPECIAL | K_HTML),
    AS("frameset", N_FRAMESET, K_IGNORED | K_SPECIAL | K_OWN_START),
    AS("foreignobject", N_FOREIGN_OBJECT, 0),
    IS("feimage", K_SVG),
    LAST};
static list on_h = {
    IS("h3", HEADING),
    IS("h2", HEADING),
    IS("h1", HEADING),
    IS("h4", HEADING),
    IS("h5", HEADING),
    IS("h6", HEADING),
    IS("header", BLOCK | K_HARMLESS),
    AS("hr", N_HR, K_VOID | K_SPECIAL | K_CLOSES_P | K_BREAKOUT | K_OWN_START),
    AS("html", N_HTML, K_IGNORED | K_SPECIAL),
    IS("head", K_IGNORED | K_BREAKOUT | K_SPECIAL),
    IS("hgroup", BLOCK),
    LAST};
static list on_i = {
    IS("img", K_VOID | K_SPECIAL | K_BREAKOUT | K_HTML),
    IS("i", FORMAT),
    AS("input", N_INPUT, K_VOID | K_SPECIAL | K_OWN_START | K_HTML),
    TEXT("iframe", K_HTML),
    IS("image", K_VOID | K_SPECIAL | K_HTML | K_SVG),
    LAST};
static list on_k = {IS("kbd", 0), IS("keygen", K_VOID | K_SPECIAL), LAST};
static list on_l = {
    AS("li", N_LI,
       K_SPECIAL | K_IMPLIED_END | K_BREAKOUT | K_OWN_START | K_HARMLESS),
    IS("label", 0), IS("link", K_VOID | K_SPECIAL | K_HTML),
    IS("listing", BLOCK | K_BREAKOUT), LAST};
static list on_m = {AS("meta", N_META, K_VOID | K_SPECIAL | K_BREAKOUT),
                    IS("main", BLOCK | K_HARMLESS),
                    IS("mark", 0),
                    IS("menu", BLOCK | K_BREAKOUT),
                    AS("math", N_MATH, K_OWN_START),
                    IS("marquee", OBJECT),
                    AS("mi", N_MATH_TEXT, 0),
                    AS("mo", N_MATH_TEXT, 0),
                    AS("mn", N_MATH_TEXT, 0),
                    AS("ms", N_MATH_TEXT, 0),
                    AS("mtext", N_MATH_TEXT, 0),
                    AS("mglyph", N_MALIGNMARK, 0),
                    AS("malignmark", N_MALIGNMARK, 0),
                    LAST};
static list on_n = {
    IS("nav", BLOCK | K_HARMLESS),
    AS("noscript", N_NOSCRIPT, K_SPECIAL | K_OWN_START | K_OWN_END),
    AS("nobr", N_NOBR, FORMAT | K_OWN_START),
    TEXT("noembed", 0),
    KIND("noframes", K_RAW_TEXT | K_SPECIAL, N_NOFRAMES, RAW_TEXT),
    LAST};
static list on_o = {AS("option", N_OPTION, K_IMPLIED_END | K_OWN_START),
                    AS("ol", N_LIST, BLOCK | K_BREAKOUT | K_HARMLESS),
                    AS("optgroup", N_OPTGROUP, K_IMPLIED_END | K_OWN_START),
                    IS("object", OBJECT | K_HTML), LAST};
static list on_p = {
    AS("p", N_P,
       K_P | K_SPECIAL | K_CLOSES_P | K_IMPLIED_END | K_BREAKOUT
           | K_NOT_ITEM_BOUND),
    IS("pre", BLOCK | K_BREAKOUT),
    IS("picture", 0),
    IS("param", K_VOID | K_SPECIAL),
    AS("plaintext", N_PLAINTEXT, K_SPECIAL | K_OWN_START | K_OWN_END),
    LAST};
static list on_r = {IS("ruby", K_BREAKOUT),
                    AS("rt", N_RUBY_TEXT, K_IMPLIED_END | K_OWN_START),
                    AS("rp", N_RUBY_TEXT, K_IMPLIED_END | K_OWN_START),
                    AS("rb", N_RUBY_TEXT, K_IMPLIED_END | K_OWN_START),
                    AS("rtc", N_RUBY_TEXT, K_IMPLIED_END | K_OWN_START),
                    LAST};
static list on_s = {
    IS("span", K_BREAKOUT | K_HARMLESS),
    KIND("script", K_RAW_TEXT | K_SPECIAL | K_HTML | K_SVG, N_SCRIPT,
         RAW_SCRIPT),
    AS("svg", N_SVG, K_OWN_START),
    IS("strong", FORMAT),
    IS("section", BLOCK | K_HARMLESS),
    TEXT("style", K_HTML),
    AS("select", N_SELECT,
       K_SPECIAL | K_SCOPE | K_CLOSES_CONTENT | K_OWN_START | K_OWN_END),
    IS("sup", K_BREAKOUT),
    IS("sub", K_BREAKOUT),
    IS("small", FORMAT),
    IS("source", K_VOID | K_SPECIAL | K_HTML),
    IS("summary", BLOCK),
    IS("search", BLOCK),
    IS("s", FORMAT),
    IS("strike", FORMAT),
    LAST};
static list on_t = {
    IS("td", CELL | PART),
    AS("tr", N_ROW,
       K_SPECIAL | K_TABLE_PART | K_OWN_START | PART | 2 * K_LEVEL),
    IS("th", CELL | PART),
    AS("table", N_TABLE, K_SPECIAL | K_SCOPE | K_BREAKOUT | K_OWN_START | PART),
    AS("tbody", N_TBODY, GROUP | PART),
    IS("thead", GROUP | PART),
    IS("tfoot", GROUP | PART),
    AS("template", N_TEMPLATE,
       K_SPECIAL | K_SCOPE | K_MARKER | K_OWN_START | K_OWN_END),
    KIND("title", K_RAW_TEXT | K_SPECIAL, N_TITLE, RAW_TEXT),
    TEXT("textarea", 0),
    IS("track", K_VOID | K_SPECIAL | K_HTML),
    IS("tt", FORMAT),
    IS("time", 0),
    LAST};
static list on_u = {AS("ul", N_LIST, BLOCK | K_BREAKOUT | K_HARMLESS),
                    IS("u", FORMAT), IS("use", K_SVG), LAST};
static list on_v = {IS("var", K_BREAKOUT), IS("video", K_HTML), LAST};
static list on_w = {IS("wbr", K_VOID | K_SPECIAL), LAST};
static list on_x = {TEXT("xmp", K_CLOSES_P), LAST};
static list on_others = {LAST};

/* The lists by the last five bits of a letter, for all other bits. */
#define LISTS                                                                 \
    on_others, on_a, on_b, on_c, on_d, on_e, on_f, on_others, on_h, on_i,     \
        on_others, on_k, on_l, on_m, on_n, on_o, on_p, on_others, on_r, on_s, \
        on_t, on_u, on_v, on_w, on_x, on_others, on_others, on_others,        \
        on_others, on_others, on_others, on_others
const cp_html_kind *const cp_html_kinds[256] = {LISTS, LISTS, LISTS, LISTS,
                                                LISTS, LISTS, LISTS, LISTS};

const cp_html_kind *const cp_html_kind_body = &on_b[3];
const cp_html_kind *const cp_html_kind_row = &on_t[1];
const cp_html_kind *const cp_html_kind_tbody = &on_t[4];

const cp_html_kind *cp_html_kind_of(const char name[CP_HTML_NAME])
{
    const cp_html_kind *k = cp_html_kinds[(unsigned char)name[0]];

    while (k->element.name[0] && memcmp(k->element.name, name, CP_HTML_NAME)) {
        k++;
    }
    return k->element.name[0] ? k : NULL;
}

cp_html_node cp_html_hash(const char name[CP_HTML_NAME])
{
    apr_uint64_t word[2];

    memcpy(word, name, sizeof(word));
    word[0] = word[0] * APR_UINT64_C(0x9E3779B97F4A7C15)
            ^ word[1] * APR_UINT64_C(0xC2B2AE3D27D4EB4F);
    word[0] ^= word[0] >> 29;
    return (cp_html_node)(word[0] * APR_UINT64_C(0x9E3779B97F4A7C15))
         & ~(cp_html_node)31;
}
