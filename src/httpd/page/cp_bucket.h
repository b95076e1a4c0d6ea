/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts, finds and keeps buckets of a brigade by the number of bytes. */
#ifndef CP_BUCKET_H
#define CP_BUCKET_H

#include <apr_buckets.h>

/** Cuts a bucket that has been read after `at` bytes. A bucket type that cannot
 * be split is replaced with a copy in memory. Returns the first part; the
 * second part follows it. */
apr_bucket *cp_bucket_cut(apr_bucket *e, apr_size_t at);

/** Returns the bucket that begins `back` bytes before the bucket `e`, which may
 * be the sentinel. Cuts a bucket if necessary. All buckets there must have been
 * read, so that they know their length. Metadata buckets have no bytes. */
apr_bucket *cp_bucket_back(apr_bucket *e, apr_size_t back);

/** Moves a bucket to the end of `kept` and sets it aside, so that it lasts as
 * long as the pool. Its data must have been read. A bucket type that cannot be
 * set aside is replaced with a copy in memory. On an error the bucket stays. */
apr_status_t cp_bucket_keep(apr_bucket *e, apr_bucket_brigade *kept,
                            apr_pool_t *p);

/** Moves the buckets from `e` to the end of `bb` in this way. */
apr_status_t cp_bucket_keep_from(apr_bucket_brigade *bb, apr_bucket *e,
                                 apr_bucket_brigade *kept, apr_pool_t *p);

/** Moves the buckets of `bb` before `stop`, which may be the sentinel, to the
 * end of `to`. */
void cp_bucket_move_before(apr_bucket_brigade *bb, apr_bucket *stop,
                           apr_bucket_brigade *to);

#endif
