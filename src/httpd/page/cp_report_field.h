/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields by which browsers report what a document loads
 * (CookiePolicyReports): a Content-Security-Policy-Report-Only of the module's
 * own, and the address for its reports. They are additional fields, and are
 * added after all other modules and after mod_cache. They are the same for all
 * visitors, so they do not make the response a variant.
 */
#ifndef CP_REPORT_FIELD_H
#define CP_REPORT_FIELD_H

#include "httpd/request/cp_request.h"

/** Adds the fields if the response is a document of a window or of a frame, and
 * is in the sample. To be called once for each header section, also under
 * ReportOnly. */
void cp_report_field_send(request_rec *r, cp_req *q);

/** True if that may be necessary. */
static inline int cp_report_field_is_on(const request_rec *r, const cp_req *q)
{
    return !q->report_asked && cp_dir_reports(cp_conf_dir(r)) != CP_REPORTS_OFF;
}

#endif
