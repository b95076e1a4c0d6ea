/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts events per second in memory that several processes share. A counter
 * is one word, so no process needs a lock, and one that dies leaves nothing
 * locked.
 */
#ifndef CP_RATE_H
#define CP_RATE_H

#include <apr.h>

#include "core/base/cp_span.h"

/** The largest limit of cp_rate_take. */
#define CP_RATE_MAX 4095

/** Counts one event of that second (seconds since 1970) and returns 1; returns
 * 0 if `max` events of it are counted already. *counter begins as 0. After two
 * weeks, an old second is taken for the present one; then its events count once
 * more. */
int cp_rate_take(volatile apr_uint32_t *counter, apr_int64_t second,
                 apr_uint32_t max);

/** Returns the network of an address: /24 for the 4 bytes of IPv4, /48 for the
 * 16 bytes of IPv6, and /24 for an IPv4 address in IPv6. It is a part of
 * `address`. */
cp_span cp_rate_network(cp_span address);

#endif
