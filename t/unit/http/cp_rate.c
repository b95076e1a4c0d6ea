/* SPDX-License-Identifier: Apache-2.0 */
/* Events per second, and the networks of addresses. */
#include "core/http/cp_rate.h"

#include "tap.h"

static void counts(apr_pool_t *p)
{
    apr_uint32_t counter = 0;
    int i, taken = 0;

    (void)p;
    for (i = 0; i < 10; i++) {
        taken += cp_rate_take(&counter, 1764000000, 3);
    }
    is_number(taken, 3, "three events of a second");
    is_number(cp_rate_take(&counter, 1764000000, 4), 1, "a higher limit");
    is_number(cp_rate_take(&counter, 1764000001, 1), 1, "the next second");
    is_number(cp_rate_take(&counter, 1764000001, 1), 0, "is full, too");
    is_number(cp_rate_take(&counter, 1764000000, 1), 1, "the clock goes back");
    for (taken = i = 0; i < CP_RATE_MAX + 10; i++) {
        taken += cp_rate_take(&counter, 7, CP_RATE_MAX);
    }
    is_number(taken, CP_RATE_MAX, "the largest limit");
}

static void check(apr_pool_t *p, const char *address, apr_size_t n,
                  apr_size_t from, apr_size_t length, const char *what)
{
    is_span(p, cp_rate_network(cp_span_between(address, address + n)),
            cp_span_between(address + from, address + from + length), "%s",
            what);
}

static void networks(apr_pool_t *p)
{
    static const char v4[] = {1, 2, 3, 4};
    static const char v6[] = {32, 1, 13, -72, 5, 6, 7, 8,
                              9,  0, 1,  2,   3, 4, 5, 6};
    static const char mapped[] = {0, 0, 0,  0,  0, 0, 0, 0,
                                  0, 0, -1, -1, 1, 2, 3, 4};

    check(p, v4, 4, 0, 3, "IPv4");
    check(p, v6, 16, 0, 6, "IPv6");
    check(p, mapped, 16, 12, 3, "IPv4 in IPv6");
}

int main(void)
{
    static const tap_group groups[] = {
        {"counts", counts}, {"networks", networks}, {NULL, NULL}};

    return tap_run(groups);
}
