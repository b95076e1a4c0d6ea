/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the JSON that browsers send to <path>/report. Everybody can send any
 * bytes there. This file does not use httpd.
 *
 * The formats:
 *   text/plain                the guard: [["cookie","name"],["storage","key"]]
 *   application/csp-report    one violation of a policy (CSP level 2)
 *   application/reports+json  an array of reports (Reporting API, CSP level 3)
 */
#ifndef CP_REPORT_BODY_H
#define CP_REPORT_BODY_H

#include <apr_tables.h>

#include "core/base/cp_span.h"
#include "core/http/cp_url.h"

/* Bytes of a body. */
#define CP_MAX_REPORT_BODY 65536

/* Reports of one body; the others are dropped. */
#define CP_MAX_REPORTS 100

/* Arrays and objects that contain each other. No format needs more than 4; the
 * parser calls itself for each. */
#define CP_MAX_REPORT_DEPTH 16

typedef enum {
    CP_REPORT_UNKNOWN,
    CP_REPORT_GUARD,
    CP_REPORT_CSP,
    CP_REPORT_API
} cp_report_format;

/** One report. The spans are in the pool of cp_report_body_read. */
typedef struct cp_browser_report {
    int is_storage; /* of the guard: a key of the storage, not a cookie */
    /* The name that a script wrote; or the source of a violation: scheme, host
     * and port only, "https://cdn.example:8443". */
    cp_span name;
    cp_span directive; /* of the policy, "img-src"; empty: of the guard */
    cp_url url;        /* the address of a source, for the decision only */
    cp_span path;      /* of the document; empty: not known */
} cp_browser_report;

/** Returns the format of a media type, with any parameters; NULL: no type. */
cp_report_format cp_report_format_of(const char *type);

/**
 * Returns the reports of a body (cp_browser_report), in `p`; without any if it
 * is not valid JSON. Adds to *dropped the number of members that are not a
 * report, or name nothing that is of the network: inline scripts, eval, data:,
 * blob:, browser extensions. A body that cannot be read counts as one.
 */
apr_array_header_t *cp_report_body_read(apr_pool_t *p, cp_report_format format,
                                        cp_span body, int *dropped);

#endif
