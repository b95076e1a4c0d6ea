/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration records. httpd fills both while it reads its configuration,
 * and merges them; afterwards they are read-only. "Unset" is a value: the
 * getters apply defaults, create and merge do not.
 *
 * One list for each record contains its simple members. The declaration, the
 * creation and the merge of a member come from this list, so none of them can
 * be forgotten. The special members and their merges are in cp_conf.c.
 */
#ifndef CP_CONF_H
#define CP_CONF_H

#include <apr_tables.h>
#include <httpd.h>
#include <http_config.h>

#include "core/policy/cp_category.h"
#include "core/policy/cp_duration.h"
#include "core/policy/cp_layers.h"
#include "core/pages/cp_markup.h"
#include "core/policy/cp_policy.h"

/* httpd looks the record up by its name. */
extern module AP_MODULE_DECLARE_DATA cookie_policy_module
    __attribute__((visibility("default")));

#define CP_UNSET (-1)

/* The values of words. Those that CookiePolicyLock compares are ordered from
 * weak to strict. Those of CookiePolicy are in cp_layers.h. */
enum { CP_UNDECLARED_ALLOW, CP_UNDECLARED_SUPPRESS };
enum { CP_LOAD_ALLOW, CP_LOAD_HOLD };
enum { CP_GUARD_OFF, CP_GUARD_ON };
/* Of CookiePolicyReports; else the percentage of the documents. */
enum { CP_REPORTS_OFF, CP_REPORTS_ALL = 100 };
enum { CP_REQUEST_PASS, CP_REQUEST_STRIP };
enum { CP_LEFTOVERS_KEEP, CP_LEFTOVERS_EXPIRE };
enum { CP_LAYOUT_BOTTOM, CP_LAYOUT_TOP, CP_LAYOUT_BOX, CP_LAYOUT_FLOW };
enum { CP_PLACE_START, CP_PLACE_END };
enum { CP_REOPEN_OFF, CP_REOPEN_LEFT, CP_REOPEN_RIGHT };
enum { CP_VARIANTS_VARY, CP_VARIANTS_UNIFORM };

/* FLAG(name, default): an int; WORD(name, default): a string. */
#define CP_DIR_MEMBERS(FLAG, WORD)                                            \
    FLAG(enforcement, CP_OFF)                /* CookiePolicy */               \
    FLAG(undeclared, CP_UNDECLARED_SUPPRESS) /* CookiePolicyUndeclared */     \
    FLAG(request, CP_REQUEST_STRIP)          /* CookiePolicyRequest */        \
    FLAG(leftovers, CP_LEFTOVERS_EXPIRE)     /* CookiePolicyLeftovers */      \
    FLAG(undeclared_source, CP_LOAD_ALLOW) /* CookiePolicyUndeclaredSource */ \
    FLAG(guard, CP_GUARD_OFF)              /* CookiePolicyGuard */            \
    FLAG(reports, CP_REPORTS_OFF)          /* CookiePolicyReports */          \
    FLAG(banner, 1)                        /* CookiePolicyBanner */           \
    FLAG(layout, CP_LAYOUT_BOTTOM)         /* its visual place */             \
    FLAG(place, CP_PLACE_START)            /* in the document */              \
    FLAG(reopen, CP_REOPEN_LEFT)           /* CookiePolicyReopen */           \
    FLAG(variants, CP_VARIANTS_VARY)       /* CookiePolicyVariants */         \
    WORD(language, "en")                   /* CookiePolicyLanguage */

/* CookiePolicyLock forbids that these members become weaker. */
#define CP_DIR_LOCKABLE(FLAG) \
    FLAG(enforcement)         \
    FLAG(undeclared)          \
    FLAG(request) FLAG(leftovers) FLAG(undeclared_source) FLAG(guard)

/* The strictest value that any scope of the merge gave; CP_UNSET if none. */
typedef struct cp_strictest {
#define FLAG(name) int name;
    CP_DIR_LOCKABLE(FLAG)
#undef FLAG
} cp_strictest;

/* The place of a directive in the configuration; `file` is NULL for none. */
typedef struct cp_conf_place {
    const char *file;
    int line;
} cp_conf_place;

/* Filled while a server, a section or an .htaccess file is read, and by the
 * merge; read-only afterwards. httpd merges sections and .htaccess files during
 * each request, in its pool. */
typedef struct cp_dir_conf {
#define FLAG(name, value) int name;
#define WORD(name, value) const char *name;
    CP_DIR_MEMBERS(FLAG, WORD)
#undef FLAG
#undef WORD
    /* special: CookiePolicyCookie, …Source and …Markup; a chain, one link for
     * each scope */
    cp_policy *policy;
    /* special: cp_lifetime of CookiePolicyMaxLifetime, the nearest last */
    apr_array_header_t *lifetimes;
    /* special: the values that CookiePolicyLock compares */
    cp_strictest strictest;
    /* special: the place of the CookiePolicy in force, for the log */
    cp_conf_place set_at;
} cp_dir_conf;

/** Returns the value in force of each simple member, e.g.
 * cp_dir_enforcement(conf). */
#define FLAG(name, value)                                     \
    static inline int cp_dir_##name(const cp_dir_conf *conf)  \
    {                                                         \
        return conf->name != CP_UNSET ? conf->name : (value); \
    }
#define WORD(name, value)                                            \
    static inline const char *cp_dir_##name(const cp_dir_conf *conf) \
    {                                                                \
        return conf->name ? conf->name : (value);                    \
    }
CP_DIR_MEMBERS(FLAG, WORD)
#undef FLAG
#undef WORD

/** True if all visitors get the same bytes of a page (CookiePolicyVariants). */
static inline int cp_dir_is_uniform(const cp_dir_conf *conf)
{
    return cp_dir_variants(conf) == CP_VARIANTS_UNIFORM;
}

/** True if pages get the guard: a policy that is only reported has none. */
static inline int cp_dir_guards(const cp_dir_conf *conf)
{
    return cp_dir_guard(conf) == CP_GUARD_ON
        && cp_dir_enforcement(conf) == CP_ON;
}

/** Notes that no scope encloses the server. For start-up, after the merge of
 * the servers. */
void cp_conf_is_outermost(server_rec *s);

/** Returns the longest lifetime of a cookie of that category, in seconds. */
apr_int64_t cp_dir_max_lifetime(const cp_dir_conf *conf, const char *category);

#define CP_CONSENT_NAME "cookies_preferences"
#define CP_CONSENT_LIFETIME "180d"

/* CookiePolicyConsentCookie, always set as a whole. */
typedef struct cp_consent_cookie {
    const char *name;
    const char *domain; /* NULL: host-only */
    const char *path;
    apr_int64_t lifetime;      /* seconds */
    const char *lifetime_text; /* as written */
    const char *samesite;
    int httponly;
    int applications; /* applications may set it */
} cp_consent_cookie;

/* CookiePolicySignal: ids of categories that GPC refuses; empty = Off. */
typedef struct cp_signal {
    apr_array_header_t *categories;
} cp_signal;

/** Returns the consent cookie with the default of each attribute, in `p`. */
cp_consent_cookie *cp_consent_cookie_make(apr_pool_t *p);

/** The words of directives, by value; NULL at the end. CookiePolicy: */
extern const char *const cp_enforcement_names[];
/** CookiePolicyUndeclared. */
extern const char *const cp_undeclared_names[];
/** CookiePolicyUndeclaredSource. */
extern const char *const cp_undeclared_source_names[];
/** CookiePolicyGuard. */
extern const char *const cp_guard_names[];
/** CookiePolicyRequest. */
extern const char *const cp_request_names[];
/** CookiePolicyLeftovers. */
extern const char *const cp_leftovers_names[];
/** CookiePolicyReopen. */
extern const char *const cp_reopen_names[];
/** CookiePolicyVariants. */
extern const char *const cp_variants_names[];

/** The words of CookiePolicyBanner's layout, by value; NULL at the end. */
extern const char *const cp_layout_names[];

/** The words for its place in the document, by value; NULL at the end. */
extern const char *const cp_place_names[];

/** The signals of Google Consent Mode v2; NULL at the end. */
extern const char *const cp_consent_signals[];

/* CookiePolicyConsentMode; no pair = Off. */
typedef struct cp_consent_mode_pair {
    const char *signal;
    const char *category;
} cp_consent_mode_pair;

typedef struct cp_consent_mode {
    apr_array_header_t *pairs; /* cp_consent_mode_pair */
} cp_consent_mode;

/* CookiePolicyRecords. */
typedef enum {
    CP_RECORDS_OFF,
    CP_RECORDS_FILE,
    CP_RECORDS_PROGRAM,
    CP_RECORDS_DBD,
    CP_N_RECORDS
} cp_records_kind;

#define CP_RECORDS_KEEP "12mo"

typedef struct cp_records {
    cp_records_kind kind;
    const char *name;      /* path of the file, or command line; else "" */
    apr_int64_t keep;      /* seconds; rows of a database alone */
    const char *keep_text; /* as written; NULL: the default */
    const char *where;     /* file and line of the directive */
} cp_records;

/* CookiePolicyObserve, always set as a whole, in the main server. */
typedef struct cp_observe_conf {
    int on;
    int entries;         /* of the table */
    const char *file;    /* absolute, or in the runtime directory */
    apr_int64_t summary; /* seconds between summaries in the log */
} cp_observe_conf;

/** Returns the defaults of CookiePolicyObserve, in `p`. */
cp_observe_conf *cp_observe_conf_make(apr_pool_t *p);

/* FLAG an int, WORD a string, RECORD a pointer replaced as a whole. */
#define CP_SRV_MEMBERS(FLAG, WORD, RECORD)                                  \
    FLAG(lock)                                /* CookiePolicyLock */        \
    WORD(path)                                /* CookiePolicyPath */        \
    WORD(version)                             /* CookiePolicyVersion */     \
    WORD(stylesheet)                          /* CookiePolicyStylesheet */  \
    RECORD(consent_cookie, cp_consent_cookie) /* …ConsentCookie */          \
    RECORD(signal, cp_signal)                 /* CookiePolicySignal */      \
    RECORD(publisher, cp_publisher)           /* CookiePolicySite */        \
    RECORD(consent_mode, cp_consent_mode)     /* CookiePolicyConsentMode */ \
    RECORD(records, cp_records)               /* CookiePolicyRecords */     \
    RECORD(observe, cp_observe_conf)          /* CookiePolicyObserve */

/* A category or a language that a directive names. cp_config_check.c checks it
 * when httpd has read the whole configuration. */
typedef struct cp_reference {
    const char *directive;
    const char *category; /* its id, or NULL */
    const char *language; /* its tag, or NULL */
    const char *where;    /* file and line, for messages */
    /* The declaration that contains the category, or NULL: its place is noted
     * here, and in the set of its scope, if there is one. */
    int *place;
    cp_set *scope;
} cp_reference;

struct cp_site;
struct cp_store;

/* Filled while a server is read, one for each virtual host, and by the merge;
 * read-only after post_config. */
typedef struct cp_srv_conf {
#define FLAG(name) int name;
#define WORD(name) const char *name;
#define RECORD(name, type) const type *name;
    CP_SRV_MEMBERS(FLAG, WORD, RECORD)
#undef FLAG
#undef WORD
#undef RECORD
    /* special: cp_category of CookiePolicyCategory, as declared */
    apr_array_header_t *categories;
    /* special: cp_asset_text of CookiePolicyText, as declared */
    apr_array_header_t *texts;
    /* special: non-zero if some scope has a CookiePolicy other than Off */
    int wanted;
    /* special: non-zero if some scope has CookiePolicyGuard On; .htaccess files
     * do not count */
    int guarded;
    /* special: the declarations of all sections of this server, or NULL */
    cp_policy *sections;
    /* special: cp_lifetime of all sections of this server, or NULL */
    apr_array_header_t *section_limits;
    /* special: cp_reference */
    apr_array_header_t *references;
    /* Written by cp_site_make_all in post_config, never merged. */
    const struct cp_site *site;
    /* True if no policy can come into force in any server. Also written there,
     * never merged. */
    int dormant;
    /* The store of records; NULL: none. Written by cp_records_start in
     * post_config, never merged. */
    struct cp_store *store;
} cp_srv_conf;

/* The functions of the module record. */
void *cp_conf_create_dir(apr_pool_t *p, char *path);
void *cp_conf_merge_dir(apr_pool_t *p, void *base, void *add);
void *cp_conf_create_srv(apr_pool_t *p, server_rec *s);
void *cp_conf_merge_srv(apr_pool_t *p, void *base, void *add);

/** Returns the built-in categories and those of the server, in `p`, none of
 * them asked about; NULL if there are more than CP_MAX_CATEGORIES. */
cp_categories *cp_conf_categories(apr_pool_t *p, const cp_srv_conf *conf);

/** Returns the directory record in force for the request, never NULL. */
static inline const cp_dir_conf *cp_conf_dir(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &cookie_policy_module);
}

/** Returns the directory record of a server itself, outside of all sections;
 * never NULL. */
static inline const cp_dir_conf *cp_conf_dir_of(const server_rec *s)
{
    return ap_get_module_config(s->lookup_defaults, &cookie_policy_module);
}

static inline cp_srv_conf *cp_conf_srv(const server_rec *s)
{
    return ap_get_module_config(s->module_config, &cookie_policy_module);
}

/** Returns the site of a server; NULL before post_config. */
static inline const struct cp_site *cp_conf_site(const server_rec *s)
{
    return cp_conf_srv(s)->site;
}

#endif
