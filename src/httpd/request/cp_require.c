/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization provider; see the header. */
#include "httpd/request/cp_require.h"

#include <httpd.h>
#include <ap_provider.h>
#include <http_request.h>
#include <mod_auth.h>

#include "core/base/cp_buf.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_setter.h"
#include "httpd/config/cp_module.h"
#include "httpd/config/cp_require_uses.h"
#include "httpd/request/cp_request.h"
#include "httpd/request/cp_trace.h"

/* One line of the configuration, made when it is read. */
typedef struct requirement {
    apr_array_header_t *categories; /* const char *: ids */
    int reversed; /* by `not` and <RequireNone>: access needs a denial */
} requirement;

/* ---- the configuration ---- */

/* httpd makes the record of a virtual host for the first directive of this
 * module in it. `Require` is a directive of mod_authz_core. */
static void make_server_record(cmd_parms *cmd)
{
    if (cp_conf_srv(cmd->server) == NULL) {
        ap_set_module_config(cmd->server->module_config, &cookie_policy_module,
                             cp_conf_create_srv(cmd->pool, cmd->server));
    }
}

static const char *parse(cmd_parms *cmd, const char *line, const void **parsed)
{
    requirement *made = apr_palloc(cmd->pool, sizeof(*made));
    const char *error = NULL, *id;

    make_server_record(cmd);
    made->categories = apr_array_make(cmd->pool, 2, sizeof(const char *));
    made->reversed = cp_require_is_reversed(cmd);
    while (error == NULL && *(id = ap_getword_conf(cmd->pool, &line))) {
        APR_ARRAY_PUSH(made->categories, const char *) = id;
        error = cp_setter_refer(cmd, id);
    }
    if (error == NULL && made->categories->nelts == 0) {
        return "Require " CP_REQUIRE_PROVIDER
               ": no category is named; use the ids of one "
               "or more categories, such as statistical";
    }
    *parsed = made;
    return error;
}

/* ---- the request ---- */

/* Returns the place of the first category that is not allowed; -1 if all are
 * allowed. A category that does not exist is never allowed; the result is then
 * the number of categories. */
static int first_missing(const requirement *need, const cp_categories *all,
                         const cp_visitor *visitor)
{
    cp_set allowed = cp_visitor_allows(all, visitor);
    int i;

    for (i = 0; i < need->categories->nelts; i++) {
        const char *id = APR_ARRAY_IDX(need->categories, i, const char *);
        int place = cp_categories_find(all, cp_span_of(id));

        if (place < 0 || !(allowed & CP_SET(place))) {
            return place < 0 ? all->n : place;
        }
    }
    return -1;
}

/* Returns the reason why the category number `place` is not allowed. */
static cp_reason_e reason_of(const cp_chain *chain, int place)
{
    const cp_categories *all = chain->site->categories;
    cp_rules rules = {0};

    rules.categories = all;
    return cp_decide_category(&rules, &chain->visitor,
                              place < all->n ? place : -1)
        .reason;
}

static CP_COLD void log_missing(request_rec *r, int place, int would)
{
    const cp_chain *chain = cp_request_chain(r);
    const cp_categories *all = chain->site->categories;

    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r,
                  CPLOGNO(0130) "Require " CP_REQUIRE_PROVIDER " %s fulfilled: "
                                "category=\"%s\" reason=\"%s\" uri=\"%s\"",
                  would ? "would not be" : "is not",
                  place < all->n ? all->list[place].id : "-",
                  cp_reason_name(reason_of(chain, place)),
                  cp_trace_text(r, cp_request_first(r)->parsed_uri.path));
}

static authz_status check(request_rec *r, const char *line, const void *parsed)
{
    const requirement *need = parsed;
    cp_chain *chain = cp_request_chain(r);
    const cp_req *q = cp_request_active(r);
    int would = q != NULL && q->enforcement == CP_REPORT_ONLY;
    int missing = first_missing(need, chain->site->categories, &chain->visitor);

    (void)line;
    chain->depends |= !would;
    if (missing >= 0 && !need->reversed) {
        log_missing(r, missing, would);
    }
    if (would) {
        return need->reversed ? AUTHZ_DENIED : AUTHZ_GRANTED;
    }
    return missing >= 0 ? AUTHZ_DENIED : AUTHZ_GRANTED;
}

static const authz_provider provider = {check, parse};

void cp_require_register(apr_pool_t *p)
{
    /* For each configuration: an internal redirect within the same section need
     * not be authorized again. */
    ap_register_auth_provider(p, AUTHZ_PROVIDER_GROUP, CP_REQUIRE_PROVIDER,
                              AUTHZ_PROVIDER_VERSION, &provider,
                              AP_AUTH_INTERNAL_PER_CONF);
}
