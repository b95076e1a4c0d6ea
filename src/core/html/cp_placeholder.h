/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The markup by which consent tools of other makers make an element inert: the
 * attributes in which they keep an address or a type, and their own types.
 */
#ifndef CP_PLACEHOLDER_H
#define CP_PLACEHOLDER_H

#include "core/base/cp_span.h"

/** Returns the name of the attribute that browsers read in place of the
 * attribute `name`: "src" for data-src. NULL if `name` keeps no address. */
const char *cp_placeholder_of(cp_span name);

/** True if scripts that load pictures late use that name, too: data-src. So a
 * real address beside it is not one that a consent tool has put there. */
int cp_placeholder_is_lazy(cp_span name);

/** True if the attribute `name` keeps the type of a script or style sheet. */
int cp_placeholder_keeps_type(cp_span name);

/** True for a type that makes a script or style sheet inert. The value is
 * decoded. */
int cp_placeholder_type(cp_span type);

/** True for an address that replaces one that is kept elsewhere: it is empty,
 * a blank page, or contains its content (data:). */
int cp_placeholder_address(cp_span address);

#endif
