/* SPDX-License-Identifier: Apache-2.0 */
/* The module's own security policy in a response; see the header. */
#include "httpd/page/cp_csp_own.h"

#include <string.h>
#include <strings.h>

#include <http_protocol.h>

#include "core/http/cp_active_type.h"
#include "httpd/page/cp_vary.h"
#include "httpd/request/cp_trace.h"

#define FIELD "Content-Security-Policy"

/* ---- the response ---- */

static int is_asset(const request_rec *r)
{
    return cp_active_type_is_asset(
        apr_table_get(r->headers_in, "Sec-Fetch-Dest"));
}

/* True for a status whose body a browser uses, and for 304. */
static int is_used(int status)
{
    return status == HTTP_OK || status == HTTP_NOT_MODIFIED || status >= 400
        || status == HTTP_NON_AUTHORITATIVE || status == HTTP_PARTIAL_CONTENT
        || status == HTTP_MULTIPLE_CHOICES || status == HTTP_CREATED
        || status == HTTP_ACCEPTED;
}

int cp_csp_own_may_vary(const request_rec *r, const cp_req *q, int *certain)
{
    int known = r->content_type != NULL && !q->generated;
    cp_active_type type = cp_active_type_of(known ? r->content_type : NULL);

    if (!cp_csp_own_is_on(r, q) || type == CP_TYPE_INERT
        || (type == CP_TYPE_BY_USE && is_asset(r))) {
        return 0;
    }
    *certain = known || apr_table_get(r->headers_in, "Sec-Fetch-Dest") != NULL;
    return 1;
}

/* ---- the field ---- */

/* True if the table has this field with this value: another instance of the
 * module between this one and the application has the same rules. */
static int has_field(const apr_table_t *table, const char *value)
{
    const apr_array_header_t *all = apr_table_elts(table);
    const apr_table_entry_t *e = (const apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        if ((e[i].key[0] | 0x20) == 'c' && !strcasecmp(e[i].key, FIELD)
            && !strcmp(e[i].val, value)) {
            return 1;
        }
    }
    return 0;
}

static void add_field(request_rec *r, const cp_req *q)
{
    const char *value =
        cp_policy_field(r->pool, &q->layers, &q->chain->visitor,
                        strcasecmp(ap_http_scheme(r), "https") != 0);

    if (!has_field(r->headers_out, value)
        && !has_field(r->err_headers_out, value)) {
        apr_table_addn(r->headers_out, FIELD, value);
        CP_TRACE2(r, q, "%s: %s added", FIELD, value);
    }
}

void cp_csp_own_send(request_rec *r, const cp_req *q)
{
    cp_active_type type = cp_active_type_of(r->content_type);
    int asset;

    if (type == CP_TYPE_INERT || !is_used(r->status)) {
        return;
    }
    asset = type == CP_TYPE_BY_USE && is_asset(r);
    if (type == CP_TYPE_BY_USE) {
        cp_vary_use(r, q);
    }
    if (asset) {
        return;
    }
    add_field(r, q);
    cp_vary_consent(r, q);
    if (r->status != HTTP_NOT_MODIFIED) {
        cp_vary_mark(r, q, cp_request_variant(q, cp_conf_dir(r), NULL));
    }
}
