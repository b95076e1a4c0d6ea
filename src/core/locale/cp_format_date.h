/* SPDX-License-Identifier: Apache-2.0 */
/* Lifetimes and dates in the words of a language. */
#ifndef CP_FORMAT_DATE_H
#define CP_FORMAT_DATE_H

#include "core/locale/cp_text.h"

/** Returns a lifetime of the configuration ("13mo") in words ("13 months");
 * NULL if `lifetime` is NULL. In `p`, or one of the texts. */
const char *cp_format_lifetime(apr_pool_t *p, const cp_texts *texts,
                               const char *language, const char *lifetime);

/** Returns the day (UTC) of a time in seconds since 1970, in words: "24
 * November 2026". In `p`. */
const char *cp_format_date(apr_pool_t *p, const cp_texts *texts,
                           const char *language, apr_int64_t time);

/** Returns this day for programs: "2026-11-24" (RFC 3339, full-date). In `p`.
 */
const char *cp_format_iso_date(apr_pool_t *p, apr_int64_t time);

/** Returns this time for programs: "2026-11-24T08:15:00Z" (RFC 3339,
 * date-time). In `p`. */
const char *cp_format_iso_time(apr_pool_t *p, apr_int64_t time);

#endif
