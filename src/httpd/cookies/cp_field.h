/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges one Set-Cookie field of a response and reports the result. The header
 * filter calls it for fields in httpd's tables, the raw-head filter for fields
 * in the bytes of a head.
 */
#ifndef CP_FIELD_H
#define CP_FIELD_H

#include "httpd/request/cp_request.h"

/** The name of the field. No browser reads Set-Cookie2, which RFC 6265 made
 * obsolete, so its field is malformed. */
typedef enum { CP_SET_COOKIE, CP_SET_COOKIE2 } cp_field_name;

/** The header section whose fields are judged. */
typedef struct cp_section {
    request_rec *r;
    cp_req *q;       /* with the rules in force for r */
    apr_int64_t now; /* by the section's Date: see cp_date_earliest */
    /* Set by cp_field_judge if the section differs for a visitor with another
     * choice; never cleared. */
    int depends_on_consent;
} cp_section;

/**
 * Judges one field and writes its lines into the error log. Returns the value
 * to send: `value` itself (the same pointer) if it does not change, a copy
 * with a shorter lifetime in the pool of the request, or "no span" if the
 * field must be dropped. Under ReportOnly the value never changes.
 */
cp_span cp_field_judge(cp_section *section, cp_field_name name, cp_span value);

#endif
