/* SPDX-License-Identifier: Apache-2.0 */
/* Variants of a page; see the header. */
#include "httpd/page/cp_vary.h"

#include <string.h>
#include <strings.h>

/* Other fields that a response can depend on, in bits. */
enum { ON_COOKIE = 1, ON_GPC = 2, ON_LANGUAGE = 4, ON_ENCODING = 8 };

/* Lists of names, by these bits: the fields that a page depends on, with those
 * by which the navigation was recognised, and the fields that another response
 * depends on. */
#define BITS_2(by) by, "Cookie, " by, "Sec-GPC, " by, "Cookie, Sec-GPC, " by
#define BITS_4(by)                                          \
    {                                                       \
        BITS_2(by), BITS_2(by ", Accept-Language"),         \
            BITS_2(by ", Accept-Encoding"),                 \
            BITS_2(by ", Accept-Language, Accept-Encoding") \
    }
#define DEST "Sec-Fetch-Dest"
#define HTMX ", HX-Boosted, HX-History-Restore-Request"
#define FETCH DEST ", Sec-Fetch-Mode" HTMX ", Turbo-Frame"
#define SILENCE DEST ", HX-Request, X-Requested-With"
#define SCRIPT SILENCE HTMX ", Turbo-Frame, Translate"
#define ID ", X-Turbo-Request-Id"
static const char *const for_pages[CP_N_NAVIGATION_BY][16] = {
    [CP_BY_DEST] = BITS_4(DEST),         [CP_BY_FETCH] = BITS_4(FETCH),
    [CP_BY_FETCH_ID] = BITS_4(FETCH ID), [CP_BY_SILENCE] = BITS_4(SILENCE),
    [CP_BY_SCRIPT] = BITS_4(SCRIPT),     [CP_BY_SCRIPT_ID] = BITS_4(SCRIPT ID),
};
static const char *const for_others[16] = {
    "",
    "Cookie",
    "Sec-GPC",
    "Cookie, Sec-GPC",
    "Accept-Language",
    "Cookie, Accept-Language",
    "Sec-GPC, Accept-Language",
    "Cookie, Sec-GPC, Accept-Language",
    "Accept-Encoding",
    "Cookie, Accept-Encoding",
    "Sec-GPC, Accept-Encoding",
    "Cookie, Sec-GPC, Accept-Encoding",
    "Accept-Language, Accept-Encoding",
    "Cookie, Accept-Language, Accept-Encoding",
    "Sec-GPC, Accept-Language, Accept-Encoding",
    "Cookie, Sec-GPC, Accept-Language, Accept-Encoding",
};

/* "*" stands for all names. */
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

/* Adds the names that the site or the application has not named. */
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

/* The list begins with the wanted names: others have added to it since. */
static int begins_with(const char *list, const char *wanted)
{
    apr_size_t n = strlen(wanted);

    return !strncmp(list, wanted, n) && (list[n] == ',' || list[n] == '\0');
}

/* All in one go: each look-up and each merge costs. What is asked for twice,
 * as for each page, is mostly still there as it was put. */
static void vary_on(request_rec *r, const char *wanted)
{
    const char *list = apr_table_get(r->headers_out, "Vary");

    if (list == NULL) {
        apr_table_addn(r->headers_out, "Vary", wanted);
    }
    else if (list != wanted && !begins_with(list, wanted)) {
        add_missing(r, list, wanted);
    }
}

static unsigned on_consent(const cp_req *q)
{
    return q->chain->site->signals ? ON_COOKIE | ON_GPC : ON_COOKIE;
}

void cp_vary_language(request_rec *r)
{
    vary_on(r, for_others[ON_LANGUAGE]);
}

void cp_vary_consent(request_rec *r, const cp_req *q)
{
    vary_on(r, for_others[on_consent(q)]);
}

void cp_vary_page(request_rec *r, const cp_req *q)
{
    int varies = cp_dir_variants(cp_conf_dir(r)) == CP_VARIANTS_VARY;

    vary_on(
        r,
        for_pages[cp_request_navigation(r).by]
                 [(varies ? on_consent(q) : 0) | (q->asked ? ON_LANGUAGE : 0)]);
}

/* In place: that is one look at the table instead of two. */
static void mark_tag(request_rec *r, apr_table_t *headers, apr_uint32_t variant)
{
    const apr_array_header_t *all = apr_table_elts(headers);
    apr_table_entry_t *e = (apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        if ((e[i].key[0] | 0x20) == 'e' && !strcasecmp(e[i].key, "ETag")) {
            e[i].val = (char *)cp_etag_suffix(r->pool, e[i].val, variant);
        }
    }
}

/* A date cannot tell variants apart (section 8.8.2.2). */
static void drop_dates(request_rec *r)
{
    apr_table_unset(r->headers_out, "Last-Modified");
    apr_table_unset(r->err_headers_out, "Last-Modified");
}

void cp_vary_mark(request_rec *r, apr_uint32_t variant)
{
    mark_tag(r, r->headers_out, variant);
    mark_tag(r, r->err_headers_out, variant);
    drop_dates(r);
}

/* The tag that was asked with, which says whether the page depends on the
 * language that the visitor asks for, and whether it is compressed. */
static void restore_tag(request_rec *r, const cp_req *q, apr_table_t *headers)
{
    const char *tag = apr_table_get(headers, "ETag");
    cp_chain *chain = q->chain;

    if (tag != NULL) {
        tag = cp_etag_restore(r->pool, chain->tags, tag, chain->variants,
                              &chain->etags.which);
        apr_table_setn(headers, "ETag", tag);
        if (cp_etag_is_encoded(tag)) {
            vary_on(r, for_others[ON_ENCODING]);
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
        cp_vary_language(r);
    }
}
