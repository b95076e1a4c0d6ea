/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes that the server adds to a Set-Cookie field that lacks them:
 * Secure, HttpOnly, SameSite. The new field value begins with the old one. So
 * nothing is removed, and the other attributes keep their meaning.
 */
#ifndef CP_ATTRIBUTES_H
#define CP_ATTRIBUTES_H

#include "core/base/cp_span.h"

/** Members of a set of attributes. Of the last two the stricter one counts. */
#define CP_ADD_SECURE 1u
#define CP_ADD_HTTPONLY 2u
#define CP_ADD_LAX 4u
#define CP_ADD_STRICT 8u
#define CP_ADD_SAMESITE (CP_ADD_LAX | CP_ADD_STRICT)
#define CP_ADD_ALL (CP_ADD_SECURE | CP_ADD_HTTPONLY | CP_ADD_SAMESITE)

/** Returns those of the wanted attributes that the field value lacks, as a
 * browser reads it (RFC 6265bis, section 5.6). An attribute SameSite with any
 * value, also one that no browser knows, is not missing. */
unsigned cp_attributes_missing(cp_span line, unsigned wanted);

/** Returns a copy in `p`, NUL-terminated, with these attributes at its end. The
 * field value contains no NUL, with which it would be malformed. */
cp_span cp_attributes_add(apr_pool_t *p, cp_span line, unsigned missing);

/** Returns the text of these attributes, as it is added: "; Secure; HttpOnly;
 * SameSite=Lax"; in `p`. */
const char *cp_attributes_text(apr_pool_t *p, unsigned set);

#endif
