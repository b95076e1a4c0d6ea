/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line of the error log about content that waits for consent (CP0020). It
 * never contains a full URL of another site: only the source as it is declared,
 * or the host of an undeclared one.
 */
#ifndef CP_REPORT_HELD_H
#define CP_REPORT_HELD_H

#include <httpd.h>

#include "core/policy/cp_layers.h"
#include "httpd/config/cp_module.h"
#include "httpd/request/cp_request.h"

/** True if the line is logged, so that the caller need not prepare it. */
static inline int cp_report_held_is_on(const cp_req *q)
{
    return q->log_level >= APLOG_INFO;
}

/**
 * Logs a verdict that has a reason. `host` is that of an undeclared source, or
 * empty. `element` is the name of the element, "Link" for a field, or "request"
 * for a request to a path of this site.
 */
void cp_report_held(request_rec *r, const cp_req *q,
                    const cp_source_verdict *verdict, cp_span host,
                    const char *element);

#endif
