/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an element is for the search of the place; one line for each that is
 * something. In front those of a letter that stay before the body, then the
 * most frequent.
 */
#include "core/html/cp_html_internal.h"

#define NAME(name) \
    name, sizeof(name) - 1, (unsigned char)(64 - 8 * (sizeof(name) - 1))

/* The last of each list is none, and is nothing. */
typedef const cp_html_element list[];

static list on_a = {{NAME("a"), E_SIMPLE},
                    {NAME("area"), E_VOID | E_SETTLES},
                    {NAME("article"), E_SIMPLE},
                    {NAME("aside"), E_SIMPLE},
                    {NAME("address"), E_SIMPLE},
                    {NAME("applet"), E_SETTLES},
                    {NAME(""), 0}};
static list on_b = {{NAME("body"), E_BODY | E_STAYS | E_VOID | E_SETTLES},
                    {NAME("base"), E_BASE | E_VOID | E_STAYS},
                    {NAME("basefont"), E_VOID | E_STAYS},
                    {NAME("bgsound"), E_VOID | E_STAYS},
                    {NAME("br"), E_BR | E_VOID | E_SETTLES},
                    {NAME("b"), E_SIMPLE},
                    {NAME("button"), E_SETTLES},
                    {NAME("big"), E_SIMPLE},
                    {NAME("blockquote"), E_SIMPLE},
                    {NAME(""), 0}};
static list on_c = {{NAME("code"), E_SIMPLE},
                    {NAME("center"), E_SIMPLE},
                    {NAME("col"), E_VOID | E_COL},
                    {NAME(""), 0}};
static list on_d = {{NAME("div"), E_SIMPLE},
                    {NAME("dd"), E_SETTLES},
                    {NAME("dt"), E_SETTLES},
                    {NAME(""), 0}};
static list on_e = {
    {NAME("em"), E_SIMPLE}, {NAME("embed"), E_VOID | E_SETTLES}, {NAME(""), 0}};
static list on_f = {{NAME("font"), E_SIMPLE},
                    {NAME("footer"), E_SIMPLE},
                    {NAME("figure"), E_SIMPLE},
                    {NAME("frameset"), E_FRAMESET},
                    {NAME(""), 0}};
static list on_h = {{NAME("head"), E_HEAD | E_STAYS | E_VOID},
                    {NAME("html"), E_HTML | E_STAYS | E_VOID},
                    {NAME("header"), E_SIMPLE},
                    {NAME("h1"), E_SIMPLE},
                    {NAME("h2"), E_SIMPLE},
                    {NAME("h3"), E_SIMPLE},
                    {NAME("h4"), E_SIMPLE},
                    {NAME("h5"), E_SIMPLE},
                    {NAME("h6"), E_SIMPLE},
                    {NAME("hr"), E_VOID | E_SETTLES},
                    {NAME(""), 0}};
static list on_i = {
    {NAME("img"), E_VOID | E_SETTLES},    {NAME("i"), E_SIMPLE},
    {NAME("iframe"), E_TEXT | E_SETTLES}, {NAME("input"), E_VOID},
    {NAME("image"), E_VOID | E_SETTLES},  {NAME(""), 0}};
static list on_k = {{NAME("keygen"), E_VOID | E_SETTLES}, {NAME(""), 0}};
static list on_l = {{NAME("link"), E_STAYS | E_VOID},
                    {NAME("li"), E_SIMPLE | E_SETTLES},
                    {NAME("label"), E_SIMPLE},
                    {NAME("listing"), E_SETTLES},
                    {NAME(""), 0}};
static list on_m = {{NAME("meta"), E_META | E_STAYS | E_VOID},
                    {NAME("main"), E_SIMPLE},
                    {NAME("math"), E_FOREIGN},
                    {NAME("marquee"), E_SETTLES},
                    {NAME(""), 0}};
static list on_n = {{NAME("noframes"), E_TEXT | E_STAYS},
                    {NAME("noscript"), E_NOSCRIPT},
                    {NAME("nav"), E_SIMPLE},
                    {NAME("noembed"), E_TEXT},
                    {NAME(""), 0}};
static list on_o = {
    {NAME("ol"), E_SIMPLE}, {NAME("object"), E_SETTLES}, {NAME(""), 0}};
static list on_p = {{NAME("p"), E_SIMPLE},
                    {NAME("pre"), E_SIMPLE | E_SETTLES},
                    {NAME("param"), E_VOID},
                    {NAME("plaintext"), E_STRANGE | E_SETTLES},
                    {NAME(""), 0}};
static list on_s = {{NAME("script"), E_SCRIPT | E_STAYS},
                    {NAME("style"), E_TEXT | E_STAYS},
                    {NAME("span"), E_SIMPLE},
                    {NAME("strong"), E_SIMPLE},
                    {NAME("section"), E_SIMPLE},
                    {NAME("small"), E_SIMPLE},
                    {NAME("source"), E_VOID},
                    {NAME("svg"), E_FOREIGN},
                    {NAME("select"), E_STRANGE | E_SETTLES},
                    {NAME("s"), E_SIMPLE},
                    {NAME("strike"), E_SIMPLE},
                    {NAME(""), 0}};
static list on_t = {{NAME("title"), E_TEXT | E_STAYS},
                    {NAME("template"), E_TEMPLATE | E_STAYS},
                    {NAME("table"), E_SETTLES},
                    {NAME("textarea"), E_TEXT | E_SETTLES},
                    {NAME("track"), E_VOID},
                    {NAME("tt"), E_SIMPLE},
                    {NAME(""), 0}};
static list on_u = {
    {NAME("ul"), E_SIMPLE}, {NAME("u"), E_SIMPLE}, {NAME(""), 0}};
static list on_w = {{NAME("wbr"), E_VOID | E_SETTLES}, {NAME(""), 0}};
static list on_x = {{NAME("xmp"), E_TEXT | E_SETTLES}, {NAME(""), 0}};
static list on_others = {{NAME(""), 0}};

const cp_html_element *const cp_html_elements[32] = {
    on_others, on_a,      on_b,      on_c,      on_d,      on_e,      on_f,
    on_others, on_h,      on_i,      on_others, on_k,      on_l,      on_m,
    on_n,      on_o,      on_p,      on_others, on_others, on_s,      on_t,
    on_u,      on_others, on_w,      on_x,      on_others, on_others, on_others,
    on_others, on_others, on_others, on_others};

const cp_html_element *cp_html_element_of(const char name[CP_HTML_NAME])
{
    const cp_html_element *e = cp_html_elements[name[0] & 31];

    /* Names are padded with NUL on both sides: two comparisons each. */
    while (e->name[0]
           && (memcmp(e->name, name, 8) || memcmp(e->name + 8, name + 8, 8))) {
        e++;
    }
    return e;
}
