/* SPDX-License-Identifier: Apache-2.0 */
/* Notes cookies in the table of observations; see the header. */
#include "httpd/request/cp_note.h"

#include "httpd/observe/cp_observe.h"
#include "httpd/request/cp_request.h"

/* True if the configuration contains this very name. */
static int is_fixed(const cp_decision *d)
{
    const cp_cookie *declared = d->cookie;
    int i;

    if (declared == NULL) {
        return d->reason == CP_RESERVED;
    }
    for (i = 0; i < declared->names->nelts; i++) {
        if (cp_span_is(d->name,
                       APR_ARRAY_IDX(declared->names, i, const char *))) {
            return 1;
        }
    }
    return 0;
}

static const char *category_of(const cp_decision *d)
{
    return d->cookie                ? d->cookie->category
         : d->reason == CP_RESERVED ? CP_NECESSARY
                                    : NULL;
}

/* Adds what readers see besides the decision. */
static void describe(request_rec *r, const cp_setcookie *cookie,
                     apr_int64_t now, cp_sighting *s)
{
    s->domain = cp_setcookie_attribute(cookie, "Domain");
    s->path = cp_setcookie_attribute(cookie, "Path");
    s->lifetime = 0;
    if (cookie->n_lifetimes > 0) {
        apr_int64_t age = cp_setcookie_max_age(cookie, now);

        s->lifetime = age > 0 ? age : 0;
    }
    s->sample = cp_span_of(cp_request_first(r)->parsed_uri.path);
}

/* Notes a field that nobody has noted before. A deletion that passes sets
 * nothing. */
static __attribute__((noinline)) int first_response(request_rec *r,
                                                    const cp_site *site,
                                                    const cp_field *f,
                                                    apr_int64_t now,
                                                    cp_sighting *s)
{
    if (!cp_observe_is_on()) {
        return APLOG_WARNING;
    }
    if (s->reason == CP_ALLOW && f->cookie.n_lifetimes > 0
        && cp_setcookie_deletes(&f->cookie, now)) {
        return APLOG_INFO;
    }
    s->fixed = is_fixed(&f->verdict.decision);
    describe(r, &f->cookie, now, s);
    return cp_observe_seen(r, site, s);
}

int cp_note_response(request_rec *r, const cp_site *site, const cp_field *f,
                     apr_int64_t now)
{
    const cp_decision *d = &f->verdict.decision;
    cp_sighting s;
    int level;

    s.kind = CP_SEEN_RESPONSE;
    s.name = d->name;
    s.reason = d->reason;
    s.enforced = f->verdict.enforced;
    s.category = category_of(d);
    cp_observe_count(site, cp_counter_of_reason(d->reason));
    level = cp_observe_repeat(r, site, &s);
    if (level < 0) {
        s.directive = cp_span_of(NULL);
        level = first_response(r, site, f, now, &s);
    }
    return level;
}

int cp_note_request(request_rec *r, const cp_site *site,
                    const cp_decision *decision, int would)
{
    cp_sighting s = {.kind = CP_SEEN_REQUEST,
                     .name = decision->name,
                     .reason = decision->reason,
                     .enforced = !would,
                     .category = category_of(decision),
                     .lifetime = -1};

    if (!would) {
        cp_observe_count(site, CP_COUNT_STRIPPED);
    }
    s.fixed = is_fixed(decision);
    s.sample = cp_span_of(cp_request_first(r)->parsed_uri.path);
    return cp_observe_seen(r, site, &s);
}
