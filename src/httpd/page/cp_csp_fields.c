/* SPDX-License-Identifier: Apache-2.0 */
/* The content security policies of a response; see the header. */
#include "httpd/page/cp_csp_fields.h"

#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "core/http/cp_csp.h"
#include "httpd/page/cp_page.h"
#include "httpd/page/cp_page_parts.h"

#define FIELD "Content-Security-Policy"
#define FIELD_LENGTH 23

/* Style, two scripts, and what one of them fetches. */
#define MAX_NEEDS 4

/* ---- what the page needs ---- */

/* As the browser knows this site, the scheme left to the page: a proxy may
 * have taken TLS off. NULL for a name that no source can have. */
static const char *host_of(request_rec *r)
{
    const request_rec *first = cp_request_first(r);
    const char *s = first->hostname;

    for (; s && *s; s++) {
        if (!apr_isalnum(*s) && *s != '-' && *s != '.') {
            return NULL;
        }
    }
    if (s == NULL || s == first->hostname) {
        return NULL;
    }
    return first->parsed_uri.port_str ? apr_pstrcat(
               r->pool, first->hostname, ":", first->parsed_uri.port_str, NULL)
                                      : first->hostname;
}

static int add(cp_csp_need *need, cp_csp_kind kind, const char *source,
               const char *nonce)
{
    if (source == NULL) {
        return 0;
    }
    need->kind = kind;
    need->source = source;
    need->nonce = nonce;
    return 1;
}

static const char *url(request_rec *r, const char *path, const char *more)
{
    const char *host = host_of(r);

    return host
             ? cp_csp_url(r->pool, host, apr_pstrcat(r->pool, path, more, NULL))
             : NULL;
}

static int style_need(request_rec *r, const cp_req *q, unsigned parts,
                      cp_csp_need *out)
{
    const cp_site *site = q->chain->site;

    if (site->presentation.stylesheet) {
        return add(out, CP_CSP_STYLE,
                   url(r, site->presentation.stylesheet, NULL), q->nonce);
    }
    return add(out, CP_CSP_STYLE,
               parts & CP_PART_BANNER ? site->hashes.banner
                                      : site->hashes.reopen,
               NULL);
}

static int needs_of(request_rec *r, const cp_req *q, cp_csp_need *out)
{
    const cp_site *site = q->chain->site;
    unsigned parts = cp_page_parts(q, cp_conf_dir(r));
    int n = 0;

    if (parts & CP_PART_STYLE) {
        n += style_need(r, q, parts, &out[n]);
    }
    if (parts & CP_PART_SCRIPT) {
        n += add(&out[n], CP_CSP_SCRIPT, site->hashes.script, NULL);
        n += add(&out[n], CP_CSP_CONNECT, url(r, site->path, "/"), NULL);
    }
    if (parts & CP_PART_SIGNALS) {
        n += add(&out[n], CP_CSP_SCRIPT, site->hashes.consent, NULL);
    }
    return n;
}

/* ---- the fields ---- */

static int is_policy(const char *key)
{
    return (key[0] | 0x20) == 'c' && strlen(key) >= FIELD_LENGTH
        && !strncasecmp(key, FIELD, FIELD_LENGTH)
        && (key[FIELD_LENGTH] == '\0'
            || !strcasecmp(key + FIELD_LENGTH, "-Report-Only"));
}

/* The next policy field at or behind *at, NULL for none. */
static apr_table_entry_t *next_field(const apr_table_t *table, int *at)
{
    const apr_array_header_t *all = apr_table_elts(table);
    apr_table_entry_t *e = (apr_table_entry_t *)all->elts;

    while (*at < all->nelts) {
        apr_table_entry_t *field = &e[(*at)++];

        if (is_policy(field->key)) {
            return field;
        }
    }
    return NULL;
}

static int has_policy(const apr_table_t *table)
{
    int at = 0;

    return next_field(table, &at) != NULL;
}

/* In place: neither the order of the fields nor their number changes. */
static void edit(request_rec *r, const apr_table_t *table,
                 const cp_csp_need *needs, int n)
{
    apr_table_entry_t *field;
    int at = 0;

    while ((field = next_field(table, &at)) != NULL) {
        field->val = (char *)cp_csp_allow(r->pool, field->val, needs, n);
    }
}

/* The page is ours when the body filter says so. It has not been asked when
 * a cache answers; a hash too many allows nothing but our own text. */
static int is_ours(request_rec *r, const cp_req *q)
{
    cp_response_fields fields;

    if (cp_request_is_page(q)) {
        return q->page == CP_PAGE_EDITED;
    }
    if (!cp_page_is_possible(r, q) || !cp_request_is_navigation(r)) {
        return 0;
    }
    if (r->status == HTTP_NOT_MODIFIED) {
        return q->chain->etags.mapped || cp_is_html(r->content_type);
    }
    return q->page == CP_PAGE_POSSIBLE
        && cp_page_check(r, &fields) == CP_ELIGIBLE;
}

void cp_csp_fields_edit(request_rec *r, const cp_req *q)
{
    cp_csp_need needs[MAX_NEEDS];
    int n;

    if ((!has_policy(r->headers_out) && !has_policy(r->err_headers_out))
        || !is_ours(r, q)) {
        return;
    }
    n = needs_of(r, q, needs);
    edit(r, r->headers_out, needs, n);
    edit(r, r->err_headers_out, needs, n);
}

static unsigned part_of(const cp_req *q, const cp_csp_need *need)
{
    switch (need->kind) {
    case CP_CSP_STYLE:
        return CP_PART_STYLE;
    case CP_CSP_SCRIPT:
        return need->source == q->chain->site->hashes.consent ? CP_PART_SIGNALS
                                                              : CP_PART_SCRIPT;
    default:
        return CP_PART_SCRIPT;
    }
}

unsigned cp_csp_fields_unmet(request_rec *r, const cp_req *q,
                             const char *policies)
{
    cp_csp_need needs[MAX_NEEDS];
    unsigned unmet = 0;
    int i, n = needs_of(r, q, needs);

    for (i = 0; i < n; i++) {
        if (*policies == '\0'
            || cp_csp_allow(r->pool, policies, &needs[i], 1) != policies) {
            unmet |= part_of(q, &needs[i]);
        }
    }
    return unmet;
}

static const char *nonce_in(request_rec *r, const apr_table_t *table,
                            const cp_csp_need *need)
{
    const apr_table_entry_t *field;
    const char *nonce = NULL;
    int at = 0;

    while (nonce == NULL && (field = next_field(table, &at)) != NULL) {
        nonce = cp_csp_nonce(r->pool, field->val, need);
    }
    return nonce;
}

const char *cp_csp_fields_nonce(request_rec *r, const cp_req *q)
{
    cp_csp_need need;
    const char *nonce;

    if ((!has_policy(r->headers_out) && !has_policy(r->err_headers_out))
        || !style_need(r, q, CP_PART_BANNER, &need)) {
        return NULL;
    }
    nonce = nonce_in(r, r->headers_out, &need);
    return nonce ? nonce : nonce_in(r, r->err_headers_out, &need);
}
