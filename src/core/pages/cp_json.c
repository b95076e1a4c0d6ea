/* SPDX-License-Identifier: Apache-2.0 */
/* The policy and the choice as JSON; see the header. */
#include "core/pages/cp_json.h"

#include <apr_strings.h>

#include "core/pages/cp_markup.h"
#include "core/locale/cp_format_date.h"

void cp_json_member(cp_buf *b, const char *key, const char *value)
{
    cp_buf_puts(b, key, ":", NULL);
    if (value == NULL) {
        cp_buf_put(b, "null");
        return;
    }
    cp_buf_char(b, '"');
    cp_buf_json(b, value);
    cp_buf_char(b, '"');
}

void cp_json_ids(cp_buf *b, const char *key, const cp_categories *all,
                 cp_set set)
{
    const char *join = "";
    int i;

    cp_buf_puts(b, key, ":[", NULL);
    for (i = 0; i < all->n; i++) {
        if (set & CP_SET(i)) {
            cp_buf_puts(b, join, "\"", all->list[i].id, "\"", NULL);
            join = ",";
        }
    }
    cp_buf_char(b, ']');
}

void cp_json_choice(cp_buf *b, const cp_categories *all,
                    const cp_consent *consent)
{
    cp_buf_puts(b, "{\"decided\":", consent->decided ? "true" : "false",
                ",\"time\":", NULL);
    if (consent->decided) {
        cp_buf_number(b, consent->time);
    }
    else {
        cp_buf_put(b, "null");
    }
    cp_json_ids(b, ",\"granted\"", all, consent->granted);
    cp_json_ids(b, ",\"refused\"", all, consent->refused);
    cp_buf_char(b, '}');
}

/* Appends a text of a declaration, in the language of the document. */
static void text_member(cp_buf *b, const cp_view *view, const cp_cookie *c,
                        const char *which)
{
    cp_json_member(b, apr_pstrcat(b->pool, ",\"", which, "\"", NULL),
                   cp_markup_cookie_text(b->pool, &view->presentation,
                                         view->language, c, which));
}

static void names(cp_buf *b, const char *key, const apr_array_header_t *list)
{
    int i;

    cp_buf_puts(b, key, ":[", NULL);
    for (i = 0; i < list->nelts; i++) {
        cp_buf_put(b, i ? ",\"" : "\"");
        cp_buf_json(b, APR_ARRAY_IDX(list, i, const char *));
        cp_buf_char(b, '"');
    }
    cp_buf_char(b, ']');
}

static void cookie(cp_buf *b, const cp_view *view, const cp_listed *row)
{
    const cp_cookie *c = row->cookie;

    names(b, "{\"names\"", row->shown);
    if (c->shown != NULL) {
        cp_json_member(b, ",\"shown\"", c->shown);
    }
    text_member(b, view, c, "provider");
    text_member(b, view, c, "function");
    text_member(b, view, c, "purpose");
    text_member(b, view, c, "controller");
    cp_json_member(b, ",\"lifetime\"", c->lifetime);
    cp_buf_puts(b, ",\"third_party\":", c->third_party ? "true" : "false",
                ",\"anonymised\":", c->anonymised ? "true" : "false", "}",
                NULL);
}

static void source(cp_buf *b, const cp_view *view, const cp_listed *row)
{
    const cp_cookie *c = row->cookie;
    apr_array_header_t *texts =
        apr_array_make(b->pool, 4, sizeof(const char *));
    int i;

    for (i = 0; i < row->sources->nelts; i++) {
        APR_ARRAY_PUSH(texts, const char *) =
            APR_ARRAY_IDX(row->sources, i, const cp_source_name *)->text;
    }
    names(b, "{\"sources\"", texts);
    text_member(b, view, c, "provider");
    text_member(b, view, c, "function");
    text_member(b, view, c, "purpose");
    text_member(b, view, c, "controller");
    names(b, ",\"cookies\"", row->names);
    cp_json_member(b, ",\"lifetime\"", c->lifetime);
    cp_buf_char(b, '}');
}

/* Appends the rows of cookies, or those of sources. */
static void rows_of(cp_buf *b, const cp_view *view,
                    const apr_array_header_t *rows, int sources)
{
    const char *join = "";
    int i;

    for (i = 0; i < rows->nelts; i++) {
        const cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);

        if ((row->sources != NULL) == sources) {
            cp_buf_put(b, join);
            (sources ? source : cookie)(b, view, row);
            join = ",";
        }
    }
}

static void category(cp_buf *b, const cp_view *view, int at)
{
    const cp_category *c = &view->presentation.categories->list[at];
    apr_array_header_t *rows = cp_cookie_table(b->pool, view, at);

    cp_json_member(b, "{\"id\"", c->id);
    cp_json_member(b, ",\"mode\"", cp_category_mode_name(c->mode));
    cp_buf_puts(b, ",\"asked\":", view->asked & CP_SET(at) ? "true" : "false",
                NULL);
    cp_json_member(b, ",\"digest\"", view->digests[at]);
    cp_json_member(b, ",\"label\"",
                   cp_markup_category_text(b->pool, &view->presentation,
                                           view->language, at, "label"));
    cp_json_member(b, ",\"description\"",
                   cp_markup_category_text(b->pool, &view->presentation,
                                           view->language, at, "description"));
    cp_buf_put(b, ",\"cookies\":[");
    rows_of(b, view, rows, 0);
    cp_buf_put(b, "],\"sources\":[");
    rows_of(b, view, rows, 1);
    cp_buf_put(b, "]}");
}

/* Appends the members that a page needs: the choice, the categories that it
 * allows, and whether a question is pending. */
static void state(cp_buf *b, const cp_view *view)
{
    const cp_categories *all = view->presentation.categories;
    const cp_visitor *visitor = view->visitor;

    cp_buf_put(b, ",\"choice\":");
    cp_json_choice(b, all, &visitor->consent);
    cp_json_ids(b, ",\"allowed\"", all, cp_visitor_allows(all, visitor));
    cp_json_ids(
        b, ",\"undecided\"", all,
        cp_consent_pending(all->optional, &visitor->consent, visitor->signals));
    cp_buf_puts(
        b, ",\"pending\":",
        cp_consent_pending(view->asked, &visitor->consent, visitor->signals)
            ? "true"
            : "false",
        "}\n", NULL);
}

void cp_json_state(cp_buf *b, const cp_view *view)
{
    cp_json_member(b, "{\"version\"", view->version);
    state(b, view);
}

static void site(cp_buf *b, const cp_view *view)
{
    const cp_presentation *shown = &view->presentation;
    const cp_publisher *publisher = shown->publisher;

    if (publisher != NULL) {
        cp_json_member(b, ",\"site\":{\"name\"",
                       cp_markup_site_text(shown, view->language, "site.name",
                                           publisher->name));
        cp_json_member(b, ",\"controller\"",
                       cp_markup_site_text(shown, view->language,
                                           "site.controller",
                                           publisher->controller));
        cp_json_member(b, ",\"contact\"", publisher->contact);
        cp_json_member(b, ",\"privacy\"", publisher->privacy);
        cp_buf_char(b, '}');
    }
}

/* Appends the members that are the same for all visitors, without the final
 * brace. */
static void declarations(cp_buf *b, const cp_view *view)
{
    int i;

    cp_json_member(b, "{\"version\"", view->version);
    site(b, view);
    cp_buf_put(b, ",\"categories\":[");
    for (i = 0; i < view->presentation.categories->n; i++) {
        cp_buf_put(b, i ? "," : "");
        category(b, view, i);
    }
    cp_buf_char(b, ']');
}

void cp_json_declarations(cp_buf *b, const cp_view *view)
{
    declarations(b, view);
    cp_buf_char(b, '}');
}

void cp_json_policy(cp_buf *b, const cp_view *view)
{
    declarations(b, view);
    state(b, view);
}

void cp_json_gpc(cp_buf *b, apr_int64_t since)
{
    cp_buf_put(b, "{\"gpc\":true");
    cp_json_member(b, ",\"lastUpdate\"", cp_format_iso_date(b->pool, since));
    cp_buf_put(b, "}\n");
}

void cp_json_error(cp_buf *b, const char *message)
{
    cp_json_member(b, "{\"error\"", message);
    cp_buf_put(b, "}\n");
}
