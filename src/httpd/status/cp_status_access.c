/* SPDX-License-Identifier: Apache-2.0 */
/* The places of the status handler; see the header. */
#include "httpd/status/cp_status_access.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
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

/* Returns the path of the <Location> around the directive, which httpd keeps
 * with the `>` at its end; NULL for other sections and for patterns. */
static const char *path_of(apr_pool_t *p, const ap_directive_t *d)
{
    const char *args;

    while (d != NULL && strcasecmp(d->directive, "<Location") != 0) {
        d = d->parent;
    }
    if (d == NULL) {
        return NULL;
    }
    args = apr_pstrndup(p, d->args, strcspn(d->args, ">"));
    args = ap_getword_conf(p, &args);
    return *args == '/' ? args : NULL;
}

/* Directives are walked in the order of the file. */
static void walk(apr_array_header_t *places, const ap_directive_t *d)
{
    for (; d != NULL; d = d->next) {
        const char *args = d->args;

        if (!strcasecmp(d->directive, "SetHandler")
            && !strcmp(ap_getword_conf(places->pool, &args),
                       CP_STATUS_HANDLER)) {
            cp_status_place *place = apr_array_push(places);

            place->path = path_of(places->pool, d);
            place->file = d->filename;
            place->line = d->line_num;
            place->restricted = is_restricted(d);
        }
        walk(places, d->first_child);
    }
}

apr_array_header_t *cp_status_places(apr_pool_t *p)
{
    apr_array_header_t *places = apr_array_make(p, 4, sizeof(cp_status_place));

    walk(places, ap_conftree);
    return places;
}

static void warn(const server_rec *s, const cp_status_place *place)
{
    if (!place->restricted) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     CPLOGNO(0170) "SetHandler " CP_STATUS_HANDLER
                                   " (%s:%d) is in a section without a "
                                   "Require that excludes somebody: "
                                   "everyone may read which cookies this "
                                   "server sees. Add Require local",
                     place->file, place->line);
    }
}

void cp_status_warn(apr_pool_t *ptemp, server_rec *s)
{
    apr_array_header_t *places;
    int i;

    /* httpd reads its configuration twice; the first pass does not warn */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return;
    }
    places = cp_status_places(ptemp);
    for (i = 0; i < places->nelts; i++) {
        warn(s, &APR_ARRAY_IDX(places, i, cp_status_place));
    }
}
