/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header section of a response, as far as its cookie fields are concerned.
 * The header filter and the raw-head filter find the fields; this file judges
 * each of them by the rules of the request (cp_field.h in the core) and writes
 * the lines of the error log.
 */
#ifndef CP_SECTION_H
#define CP_SECTION_H

#include "core/observe/cp_repeats.h"
#include "core/policy/cp_field.h"
#include "httpd/request/cp_request.h"

/** One header section. Filled by cp_section_begin. */
typedef struct cp_section {
    request_rec *r;
    cp_req *q;
    cp_field_rules rules;
    cp_span head;       /* as bytes; "no span" if it is in httpd's tables */
    cp_repeats repeats; /* for the table of observations */
    cp_field field;     /* the last one that was judged */
    /* cp_bound_session_is, if it is known. */
    int bound, bound_known;
    /* Set by cp_section_judge if the section differs for a visitor with another
     * choice; never cleared. */
    int depends_on_consent;
} cp_section;

/** Begins a section of the response to `r`. `q` has the rules in force, and at
 * least one layer. `now` is the present in seconds since 1970, as a browser
 * finds it from the section's Date (cp_date_earliest). `head` is the section as
 * bytes; "no span" if its fields are in httpd's tables. The header filter
 * judges cookies that pass again with each brigade; the first section of a
 * response notes them. */
void cp_section_begin(cp_section *section, request_rec *r, cp_req *q,
                      apr_int64_t now, cp_span head);

/**
 * Judges one field, and writes its lines of the error log. Returns the value to
 * send: `value` itself (the same pointer) if it does not change, a copy in
 * r->pool with a shorter lifetime or with more attributes, or "no span" if the
 * field must be dropped.
 * Under ReportOnly the value never changes.
 */
cp_span cp_section_judge(cp_section *section, cp_field_name name,
                         cp_span value);

/** Counts the fields that were judged. */
void cp_section_end(const cp_section *section);

#endif
