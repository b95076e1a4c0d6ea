/* SPDX-License-Identifier: Apache-2.0 */
/* The cookie policy page and the error page; see the header. */
#include "cp_page.h"

#include <apr_strings.h>
#include <apr_time.h>

#include "cp_assets.h"

static void say(cp_buf *b, const cp_page *page, const char *key)
{
    cp_text_html(b, page->look.texts, page->language, key, NULL);
}

static void element(cp_buf *b, const cp_page *page, const char *name,
                    const char *key)
{
    cp_buf_puts(b, "<", name, ">", NULL);
    say(b, page, key);
    cp_buf_puts(b, "</", name, ">\n", NULL);
}

static void document_begin(cp_buf *b, const cp_page *page, const char *title)
{
    cp_buf_put(b, "<!DOCTYPE html>\n<html lang=\"");
    cp_buf_html(b, page->language);
    cp_buf_put(b, "\" dir=\"");
    say(b, page, "language.dir");
    cp_buf_put(b, "\">\n<head>\n<meta charset=\"utf-8\">\n");
    element(b, page, "title", title);
    cp_buf_put(b, "<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\">\n");
    cp_style_html(b, &page->look, cp_asset_page_css);
    cp_buf_put(b, "\n</head>\n<body>\n<main>\n");
    element(b, page, "h1", title);
}

static void document_end(cp_buf *b)
{
    cp_buf_put(b, "</main>\n</body>\n</html>\n");
}

/* ---- the visitor's choice ---- */

static void choice_date(cp_buf *b, const cp_page *page)
{
    char date[16];
    apr_size_t n;
    apr_time_exp_t t;

    apr_time_exp_gmt(&t, apr_time_from_sec(page->visitor->consent.time));
    apr_strftime(date, &n, sizeof(date), "%Y-%m-%d", &t);
    cp_text_html(b, page->look.texts, page->language, "page.choice.decided",
                 date);
}

static const char *state_key(cp_state_e state)
{
    static const char *const keys[] = {"state.exempt", "state.granted",
                                       "state.refused", "state.signal",
                                       "state.undecided"};
    return keys[state];
}

static void choice_states(cp_buf *b, const cp_page *page)
{
    const cp_categories *all = page->look.categories;
    int i;

    cp_buf_put(b, "<ul>\n");
    for (i = 0; i < all->n; i++) {
        cp_state_e state = cp_consent_state(all, i, &page->visitor->consent,
                                            page->visitor->signals);

        cp_buf_put(b, "<li>");
        cp_buf_html(b, cp_category_text(b->pool, &page->look, page->language, i,
                                        "label"));
        cp_buf_puts(b, ": <b data-category=\"", all->list[i].id,
                    "\" data-state=\"", cp_state_name(state), "\">", NULL);
        say(b, page, state_key(state));
        cp_buf_put(b, "</b></li>\n");
    }
    cp_buf_put(b, "</ul>\n");
}

static void choice_form(cp_buf *b, const cp_page *page)
{
    cp_buf_put(b, "<form method=\"post\" action=\"");
    cp_buf_html(b, page->look.path);
    /* Going back must show the choice as it is, not as it was ticked. */
    cp_buf_put(b, "/choice\" autocomplete=\"off\">\n<fieldset>");
    element(b, page, "legend", "page.choice.legend");
    cp_grants_html(b, &page->look, page->language,
                   page->visitor->consent.granted);
    cp_buf_put(b, "</fieldset>\n<p class=\"answers\">");
    cp_submit_html(b, &page->look, page->language, "save", "banner.save");
    cp_submit_html(b, &page->look, page->language, "refuse", "banner.refuse");
    cp_submit_html(b, &page->look, page->language, "accept", "banner.accept");
    cp_buf_put(b, "</p>\n</form>\n");
}

/* A signal is honoured where the visitor said nothing else. */
static int signal_counts(const cp_page *page)
{
    const cp_consent *said = &page->visitor->consent;
    return (page->visitor->signals & ~(said->granted | said->refused)) != 0;
}

static void choice_section(cp_buf *b, const cp_page *page)
{
    cp_buf_put(b, "<section class=\"choice\" id=\"choice\">\n");
    element(b, page, "h2", "page.choice.title");
    cp_buf_put(b, "<p>");
    if (!cp_categories_asked(page->look.categories)) {
        say(b, page, "page.choice.nothing");
    }
    else if (page->visitor->consent.decided) {
        choice_date(b, page);
    }
    else {
        say(b, page, "page.choice.undecided");
    }
    cp_buf_put(b, "</p>\n");
    if (signal_counts(page)) {
        element(b, page, "p", "banner.signal");
    }
    choice_states(b, page);
    if (cp_categories_asked(page->look.categories)) {
        choice_form(b, page);
    }
    cp_buf_put(b, "</section>\n");
}

/* ---- what cookies are ---- */

static void kinds_section(cp_buf *b, const cp_page *page)
{
    int i;

    element(b, page, "h2", "page.what.title");
    element(b, page, "p", "page.what.text");
    element(b, page, "h2", "page.kinds.title");
    cp_buf_put(b, "<dl>\n");
    for (i = 0; i < page->look.categories->n; i++) {
        const char *text = cp_category_text(b->pool, &page->look,
                                            page->language, i, "explanation");

        if (text == NULL) {
            text = cp_category_text(b->pool, &page->look, page->language, i,
                                    "description");
        }
        cp_buf_put(b, "<dt>");
        cp_buf_html(b, cp_category_text(b->pool, &page->look, page->language, i,
                                        "label"));
        cp_buf_put(b, "</dt>\n<dd>");
        cp_buf_html(b, text ? text : "");
        cp_buf_put(b, "</dd>\n");
    }
    cp_buf_put(b, "</dl>\n");
}

/* ---- the tables ---- */

static const char *const columns[] = {
    "table.provider", "table.function",    "table.names", "table.purpose",
    "table.lifetime", "table.third-party", NULL};

static void cell_begin(cp_buf *b, const cp_page *page, int column)
{
    cp_buf_put(b, "<td data-label=\"");
    say(b, page, columns[column]);
    cp_buf_put(b, "\">");
}

static void cell(cp_buf *b, const cp_page *page, int column, const char *text)
{
    cell_begin(b, page, column);
    if (text == NULL) {
        say(b, page, "table.unknown");
    }
    else {
        cp_buf_html(b, text);
    }
    cp_buf_put(b, "</td>");
}

static void provider_cell(cp_buf *b, const cp_page *page,
                          const cp_cookie *cookie)
{
    cell_begin(b, page, 0);
    if (cookie->provider == NULL) {
        say(b, page, "table.unknown");
    }
    else {
        cp_buf_html(b, cookie->provider);
    }
    if (cookie->controller != NULL) {
        cp_buf_put(b, "<br><small>");
        cp_text_html(b, page->look.texts, page->language, "table.controller",
                     cookie->controller);
        cp_buf_put(b, "</small>");
    }
    cp_buf_put(b, "</td>");
}

static void names_cell(cp_buf *b, const cp_page *page, const cp_listed *row)
{
    int i;

    cell_begin(b, page, 2);
    for (i = 0; i < row->names->nelts; i++) {
        cp_buf_put(b, i ? ", <code>" : "<code>");
        cp_buf_html(b, APR_ARRAY_IDX(row->names, i, const char *));
        cp_buf_put(b, "</code>");
    }
    cp_buf_put(b, "</td>");
}

static void purpose_cell(cp_buf *b, const cp_page *page,
                         const cp_cookie *cookie)
{
    cell_begin(b, page, 3);
    if (cookie->purpose == NULL) {
        say(b, page, "table.unknown");
    }
    else {
        cp_buf_html(b, cookie->purpose);
    }
    if (cookie->anonymised) {
        cp_buf_put(b, "<br><small>");
        say(b, page, "table.anonymised");
        cp_buf_put(b, "</small>");
    }
    cp_buf_put(b, "</td>");
}

static void table_row(cp_buf *b, const cp_page *page, const cp_listed *row)
{
    const cp_cookie *cookie = row->cookie;

    cp_buf_put(b, "<tr>");
    provider_cell(b, page, cookie);
    cell(b, page, 1, cookie->function);
    names_cell(b, page, row);
    purpose_cell(b, page, cookie);
    cell(b, page, 4, cp_lifetime_text(b->pool, page, cookie->lifetime));
    cell(b, page, 5,
         cp_text(page->look.texts, page->language,
                 cookie->third_party ? "table.yes" : "table.no"));
    cp_buf_put(b, "</tr>\n");
}

static void table(cp_buf *b, const cp_page *page, int at,
                  const apr_array_header_t *rows)
{
    int i;

    cp_buf_puts(b, "<table data-category=\"",
                page->look.categories->list[at].id, "\">\n<caption>", NULL);
    cp_buf_html(
        b, cp_category_text(b->pool, &page->look, page->language, at, "label"));
    cp_buf_put(b, "</caption>\n<thead><tr>");
    for (i = 0; columns[i] != NULL; i++) {
        cp_buf_put(b, "<th scope=\"col\">");
        say(b, page, columns[i]);
        cp_buf_put(b, "</th>");
    }
    cp_buf_put(b, "</tr></thead>\n<tbody>\n");
    for (i = 0; i < rows->nelts; i++) {
        table_row(b, page, &APR_ARRAY_IDX(rows, i, cp_listed));
    }
    if (rows->nelts == 0) {
        cp_buf_put(b, "<tr><td colspan=\"6\">");
        say(b, page, "page.table.empty");
        cp_buf_put(b, "</td></tr>\n");
    }
    cp_buf_put(b, "</tbody>\n</table>\n");
}

static void tables_section(cp_buf *b, const cp_page *page)
{
    int i;

    element(b, page, "h2", "page.table.title");
    for (i = 0; i < page->look.categories->n; i++) {
        table(b, page, i, cp_listing(b->pool, page, i));
    }
    cp_buf_put(b, "<p><small>");
    cp_text_html(b, page->look.texts, page->language, "page.version",
                 page->version);
    cp_buf_put(b, "</small></p>\n");
}

void cp_page_html(cp_buf *b, const cp_page *page)
{
    document_begin(b, page, "page.title");
    choice_section(b, page);
    kinds_section(b, page);
    tables_section(b, page);
    document_end(b);
}

void cp_error_html(cp_buf *b, const cp_page *page, const char *key)
{
    document_begin(b, page, "error.title");
    element(b, page, "p", key);
    cp_buf_put(b, "<p><a href=\"");
    cp_buf_html(b, page->look.path);
    cp_buf_put(b, "\">");
    say(b, page, "error.back");
    cp_buf_put(b, "</a></p>\n");
    document_end(b);
}
