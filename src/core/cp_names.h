/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map from cookie names to what is declared for them. Each cookie of each
 * response is looked up here, once for each scope, so it is made for that:
 * one probe of one line of memory, whatever the number of names. Names come
 * from the administrator: nobody else can make them collide.
 */
#ifndef CP_NAMES_H
#define CP_NAMES_H

#include "cp_span.h"

typedef struct cp_names cp_names;

/** An empty map; it grows in `p`. */
cp_names *cp_names_make(apr_pool_t *p);

/** Sets or replaces; the name's bytes are borrowed, `value` is not NULL. */
void cp_names_set(cp_names *names, cp_span name, const void *value);

/** The value of exactly this name, or NULL. */
const void *cp_names_get(const cp_names *names, cp_span name);

#endif
