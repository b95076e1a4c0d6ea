/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps the policies that a document declares for itself, in <meta
 * http-equiv="Content-Security-Policy" content="…"> (CSP level 3, 3.3). The
 * scanner of HTML tells it what it reads of each start tag of meta, in pieces
 * of any size. They hold for what follows them and cannot be changed from
 * outside: what is put behind them must obey.
 */
#ifndef CP_META_H
#define CP_META_H

#include "core/base/cp_span.h"

/* All policies of a document, as far as we keep them. */
#define CP_META_SIZE 2048

/* Longest attribute name that matters, and room to know longer. */
#define CP_META_NAME 12

typedef struct cp_meta {
    int unclear;      /* a policy is there that could not be kept */
    apr_size_t kept;  /* bytes of `text` that are policies, each with a ',' */
    apr_size_t value; /* of content=, behind them; may exceed the room */
    int content;      /* content= was seen; the first one counts */
    int pragma;       /* http-equiv=: 0 not seen, 1 ours, -1 another */
    unsigned matched; /* bytes of http-equiv= that are as they should be */
    unsigned name_length;
    char name[CP_META_NAME];
    char text[CP_META_SIZE];
} cp_meta;

void cp_meta_begin(cp_meta *m);

/** A start tag of meta begins; it ends. */
void cp_meta_open(cp_meta *m);
void cp_meta_close(cp_meta *m);

/** A name of an attribute begins; one byte of it; bytes of its value. */
void cp_meta_attribute(cp_meta *m);
void cp_meta_name(cp_meta *m, char c);
void cp_meta_value(cp_meta *m, const char *s, apr_size_t n);

/** All of a start tag at once: its first http-equiv= and its first content=;
 * no span where it has none, an empty one where that has no value. */
void cp_meta_whole(cp_meta *m, cp_span pragma, cp_span content);

/** The policies in a list, in memory of `p`; NULL when there are none, ""
 * when there are some that nobody knows. */
const char *cp_meta_policies(apr_pool_t *p, const cp_meta *m);

#endif
