/* SPDX-License-Identifier: Apache-2.0 */
/* Accept-Language (RFC 9110, section 12.5.4). */
#ifndef CP_ACCEPT_LANGUAGE_H
#define CP_ACCEPT_LANGUAGE_H

#include "core/locale/cp_text.h"

/* Ranges of a field that are looked at; browsers send a handful. */
#define CP_MAX_RANGES 32

/**
 * Returns the language with the highest weight among those that have texts, or
 * NULL (RFC 4647, section 3.4: lookup of each range in the order of weights).
 * The string is that of `texts`. `field` may be NULL.
 */
const char *cp_accept_language(const cp_texts *texts, const char *field);

#endif
