/* SPDX-License-Identifier: Apache-2.0 */
/* The choice in parts; see the header. */
#include "core/pages/cp_category_form.h"

#include "core/locale/cp_format_date.h"

static void say(cp_buf *b, const cp_view *page, const char *key,
                const char *fill)
{
    cp_text_html(b, page->look.texts, page->language, key, fill);
}

static const char *in_words(apr_pool_t *p, const cp_view *page,
                            const char *lifetime)
{
    return cp_format_lifetime(p, page->look.texts, page->language, lifetime);
}

void cp_names_html(cp_buf *b, const cp_view *page, const cp_listed *row)
{
    int i;

    for (i = 0; i < row->shown->nelts; i++) {
        if (i > 0) {
            say(b, page, "mark.comma", NULL);
            cp_buf_char(b, ' ');
        }
        cp_buf_put(b, "<code>");
        cp_buf_html(b, APR_ARRAY_IDX(row->shown, i, const char *));
        cp_buf_put(b, "</code>");
    }
}

/* "Provider: _ga, _gid. To count visits. 13 months", without what nobody
 * says. */
static void told(cp_buf *b, const cp_view *page, const cp_listed *row)
{
    static const char dash[] = " \xE2\x80\x93 ";
    const cp_cookie *c = row->cookie;
    const char *provider =
        cp_cookie_text(b->pool, &page->look, page->language, c, "provider");
    const char *purpose =
        cp_cookie_text(b->pool, &page->look, page->language, c, "purpose");

    cp_buf_put(b, "<li>");
    if (provider != NULL) {
        cp_buf_put(b, "<b>");
        cp_label_html(b, &page->look, page->language, provider);
        cp_buf_put(b, "</b> ");
    }
    cp_names_html(b, page, row);
    if (purpose != NULL) {
        cp_buf_html(b, dash);
        cp_buf_html(b, purpose);
    }
    if (c->lifetime != NULL) {
        cp_buf_html(b, dash);
        cp_buf_html(b, in_words(b->pool, page, c->lifetime));
    }
    cp_buf_put(b, "</li>");
}

static void rest_link(cp_buf *b, const cp_view *page)
{
    cp_buf_put(b, "<li><a href=\"");
    cp_buf_html(b, page->look.path);
    cp_buf_put(b, "\" target=\"_self\">");
    say(b, page, "banner.link", NULL);
    cp_buf_put(b, "</a></li>");
}

static void summary(cp_buf *b, const cp_view *page, const cp_summary *sum)
{
    cp_buf_put(b, "<summary>");
    say(b, page, "choose.cookies", cp_number(b->pool, sum->names));
    if (sum->longest != NULL) {
        cp_buf_put(b, "<br/>");
        say(b, page, "choose.lifetime", in_words(b->pool, page, sum->longest));
    }
    if (sum->providers != NULL) {
        cp_buf_put(b, "<br/>");
        say(b, page, "choose.providers", sum->providers);
    }
    cp_buf_put(b, "</summary>");
}

static void cookies(cp_buf *b, const cp_view *page, int at)
{
    apr_array_header_t *rows = cp_cookie_table(b->pool, page, at);
    cp_summary sum;
    int i, n = 0;

    cp_cookie_table_sum(b->pool, page, rows, &sum);
    if (sum.names == 0) {
        cp_buf_put(b, "<p>");
        say(b, page, "page.table.empty", NULL);
        cp_buf_put(b, "</p>");
        return;
    }
    cp_buf_put(b, "<details>");
    summary(b, page, &sum);
    cp_buf_put(b, "<ul>");
    for (i = 0; i < rows->nelts && n < CP_MAX_TOLD; i++) {
        const cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);

        if (!cp_cookie_needs_no_consent(row->cookie)) {
            told(b, page, row);
            n++;
        }
    }
    if (i < rows->nelts) {
        rest_link(b, page);
    }
    cp_buf_put(b, "</ul></details>");
}

static void kind(cp_buf *b, const cp_view *page, const char *stem, int at,
                 int ticked)
{
    const char *id = page->look.categories->list[at].id;
    const char *text = cp_category_text(b->pool, &page->look, page->language,
                                        at, "description");

    cp_buf_puts(b,
                "<div class=\"cpolicy-kind\"><label><input "
                "type=\"checkbox\" name=\"grant\" value=\"",
                id, "\"", NULL);
    if (text != NULL && *text) {
        cp_buf_puts(b, " aria-describedby=\"", stem, id, "\"", NULL);
    }
    cp_buf_put(b, ticked ? " checked=\"\"/> " : "/> ");
    cp_buf_html(
        b, cp_category_text(b->pool, &page->look, page->language, at, "label"));
    cp_buf_put(b, "</label>");
    if (text != NULL && *text) {
        cp_buf_puts(b, "<p id=\"", stem, id, "\">", NULL);
        cp_buf_html(b, text);
        cp_buf_put(b, "</p>");
    }
    cookies(b, page, at);
    cp_buf_put(b, "</div>");
}

static void about(cp_buf *b, const cp_view *page)
{
    const char *join = "";
    int i;

    cp_buf_put(b, "<input type=\"hidden\" name=\"" CP_ABOUT "\" value=\"");
    for (i = 0; i < page->look.categories->n; i++) {
        if (page->asked & CP_SET(i)) {
            cp_buf_puts(b, join, page->look.categories->list[i].id, NULL);
            join = " ";
        }
    }
    cp_buf_put(b, "\"/>");
}

void cp_category_form_html(cp_buf *b, const cp_view *page, const char *stem,
                           cp_set ticked)
{
    cp_set asked = page->asked;
    int i;

    about(b, page);
    for (i = 0; i < page->look.categories->n; i++) {
        if (asked & CP_SET(i)) {
            kind(b, page, stem, i, (ticked & CP_SET(i)) != 0);
        }
    }
}
