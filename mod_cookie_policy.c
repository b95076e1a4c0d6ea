/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mod_cookie_policy: the administrator declares which cookies a site sets;
 * the server lets through those that the visitor has agreed to, asks, and
 * publishes the policy.
 *
 * This file is the door: the module record, and which file serves which
 * hook and why there. Logic is in src/core (what is decided) and src/httpd
 * (what httpd has to do with it).
 */
#include <apr_hooks.h>
#include <httpd.h>
#include <http_config.h>
#include <http_connection.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>

#include "httpd/config/cp_config_check.h"
#include "httpd/config/cp_config_warnings.h"
#include "httpd/page/cp_conditional.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_directives.h"
#include "httpd/endpoint/cp_endpoint.h"
#include "httpd/cookies/cp_filter_headers.h"
#include "httpd/page/cp_filter_decompress.h"
#include "httpd/page/cp_filter_html.h"
#include "httpd/cookies/cp_filter_raw.h"
#include "httpd/page/cp_filter_vary.h"
#include "httpd/request/cp_fixups.h"
#include "httpd/request/cp_request.h"
#include "httpd/config/cp_site.h"
#include "httpd/config/cp_version.h"

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

/* Where no policy can come into force nothing is made. */
static int create(request_rec *r)
{
    if (cp_site_is_dormant(r->server)) {
        return DECLINED;
    }
    cp_request_make(r);
    return cp_filter_headers_insert(r);
}

/* Where nothing has been made a hook costs this test and no more. */
#define UNLESS_DORMANT(hook, does)                  \
    static int hook(request_rec *r)                 \
    {                                               \
        cp_req *q = cp_request_known(r);            \
                                                    \
        return q == NULL ? DECLINED : (does)(r, q); \
    }

static int start(request_rec *r, cp_req *q)
{
    cp_fixups_start(r, q);
    return cp_endpoint_claim(r, q);
}

UNLESS_DORMANT(claim, cp_endpoint_claim)
UNLESS_DORMANT(translate, start)
UNLESS_DORMANT(begin_fixups, cp_fixups_begin)
UNLESS_DORMANT(hide, cp_fixups_hide)
UNLESS_DORMANT(fixups, cp_fixups)
UNLESS_DORMANT(ask, cp_conditional_map)
UNLESS_DORMANT(restore, cp_fixups_restore)

static int ask_cache(request_rec *r, int lookup)
{
    cp_req *q = cp_request_known(r);

    (void)lookup;
    return q == NULL ? DECLINED : cp_conditional_map_cache(r, q);
}

/* ---- registration ---- */

/* For the neighbours that are there: now all modules are loaded, and httpd
 * sorts the hooks once more when it has read the rest; like it, we say whose
 * hooks these are. Nobody answers before the handlers but a cache. */
static const char *const readers[] = {"mod_session.c", "mod_lua.c",
                                      "mod_perl.c", NULL};
static const char *const caches[] = {"mod_cache.c", NULL};

static int pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    int i;

    (void)pconf;
    (void)plog;
    (void)ptemp;
    apr_hook_debug_current = cookie_policy_module.name;
    /* It maps in this hook or in the next. */
    if (ap_find_linked_module("mod_proxy.c") != NULL) {
        ap_hook_pre_translate_name(claim, NULL, NULL, APR_HOOK_REALLY_FIRST);
    }
    for (i = 0; readers[i] != NULL; i++) {
        if (ap_find_linked_module(readers[i]) != NULL) {
            ap_hook_fixups(hide, NULL, readers, APR_HOOK_MIDDLE);
            break;
        }
    }
    if (ap_find_linked_module(caches[0]) != NULL) {
        ap_hook_quick_handler(ask_cache, NULL, NULL, APR_HOOK_REALLY_FIRST);
        /* Behind mod_headers' filter of the same type. */
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
        cp_version_log(s);
        cp_config_warnings(ptemp, s);
    }
    return status;
}

static void register_request_hooks(void)
{
    /* Our own URLs, before mod_rewrite and others see them; the variables
     * before <If> is evaluated for the second time. */
    ap_hook_translate_name(translate, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_map_to_storage(cp_endpoint_no_file, NULL, NULL,
                           APR_HOOK_REALLY_FIRST);
    ap_hook_handler(cp_endpoint_handler, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_handler(ask, caches, NULL, APR_HOOK_REALLY_FIRST);

    /* Cookies are hidden from who looks for a log-in, and for mod_rewrite
     * (FIRST) shown again, with the variables for a section's own policy,
     * which mod_headers' fixup (LAST) forwards; then hidden from
     * mod_session and scripts, and with the request's other fields from
     * all that comes after everybody's fixups. The original is back before
     * any log is written. */
    ap_hook_check_authn(hide, NULL, NULL, APR_HOOK_REALLY_FIRST,
                        AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_fixups(begin_fixups, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_fixups(fixups, NULL, NULL, APR_HOOK_REALLY_LAST);
    ap_hook_log_transaction(restore, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

static void register_hooks(apr_pool_t *p)
{
    (void)p;

    ap_hook_pre_config(pre_config, NULL, NULL, APR_HOOK_MIDDLE);
    /* Mistakes that only show when all is read; runs for -t as well. */
    ap_hook_check_config(cp_config_check, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(post_config, NULL, NULL, APR_HOOK_MIDDLE);

    /* http_core adds its protocol filters REALLY_LAST in this hook, and
     * filters of one type keep the order in which they are added: being
     * earlier makes ours the head of the protocol chain. It arms the other
     * filter, for heads that no filter of a request sees, before anything
     * can be written. */
    cp_filter_headers_register();
    cp_filter_raw_register();
    ap_hook_pre_connection(cp_filter_raw_insert, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_create_request(create, NULL, NULL, APR_HOOK_MIDDLE);

    register_request_hooks();

    /* After all filters that make content, before those that encode it. */
    cp_filter_html_register();
    cp_filter_decompress_register();
    ap_hook_insert_filter(cp_filter_html_insert, NULL, NULL, APR_HOOK_LAST);
    ap_hook_insert_error_filter(cp_filter_html_insert_error, NULL, NULL,
                                APR_HOOK_LAST);
}
