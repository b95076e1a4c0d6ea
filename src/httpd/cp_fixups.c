/* SPDX-License-Identifier: Apache-2.0 */
/* The request as applications see it; see the header. */
#include "cp_fixups.h"

#include <strings.h>

#include <apr_tables.h>

#include "cp_buf.h"
#include "cp_cookies.h"
#include "cp_module.h"
#include "cp_report.h"
#include "cp_request.h"

/* ---- environment ---- */

/* Somebody else's variables of these names must give way. */
static int is_taken(const apr_table_t *env)
{
    const apr_array_header_t *all = apr_table_elts(env);
    const apr_table_entry_t *e = (const apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        if ((e[i].key[0] | 0x20) == 'c'
            && !strncasecmp(e[i].key, "COOKIE_POLICY", 13)) {
            return 1;
        }
    }
    return 0;
}

static void export(request_rec *r, cp_req *q)
{
    const cp_site *site = q->visit->site;
    const cp_visitor *visitor = &q->visit->visitor;
    const cp_consent *consent = &visitor->consent;
    /* Adding does not look for an entry of the same name. */
    void (*set)(apr_table_t *, const char *, const char *) =
        is_taken(r->subprocess_env) ? apr_table_setn : apr_table_addn;
    int i;

    q->exported = 1;
    set(r->subprocess_env, "COOKIE_POLICY",
        consent->decided ? cp_number(r->pool, consent->time) : "undecided");
    for (i = 0; i < site->categories->n; i++) {
        set(r->subprocess_env, site->env_names[i],
            cp_state_name(cp_consent_state(site->categories, i, consent,
                                           visitor->signals)));
    }
}

/* A section said Off after all. */
static void unexport(request_rec *r, cp_req *q)
{
    const cp_site *site = cp_conf_site(r->server);
    int i;

    q->exported = 0;
    apr_table_unset(r->subprocess_env, "COOKIE_POLICY");
    for (i = 0; i < site->categories->n; i++) {
        apr_table_unset(r->subprocess_env, site->env_names[i]);
    }
}

int cp_fixups_export(request_rec *r)
{
    cp_req *q;

    if (cp_site_is_dormant(r->server) || r->main != NULL) {
        return DECLINED;
    }
    q = cp_request_active(r);
    if (q != NULL && !q->exported) {
        export(r, q);
    }
    return DECLINED;
}

/* ---- request fields ---- */

typedef struct stripping {
    request_rec *r;
    const cp_req *q;
} stripping;

static int may_stay(void *ctx, cp_span name, int sure)
{
    stripping *s = ctx;
    int stays = cp_request_may_see(s->q, name, sure);

    if (!stays) {
        cp_report_stripped(s->r, name);
    }
    return stays;
}

/* What applications may see of the field; NULL for nothing. */
static const char *rest_of(request_rec *r, const cp_req *q, const char *field)
{
    stripping s = {r, q};

    return cp_cookies_filter(r->pool, field, may_stay, &s);
}

static void put_cookie(request_rec *r, const char *field)
{
    if (field != NULL) {
        apr_table_setn(r->headers_in, "Cookie", field);
    }
    else {
        apr_table_unset(r->headers_in, "Cookie");
    }
}

static void hide(request_rec *r, cp_req *q)
{
    const char *field = apr_table_get(r->headers_in, "Cookie");

    if (!cp_request_strips(q)) {
        return;
    }
    if (field != NULL && field != q->left) {
        if (field != q->sent) {
            q->sent = field;
            q->left = rest_of(r, q, field);
        }
        if (field != q->left) {
            cp_request_edit(r, q);
            put_cookie(r, q->left);
        }
    }
    if (apr_table_get(r->headers_in, "Cookie2") != NULL) {
        cp_request_edit(r, q);
        apr_table_unset(r->headers_in, "Cookie2");
    }
}

int cp_fixups_hide(request_rec *r)
{
    cp_req *q = cp_site_is_dormant(r->server) ? NULL : cp_request_active(r);

    if (q != NULL && q->mode == CP_ON && q->visit->cookie_field != NULL) {
        hide(r, q);
    }
    return DECLINED;
}

int cp_fixups_show(request_rec *r)
{
    cp_req *q = r->main ? NULL : cp_request_known(r);

    /* Whoever has changed the field since knows what for. */
    if (q != NULL && q->sent != NULL
        && apr_table_get(r->headers_in, "Cookie") == q->left) {
        put_cookie(r, q->sent);
    }
    return DECLINED;
}

static void fix(request_rec *r)
{
    cp_req *q = r->main ? NULL : cp_request_active(r);

    if (q == NULL) {
        q = cp_request_known(r);
        if (q != NULL && q->exported) {
            unexport(r, q);
        }
        return;
    }
    if (!q->exported) {
        export(r, q);
    }
    if (q->mode == CP_ON) {
        hide(r, q);
    }
}

int cp_fixups(request_rec *r)
{
    if (!cp_site_is_dormant(r->server)) {
        fix(r);
    }
    return DECLINED;
}

int cp_fixups_restore(request_rec *r)
{
    if (cp_site_is_dormant(r->server)) {
        return DECLINED;
    }
    for (; r != NULL; r = r->next) {
        cp_req *q = cp_request_known(r);

        if (q != NULL && q->headers_in != NULL) {
            r->headers_in = q->headers_in;
        }
    }
    return DECLINED;
}
