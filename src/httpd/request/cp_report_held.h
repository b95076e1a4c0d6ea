/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line of the error log about content that waits for consent (CP0020). It
 * never contains a full URL of another site: only the source as it is declared,
 * or the host of an undeclared one.
 */
#ifndef CP_REPORT_HELD_H
#define CP_REPORT_HELD_H

#include <httpd.h>

#include "core/observe/cp_table_slot.h"
#include "core/policy/cp_layers.h"
#include "httpd/config/cp_module.h"
#include "httpd/observe/cp_observe.h"
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

/** Returns the entry that cp_report_held has noted, for cp_report_held_again.
 * NULL: use cp_report_held again, because there is none or because the line is
 * written. */
cp_table_slot *cp_report_held_entry(request_rec *r, const cp_req *q,
                                    const cp_source_verdict *verdict,
                                    cp_span host, const char *element);

/** Notes once more, as cp_report_held does, the held element of that entry.
 * `now` in seconds since 1970. */
static inline void cp_report_held_again(const cp_req *q, cp_table_slot *entry,
                                        apr_int64_t now)
{
    cp_observe_count(q->chain->site, CP_COUNT_SOURCES_HELD);
    cp_table_slot_again(entry, now);
}

#endif
