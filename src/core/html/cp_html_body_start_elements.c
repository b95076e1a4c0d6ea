/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of elements for the search for the start of body; see E_... in
 * cp_html_internal.h. An element that is not listed has no property. For each
 * letter the elements with E_IN_HEAD come first, then the most frequent ones.
 */
#include "core/html/cp_html_internal.h"

#define NAME(name) \
    name, sizeof(name) - 1, (unsigned char)(64 - 8 * (sizeof(name) - 1))

typedef const cp_html_element list[];

static list on_a = {{NAME("a"), E_SELF_CONTAINED},
                    {NAME("area"), E_VOID | E_NOT_FRAMESET_OK},
                    {NAME("article"), E_SELF_CONTAINED},
                    {NAME("aside"), E_SELF_CONTAINED},
                    {NAME("address"), E_SELF_CONTAINED},
                    {NAME("applet"), E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_b = {
    {NAME("body"), E_BODY | E_IN_HEAD | E_VOID | E_NOT_FRAMESET_OK},
    {NAME("base"), E_BASE | E_VOID | E_IN_HEAD},
    {NAME("basefont"), E_VOID | E_IN_HEAD},
    {NAME("bgsound"), E_VOID | E_IN_HEAD},
    {NAME("br"), E_BR | E_VOID | E_NOT_FRAMESET_OK},
    {NAME("b"), E_SELF_CONTAINED},
    {NAME("button"), E_NOT_FRAMESET_OK},
    {NAME("big"), E_SELF_CONTAINED},
    {NAME("blockquote"), E_SELF_CONTAINED},
    {NAME(""), 0}};
static list on_c = {{NAME("code"), E_SELF_CONTAINED},
                    {NAME("center"), E_SELF_CONTAINED},
                    {NAME("col"), E_VOID | E_COL},
                    {NAME(""), 0}};
static list on_d = {{NAME("div"), E_SELF_CONTAINED},
                    {NAME("dd"), E_NOT_FRAMESET_OK},
                    {NAME("dt"), E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_e = {{NAME("em"), E_SELF_CONTAINED},
                    {NAME("embed"), E_VOID | E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_f = {{NAME("font"), E_SELF_CONTAINED},
                    {NAME("footer"), E_SELF_CONTAINED},
                    {NAME("figure"), E_SELF_CONTAINED},
                    {NAME("frameset"), E_FRAMESET},
                    {NAME(""), 0}};
static list on_h = {{NAME("head"), E_HEAD | E_IN_HEAD | E_VOID},
                    {NAME("html"), E_HTML | E_IN_HEAD | E_VOID},
                    {NAME("header"), E_SELF_CONTAINED},
                    {NAME("h1"), E_SELF_CONTAINED},
                    {NAME("h2"), E_SELF_CONTAINED},
                    {NAME("h3"), E_SELF_CONTAINED},
                    {NAME("h4"), E_SELF_CONTAINED},
                    {NAME("h5"), E_SELF_CONTAINED},
                    {NAME("h6"), E_SELF_CONTAINED},
                    {NAME("hr"), E_VOID | E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_i = {{NAME("img"), E_VOID | E_NOT_FRAMESET_OK},
                    {NAME("i"), E_SELF_CONTAINED},
                    {NAME("iframe"), E_RAW_TEXT | E_NOT_FRAMESET_OK},
                    {NAME("input"), E_VOID},
                    {NAME("image"), E_VOID | E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_k = {{NAME("keygen"), E_VOID | E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_l = {{NAME("link"), E_IN_HEAD | E_VOID},
                    {NAME("li"), E_SELF_CONTAINED | E_NOT_FRAMESET_OK},
                    {NAME("label"), E_SELF_CONTAINED},
                    {NAME("listing"), E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_m = {{NAME("meta"), E_META | E_IN_HEAD | E_VOID},
                    {NAME("main"), E_SELF_CONTAINED},
                    {NAME("math"), E_FOREIGN},
                    {NAME("marquee"), E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_n = {{NAME("noframes"), E_RAW_TEXT | E_IN_HEAD},
                    {NAME("noscript"), E_NOSCRIPT},
                    {NAME("nav"), E_SELF_CONTAINED},
                    {NAME("noembed"), E_RAW_TEXT},
                    {NAME(""), 0}};
static list on_o = {{NAME("ol"), E_SELF_CONTAINED},
                    {NAME("object"), E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_p = {{NAME("p"), E_SELF_CONTAINED},
                    {NAME("pre"), E_SELF_CONTAINED | E_NOT_FRAMESET_OK},
                    {NAME("param"), E_VOID},
                    {NAME("plaintext"), E_CHANGES_TAGS | E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
static list on_s = {{NAME("script"), E_SCRIPT | E_IN_HEAD},
                    {NAME("style"), E_RAW_TEXT | E_IN_HEAD},
                    {NAME("span"), E_SELF_CONTAINED},
                    {NAME("strong"), E_SELF_CONTAINED},
                    {NAME("section"), E_SELF_CONTAINED},
                    {NAME("small"), E_SELF_CONTAINED},
                    {NAME("source"), E_VOID},
                    {NAME("svg"), E_FOREIGN},
                    {NAME("select"), E_CHANGES_TAGS | E_NOT_FRAMESET_OK},
                    {NAME("s"), E_SELF_CONTAINED},
                    {NAME("strike"), E_SELF_CONTAINED},
                    {NAME(""), 0}};
static list on_t = {{NAME("title"), E_RAW_TEXT | E_IN_HEAD},
                    {NAME("template"), E_TEMPLATE | E_IN_HEAD},
                    {NAME("table"), E_NOT_FRAMESET_OK},
                    {NAME("textarea"), E_RAW_TEXT | E_NOT_FRAMESET_OK},
                    {NAME("track"), E_VOID},
                    {NAME("tt"), E_SELF_CONTAINED},
                    {NAME(""), 0}};
static list on_u = {{NAME("ul"), E_SELF_CONTAINED},
                    {NAME("u"), E_SELF_CONTAINED},
                    {NAME(""), 0}};
static list on_w = {{NAME("wbr"), E_VOID | E_NOT_FRAMESET_OK}, {NAME(""), 0}};
static list on_x = {{NAME("xmp"), E_RAW_TEXT | E_NOT_FRAMESET_OK},
                    {NAME(""), 0}};
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

    /* Both names are padded with NUL, so two words are compared. */
    while (e->name[0]
           && (memcmp(e->name, name, 8) || memcmp(e->name + 8, name + 8, 8))) {
        e++;
    }
    return e;
}
