/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts texts into a brigade, in as few buckets as possible: adjacent constants
 * become one bucket, and short texts that follow each other become one bucket
 * of copied bytes.
 */
#ifndef CP_WRITER_H
#define CP_WRITER_H

#include <apr_buckets.h>

#include "core/base/cp_buf.h"
#include "core/base/cp_span.h"

typedef struct cp_writer {
    /* for the whole response */
    apr_pool_t *pool;         /* contains the copied bytes: r->pool */
    apr_bucket_alloc_t *list; /* for new buckets */
    apr_off_t length;         /* bytes in buckets, at all places */
    cp_buf *copied;           /* made at the first place */
    /* for the current place */
    apr_bucket *before; /* new buckets precede this one */
    /* not in a bucket yet */
    cp_span run;          /* adjacent constants; after the copied bytes */
    apr_size_t in_bucket; /* of `copied`: bytes that are in buckets */
} cp_writer;

/** Makes the writer of one response. No bucket is made yet. */
void cp_writer_begin(cp_writer *w, apr_pool_t *pool, apr_bucket_alloc_t *list);

/** Chooses the place: before a bucket of a brigade. The last place must have
 * been ended with cp_writer_end. */
void cp_writer_at(cp_writer *w, apr_bucket *before);

/** Moves the pending constants on; see cp_writer_constant. */
void cp_writer_end_run(cp_writer *w);

/** Adds a text that is constant while the server runs; it is not copied. Start-
 * up has put texts that are often injected together into adjacent memory. */
static inline void cp_writer_constant(cp_writer *w, cp_span text)
{
    if (w->run.s + w->run.n != text.s) {
        cp_writer_end_run(w);
        w->run.s = text.s;
    }
    w->run.n += text.n;
}

/** Returns the buffer to which the caller appends a text of this request. Valid
 * until the next call of the writer. */
static inline cp_buf *cp_writer_buf(cp_writer *w)
{
    cp_writer_end_run(w);
    return w->copied;
}

/** Adds a copy of a text. */
static inline void cp_writer_text(cp_writer *w, const char *text)
{
    cp_buf_put(cp_writer_buf(w), text);
}

/** Puts all that was added at this place into buckets. They are transient: a
 * filter that keeps them must set them aside, as httpd's filters do. */
void cp_writer_end(cp_writer *w);

#endif
