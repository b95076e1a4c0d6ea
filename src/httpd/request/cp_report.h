/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of the error log about cookies. Never a cookie's value. */
#ifndef CP_REPORT_H
#define CP_REPORT_H

#include <httpd.h>

#include "core/policy/cp_decide.h"
#include "httpd/config/cp_site.h"
#include "httpd/request/cp_request.h"

/** One suppressed cookie (CP0001); `would` under ReportOnly. */
void cp_report_suppressed(request_rec *r, const cp_decision *decision,
                          int would);

/** One cookie that is not sent again (CP0014). */
void cp_report_renewal(request_rec *r, cp_span name);

/**
 * One cookie hidden from the application (CP0002), at `info`; `would` under
 * ReportOnly, at `warn`, because nothing else tells the administrator which
 * cookies an application will lose. The decision's name is escaped and cut.
 */
void cp_report_stripped(request_rec *r, const cp_decision *decision, int would);

/** A name that has used up the steps of patterns (CP0060): the function of a
 * cp_budget whose baton is a request. The first one of this process and
 * virtual host is a warning, others are at level info. */
void cp_report_exhausted(void *request, cp_span name, const char *pattern,
                         int last);

/** The lock ignores values of `conf` that are weaker than those of `strict`
 * (CP0004); once per process, virtual host and directive. */
void cp_report_weaker(request_rec *r, const cp_site *site,
                      const cp_dir_conf *conf, const cp_dir_conf *strict);

/** The same for a CookiePolicyCookie that would let a cookie through. */
void cp_report_weaker_cookie(request_rec *r, const cp_site *site);

/** Logs the rules in force, the place of the directive that they come from, and
 * the state of the visitor (CP0080). For level debug. */
void cp_report_rules(request_rec *r, const cp_req *q);

/** Logs each layer of the rules. For level trace1. */
void cp_report_layers(request_rec *r, const cp_req *q);

#endif
