/* SPDX-License-Identifier: Apache-2.0 */
/* The cookie policy page and the error page; see the header. */
#include "core/pages/cp_policy_page.h"

#include <string.h>

#include <apr_strings.h>

#include "cp_assets.h"
#include "core/pages/cp_banner.h"
#include "core/pages/cp_category_form.h"
#include "core/locale/cp_format_date.h"

static void say(cp_buf *b, const cp_view *page, const char *key)
{
    cp_text_html(b, page->look.texts, page->language, key, NULL);
}

static void element(cp_buf *b, const cp_view *page, const char *name,
                    const char *key)
{
    cp_buf_puts(b, "<", name, ">", NULL);
    say(b, page, key);
    cp_buf_puts(b, "</", name, ">\n", NULL);
}

static void document_begin(cp_buf *b, const cp_view *page, const char *title)
{
    cp_buf_put(b, "<!DOCTYPE html>\n<html");
    cp_language_html(b, &page->look, page->language);
    cp_buf_put(b, ">\n<head>\n<meta charset=\"utf-8\"/>\n");
    element(b, page, "title", title);
    /* With the site's Referrer-Policy: no-referrer, the origin of the form
     * would be "null". The last policy wins (Referrer Policy, section 4.1). */
    cp_buf_put(b, "<meta name=\"referrer\" content=\"same-origin\"/>\n");
    cp_buf_put(b, "<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\"/>\n");
    cp_style_html(b, &page->look, cp_asset_page_css);
    cp_buf_put(b, "\n</head>\n<body>\n<header><a href=\"/\">");
    say(b, page, "page.home");
    cp_buf_put(b, "</a></header>\n<main>\n");
    element(b, page, "h1", title);
}

static void document_end(cp_buf *b)
{
    cp_buf_put(b, "</main>\n</body>\n</html>\n");
}

/* ---- the publisher ---- */

/* The text with `fill` between two pieces of HTML in place of its braces. */
static void say_with(cp_buf *b, const cp_view *page, const char *key,
                     const char *before, const char *fill, const char *after)
{
    const char *text = cp_text(page->look.texts, page->language, key);
    const char *open = strchr(text, '{'), *close = strchr(text, '}');

    if (open == NULL || close < open) {
        cp_buf_html(b, text);
        return;
    }
    cp_buf_html(b, apr_pstrmemdup(b->pool, text, (apr_size_t)(open - text)));
    cp_buf_put(b, before);
    cp_buf_html(b, fill);
    cp_buf_put(b, after);
    cp_buf_html(b, close + 1);
}

static void publisher_line(cp_buf *b, const cp_view *page, const char *key,
                           const char *name)
{
    if (name != NULL) {
        cp_buf_put(b, "<li>");
        say_with(b, page, key, "<b>", name, "</b>");
        cp_buf_put(b, "</li>\n");
    }
}

/* A contact is a mail address or a URL. */
static void contact_line(cp_buf *b, const cp_view *page, const char *contact)
{
    cp_buf *link = cp_buf_make(b->pool, 128);

    cp_buf_put(link, "<a href=\"");
    cp_buf_put(link, strstr(contact, "://") ? "" : "mailto:");
    cp_buf_html(link, contact);
    cp_buf_put(link, "\">");
    cp_buf_put(b, "<li>");
    say_with(b, page, "page.site.contact", cp_buf_text(link), contact, "</a>");
    cp_buf_put(b, "</li>\n");
}

static void publisher_section(cp_buf *b, const cp_view *page)
{
    const cp_publisher *site = page->look.publisher;

    if (site == NULL) {
        return;
    }
    cp_buf_put(b, "<ul class=\"publisher\">\n");
    publisher_line(b, page, "page.site.name", site->name);
    publisher_line(b, page, "table.controller", site->controller);
    if (site->contact != NULL) {
        contact_line(b, page, site->contact);
    }
    if (site->privacy != NULL) {
        cp_buf_put(b, "<li><a href=\"");
        cp_buf_html(b, site->privacy);
        cp_buf_put(b, "\">");
        say(b, page, "page.site.privacy");
        cp_buf_put(b, "</a></li>\n");
    }
    cp_buf_put(b, "</ul>\n");
}

/* ---- the visitor's choice ---- */

/* "You chose on {date}.", with the date marked as one. */
static void choice_date(cp_buf *b, const cp_view *page)
{
    apr_int64_t time = page->visitor->consent.time;

    say_with(b, page, "page.choice.decided",
             apr_pstrcat(b->pool, "<time datetime=\"",
                         cp_format_iso_date(b->pool, time), "\">", NULL),
             cp_format_date(b->pool, page->look.texts, page->language, time),
             "</time>");
}

static const char *state_key(cp_state_e state)
{
    static const char *const keys[] = {"state.exempt", "state.granted",
                                       "state.refused", "state.signal",
                                       "state.undecided"};
    return keys[state];
}

static void choice_state(cp_buf *b, const cp_view *page, int at)
{
    const cp_categories *all = page->look.categories;
    cp_state_e state = cp_consent_state(all, at, &page->visitor->consent,
                                        page->visitor->signals);

    cp_buf_put(b, "<li>");
    cp_label_html(
        b, &page->look, page->language,
        cp_category_text(b->pool, &page->look, page->language, at, "label"));
    cp_buf_puts(b, " <b data-category=\"", all->list[at].id, "\" data-state=\"",
                cp_state_name(state), "\">", NULL);
    say(b, page, state_key(state));
    cp_buf_put(b, "</b></li>\n");
}

/* Categories in which nothing can be refused are left out. */
static void choice_states(cp_buf *b, const cp_view *page)
{
    const cp_categories *all = page->look.categories;
    cp_set skipped = all->optional & ~page->asked;
    int i;

    cp_buf_put(b, "<ul>\n");
    for (i = 0; i < all->n; i++) {
        if (!(skipped & CP_SET(i))) {
            choice_state(b, page, i);
        }
    }
    cp_buf_put(b, "</ul>\n");
}

static void choice_form(cp_buf *b, const cp_view *page)
{
    cp_buf_put(b, "<form method=\"post\" action=\"");
    cp_buf_html(b, page->look.path);
    /* Going back must show the choice as it is, not as it was ticked. */
    cp_buf_put(b, "/choice\" autocomplete=\"off\">\n"
                  "<input type=\"hidden\" name=\"return\" value=\"");
    cp_buf_html(b, page->look.path);
    cp_buf_put(b, "?" CP_SAVED "\"/>\n<fieldset>");
    element(b, page, "legend", "page.choice.legend");
    cp_category_form_html(b, page, "choice-", page->visitor->consent.granted);
    cp_buf_put(b, "</fieldset>\n<p class=\"answers\">");
    cp_submit_html(b, &page->look, page->language, "save", "banner.save");
    cp_submit_html(b, &page->look, page->language, "refuse", "banner.refuse");
    cp_submit_html(b, &page->look, page->language, "accept", "banner.accept");
    cp_buf_put(b, "</p>\n</form>\n");
}

/* A signal is honoured where the visitor did not say yes all the same. */
static void signal_note(cp_buf *b, const cp_view *page)
{
    cp_set signals = page->visitor->signals & page->asked;
    cp_set granted = page->visitor->consent.granted;

    if (signals & ~granted) {
        element(b, page, "p", "banner.signal");
    }
    if (signals & granted) {
        element(b, page, "p", "page.choice.overruled");
    }
}

static void kept_note(cp_buf *b, const cp_view *page)
{
    cp_buf_put(b, "<p>");
    cp_text_html(b, page->look.texts, page->language, "page.choice.kept",
                 cp_format_lifetime(b->pool, page->look.texts, page->language,
                                    page->consent_lifetime));
    cp_buf_put(b, "</p>\n");
}

static void choice_section(cp_buf *b, const cp_view *page)
{
    cp_buf_put(b, "<section class=\"choice\" id=\"choice\" "
                  "aria-labelledby=\"choice-title\">\n"
                  "<h2 id=\"choice-title\">");
    say(b, page, "page.choice.title");
    cp_buf_put(b, "</h2>\n");
    if (page->saved) {
        cp_buf_put(b, "<p class=\"saved\" role=\"status\">");
        say(b, page, "banner.saved");
        cp_buf_put(b, "</p>\n");
    }
    cp_buf_put(b, "<p>");
    if (!page->asked) {
        say(b, page, "page.choice.nothing");
    }
    else if (page->visitor->consent.decided) {
        choice_date(b, page);
    }
    else {
        say(b, page, "page.choice.undecided");
    }
    cp_buf_put(b, "</p>\n");
    signal_note(b, page);
    choice_states(b, page);
    if (page->asked) {
        choice_form(b, page);
        kept_note(b, page);
    }
    cp_buf_put(b, "</section>\n");
}

/* ---- what cookies are ---- */

static void kinds_section(cp_buf *b, const cp_view *page)
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

static void cell_begin(cp_buf *b, const cp_view *page, int column)
{
    cp_buf_put(b, "<td role=\"cell\" data-label=\"");
    cp_label_html(b, &page->look, page->language,
                  cp_text(page->look.texts, page->language, columns[column]));
    cp_buf_put(b, "\">");
}

static void cell_text(cp_buf *b, const cp_view *page, const char *text)
{
    if (text == NULL) {
        say(b, page, "table.unknown");
    }
    else {
        cp_buf_html(b, text);
    }
}

static const char *declared(cp_buf *b, const cp_view *page,
                            const cp_cookie *cookie, const char *which)
{
    return cp_cookie_text(b->pool, &page->look, page->language, cookie, which);
}

static void cell(cp_buf *b, const cp_view *page, int column, const char *text)
{
    cell_begin(b, page, column);
    cell_text(b, page, text);
    cp_buf_put(b, "</td>");
}

static void provider_cell(cp_buf *b, const cp_view *page,
                          const cp_cookie *cookie)
{
    const char *controller = declared(b, page, cookie, "controller");

    cell_begin(b, page, 0);
    cell_text(b, page, declared(b, page, cookie, "provider"));
    if (controller != NULL) {
        cp_buf_put(b, "<br/><small>");
        cp_text_html(b, page->look.texts, page->language, "table.controller",
                     controller);
        cp_buf_put(b, "</small>");
    }
    cp_buf_put(b, "</td>");
}

static void names_cell(cp_buf *b, const cp_view *page, const cp_listed *row)
{
    cell_begin(b, page, 2);
    cp_names_html(b, page, row);
    cp_buf_put(b, "</td>");
}

static void purpose_cell(cp_buf *b, const cp_view *page,
                         const cp_cookie *cookie)
{
    cell_begin(b, page, 3);
    cell_text(b, page, declared(b, page, cookie, "purpose"));
    if (cookie->anonymised) {
        cp_buf_put(b, "<br/><small>");
        say(b, page, "table.anonymised");
        cp_buf_put(b, "</small>");
    }
    cp_buf_put(b, "</td>");
}

static void table_row(cp_buf *b, const cp_view *page, const cp_listed *row)
{
    const cp_cookie *cookie = row->cookie;

    cp_buf_put(b, "<tr role=\"row\">");
    provider_cell(b, page, cookie);
    cell(b, page, 1, declared(b, page, cookie, "function"));
    names_cell(b, page, row);
    purpose_cell(b, page, cookie);
    cell(b, page, 4,
         cp_format_lifetime(b->pool, page->look.texts, page->language,
                            cookie->lifetime));
    cell(b, page, 5,
         cp_text(page->look.texts, page->language,
                 cookie->third_party ? "table.yes" : "table.no"));
    cp_buf_put(b, "</tr>\n");
}

/* The roles say what the elements are already: where a narrow window makes
 * blocks of them, some browsers would tell screen readers of no table. */
static void table_head(cp_buf *b, const cp_view *page, int at)
{
    int i;

    cp_buf_puts(b, "<table data-category=\"",
                page->look.categories->list[at].id,
                "\" role=\"table\">\n<caption>", NULL);
    cp_buf_html(
        b, cp_category_text(b->pool, &page->look, page->language, at, "label"));
    cp_buf_put(b, "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for (i = 0; columns[i] != NULL; i++) {
        cp_buf_put(b, "<th scope=\"col\" role=\"columnheader\">");
        say(b, page, columns[i]);
        cp_buf_put(b, "</th>");
    }
    cp_buf_put(b, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

static void table(cp_buf *b, const cp_view *page, int at,
                  const apr_array_header_t *rows)
{
    int i;

    table_head(b, page, at);
    for (i = 0; i < rows->nelts; i++) {
        table_row(b, page, &APR_ARRAY_IDX(rows, i, cp_listed));
    }
    if (rows->nelts == 0) {
        cp_buf_put(b, "<tr role=\"row\"><td role=\"cell\" colspan=\"6\">");
        say(b, page, "page.table.empty");
        cp_buf_put(b, "</td></tr>\n");
    }
    cp_buf_put(b, "</tbody>\n</table>\n");
}

static void tables_section(cp_buf *b, const cp_view *page)
{
    int i;

    element(b, page, "h2", "page.table.title");
    for (i = 0; i < page->look.categories->n; i++) {
        table(b, page, i, cp_cookie_table(b->pool, page, i));
    }
    cp_buf_put(b, "<p><small>");
    cp_text_html(b, page->look.texts, page->language, "page.version",
                 page->version);
    cp_buf_put(b, "</small></p>\n");
}

static void sections(cp_buf *b, const cp_view *page)
{
    publisher_section(b, page);
    choice_section(b, page);
    kinds_section(b, page);
    tables_section(b, page);
}

/* A library may put this page into the window of another one: there the
 * site's scripts learn the choice from it. */
static void script(cp_buf *b, const cp_view *page)
{
    cp_script text;

    cp_script_render(b->pool, page, &text);
    cp_buf_add(b, text.before.s, text.before.n);
    cp_script_state(b, page->look.categories, page->visitor);
    cp_buf_add(b, text.after.s, text.after.n);
}

void cp_policy_page_html(cp_buf *b, const cp_view *page)
{
    document_begin(b, page, "page.title");
    sections(b, page);
    script(b, page);
    document_end(b);
}

void cp_policy_page_fragment(cp_buf *b, const cp_view *page)
{
    cp_buf_put(b, "<div class=\"cookie-policy\"");
    cp_language_html(b, &page->look, page->language);
    cp_buf_put(b, ">\n");
    sections(b, page);
    cp_buf_put(b, "</div>\n");
}

void cp_error_html(cp_buf *b, const cp_view *page, const char *title,
                   const char *key)
{
    document_begin(b, page, title);
    element(b, page, "p", key);
    cp_buf_put(b, "<p><a href=\"");
    cp_buf_html(b, page->look.path);
    cp_buf_put(b, "\">");
    say(b, page, "error.back");
    cp_buf_put(b, "</a></p>\n");
    document_end(b);
}
