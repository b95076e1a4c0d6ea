/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The markup by which consent tools of other makers make an element inert: the
 * attribute in which they keep an address, and the types of their scripts.
 */
#ifndef CP_PLACEHOLDER_H
#define CP_PLACEHOLDER_H

#include "core/base/cp_span.h"

/** Returns the name of the attribute that browsers read in place of the
 * attribute `name`: "src" for data-src. NULL if `name` keeps no address. */
const char *cp_placeholder_of(cp_span name);

/** True for a type that makes a script inert. The value is decoded. */
int cp_placeholder_type(cp_span type);

/** True for an address that replaces one that is kept elsewhere: it is empty,
 * a blank page, or contains its content (data:). */
int cp_placeholder_address(cp_span address);

#endif
