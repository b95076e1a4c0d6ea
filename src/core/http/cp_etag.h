/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entity tags of pages that come in variants (RFC 9110, section 8.8.3). The tag
 * of a variant has a suffix: its opaque part ends in "-cp" and 8 hexadecimal
 * digits, within the quotes. mod_deflate and mod_brotli append "-gzip" or "-br"
 * after it. To make the tag weak would not be enough: a weak comparison ignores
 * the W/, so it would not tell variants apart.
 *
 * "The page's tag" below is the tag without the suffix, which the module that
 * produces the page knows. Results are in the pool `p`.
 */
#ifndef CP_ETAG_H
#define CP_ETAG_H

#include "core/base/cp_span.h"

/**
 * Returns the tag of a variant: `"abc"` becomes `"abc-cp0123abcd"`. Returns
 * `tag` itself if it is not an entity-tag, or has a suffix already.
 */
const char *cp_etag_suffix(apr_pool_t *p, const char *tag,
                           apr_uint32_t variant);

/** The result of cp_etag_unmap. */
typedef struct cp_etag_map {
    const char *field; /* If-None-Match with the page's tags; NULL: none */
    int mapped;        /* how many tags, or "*", were those of a variant */
    int which;         /* 1 if the second variant is among them */
    int any;           /* 1 if "*" is among them */
    int changed;       /* 1 if `field` differs from the one that was read */
} cp_etag_map;

/**
 * Maps the field If-None-Match (RFC 9110, section 13.1.2) to the page's tags.
 * `variants` are the two that may be current; which one is depends on the page.
 *   - A tag of one of them loses its suffix and the bytes after it.
 *   - A tag of another variant is removed.
 *   - A tag without a suffix is kept if `keep_plain`, else removed.
 *   - "*" is kept. It counts as mapped unless `keep_plain`, which says that it
 *     is not certain that the page has variants.
 */
void cp_etag_unmap(apr_pool_t *p, const char *field,
                   const apr_uint32_t variants[2], int keep_plain,
                   cp_etag_map *out);

/**
 * Returns the tag for a 304. `field` is If-None-Match of the client, `tag` the
 * page's tag. It is the first tag of the list that is `tag` with the suffix of
 * one of the two variants, with the bytes after the suffix, so that a cache
 * finds its stored response; then *which is set to the index of the variant.
 * If there is none, it is `tag` with the suffix of variants[*which].
 */
const char *cp_etag_restore(apr_pool_t *p, const char *field, const char *tag,
                            const apr_uint32_t variants[2], int *which);

/** True if bytes follow the suffix: the response was compressed after it. */
int cp_etag_is_encoded(const char *tag);

/**
 * Returns the tags of If-Match (RFC 9110, section 13.1.1) without suffixes. A
 * client that changes a resource has seen one of its variants, no matter which.
 */
const char *cp_etag_strip(apr_pool_t *p, const char *field);

/**
 * Returns WebDAV's If field (RFC 4918, section 10.4) without suffixes in its
 * entity tags, which are `["…"]` or `[W/"…"]`. All other bytes stay, even if
 * the field is not well-formed. Returns `field` itself if nothing changes.
 */
const char *cp_etag_strip_if(apr_pool_t *p, const char *field);

#endif
