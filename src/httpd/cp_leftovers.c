/* SPDX-License-Identifier: Apache-2.0 */
/* Expiring what the browser should not hold any more; see the header. */
#include "cp_leftovers.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <http_protocol.h>

#include "cp_cookies.h"
#include "cp_module.h"

/* A response's head stays small whatever a request sends. */
#define CP_MAX_EXPIRED 20

typedef struct expiring {
    request_rec *r;
    const cp_req *q;           /* judged by the layers of a request, or */
    const cp_rules *rules;     /* by these rules */
    const cp_visitor *visitor; /* for this visitor */
    int n;
} expiring;

/* RFC 6265bis section 4.1.3: the deletion must keep the name's promise. */
static int needs_secure(const expiring *e, const char *name)
{
    return !strcasecmp(ap_http_scheme(e->r), "https")
           || !strncasecmp(name, "__Secure-", 9)
           || !strncasecmp(name, "__Host-", 7);
}

static void expire_at(expiring *e, const char *name, const char *domain,
                      const char *path)
{
    apr_table_addn(
        e->r->headers_out, "Set-Cookie",
        apr_pstrcat(e->r->pool, name, "=; Path=", path,
                    domain ? "; Domain=" : "", domain ? domain : "",
                    "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                    needs_secure(e, name) ? "; Secure" : "", NULL));
}

static void expire(expiring *e, const cp_cookie *cookie, cp_span span)
{
    const char *name;

    /* What is no token could smuggle attributes into our own field. */
    if (!cp_span_is_token(span) || e->n >= CP_MAX_EXPIRED) {
        return;
    }
    e->n++;
    name = cp_span_dup(e->r->pool, span);
    expire_at(e, name, NULL, cookie->path ? cookie->path : "/");
    if (cookie->domain != NULL && strncasecmp(name, "__Host-", 7)) {
        expire_at(e, name, cookie->domain, cookie->path ? cookie->path : "/");
    }
}

/* Walks the field with the callback of cp_cookies_filter: keeps all. */
static int look_at(void *ctx, cp_span name)
{
    expiring *e = ctx;
    const cp_cookie *cookie = NULL;

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

int cp_leftovers_expire(request_rec *r, cp_req *q)
{
    expiring e = {r, q, NULL, NULL, 0};

    /* Not on every image of a page: the page itself does. */
    if (q->visit->expired || q->visit->cookie_field == NULL
        || !cp_request_is_navigation(r)) {
        return 0;
    }
    q->visit->expired = 1;
    cp_cookies_filter(r->pool, q->visit->cookie_field, look_at, &e);
    return e.n > 0;
}

void cp_leftovers_expire_as(request_rec *r, const cp_rules *rules,
                            const cp_visitor *visitor)
{
    expiring e = {r, NULL, rules, visitor, 0};
    cp_visit *visit = cp_request_visit(r);

    visit->expired = 1;
    if (visit->cookie_field != NULL) {
        cp_cookies_filter(r->pool, visit->cookie_field, look_at, &e);
    }
}
