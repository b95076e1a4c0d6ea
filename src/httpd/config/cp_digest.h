/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) by OpenSSL, in the two forms that we need. */
#ifndef CP_DIGEST_H
#define CP_DIGEST_H

#include <apr_pools.h>

/** The first `n` (at most 64) lower-case hex digits; NULL on failure. */
const char *cp_digest_hex(apr_pool_t *p, const char *text, apr_size_t n);

/** The CSP source 'sha256-…' of an inline style or script; NULL on failure. */
const char *cp_digest_csp(apr_pool_t *p, const char *text);

#endif
