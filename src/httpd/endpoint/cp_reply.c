/* SPDX-License-Identifier: Apache-2.0 */
/* Sends the module's own documents; see the header. */
#include "httpd/endpoint/cp_reply.h"

#include <string.h>

#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>

#include "core/pages/cp_json.h"
#include "httpd/page/cp_language.h"
#include "httpd/config/cp_module.h"

const cp_dir_conf *cp_reply_scope(request_rec *r, const char *path)
{
    request_rec *sub = ap_sub_req_lookup_uri(path, r, NULL);

    /* Even a look-up that fails has merged the configuration. */
    return sub->per_dir_config ? cp_conf_dir(sub) : cp_conf_dir(r);
}

cp_req *cp_reply_rules(request_rec *r, const char *path)
{
    return cp_request_active(ap_sub_req_lookup_uri(path, r, NULL));
}

/* Returns the language of a page that includes the fragment, else the one that
 * the visitor prefers. No cache stores our pages, so they need no Vary. */
static const char *language_of(request_rec *r, const cp_site *site)
{
    const cp_phrases *phrases = r->main ? cp_language_of_head(r->main, site)
                                        : cp_language_wanted(r, site);

    return phrases->language;
}

void cp_reply_view(request_rec *r, cp_view *view)
{
    const cp_chain *chain = cp_request_chain(r);
    const cp_site *site = chain->site;
    const cp_dir_conf *root;

    cp_site_view(site, language_of(r, site), view);
    root = cp_reply_scope(r, "/");
    view->policy = root->policy;
    view->limits = root->lifetimes;
    view->asked = cp_request_asked(site, root);
    view->visitor = &chain->visitor;
    view->presentation.publisher = cp_view_publisher(
        r->pool, site->conf->publisher, ap_get_server_name(r));
}

static int send_document(request_rec *r, int status, const char *type,
                         cp_buf *b)
{
    /* err_headers_out is sent with an error response, too. */
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    apr_table_setn(r->err_headers_out, "X-Content-Type-Options", "nosniff");
    r->status = status;
    ap_set_content_type(r, type);
    ap_set_content_length(r, (apr_off_t)b->n);
    ap_discard_request_body(r);
    ap_rwrite(b->s, (int)b->n, r);
    return OK;
}

int cp_reply_html_under(request_rec *r, int status, cp_buf *b, const char *csp)
{
    apr_table_setn(r->headers_out, "Content-Security-Policy", csp);
    return send_document(r, status, "text/html; charset=utf-8", b);
}

int cp_reply_html(request_rec *r, int status, cp_buf *b)
{
    return cp_reply_html_under(r, status, b, cp_conf_site(r->server)->own_csp);
}

int cp_reply_json(request_rec *r, int status, cp_buf *b)
{
    return send_document(r, status, "application/json", b);
}

int cp_reply_text(request_rec *r, const char *type, cp_buf *b)
{
    return send_document(r, HTTP_OK, type, b);
}

int cp_reply_wants_json(const request_rec *r)
{
    return ap_strcasestr(apr_table_get(r->headers_in, "Accept")
                             ? apr_table_get(r->headers_in, "Accept")
                             : "",
                         "application/json")
        != NULL;
}

/* Returns the key of the title of an error page. */
static const char *title_of(const char *key)
{
    return !strcmp(key, "error.path") || !strcmp(key, "error.method")
             ? "error.address"
             : "error.title";
}

int cp_reply_error(request_rec *r, int status, const char *key)
{
    cp_buf *b = cp_buf_make(r->pool, 4096);
    cp_view page;

    cp_reply_view(r, &page);
    if (cp_reply_wants_json(r)) {
        cp_json_error(b, cp_text(page.presentation.texts, page.language, key));
        return cp_reply_json(r, status, b);
    }
    cp_error_html(b, &page, title_of(key), key);
    return cp_reply_html(r, status, b);
}

int cp_reply_redirect(request_rec *r, const char *path)
{
    cp_buf *b = cp_buf_make(r->pool, 64);

    apr_table_setn(r->headers_out, "Location", path);
    return send_document(r, HTTP_SEE_OTHER, "text/plain", b);
}
