/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Cookie field of a request (RFC 6265bis, section 5.8.3): pairs that are
 * separated by ';'. httpd joins several Cookie fields with ", ". So the text
 * after a comma may be another cookie, or a part of a value: both readings are
 * judged, and no reader may find a cookie that was refused.
 */
#ifndef CP_COOKIES_H
#define CP_COOKIES_H

#include "core/base/cp_span.h"

/* Flags of a name in a Cookie field. */
/* The name is certainly the name of a cookie. A name after a comma is certain
 * only if it is a token and a blank precedes it, as httpd joins fields. Any
 * other text after a comma is more likely a part of a value ("abc,def=="). */
#define CP_PAIR_SURE 1u
/* The pair has no '=' after the name. The name is a value that comes back
 * without a name: do not log it. */
#define CP_PAIR_BARE 2u

/** Returns non-zero to keep the cookie of that name; `flags` are CP_PAIR_…. */
typedef int cp_keep_fn(void *ctx, cp_span name, unsigned flags);

/**
 * Removes the cookies that `keep` refuses. Calls it once for each name that
 * some reader of the field may find, in their order. Returns `field` itself if
 * all are kept, NULL if none is, else a copy in `p`. The remaining cookies are
 * the same bytes in the same order.
 */
const char *cp_cookies_filter(apr_pool_t *p, const char *field,
                              cp_keep_fn *keep, void *ctx);

/** Returns the value of the first cookie of that name, split at ';' only; "no
 * span" if there is none, or if `field` is NULL. */
cp_span cp_cookies_find(const char *field, cp_span name);

#endif
