/* SPDX-License-Identifier: Apache-2.0 */
/* Sends the page in place of a held frame; see the header. */
#include "httpd/endpoint/cp_held.h"

#include <string.h>

#include <util_filter.h>

#include "core/pages/cp_held_page.h"
#include "httpd/config/cp_module.h"
#include "httpd/endpoint/cp_form_origin.h"
#include "httpd/endpoint/cp_reply.h"

/* ---- what the page is about ---- */

/* Returns the declaration that the query names: one in force for the page that
 * contains the frame, or for the root of the site, else one of a section. NULL
 * if there is none. */
static const cp_source *find_source(request_rec *r, const cp_held_query *query,
                                    const char *from, const cp_policy *root)
{
    const cp_policy *policies[3] = {NULL, root, NULL};
    const cp_source *found = NULL;
    int i;

    if (query->source.n == 0) {
        return NULL;
    }
    if (from != NULL) {
        policies[0] = cp_reply_scope(r, from)->policy;
    }
    policies[2] = cp_conf_site(r->server)->conf->sections;
    for (i = 0; found == NULL && i < 3; i++) {
        found =
            cp_held_query_find(query, cp_sources_list(r->pool, policies[i]));
    }
    return found;
}

/* Returns the place of a category that a visitor can grant, or -1. */
static int place_of(const cp_categories *all, cp_span id)
{
    int at = cp_categories_find(all, id);

    return at >= 0 && (all->optional & CP_SET(at)) ? at : -1;
}

/* True for the path of a page like this one: nobody returns to it. */
static int is_held_path(const cp_site *site, const char *path)
{
    return !strncmp(path, site->path, site->path_length)
        && !strncmp(path + site->path_length, CP_HELD_PATH,
                    strlen(CP_HELD_PATH));
}

/* Returns the path of the page that contains the frame; NULL if it is not
 * known. */
static const char *page_around(request_rec *r, const cp_site *site)
{
    const char *path = cp_form_referring_path(r);

    return path != NULL && !is_held_path(site, path) ? path : NULL;
}

static void fill(request_rec *r, const cp_held_query *query, cp_view *view,
                 cp_held *held)
{
    const cp_site *site = cp_conf_site(r->server);
    const cp_phrases *phrases = cp_site_phrases(site, query->language);

    cp_reply_view(r, view);
    if (phrases != NULL) {
        view->language = phrases->language;
    }
    held->place = place_of(site->categories, query->category);
    held->undeclared = query->category.n == 0;
    held->back = page_around(r, site);
    held->source = find_source(r, query, held->back, view->policy);
    held->text = query->text;
}

/* ---- its fields ---- */

/* Set when the hooks are registered. */
static ap_filter_rec_t *handle;

/* Sets a field, in place of all fields of that name. */
static void set_field(request_rec *r, const char *name, const char *value)
{
    apr_table_unset(r->err_headers_out, name);
    apr_table_setn(r->headers_out, name, value);
}

/* Browsers that know frame-ancestors do not need X-Frame-Options, and one with
 * DENY would keep this site from showing the page. A page that is isolated
 * from other origins shows only frames that ask for the same. */
static apr_status_t fields_filter(ap_filter_t *f, apr_bucket_brigade *bb)
{
    request_rec *r = f->r;

    apr_table_unset(r->headers_out, "X-Frame-Options");
    apr_table_unset(r->err_headers_out, "X-Frame-Options");
    set_field(r, "Content-Security-Policy", cp_conf_site(r->server)->held_csp);
    set_field(r, "Cross-Origin-Resource-Policy", "same-origin");
    set_field(r, "Cross-Origin-Embedder-Policy", "require-corp");
    ap_remove_output_filter(f);
    return ap_pass_brigade(f->next, bb);
}

/* The filter runs after mod_headers and before the header section is sent. */
void cp_held_register(void)
{
    handle = ap_register_output_filter(CP_FILTER_HELD, fields_filter, NULL,
                                       AP_FTYPE_PROTOCOL - 1);
}

int cp_held_handler(request_rec *r)
{
    cp_buf *b = cp_buf_make(r->pool, 8192);
    cp_held_query query;
    cp_view view;
    cp_held held;

    cp_held_query_read(r->args, &query);
    fill(r, &query, &view, &held);
    cp_held_page_html(b, &view, &held);
    ap_add_output_filter_handle(handle, NULL, r, r->connection);
    return cp_reply_html_under(r, HTTP_OK, b,
                               cp_conf_site(r->server)->held_csp);
}
