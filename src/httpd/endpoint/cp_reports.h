/* SPDX-License-Identifier: Apache-2.0 */
/* The reports of browsers: POST <path>/report. */
#ifndef CP_REPORTS_H
#define CP_REPORTS_H

#include <httpd.h>

/**
 * Reads reports and answers 204 without a body to any request.
 * A report counts only if a page of this site has sent it, and up to the limits
 * of cp_report_limit.h. The server decides again about each name; it does not
 * trust the report. Returns OK.
 */
int cp_reports_handler(request_rec *r);

#endif
