/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The site: one server's configuration, completed at start-up. It is checked,
 * has all defaults, and contains every text that no request can change. Made
 * once in post_config, in pconf; read-only afterwards, for all threads.
 */
#ifndef CP_SITE_H
#define CP_SITE_H

#include <apr_hash.h>

#include "core/pages/cp_banner.h"
#include "httpd/config/cp_conf.h"
#include "core/policy/cp_consent.h"
#include "httpd/config/cp_dav.h"
#include "httpd/config/cp_consent_mode.h"

/** CSP sources ('sha256-…') of the style and script elements. */
typedef struct cp_hashes {
    const char *banner;  /* the style of the banner */
    const char *reopen;  /* the style of the link back to the choice */
    const char *script;  /* the script of the site's pages */
    const char *release; /* that of pages that may contain held content */
    const char *consent; /* the script of Consent Mode */
    const char *guard;   /* the script that guards what scripts write */
} cp_hashes;

/** The texts that are injected into pages in one language. */
typedef struct cp_phrases {
    const char *language; /* tag, for Content-Language and lang= */
    cp_banner banner;
    cp_reopen reopen;
    cp_reopen hidden_reopen; /* for pages that are the same for all visitors */
    cp_script script;
} cp_phrases;

typedef struct cp_site {
    int number; /* of the server; 0 is the main server. See cp_observe.h */

    /* The configuration. */
    const cp_srv_conf *conf;
    const cp_dir_conf *scope; /* of the server itself, outside of sections */
    const cp_consent_cookie *cookie;
    cp_span cookie_name;
    const char *path; /* of the module's own URLs */
    apr_size_t path_length;
    int active;        /* the own URLs are served, and pages are edited */
    cp_dav_fn dav;     /* tells WebDAV resources; NULL without mod_dav */
    apr_int64_t since; /* when the configuration was read, in seconds */

    /* The declarations. */
    /* `asked` contains the categories of the server and its sections. Those of
     * .htaccess files are known only during a request, see cp_request_asked. */
    const cp_categories *categories;
    cp_set signals; /* categories that Sec-GPC refuses */
    /* A digest of all declarations, and one for each category: an answer counts
     * while the digest of its category is the same. */
    const char *version;
    const char *digests[CP_MAX_CATEGORIES];
    const cp_terms *terms;

    /* The environment variables: their names by category, COOKIE_POLICY_<ID>,
     * and the table for a visitor with no stored choice. */
    const char *env_names[CP_MAX_CATEGORIES];
    apr_table_t *env;

    /* The rendered texts. Only filled if the site is active. */
    const cp_texts *texts;
    cp_presentation presentation;
    cp_name_map *phrases; /* language tag in lower case => cp_phrases */
    cp_consent_mode_script consent_mode;
    cp_hashes hashes;
    cp_span guard; /* the begin of the guard, see cp_guard_begin; empty if the
                      server itself has none */
    const char *own_csp;  /* Content-Security-Policy of the own documents */
    const char *held_csp; /* that of the page in place of a held frame */
    apr_uint32_t seed;    /* a hash of all of them, for cp_variant.h */

    /* The only part that changes later: one bit for each message that this
     * process has reported, see cp_report.c. Atomic. */
    apr_uint32_t *reported;
} cp_site;

/** Makes the site of every server. Returns OK, or HTTP_INTERNAL_SERVER_ERROR if
 * OpenSSL cannot compute SHA-256 (CP0011). */
int cp_site_make_all(apr_pool_t *pconf, server_rec *s);


/** True if no policy can come into force, in any server. */
static inline int cp_site_is_dormant(const server_rec *s)
{
    return cp_conf_srv(s)->dormant;
}

/** Fills a view with the declarations of the whole site, without a visitor.
 * `language` is borrowed. */
void cp_site_view(const cp_site *site, const char *language, cp_view *view);

/** Writes the layer of a scope, without a request: all declarations count, and
 * no pattern matches. */
static inline void cp_site_layer(const cp_site *site, const cp_dir_conf *conf,
                                 cp_layer *layer)
{
    layer->enforcement = (cp_enforcement)cp_dir_enforcement(conf);
    layer->hides = cp_dir_request(conf) == CP_REQUEST_STRIP;
    layer->expires = cp_dir_leftovers(conf) == CP_LEFTOVERS_EXPIRE;
    layer->enclosing = 0;
    layer->lifetimes = conf->lifetimes;
    layer->scope = conf;
    layer->rules.categories = site->categories;
    layer->rules.policy = conf->policy;
    layer->rules.consent_cookie = site->cookie_name;
    layer->rules.reserved = !site->cookie->applications;
    layer->rules.written = NULL;
    layer->rules.allow_undeclared =
        cp_dir_undeclared(conf) == CP_UNDECLARED_ALLOW;
    layer->rules.hold_undeclared =
        cp_dir_undeclared_source(conf) == CP_LOAD_HOLD;
    layer->rules.budget = NULL;
    layer->rules.demand = NULL;
}

/** Returns the texts in that language, or in that of a shorter tag (RFC 4647,
 * section 3.4); NULL if there are none. */
const cp_phrases *cp_site_phrases(const cp_site *site, cp_span tag);

#endif
