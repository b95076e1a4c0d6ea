/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entity tags of pages that come in variants (RFC 9110, section 8.8.3): the
 * opaque part of each variant ends in "-cp" and 8 hex digits, inside the
 * quotes and before what mod_deflate or mod_brotli add. A weak comparison
 * ignores the W/, so a weaker tag would not tell variants apart.
 */
#ifndef CP_ETAG_H
#define CP_ETAG_H

#include "core/base/cp_span.h"

/**
 * The tag of this variant: `"abc"` becomes `"abc-cp0123abcd"`. A tag that
 * is no entity-tag, or carries a suffix of ours already, is returned as is.
 */
const char *cp_etag_suffix(apr_pool_t *p, const char *tag,
                           apr_uint32_t variant);

typedef struct cp_etag_map {
    const char *field; /* If-None-Match for the backend, NULL to drop it */
    int mapped;        /* tags of the current variants, or "*", found */
    int which;         /* the second variant is among them */
    int any;           /* "*" is among them */
    int changed;       /* non-zero when the field is not as it came */
} cp_etag_map;

/**
 * Reads an If-None-Match list: tags of the two variants that are current,
 * depending on what the page turns out to be, lose the suffix (and what a
 * compressing filter put behind it), tags of another variant are dropped,
 * tags without a suffix stay if `keep_plain`. "*" stays, and counts as mapped
 * unless `keep_plain`: the answer is then known to be a page that has
 * variants.
 */
void cp_etag_unmap(apr_pool_t *p, const char *field,
                   const apr_uint32_t variants[2], int keep_plain,
                   cp_etag_map *out);

/**
 * The tag of a 304: the one of the list `field` that is `tag` with the
 * suffix of one of the two variants and whatever was put behind it, so that
 * a cache finds what it has; then *which is set. Else as cp_etag_suffix, with
 * the variant that *which says.
 */
const char *cp_etag_restore(apr_pool_t *p, const char *field, const char *tag,
                            const apr_uint32_t variants[2], int *which);

/** Non-zero for a tag of ours with what a compressing filter put behind it. */
int cp_etag_is_encoded(const char *tag);

/**
 * The tags of an If-Match list without any suffix of ours: whoever changes
 * a resource has seen one of its variants, no matter which.
 */
const char *cp_etag_strip(apr_pool_t *p, const char *field);

/**
 * WebDAV's If field (RFC 4918, section 10.4) without any suffix of ours in its
 * entity tags, which are `["…"]` or `[W/"…"]`. All other bytes stay, whether
 * or not the field is well-formed. Returns `field` itself if nothing changes,
 * else a copy in `p`.
 */
const char *cp_etag_strip_if(apr_pool_t *p, const char *field);

#endif
