/* SPDX-License-Identifier: Apache-2.0 */
/* Device bound sessions; see the header. */
#include "httpd/cookies/cp_bound_session.h"

#include "core/cookie/cp_raw_head.h"

/* Secure-Session-Registration begins a session, Secure-Session-Challenge has
 * the text that the browser signs next. */
#define CP_BOUND_FIELDS "Secure-Session-"

/* Fields of the browser's own requests: the signed text, and the session whose
 * cookies are renewed. */
static const char *const request_fields[] = {"Secure-Session-Response",
                                             "Sec-Secure-Session-Id"};

static int has_field(const apr_table_t *table)
{
    const apr_array_header_t *fields = apr_table_elts(table);
    const apr_table_entry_t *e = (const apr_table_entry_t *)fields->elts;
    int i;

    for (i = 0; i < fields->nelts; i++) {
        if ((e[i].key[0] | 0x20) == 's'
            && cp_span_case_begins(cp_span_of(e[i].key), CP_BOUND_FIELDS)) {
            return 1;
        }
    }
    return 0;
}

int cp_bound_session_is(const request_rec *r, cp_span head)
{
    unsigned i;

    for (i = 0; i < sizeof(request_fields) / sizeof(request_fields[0]); i++) {
        if (apr_table_get(r->headers_in, request_fields[i]) != NULL) {
            return 1;
        }
    }
    return head.s != NULL
             ? cp_raw_head_has(head, CP_BOUND_FIELDS)
             : has_field(r->headers_out) || has_field(r->err_headers_out);
}
