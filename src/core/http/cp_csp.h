/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content security policies (CSP level 3), as far as what we put into a page
 * needs their leave: which directive governs an element of ours, whether it
 * allows it already, and the one source that has to be added if not. Nothing
 * is added where nothing is forbidden; a hash never stands beside an
 * 'unsafe-inline' that is in effect, because it would void it (6.7.3.2). No
 * policy is added, merged or moved, and every other byte stays as it is.
 */
#ifndef CP_CSP_H
#define CP_CSP_H

#include "core/base/cp_span.h"

/** What is asked for; each has its own chain of directives. */
typedef enum {
    CP_CSP_SCRIPT, /* a script element */
    CP_CSP_STYLE,  /* a style or link element */
    CP_CSP_CONNECT /* a fetch() */
} cp_csp_kind;

/** One thing in the page that a policy must allow. */
typedef struct cp_csp_need {
    cp_csp_kind kind;
    /* What is added where nothing allows it: the hash of an inline text,
     * or a URL without its scheme and query. */
    const char *source;
    /* A nonce that the element carries; NULL for none. */
    const char *nonce;
} cp_csp_need;

/**
 * A field value whose policies all allow what is needed; `value` itself when
 * they do, else a copy in `p`. Asked again with the result it returns it. A
 * policy whose governing directive browsers may read differently (control
 * characters, bytes above 0x7E) is left as it is.
 */
const char *cp_csp_allow(apr_pool_t *p, const char *value,
                         const cp_csp_need *needs, int n);

/**
 * The nonce of the first policy of the field that has one and does not allow
 * what is needed otherwise; NULL for none. In `p`.
 */
const char *cp_csp_nonce(apr_pool_t *p, const char *value,
                         const cp_csp_need *need);

/** `path` as it may stand in a source: without query, ',' and ';' escaped.
 * `host` is what stands before it. */
const char *cp_csp_url(apr_pool_t *p, const char *host, const char *path);

#endif
