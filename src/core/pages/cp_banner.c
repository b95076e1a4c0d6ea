/* SPDX-License-Identifier: Apache-2.0 */
/* The elements that are injected into pages; see the header. */
#include "core/pages/cp_banner.h"

#include "cp_assets.h"
#include "core/pages/cp_markup.h"
#include "core/pages/cp_category_form.h"
#include "core/pages/cp_purposes.h"
#include "core/policy/cp_markup_rule.h"
#include "core/policy/cp_sources.h"

/* Turbo and htmx then let the browser itself submit the form or follow the
 * link, even if the script that ensures this is missing. */
#define CP_PLAIN \
    " data-turbo=\"false\" data-hx-boost=\"false\" target=\"_self\""

static cp_span taken(cp_buf *b)
{
    cp_span a;

    a.s = cp_buf_text(b);
    a.n = b->n;
    return a;
}

static void say(cp_buf *b, const cp_view *view, const char *key)
{
    cp_text_html(b, view->presentation.texts, view->language, key, NULL);
}

void cp_banner_return(cp_buf *b, const char *path)
{
    cp_buf_put(b, "<input type=\"hidden\" name=\"return\" value=\"");
    cp_buf_html(b, path);
    cp_buf_put(b, "\"/>");
}

static cp_span banner_before(apr_pool_t *p, const cp_view *view)
{
    cp_buf *b = cp_buf_make(p, 256);

    cp_buf_put(b, "<section data-cookie-policy=\"banner\" role=\"region\" "
                  "aria-labelledby=\"cpolicy-title\" data-nosnippet=\"\"");
    cp_markup_language(b, &view->presentation, view->language);
    cp_buf_put(b, " id=\"cpolicy\" class=\"cpolicy cpolicy-");
    return taken(b);
}

static cp_style_place put_style(cp_buf *b, const cp_view *view, const char *css)
{
    cp_style_place place = {b->n, b->n};

    cp_markup_style(b, &view->presentation, css);
    place.to = b->n;
    return place;
}

static cp_span banner_middle(apr_pool_t *p, const cp_view *view,
                             cp_style_place *style)
{
    cp_buf *b = cp_buf_make(p, 8192);

    cp_buf_put(b, "\">");
    *style = put_style(b, view, cp_asset_banner_css);
    cp_buf_put(b, "<form method=\"post\" action=\"");
    cp_buf_html(b, view->presentation.path);
    /* after "back", the boxes must show the stored choice, not the last ticks
     */
    cp_buf_put(b, "/choice\" autocomplete=\"off\"" CP_PLAIN ">");
    return taken(b);
}

static cp_span banner_say(apr_pool_t *p, const cp_view *view)
{
    cp_buf *b = cp_buf_make(p, 1024);

    cp_buf_put(b, "<details class=\"cpolicy-fold\" open=\"\"><summary>"
                  "<h2 id=\"cpolicy-title\">");
    say(b, view, "banner.title");
    cp_buf_put(b, "</h2></summary><div class=\"cpolicy-in\">"
                  "<div class=\"cpolicy-say\"><p>");
    cp_text_html(b, view->presentation.texts, view->language, "banner.text",
                 cp_purposes(p, view));
    cp_buf_put(b, " <a data-cookie-policy-link=\"\" href=\"");
    cp_buf_html(b, view->presentation.path);
    cp_buf_put(b, "\"" CP_PLAIN ">");
    say(b, view, "banner.link");
    cp_buf_put(b, "</a></p>");
    return taken(b);
}

static cp_span banner_signal(apr_pool_t *p, const cp_view *view)
{
    cp_buf *b = cp_buf_make(p, 256);

    cp_buf_char(b, '>');
    say(b, view, "banner.signal");
    cp_buf_put(b, "</p>");
    return taken(b);
}

/* Writes both buttons with one function, so their form is the same. */
static cp_span banner_rest(apr_pool_t *p, const cp_view *view)
{
    cp_buf *b = cp_buf_make(p, 4096);
    const cp_presentation *presentation = &view->presentation;

    cp_buf_put(b, "</div><div class=\"cpolicy-answers\">");
    cp_markup_submit(b, presentation, view->language, "refuse",
                     "banner.refuse");
    cp_markup_submit(b, presentation, view->language, "accept",
                     "banner.accept");
    cp_buf_put(b, "<details class=\"cpolicy-choose\"><summary>");
    say(b, view, "banner.choose");
    cp_buf_put(b, "</summary><fieldset><legend>");
    say(b, view, "page.choice.legend");
    cp_buf_put(b, "</legend>");
    cp_category_form_html(b, view, "cpolicy-", 0);
    cp_buf_put(b, "</fieldset><div class=\"cpolicy-save\">");
    cp_markup_submit(b, presentation, view->language, "save", "banner.save");
    cp_buf_put(b, "</div></details></div></div></details></form></section>");
    return taken(b);
}

void cp_banner_render(apr_pool_t *p, const cp_view *view, cp_banner *out)
{
    out->before = banner_before(p, view);
    out->middle = banner_middle(p, view, &out->style);
    out->say = banner_say(p, view);
    out->signal = banner_signal(p, view);
    out->rest = banner_rest(p, view);
}

void cp_reopen_render(apr_pool_t *p, const cp_view *view, int hidden,
                      cp_reopen *out)
{
    cp_buf *b = cp_buf_make(p, 256), *after = cp_buf_make(p, 4096);

    cp_buf_put(b, "<nav data-cookie-policy=\"nav\" data-nosnippet=\"\"");
    cp_markup_language(b, &view->presentation, view->language);
    cp_buf_put(b, " aria-label=\"");
    say(b, view, "reopen.link");
    cp_buf_puts(b, "\"", hidden ? " hidden=\"\"" : "",
                " id=\"cpolicy-back\" class=\"cpolicy-", NULL);
    out->before = taken(b);
    out->left = cp_span_of("left");
    cp_buf_put(after, "\">");
    out->style.from = out->style.to = 0;
    if (!hidden) {
        out->style = put_style(after, view, cp_asset_reopen_css);
    }
    cp_buf_put(after, "<a data-cookie-policy=\"reopen\" href=\"");
    cp_buf_html(after, view->presentation.path);
    cp_buf_put(after, "\"" CP_PLAIN ">");
    say(after, view, "reopen.link");
    cp_buf_put(after, "</a></nav>");
    out->after = taken(after);
}

/* ---- the script ---- */

/* The state of a visitor with a usual answer, without the time of the choice.
 */
static void put_state(cp_buf *b, const cp_categories *all,
                      const cp_visitor *visitor)
{
    cp_script_ids(b, "allowed", all, cp_visitor_allows(all, visitor));
    if (visitor->consent.decided) {
        cp_script_ids(b, "granted", all, visitor->consent.granted);
        cp_script_ids(b, "refused", all, visitor->consent.refused);
        cp_buf_put(b, " data-time=\"");
    }
}

static cp_span usual_state(apr_pool_t *p, const cp_categories *all, int usual)
{
    const cp_visitor visitor = {cp_consent_make(all, usual), 0};
    cp_buf *b = cp_buf_make(p, 256);

    put_state(b, all, &visitor);
    return taken(b);
}

cp_set cp_script_sources(apr_pool_t *p, const cp_policy *policy,
                         const cp_categories *all)
{
    cp_set set = 0;

    if (cp_sources_any(policy)) {
        set |= cp_sources_categories(policy);
    }
    if (cp_markup_rule_any(policy)) {
        set |= cp_markup_rule_categories(p, policy);
    }
    return set & all->optional;
}

static cp_span sources_of(apr_pool_t *p, const cp_policy *policy,
                          const cp_categories *all)
{
    cp_set set = cp_script_sources(p, policy, all);
    cp_buf *b = cp_buf_make(p, 256);

    if (set != 0) {
        cp_script_ids(b, CP_SCRIPT_SOURCES, all, set);
    }
    return taken(b);
}

void cp_script_render(apr_pool_t *p, const cp_view *view, cp_script *out)
{
    cp_buf *b = cp_buf_make(p, 256), *after = cp_buf_make(p, 4096);
    cp_buf *state = cp_buf_make(p, 256), *uniform = cp_buf_make(p, 256);
    const cp_categories *all = view->presentation.categories;
    const cp_visitor nobody = {0};
    int i;

    cp_buf_put(b, "<script data-cookie-policy=\"script\"");
    cp_markup_language(b, &view->presentation, view->language);
    cp_buf_put(b, " data-path=\"");
    cp_buf_html(b, view->presentation.path);
    cp_buf_put(b, "\" data-label=\"");
    say(b, view, "reopen.link");
    cp_buf_put(b, "\" data-saved=\"");
    say(b, view, "banner.saved");
    cp_buf_put(b, "\"");
    out->before = taken(b);
    out->left = cp_span_of(CP_SCRIPT_REOPEN("left"));
    cp_script_state(state, all, &nobody);
    out->undecided = taken(state);
    cp_buf_put(uniform, " data-uniform=\"\"");
    cp_script_state(uniform, all, NULL);
    out->uniform = taken(uniform);
    for (i = 0; i < CP_N_USUAL; i++) {
        out->usual[i] = usual_state(p, all, i);
    }
    out->sources = sources_of(p, view->policy, all);
    cp_script_end(after, view->presentation.script);
    out->after = taken(after);
}

void cp_script_end(cp_buf *b, const char *text)
{
    cp_buf_puts(b, ">", text, "</script>", NULL);
}

void cp_script_ids(cp_buf *b, const char *name, const cp_categories *all,
                   cp_set set)
{
    int i, any = 0;

    cp_buf_put(b, " data-");
    cp_buf_put(b, name);
    cp_buf_put(b, "=\"");
    for (i = 0; i < all->n; i++) {
        if (set & CP_SET(i)) {
            if (any) {
                cp_buf_char(b, ' ');
            }
            any = 1;
            cp_buf_put(b, all->list[i].id);
        }
    }
    cp_buf_char(b, '"');
}

void cp_script_state(cp_buf *b, const cp_categories *all,
                     const cp_visitor *visitor)
{
    if (visitor == NULL) {
        cp_script_ids(b, "allowed", all, ~all->optional);
        return;
    }
    put_state(b, all, visitor);
    if (visitor->consent.decided) {
        cp_buf_number(b, visitor->consent.time);
        cp_buf_char(b, '"');
    }
}
