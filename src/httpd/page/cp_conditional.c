/* SPDX-License-Identifier: Apache-2.0 */
/* Maps conditional requests; see the header. */
#include "httpd/page/cp_conditional.h"

#include <string.h>

#include "httpd/page/cp_csp_own.h"
#include "httpd/page/cp_language.h"
#include "httpd/page/cp_link_fields.h"
#include "httpd/page/cp_page.h"
#include "httpd/request/cp_trace.h"

/* ---- fields ---- */

/* Sets a field of the request that applications see, or removes it (NULL). */
static void edit_field(request_rec *r, cp_req *q, const char *name,
                       const char *value)
{
    const char *old = apr_table_get(r->headers_in, name);

    if (value == old) {
        return;
    }
    CP_TRACE2(r, q, "%s: %s becomes %s", name, cp_trace_text(r, old),
              cp_trace_text(r, value));
    cp_request_edit(r, q);
    if (value != NULL) {
        apr_table_setn(r->headers_in, name, value);
    }
    else {
        apr_table_unset(r->headers_in, name);
    }
}

/* Returns a conditional field. When mod_cache revalidates a stored page, the
 * conditional fields are its own, not the client's. An internal redirect begins
 * with the mapped fields of the request before it, so there the original is
 * used. */
static inline const char *condition(request_rec *r, const char *name)
{
    return r->prev ? cp_request_sent(r, name)
                   : apr_table_get(r->headers_in, name);
}

static int accepts_html(const request_rec *r)
{
    return cp_accepts_html(apr_table_get(r->headers_in, "Accept"));
}

/* ---- GET and HEAD ---- */

/* True if the response will probably be a page. A client may have stored the
 * page before this policy was in force, with the tag of the page itself or with
 * a date only. A 304 must not confirm such a copy. */
static int expects_page(request_rec *r, const cp_req *q)
{
    const char *dest = apr_table_get(r->headers_in, "Sec-Fetch-Dest");

    if (r->content_type != NULL && !q->generated) {
        return cp_is_html(r->content_type);
    }
    return dest != NULL || accepts_html(r);
}

/* Maps the fields of a frame, or of a fragment that a script fetches.
 * Scripts that do not say that they accept HTML may fetch anything. */
static int expects_fragment(request_rec *r, const cp_req *q)
{
    if (r->content_type != NULL && !q->generated) {
        return cp_is_html(r->content_type);
    }
    return cp_request_navigation(r).framed || accepts_html(r);
}

static void map_tags(request_rec *r, cp_req *q, const char *tags, int is_page)
{
    const cp_dir_conf *conf = cp_conf_dir(r);
    cp_chain *chain = q->chain;
    apr_uint32_t *variants = chain->variants;

    variants[0] = variants[1] = cp_request_variant(q, conf, NULL);
    if (!cp_dir_is_uniform(conf)) {
        variants[1] = cp_request_variant(
            q, conf, cp_language_wanted(r, chain->site)->language);
    }
    chain->tags = tags;
    cp_etag_unmap(r->pool, tags, variants, !is_page, &chain->etags);
    edit_field(r, q, "If-None-Match",
               chain->etags.changed ? chain->etags.field : tags);
}

/* True if a filter reads the body of a generated page. */
static int reads_body(const cp_req *q, int gets_elements)
{
    return q->generated
        && (q->holds || (gets_elements && q->page == CP_PAGE_POSSIBLE));
}

static void map_page(request_rec *r, cp_req *q, const char *tags, int dated)
{
    int is_certain = 0;
    int is_page = cp_request_is_navigation(r) ? expects_page(r, q)
                                              : expects_fragment(r, q);
    int varies =
        is_page || (cp_csp_own_may_vary(r, q, &is_certain) && is_certain);

    /* If-None-Match overrides a date (RFC 9110, section 13.1.3). If all tags
     * belong to other variants, the mapped field is gone, but the date still
     * must not count. */
    if (dated && (varies || tags != NULL)) {
        edit_field(r, q, "If-Modified-Since", NULL);
    }
    if (tags != NULL) {
        map_tags(r, q, tags, varies);
    }
    if (is_page && reads_body(q, cp_page_is_wanted(r, q))) {
        edit_field(r, q, "Accept-Encoding", NULL);
    }
}

/* Maps the conditions of a request whose response is a variant because of its
 * security policy only (a frame, a worker, an image of SVG) or, which is never
 * certain, of its Link fields. */
static void map_other(request_rec *r, cp_req *q, const char *tags,
                      int is_certain)
{
    if (is_certain || tags != NULL) {
        edit_field(r, q, "If-Modified-Since", NULL);
    }
    if (tags != NULL) {
        map_tags(r, q, tags, is_certain);
    }
}

/* ---- other methods ---- */

/* A client that changes a resource has read one of its variants. Therefore the
 * tags of If-Match and of WebDAV's If (RFC 4918, section 10.4) become those of
 * the resource. */
static void map_change(request_rec *r, cp_req *q)
{
    const char *match = condition(r, "If-Match");
    const char *lists = NULL;

    if (match != NULL) {
        edit_field(r, q, "If-Match", cp_etag_strip(r->pool, match));
    }
    if (r->method_number != M_GET) {
        lists = condition(r, "If");
    }
    if (lists != NULL) {
        edit_field(r, q, "If", cp_etag_strip_if(r->pool, lists));
    }
}

/* ---- hooks ---- */

static void map_fields(request_rec *r, cp_req *q)
{
    const char *tags = NULL;
    int dated = 0, is_certain = 0;

    map_change(r, q);
    if (r->method_number == M_GET /* HEAD too */) {
        tags = condition(r, "If-None-Match");
        dated = apr_table_get(r->headers_in, "If-Modified-Since") != NULL;
    }
    if ((tags != NULL || dated || reads_body(q, 1))
        && (q->has_content
            || (cp_page_is_possible(r, q) && cp_page_is_wanted(r, q)))) {
        map_page(r, q, tags, dated);
    }
    else if ((tags != NULL || dated)
             && cp_csp_own_may_vary(r, q, &is_certain)) {
        map_other(r, q, tags, is_certain);
    }
    else if (tags != NULL && cp_link_fields_matter(q)) {
        map_other(r, q, tags, 0);
    }
}

/* True if the response can be a variant although it is not a page. */
static int varies_by_fields(const cp_req *q)
{
    return q->content != 0
        && (cp_policy_field_is_needed(&q->layers) || cp_link_fields_matter(q));
}

/* Maps the fields of a response that may have variants. Out of line: most
 * responses cannot. */
static __attribute__((noinline)) int map_for_handler(request_rec *r, cp_req *q)
{
    if (r->prev != NULL) {
        cp_conditional_restore_encoding(r);
    }
    else if (q->no_page && !varies_by_fields(q)) {
        return DECLINED; /* no client has a tag of a variant of it */
    }
    q = cp_request_rules(r, q);
    /* ReportOnly changes no response, so there is no variant of it */
    if (q != NULL && q->enforcement == CP_ON
        && (q->has_content || cp_page_is_possible(r, q)
            || varies_by_fields(q))) {
        map_fields(r, q);
    }
    return DECLINED;
}

int cp_conditional_map(request_rec *r, cp_req *q)
{
    return r->main != NULL || (q->no_page && q->content == 0 && r->prev == NULL)
             ? DECLINED
             : map_for_handler(r, q);
}

/* True if content of the response may be held. The quick handler does not know
 * the section of the request, so the declarations of all sections count. */
static int may_have_content(const request_rec *r, const cp_req *q)
{
    const cp_site *site = cp_conf_site(r->server);
    const cp_policy *sections = site->conf->sections;

    return site->active && !q->own_url && q->enforcement == CP_ON
        && (q->content != 0 || cp_sources_any(sections)
            || cp_markup_rule_any(sections));
}

/* True if mod_cache may answer with a page that is a variant. */
static int expects_variant(request_rec *r, cp_req *q)
{
    if (cp_page_is_possible(r, q) && accepts_html(r)
        && cp_page_is_wanted(r, q)) {
        return 1;
    }
    return may_have_content(r, q) && expects_fragment(r, q);
}

int cp_conditional_map_cache(request_rec *r, cp_req *q)
{
    if (apr_table_get(r->headers_in, "If-Modified-Since") == NULL
        || apr_table_get(r->headers_in, "If-None-Match") != NULL) {
        return DECLINED;
    }
    q = cp_request_rules(r, q);
    if (q != NULL && expects_variant(r, q)) {
        edit_field(r, q, "If-Modified-Since", NULL);
    }
    return DECLINED;
}

/* ---- the response begins ---- */

/* Accept-Encoding may be missing for two reasons: map_page() has removed it, or
 * it was removed in the request that was redirected to this one. */
void cp_conditional_restore_encoding(request_rec *r)
{
    const cp_req *q = cp_request_known(r);
    const char *sent;

    if (q == NULL || (r->prev == NULL && !q->generated)) {
        return; /* map_page() removes it for generated pages only */
    }
    if (apr_table_get(r->headers_in, "Accept-Encoding") != NULL) {
        return;
    }
    sent = cp_request_sent(r, "Accept-Encoding");
    if (sent != NULL) {
        apr_table_setn(r->headers_in, "Accept-Encoding", sent);
        CP_TRACE2(r, q, "Accept-Encoding: %s again", cp_trace_text(r, sent));
    }
}

void cp_conditional_drop_dated_range(request_rec *r, cp_req *q)
{
    const char *field = apr_table_get(r->headers_in, "If-Range");

    if (field != NULL && *field != '"') {
        edit_field(r, q, "If-Range", NULL);
        edit_field(r, q, "Range", NULL);
    }
}
