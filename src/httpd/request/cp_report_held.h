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

/** The "element" of a request for a path of this site. */
#define CP_HELD_REQUEST "request"

/**
 * Notes a verdict that has a reason in the table of observations, and logs it.
 * `host` is that of an undeclared source, or empty. `element` is the name of
 * the element, "Link" for a field, or CP_HELD_REQUEST.
 */
void cp_report_held(request_rec *r, const cp_req *q,
                    const cp_source_verdict *verdict, cp_span host,
                    const char *element);

#endif
