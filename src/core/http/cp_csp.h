/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes the site's content security policies (CSP level 3) so that they allow
 * the elements that the module inserts into a page. For each element it finds
 * the directive that governs it, tests whether the directive allows it, and
 * adds one source if not.
 *
 * It adds a source only if the element is forbidden. It never adds a hash to a
 * directive in which 'unsafe-inline' is in effect, because the hash would
 * disable 'unsafe-inline' (6.7.3.2). It adds nothing to a directive for objects
 * that allows none. It does not add, merge or move policies, and does not
 * change any other byte.
 */
#ifndef CP_CSP_H
#define CP_CSP_H

#include "core/base/cp_span.h"

/** The kinds of use; each has its own chain of directives that may govern it.
 */
typedef enum {
    CP_CSP_SCRIPT,  /* a script element */
    CP_CSP_STYLE,   /* a style or link element */
    CP_CSP_CONNECT, /* a fetch() */
    CP_CSP_FRAME,   /* a document in an iframe or frame */
    CP_CSP_OBJECT   /* a document in an object or embed */
} cp_csp_kind;

/** One use that a policy must allow. */
typedef struct cp_csp_need {
    cp_csp_kind kind;
    /* The source that allows it: the hash of an inline text, in quotes, or a
     * URL of this site without scheme and query (see cp_csp_url). */
    const char *source;
    /* The nonce that the element has; NULL for none. */
    const char *nonce;
} cp_csp_need;

/**
 * Returns a field value whose policies all allow the `n` uses: `value` itself
 * if they do already, else a copy in `p`. The function is idempotent. A policy
 * stays unchanged if its governing directive contains control characters or
 * bytes above 0x7E, which browsers may read in different ways.
 */
const char *cp_csp_allow(apr_pool_t *p, const char *value,
                         const cp_csp_need *needs, int n);

/**
 * Returns, in `p`, the nonce of the first policy that has one in its governing
 * directive and does not allow the use without it; NULL if there is none.
 */
const char *cp_csp_nonce(apr_pool_t *p, const char *value,
                         const cp_csp_need *need);

/**
 * Returns, in `p`, the nonce of the first policy with 'strict-dynamic' in the
 * directive that governs script elements, "" if this policy has no nonce. NULL
 * if there is no such policy. Browsers do not judge by such a policy what a
 * script inserts, so a script that inserts scripts of the page must do so.
 */
const char *cp_csp_dynamic_nonce(apr_pool_t *p, const char *value);

/** Returns, in `p`, a URL as a source: `host`, then `path` without query and
 * fragment, with ',' and ';' escaped. */
const char *cp_csp_url(apr_pool_t *p, const char *host, const char *path);

#endif
