/* SPDX-License-Identifier: Apache-2.0 */
/* The page in place of a held frame; see the header. */
#include "core/pages/cp_held_page.h"

#include "cp_assets.h"
#include "core/pages/cp_category_form.h"
#include "core/pages/cp_markup.h"

/* ---- the declaration ---- */

/* Returns a text of the declaration: "provider" or "purpose"; NULL without one.
 */
static const char *declared(apr_pool_t *p, const cp_view *view,
                            const cp_source *source, const char *which)
{
    return source ? cp_markup_source_text(p, &view->presentation,
                                          view->language, source, which)
                  : NULL;
}

/* Returns the provider, else the first source as it is declared; NULL without
 * a declaration. */
static const char *name_of(apr_pool_t *p, const cp_view *view,
                           const cp_source *source)
{
    const char *provider = declared(p, view, source, "provider");

    if (provider != NULL || source == NULL || source->sources->nelts == 0) {
        return provider;
    }
    return APR_ARRAY_IDX(source->sources, 0, const cp_source_name *)->written;
}

/* ---- the page ---- */

static void paragraph(cp_buf *b, const cp_view *view, const char *key,
                      const char *fill)
{
    cp_buf_put(b, "<p>");
    cp_text_html(b, view->presentation.texts, view->language, key, fill);
    cp_buf_put(b, "</p>\n");
}

static void title(cp_buf *b, const cp_view *view, const cp_held *held)
{
    const char *name = name_of(b->pool, view, held->source);

    cp_text_html(b, view->presentation.texts, view->language,
                 name ? "held.title" : "held.other", name);
}

/* The origin of the form must not be "null": so the page sends its origin even
 * if the site sends Referrer-Policy: no-referrer. */
static void head(cp_buf *b, const cp_view *view, const cp_held *held)
{
    cp_buf_put(b, "<!DOCTYPE html>\n<html");
    cp_markup_language(b, &view->presentation, view->language);
    cp_buf_put(b, ">\n<head>\n<meta charset=\"utf-8\"/>\n<title>");
    title(b, view, held);
    cp_buf_put(b, "</title>\n"
                  "<meta name=\"referrer\" content=\"same-origin\"/>\n"
                  "<meta name=\"robots\" content=\"noindex\"/>\n"
                  "<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\"/>\n");
    cp_markup_style(b, &view->presentation, cp_asset_held_css);
    cp_buf_put(b, "\n</head>\n");
}

static void hidden(cp_buf *b, const char *name, const char *value)
{
    cp_buf_puts(b, "<input type=\"hidden\" name=\"", name, "\" value=\"", NULL);
    cp_buf_html(b, value);
    cp_buf_put(b, "\"/>\n");
}

/* The category alone is asked about: an .htaccess file may ask about one that
 * the rest of the site does not know. */
static void form(cp_buf *b, const cp_view *view, const cp_held *held)
{
    const char *id = view->presentation.categories->list[held->place].id;

    cp_buf_put(b, "<form method=\"post\" target=\"_top\" action=\"");
    cp_buf_html(b, view->presentation.path);
    cp_buf_put(b, "/choice\">\n");
    hidden(b, CP_ABOUT, id);
    hidden(b, "grant", id);
    if (held->back != NULL) {
        hidden(b, "return", held->back);
    }
    cp_markup_submit(b, &view->presentation, view->language, "add",
                     "held.allow");
    cp_buf_put(b, "\n</form>\n");
}

static void policy_link(cp_buf *b, const cp_view *view)
{
    cp_buf_put(b, "<p><a target=\"_top\" href=\"");
    cp_buf_html(b, view->presentation.path);
    cp_buf_put(b, "\">");
    cp_text_html(b, view->presentation.texts, view->language, "banner.link",
                 NULL);
    cp_buf_put(b, "</a></p>\n");
}

static void explanation(cp_buf *b, const cp_view *view, const cp_held *held)
{
    const char *purpose = declared(b->pool, view, held->source, "purpose");

    if (purpose != NULL) {
        cp_buf_put(b, "<p>");
        cp_markup_label(
            b, &view->presentation, view->language,
            cp_text(view->presentation.texts, view->language, "table.purpose"));
        cp_buf_char(b, ' ');
        cp_buf_html(b, purpose);
        cp_buf_put(b, "</p>\n");
    }
    if (held->place >= 0) {
        paragraph(b, view, "held.scope",
                  cp_markup_category_text(b->pool, &view->presentation,
                                          view->language, held->place,
                                          "label"));
    }
    if (held->undeclared) {
        paragraph(b, view, "held.undeclared", NULL);
    }
}

void cp_held_page_html(cp_buf *b, const cp_view *view, const cp_held *held)
{
    head(b, view, held);
    cp_buf_put(b, "<body>\n<main>\n<h1>");
    title(b, view, held);
    cp_buf_put(b, "</h1>\n");
    explanation(b, view, held);
    if (!held->text) {
        if (held->place >= 0) {
            form(b, view, held);
        }
        policy_link(b, view);
    }
    else if (held->place >= 0) {
        paragraph(b, view, "held.sandbox", NULL);
    }
    cp_buf_put(b, "</main>\n</body>\n</html>\n");
}
