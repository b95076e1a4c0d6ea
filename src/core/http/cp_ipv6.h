/* SPDX-License-Identifier: Apache-2.0 */
/* The IPv6 parser and serializer of the WHATWG URL standard (section 3.5). */
#ifndef CP_IPV6_H
#define CP_IPV6_H

#include "core/base/cp_buf.h"
#include "core/base/cp_span.h"

/** Appends the address `text` in brackets, in its shortest form (RFC 5952).
 * `text` has no brackets. Returns 0, with nothing appended, if it is not an
 * IPv6 address. */
int cp_ipv6_parse(cp_span text, cp_buf *out);

#endif
