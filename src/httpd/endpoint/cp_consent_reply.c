/* SPDX-License-Identifier: Apache-2.0 */
/* The response to a consent form; see the header. */
#include "httpd/endpoint/cp_consent_reply.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "core/cookie/cp_cookies.h"
#include "core/http/cp_site_path.h"
#include "core/pages/cp_json.h"
#include "core/pages/cp_policy_page.h"
#include "httpd/config/cp_lock.h"
#include "httpd/cookies/cp_leftovers.h"
#include "httpd/endpoint/cp_reply.h"

/* Returns the value of the new consent cookie. With `domain`, other servers
 * read this cookie, too: their verdicts remain in it, unless the old value is
 * malformed, which contests all categories. */
static const char *value_of(request_rec *r, const cp_chain *chain,
                            const cp_consent *consent)
{
    const cp_site *site = chain->site;
    cp_span before = cp_span_of(NULL);

    if (site->cookie->domain != NULL && chain->cookie_field != NULL
        && chain->visitor.consent.contested != ~(cp_set)0) {
        before = cp_cookies_find(chain->cookie_field, site->cookie_name);
    }
    return before.s != NULL
             ? cp_consent_format_shared(r->pool, consent, site->terms, before)
             : cp_consent_format(r->pool, consent, site->terms);
}

/* Adds the consent cookie. A name with the prefix "__" needs Secure, and
 * SameSite=None needs it, too. */
static void set_consent_cookie(request_rec *r, cp_chain *chain,
                               const cp_consent *consent)
{
    const cp_site *site = chain->site;
    const cp_consent_cookie *c = site->cookie;
    const char *value = value_of(r, chain, consent);
    int secure = cp_request_is_https(r) || !strncasecmp(c->name, "__", 2)
              || !strcmp(c->samesite, "None");

    chain->written = cp_span_of(value);
    apr_table_addn(
        r->headers_out, "Set-Cookie",
        apr_psprintf(
            r->pool,
            "%s=%s; Path=%s%s%s; Max-Age=%" APR_INT64_T_FMT "; SameSite=%s%s%s",
            c->name, value, c->path, c->domain ? "; Domain=" : "",
            c->domain ? c->domain : "", c->lifetime, c->samesite,
            secure ? "; Secure" : "", c->httponly ? "; HttpOnly" : ""));
}

/* Expires leftovers by the new verdicts and by the policy of the page that
 * contained the form. `from` is its path; NULL: unknown. */
static void expire_leftovers(request_rec *r, const cp_chain *chain,
                             const cp_consent *consent, const char *from)
{
    const cp_dir_conf *conf = cp_lock_apply(
        r->pool, chain->site, cp_reply_scope(r, from ? from : "/"));
    cp_visitor visitor = {*consent, chain->visitor.signals};
    cp_rules rules;

    if (cp_dir_enforcement(conf) != CP_ON
        || cp_dir_leftovers(conf) != CP_LEFTOVERS_EXPIRE) {
        return;
    }
    rules.categories = chain->site->categories;
    rules.policy = conf->policy;
    rules.consent_cookie = chain->site->cookie_name;
    rules.reserved = 0;
    rules.written = NULL;
    rules.allow_undeclared = 0;
    rules.budget = cp_request_budget(r);
    rules.demand = NULL; /* it decides about stored cookies only */
    cp_leftovers_expire_as(r, &rules, &visitor, from ? from : "/");
}

int cp_consent_reply_is_policy_page(const cp_site *site, const char *path)
{
    return path != NULL && !strncmp(path, site->path, site->path_length)
        && !strcmp(path + site->path_length, "?" CP_SAVED);
}

/* Drops the pages that the browser has prepared, because they show the old
 * choice. These two types delete no data of the visitor: never add "cookies",
 * "storage" or "cache". Browsers accept the field only in secure contexts, in
 * which they send Sec-Fetch-Site, and warn about it in others. */
static void drop_prepared_pages(request_rec *r)
{
    if (apr_table_get(r->headers_in, "Sec-Fetch-Site") != NULL) {
        apr_table_setn(r->headers_out, "Clear-Site-Data",
                       "\"prefetchCache\", \"prerenderCache\"");
    }
}

int cp_consent_reply_send(request_rec *r, const cp_consent *consent,
                          const char *back)
{
    cp_chain *chain = cp_request_chain(r);

    if (back != NULL && !cp_is_site_path(back)) {
        back = NULL;
    }
    set_consent_cookie(r, chain, consent);
    drop_prepared_pages(r);
    expire_leftovers(r, chain, consent,
                     cp_consent_reply_is_policy_page(chain->site, back) ? NULL
                                                                        : back);
    if (cp_reply_wants_json(r)) {
        cp_buf *b = cp_buf_make(r->pool, 256);

        cp_json_choice(b, chain->site->categories, consent);
        cp_buf_char(b, '\n');
        return cp_reply_json(r, HTTP_OK, b);
    }
    return cp_reply_redirect(r, back ? back : chain->site->path);
}
