/* SPDX-License-Identifier: Apache-2.0 */
/* Expires cookies that the browser should not have; see the header. */
#include "httpd/cookies/cp_leftovers.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "core/cookie/cp_attributes.h"
#include "core/cookie/cp_cookies.h"
#include "core/http/cp_site_path.h"
#include "httpd/config/cp_module.h"
#include "httpd/cookies/cp_cookie_scopes.h"
#include "httpd/observe/cp_observe.h"
#include "httpd/request/cp_trace.h"

/* The most bytes of all deletions of one response. Some proxies accept at most
 * 4 KiB for a whole header section. */
#define CP_MAX_DELETION_BYTES 2560
/* The longest name that is expired. A longer one does not fit with its
 * attributes, in any scope. */
#define CP_MAX_DELETED_NAME 2400
/* The number of deletions without room after which the work ends. */
#define CP_MAX_MISSES 64
#define CP_MAX_PATHS 8
#define CP_MAX_LEFTOVERS 64

/* A cookie to expire. */
typedef struct cp_leftover {
    const cp_cookie *cookie;
    const char *name;
} cp_leftover;

typedef struct expiring {
    /* Set when the work begins. */
    request_rec *r;
    const cp_req *q;           /* its layers judge; or, if NULL: */
    const cp_rules *rules;     /* these rules */
    const cp_visitor *visitor; /* for this visitor */
    /* Set when all cookies of the request are judged. */
    apr_array_header_t *list;    /* cp_leftover; NULL: none */
    apr_array_header_t *domains; /* where no domain is declared */
    apr_array_header_t *paths;   /* where no path is declared */
    int https;
    /* The deletions so far. */
    int n;
    int misses;       /* deletions that did not fit */
    apr_size_t bytes; /* with the names of the fields */
} expiring;

/* ---- one deletion ---- */

static CP_COLD void trace_deletion(const expiring *e, const char *name,
                                   const char *domain, const char *path,
                                   int fits)
{
    ap_log_rerror(APLOG_MARK, APLOG_TRACE2, 0, e->r,
                  "leftover name=\"%s\" %s: domain=\"%s\" path=\"%s\"",
                  cp_trace_name(e->r, cp_span_of(name)),
                  fits ? "expired" : "not expired, the deletions are too long",
                  cp_trace_text(e->r, domain), cp_trace_text(e->r, path));
}

static int has_prefix(const char *name, const char *prefix)
{
    return !strncasecmp(name, prefix, strlen(prefix));
}

/* Returns the attributes that the prefix of a name demands: CP_ADD_…. All
 * prefixes demand Secure, and those with "Http-" HttpOnly. */
static unsigned attributes_of(const char *name)
{
    if (has_prefix(name, "__Http-") || has_prefix(name, "__Host-Http-")) {
        return CP_ADD_SECURE | CP_ADD_HTTPONLY;
    }
    return has_prefix(name, "__Host-") || has_prefix(name, "__Secure-")
             ? CP_ADD_SECURE
             : 0;
}

/* Adds one deletion, if it fits. The attributes must satisfy the prefix of the
 * name, or the browser refuses the field (RFC 6265bis, section 4.1.3, and its
 * successor, draft-ietf-httpbis-layered-cookies); over http it refuses to
 * change a Secure cookie. A partitioned cookie is another
 * cookie of the same name. Expires is for clients that do not know Max-Age. */
static void expire_at(expiring *e, const char *name, const char *domain,
                      const char *path, int partitioned)
{
    unsigned needs = attributes_of(name) | (partitioned ? CP_ADD_SECURE : 0);
    const char *value;
    apr_size_t size;
    int fits;

    if (has_prefix(name, "__Host-") && (domain || strcmp(path, "/"))) {
        return;
    }
    value =
        apr_pstrcat(e->r->pool, name, "=; Path=", path,
                    domain ? "; Domain=" : "", domain ? domain : "",
                    "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                    cp_attributes_text(e->r->pool, needs),
                    partitioned ? "; SameSite=None; Partitioned" : "", NULL);
    size = sizeof("Set-Cookie: \r\n") - 1 + strlen(value);
    fits = e->bytes + size <= CP_MAX_DELETION_BYTES;
    if (CP_IS_LOGGED(cp_request_known(e->r), APLOG_TRACE2)) {
        trace_deletion(e, name, domain, path, fits);
    }
    if (fits) {
        apr_table_addn(e->r->headers_out, "Set-Cookie", value);
        e->bytes += size;
        e->n++;
    }
    else { /* a shorter deletion may still fit */
        e->misses++;
    }
}

/* ---- all scopes of a cookie ---- */

/* A cookie with a declared domain has two: "this host only" and that one. */
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

/* Expires one cookie in its scope number `scope`, if it has that many. First
 * come all domains with the shortest path, then those with the next path, at
 * last the partitioned cookies of each path. */
static void expire_in_scope(expiring *e, const cp_leftover *l, int scope)
{
    int n_domains = count_domains(e, l->cookie);
    int n_paths = count_paths(e, l->cookie);
    int partitioned = scope - n_domains * n_paths;

    if (partitioned < 0) {
        expire_at(e, l->name, domain_at(e, l->cookie, scope % n_domains),
                  path_at(e, l->cookie, scope / n_domains), 0);
    }
    else if (e->https && partitioned < n_paths) {
        expire_at(e, l->name, NULL, path_at(e, l->cookie, partitioned), 1);
    }
}

/* ---- all cookies ---- */

/* An attempt is one scope of one cookie. All attempts are numbered: the first
 * scope of each cookie, then the second scope of each, and so on. The first
 * scopes are the most likely ones. */
static void try_attempt(expiring *e, int number)
{
    int n_cookies = e->list->nelts;

    expire_in_scope(e, &APR_ARRAY_IDX(e->list, number % n_cookies, cp_leftover),
                    number / n_cookies);
}

/* An upper limit: three for the two scopes of a declared domain and for the
 * partitioned cookie. */
static int count_attempts(const expiring *e)
{
    return (e->domains->nelts + 3) * e->paths->nelts * e->list->nelts;
}

/* Makes the attempts in their order until half of the bytes are used. Returns
 * their number. */
static int try_likely(expiring *e, int n_attempts)
{
    int number = 0;

    while (number < n_attempts && e->bytes <= CP_MAX_DELETION_BYTES / 2
           && e->misses < CP_MAX_MISSES) {
        try_attempt(e, number++);
    }
    return number;
}

/* Makes the other attempts while there is room. The first one changes with the
 * time, so that later pages expire the cookies that do not fit here. */
static void try_others(expiring *e, int done, int n_attempts, apr_int64_t now)
{
    int n = n_attempts - done, i;

    for (i = 0; i < n && e->misses < CP_MAX_MISSES; i++) {
        try_attempt(e, done + (int)((now + i) % n));
    }
}

static void expire_everywhere(expiring *e, apr_int64_t now)
{
    int n_attempts = count_attempts(e);
    int done = try_likely(e, n_attempts);

    try_others(e, done, n_attempts, now);
}

/* ---- the cookies to expire ---- */

/* Adds a cookie to the list. A name that is not a token could add attributes to
 * the field of the deletion. */
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

/* Function for cp_cookies_filter: notes leftovers and keeps all cookies. */
static int judge(void *ctx, cp_span name, unsigned flags)
{
    expiring *e = ctx;
    const cp_cookie *cookie;

    (void)flags;
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

/* Judges each cookie of the request, which was sent to `path`, and expires the
 * leftovers. Returns non-zero if there is a deletion. */
static int expire_all(expiring *e, cp_chain *chain, const char *path)
{
    request_rec *r = e->r;

    chain->expired = 1;
    if (chain->cookie_field == NULL) {
        return 0;
    }
    cp_cookies_filter(r->pool, chain->cookie_field, judge, e);
    if (e->list == NULL) {
        return 0;
    }
    e->https = cp_request_is_https(r);
    e->domains = cp_cookie_scopes_domains(r->pool, r->hostname);
    e->paths = cp_cookie_scopes_paths(r->pool, path, CP_MAX_PATHS);
    expire_everywhere(e, chain->now);
    cp_observe_add(chain->site, CP_COUNT_EXPIRED, (apr_uint64_t)e->list->nelts);
    return e->n > 0;
}

/* True for images and style sheets, by the types that browsers accept for them.
 * Over http browsers send no Sec-Fetch-Dest. */
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

    /* The page expires them, so its parts need not do it again. */
    if (q->chain->expired || cp_request_no_leftovers(q)
        || !cp_request_is_navigation(r) || wants_part_of_page(r)) {
        return 0;
    }
    path = cp_request_first(r)->unparsed_uri;
    return expire_all(&e, q->chain, path && cp_is_site_path(path) ? path : "/");
}

void cp_leftovers_expire_as(request_rec *r, const cp_rules *rules,
                            const cp_visitor *visitor, const char *path)
{
    expiring e = {r, NULL, rules, visitor, NULL, NULL, NULL, 0, 0, 0, 0};

    expire_all(&e, cp_request_chain(r), path);
}
