/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attributes of a tag that keep its type and its addresses, if another
 * consent tool made its element inert. They make the element live again.
 */
#ifndef CP_INERT_H
#define CP_INERT_H

#include "core/html/cp_rewrite.h"

/** The inert markup of one element. The places are those of
 * element->attributes. An address that is a script is not kept. */
typedef struct cp_inert {
    const cp_rewrite_attribute *kept[CP_FETCH_ATTRIBUTES]; /* to be copied */
    int is_live[CP_FETCH_ATTRIBUTES]; /* a real address is in its place */
    const cp_rewrite_attribute *type; /* that keeps the type; or NULL */
    int is_inert; /* its type in force makes a script or link inert */
} cp_inert;

/** True for the attribute "type". */
static inline int cp_inert_is_type(const cp_rewrite_attribute *a)
{
    return cp_span_case_is(a->local, "type");
}

/** Reads the attributes of the tag that `r` has read. The pointers are valid
 * until the next tag. Overwrites r->decoded. */
void cp_inert_find(const cp_rewrite *r, cp_inert *out);

/** True if a kept address is copied to the attribute number `place`. A real
 * address in its place stays, unless the tool has put it there. */
int cp_inert_is_copied(const cp_inert *found, long place);

#endif
