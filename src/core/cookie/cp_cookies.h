/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Cookie field of a request: walking its pairs, dropping some of them.
 * httpd joins several Cookie lines with ", ", so a comma followed by
 * "name=" may be the start of another cookie and is looked at as one.
 */
#ifndef CP_COOKIES_H
#define CP_COOKIES_H

#include "core/base/cp_span.h"

/* Surely a cookie. A name that only follows a comma is not, unless it is a
 * token and a blank stands between, as httpd joins two lines: more likely
 * it is a piece of a value ("abc,def=="). */
#define CP_PAIR_SURE 1u
/* All of it is a value: it must not be logged. */
#define CP_PAIR_BARE 2u

/** Non-zero to keep the cookie of that name; `what` are CP_PAIR_… bits. */
typedef int cp_keep_fn(void *ctx, cp_span name, unsigned what);

/**
 * The field without the cookies that `keep` refuses. Returns `field` itself
 * when all stay, NULL when none does; what stays is byte-identical. The
 * copy lives in `p`. keep is asked in order, once for each name that a
 * reader may find.
 */
const char *cp_cookies_filter(apr_pool_t *p, const char *field,
                              cp_keep_fn *keep, void *ctx);

/** The value of the first cookie of that name in a Cookie field; "no span"
 * when there is none. */
cp_span cp_cookies_find(const char *field, cp_span name);

#endif
