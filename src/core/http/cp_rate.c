/* SPDX-License-Identifier: Apache-2.0 */
/* Events per second; see the header. */
#include "core/http/cp_rate.h"

#include <string.h>

#include <apr_atomic.h>

/* The upper 20 bits of a counter are those of the second. */
#define COUNT_BITS 12
#define COUNT_MASK ((1u << COUNT_BITS) - 1)

int cp_rate_take(volatile apr_uint32_t *counter, apr_int64_t second,
                 apr_uint32_t max)
{
    apr_uint32_t now = (apr_uint32_t)second << COUNT_BITS;
    apr_uint32_t old, next;

    do {
        old = apr_atomic_read32(counter);
        next = (old & ~COUNT_MASK) == now ? old : now;
        if ((next & COUNT_MASK) >= max) {
            return 0;
        }
        next++;
    } while (apr_atomic_cas32(counter, next, old) != old);
    return 1;
}

cp_span cp_rate_network(cp_span address)
{
    static const char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    if (address.n == 16 && !memcmp(address.s, mapped, sizeof(mapped))) {
        address = cp_span_skip(address, sizeof(mapped));
    }
    address.n = address.n == 16 ? 6 : 3;
    return address;
}
