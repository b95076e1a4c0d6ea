/* SPDX-License-Identifier: Apache-2.0 */
/* The form for a choice by category; see the header. */
#include "core/pages/cp_category_form.h"

#include "core/base/cp_args.h"
#include "core/pages/cp_markup.h"
#include "core/locale/cp_format_date.h"

static void say(cp_buf *b, const cp_view *view, const char *key,
                const char *fill)
{
    cp_text_html(b, view->presentation.texts, view->language, key, fill);
}

static const char *in_words(apr_pool_t *p, const cp_view *view,
                            const char *lifetime)
{
    return cp_format_lifetime(p, view->presentation.texts, view->language,
                              lifetime);
}

void cp_names_html(cp_buf *b, const cp_view *view, const cp_listed *row)
{
    int i;

    for (i = 0; i < row->shown->nelts; i++) {
        if (i > 0) {
            say(b, view, "mark.comma", NULL);
            cp_buf_char(b, ' ');
        }
        cp_buf_put(b, "<code>");
        cp_buf_html(b, APR_ARRAY_IDX(row->shown, i, const char *));
        cp_buf_put(b, "</code>");
    }
}

void cp_sources_html(cp_buf *b, const cp_view *view, const cp_listed *row)
{
    const cp_texts *texts = view->presentation.texts;
    apr_array_header_t *written =
        apr_array_make(b->pool, 4, sizeof(const char *));
    int i;

    if (row->sources == NULL) {
        return;
    }
    for (i = 0; i < row->sources->nelts; i++) {
        APR_ARRAY_PUSH(written, const char *) =
            APR_ARRAY_IDX(row->sources, i, const cp_source_name *)->written;
    }
    cp_buf_put(b, row->names->nelts ? "<br/><small>" : "<small>");
    say(b, view, "table.sources",
        cp_args_join(b->pool, written,
                     cp_text(texts, view->language, "mark.comma")));
    cp_buf_put(b, "</small>");
}

/* Appends "Provider: _ga, _gid. To count visits. 13 months", without the parts
 * that are not declared. */
static void told(cp_buf *b, const cp_view *view, const cp_listed *row)
{
    static const char dash[] = " \xE2\x80\x93 ";
    const cp_cookie *c = row->cookie;
    const char *provider = cp_markup_cookie_text(b->pool, &view->presentation,
                                                 view->language, c, "provider");
    const char *purpose = cp_markup_cookie_text(b->pool, &view->presentation,
                                                view->language, c, "purpose");

    cp_buf_put(b, "<li>");
    if (provider != NULL) {
        cp_buf_put(b, "<b>");
        cp_markup_label(b, &view->presentation, view->language, provider);
        cp_buf_put(b, "</b> ");
    }
    cp_names_html(b, view, row);
    cp_sources_html(b, view, row);
    if (purpose != NULL) {
        cp_buf_html(b, dash);
        cp_buf_html(b, purpose);
    }
    if (c->lifetime != NULL) {
        cp_buf_html(b, dash);
        cp_buf_html(b, in_words(b->pool, view, c->lifetime));
    }
    cp_buf_put(b, "</li>");
}

static void rest_link(cp_buf *b, const cp_view *view)
{
    cp_buf_put(b, "<li><a href=\"");
    cp_buf_html(b, view->presentation.path);
    cp_buf_put(b, "\" target=\"_self\">");
    say(b, view, "banner.link", NULL);
    cp_buf_put(b, "</a></li>");
}

static void summary(cp_buf *b, const cp_view *view, const cp_summary *sum)
{
    cp_buf_put(b, "<summary>");
    if (sum->names > 0) {
        say(b, view, "choose.cookies", cp_number(b->pool, sum->names));
    }
    if (sum->hosts != NULL) {
        cp_buf_put(b, sum->names > 0 ? "<br/>" : "");
        say(b, view, "table.sources", sum->hosts);
    }
    if (sum->longest != NULL) {
        cp_buf_put(b, "<br/>");
        say(b, view, "choose.lifetime", in_words(b->pool, view, sum->longest));
    }
    if (sum->providers != NULL) {
        cp_buf_put(b, "<br/>");
        say(b, view, "choose.providers", sum->providers);
    }
    cp_buf_put(b, "</summary>");
}

static void cookies(cp_buf *b, const cp_view *view, int at)
{
    apr_array_header_t *rows = cp_cookie_table(b->pool, view, at);
    cp_summary sum;
    int i, n = 0;

    cp_cookie_table_sum(b->pool, view, rows, &sum);
    if (sum.names == 0 && sum.hosts == NULL) {
        cp_buf_put(b, "<p>");
        say(b, view, "page.table.empty", NULL);
        cp_buf_put(b, "</p>");
        return;
    }
    cp_buf_put(b, "<details>");
    summary(b, view, &sum);
    cp_buf_put(b, "<ul>");
    for (i = 0; i < rows->nelts && n < CP_MAX_TOLD; i++) {
        const cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);

        if (!cp_cookie_needs_no_consent(row->cookie)) {
            told(b, view, row);
            n++;
        }
    }
    if (i < rows->nelts) {
        rest_link(b, view);
    }
    cp_buf_put(b, "</ul></details>");
}

static void kind(cp_buf *b, const cp_view *view, const char *stem, int at,
                 int ticked)
{
    const char *id = view->presentation.categories->list[at].id;
    const char *text = cp_markup_category_text(
        b->pool, &view->presentation, view->language, at, "description");

    cp_buf_puts(b,
                "<div class=\"cpolicy-kind\"><label><input "
                "type=\"checkbox\" name=\"grant\" value=\"",
                id, "\"", NULL);
    if (text != NULL && *text) {
        cp_buf_puts(b, " aria-describedby=\"", stem, id, "\"", NULL);
    }
    cp_buf_put(b, ticked ? " checked=\"\"/> " : "/> ");
    cp_buf_html(b, cp_markup_category_text(b->pool, &view->presentation,
                                           view->language, at, "label"));
    cp_buf_put(b, "</label>");
    if (text != NULL && *text) {
        cp_buf_puts(b, "<p id=\"", stem, id, "\">", NULL);
        cp_buf_html(b, text);
        cp_buf_put(b, "</p>");
    }
    cookies(b, view, at);
    cp_buf_put(b, "</div>");
}

/* Appends the fields that say what the form shows. */
static void about(cp_buf *b, const cp_view *view)
{
    const char *join = "";
    int i;

    cp_buf_put(b, "<input type=\"hidden\" name=\"" CP_ABOUT "\" value=\"");
    for (i = 0; i < view->presentation.categories->n; i++) {
        if (view->asked & CP_SET(i)) {
            cp_buf_puts(b, join, view->presentation.categories->list[i].id,
                        NULL);
            join = " ";
        }
    }
    cp_buf_put(b, "\"/><input type=\"hidden\" name=\"" CP_FORM_LANGUAGE
                  "\" value=\"");
    cp_buf_html(b, view->language);
    cp_buf_put(b, "\"/>");
}

void cp_category_form_html(cp_buf *b, const cp_view *view, const char *stem,
                           cp_set ticked)
{
    cp_set asked = view->asked;
    int i;

    about(b, view);
    for (i = 0; i < view->presentation.categories->n; i++) {
        if (asked & CP_SET(i)) {
            kind(b, view, stem, i, (ticked & CP_SET(i)) != 0);
        }
    }
}
