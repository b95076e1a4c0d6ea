/* SPDX-License-Identifier: Apache-2.0 */
/* The Content-Security-Policy fields of a response; see the header. */
#include "httpd/page/cp_csp_fields.h"

#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "core/http/cp_csp.h"
#include "core/pages/cp_held_address.h"
#include "httpd/page/cp_page.h"
#include "httpd/page/cp_page_parts.h"
#include "httpd/request/cp_trace.h"

#define FIELD "Content-Security-Policy"
#define FIELD_LENGTH (sizeof(FIELD) - 1)

/* The style, three scripts, and the URL to which two of them connect. */
#define MAX_PART_NEEDS 5

/* These, and the page in place of held frames, in iframes and in objects. */
#define MAX_NEEDS (MAX_PART_NEEDS + 2)

/* ---- the needs of the page ---- */

/* Returns host and port as the browser knows them, or NULL for a name that a
 * source of a policy cannot have. The scheme is not part of it, because a proxy
 * may have removed TLS; a source without scheme has that of the page. */
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
    if (first->parsed_uri.port_str == NULL) {
        return first->hostname;
    }
    return apr_pstrcat(r->pool, first->hostname, ":",
                       first->parsed_uri.port_str, NULL);
}

/* Fills a need, if there is a source for it. Returns the number of needs. */
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

/* Returns the URL of a path of this site as a source, or NULL. */
static const char *url(request_rec *r, const char *path, const char *more)
{
    const char *host = host_of(r);

    return host
             ? cp_csp_url(r->pool, host, apr_pstrcat(r->pool, path, more, NULL))
             : NULL;
}

/* Fills the need of the style: the URL of the site's own stylesheet, or the
 * hash of the built-in style. Returns the number of needs. */
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

/* Fills the needs of all parts of the page. `out` has room for MAX_PART_NEEDS.
 * Returns their number. */
static int needs_of(request_rec *r, const cp_req *q, cp_csp_need *out)
{
    const cp_site *site = q->chain->site;
    unsigned parts = cp_page_parts(q, cp_conf_dir(r));
    int n = 0;

    if (parts & CP_PART_STYLE) {
        n += style_need(r, q, parts, &out[n]);
    }
    if (parts & CP_PART_SCRIPT) {
        n += add(&out[n], CP_CSP_SCRIPT,
                 q->content ? site->hashes.release : site->hashes.script, NULL);
    }
    if (parts & (CP_PART_SCRIPT | CP_PART_GUARD)) {
        n += add(&out[n], CP_CSP_CONNECT, url(r, site->path, "/"), NULL);
    }
    if (parts & CP_PART_SIGNALS) {
        n += add(&out[n], CP_CSP_SCRIPT, site->hashes.consent, NULL);
    }
    if (parts & CP_PART_GUARD) {
        n += add(&out[n], CP_CSP_SCRIPT, site->hashes.guard, NULL);
    }
    return n;
}

/* Fills the needs of the page in place of held frames. `out` has room for two.
 * Returns their number. */
static int held_needs(request_rec *r, const cp_req *q, cp_csp_need *out)
{
    const char *held = url(r, q->chain->site->path, CP_HELD_PATH);

    return add(&out[0], CP_CSP_FRAME, held, NULL)
         + add(&out[1], CP_CSP_OBJECT, held, NULL);
}

/* ---- the fields ---- */

/* True for the name of a policy field. */
static int is_policy(const char *key)
{
    return (key[0] | 0x20) == 'c' && strlen(key) >= FIELD_LENGTH
        && !strncasecmp(key, FIELD, FIELD_LENGTH)
        && (key[FIELD_LENGTH] == '\0'
            || !strcasecmp(key + FIELD_LENGTH, "-Report-Only"));
}

/* Returns the next policy field at or after the position *at, or NULL. Moves
 * *at to the position after it. */
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

/* Edits the fields in place, so that their order does not change. */
static void edit(request_rec *r, const cp_req *q, const apr_table_t *table,
                 const cp_csp_need *needs, int n)
{
    apr_table_entry_t *field;
    int at = 0;

    while ((field = next_field(table, &at)) != NULL) {
        const char *old = field->val;

        field->val = (char *)cp_csp_allow(r->pool, old, needs, n);
        CP_TRACE2(r, q, "%s: %s %s%s", field->key, cp_trace_text(r, old),
                  field->val == old ? "needs no change" : "becomes ",
                  field->val == old ? "" : cp_trace_text(r, field->val));
    }
}

/* True if the page gets elements. If mod_cache answers, the body filter has not
 * decided. Then the fields are edited if in doubt: a hash that is not needed
 * allows only our own text. */
static int gets_elements(request_rec *r, const cp_req *q)
{
    cp_response_fields fields;

    if (cp_request_is_page(q)) {
        return q->page == CP_PAGE_EDITED;
    }
    if (!cp_page_is_possible(r, q) || !cp_page_is_wanted(r, q)) {
        return 0;
    }
    if (r->status == HTTP_NOT_MODIFIED) {
        return q->chain->etags.mapped || cp_is_html(r->content_type);
    }
    return q->page == CP_PAGE_POSSIBLE
        && cp_page_check(r, &fields) == CP_ELIGIBLE;
}

/* True if frames may be held in the document, or if in doubt, as above. */
static int holds_frames(request_rec *r, const cp_req *q)
{
    cp_response_fields fields;

    if (q->own_url || !q->chain->site->active
        || !cp_request_holds(q, cp_conf_dir(r))) {
        return 0;
    }
    if (r->status == HTTP_NOT_MODIFIED) {
        return q->chain->etags.mapped || cp_is_html(r->content_type);
    }
    return cp_page_check(r, &fields) == CP_ELIGIBLE;
}

void cp_csp_fields_edit(request_rec *r, const cp_req *q)
{
    cp_csp_need needs[MAX_NEEDS];
    int n = 0;

    if (!has_policy(r->headers_out) && !has_policy(r->err_headers_out)) {
        return;
    }
    if (gets_elements(r, q)) {
        n = needs_of(r, q, needs);
    }
    if (holds_frames(r, q)) {
        n += held_needs(r, q, &needs[n]);
    }
    if (n == 0) {
        return;
    }
    edit(r, q, r->headers_out, needs, n);
    edit(r, q, r->err_headers_out, needs, n);
}

/* Returns the part that has this need. The guard works without its reports. */
static unsigned part_of(const cp_req *q, const cp_csp_need *need)
{
    const cp_hashes *hashes = &q->chain->site->hashes;

    if (need->kind == CP_CSP_STYLE) {
        return CP_PART_STYLE;
    }
    if (need->source == hashes->guard) {
        return CP_PART_GUARD;
    }
    return need->source == hashes->consent ? CP_PART_SIGNALS : CP_PART_SCRIPT;
}

/* Logs that policies in the markup forbid the page in place of held frames. The
 * frames stay empty, because the markup is not changed. */
static void log_forbidden_page(request_rec *r, const cp_req *q,
                               const char *policies)
{
    cp_csp_need needs[2];
    int n = held_needs(r, q, needs);

    if (cp_csp_allow(r->pool, policies, needs, n) != policies) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                      CPLOGNO(0120) "held frames of the page stay empty: a "
                                    "policy in its markup does not allow "
                                    "%s" CP_HELD_PATH,
                      q->chain->site->path);
    }
}

unsigned cp_csp_fields_unmet(request_rec *r, const cp_req *q,
                             const char *policies)
{
    cp_csp_need needs[MAX_PART_NEEDS];
    unsigned unmet = 0;
    int i, n = needs_of(r, q, needs);

    if (*policies != '\0' && holds_frames(r, q)) {
        log_forbidden_page(r, q, policies);
    }
    for (i = 0; i < n; i++) {
        if (*policies == '\0'
            || cp_csp_allow(r->pool, policies, &needs[i], 1) != policies) {
            unmet |= part_of(q, &needs[i]);
        }
    }
    return unmet;
}

/* Returns the nonce in a field for a need. Without a need, that of a policy in
 * force by which scripts may insert others. */
static const char *nonce_of(request_rec *r, const apr_table_entry_t *field,
                            const cp_csp_need *need)
{
    if (need != NULL) {
        return cp_csp_nonce(r->pool, field->val, need);
    }
    return field->key[FIELD_LENGTH] == '\0'
             ? cp_csp_dynamic_nonce(r->pool, field->val)
             : NULL;
}

static const char *nonce_in(request_rec *r, const apr_table_t *table,
                            const cp_csp_need *need)
{
    const apr_table_entry_t *field;
    const char *nonce = NULL;
    int at = 0;

    while (nonce == NULL && (field = next_field(table, &at)) != NULL) {
        nonce = nonce_of(r, field, need);
    }
    return nonce;
}

static const char *nonce_for(request_rec *r, const cp_csp_need *need)
{
    const char *nonce = nonce_in(r, r->headers_out, need);

    return nonce ? nonce : nonce_in(r, r->err_headers_out, need);
}

const char *cp_csp_fields_nonce(request_rec *r, const cp_req *q)
{
    cp_csp_need need;

    if ((!has_policy(r->headers_out) && !has_policy(r->err_headers_out))
        || !style_need(r, q, CP_PART_BANNER, &need)) {
        return NULL;
    }
    return nonce_for(r, &need);
}

const char *cp_csp_fields_dynamic(request_rec *r)
{
    return nonce_for(r, NULL);
}
