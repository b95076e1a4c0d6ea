/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates in Expires and Date fields. Browsers accept far more forms than the
 * standards define, and they differ. A caller that must be certain uses
 * cp_date_parse; a caller that must expect the worst uses
 * cp_date_parse_loosely.
 *
 * All times are seconds since 1970. APR cannot represent an earlier date:
 * it is returned as -1, which is in the past of every response.
 */
#ifndef CP_DATE_H
#define CP_DATE_H

#include "core/base/cp_span.h"

/**
 * Parses a date that every browser reads alike: "Sun, 06 Nov 1994 08:49:37
 * GMT" and "Sunday, 06-Nov-94 08:49:37 GMT" (RFC 9110, section 5.6.7), with
 * either separator and either form of the year. The asctime form is refused.
 * Returns 0, and leaves *seconds alone, for any other text.
 */
int cp_date_parse(cp_span text, apr_int64_t *seconds);

/**
 * Parses a date by the algorithm of RFC 6265bis, section 5.1.1, which accepts
 * every form that a browser may accept. Returns 0, and leaves *seconds alone,
 * if the text is not a date.
 */
int cp_date_parse_loosely(cp_span text, apr_int64_t *seconds);

/**
 * Returns the earliest time that a browser may use as the present when it
 * evaluates Expires. A browser corrects its clock by the response's Date
 * field, so an old Date moves an Expires of the past into the future. `date`
 * is the value of the field, "no span" if there is none; `now` is the time of
 * this server. Returns the earlier of the two, or -1 for a Date that cannot
 * be parsed.
 */
apr_int64_t cp_date_earliest(cp_span date, apr_int64_t now);

#endif
