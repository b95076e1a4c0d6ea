/* SPDX-License-Identifier: Apache-2.0 */
/* The cookie policy page and the error page; see the header. */
#include "core/pages/cp_policy_page.h"

#include <string.h>

#include <apr_strings.h>

#include "cp_assets.h"
#include "core/pages/cp_markup.h"
#include "core/pages/cp_banner.h"
#include "core/pages/cp_category_form.h"
#include "core/locale/cp_format_date.h"

static void say(cp_buf *b, const cp_view *view, const char *key)
{
    cp_text_html(b, view->presentation.texts, view->language, key, NULL);
}

static void element(cp_buf *b, const cp_view *view, const char *name,
                    const char *key)
{
    cp_buf_puts(b, "<", name, ">", NULL);
    say(b, view, key);
    cp_buf_puts(b, "</", name, ">\n", NULL);
}

static void document_begin(cp_buf *b, const cp_view *view, const char *title)
{
    cp_buf_put(b, "<!DOCTYPE html>\n<html");
    cp_markup_language(b, &view->presentation, view->language);
    cp_buf_put(b, ">\n<head>\n<meta charset=\"utf-8\"/>\n");
    element(b, view, "title", title);
    /* If the site sends Referrer-Policy: no-referrer, the origin of the form
     * would be "null". The last policy counts (Referrer Policy, section 4.1).
     */
    cp_buf_put(b, "<meta name=\"referrer\" content=\"same-origin\"/>\n");
    cp_buf_put(b, "<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\"/>\n");
    cp_markup_style(b, &view->presentation, cp_asset_page_css);
    cp_buf_put(b, "\n</head>\n<body>\n<header><a href=\"/\">");
    say(b, view, "page.home");
    cp_buf_put(b, "</a></header>\n<main>\n");
    element(b, view, "h1", title);
}

static void document_end(cp_buf *b)
{
    cp_buf_put(b, "</main>\n</body>\n</html>\n");
}

/* ---- the publisher ---- */

/* Appends the text; `fill` between two pieces of HTML replaces its braces. */
static void say_with(cp_buf *b, const cp_view *view, const char *key,
                     const char *before, const char *fill, const char *after)
{
    const char *text = cp_text(view->presentation.texts, view->language, key);
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

/* `key` is that of the line, `own` that of the name. */
static void publisher_line(cp_buf *b, const cp_view *view, const char *key,
                           const char *own, const char *given)
{
    if (given != NULL) {
        cp_buf_put(b, "<li>");
        say_with(b, view, key, "<b>",
                 cp_markup_site_text(&view->presentation, view->language, own,
                                     given),
                 "</b>");
        cp_buf_put(b, "</li>\n");
    }
}

/* A contact is a mail address or a URL. */
static void contact_line(cp_buf *b, const cp_view *view, const char *contact)
{
    cp_buf *link = cp_buf_make(b->pool, 128);

    cp_buf_put(link, "<a href=\"");
    cp_buf_put(link, strstr(contact, "://") ? "" : "mailto:");
    cp_buf_html(link, contact);
    cp_buf_put(link, "\">");
    cp_buf_put(b, "<li>");
    say_with(b, view, "page.site.contact", cp_buf_text(link), contact, "</a>");
    cp_buf_put(b, "</li>\n");
}

static void publisher_section(cp_buf *b, const cp_view *view)
{
    const cp_publisher *site = view->presentation.publisher;

    if (site == NULL) {
        return;
    }
    cp_buf_put(b, "<ul class=\"publisher\">\n");
    publisher_line(b, view, "page.site.name", "site.name", site->name);
    publisher_line(b, view, "table.controller", "site.controller",
                   site->controller);
    if (site->contact != NULL) {
        contact_line(b, view, site->contact);
    }
    if (site->privacy != NULL) {
        cp_buf_put(b, "<li><a href=\"");
        cp_buf_html(b, site->privacy);
        cp_buf_put(b, "\">");
        say(b, view, "page.site.privacy");
        cp_buf_put(b, "</a></li>\n");
    }
    cp_buf_put(b, "</ul>\n");
}

/* ---- the visitor's choice ---- */

/* Appends "You chose on {date}.", with the date in a <time> element. */
static void choice_date(cp_buf *b, const cp_view *view)
{
    apr_int64_t time = view->visitor->consent.time;

    say_with(
        b, view, "page.choice.decided",
        apr_pstrcat(b->pool, "<time datetime=\"",
                    cp_format_iso_date(b->pool, time), "\">", NULL),
        cp_format_date(b->pool, view->presentation.texts, view->language, time),
        "</time>");
}

static const char *state_key(cp_state_e state)
{
    static const char *const keys[] = {"state.exempt", "state.granted",
                                       "state.refused", "state.signal",
                                       "state.undecided"};
    return keys[state];
}

static void choice_state(cp_buf *b, const cp_view *view, int at)
{
    const cp_categories *all = view->presentation.categories;
    cp_state_e state = cp_consent_state(all, at, &view->visitor->consent,
                                        view->visitor->signals);

    cp_buf_put(b, "<li>");
    cp_markup_label(b, &view->presentation, view->language,
                    cp_markup_category_text(b->pool, &view->presentation,
                                            view->language, at, "label"));
    cp_buf_puts(b, " <b data-category=\"", all->list[at].id, "\" data-state=\"",
                cp_consent_state_name(state), "\">", NULL);
    say(b, view, state_key(state));
    cp_buf_put(b, "</b></li>\n");
}

/* Omits categories that cannot be refused. */
static void choice_states(cp_buf *b, const cp_view *view)
{
    const cp_categories *all = view->presentation.categories;
    cp_set skipped = all->optional & ~view->asked;
    int i;

    cp_buf_put(b, "<ul>\n");
    for (i = 0; i < all->n; i++) {
        if (!(skipped & CP_SET(i))) {
            choice_state(b, view, i);
        }
    }
    cp_buf_put(b, "</ul>\n");
}

static void choice_form(cp_buf *b, const cp_view *view)
{
    cp_buf_put(b, "<form method=\"post\" action=\"");
    cp_buf_html(b, view->presentation.path);
    /* after "back", the boxes must show the stored choice, not the last ticks
     */
    cp_buf_put(b, "/choice\" autocomplete=\"off\">\n"
                  "<input type=\"hidden\" name=\"return\" value=\"");
    cp_buf_html(b, view->presentation.path);
    cp_buf_put(b, "?" CP_SAVED "\"/>\n<fieldset>");
    element(b, view, "legend", "page.choice.legend");
    cp_category_form_html(b, view, "choice-", view->visitor->consent.granted);
    cp_buf_put(b, "</fieldset>\n<p class=\"answers\">");
    cp_markup_submit(b, &view->presentation, view->language, "save",
                     "banner.save");
    cp_markup_submit(b, &view->presentation, view->language, "refuse",
                     "banner.refuse");
    cp_markup_submit(b, &view->presentation, view->language, "accept",
                     "banner.accept");
    cp_buf_put(b, "</p>\n</form>\n");
}

/* Says that a signal refuses categories, and that consent on this site has
 * priority over the signal if the visitor has given it. */
static void signal_note(cp_buf *b, const cp_view *view)
{
    cp_set signals = view->visitor->signals & view->asked;
    cp_set granted = view->visitor->consent.granted;

    if (signals & ~granted) {
        element(b, view, "p", "banner.signal");
    }
    if (signals & granted) {
        element(b, view, "p", "page.choice.overruled");
    }
}

static void kept_note(cp_buf *b, const cp_view *view)
{
    cp_buf_put(b, "<p>");
    cp_text_html(b, view->presentation.texts, view->language,
                 "page.choice.kept",
                 cp_format_lifetime(b->pool, view->presentation.texts,
                                    view->language, view->consent_lifetime));
    cp_buf_put(b, "</p>\n");
}

static void choice_section(cp_buf *b, const cp_view *view)
{
    cp_buf_put(b, "<section class=\"choice\" id=\"choice\" "
                  "aria-labelledby=\"choice-title\">\n"
                  "<h2 id=\"choice-title\">");
    say(b, view, "page.choice.title");
    cp_buf_put(b, "</h2>\n");
    if (view->saved) {
        cp_buf_put(b, "<p class=\"saved\" role=\"status\">");
        say(b, view, "banner.saved");
        cp_buf_put(b, "</p>\n");
    }
    cp_buf_put(b, "<p>");
    if (!view->asked) {
        say(b, view, "page.choice.nothing");
    }
    else if (view->visitor->consent.decided) {
        choice_date(b, view);
    }
    else {
        say(b, view, "page.choice.undecided");
    }
    cp_buf_put(b, "</p>\n");
    signal_note(b, view);
    choice_states(b, view);
    if (view->asked) {
        choice_form(b, view);
        kept_note(b, view);
    }
    cp_buf_put(b, "</section>\n");
}

/* ---- the explanation of cookies ---- */

static void kinds_section(cp_buf *b, const cp_view *view)
{
    int i;

    element(b, view, "h2", "page.what.title");
    element(b, view, "p", "page.what.text");
    element(b, view, "h2", "page.kinds.title");
    cp_buf_put(b, "<dl>\n");
    for (i = 0; i < view->presentation.categories->n; i++) {
        const char *text = cp_markup_category_text(
            b->pool, &view->presentation, view->language, i, "explanation");

        if (text == NULL) {
            text = cp_markup_category_text(b->pool, &view->presentation,
                                           view->language, i, "description");
        }
        cp_buf_put(b, "<dt>");
        cp_buf_html(b, cp_markup_category_text(b->pool, &view->presentation,
                                               view->language, i, "label"));
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

static void cell_begin(cp_buf *b, const cp_view *view, int column)
{
    cp_buf_put(b, "<td role=\"cell\" data-label=\"");
    cp_markup_label(
        b, &view->presentation, view->language,
        cp_text(view->presentation.texts, view->language, columns[column]));
    cp_buf_put(b, "\">");
}

static void cell_text(cp_buf *b, const cp_view *view, const char *text)
{
    if (text == NULL) {
        say(b, view, "table.unknown");
    }
    else {
        cp_buf_html(b, text);
    }
}

static const char *declared(cp_buf *b, const cp_view *view,
                            const cp_cookie *cookie, const char *which)
{
    return cp_markup_cookie_text(b->pool, &view->presentation, view->language,
                                 cookie, which);
}

static void cell(cp_buf *b, const cp_view *view, int column, const char *text)
{
    cell_begin(b, view, column);
    cell_text(b, view, text);
    cp_buf_put(b, "</td>");
}

static void provider_cell(cp_buf *b, const cp_view *view,
                          const cp_cookie *cookie)
{
    const char *controller = declared(b, view, cookie, "controller");

    cell_begin(b, view, 0);
    cell_text(b, view, declared(b, view, cookie, "provider"));
    if (controller != NULL) {
        cp_buf_put(b, "<br/><small>");
        cp_text_html(b, view->presentation.texts, view->language,
                     "table.controller", controller);
        cp_buf_put(b, "</small>");
    }
    cp_buf_put(b, "</td>");
}

static void names_cell(cp_buf *b, const cp_view *view, const cp_listed *row)
{
    cell_begin(b, view, 2);
    cp_names_html(b, view, row);
    cp_sources_html(b, view, row);
    cp_buf_put(b, "</td>");
}

static void purpose_cell(cp_buf *b, const cp_view *view,
                         const cp_cookie *cookie)
{
    cell_begin(b, view, 3);
    cell_text(b, view, declared(b, view, cookie, "purpose"));
    if (cookie->anonymised) {
        cp_buf_put(b, "<br/><small>");
        say(b, view, "table.anonymised");
        cp_buf_put(b, "</small>");
    }
    cp_buf_put(b, "</td>");
}

static void table_row(cp_buf *b, const cp_view *view, const cp_listed *row)
{
    const cp_cookie *cookie = row->cookie;

    cp_buf_put(b, "<tr role=\"row\">");
    provider_cell(b, view, cookie);
    cell(b, view, 1, declared(b, view, cookie, "function"));
    names_cell(b, view, row);
    purpose_cell(b, view, cookie);
    cell(b, view, 4,
         cp_format_lifetime(b->pool, view->presentation.texts, view->language,
                            cookie->lifetime));
    cell(b, view, 5,
         cp_text(view->presentation.texts, view->language,
                 cookie->third_party ? "table.yes" : "table.no"));
    cp_buf_put(b, "</tr>\n");
}

/* The roles repeat the meaning of the elements. In a narrow window the style
 * makes blocks of them, and then some browsers do not present them as a table
 * to screen readers. */
static void table_head(cp_buf *b, const cp_view *view, int at)
{
    int i;

    cp_buf_puts(b, "<table data-category=\"",
                view->presentation.categories->list[at].id,
                "\" role=\"table\">\n<caption>", NULL);
    cp_buf_html(b, cp_markup_category_text(b->pool, &view->presentation,
                                           view->language, at, "label"));
    cp_buf_put(b, "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for (i = 0; columns[i] != NULL; i++) {
        cp_buf_put(b, "<th scope=\"col\" role=\"columnheader\">");
        say(b, view, columns[i]);
        cp_buf_put(b, "</th>");
    }
    cp_buf_put(b, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

static void table(cp_buf *b, const cp_view *view, int at,
                  const apr_array_header_t *rows)
{
    int i;

    table_head(b, view, at);
    for (i = 0; i < rows->nelts; i++) {
        table_row(b, view, &APR_ARRAY_IDX(rows, i, cp_listed));
    }
    if (rows->nelts == 0) {
        cp_buf_put(b, "<tr role=\"row\"><td role=\"cell\" colspan=\"6\">");
        say(b, view, "page.table.empty");
        cp_buf_put(b, "</td></tr>\n");
    }
    cp_buf_put(b, "</tbody>\n</table>\n");
}

static void tables_section(cp_buf *b, const cp_view *view)
{
    int i;

    element(b, view, "h2", "page.table.title");
    for (i = 0; i < view->presentation.categories->n; i++) {
        table(b, view, i, cp_cookie_table(b->pool, view, i));
    }
    cp_buf_put(b, "<p><small>");
    cp_text_html(b, view->presentation.texts, view->language, "page.version",
                 view->version);
    cp_buf_put(b, "</small></p>\n");
}

static void sections(cp_buf *b, const cp_view *view)
{
    publisher_section(b, view);
    choice_section(b, view);
    kinds_section(b, view);
    tables_section(b, view);
}

/* A library may show this page inside another one. The site's scripts read the
 * choice from it there. */
static void script(cp_buf *b, const cp_view *view)
{
    cp_script text;

    cp_script_render(b->pool, view, &text);
    cp_buf_add(b, text.before.s, text.before.n);
    cp_script_state(b, view->presentation.categories, view->visitor);
    cp_buf_add(b, text.after.s, text.after.n);
}

void cp_policy_page_html(cp_buf *b, const cp_view *view)
{
    document_begin(b, view, "page.title");
    sections(b, view);
    script(b, view);
    document_end(b);
}

void cp_policy_page_fragment(cp_buf *b, const cp_view *view)
{
    cp_buf_put(b, "<div class=\"cookie-policy\"");
    cp_markup_language(b, &view->presentation, view->language);
    cp_buf_put(b, ">\n");
    sections(b, view);
    cp_buf_put(b, "</div>\n");
}

void cp_error_html(cp_buf *b, const cp_view *view, const char *title,
                   const char *key)
{
    document_begin(b, view, title);
    element(b, view, "p", key);
    cp_buf_put(b, "<p><a href=\"");
    cp_buf_html(b, view->presentation.path);
    cp_buf_put(b, "\">");
    say(b, view, "error.back");
    cp_buf_put(b, "</a></p>\n");
    document_end(b);
}
