/* SPDX-License-Identifier: Apache-2.0 */
/* Judges one Set-Cookie field; see the header. */
#include "httpd/cookies/cp_field.h"

#include "httpd/request/cp_report.h"

/* The number of fields of one chain of requests that ReportOnly reports. */
#define CP_MAX_REPORTED 256

/* True if this field has not been reported for this request. ReportOnly leaves
 * fields in their table, and the header filter judges the table again for each
 * brigade; the pointer identifies the field. */
static int is_new(const cp_section *section, const char *value)
{
    cp_chain *chain = section->q->chain;
    int i;

    if (chain->reported == NULL) {
        chain->reported =
            apr_array_make(section->r->pool, 4, sizeof(const char *));
    }
    for (i = 0; i < chain->reported->nelts; i++) {
        if (APR_ARRAY_IDX(chain->reported, i, const char *) == value) {
            return 0;
        }
    }
    if (chain->reported->nelts == CP_MAX_REPORTED) {
        return 0;
    }
    APR_ARRAY_PUSH(chain->reported, const char *) = value;
    return 1;
}

cp_span cp_field_judge(cp_section *section, cp_field_name name, cp_span value)
{
    cp_span dropped = {NULL, 0};
    cp_setcookie cookie;
    cp_verdict v;

    cp_setcookie_parse(value, &cookie);
    cookie.malformed |= name == CP_SET_COOKIE2;
    cp_request_judge(section->r, section->q, &cookie, section->now, &v);
    section->depends_on_consent |= name == CP_SET_COOKIE && v.decision.depends;
    if (v.decision.reason == CP_ALLOW) {
        return cp_request_limit(section->r, section->q, &cookie,
                                v.decision.cookie, section->now);
    }
    if (v.enforced) {
        cp_report_suppressed(section->r, &v.decision, 0);
        return dropped;
    }
    if (is_new(section, value.s)) {
        cp_report_suppressed(section->r, &v.decision, 1);
    }
    return value;
}
