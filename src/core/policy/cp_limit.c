/* SPDX-License-Identifier: Apache-2.0 */
/* The limit for the lifetime of one cookie; see the header. */
#include "core/policy/cp_limit.h"

#include "core/cookie/cp_cookies.h"
#include "core/policy/cp_duration.h"

/* Returns the seconds that remain of the limit if the cookie is as old as the
 * choice; 0 if there is no choice. */
static apr_int64_t remaining(const cp_limit *limit)
{
    apr_int64_t seconds =
        limit->consent->decided
            ? limit->consent->time + limit->seconds - limit->request_time
            : 0;

    return seconds > 0 ? seconds : 0;
}

/* Returns the value of the cookie in the request; "no span" if it is not there,
 * or if the field is a deletion or for a session cookie. */
static cp_span held_value(const cp_limit *limit, const cp_setcookie *cookie)
{
    cp_span none = {NULL, 0};

    if (limit->cookie_field == NULL
        || cp_setcookie_max_age(cookie, limit->now) <= 0) {
        return none;
    }
    return cp_cookies_find(limit->cookie_field, cookie->name);
}

cp_span cp_limit_apply(apr_pool_t *p, const cp_limit *limit,
                       const cp_setcookie *cookie, int *needless)
{
    apr_int64_t seconds = limit->seconds;
    cp_span none = {NULL, 0}, held = none, pair = cookie->line;

    *needless = 0;
    if (seconds < CP_MAX_LIFETIME) { /* browsers apply the standard's limit */
        held = held_value(limit, cookie);
    }
    if (held.s != NULL) {
        seconds = remaining(limit);
        pair.n = cp_span_find(pair, ';');
        if (seconds == 0 && cp_span_eq(cp_pair_value(pair), held)) {
            *needless = 1;
            return none;
        }
    }
    return cp_setcookie_cap(p, cookie, seconds, limit->now);
}
