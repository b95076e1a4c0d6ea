/* SPDX-License-Identifier: Apache-2.0 */
/* Variants of a page; see the header. */
#include "httpd/page/cp_vary.h"

#include <string.h>
#include <strings.h>

#include "httpd/request/cp_trace.h"

/* ---- the names ---- */

#define COOKIE "Cookie"
#define COOKIE_AND_GPC COOKIE ", Sec-GPC"
#define LANGUAGE "Accept-Language"
#define ENCODING "Accept-Encoding"

/* The request fields that contain the visitor's choice. */
typedef enum { NO_CONSENT, BY_COOKIE, BY_COOKIE_AND_GPC, N_CONSENT } by_consent;

/* The fields by which the navigation was recognised; see cp_navigation_by. */
#define DEST "Sec-Fetch-Dest"
#define HTMX ", HX-Boosted, HX-History-Restore-Request"
#define FETCH DEST ", Sec-Fetch-Mode" HTMX ", Turbo-Frame"
#define SILENCE DEST ", HX-Request, X-Requested-With"
#define SCRIPT SILENCE HTMX ", Turbo-Frame, Translate"
#define ID ", X-Turbo-Request-Id"

/* The lists of a page, by navigation, by consent, and by whether the language
 * of the visitor matters. A list that is complete at compile time is added to
 * the response without a copy, and is recognised when it is added again. */
#define WITH_LANGUAGE(list)        \
    {                              \
        (list), list ", " LANGUAGE \
    }
#define LISTS(by)                                                    \
    {                                                                \
        [NO_CONSENT] = WITH_LANGUAGE(by),                            \
        [BY_COOKIE] = WITH_LANGUAGE(COOKIE ", " by),                 \
        [BY_COOKIE_AND_GPC] = WITH_LANGUAGE(COOKIE_AND_GPC ", " by), \
    }
static const char *const page_lists[CP_N_NAVIGATION_BY][N_CONSENT][2] = {
    [CP_BY_DEST] = LISTS(DEST),         [CP_BY_FETCH] = LISTS(FETCH),
    [CP_BY_FETCH_ID] = LISTS(FETCH ID), [CP_BY_SILENCE] = LISTS(SILENCE),
    [CP_BY_SCRIPT] = LISTS(SCRIPT),     [CP_BY_SCRIPT_ID] = LISTS(SCRIPT ID),
};

/* ---- Vary ---- */

/* True if the list contains the name, or "*", which means all names. */
static int names(const char *list, cp_span wanted)
{
    cp_span rest = cp_span_of(list), name;

    while (cp_span_next(&rest, ',', &name)) {
        name = cp_span_trim(name);
        if (cp_span_is(name, "*")
            || (name.n == wanted.n
                && !strncasecmp(name.s, wanted.s, wanted.n))) {
            return 1;
        }
    }
    return 0;
}

/* Adds those names that the field does not contain yet. */
static void add_missing(request_rec *r, const char *list, const char *wanted)
{
    cp_span rest = cp_span_of(wanted), name;

    while (cp_span_next(&rest, ',', &name)) {
        name = cp_span_trim(name);
        if (!names(list, name)) {
            apr_table_mergen(r->headers_out, "Vary",
                             cp_span_dup(r->pool, name));
        }
    }
}

/* True if the list begins with the wanted names. Other modules may have added
 * names to our list. */
static int begins_with(const char *list, const char *wanted)
{
    apr_size_t n = strlen(wanted);

    return !strncmp(list, wanted, n) && (list[n] == ',' || list[n] == '\0');
}

/* Adds names to Vary. A page adds the same list two times or three times: the
 * first two tests recognise it without reading each name. */
static void vary_on(request_rec *r, const cp_req *q, const char *wanted)
{
    const char *list = apr_table_get(r->headers_out, "Vary");

    if (list == NULL) {
        apr_table_addn(r->headers_out, "Vary", wanted);
    }
    else if (list != wanted && !begins_with(list, wanted)) {
        add_missing(r, list, wanted);
    }
    else {
        return;
    }
    CP_TRACE2(r, q, "Vary: %s added to %s", wanted, cp_trace_text(r, list));
}

static by_consent consent_of(const cp_req *q)
{
    return q->chain->site->signals ? BY_COOKIE_AND_GPC : BY_COOKIE;
}

void cp_vary_language(request_rec *r, const cp_req *q)
{
    vary_on(r, q, LANGUAGE);
}

void cp_vary_consent(request_rec *r, const cp_req *q)
{
    vary_on(r, q, consent_of(q) == BY_COOKIE ? COOKIE : COOKIE_AND_GPC);
}

void cp_vary_page(request_rec *r, const cp_req *q)
{
    int varies = cp_dir_variants(cp_conf_dir(r)) == CP_VARIANTS_VARY;

    vary_on(r, q,
            page_lists[cp_request_navigation(r).by]
                      [varies ? consent_of(q) : NO_CONSENT][q->asked != 0]);
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
            vary_on(r, q, ENCODING);
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
