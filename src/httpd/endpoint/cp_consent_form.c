/* SPDX-License-Identifier: Apache-2.0 */
/* The form that receives the visitor's choice; see the header. */
#include "httpd/endpoint/cp_consent_form.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>

#include "httpd/endpoint/cp_reply.h"
#include "core/pages/cp_category_form.h"
#include "core/cookie/cp_cookies.h"
#include "core/http/cp_form.h"
#include "core/http/cp_url.h"
#include "core/pages/cp_json.h"
#include "httpd/cookies/cp_leftovers.h"
#include "httpd/config/cp_lock.h"
#include "httpd/config/cp_module.h"
#include "core/pages/cp_policy_page.h"

/* ---- the origin of the form ---- */

/* Returns "host[:port]" without the default port of the scheme. */
static cp_span without_port(cp_span authority, const char *port)
{
    apr_size_t n = strlen(port);

    if (authority.n > n && !memcmp(authority.s + authority.n - n, port, n)) {
        authority.n -= n;
    }
    return authority;
}

/* The scheme may differ if TLS ends at a proxy: then an https origin counts as
 * this server. An http origin never counts as an https server. */
static int is_own_origin(request_rec *r, const char *origin)
{
    const char *host = apr_table_get(r->headers_in, "Host"), *port;
    cp_span theirs, ours;

    if (!strncasecmp(origin, "https://", 8)) {
        theirs = cp_span_of(origin + 8);
        port = ":443";
    }
    else if (!strncasecmp(origin, "http://", 7)
             && strcasecmp(ap_http_scheme(r), "https")) {
        theirs = cp_span_of(origin + 7);
        port = ":80";
    }
    else {
        return 0;
    }
    if (host == NULL) {
        return 0;
    }
    ours = without_port(cp_span_of(host), port);
    return cp_span_case_is(without_port(theirs, port),
                           cp_span_dup(r->pool, ours));
}

/* On a page with Referrer-Policy: no-referrer, browsers send the origin "null"
 * (Fetch, section 3.2). Only Sec-Fetch-Site, which no script can set, tells it
 * from the null origin of a sandboxed frame. */
static int is_cross_site(request_rec *r)
{
    const char *site = apr_table_get(r->headers_in, "Sec-Fetch-Site");
    const char *origin = apr_table_get(r->headers_in, "Origin");
    int same = site != NULL && !strcmp(site, "same-origin");

    if (site != NULL && !same && strcmp(site, "none")) {
        return 1;
    }
    if (origin == NULL || (same && !strcmp(origin, "null"))) {
        return 0;
    }
    return !is_own_origin(r, origin);
}

static int is_form(request_rec *r)
{
    cp_span rest = cp_span_of(apr_table_get(r->headers_in, "Content-Type"));
    cp_span type;

    return cp_span_next(&rest, ';', &type)
        && cp_span_case_is(cp_span_trim(type),
                           "application/x-www-form-urlencoded");
}

/* ---- the body ---- */

/* Returns the body, or sets *status to the status of the reply. */
static cp_span read_body(request_rec *r, int *status)
{
    cp_span body = {NULL, 0};
    char *to = apr_palloc(r->pool, CP_MAX_FORM + 1);
    apr_size_t n = 0;
    long got = 0;

    *status = ap_setup_client_block(r, REQUEST_CHUNKED_DECHUNK);
    if (*status != OK) {
        return body;
    }
    if (r->remaining > CP_MAX_FORM) {
        *status = HTTP_REQUEST_ENTITY_TOO_LARGE;
        return body;
    }
    if (ap_should_client_block(r)) {
        while (n <= CP_MAX_FORM
               && (got = ap_get_client_block(r, to + n, CP_MAX_FORM + 1 - n))
                      > 0) {
            n += (apr_size_t)got;
        }
    }
    if (got < 0) {
        *status = HTTP_BAD_REQUEST;
    }
    else if (n > CP_MAX_FORM) {
        *status = HTTP_REQUEST_ENTITY_TOO_LARGE;
    }
    body.s = to;
    body.n = n;
    return body;
}

/* ---- the fields ---- */

/* Adds the category with that id to the set. Returns 0 if there is none. */
static int add_category(const cp_categories *all, cp_span id, cp_set *set)
{
    int at = cp_categories_find(all, id);

    if (at >= 0) {
        *set |= CP_SET(at);
    }
    return at >= 0;
}

/* Reads the categories of the `grant` fields. Returns 0 if one is unknown. */
static int read_grants(const apr_array_header_t *fields,
                       const cp_categories *all, cp_set *granted)
{
    int i;

    *granted = 0;
    for (i = 0; i < fields->nelts; i++) {
        const cp_form_field *f = &APR_ARRAY_IDX(fields, i, cp_form_field);

        if (!strcmp(f->name, "grant")
            && !add_category(all, cp_span_of(f->value), granted)) {
            return 0;
        }
    }
    return 1;
}

/* Reads the categories that the form shows: all that the site asks about,
 * unless it has the field. 0 if one is unknown, or if the field is there twice.
 * Only the form knows them, because an .htaccess file may add categories. */
static int read_about(const apr_array_header_t *fields,
                      const cp_categories *all, cp_set *shown)
{
    cp_span rest, id;

    *shown = 0;
    if (cp_form_count(fields, CP_ABOUT) == 0) {
        *shown = all->asked;
        return 1;
    }
    rest = cp_span_of(cp_form_single(fields, CP_ABOUT));
    if (rest.s == NULL) {
        return 0;
    }
    while (cp_span_next(&rest, ' ', &id)) {
        if (id.n > 0 && !add_category(all, id, shown)) {
            return 0;
        }
    }
    *shown &= all->optional;
    return 1;
}

/* Applies the form to the visitor's answer, which contains the answers that
 * counted before. Returns NULL, or the key of the error text. */
static const char *read_choice(const apr_array_header_t *fields,
                               const cp_chain *chain, cp_consent *consent)
{
    const cp_categories *all = chain->site->categories;
    const char *choice = cp_form_single(fields, "choice");
    cp_set shown, granted;

    if (!read_grants(fields, all, &granted)
        || !read_about(fields, all, &shown)) {
        return "error.grant";
    }
    if (choice == NULL) {
        return "error.choice";
    }
    if (!strcmp(choice, "accept")) {
        granted = shown;
    }
    else if (!strcmp(choice, "refuse")) {
        granted = 0;
    }
    else if (!strcmp(choice, "add")) {
        shown &= granted;
    }
    else if (strcmp(choice, "save")) {
        return "error.choice";
    }
    cp_consent_answer(consent, shown, granted, chain->now);
    return NULL;
}

/* ---- the reply ---- */

/* With `domain`, other servers read this cookie, too: it keeps the answers on
 * those servers. A malformed value contests all categories. */
static const char *value_of(request_rec *r, const cp_chain *chain,
                            const cp_consent *consent)
{
    const cp_site *site = chain->site;
    cp_span before = cp_span_of(NULL);

    if (site->cookie->domain != NULL && chain->cookie_field != NULL
        && chain->visitor.consent.contested != ~(cp_set)0) {
        before = cp_cookies_find(chain->cookie_field, site->cookie_name);
    }
    return before.s != NULL
             ? cp_consent_format_shared(r->pool, consent, site->terms, before)
             : cp_consent_format(r->pool, consent, site->terms);
}

static void set_consent_cookie(request_rec *r, cp_chain *chain,
                               const cp_consent *consent)
{
    const cp_site *site = chain->site;
    const cp_consent_cookie *c = site->cookie;
    const char *value = value_of(r, chain, consent);
    int secure = !strcasecmp(ap_http_scheme(r), "https")
              || !strncasecmp(c->name, "__", 2) || !strcmp(c->samesite, "None");

    chain->written = cp_span_of(value);
    apr_table_addn(
        r->headers_out, "Set-Cookie",
        apr_psprintf(
            r->pool,
            "%s=%s; Path=%s%s%s; Max-Age=%" APR_INT64_T_FMT "; SameSite=%s%s%s",
            c->name, value, c->path, c->domain ? "; Domain=" : "",
            c->domain ? c->domain : "", c->lifetime, c->samesite,
            secure ? "; Secure" : "", c->httponly ? "; HttpOnly" : ""));
}

/* Expires leftovers by the new answer and the rules of the visitor's page. */
static void expire_leftovers(request_rec *r, const cp_chain *chain,
                             const cp_consent *consent, const char *from)
{
    const cp_dir_conf *conf = cp_lock_apply(
        r->pool, chain->site, cp_reply_scope(r, from ? from : "/"));
    cp_visitor visitor = {*consent, chain->visitor.signals};
    cp_rules rules;

    if (cp_dir_enforcement(conf) != CP_ON
        || cp_dir_leftovers(conf) != CP_LEFTOVERS_EXPIRE) {
        return;
    }
    rules.categories = chain->site->categories;
    rules.policy = conf->policy;
    rules.consent_cookie = chain->site->cookie_name;
    rules.reserved = 0;
    rules.written = NULL;
    rules.allow_undeclared = 0;
    rules.budget = cp_request_budget(r);
    cp_leftovers_expire_as(r, &rules, &visitor, from ? from : "/");
}

/* The form on the policy page returns to its own confirmation. */
static int is_policy_page(const cp_site *site, const char *path)
{
    return path != NULL && !strncmp(path, site->path, site->path_length)
        && !strcmp(path + site->path_length, "?" CP_SAVED);
}

/* Pages that the browser has prepared show the choice as it was. These two
 * types delete no data of the visitor: never name "cookies", "storage" or
 * "cache" here. Browsers obey the field in secure contexts only, where they
 * send Sec-Fetch-Site, and log a warning elsewhere. */
static void drop_prepared_pages(request_rec *r)
{
    if (apr_table_get(r->headers_in, "Sec-Fetch-Site") != NULL) {
        apr_table_setn(r->headers_out, "Clear-Site-Data",
                       "\"prefetchCache\", \"prerenderCache\"");
    }
}

static int answer_choice(request_rec *r, const apr_array_header_t *fields,
                         const cp_consent *consent)
{
    cp_chain *chain = cp_request_chain(r);
    const char *back = cp_form_single(fields, "return");

    if (back != NULL && !cp_url_is_site_path(back)) {
        back = NULL;
    }
    set_consent_cookie(r, chain, consent);
    drop_prepared_pages(r);
    expire_leftovers(r, chain, consent,
                     is_policy_page(chain->site, back) ? NULL : back);
    if (cp_reply_wants_json(r)) {
        cp_buf *b = cp_buf_make(r->pool, 256);

        cp_json_choice(b, chain->site->categories, consent);
        cp_buf_char(b, '\n');
        return cp_reply_json(r, HTTP_OK, b);
    }
    return cp_reply_redirect(r, back ? back : chain->site->path);
}

int cp_consent_form_handler(request_rec *r)
{
    apr_array_header_t *fields;
    cp_consent consent;
    const char *error;
    cp_span body;
    int status;

    if (is_cross_site(r)) {
        return cp_reply_error(r, HTTP_FORBIDDEN, "error.origin");
    }
    if (!is_form(r)) {
        return cp_reply_error(r, HTTP_UNSUPPORTED_MEDIA_TYPE, "error.type");
    }
    body = read_body(r, &status);
    if (status == HTTP_REQUEST_ENTITY_TOO_LARGE) {
        r->connection->keepalive = AP_CONN_CLOSE;
        return cp_reply_error(r, status, "error.size");
    }
    if (status != OK) {
        return cp_reply_error(r, HTTP_BAD_REQUEST, "error.form");
    }
    fields = cp_form_parse(r->pool, body);
    if (fields == NULL) {
        return cp_reply_error(r, HTTP_BAD_REQUEST, "error.form");
    }
    consent = cp_request_chain(r)->visitor.consent;
    error = read_choice(fields, cp_request_chain(r), &consent);
    if (error != NULL) {
        return cp_reply_error(r, HTTP_BAD_REQUEST, error);
    }
    return answer_choice(r, fields, &consent);
}
