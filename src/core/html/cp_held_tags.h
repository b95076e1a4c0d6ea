/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fast path before the rewriter (cp_rewrite.h): tags that are held exactly as
 * one before them in the same document. Most pages hold many scripts, images or
 * frames of a few sources. The text that the rewriter inserts into such a tag
 * depends only on its element and on the origin of its address, so both are
 * kept with the text.
 *
 * For tags of HTML, without attributes that mark categories for other tools.
 */
#ifndef CP_HELD_TAGS_H
#define CP_HELD_TAGS_H

#include "core/html/cp_rewrite.h"

/* The number of tags that are kept. A further one replaces the oldest. */
#define CP_HELD_TAGS 8

/** A tag that was held. */
typedef struct cp_held_tag {
    apr_uint64_t head, mask; /* its first bytes: '<' and the name */
    apr_size_t name_end;     /* the number of these bytes */
    apr_size_t at;           /* the number of bytes before its src */
    apr_size_t origin_n;     /* of the origin of its address, with the '/' */
    cp_space space;
    /* The bytes of the tag to the end of the origin, the inserted text, and the
     * bytes of the tag from the quote after its address on. */
    cp_buf *texts;
    apr_size_t begin_n, text_n, end_n;
    int is_page;  /* the number of a page follows the text, and '"' */
    void *detail; /* of the caller */
} cp_held_tag;

/** The tags of one document. */
typedef struct cp_held_tags {
    cp_held_tag list[CP_HELD_TAGS];
    int n;
    unsigned next; /* the place that is written next */
} cp_held_tags;

/** Forgets all tags: the same address would be held in another way. */
static inline void cp_held_tags_clear(cp_held_tags *all)
{
    all->n = 0;
    all->next = 0;
}

/**
 * Keeps the tag that `r` has rewritten last, if this file can handle its like.
 * The first bytes of its address are `origin`: each address with them is held
 * for the same reason. `p` lives as long as the document. `detail` is for the
 * caller.
 */
void cp_held_tags_keep(cp_held_tags *all, apr_pool_t *p, const cp_rewrite *r,
                       cp_span tag, cp_space space, cp_span origin,
                       void *detail);

/**
 * If the tag differs from a kept one only in its address, but not in the origin
 * of the address, appends to `out` the tag as cp_rewrite_tag and
 * cp_insertions_apply would write it, and returns the kept one; else NULL.
 */
const cp_held_tag *cp_held_tags_copy(const cp_held_tags *all, cp_rewrite *r,
                                     cp_span tag, cp_space space, cp_buf *out);

/** As cp_held_tags_copy, for a tag that differs also in attributes which the
 * rewriter does not read. */
const cp_held_tag *cp_held_tags_like(const cp_held_tags *all, cp_rewrite *r,
                                     cp_span tag, cp_space space, cp_buf *out);

#endif
