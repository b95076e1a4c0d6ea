/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The consent rates of a host over time, as inline SVG: the shares of the
 * answers, and how many of the banners that were shown got an answer. Each
 * chart has its numbers as text, too. It needs no script and no font: the text
 * is HTML beside the SVG, so that it keeps its size in a narrow window.
 */
#ifndef CP_RATE_CHART_H
#define CP_RATE_CHART_H

#include <apr_tables.h>

#include "core/base/cp_buf.h"
#include "core/observe/cp_observed.h"

/** The periods of a chart. */
typedef struct cp_periods {
    apr_array_header_t *list; /* cp_rate, oldest first, without gaps */
    apr_int64_t seconds;      /* the length of one: an hour or a day */
} cp_periods;

/** Adds the hours of `rates` to periods, in `p`: hours if all of them are
 * within 48 hours, else days (UTC). */
cp_periods cp_rate_periods(apr_pool_t *p, const cp_rate *rates, int n);

/** Appends both charts and their numbers, or a sentence if there are no rates.
 */
void cp_rate_chart(cp_buf *b, const cp_rate *rates, int n);

#endif
