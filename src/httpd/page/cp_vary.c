/* SPDX-License-Identifier: Apache-2.0 */
/* Variants of a page; see the header. */
#include "httpd/page/cp_vary.h"

#include <strings.h>

#include "core/http/cp_vary_list.h"
#include "httpd/request/cp_trace.h"

/* ---- Vary ---- */

/* Adds names to Vary. A page adds the same list two times or three times, which
 * cp_vary_list_begins() recognises. */
static void vary_on(request_rec *r, const cp_req *q, const char *wanted)
{
    const char *list = apr_table_get(r->headers_out, "Vary");
    const char *missing = wanted;

    if (list == NULL) {
        apr_table_addn(r->headers_out, "Vary", wanted);
    }
    else if (cp_vary_list_begins(list, wanted)) {
        return;
    }
    else {
        missing = cp_vary_list_missing(r->pool, list, wanted);
        if (missing == NULL) {
            return;
        }
        apr_table_mergen(r->headers_out, "Vary", missing);
    }
    CP_TRACE2(r, q, "Vary: %s added to %s", missing, cp_trace_text(r, list));
}

static cp_vary_consent_by consent_of(const cp_req *q)
{
    return q->chain->site->signals ? CP_VARY_BY_COOKIE_AND_GPC
                                   : CP_VARY_BY_COOKIE;
}

void cp_vary_language(request_rec *r, const cp_req *q)
{
    vary_on(r, q, CP_VARY_LANGUAGE);
}

void cp_vary_use(request_rec *r, const cp_req *q)
{
    vary_on(r, q, "Sec-Fetch-Dest");
}

void cp_vary_fields(request_rec *r, const cp_req *q, const char *names)
{
    vary_on(r, q, names);
}

const char *cp_vary_consent_names(const cp_req *q)
{
    return q->chain->site->signals ? CP_VARY_COOKIE_AND_GPC : CP_VARY_COOKIE;
}

void cp_vary_consent(request_rec *r, const cp_req *q)
{
    vary_on(r, q, cp_vary_consent_names(q));
}

void cp_vary_page(request_rec *r, const cp_req *q)
{
    int varies = cp_dir_variants(cp_conf_dir(r)) == CP_VARIANTS_VARY;

    vary_on(r, q,
            cp_vary_list_of_page(varies ? consent_of(q) : CP_VARY_BY_NOTHING,
                                 cp_request_navigation(r).by, q->asked));
}

/* ---- ETag ---- */

/* Adds the suffix of the variant to each ETag of a table, in place. */
static void mark_tags(request_rec *r, const cp_req *q, apr_table_t *headers,
                      apr_uint32_t variant)
{
    const apr_array_header_t *all = apr_table_elts(headers);
    apr_table_entry_t *e = (apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        if ((e[i].key[0] | 0x20) == 'e' && !strcasecmp(e[i].key, "ETag")) {
            e[i].val = (char *)cp_etag_suffix(r->pool, e[i].val, variant);
            CP_TRACE2(r, q, "ETag: becomes %s", cp_trace_text(r, e[i].val));
        }
    }
}

static void drop_dates(request_rec *r)
{
    apr_table_unset(r->headers_out, "Last-Modified");
    apr_table_unset(r->err_headers_out, "Last-Modified");
}

void cp_vary_mark(request_rec *r, const cp_req *q, apr_uint32_t variant)
{
    mark_tags(r, q, r->headers_out, variant);
    mark_tags(r, q, r->err_headers_out, variant);
    drop_dates(r);
}

/* Restores the tag that the client sent. It tells whether the stored page
 * depends on the preferred language, and whether it is compressed. */
static void restore_tag(request_rec *r, const cp_req *q, apr_table_t *headers)
{
    const char *tag = apr_table_get(headers, "ETag");
    cp_chain *chain = q->chain;

    if (tag != NULL) {
        tag = cp_etag_restore(r->pool, chain->tags, tag, chain->variants,
                              &chain->etags.which);
        apr_table_setn(headers, "ETag", tag);
        CP_TRACE2(r, q, "ETag: the 304 has %s again", cp_trace_text(r, tag));
        if (cp_etag_is_encoded(tag)) {
            vary_on(r, q, CP_VARY_ENCODING);
        }
    }
}

void cp_vary_not_modified(request_rec *r, const cp_req *q)
{
    const cp_chain *chain = q->chain;

    if (!chain->etags.mapped) {
        return;
    }
    restore_tag(r, q, r->headers_out);
    restore_tag(r, q, r->err_headers_out);
    drop_dates(r);
    cp_vary_page(r, q);
    if (chain->etags.which
        || (chain->etags.any && chain->variants[0] != chain->variants[1])) {
        cp_vary_language(r, q);
    }
}
