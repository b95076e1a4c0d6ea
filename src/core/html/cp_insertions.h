/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts to insert into a tag, in the order of their places. Nothing of the tag
 * is removed or changed: the result without the insertions is the tag.
 *
 * The record is made once for a document and used for all its tags. Its memory
 * grows to what the largest tag needs.
 */
#ifndef CP_INSERTIONS_H
#define CP_INSERTIONS_H

#include "core/base/cp_buf.h"

/** One text and its place. */
typedef struct cp_insertion {
    apr_size_t at;   /* the number of bytes of the tag before it */
    apr_size_t from; /* the text: `texts` from here to that of the next one */
} cp_insertion;

typedef struct cp_insertions {
    cp_insertion *list;
    int n;
    int room;      /* entries that fit into `list` */
    cp_buf *texts; /* its pool is also that of `list` */
} cp_insertions;

/** Prepares the record; its memory is in `p`. */
void cp_insertions_begin(cp_insertions *all, apr_pool_t *p);

/** Removes all texts. */
static inline void cp_insertions_clear(cp_insertions *all)
{
    all->n = 0;
    all->texts->n = 0;
}

/** Begins a text after `at` bytes of the tag, which is not less than at any
 * time before. Append it to the result, which belongs to the record. */
cp_buf *cp_insertions_at(cp_insertions *all, apr_size_t at);

/** Writes the tag with all texts to `out`, which is not the record's buffer. */
void cp_insertions_apply(const cp_insertions *all, cp_span tag, cp_buf *out);

#endif
