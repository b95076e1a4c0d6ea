/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What start-up makes of one server's configuration: checked, with all
 * defaults applied and everything rendered that no request can change. Made
 * once in post_config, in pconf; only read afterwards, by all threads.
 */
#ifndef CP_SITE_H
#define CP_SITE_H

#include <apr_hash.h>

#include "core/pages/cp_banner.h"
#include "httpd/config/cp_conf.h"
#include "core/policy/cp_consent.h"
#include "httpd/config/cp_dav.h"
#include "httpd/config/cp_consent_mode.h"

/** Of the texts of style and script elements, as sources of a CSP. */
typedef struct cp_hashes {
    const char *banner; /* the style of the banner */
    const char *reopen; /* the style of the link back to the choice */
    const char *script;
    const char *consent; /* the script of consent mode */
} cp_hashes;

/** What is put into pages in one language. */
typedef struct cp_phrases {
    const char *language; /* tag, for Content-Language and lang= */
    cp_banner banner;
    cp_reopen reopen;
    cp_reopen hidden_reopen; /* for uniform variants */
    cp_script script;
} cp_phrases;

typedef struct cp_site {
    const cp_srv_conf *conf;
    const cp_dir_conf *scope; /* in force where no section says otherwise */
    const apr_array_header_t *sections; /* const cp_cookie *: of them all */
    /* `asked` contains the categories of the server and its sections. Those of
     * .htaccess files are known only during a request, see cp_request_asked. */
    const cp_categories *categories;
    const cp_texts *texts;
    const cp_consent_cookie *cookie;
    cp_span cookie_name;
    const char *version; /* changes with all that is material */
    const char *digests[CP_MAX_CATEGORIES]; /* the same of each category */
    const cp_terms *terms;
    cp_set signals;   /* categories that Sec-GPC refuses */
    const char *path; /* of our own pages */
    apr_size_t path_length;
    int active; /* our own pages are served */
    cp_presentation presentation;
    apr_hash_t *phrases;                 /* tag in lower case => cp_phrases */
    cp_consent_mode_script consent_mode; /* the script of consent mode */
    cp_hashes hashes;                    /* of what is put into pages */
    const char *own_csp; /* Content-Security-Policy of our own pages */
    apr_int64_t since;   /* when this configuration was read, in seconds */
    apr_uint32_t seed;   /* changes when anything rendered changes */
    const char *env_names[CP_MAX_CATEGORIES]; /* COOKIE_POLICY_<ID> */
    cp_dav_fn dav;    /* tells WebDAV resources; NULL without mod_dav */
    apr_table_t *env; /* COOKIE_POLICY and these, of who has said nothing */
    /* The only thing that changes later: what has been reported in this
     * process, one bit each (atomic): weaker directives that the lock
     * ignores, and a pattern that takes too many steps. */
    apr_uint32_t *reported;
} cp_site;

/** Makes the site of every server; HTTP_INTERNAL_SERVER_ERROR or OK. */
int cp_site_make_all(apr_pool_t *pconf, server_rec *s);

/** Notes the place of the declaration's category. It has the same place in
 * all servers that inherit the declaration: categories are inherited too, and
 * come first. */
void cp_site_place(const cp_categories *all, cp_cookie *cookie);

/** Most servers most of the time: nothing is to be done for a request. */
static inline int cp_site_is_dormant(const server_rec *s)
{
    return cp_conf_srv(s)->dormant;
}

/** What is declared for the whole site, as banner and pages show it; the
 * visitor is left to the caller. */
void cp_site_view(const cp_site *site, const char *language, cp_view *page);

/** What is put into pages in that language, or in the one of a shorter tag
 * (RFC 4647, section 3.4); NULL where there are no texts in it. */
const cp_phrases *cp_site_phrases(const cp_site *site, cp_span tag);

#endif
