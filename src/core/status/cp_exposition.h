/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counters in the text exposition format of Prometheus, version 0.0.4. No
 * name of a cookie or source is in it: labels contain names of hosts, reasons
 * and categories, so that visitors cannot create time series.
 */
#ifndef CP_EXPOSITION_H
#define CP_EXPOSITION_H

#include "core/base/cp_buf.h"
#include "core/status/cp_status.h"

#define CP_EXPOSITION_TYPE "text/plain; version=0.0.4; charset=utf-8"

/** Appends the metrics of all hosts. */
void cp_exposition(cp_buf *b, const cp_status *status);

#endif
