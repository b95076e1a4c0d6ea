/* SPDX-License-Identifier: Apache-2.0 */
/* Variants of a page; see the header. */
#include "cp_vary.h"

#include <string.h>
#include <strings.h>

/* Request fields that a response can depend on, in bits. */
enum {
    ON_COOKIE = 1,
    ON_GPC = 2,
    ON_DEST = 4,
    ON_WITH = 8,
    ON_LANGUAGE = 16,
    ON_ENCODING = 32,
    ON_NAVIGATION = ON_DEST | ON_WITH
};

/* The names of these fields, that of the first bit first. */
static const struct {
    const char *name;
    apr_size_t n;
} names[] = {
#define NAME(text)             \
    {                          \
        text, sizeof(text) - 1 \
    }
    NAME("Cookie"),           NAME("Sec-GPC"),         NAME("Sec-Fetch-Dest"),
    NAME("X-Requested-With"), NAME("Accept-Language"), NAME("Accept-Encoding"),
#undef NAME
};

/* The same as lists, by bits; each begins with a comma and a blank. */
#define BITS_1(rest) rest, ", Cookie" rest
#define BITS_2(rest) BITS_1(rest), BITS_1(", Sec-GPC" rest)
#define BITS_3(rest) BITS_2(rest), BITS_2(", Sec-Fetch-Dest" rest)
#define BITS_4(rest) BITS_3(rest), BITS_3(", X-Requested-With" rest)
#define BITS_5(rest) BITS_4(rest), BITS_4(", Accept-Language" rest)
#define BITS_6(rest) BITS_5(rest), BITS_5(", Accept-Encoding" rest)
static const char *const lists[] = {BITS_6("")};

/* Of one field at least. */
static inline const char *list_of(unsigned fields)
{
    return lists[fields] + 2;
}

/* Which of the wanted fields the list does not name; "*" names all. */
static unsigned missing_in(const char *list, unsigned wanted)
{
    cp_span rest = cp_span_of(list), name;
    unsigned i;

    while (wanted != 0 && cp_span_next(&rest, ',', &name)) {
        name = cp_span_trim(name);
        if (cp_span_is(name, "*")) {
            return 0;
        }
        for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
            if (name.n == names[i].n && (wanted & (1u << i))
                && !strncasecmp(name.s, names[i].name, name.n)) {
                wanted &= ~(1u << i);
            }
        }
    }
    return wanted;
}

/* All in one go: each look-up and each merge costs. What is asked for twice,
 * as for each page, is mostly still there as it was put. */
static void vary_on(request_rec *r, unsigned wanted)
{
    const char *list = apr_table_get(r->headers_out, "Vary");

    if (list != list_of(wanted)) {
        wanted = missing_in(list, wanted);
        if (wanted != 0) {
            apr_table_mergen(r->headers_out, "Vary", list_of(wanted));
        }
    }
}

static unsigned on_consent(const cp_req *q)
{
    return q->visit->site->signals ? ON_COOKIE | ON_GPC : ON_COOKIE;
}

void cp_vary_language(request_rec *r)
{
    vary_on(r, ON_LANGUAGE);
}

void cp_vary_consent(request_rec *r, const cp_req *q)
{
    vary_on(r, on_consent(q));
}

void cp_vary_page(request_rec *r, const cp_req *q)
{
    int varies = cp_dir_variants(cp_conf_dir(r)) == CP_VARIANTS_VARY;

    vary_on(r, ON_NAVIGATION | (varies ? on_consent(q) : 0)
                   | (q->asked ? ON_LANGUAGE : 0));
}

/* The tag of a page that has come compressed and does not stay so. */
static const char *as_sent(request_rec *r, const cp_req *q, const char *tag)
{
    return q->inflated ? cp_etag_deflated(r->pool, tag) : tag;
}

/* In place: that is one look at the table instead of two. */
static void mark_tag(request_rec *r, const cp_req *q, apr_table_t *headers,
                     apr_uint32_t variant)
{
    const apr_array_header_t *all = apr_table_elts(headers);
    apr_table_entry_t *e = (apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        if ((e[i].key[0] | 0x20) == 'e' && !strcasecmp(e[i].key, "ETag")) {
            const char *tag = as_sent(r, q, e[i].val);

            e[i].val = (char *)cp_etag_suffix(r->pool, tag, variant);
        }
    }
}

/* A date cannot tell variants apart (section 8.8.2.2). */
static void drop_dates(request_rec *r)
{
    apr_table_unset(r->headers_out, "Last-Modified");
    apr_table_unset(r->err_headers_out, "Last-Modified");
}

void cp_vary_mark(request_rec *r, const cp_req *q, apr_uint32_t variant)
{
    mark_tag(r, q, r->headers_out, variant);
    mark_tag(r, q, r->err_headers_out, variant);
    drop_dates(r);
}

/* The tag that was asked with, which says whether the page depends on the
 * language that the visitor asks for, and whether it is compressed. */
static void restore_tag(request_rec *r, const cp_req *q, apr_table_t *headers)
{
    const char *tag = apr_table_get(headers, "ETag");
    cp_visit *visit = q->visit;

    if (tag != NULL) {
        tag = as_sent(r, q, tag);
        tag = cp_etag_restore(r->pool, visit->tags, tag, visit->variants,
                              &visit->etags.which);
        apr_table_setn(headers, "ETag", tag);
        if (cp_etag_is_encoded(tag)) {
            vary_on(r, ON_ENCODING);
        }
    }
}

void cp_vary_not_modified(request_rec *r, const cp_req *q)
{
    const cp_visit *visit = q->visit;

    if (!visit->etags.mapped) {
        return;
    }
    restore_tag(r, q, r->headers_out);
    restore_tag(r, q, r->err_headers_out);
    drop_dates(r);
    cp_vary_page(r, q);
    if (visit->etags.which
        || (visit->etags.any && visit->variants[0] != visit->variants[1])) {
        cp_vary_language(r);
    }
}
