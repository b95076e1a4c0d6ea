/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A warning at start-up if everyone may read the status; see
 * cp_status_handler.h. The walk looks at the section of SetHandler and at the
 * sections around it. An access rule elsewhere may apply, too, but an
 * administrator who changes that rule does not see what it protects: it belongs
 * beside the handler.
 */
#include <string.h>
#include <strings.h>

#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>

#include "httpd/config/cp_module.h"
#include "httpd/status/cp_status_handler.h"

static int is_container(const ap_directive_t *d)
{
    return !strncasecmp(d->directive, "<Require", 8);
}

/* True if one of these directives, or one of a container of them, excludes
 * somebody. */
static int restricts(const ap_directive_t *d)
{
    for (; d != NULL; d = d->next) {
        if (!strcasecmp(d->directive, "Require")
            && strcasecmp(d->args, "all granted") != 0) {
            return 1;
        }
        if (!strcasecmp(d->directive, "Deny")
            || (is_container(d) && restricts(d->first_child))) {
            return 1;
        }
    }
    return 0;
}

/* True if a section that contains the directive restricts the access. The
 * containers of the whole file and of a virtual host cannot. */
static int is_restricted(const ap_directive_t *d)
{
    for (d = d->parent; d != NULL; d = d->parent) {
        if (strcasecmp(d->directive, "<VirtualHost") != 0
            && restricts(d->first_child)) {
            return 1;
        }
    }
    return 0;
}

/* Directives are walked in the order of the file. */
static void walk(apr_pool_t *p, const server_rec *s, const ap_directive_t *d)
{
    for (; d != NULL; d = d->next) {
        const char *args = d->args;

        if (!strcasecmp(d->directive, "SetHandler")
            && !strcmp(ap_getword_conf(p, &args), CP_STATUS_HANDLER)
            && !is_restricted(d)) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                         CPLOGNO(0170) "SetHandler " CP_STATUS_HANDLER
                                       " (%s:%d) is in a section without a "
                                       "Require that excludes somebody: "
                                       "everyone may read which cookies this "
                                       "server sees. Add Require local",
                         d->filename, d->line_num);
        }
        walk(p, s, d->first_child);
    }
}

void cp_status_warn(apr_pool_t *ptemp, server_rec *s)
{
    /* httpd reads its configuration twice; the first pass does not warn */
    if (ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_CREATE_PRE_CONFIG) {
        walk(ptemp, s, ap_conftree);
    }
}
