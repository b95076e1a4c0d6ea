/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collects the policies that a document declares for itself, in <meta
 * http-equiv="Content-Security-Policy" content="…"> (CSP level 3, 3.3). They
 * apply to the elements after them and cannot be changed, so elements that are
 * inserted there must comply.
 *
 * The scanner of HTML passes each start tag of meta, in pieces of any size:
 * cp_meta_open; for each attribute cp_meta_attribute, its name byte by byte,
 * and its value; cp_meta_close. Or it passes a complete tag to cp_meta_whole.
 */
#ifndef CP_META_H
#define CP_META_H

#include "core/base/cp_span.h"

/* The limit of all policies of a document. */
#define CP_META_SIZE 2048

/* Bytes of an attribute name that are kept; "http-equiv" is shorter. */
#define CP_META_NAME 12

typedef struct cp_meta {
    /* of the document */
    int unclear;     /* there is a policy that could not be kept */
    apr_size_t kept; /* bytes of `text` that are policies, each with a ',' */
    /* of the tag */
    apr_size_t value; /* bytes of content= after them; may exceed the room */
    int content;      /* content= was read; only the first one counts */
    int pragma;       /* http-equiv=: 0 not read, 1 the policy, -1 another */
    unsigned matched; /* bytes of http-equiv= that match */
    /* of the attribute */
    unsigned name_length; /* may exceed the room */
    char name[CP_META_NAME];

    apr_pool_t *pool;
    char *text; /* CP_META_SIZE bytes, in the pool; NULL: not yet needed */
} cp_meta;

/** Initialises *m for a document. The text of policies will be in `p`. */
void cp_meta_begin(cp_meta *m, apr_pool_t *p);

/** A start tag of meta begins; it is complete. */
void cp_meta_open(cp_meta *m);
void cp_meta_close(cp_meta *m);

/** An attribute begins; one byte of its name; bytes of its value. */
void cp_meta_attribute(cp_meta *m);
void cp_meta_name(cp_meta *m, char c);
void cp_meta_value(cp_meta *m, const char *s, apr_size_t n);

/** Reads a complete tag: the values of its first http-equiv= and its first
 * content=. Each is "no span" if there is no such attribute. */
void cp_meta_whole(cp_meta *m, cp_span pragma, cp_span content);

/** Returns the policies in `p`, separated by commas as in a field. NULL if
 * there are none, "" if there is one that could not be kept. */
const char *cp_meta_policies(apr_pool_t *p, const cp_meta *m);

#endif
