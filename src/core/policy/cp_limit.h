/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The limit for the lifetime of one allowed cookie (CookiePolicyMaxLifetime).
 * The limit counts from the time when the browser stored the cookie first. Only
 * the browser knows this time. The earliest possible one is that of the choice
 * that allowed the cookie.
 */
#ifndef CP_LIMIT_H
#define CP_LIMIT_H

#include "core/cookie/cp_setcookie.h"
#include "core/policy/cp_consent.h"

typedef struct cp_limit {
    apr_int64_t seconds;       /* at most CP_MAX_LIFETIME */
    const char *cookie_field;  /* Cookie of the request; may be NULL */
    const cp_consent *consent; /* of the visitor */
    apr_int64_t request_time;  /* all times in seconds since 1970 */
    apr_int64_t now;           /* as the browser reads Expires */
} cp_limit;

/**
 * Returns the field value that is sent: unchanged, or a copy in `p` with a
 * shorter lifetime. A cookie that the request contains, thus a renewal, gets
 * the rest of the lifetime that began with the choice; "no span", and
 * *needless = 1, if nothing remains of it and the value is the same: the field
 * would only make the cookie live longer. Sets *needless to 0 otherwise.
 */
cp_span cp_limit_apply(apr_pool_t *p, const cp_limit *limit,
                       const cp_setcookie *cookie, int *needless);

#endif
