/* SPDX-License-Identifier: Apache-2.0 */
/* Conditions of cookies that are set on demand; see the header. */
#include "httpd/request/cp_demand.h"

#include <ap_expr.h>
#include <apr_strings.h>

#include "httpd/config/cp_module.h"
#include "httpd/request/cp_report.h"
#include "httpd/request/cp_trace.h"

/* The result of one condition. The header filter judges the cookies again with
 * each brigade, when the header section has been sent; its first result counts.
 * An error response through the same chain has another status. */
typedef struct demanded {
    const cp_cookie *cookie;
    int status;
    int result;
} demanded;

/* Returns a copy of the first request of the chain, with the response to `r`.
 * The expression adds the fields that it reads to Vary in its copy of the
 * table: ReportOnly changes no byte. A request that httpd could not read has no
 * URI and no file name, without which the operators -U and -F would crash. */
static request_rec *view_of(request_rec *r)
{
    request_rec *view =
        apr_pmemdup(r->pool, cp_request_first(r), sizeof(request_rec));

    view->uri = view->uri ? view->uri : apr_pstrdup(r->pool, "");
    view->filename = view->filename ? view->filename : apr_pstrdup(r->pool, "");
    view->headers_out = apr_table_copy(r->pool, r->headers_out);
    view->err_headers_out = r->err_headers_out;
    view->trailers_out = r->trailers_out;
    view->notes = r->notes;
    view->status = r->status;
    view->status_line = r->status_line;
    view->handler = r->handler;
    view->content_type = r->content_type;
    view->content_encoding = r->content_encoding;
    return view;
}

/* Returns the result of the expression: > 0 if it is true, < 0 after an error,
 * which *error describes. Sets *fields to the names of the fields of the
 * request that it has read, or leaves it. */
static int evaluate(request_rec *r, const ap_expr_info_t *condition,
                    const char **fields, const char **error)
{
    ap_regmatch_t matches[AP_MAX_REG_MATCH];
    const char *matched = NULL;
    ap_expr_eval_ctx_t ctx = {0};

    ctx.r = view_of(r);
    ctx.c = r->connection;
    ctx.s = r->server;
    ctx.p = r->pool;
    ctx.err = error;
    ctx.info = condition;
    ctx.re_pmatch = matches;
    ctx.re_nmatch = AP_MAX_REG_MATCH;
    ctx.re_source = &matched;
    ctx.vary_this = fields;
    return ap_expr_exec_ctx(&ctx);
}

/* Evaluates the condition, and notes the fields that it has read. */
static int ask(request_rec *r, cp_req *q, const cp_cookie *cookie, cp_span name)
{
    const char *error = NULL, *fields = NULL;
    int result = evaluate(r, cookie->condition, &fields, &error);

    if (fields != NULL) {
        q->demand_fields =
            q->demand_fields
                ? apr_pstrcat(r->pool, q->demand_fields, ", ", fields, NULL)
                : fields;
    }
    if (result < 0) {
        cp_report_condition(r, cookie, name, error);
    }
    CP_TRACE1(r, q, "Set-Cookie name=\"%s\": set-if is %s, from=\"%s\"",
              cp_trace_name(r, name),
              result > 0    ? "true"
              : result == 0 ? "false"
                            : "not known",
              cookie->where);
    return result > 0;
}

/* Function of cp_demand; the baton is a request. */
static int is_true(void *request, const cp_cookie *cookie, cp_span name)
{
    request_rec *r = request;
    cp_req *q = cp_request_known(r);
    demanded *d;
    int i;

    if (q->demanded == NULL) {
        q->demanded = apr_array_make(r->pool, 2, sizeof(demanded));
    }
    for (i = 0; i < q->demanded->nelts; i++) {
        d = &APR_ARRAY_IDX(q->demanded, i, demanded);
        if (d->cookie == cookie && d->status == r->status) {
            return d->result;
        }
    }
    i = ask(r, q, cookie, name);
    d = apr_array_push(q->demanded);
    d->cookie = cookie;
    d->status = r->status;
    d->result = i;
    return i;
}

void cp_demand_begin(request_rec *r, cp_req *q)
{
    q->demand.cookie_field = q->chain->cookie_field;
    q->demand.is_true = is_true;
    q->demand.baton = r;
}
