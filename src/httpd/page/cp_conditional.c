/* SPDX-License-Identifier: Apache-2.0 */
/* What the handler is asked for; see the header. */
#include "httpd/page/cp_conditional.h"

#include "httpd/page/cp_inject.h"
#include "httpd/page/cp_page.h"
#include "httpd/page/cp_language.h"

/* A page kept from before this policy has a plain tag or only a date. It
 * must not come back by a 304 where the answer is likely to be a page. */
static int asks_for_page(request_rec *r, const cp_req *q)
{
    const char *dest = apr_table_get(r->headers_in, "Sec-Fetch-Dest");

    if (r->content_type != NULL && !q->generated) {
        return cp_is_html(r->content_type);
    }
    return dest != NULL
        || cp_accepts_html(apr_table_get(r->headers_in, "Accept"));
}

static void put(request_rec *r, cp_req *q, const char *name, const char *value)
{
    if (value == apr_table_get(r->headers_in, name)) {
        return;
    }
    cp_request_edit(r, q);
    if (value != NULL) {
        apr_table_setn(r->headers_in, name, value);
    }
    else {
        apr_table_unset(r->headers_in, name);
    }
}

static void ask_by_tag(request_rec *r, cp_req *q, const char *tags, int is_page)
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
    put(r, q, "If-None-Match",
        chain->etags.changed ? chain->etags.field : tags);
}

/* What may become a page. */
static void ask_for_page(request_rec *r, cp_req *q, const char *tags, int dated)
{
    int is_page = asks_for_page(r, q);

    /* A date does not count beside tags (RFC 9110, section 13.1.3). Once tags
     * of other variants are taken out, the date must not answer for them. */
    if (dated && (is_page || tags != NULL)) {
        put(r, q, "If-Modified-Since", NULL);
    }
    if (tags != NULL) {
        ask_by_tag(r, q, tags, is_page);
    }
    if (is_page && q->page == CP_PAGE_POSSIBLE && q->generated) {
        put(r, q, "Accept-Encoding", NULL);
    }
}

/* What a cache that has a page which is fresh no more wants to know is not
 * what the visitor sent. A redirect inside starts with what we have made of
 * it for the request before. */
static inline const char *condition(request_rec *r, const char *name)
{
    return r->prev ? cp_request_sent(r, name)
                   : apr_table_get(r->headers_in, name);
}

/* A client that changes a resource has read one of its variants. Therefore the
 * tags of If-Match and of WebDAV's If (RFC 4918, section 10.4) become those of
 * the resource. */
static void ask_to_change(request_rec *r, cp_req *q)
{
    const char *match = condition(r, "If-Match");
    const char *lists = NULL;

    if (match != NULL) {
        put(r, q, "If-Match", cp_etag_strip(r->pool, match));
    }
    if (r->method_number != M_GET) {
        lists = condition(r, "If");
    }
    if (lists != NULL) {
        put(r, q, "If", cp_etag_strip_if(r->pool, lists));
    }
}

/* Most requests have nothing that would have to be asked for otherwise. Out of
 * line: most are for files that are no pages. */
static __attribute__((noinline)) void ask(request_rec *r, cp_req *q)
{
    const char *tags = NULL;
    int dated = 0;

    ask_to_change(r, q);
    if (r->method_number == M_GET /* HEAD too */) {
        tags = condition(r, "If-None-Match");
        dated = apr_table_get(r->headers_in, "If-Modified-Since") != NULL;
    }
    if ((tags != NULL || dated || (q->page == CP_PAGE_POSSIBLE && q->generated))
        && cp_request_is_navigation(r)) {
        ask_for_page(r, q, tags, dated);
    }
}

int cp_conditional_map_cache(request_rec *r, cp_req *q)
{
    if (apr_table_get(r->headers_in, "If-Modified-Since") == NULL
        || apr_table_get(r->headers_in, "If-None-Match") != NULL) {
        return DECLINED;
    }
    q = cp_request_rules(r, q);
    if (q != NULL && cp_page_is_possible(r, q)
        && cp_accepts_html(apr_table_get(r->headers_in, "Accept"))
        && cp_request_is_navigation(r)) {
        put(r, q, "If-Modified-Since", NULL);
    }
    return DECLINED;
}

/* A redirect inside starts with the fields of the request before it. */
void cp_conditional_answers(request_rec *r)
{
    const cp_req *q = cp_request_known(r);
    const char *sent;

    if (r->prev == NULL && (q == NULL || !q->generated)) {
        return; /* nothing was taken away */
    }
    if (apr_table_get(r->headers_in, "Accept-Encoding") != NULL) {
        return;
    }
    sent = cp_request_sent(r, "Accept-Encoding");
    if (sent != NULL) {
        apr_table_setn(r->headers_in, "Accept-Encoding", sent);
    }
}

int cp_conditional_map(request_rec *r, cp_req *q)
{
    if (r->main != NULL) {
        return DECLINED;
    }
    if (r->prev != NULL) {
        cp_conditional_answers(r);
    }
    else if (q->no_page) { /* nobody has had a tag of ours for it */
        return DECLINED;
    }
    q = cp_request_rules(r, q);
    if (q != NULL && cp_page_is_possible(r, q)) {
        ask(r, q);
    }
    return DECLINED;
}

void cp_conditional_drop_dated_range(request_rec *r, cp_req *q)
{
    const char *field = apr_table_get(r->headers_in, "If-Range");

    if (field != NULL && *field != '"') {
        put(r, q, "If-Range", NULL);
        put(r, q, "Range", NULL);
    }
}
