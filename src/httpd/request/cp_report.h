/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of the error log about cookies and rules. A line never contains the
 * value of a cookie; a name is escaped and cut (cp_trace.h). Each function
 * composes its line only if it is logged.
 */
#ifndef CP_REPORT_H
#define CP_REPORT_H

#include <httpd.h>

#include "core/observe/cp_observed.h"
#include "core/policy/cp_decide.h"
#include "httpd/config/cp_site.h"
#include "httpd/request/cp_request.h"

/** Logs one suppressed cookie (CP0001), at a level that cp_note.h knows;
 * `would` under ReportOnly. Returns 0 if the log does not have this level. */
int cp_report_suppressed(request_rec *r, int level, const cp_decision *decision,
                         int would);

/** Logs that a cookie is not set because the condition of its declaration
 * (set-if) cannot be evaluated (CP0220). The first line of a process and
 * virtual host is a warning, others are at level info. */
void cp_report_condition(request_rec *r, const cp_cookie *cookie, cp_span name,
                         const char *error);

/** Logs that a suppressed cookie may belong to a device bound session (CP0221),
 * at the level of the line about the suppression. */
void cp_report_bound_session(request_rec *r, int level, cp_span name,
                             int would);

/** Logs the write of a script that the guard has prevented (CP0021), at that
 * level: of a cookie, or of a key of the storage. `path` is that of the page.
 */
void cp_report_script(request_rec *r, int level, const cp_decision *decision,
                      int is_storage, const char *path);

/** Logs a source that a browser has reported (CP0202), at level info. */
void cp_report_loaded(request_rec *r, const cp_sighting *seen);

/** Logs one cookie that is not sent again (CP0014). */
void cp_report_renewal(request_rec *r, cp_span name);

/** Logs one cookie hidden from the application (CP0002), likewise. */
void cp_report_stripped(request_rec *r, int level, const cp_decision *decision,
                        int would);

/** Logs a name that has used up the steps of patterns (CP0060): the report
 * function of a cp_budget whose baton is a request. The first line of a process
 * and virtual host is a warning, others are at level info. */
void cp_report_exhausted(void *request, cp_span name, const char *pattern,
                         int last);

/** Logs that the lock ignores values of `conf` which are weaker than those of
 * `strict` (CP0004); once per process, virtual host and directive. */
void cp_report_weaker(request_rec *r, const cp_site *site,
                      const cp_dir_conf *conf, const cp_dir_conf *strict);

/** Logs that the lock ignores a CookiePolicyCookie (CP0004): it would allow a
 * cookie that an enclosing scope suppresses. Once as well. */
void cp_report_weaker_cookie(request_rec *r, const cp_site *site);

/** Logs the rules in force, the place of the directive that they come from, and
 * the state of the visitor (CP0080). For level debug. */
void cp_report_rules(request_rec *r, const cp_req *q);

/** Logs each layer of the rules. For level trace1. */
void cp_report_layers(request_rec *r, const cp_req *q);

#endif
