/* SPDX-License-Identifier: Apache-2.0 */
/* Expiring what the browser should not hold any more; see the header. */
#include "cp_leftovers.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>

#include "cp_cookies.h"
#include "cp_form.h"
#include "cp_module.h"
#include "cp_places.h"

/* Fields of about 110 bytes each: a response's head stays well below what
 * proxies and browsers take, whatever a request sends. */
#define CP_MAX_DELETIONS 40
#define CP_MAX_PATHS 8

typedef struct expiring {
    request_rec *r;
    const cp_req *q;             /* judged by the layers of a request, or */
    const cp_rules *rules;       /* by these rules */
    const cp_visitor *visitor;   /* for this visitor */
    const char *path;            /* where the cookies were sent to */
    apr_array_header_t *domains; /* where nothing else is declared; NULL: */
    apr_array_header_t *paths;   /* not asked for yet */
    int https;
    int n; /* deletions so far */
} expiring;

static int has_prefix(const char *name, const char *prefix)
{
    return !strncasecmp(name, prefix, strlen(prefix));
}

/* RFC 6265bis section 4.1.3: a deletion must keep the name's promise, or
 * the browser refuses it. Over http no Secure cookie can be touched. */
static void expire_at(expiring *e, const char *name, const char *domain,
                      const char *path, const char *more)
{
    int host = has_prefix(name, "__Host-");
    int secure = e->https || host || has_prefix(name, "__Secure-");

    if (e->n >= CP_MAX_DELETIONS || (host && (domain || strcmp(path, "/")))) {
        return;
    }
    e->n++;
    apr_table_addn(
        e->r->headers_out, "Set-Cookie",
        apr_pstrcat(e->r->pool, name, "=; Path=", path,
                    domain ? "; Domain=" : "", domain ? domain : "",
                    "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                    secure ? "; Secure" : "", more, NULL));
}

static void expire_everywhere(expiring *e, const char *name,
                              const apr_array_header_t *domains,
                              const apr_array_header_t *paths)
{
    int i, k;

    for (i = 0; i < paths->nelts; i++) {
        const char *path = APR_ARRAY_IDX(paths, i, const char *);

        for (k = 0; k < domains->nelts; k++) {
            expire_at(e, name, APR_ARRAY_IDX(domains, k, const char *), path,
                      "");
        }
        /* A partitioned cookie is another cookie of the same name. */
        if (e->https) {
            expire_at(e, name, NULL, path, "; SameSite=None; Partitioned");
        }
    }
}

static apr_array_header_t *only(apr_pool_t *p, const char *a, const char *b)
{
    apr_array_header_t *list = apr_array_make(p, 2, sizeof(const char *));

    APR_ARRAY_PUSH(list, const char *) = a;
    if (b != NULL) {
        APR_ARRAY_PUSH(list, const char *) = b;
    }
    return list;
}

static void expire(expiring *e, const cp_cookie *cookie, cp_span span)
{
    apr_pool_t *p = e->r->pool;

    /* What is no token could smuggle attributes into our own field. */
    if (!cp_span_is_token(span)) {
        return;
    }
    if (e->domains == NULL) {
        e->domains = cp_places_domains(p, e->r->hostname);
        e->paths = cp_places_paths(p, e->path, CP_MAX_PATHS);
    }
    expire_everywhere(e, cp_span_dup(p, span),
                      cookie->domain ? only(p, NULL, cookie->domain)
                                     : e->domains,
                      cookie->path ? only(p, cookie->path, NULL) : e->paths);
}

/* Walks the field with the callback of cp_cookies_filter: keeps all. */
static int look_at(void *ctx, cp_span name, int sure)
{
    expiring *e = ctx;
    const cp_cookie *cookie;

    (void)sure;
    if (e->q != NULL) {
        cookie = cp_request_leftover(e->q, name);
    }
    else {
        cp_decision d = cp_decide(e->rules, e->visitor, name);
        cookie = d.reason != CP_ALLOW ? d.cookie : NULL;
    }
    if (cookie != NULL) {
        expire(e, cookie, name);
    }
    return 1;
}

/* Judges every cookie of the request; `path` is where they were sent to. */
static int expire_all(expiring *e, cp_visit *visit, const char *path)
{
    request_rec *r = e->r;

    visit->expired = 1;
    if (visit->cookie_field == NULL) {
        return 0;
    }
    e->https = !strcasecmp(ap_http_scheme(r), "https");
    e->path = path;
    cp_cookies_filter(r->pool, visit->cookie_field, look_at, e);
    return e->n > 0;
}

int cp_leftovers_expire(request_rec *r, cp_req *q)
{
    expiring e = {r, q, NULL, NULL, NULL, NULL, NULL, 0, 0};
    const char *path = cp_request_first(r)->unparsed_uri;

    /* Not on every image of a page: the page itself does. */
    if (q->visit->expired || q->visit->cookie_field == NULL
        || !cp_request_is_navigation(r)) {
        return 0;
    }
    return expire_all(&e, q->visit, path && cp_is_site_path(path) ? path : "/");
}

void cp_leftovers_expire_as(request_rec *r, const cp_rules *rules,
                            const cp_visitor *visitor, const char *path)
{
    expiring e = {r, NULL, rules, visitor, NULL, NULL, NULL, 0, 0};

    expire_all(&e, cp_request_visit(r), path);
}
