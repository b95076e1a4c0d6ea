/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host of an address, as browsers read it: the host parser of the WHATWG
 * URL standard (section 3.5) for domains, IPv4 and IPv6 addresses. libidn2
 * converts names to A-labels (section 3.3). It follows IDNA2008, so it refuses
 * some names that browsers accept: symbols, labels of more than 63 bytes.
 * Chromium decodes a percent sign that the conversion has made, and fetches
 * from that host. The parser does so, too, although the standard refuses it.
 */
#ifndef CP_HOST_H
#define CP_HOST_H

#include "core/base/cp_buf.h"
#include "core/base/cp_span.h"

/* The limit of a host in bytes. A name of DNS has at most 253, but browsers
 * ignore any number of characters such as soft hyphens in a host. */
#define CP_HOST_MAX 16384

/**
 * Appends the host that browsers connect to: a domain of A-labels in lower
 * case, four decimal numbers, or an IPv6 address in brackets. A dot at the end
 * stays. Returns 0, with nothing appended, if browsers refuse the host, or if
 * it is longer than CP_HOST_MAX.
 */
int cp_host_parse(cp_span text, cp_buf *out);

#endif
