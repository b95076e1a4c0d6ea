/* SPDX-License-Identifier: Apache-2.0 */
/* Routes requests for the module's own pages; see the header. */
#include "httpd/endpoint/cp_endpoint.h"

#include <string.h>

#include <http_protocol.h>

#include "httpd/endpoint/cp_reply.h"
#include "httpd/endpoint/cp_consent_form.h"
#include "httpd/endpoint/cp_held.h"
#include "httpd/endpoint/cp_reports.h"
#include "core/pages/cp_guard.h"
#include "core/pages/cp_held_address.h"
#include "core/pages/cp_json.h"
#include "httpd/config/cp_module.h"
#include "core/pages/cp_policy_page.h"

/* The policy page confirms a choice for this time, if its URL is that of the
 * redirect after the choice. */
#define CP_SAVED_SECONDS 300

/* The resource by which a site declares that it honours the signal (Global
 * Privacy Control, section 4). */
#define CP_GPC_PATH "/.well-known/gpc.json"

/* True if the configuration tells this site to honour the signal. */
static int honours_gpc(const cp_site *site)
{
    return site->conf->signal != NULL && site->signals != 0;
}

/* True if the first letters show that the URL is not one of ours: most requests
 * need no other comparison. */
static inline int is_surely_not_ours(const request_rec *r)
{
    const cp_site *site = cp_conf_site(r->server);
    const char *uri = r->uri;

    return !site->active || uri == NULL || uri[0] != '/'
        || (uri[1] != site->path[1] && uri[1] != '.');
}

/* Returns the URL path after CookiePolicyPath, or CP_GPC_PATH; NULL if the URL
 * is not one of ours. */
static const char *route_of(const request_rec *r)
{
    const cp_site *site = cp_conf_site(r->server);

    if (is_surely_not_ours(r)) {
        return NULL;
    }
    if (honours_gpc(site) && !strcmp(r->uri, CP_GPC_PATH)) {
        return CP_GPC_PATH;
    }
    if (strncmp(r->uri, site->path, site->path_length)) {
        return NULL;
    }
    switch (r->uri[site->path_length]) {
    case '\0':
    case '/':
        return r->uri + site->path_length;
    default:
        return NULL;
    }
}

/* The general path of cp_endpoint_claim, out of line: few requests are ours. */
static __attribute__((noinline)) int claim(request_rec *r, cp_req *q)
{
    if (r->method_number == M_TRACE || route_of(r) == NULL) {
        return DECLINED;
    }
    cp_request_claim(q);
    r->handler = CP_HANDLER;
    r->filename = r->uri;
    return OK;
}

int cp_endpoint_claim(request_rec *r, cp_req *q)
{
    return is_surely_not_ours(r) ? DECLINED : claim(r, q);
}

int cp_endpoint_no_file(request_rec *r)
{
    if (!cp_request_is_own_url(r)) {
        return DECLINED;
    }
    /* APR_NOFILE would make mod_dir and mod_speling search for a file. */
    r->finfo.filetype = APR_REG;
    return OK;
}

/* ---- the pages ---- */

/* True if the query consists of this word. */
static int asks_for(const request_rec *r, const char *word)
{
    return r->args != NULL && !strcmp(r->args, word);
}

/* True if the visitor's choice is recent. Without it a link to the confirmation
 * would confirm a choice that was never made. */
static int chose_just_now(request_rec *r)
{
    const cp_chain *chain = cp_request_chain(r);
    const cp_consent *consent = &chain->visitor.consent;

    return consent->decided && chain->now - consent->time < CP_SAVED_SECONDS;
}

static int policy_page(request_rec *r)
{
    cp_view page;
    cp_buf *b = cp_buf_make(r->pool, 16384);

    cp_reply_view(r, &page);
    /* Verdicts that were given on another page can be withdrawn here. */
    page.asked |= page.visitor->consent.granted | page.visitor->consent.refused;
    if (asks_for(r, "fragment")) {
        cp_policy_page_fragment(b, &page);
    }
    else {
        page.saved = asks_for(r, CP_SAVED) && chose_just_now(r);
        cp_policy_page_html(b, &page);
    }
    return cp_reply_html(r, HTTP_OK, b);
}

static int policy_json(request_rec *r)
{
    cp_view page;
    cp_buf *b = cp_buf_make(r->pool, 4096);

    cp_reply_view(r, &page);
    if (asks_for(r, "choice")) {
        cp_json_state(b, &page);
    }
    else {
        cp_json_policy(b, &page);
    }
    return cp_reply_json(r, HTTP_OK, b);
}

static int gpc_json(request_rec *r)
{
    cp_buf *b = cp_buf_make(r->pool, 64);

    cp_json_gpc(b, cp_conf_site(r->server)->since);
    return cp_reply_json(r, HTTP_OK, b);
}

typedef struct route {
    const char *path;
    int post;
    int (*handler)(request_rec *r);
} route;

static const route routes[] = {{"", 0, policy_page},
                               {"/", 0, policy_page},
                               {"/policy.json", 0, policy_json},
                               {CP_HELD_PATH, 0, cp_held_handler},
                               {CP_GPC_PATH, 0, gpc_json},
                               {"/choice", 1, cp_consent_form_handler},
                               {CP_REPORT_PATH, 1, cp_reports_handler}};

static int dispatch(request_rec *r, const route *to)
{
    if (r->method_number == (to->post ? M_POST : M_GET)) {
        return to->handler(r);
    }
    apr_table_setn(r->headers_out, "Allow",
                   to->post ? "POST, OPTIONS" : "GET, HEAD, OPTIONS");
    if (r->method_number == M_OPTIONS) {
        ap_set_content_length(r, 0);
        return OK;
    }
    return cp_reply_error(r, HTTP_METHOD_NOT_ALLOWED, "error.method");
}

static int find_handler(request_rec *r, const char *path)
{
    apr_size_t i;

    for (i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        if (!strcmp(path, routes[i].path)) {
            return dispatch(r, &routes[i]);
        }
    }
    return cp_reply_error(r, HTTP_NOT_FOUND, "error.path");
}

int cp_endpoint_handler(request_rec *r)
{
    const char *path;

    /* A SetHandler for our path may have replaced r->handler. */
    if (!cp_request_is_own_url(r)) {
        return DECLINED;
    }
    /* Another page can include the fragment, and no other page of ours. */
    if (r->main != NULL && !asks_for(r, "fragment")) {
        return DECLINED;
    }
    path = route_of(r);
    return path ? find_handler(r, path) : DECLINED;
}
