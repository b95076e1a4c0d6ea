/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256; see the header. */
#include "httpd/config/cp_digest.h"

#include <string.h>

#include <apr_base64.h>
#include <apr_escape.h>
#include <apr_strings.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#define SHA256_LENGTH 32

static int sha256(const char *text, unsigned char *out)
{
    return EVP_Digest(text, strlen(text), out, NULL, EVP_sha256(), NULL);
}

const char *cp_digest_hex(apr_pool_t *p, const char *text, apr_size_t n)
{
    unsigned char digest[SHA256_LENGTH];

    if (!sha256(text, digest)) {
        return NULL;
    }
    return apr_pstrmemdup(p, apr_pescape_hex(p, digest, sizeof(digest), 0), n);
}

const char *cp_digest_csp(apr_pool_t *p, const char *text)
{
    unsigned char digest[SHA256_LENGTH];
    char *base64;

    if (!sha256(text, digest)) {
        return NULL;
    }
    base64 = apr_palloc(p, (apr_size_t)apr_base64_encode_len(SHA256_LENGTH));
    apr_base64_encode_binary(base64, digest, SHA256_LENGTH);
    return apr_pstrcat(p, "'sha256-", base64, "'", NULL);
}

const char *cp_digest_random(apr_pool_t *p, int bytes)
{
    unsigned char random[SHA256_LENGTH];

    return bytes <= SHA256_LENGTH && RAND_bytes(random, bytes) == 1
             ? apr_pescape_hex(p, random, (apr_size_t)bytes, 0)
             : NULL;
}
