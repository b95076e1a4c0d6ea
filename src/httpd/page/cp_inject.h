/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is put into one page, and whether the page is one to put it into.
 * Decided from the heads of request and response alone, so that GET, HEAD
 * and 304 agree.
 */
#ifndef CP_INJECT_H
#define CP_INJECT_H

#include <apr_buckets.h>

#include "core/http/cp_response_fields.h"
#include "httpd/request/cp_request.h"

/** Non-zero if something may be injected into pages: there is something to ask
 * about, and the module's own pages are there, on which a visitor can answer.
 */
static inline int cp_inject_is_possible(const request_rec *r, const cp_req *q)
{
    const cp_site *site = q->chain->site;

    return q->enforcement == CP_ON && !q->own_url && site->active
        && cp_request_asked(site, cp_conf_dir(r)) != 0;
}

/** Non-zero for the media type of HTML or XHTML, whatever its parameters. */
int cp_inject_is_html(const char *type);

/** Non-zero when the client says that it takes HTML or XHTML, as browsers do
 * for what they show and for nothing else. */
int cp_inject_accepts_html(request_rec *r);

/** Non-zero for a response whose body may differ by visitor: HTML that is
 * shown, neither a part of a document nor a download. Then *fields is filled
 * in. */
int cp_inject_is_page(const request_rec *r, cp_response_fields *fields);

/** How the body is encoded; NULL for not at all. */
const char *cp_inject_encoding(const request_rec *r,
                               const cp_response_fields *fields);

/** NULL, or why a page that would qualify is left alone: for the log. Sets
 * the flags for cp_html_begin. */
const char *cp_inject_obstacle(request_rec *r, const cp_response_fields *fields,
                               int *flags);

/** Logs that a page goes as it is, and why. */
void cp_inject_left(request_rec *r, const char *why);

/* What is put into a page, in bits. */
enum {
    CP_PART_BANNER = 1,
    CP_PART_REOPEN = 2,
    CP_PART_STYLE = 4,
    CP_PART_SCRIPT = 8,  /* what serves banner and link */
    CP_PART_SIGNALS = 16 /* the script of consent mode */
};

/** What this visitor's page gets. */
unsigned cp_inject_parts(const cp_req *q, const cp_dir_conf *conf);

/** What is put into one page. */
typedef struct cp_injection {
    request_rec *r;
    cp_req *q;
    const cp_phrases *phrases; /* to be set before the body comes */
    const char *origin;        /* of this site, if the base is elsewhere */
    apr_bucket *before;        /* the current place */
    apr_bucket_alloc_t *list;
    apr_off_t length; /* bytes put in so far */
    int signals;      /* the script of consent mode is in */
    cp_span run;      /* constants to be put in, one behind the other */
    cp_buf *shorts;   /* short pieces, the same */
    apr_size_t added; /* bytes of them that are in buckets */
} cp_injection;

/** Non-zero if all elements are put before the end of body. */
static inline int cp_inject_at_end(const cp_dir_conf *conf)
{
    return cp_dir_place(conf) == CP_PLACE_END;
}

/** Before the head of the response goes. */
void cp_inject_begin(cp_injection *in, request_rec *r, cp_req *q,
                     apr_bucket_alloc_t *list);

/** Puts what comes before all other scripts in front of a bucket. To be asked
 * behind <head>, unless that could push a <meta charset> out of the bytes
 * where browsers look for it; what has not been put there comes with the
 * rest. With cp_inject_at_end() puts nothing there. */
void cp_inject_head(cp_injection *in, apr_bucket *before);

/** Leaves out the parts that the policies in the page's markup forbid, see
 * cp_meta_policies; NULL: it has none. */
void cp_inject_policies(cp_injection *in, const char *policies);

/** Puts the rest before a bucket, after <body> or before its end. */
void cp_inject_body(cp_injection *in, apr_bucket *before);

#endif
