/* SPDX-License-Identifier: Apache-2.0 */
/* Character references in attribute values: WHATWG HTML, section 13.2.5.72 and
 * the following ones. */
#ifndef CP_CHARACTER_REFERENCE_H
#define CP_CHARACTER_REFERENCE_H

#include "core/base/cp_buf.h"
#include "core/base/cp_span.h"

/**
 * Returns an attribute value with its character references replaced by their
 * characters in UTF-8. The other bytes are unchanged, in any encoding. A
 * value without references is returned itself; the result of others is appended
 * to `room`, and valid as long as its bytes.
 */
cp_span cp_character_references(cp_span value, cp_buf *room);

#endif
