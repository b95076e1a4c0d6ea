/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) by OpenSSL, in two forms, and random numbers. */
#ifndef CP_DIGEST_H
#define CP_DIGEST_H

#include <apr_pools.h>

/** Returns the first `n` (at most 64) hex digits, in lower case, in `p`; NULL
 * if OpenSSL fails. */
const char *cp_digest_hex(apr_pool_t *p, const char *text, apr_size_t n);

/** Returns the CSP source 'sha256-…' of an inline style or script, in `p`
 * (CSP3, section 2.3.1); NULL if OpenSSL fails. */
const char *cp_digest_csp(apr_pool_t *p, const char *text);

/** Returns `bytes` (at most 32) random bytes as hex digits, in `p`; NULL if
 * OpenSSL has no random numbers. */
const char *cp_digest_random(apr_pool_t *p, int bytes);

#endif
