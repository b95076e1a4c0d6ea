/* SPDX-License-Identifier: Apache-2.0 */
/* Notes cookies in the table of observations; see the header. */
#include "httpd/request/cp_note.h"

#include "httpd/observe/cp_observe.h"
#include "httpd/request/cp_request.h"

/* True if the configuration contains this very name. */
static int is_fixed(const cp_decision *d)
{
    return d->declared != NULL
        || (d->cookie == NULL && d->reason == CP_RESERVED);
}

/* Returns the id of the category that start-up knows, NULL for none: that of a
 * declaration in an .htaccess file lives only as long as its request. */
static const char *category_of(const cp_site *site, const cp_decision *d)
{
    if (d->cookie != NULL && d->cookie->place >= 0) {
        return site->categories->list[d->cookie->place].id;
    }
    /* no other declaration is without a category */
    return d->cookie != NULL || d->reason == CP_RESERVED ? CP_NECESSARY : NULL;
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
static int first_response(request_rec *r, const cp_site *site,
                          const cp_field *f, apr_int64_t now,
                          const char *category)
{
    const cp_decision *d = &f->verdict.decision;
    cp_sighting s = {.kind = CP_SEEN_RESPONSE,
                     .name = d->name,
                     .reason = d->reason,
                     .enforced = f->verdict.enforced,
                     .category = category};

    if (d->reason == CP_ALLOW && f->cookie.n_lifetimes > 0
        && cp_setcookie_deletes(&f->cookie, now)) {
        return APLOG_INFO;
    }
    s.fixed = is_fixed(d);
    describe(r, &f->cookie, now, &s);
    return cp_observe_seen(r, site, &s);
}

int cp_note_searched(request_rec *r, const cp_site *site,
                     const cp_repeats *repeats, const cp_field *f)
{
    const char *category = category_of(site, &f->verdict.decision);

    return cp_repeats_search(repeats, &f->verdict.decision, f->verdict.enforced,
                             category)
             ? APLOG_INFO
             : first_response(r, site, f, repeats->now, category);
}

/* Notes a cookie, or a key, of which nothing but the name is known. */
static int note_name(request_rec *r, const cp_site *site,
                     const cp_decision *decision, cp_sighting *s)
{
    s->name = decision->name;
    s->reason = decision->reason;
    s->category = category_of(site, decision);
    s->lifetime = -1;
    s->fixed = is_fixed(decision);
    return cp_observe_seen(r, site, s);
}

int cp_note_request(request_rec *r, const cp_site *site,
                    const cp_decision *decision, int would)
{
    cp_sighting s = {.kind = CP_SEEN_REQUEST, .enforced = !would};

    if (!would) {
        cp_observe_count(site, CP_COUNT_STRIPPED);
    }
    s.sample = cp_span_of(cp_request_first(r)->parsed_uri.path);
    return note_name(r, site, decision, &s);
}

int cp_note_script(request_rec *r, const cp_site *site,
                   const cp_decision *decision, int is_storage,
                   const char *page)
{
    cp_sighting s = {.kind = is_storage ? CP_SEEN_STORAGE : CP_SEEN_SCRIPT,
                     .enforced = 1};

    s.sample = cp_span_of(page);
    return note_name(r, site, decision, &s);
}
