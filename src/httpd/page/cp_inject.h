/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Injects the elements into one page: the banner, the link that opens the
 * choice again, their style and script, the script of Consent Mode, and the
 * guard.
 */
#ifndef CP_INJECT_H
#define CP_INJECT_H

#include "httpd/page/cp_writer.h"
#include "httpd/request/cp_request.h"

/** The injection into one page. Lives in r->pool. */
typedef struct cp_injection {
    /* set by cp_inject_begin, then constant */
    request_rec *r;
    cp_req *q;
    /* set by the body filter before cp_inject_body */
    const cp_phrases *phrases; /* in the language of the page */
    const char *origin;        /* of this site, if <base> leads to another one;
                                  else NULL */
    /* private to cp_inject.c */
    cp_writer writer;
    int has_signals; /* the script of Consent Mode is in the page */
    int has_guard;   /* the guard is in the page */
} cp_injection;

/** True if all elements are injected before the end of body. */
static inline int cp_inject_at_end(const cp_dir_conf *conf)
{
    return cp_dir_place(conf) == CP_PLACE_END;
}

/** Returns the number of bytes injected so far. */
static inline apr_off_t cp_inject_length(const cp_injection *in)
{
    return in->writer.length;
}

/** Prepares the injection, before the header section is sent. Nothing is
 * injected yet. */
void cp_inject_begin(cp_injection *in, request_rec *r, cp_req *q,
                     apr_bucket_alloc_t *list);

/** True if pages of this request may get something in head. */
static inline int cp_inject_uses_head(const cp_req *q)
{
    return cp_request_guards(q) || q->chain->site->consent_mode.before.n > 0;
}

/**
 * Injects the guard and the script of Consent Mode, which must precede others,
 * before a bucket. The caller calls it in head, if the scanner finds a place
 * there (CP_HTML_HEAD). Otherwise cp_inject_body injects these scripts, too. If
 * all elements go to the end of body, only the guard is injected here.
 * `is_late`: scripts precede the bucket, and the log says that they are not
 * guarded.
 */
void cp_inject_head(cp_injection *in, apr_bucket *before, int is_late);

/** Leaves out the parts that the policies in the markup forbid (CSP3, section
 * 3.3). `policies` is the value of cp_meta_policies; NULL: there are none. */
void cp_inject_policies(cp_injection *in, const char *policies);

/** Injects all other parts before a bucket, after <body> or before its end. */
void cp_inject_body(cp_injection *in, apr_bucket *before);

#endif
