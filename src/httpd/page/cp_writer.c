/* SPDX-License-Identifier: Apache-2.0 */
/* Puts texts into a brigade; see the header. */
#include "httpd/page/cp_writer.h"

#include <string.h>

/* A copy of this many bytes costs less than a bucket. */
#define SHORT_TEXT 320

void cp_writer_begin(cp_writer *w, apr_pool_t *pool, apr_bucket_alloc_t *list)
{
    memset(w, 0, sizeof(*w));
    w->pool = pool;
    w->list = list;
}

void cp_writer_at(cp_writer *w, apr_bucket *before)
{
    w->before = before;
    if (w->copied == NULL) {
        w->copied = cp_buf_make(w->pool, 2 * SHORT_TEXT);
    }
}

static void insert(cp_writer *w, apr_bucket *b)
{
    APR_BUCKET_INSERT_BEFORE(w->before, b);
    w->length += (apr_off_t)b->length;
}

static void insert_copied(cp_writer *w)
{
    apr_size_t n = w->copied->n - w->in_bucket;

    if (n > 0) {
        insert(w, apr_bucket_transient_create(w->copied->s + w->in_bucket, n,
                                              w->list));
        w->in_bucket += n;
    }
}

void cp_writer_end_run(cp_writer *w)
{
    cp_span run = w->run;

    w->run.n = 0;
    if (run.n <= SHORT_TEXT) {
        cp_buf_add(w->copied, run.s, run.n);
        return;
    }
    insert_copied(w);
    insert(w, apr_bucket_immortal_create(run.s, run.n, w->list));
}

void cp_writer_end(cp_writer *w)
{
    cp_writer_end_run(w);
    insert_copied(w);
}
