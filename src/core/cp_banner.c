/* SPDX-License-Identifier: Apache-2.0 */
/* What is put into pages; see the header. */
#include "cp_banner.h"

#include <string.h>

#include <apr_strings.h>

#include "cp_assets.h"

static cp_span taken(cp_buf *b)
{
    cp_span a;

    a.s = cp_buf_text(b);
    a.n = b->n;
    return a;
}

const char *cp_category_text(apr_pool_t *p, const cp_look *look,
                             const char *language, int at, const char *which)
{
    const cp_category *c = &look->categories->list[at];
    const char *text = NULL;

    if (!strcmp(which, "label")) {
        text = c->label;
    }
    else if (!strcmp(which, "description")) {
        text = c->description;
    }
    if (text == NULL) {
        text = cp_text(look->texts, language,
                       apr_pstrcat(p, "category.", c->id, ".", which, NULL));
    }
    return (text == NULL && !strcmp(which, "label")) ? c->id : text;
}

void cp_style_html(cp_buf *b, const cp_look *look, const char *css)
{
    if (look->stylesheet != NULL) {
        cp_buf_put(b, "<link data-cookie-policy=\"style\" "
                      "rel=\"stylesheet\" href=\"");
        cp_buf_html(b, look->stylesheet);
        cp_buf_put(b, "\">");
    }
    else {
        cp_buf_puts(b, "<style data-cookie-policy=\"style\">", css, "</style>",
                    NULL);
    }
}

/* Where a nonce may go: before the '>' of the link that has just been put. */
static apr_size_t nonce_at(const cp_buf *b, const cp_look *look)
{
    return look->stylesheet ? b->n - 1 : 0;
}

void cp_submit_html(cp_buf *b, const cp_look *look, const char *language,
                    const char *value, const char *key)
{
    cp_buf_puts(b, "<button type=\"submit\" name=\"choice\" value=\"", value,
                "\">", NULL);
    cp_text_html(b, look->texts, language, key, NULL);
    cp_buf_put(b, "</button>");
}

static void grant_html(cp_buf *b, const cp_look *look, const char *language,
                       int at, int ticked)
{
    const char *text =
        cp_category_text(b->pool, look, language, at, "description");

    cp_buf_puts(b, "<label><input type=\"checkbox\" name=\"grant\" value=\"",
                look->categories->list[at].id, "\"", ticked ? " checked" : "",
                "><span><b>", NULL);
    cp_buf_html(b, cp_category_text(b->pool, look, language, at, "label"));
    cp_buf_put(b, "</b>");
    if (text != NULL && *text) {
        cp_buf_put(b, "<br>");
        cp_buf_html(b, text);
    }
    cp_buf_put(b, "</span></label>");
}

void cp_grants_html(cp_buf *b, const cp_look *look, const char *language,
                    cp_set ticked)
{
    cp_set asked = cp_categories_asked(look->categories);
    int i;

    for (i = 0; i < look->categories->n; i++) {
        if (asked & CP_SET(i)) {
            grant_html(b, look, language, i, (ticked & CP_SET(i)) != 0);
        }
    }
}

void cp_banner_return(cp_buf *b, const char *path)
{
    cp_buf_put(b, "<input type=\"hidden\" name=\"return\" value=\"");
    cp_buf_html(b, path);
    cp_buf_put(b, "\">");
}

static void lang_attributes(cp_buf *b, const cp_look *look,
                            const char *language)
{
    cp_buf_put(b, " lang=\"");
    cp_buf_html(b, language);
    cp_buf_put(b, "\" dir=\"");
    cp_text_html(b, look->texts, language, "language.dir", NULL);
    cp_buf_put(b, "\"");
}

static cp_span banner_before(apr_pool_t *p, const cp_look *look,
                             const char *language)
{
    cp_buf *b = cp_buf_make(p, 256);

    cp_buf_put(b, "<section data-cookie-policy=\"banner\" role=\"region\" "
                  "aria-labelledby=\"cpolicy-title\" data-nosnippet");
    lang_attributes(b, look, language);
    cp_buf_put(b, " class=\"cpolicy cpolicy-");
    return taken(b);
}

static void banner_say(cp_buf *b, const cp_look *look, const char *language)
{
    cp_buf_put(b, "<div class=\"cpolicy-say\"><h2 id=\"cpolicy-title\">");
    cp_text_html(b, look->texts, language, "banner.title", NULL);
    cp_buf_put(b, "</h2><p>");
    cp_text_html(b, look->texts, language, "banner.text", NULL);
    cp_buf_put(b, " <a data-cookie-policy-link href=\"");
    cp_buf_html(b, look->path);
    cp_buf_put(b, "\">");
    cp_text_html(b, look->texts, language, "banner.link", NULL);
    cp_buf_put(b, "</a></p></div><div class=\"cpolicy-answers\">");
    cp_submit_html(b, look, language, "refuse", "banner.refuse");
    cp_submit_html(b, look, language, "accept", "banner.accept");
    cp_buf_put(b, "</div>");
}

static void banner_choose(cp_buf *b, const cp_look *look, const char *language)
{
    cp_buf_put(b, "<details><summary>");
    cp_text_html(b, look->texts, language, "banner.choose", NULL);
    cp_buf_put(b, "</summary><fieldset aria-labelledby=\"cpolicy-title\">");
    cp_grants_html(b, look, language, 0);
    cp_buf_put(b, "</fieldset>");
    cp_submit_html(b, look, language, "save", "banner.save");
    cp_buf_put(b, "</details>");
}

void cp_banner_render(apr_pool_t *p, const cp_look *look, const char *language,
                      cp_banner *out)
{
    cp_buf *middle = cp_buf_make(p, 4096), *after = cp_buf_make(p, 4096);

    out->before = banner_before(p, look, language);
    cp_buf_put(middle, "\">");
    cp_style_html(middle, look, cp_asset_banner_css);
    out->nonce_at = nonce_at(middle, look);
    cp_buf_put(middle, "<form method=\"post\" action=\"");
    cp_buf_html(middle, look->path);
    cp_buf_put(middle, "/choice\" autocomplete=\"off\">");
    out->middle = taken(middle);
    banner_say(after, look, language);
    banner_choose(after, look, language);
    cp_buf_put(after, "</form></section>");
    out->after = taken(after);
}

void cp_reopen_render(apr_pool_t *p, const cp_look *look, const char *language,
                      int hidden, cp_reopen *out)
{
    cp_buf *b = cp_buf_make(p, 256), *after = cp_buf_make(p, 4096);

    cp_buf_put(b, "<nav data-cookie-policy=\"nav\" data-nosnippet");
    lang_attributes(b, look, language);
    cp_buf_put(b, " aria-label=\"");
    cp_text_html(b, look->texts, language, "reopen.link", NULL);
    cp_buf_puts(b, "\"", hidden ? " hidden" : "",
                " class=\"cpolicy-back cpolicy-", NULL);
    out->before = taken(b);
    cp_buf_put(after, "\">");
    out->nonce_at = 0;
    if (!hidden) { /* beside a banner its style serves both */
        cp_style_html(after, look, cp_asset_banner_css);
        out->nonce_at = nonce_at(after, look);
    }
    cp_buf_put(after, "<a data-cookie-policy=\"reopen\" href=\"");
    cp_buf_html(after, look->path);
    cp_buf_put(after, "\">");
    cp_text_html(after, look->texts, language, "reopen.link", NULL);
    cp_buf_put(after, "</a></nav>");
    out->after = taken(after);
}

cp_span cp_uniform_render(apr_pool_t *p, const cp_look *look)
{
    cp_buf *b = cp_buf_make(p, 2048);

    cp_buf_put(b, "<script data-cookie-policy=\"script\" "
                  "data-cookie-policy-path=\"");
    cp_buf_html(b, look->path);
    cp_buf_puts(b, "\">", cp_asset_uniform_js, "</script>", NULL);
    return taken(b);
}
