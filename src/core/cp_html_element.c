/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an element is for the search of the place; one line for each that is
 * something. The most frequent ones of a letter stand first.
 */
#include "cp_html_parts.h"

/* The last of each list is none, and is nothing. */
typedef const cp_html_element list[];

static list on_a = {{"a", E_SIMPLE},
                    {"area", E_VOID | E_SETTLES},
                    {"article", E_SIMPLE},
                    {"aside", E_SIMPLE},
                    {"address", E_SIMPLE},
                    {"applet", E_SETTLES},
                    {"", 0}};
static list on_b = {{"body", E_BODY | E_STAYS | E_VOID | E_SETTLES},
                    {"br", E_BR | E_VOID | E_SETTLES},
                    {"base", E_VOID | E_STAYS},
                    {"b", E_SIMPLE},
                    {"button", E_SETTLES},
                    {"big", E_SIMPLE},
                    {"blockquote", E_SIMPLE},
                    {"basefont", E_VOID | E_STAYS},
                    {"bgsound", E_VOID | E_STAYS},
                    {"", 0}};
static list on_c = {
    {"code", E_SIMPLE}, {"center", E_SIMPLE}, {"col", E_VOID | E_COL}, {"", 0}};
static list on_d = {
    {"div", E_SIMPLE}, {"dd", E_SETTLES}, {"dt", E_SETTLES}, {"", 0}};
static list on_e = {{"em", E_SIMPLE}, {"embed", E_VOID | E_SETTLES}, {"", 0}};
static list on_f = {{"font", E_SIMPLE},
                    {"footer", E_SIMPLE},
                    {"figure", E_SIMPLE},
                    {"frameset", E_FRAMESET},
                    {"", 0}};
static list on_h = {{"head", E_HEAD | E_STAYS | E_VOID},
                    {"html", E_HTML | E_STAYS | E_VOID},
                    {"header", E_SIMPLE},
                    {"h1", E_SIMPLE},
                    {"h2", E_SIMPLE},
                    {"h3", E_SIMPLE},
                    {"h4", E_SIMPLE},
                    {"h5", E_SIMPLE},
                    {"h6", E_SIMPLE},
                    {"hr", E_VOID | E_SETTLES},
                    {"", 0}};
static list on_i = {{"img", E_VOID | E_SETTLES},    {"i", E_SIMPLE},
                    {"iframe", E_TEXT | E_SETTLES}, {"input", E_VOID},
                    {"image", E_VOID | E_SETTLES},  {"", 0}};
static list on_k = {{"keygen", E_VOID | E_SETTLES}, {"", 0}};
static list on_l = {{"link", E_STAYS | E_VOID},
                    {"li", E_SIMPLE | E_SETTLES},
                    {"label", E_SIMPLE},
                    {"listing", E_SETTLES},
                    {"", 0}};
static list on_m = {{"meta", E_META | E_STAYS | E_VOID},
                    {"main", E_SIMPLE},
                    {"math", E_FOREIGN},
                    {"marquee", E_SETTLES},
                    {"", 0}};
static list on_n = {{"noscript", E_NOSCRIPT},
                    {"nav", E_SIMPLE},
                    {"noframes", E_TEXT | E_STAYS},
                    {"noembed", E_TEXT},
                    {"", 0}};
static list on_o = {{"ol", E_SIMPLE}, {"object", E_SETTLES}, {"", 0}};
static list on_p = {{"p", E_SIMPLE},
                    {"pre", E_SIMPLE | E_SETTLES},
                    {"param", E_VOID},
                    {"plaintext", E_STRANGE | E_SETTLES},
                    {"", 0}};
static list on_s = {{"script", E_SCRIPT | E_STAYS},
                    {"style", E_TEXT | E_STAYS},
                    {"span", E_SIMPLE},
                    {"strong", E_SIMPLE},
                    {"section", E_SIMPLE},
                    {"small", E_SIMPLE},
                    {"source", E_VOID},
                    {"svg", E_FOREIGN},
                    {"select", E_STRANGE | E_SETTLES},
                    {"s", E_SIMPLE},
                    {"strike", E_SIMPLE},
                    {"", 0}};
static list on_t = {{"title", E_TEXT | E_STAYS},
                    {"template", E_TEMPLATE | E_STAYS},
                    {"table", E_SETTLES},
                    {"textarea", E_TEXT | E_SETTLES},
                    {"track", E_VOID},
                    {"tt", E_SIMPLE},
                    {"", 0}};
static list on_u = {{"ul", E_SIMPLE}, {"u", E_SIMPLE}, {"", 0}};
static list on_w = {{"wbr", E_VOID | E_SETTLES}, {"", 0}};
static list on_x = {{"xmp", E_TEXT | E_SETTLES}, {"", 0}};
static list on_others = {{"", 0}};

const cp_html_element *cp_html_element_of(const char name[CP_HTML_NAME])
{
    static const cp_html_element *const letters[] = {
        on_a,      on_b, on_c,      on_d,      on_e,     on_f, on_others,
        on_h,      on_i, on_others, on_k,      on_l,     on_m, on_n,
        on_o,      on_p, on_others, on_others, on_s,     on_t, on_u,
        on_others, on_w, on_x,      on_others, on_others};
    const cp_html_element *e = letters[name[0] - 'a'];

    /* Names are padded with NUL on both sides: two comparisons each. */
    while (e->name[0]
           && (memcmp(e->name, name, 8) || memcmp(e->name + 8, name + 8, 4))) {
        e++;
    }
    return e;
}
