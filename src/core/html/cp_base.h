/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The base URL of a document: its own, until the first <base href> (WHATWG
 * HTML, sections 2.4.1 and 4.2.3).
 */
#ifndef CP_BASE_H
#define CP_BASE_H

#include "core/base/cp_buf.h"
#include "core/http/cp_url.h"

typedef struct cp_base {
    cp_url document;    /* that of the document itself */
    cp_url first;       /* that of the first <base href> */
    const cp_url *used; /* one of them; NULL: not certain */
    int is_found;       /* a <base href> has been read */
    cp_buf *room;       /* contains the parts of both */
    cp_buf *decoded;
} cp_base;

/** Begins with the URL of the document. Memory is in `p`. Returns 0 if it
 * is not a URL. */
int cp_base_begin(cp_base *base, apr_pool_t *p, cp_span document);

/**
 * Reads a start tag of base. Only the first one with a href counts.
 * `is_certain` is false if some browsers ignore the tag: then the base URL is
 * not certain from here on.
 */
void cp_base_read(cp_base *base, cp_span tag, int is_certain);

/** Returns the base URL; NULL if it is not certain. */
static inline const cp_url *cp_base_url(const cp_base *base)
{
    return base->used;
}

/** True if relative addresses may name another origin than the document. */
int cp_base_leaves(const cp_base *base);

#endif
