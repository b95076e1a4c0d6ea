/* SPDX-License-Identifier: Apache-2.0 */
/* Expiring what the browser should not hold any more; see the header. */
#include "httpd/cookies/cp_leftovers.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>

#include "core/cookie/cp_cookies.h"
#include "core/http/cp_url.h"
#include "httpd/config/cp_module.h"
#include "httpd/cookies/cp_cookie_scopes.h"

/* A proxy in front may give a whole head no more than 4 KiB. */
#define CP_MAX_DELETION_BYTES 2560
/* A longer name does not fit into a deletion with its attributes. To try every
 * place would only cost time. */
#define CP_MAX_DELETED_NAME 2400
/* After so many deletions that did not fit, the rest is not tried. */
#define CP_MAX_MISSES 64
#define CP_MAX_PATHS 8
#define CP_MAX_LEFTOVERS 64

/* One cookie that must go. */
typedef struct cp_leftover {
    const cp_cookie *cookie;
    const char *name;
} cp_leftover;

typedef struct expiring {
    request_rec *r;
    const cp_req *q;             /* judged by the layers of a request, or */
    const cp_rules *rules;       /* by these rules */
    const cp_visitor *visitor;   /* for this visitor */
    apr_array_header_t *list;    /* cp_leftover */
    apr_array_header_t *domains; /* where nothing else is declared */
    apr_array_header_t *paths;
    int https;
    int n;            /* deletions so far */
    int misses;       /* deletions that did not fit */
    apr_size_t bytes; /* of them, with the field's name */
} expiring;

/* ---- one deletion ---- */

static int has_prefix(const char *name, const char *prefix)
{
    return !strncasecmp(name, prefix, strlen(prefix));
}

/* RFC 6265bis section 4.1.3: a deletion must keep the name's promise, or
 * the browser refuses it. Over http no Secure cookie can be touched. A
 * partitioned cookie is another cookie of the same name. Old clients and
 * some libraries know Expires alone. */
static void expire_at(expiring *e, const char *name, const char *domain,
                      const char *path, int partitioned)
{
    int host = has_prefix(name, "__Host-");
    int secure = partitioned || host || has_prefix(name, "__Secure-");
    const char *value;
    apr_size_t size;

    if (host && (domain || strcmp(path, "/"))) {
        return;
    }
    value =
        apr_pstrcat(e->r->pool, name, "=; Path=", path,
                    domain ? "; Domain=" : "", domain ? domain : "",
                    "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                    secure ? "; Secure" : "",
                    partitioned ? "; SameSite=None; Partitioned" : "", NULL);
    size = sizeof("Set-Cookie: \r\n") - 1 + strlen(value);
    /* If a deletion does not fit, a shorter one may still fit. */
    if (e->bytes + size <= CP_MAX_DELETION_BYTES) {
        apr_table_addn(e->r->headers_out, "Set-Cookie", value);
        e->bytes += size;
        e->n++;
    }
    else {
        e->misses++;
    }
}

/* ---- every place ---- */

static int count_domains(const expiring *e, const cp_cookie *cookie)
{
    return cookie->domain ? 2 : e->domains->nelts;
}

static int count_paths(const expiring *e, const cp_cookie *cookie)
{
    return cookie->path ? 1 : e->paths->nelts;
}

static const char *domain_at(const expiring *e, const cp_cookie *cookie, int i)
{
    if (cookie->domain) {
        return i ? cookie->domain : NULL;
    }
    return APR_ARRAY_IDX(e->domains, i, const char *);
}

static const char *path_at(const expiring *e, const cp_cookie *cookie, int i)
{
    return cookie->path ? cookie->path
                        : APR_ARRAY_IDX(e->paths, i, const char *);
}

/* Place number `place` of that cookie, if it has so many: all domains for
 * the shortest path first, the partitioned ones last. */
static void expire_place(expiring *e, const cp_leftover *l, int place)
{
    int domains = count_domains(e, l->cookie);
    int paths = count_paths(e, l->cookie);

    if (domains > 0 && place < domains * paths) {
        expire_at(e, l->name, domain_at(e, l->cookie, place % domains),
                  path_at(e, l->cookie, place / domains), 0);
    }
    else if (e->https && place < domains * paths + paths) {
        expire_at(e, l->name, NULL,
                  path_at(e, l->cookie, place - domains * paths), 1);
    }
}

static void expire_number(expiring *e, int i)
{
    expire_place(e, &APR_ARRAY_IDX(e->list, i % e->list->nelts, cp_leftover),
                 i / e->list->nelts);
}

/*
 * Where each is most likely to be first. What does not fit has its turn on
 * later pages, which start somewhere else: those that are gone by then make
 * room as well.
 */
static void expire_everywhere(expiring *e, apr_int64_t now)
{
    int places = (e->domains->nelts + 3) * e->paths->nelts;
    int total = places * e->list->nelts, done = 0, start, i;

    while (done < total && e->bytes <= CP_MAX_DELETION_BYTES / 2
           && e->misses < CP_MAX_MISSES) {
        expire_number(e, done++);
    }
    if (done == total) {
        return;
    }
    start = (int)(now % (total - done));
    for (i = 0; i < total - done && e->misses < CP_MAX_MISSES; i++) {
        expire_number(e, done + (start + i) % (total - done));
    }
}

/* ---- which cookies ---- */

/* What is no token could smuggle attributes into our own field. */
static void note(expiring *e, const cp_cookie *cookie, cp_span name)
{
    cp_leftover *l;

    if (name.n > CP_MAX_DELETED_NAME || !cp_span_is_token(name)) {
        return;
    }
    if (e->list == NULL) {
        e->list = apr_array_make(e->r->pool, 4, sizeof(cp_leftover));
    }
    l = apr_array_push(e->list);
    l->cookie = cookie;
    l->name = cp_span_dup(e->r->pool, name);
}

static int is_noted(const expiring *e, cp_span name)
{
    int i;

    for (i = 0; e->list && i < e->list->nelts; i++) {
        if (cp_span_is(name, APR_ARRAY_IDX(e->list, i, cp_leftover).name)) {
            return 1;
        }
    }
    return 0;
}

/* Walks the field with the callback of cp_cookies_filter: keeps all. */
static int look_at(void *ctx, cp_span name, unsigned what)
{
    expiring *e = ctx;
    const cp_cookie *cookie;

    (void)what;
    if (e->q != NULL) {
        cookie = cp_request_leftover(e->q, name);
    }
    else {
        cp_decision d = cp_decide(e->rules, e->visitor, name);
        cookie = d.reason != CP_ALLOW ? d.cookie : NULL;
    }
    if (cookie != NULL && !is_noted(e, name)
        && (e->list == NULL || e->list->nelts < CP_MAX_LEFTOVERS)) {
        note(e, cookie, name);
    }
    return 1;
}

/* Judges every cookie of the request; `path` is where they were sent to. */
static int expire_all(expiring *e, cp_chain *chain, const char *path)
{
    request_rec *r = e->r;

    chain->expired = 1;
    if (chain->cookie_field == NULL) {
        return 0;
    }
    cp_cookies_filter(r->pool, chain->cookie_field, look_at, e);
    if (e->list == NULL) {
        return 0;
    }
    e->https = !strcasecmp(ap_http_scheme(r), "https");
    e->domains = cp_cookie_scopes_domains(r->pool, r->hostname);
    e->paths = cp_cookie_scopes_paths(r->pool, path, CP_MAX_PATHS);
    expire_everywhere(e, chain->now);
    return e->n > 0;
}

/* Over http browsers send no Sec-Fetch-Dest, but what they accept tells an
 * image or a style sheet from a page. */
static int wants_part_of_page(const request_rec *r)
{
    const char *accept = apr_table_get(r->headers_in, "Accept");

    return accept != NULL
        && (!strncasecmp(accept, "image/", 6)
            || !strncasecmp(accept, "text/css", 8));
}

int cp_leftovers_expire(request_rec *r, cp_req *q)
{
    expiring e = {r, q, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0};
    const char *path;

    /* Not on every image of a page: the page itself does. */
    if (q->chain->expired || cp_request_no_leftovers(q)
        || !cp_request_is_navigation(r) || wants_part_of_page(r)) {
        return 0;
    }
    path = cp_request_first(r)->unparsed_uri;
    return expire_all(&e, q->chain,
                      path && cp_url_is_site_path(path) ? path : "/");
}

void cp_leftovers_expire_as(request_rec *r, const cp_rules *rules,
                            const cp_visitor *visitor, const char *path)
{
    expiring e = {r, NULL, rules, visitor, NULL, NULL, NULL, 0, 0, 0, 0};

    expire_all(&e, cp_request_chain(r), path);
}
