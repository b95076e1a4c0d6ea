/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of one request. The visitor is read once, from the first request of
 * a chain of internal redirects. The rules are those of the whole chain: each
 * request of it is a layer (cp_layers.h).
 */
#ifndef CP_REQUEST_H
#define CP_REQUEST_H

#include <stdbool.h>
#include <strings.h>

#include <httpd.h>
#include <http_protocol.h>

#include "core/http/cp_etag.h"
#include "core/http/cp_navigation.h"
#include "core/policy/cp_layers.h"
#include "httpd/config/cp_conf.h"
#include "httpd/config/cp_site.h"

/** The state that all requests of a chain of internal redirects share, and
 * their subrequests. */
typedef struct cp_chain {
    /* The visitor. Filled from the first request when a hook needs it first
     * (cp_request_chain); read-only afterwards. */
    const cp_site *site;
    cp_visitor visitor;
    apr_int64_t now;          /* time of the request, in seconds since 1970 */
    const char *cookie_field; /* as the browser sent it; NULL without one */

    /* The conditional request. Filled by cp_conditional_map (handler, really
     * first) for the last request of the chain; read by cp_vary. */
    const char *tags;         /* If-None-Match as the browser sent it */
    cp_etag_map etags;        /* the same, mapped to the unchanged page */
    apr_uint32_t variants[2]; /* the variant if the page declares its language,
                                 and if it does not */

    /* Progress. Each member has one writer, in any phase. */
    /* cp_section: the field values that ReportOnly has reported */
    apr_array_header_t *reported;
    /* cp_require, cp_gate: whether the visitor may have the response depends on
     * the choice, so Vary names it */
    bool depends;
    /* cp_gate: the source that was reported last */
    const cp_source_name *gate_reported;
    bool expired;         /* cp_leftovers: leftovers have been expired */
    cp_span written;      /* cp_consent_form: the choice in this response */
    cp_worn_out worn_out; /* cp_pattern: names that have used up their steps */
} cp_chain;

/* The number of layers that fit into the record of a request. */
#define CP_OWN_LAYERS 4

/** The knowledge about the document that the response may be. */
typedef enum {
    CP_PAGE_NONE,      /* the module would inject nothing */
    CP_PAGE_POSSIBLE,  /* the body filter is in the chain and waits for it */
    CP_PAGE_UNCHANGED, /* it is a page; the body filter leaves it unchanged */
    CP_PAGE_EDITED     /* it is a page; the body filter injects into it */
} cp_page_state;

/** The state of one request. `own_layers`, at its end, is not cleared. */
typedef struct cp_req {
    /* The rules in force. Filled by cp_request_find_rules, at the first use and
     * again when httpd has changed r->per_dir_config; read-only in between. */
    cp_chain *chain;
    cp_layers layers;           /* without those that are Off */
    cp_enforcement enforcement; /* the strictest of the layers */
    apr_uint32_t content;       /* cp_layers_content; 0: nothing can be held */
    const cp_dir_conf *made_from; /* the configuration of the request then */
    cp_budget budget;             /* for the patterns of all layers */
    cp_demand demand;             /* for the conditions of all layers */
    /* The configuration in force when fixups began. Written there, once. It
     * remains a layer even if mod_dir replaces the file, and with it the
     * configuration, under the same request_rec. */
    const cp_dir_conf *settled;

    /* The log, see cp_trace.h. Filled by cp_request_note_log_level. */
    int log_level;
    const struct ap_logconf *log_conf; /* the source of the level */

    /* The cookies of the request. Written by cp_fixups: translate_name,
     * check_authn and fixups; read by cp_leftovers and until
     * log_transaction. */
    apr_table_t *headers_in;  /* the original; NULL: not replaced by a copy */
    const char *cookies_sent; /* Cookie before cookies were hidden */
    const char *cookies_visible; /* Cookie without the hidden cookies */
    bool cookies_judged; /* cookies_visible is the result of these layers; reset
                            by cp_request_find_rules */
    bool guards;         /* some layer enforces the guard; filled with them */
    bool all_visible;    /* all cookies of the chain passed; reset likewise */
    bool exported;       /* cp_fixups: the environment variables are set */

    /* Held paths of this site. Written by cp_gate: quick_handler,
     * translate_name and fixups. */
    const char *gate_uri;             /* r->uri that was judged last */
    const cp_dir_conf *gate_conf;     /* by these rules */
    const cp_source_name *gate_holds; /* the source that holds it, or NULL */

    bool own_url; /* cp_endpoint, translate_name: a URL of the module itself */

    /* The page. Written by cp_filter_html, insert_filter and later. */
    bool generated; /* a handler makes the response; it is not a file */
    bool no_page;   /* the file cannot be a page, see cp_static.h */
    bool asked; /* the page is in the visitor's language (Accept-Language) */
    cp_page_state page;
    bool has_content;  /* cp_filter_hold: content of a document may be held, for
                         some visitor */
    bool holds;        /* cp_filter_hold: for this one; the body will be read */
    const char *nonce; /* cp_inject: of the page, for our style sheet */
    unsigned forbidden_parts; /* cp_inject: CP_PART_… that policies in the
                                 markup of the page forbid */

    /* Conditions of cookies. Written by cp_demand when a header section is
     * sent. */
    apr_array_header_t *demanded; /* its results, or NULL */
    const char *demand_fields;    /* fields of the request that they read */

    bool cookies_noted;  /* cp_section: allowed cookies of the response are in
                            the table of observations */
    bool links_reported; /* cp_link_fields: so ReportOnly does it once */
    bool links_depend;   /* cp_link_fields: the fields that were judged last
                            depend on the visitor's choice */
    apr_uint64_t links_judged; /* cp_link_fields: a number of these fields */
    bool report_asked;         /* cp_report_field: once per response head */
    bool head_done; /* cp_filter_headers: the work of once per response head */

    /* Filled at the first use, by cp_request_navigation. */
    bool navigation_known;
    cp_navigation navigation;

    /* Room for a chain of one request; use `chain` and `layers`. */
    cp_chain own_chain;
    cp_layer own_layers[CP_OWN_LAYERS];
} cp_req;

/** True if the body filter has found out that the response is a page. */
static inline int cp_request_is_page(const cp_req *q)
{
    return q->page == CP_PAGE_EDITED || q->page == CP_PAGE_UNCHANGED;
}

/** True if whether the visitor may have the response depends on the choice. */
static inline int cp_request_depends(const cp_req *q)
{
    return q->chain != NULL && q->chain->depends;
}

/* ---- the record ---- */

/** Hook create_request: adds an empty record to the request. */
void cp_request_make(request_rec *r);

/** Returns the record, or NULL if no policy can come into force in any server.
 * Computes nothing. */
static inline cp_req *cp_request_known(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &cookie_policy_module);
}

/** Returns the first request of the chain of internal redirects; for a
 * subrequest, of the chain of its main request. */
static inline request_rec *cp_request_first(request_rec *r)
{
    while (r->main != NULL || r->prev != NULL) {
        r = r->main ? r->main : r->prev;
    }
    return r;
}

/** Returns the state of the chain, filled, even if no policy is in force. */
cp_chain *cp_request_chain(request_rec *r);

/** Notes that the URL is one of the module's own. */
static inline void cp_request_claim(cp_req *q)
{
    q->own_url = true;
}

/** True if the URL is one of the module's own. */
static inline int cp_request_is_own_url(const request_rec *r)
{
    const cp_req *q = cp_request_known(r);
    return q != NULL && q->own_url;
}

/** Notes the LogLevel that is in force for the request. */
void cp_request_note_log_level(request_rec *r, cp_req *q);

/** Does so if a section or an <If> has changed the configuration of the log
 * since. Each hook that follows a change calls it. */
static inline void cp_request_check_log_level(request_rec *r, cp_req *q)
{
    if (q->log_conf != r->log) {
        cp_request_note_log_level(r, q);
    }
}

/* ---- the rules in force ---- */

/** Finds the layers of the request at its present place in the configuration.
 * Returns as cp_request_rules does, which calls it. */
cp_req *cp_request_find_rules(request_rec *r, cp_req *q);

/** Returns q with the rules in force, or NULL if no policy applies. Every hook
 * and filter asks. The rules are found again only if the place has changed. */
static inline cp_req *cp_request_rules(request_rec *r, cp_req *q)
{
    if (q->made_from != cp_conf_dir(r)) {
        return cp_request_find_rules(r, q);
    }
    return q->enforcement == CP_OFF ? NULL : q;
}

/** Returns the record with the rules in force, or NULL if no policy applies. */
static inline cp_req *cp_request_active(request_rec *r)
{
    cp_req *q = cp_request_known(r);

    return q != NULL ? cp_request_rules(r, q) : NULL;
}

/** Returns the budget of this request for patterns of rules that are not in a
 * layer. */
cp_budget *cp_request_budget(request_rec *r);

/* ---- fields of the request ---- */

/** True if the client uses https, as far as httpd knows: by TLS in this server,
 * or by a scheme in ServerName. */
static inline int cp_request_is_https(const request_rec *r)
{
    return !strcasecmp(ap_http_scheme(r), "https");
}

/** Makes r->headers_in a copy that may be edited. The original, as the browser
 * sent it, is kept for the log. Does so once for each request. */
void cp_request_edit(request_rec *r, cp_req *q);

/** Returns a field as the browser sent it, also after an edit; NULL without
 * one. */
const char *cp_request_sent(request_rec *r, const char *name);

/** Reads the fields for cp_request_navigation, and keeps the result in `q`,
 * which may be NULL. */
cp_navigation cp_request_read_navigation(const request_rec *r, cp_req *q);

/** Returns whether the request asks for the document of a window, and the
 * fields that say so. */
static inline cp_navigation cp_request_navigation(const request_rec *r)
{
    cp_req *q = cp_request_known(r);

    return q != NULL && q->navigation_known ? q->navigation
                                            : cp_request_read_navigation(r, q);
}

/** True if the request asks for the document of a window: not for a frame, and
 * not on behalf of a script. */
static inline int cp_request_is_navigation(const request_rec *r)
{
    return cp_request_navigation(r).yes;
}

/** True if the request asks for the document of a frame. For callers after
 * cp_request_navigation. */
static inline int cp_request_is_framed(const cp_req *q)
{
    return q->navigation_known && q->navigation.framed;
}

/* ---- decisions, for the layers of the request ---- */

/** True if pages get the guard: some layer enforces it. */
static inline int cp_request_guards(const cp_req *q)
{
    return q->guards;
}

/** True if it is known, without looking at each cookie, that the browser holds
 * no leftover. */
int cp_request_no_leftovers(const cp_req *q);

/** Returns the declaration of a leftover: a cookie that the browser should not
 * hold any longer; else NULL. */
const cp_cookie *cp_request_leftover(const cp_req *q, cp_span name);

/* ---- pages ---- */

/** Returns the visitor for whom content is held: that of the request, or
 * cp_visitor_anybody if all visitors get the same bytes. `conf` is the
 * configuration of the request. */
static inline const cp_visitor *cp_request_holds_for(const cp_req *q,
                                                     const cp_dir_conf *conf)
{
    return cp_dir_is_uniform(conf) ? &cp_visitor_anybody : &q->chain->visitor;
}

/** True if content may be held or released in this response, or, with
 * ReportOnly, reported: see cp_layers_hold. `q` has the rules in force. */
static inline int cp_request_holds(const cp_req *q, const cp_dir_conf *conf)
{
    return q->content != 0
        && cp_layers_hold(&q->layers, cp_request_holds_for(q, conf));
}

/** Returns the number of the variant of an HTML page that this visitor gets.
 * `asked` is the language if the visitor's Accept-Language chose it, NULL if
 * the page declares its own. */
apr_uint32_t cp_request_variant(const cp_req *q, const cp_dir_conf *conf,
                                const char *asked);

/** Returns the categories that pages ask about: those of the site, and those
 * that only an .htaccess file at `conf` declares cookies in. */
static inline cp_set cp_request_asked(const cp_site *site,
                                      const cp_dir_conf *conf)
{
    return site->categories->asked
         | (cp_policy_waiting(conf->policy) & site->categories->optional);
}

/** Returns those of these categories that neither the visitor nor a signal of
 * the browser has answered. */
static inline cp_set cp_request_pending(const cp_chain *chain,
                                        const cp_dir_conf *conf)
{
    return cp_consent_pending(cp_request_asked(chain->site, conf),
                              &chain->visitor.consent, chain->visitor.signals);
}

/** Returns the categories that a banner shows: those that the visitor has not
 * answered, even if a signal has; all of them in a page that is the same for
 * all visitors. */
cp_set cp_request_shown(const cp_chain *chain, const cp_dir_conf *conf);

#endif
