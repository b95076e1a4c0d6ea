/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets by the number of bytes; see the header. */
#include "httpd/page/cp_bucket.h"

/* Replaces a bucket that can only be read with a copy of its bytes. */
static apr_bucket *copied(apr_bucket *e)
{
    const char *data;
    apr_size_t length;
    apr_bucket *copy;

    if (apr_bucket_read(e, &data, &length, APR_BLOCK_READ) != APR_SUCCESS) {
        return e; /* does not happen: it was read before */
    }
    copy = apr_bucket_heap_create(data, length, NULL, e->list);
    APR_BUCKET_INSERT_BEFORE(e, copy);
    apr_bucket_delete(e);
    return copy;
}

apr_bucket *cp_bucket_cut(apr_bucket *e, apr_size_t at)
{
    if (apr_bucket_split(e, at) != APR_SUCCESS) {
        e = copied(e);
        apr_bucket_split(e, at);
    }
    return e;
}

apr_bucket *cp_bucket_back(apr_bucket *e, apr_size_t back)
{
    while (back > 0) {
        e = APR_BUCKET_PREV(e);
        if (APR_BUCKET_IS_METADATA(e)) {
            continue;
        }
        if (e->length > back) {
            return APR_BUCKET_NEXT(cp_bucket_cut(e, e->length - back));
        }
        back -= e->length;
    }
    return e;
}

apr_status_t cp_bucket_keep(apr_bucket *e, apr_bucket_brigade *kept,
                            apr_pool_t *p)
{
    apr_status_t rv = apr_bucket_setaside(e, p);

    if (rv == APR_ENOTIMPL && !APR_BUCKET_IS_METADATA(e)) {
        e = copied(e);
    }
    else if (rv != APR_SUCCESS && rv != APR_ENOTIMPL) {
        return rv;
    }
    APR_BUCKET_REMOVE(e);
    APR_BRIGADE_INSERT_TAIL(kept, e);
    return APR_SUCCESS;
}

apr_status_t cp_bucket_keep_from(apr_bucket_brigade *bb, apr_bucket *e,
                                 apr_bucket_brigade *kept, apr_pool_t *p)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && e != APR_BRIGADE_SENTINEL(bb)) {
        apr_bucket *next = APR_BUCKET_NEXT(e);

        rv = cp_bucket_keep(e, kept, p);
        e = next;
    }
    return rv;
}

void cp_bucket_move_before(apr_bucket_brigade *bb, apr_bucket *stop,
                           apr_bucket_brigade *to)
{
    while (APR_BRIGADE_FIRST(bb) != stop) {
        apr_bucket *first = APR_BRIGADE_FIRST(bb);

        APR_BUCKET_REMOVE(first);
        APR_BRIGADE_INSERT_TAIL(to, first);
    }
}
