/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mod_cookie_policy: the administrator declares the cookies of a site. The
 * server asks visitors for their consent, suppresses the cookies that they have
 * not agreed to, and publishes the policy.
 *
 * This file is the door: the module record, the file that serves each hook, and
 * the reason for the order of each hook. src/core decides; src/httpd adapts the
 * decisions to httpd.
 */
#include <apr_hooks.h>
#include <httpd.h>
#include <http_config.h>
#include <http_connection.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mpm_common.h>

#include "httpd/config/cp_config_check.h"
#include "httpd/config/cp_config_warnings.h"
#include "httpd/page/cp_conditional.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_directives.h"
#include "httpd/endpoint/cp_endpoint.h"
#include "httpd/endpoint/cp_held.h"
#include "httpd/endpoint/cp_held_path.h"
#include "httpd/endpoint/cp_report_limit.h"
#include "httpd/cookies/cp_filter_headers.h"
#include "httpd/page/cp_filter_decompress.h"
#include "httpd/page/cp_filter_hold.h"
#include "httpd/page/cp_filter_html.h"
#include "httpd/cookies/cp_filter_raw.h"
#include "httpd/page/cp_filter_vary.h"
#include "httpd/observe/cp_observe_store.h"
#include "httpd/records/cp_records.h"
#include "httpd/request/cp_fixups.h"
#include "httpd/request/cp_request.h"
#include "httpd/request/cp_require.h"
#include "httpd/config/cp_site.h"
#include "httpd/config/cp_version.h"
#include "httpd/status/cp_status_handler.h"

static void register_hooks(apr_pool_t *p);

/* clang-format off */
AP_DECLARE_MODULE(cookie_policy) = {
    STANDARD20_MODULE_STUFF,
    cp_conf_create_dir,
    cp_conf_merge_dir,
    cp_conf_create_srv,
    cp_conf_merge_srv,
    cp_directives,
    register_hooks
#if defined(AP_MODULE_FLAG_NONE)
    ,
    AP_MODULE_FLAG_NONE
#endif
};
/* clang-format on */

/* ---- hooks of each request ---- */

/* Makes no record if no policy can come into force in any server. */
static int create(request_rec *r)
{
    if (cp_site_is_dormant(r->server)) {
        return DECLINED;
    }
    cp_request_make(r);
    return cp_filter_headers_insert(r);
}

/* Defines a hook that declines if the request has no record: this test is the
 * whole cost of the hook then. */
#define IF_RECORDED(hook, does)                     \
    static int hook(request_rec *r)                 \
    {                                               \
        cp_req *q = cp_request_known(r);            \
                                                    \
        return q == NULL ? DECLINED : (does)(r, q); \
    }

static int strip(request_rec *r, cp_req *q)
{
    cp_status_claim(r);
    return cp_fixups_strip(r, q);
}

IF_RECORDED(claim, cp_endpoint_claim)
IF_RECORDED(set_env_and_claim, cp_held_path_start)
IF_RECORDED(unhide_for_rewrite, cp_held_path_unhide)
IF_RECORDED(strip_cookies, cp_fixups_strip_early)
IF_RECORDED(late_strip, strip)
IF_RECORDED(map_conditionals, cp_conditional_map)
IF_RECORDED(restore, cp_fixups_restore)

static int judge_and_map_for_cache(request_rec *r, int lookup)
{
    cp_req *q = cp_request_known(r);
    int refusal = q ? cp_held_path_judge_sent(r, q) : DECLINED;

    (void)lookup;
    return refusal != OK ? refusal : cp_conditional_map_cache(r, q);
}

/* ---- registration ---- */

/* Hooks that are needed only with certain other modules. In pre_config all
 * modules are loaded, and httpd sorts the hooks again after it has read the
 * configuration. */

/* Modules that read cookies in their fixups hook. */
static const char *const readers[] = {"mod_session.c", "mod_lua.c",
                                      "mod_perl.c", NULL};
/* The only module whose handler comes before the one that makes the content. */
static const char *const caches[] = {"mod_cache.c", NULL};

static int pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    int i;

    (void)pconf;
    (void)plog;
    (void)ptemp;
    apr_hook_debug_current = cookie_policy_module.name; /* as httpd does */
    /* pre_translate_name: mod_proxy maps URLs in this hook or in
     * translate_name, so the module claims its own URLs before. */
    if (ap_find_linked_module("mod_proxy.c") != NULL) {
        ap_hook_pre_translate_name(claim, NULL, NULL, APR_HOOK_REALLY_FIRST);
    }
    for (i = 0; readers[i] != NULL; i++) {
        if (ap_find_linked_module(readers[i]) != NULL) {
            /* fixups, before all of them: cookies are hidden from sessions and
             * from scripts that run in this hook. */
            ap_hook_fixups(strip_cookies, NULL, readers, APR_HOOK_MIDDLE);
            break;
        }
    }
    if (ap_find_linked_module(caches[0]) != NULL) {
        /* quick_handler, before mod_cache answers in it. */
        ap_hook_quick_handler(judge_and_map_for_cache, NULL, NULL,
                              APR_HOOK_REALLY_FIRST);
        /* insert_filter, after mod_headers: the filters have the same type, so
         * the one that is inserted later runs later. */
        cp_filter_vary_register();
        ap_hook_insert_filter(cp_filter_vary_insert, NULL, NULL,
                              APR_HOOK_REALLY_LAST);
    }
    return OK;
}

static int post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                       server_rec *s)
{
    int status = cp_site_make_all(pconf, s);

    (void)plog;
    if (status == OK) {
        status = cp_records_start(pconf, s);
    }
    if (status == OK) {
        cp_report_limit_make(pconf, s);
        cp_version_log(s);
        cp_config_warnings(ptemp, s);
        cp_status_warn(ptemp, s);
        cp_observe_store_open(pconf, ptemp, s);
    }
    return status;
}

static void register_request_hooks(void)
{
    /* translate_name, before mod_rewrite and mod_alias map the module's own
     * URLs, and before httpd evaluates <If> again: variables are set. Requests
     * for held paths are refused before a module redirects them. */
    ap_hook_translate_name(set_env_and_claim, NULL, NULL,
                           APR_HOOK_REALLY_FIRST);
    /* map_to_storage, before httpd looks for a file: the own URLs have none. */
    ap_hook_map_to_storage(cp_endpoint_no_file, NULL, NULL,
                           APR_HOOK_REALLY_FIRST);
    /* check_authn, before any module looks for a log-in in a cookie. */
    ap_hook_check_authn(strip_cookies, NULL, NULL, APR_HOOK_REALLY_FIRST,
                        AP_AUTH_INTERNAL_PER_CONF);
    /* fixups, before mod_rewrite (FIRST): rules of a directory see the field as
     * it was sent; and before mod_headers (LAST), which can forward the
     * variables of a section's own policy. Held paths that only a section or an
     * .htaccess file declares are refused here. */
    ap_hook_fixups(unhide_for_rewrite, NULL, NULL, APR_HOOK_REALLY_FIRST);
    /* fixups, after all others: handlers and backends see the result. */
    ap_hook_fixups(late_strip, NULL, NULL, APR_HOOK_REALLY_LAST);
    /* handler, before all others: the module's own URLs. */
    ap_hook_handler(cp_endpoint_handler, NULL, NULL, APR_HOOK_REALLY_FIRST);
    /* handler, after mod_cache: the cache looks a page up by the fields that
     * the browser sent; the handlers after it get the mapped fields. */
    ap_hook_handler(map_conditionals, caches, NULL, APR_HOOK_REALLY_FIRST);
    /* log_transaction, before any log is written: the original fields. */
    ap_hook_log_transaction(restore, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

static void register_hooks(apr_pool_t *p)
{
    ap_hook_pre_config(pre_config, NULL, NULL, APR_HOOK_MIDDLE);
    /* check_config: it also runs for `httpd -t`. */
    ap_hook_check_config(cp_config_check, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_check_config(cp_records_check, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(post_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_monitor(cp_observe_store_monitor, NULL, NULL, APR_HOOK_MIDDLE);
    /* child_init, before mod_watchdog starts the threads that deliver. */
    ap_hook_child_init(cp_records_child, NULL, NULL, APR_HOOK_REALLY_FIRST);

    cp_filter_headers_register();
    cp_filter_raw_register();
    cp_held_register();
    /* pre_connection: the raw-head filter is there before any byte can be
     * written. */
    ap_hook_pre_connection(cp_filter_raw_insert, NULL, NULL, APR_HOOK_MIDDLE);
    /* create_request, before http_core (REALLY_LAST) adds its protocol filters.
     * Filters of one type keep the order in which they are added, so the header
     * filter is the first of them. It arms the raw-head filter, for heads that
     * no filter of a request sees. */
    ap_hook_create_request(create, NULL, NULL, APR_HOOK_MIDDLE);

    register_request_hooks();
    cp_require_register(p);
    cp_status_register(p);

    /* insert_filter, after the filters that make content. The type of the body
     * filter puts it before the filters that encode the content. */
    cp_filter_hold_register();
    cp_filter_html_register();
    cp_filter_decompress_register();
    ap_hook_insert_filter(cp_filter_html_insert, NULL, NULL, APR_HOOK_LAST);
    ap_hook_insert_error_filter(cp_filter_html_insert_error, NULL, NULL,
                                APR_HOOK_LAST);
}
