/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of one request: whose it is and which rules hold for it.
 * The visitor is read once, from the first request of a chain of internal
 * redirects; the rules are those of the whole chain, each judged for
 * itself, so the strictest of them decides.
 */
#ifndef CP_REQUEST_H
#define CP_REQUEST_H

#include <httpd.h>

#include "httpd/config/cp_conf.h"
#include "core/policy/cp_decide.h"
#include "core/http/cp_etag.h"
#include "core/http/cp_navigation.h"
#include "httpd/config/cp_site.h"

/** Shared by all requests of a chain of internal redirects. */
typedef struct cp_chain {
    const cp_site *site;
    cp_visitor visitor;
    apr_int64_t now;              /* of the request, in seconds since 1970 */
    const char *cookie_field;     /* as the browser sent it, or NULL */
    apr_array_header_t *reported; /* ReportOnly: field values seen already */
    int expired;                  /* leftovers have been dealt with */
    cp_span written;              /* the choice that this response sets */
    cp_worn_out worn_out;         /* names that patterns work too long on */
    const char *tags;             /* If-None-Match before it was mapped, */
    cp_etag_map etags;            /* and what it has become, */
    apr_uint32_t variants[2];     /* for a page that says its language, and
                                     for one that does not */
} cp_chain;

/** One scope of the chain. */
typedef struct cp_layer {
    const cp_dir_conf *conf;
    int enforcement;
    int enclosing; /* under CookiePolicyLock: the rules of an enclosing scope */
    cp_rules rules;
} cp_layer;

/* Room for the layers of most requests, in the record itself. */
#define CP_OWN_LAYERS 4

/* What is known of the page that the response may be. */
enum {
    CP_PAGE_NONE,      /* nothing would be put into it */
    CP_PAGE_POSSIBLE,  /* the body filter waits for it */
    CP_PAGE_UNCHANGED, /* the filter has seen it and leaves it alone */
    CP_PAGE_EDITED     /* the filter works on it */
};

/* One allocation for most requests, zeroes but for the room at its end. */
typedef struct cp_req {
    cp_chain *chain;
    int enforcement; /* the strictest of the layers */
    /* The LogLevel of this module for the request, see cp_trace.h, and the
     * part of httpd's configuration that it was read from. */
    int log_level;
    const struct ap_logconf *log_conf;
    cp_layer *layers; /* those whose enforcement is not Off */
    int n_layers;
    apr_table_t *headers_in;  /* the original, when they were edited */
    const char *cookies_sent; /* the Cookie field before cookies were hidden */
    const char *cookies_visible; /* and what applications see of it */
    int generated;               /* what answers is a handler, not a file */
    int no_page;                 /* or a file that can be no page */
    int exported;                /* the environment variables are set */
    int own_url;                 /* the URL is one of our own pages */
    int cookies_judged;   /* `cookies_visible` is what these layers leave */
    int all_visible;      /* which is all cookies of the visit */
    int head_done;        /* what is done once per head has been */
    int page;             /* CP_PAGE_… */
    int asked;            /* which depends on the visitor's language */
    int navigation_known; /* the next one is filled */
    cp_navigation navigation;
    unsigned forbidden_parts; /* CP_PART_…: what the page itself forbids */
    const char *nonce;        /* of the page, reused by our stylesheet */
    cp_budget budget;         /* for the patterns of all layers */
    /* private to cp_request.[ch]: what `layers` was made from */
    const cp_dir_conf *made_from;
    /* In force when fixups began: goes on to hold, even if mod_dir puts
     * another file, in another place, under the same request. */
    const cp_dir_conf *settled;
    /* and room for what a chain of one request needs. */
    cp_chain own_chain;
    cp_layer own_layers[CP_OWN_LAYERS];
} cp_req;

/** The body filter has seen a page, whether it works on it or not. */
static inline int cp_request_is_page(const cp_req *q)
{
    return q->page == CP_PAGE_EDITED || q->page == CP_PAGE_UNCHANGED;
}

/** A judged Set-Cookie. */
typedef struct cp_verdict {
    cp_decision decision;
    int enforced; /* suppress it; else, if a reason, only report it */
} cp_verdict;

/** Hook create_request: what is known of the request, nothing yet. */
void cp_request_make(request_rec *r);

/** What is known of the request without computing anything: NULL where no
 * policy can come into force. */
static inline cp_req *cp_request_known(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &cookie_policy_module);
}

/** Non-zero if the URL is one of the module's own pages. */
static inline void cp_request_claim(cp_req *q)
{
    q->own_url = 1;
}

/** Notes the LogLevel that is in force for the request. A section or an <If>
 * can change it, so the hooks call this again. */
void cp_request_note_log_level(request_rec *r, cp_req *q);

/** The same, if the configuration of the log has changed since the last call.
 */
static inline void cp_request_check_log_level(request_rec *r, cp_req *q)
{
    if (q->log_conf != r->log) {
        cp_request_note_log_level(r, q);
    }
}

/** Finds out which rules hold where the request is now: the longer way of
 * cp_request_rules. */
cp_req *cp_request_find_rules(request_rec *r, cp_req *q);

/** Its argument, with the rules that are in force; NULL when none is. Asked
 * by every filter and hook: mostly the same as before. */
static inline cp_req *cp_request_rules(request_rec *r, cp_req *q)
{
    if (q->made_from != cp_conf_dir(r)) {
        return cp_request_find_rules(r, q);
    }
    return q->enforcement == CP_OFF ? NULL : q;
}

/** The same of what is known of the request. */
static inline cp_req *cp_request_active(request_rec *r)
{
    cp_req *q = cp_request_known(r);

    return q != NULL ? cp_request_rules(r, q) : NULL;
}

/** Non-zero for one of our own pages. */
static inline int cp_request_is_own_url(const request_rec *r)
{
    const cp_req *q = cp_request_known(r);
    return q != NULL && q->own_url;
}

/** Lets r->headers_in be edited: it becomes a copy, and the original, as the
 * browser sent it, stays for the log. */
void cp_request_edit(request_rec *r, cp_req *q);

/** A field as the browser sent it, whatever was edited since. */
const char *cp_request_sent(request_rec *r, const char *name);

/** Who is asking, whatever the policy; made on first use. */
cp_chain *cp_request_chain(request_rec *r);

/** The budget of this request for patterns; for rules that no layer has. */
cp_budget *cp_request_budget(request_rec *r);

/** The first request of the chain of internal redirects. */
request_rec *cp_request_first(request_rec *r);

/** The longer way of cp_request_judge. */
void cp_request_judge_by_all(request_rec *r, cp_req *q,
                             const cp_setcookie *cookie, apr_int64_t now,
                             cp_verdict *out);

/** One Set-Cookie field, by all layers. `now` in seconds. */
static inline void cp_request_judge(request_rec *r, cp_req *q,
                                    const cp_setcookie *cookie, apr_int64_t now,
                                    cp_verdict *out)
{
    if (q->n_layers > 1) {
        cp_request_judge_by_all(r, q, cookie, now, out);
        return;
    }
    cp_decide_set_cookie(&q->layers->rules, &q->chain->visitor, cookie, now,
                         &out->decision);
    out->enforced = out->decision.reason != CP_ALLOW && q->enforcement == CP_ON;
}

/**
 * What is sent of an allowed cookie, `declared` or not (NULL): its field
 * value, one with a shorter life, or "no span" when all it would do is to
 * make a cookie that the browser holds live longer than the category's limit.
 */
cp_span cp_request_limit(request_rec *r, const cp_req *q,
                         const cp_setcookie *cookie, const cp_cookie *declared,
                         apr_int64_t now);

/**
 * Judges one cookie of the request by the layers of this enforcement that hide
 * cookies. True if applications may see it, else *decision has the reason. A
 * name that is not surely a cookie's (cp_keep_fn) is hidden if it is declared.
 */
int cp_request_may_see(const cp_req *q, int enforcement, cp_span name, int sure,
                       cp_decision *decision);

/** Non-zero when it is known already that there is no such cookie as
 * cp_request_leftover looks for. */
int cp_request_no_leftovers(const cp_req *q);

/** The declaration of a cookie the browser should not hold, or NULL. */
const cp_cookie *cp_request_leftover(const cp_req *q, cp_span name);

/** True if some layer of this enforcement hides cookies of the request. */
int cp_request_strips_cookies(const cp_req *q, int enforcement);

/** Reads what cp_request_navigation returns, and notes it. */
cp_navigation cp_request_read_navigation(const request_rec *r, cp_req *q);

/** Whether it asks for the document of a window, and the fields that this was
 * read from. */
static inline cp_navigation cp_request_navigation(const request_rec *r)
{
    cp_req *q = cp_request_known(r);

    return q != NULL && q->navigation_known ? q->navigation
                                            : cp_request_read_navigation(r, q);
}

/** A page for a person: no frame, no script's own request. */
static inline int cp_request_is_navigation(const request_rec *r)
{
    return cp_request_navigation(r).yes;
}

/**
 * Which variant of an HTML page this visitor gets: differs for whatever
 * would make the injected bytes differ. `asked` is the language where the
 * visitor was asked, NULL where the page said its own.
 */
apr_uint32_t cp_request_variant(const cp_req *q, const cp_dir_conf *conf,
                                const char *asked);

/** The categories that pages are asked about where `conf` is in force: those of
 * the site, and those that only an .htaccess file there declares cookies in. */
static inline cp_set cp_request_asked(const cp_site *site,
                                      const cp_dir_conf *conf)
{
    return site->categories->asked
         | (cp_policy_waiting(conf->policy) & site->categories->optional);
}

/** The categories of these that the visitor has not answered. */
static inline cp_set cp_request_pending(const cp_chain *chain,
                                        const cp_dir_conf *conf)
{
    return cp_consent_pending(cp_request_asked(chain->site, conf),
                              &chain->visitor.consent, chain->visitor.signals);
}

/** The categories that a banner asks about there: those without an answer,
 * whatever a signal of the browser says. In a page that is the same for all
 * visitors, all of them. */
cp_set cp_request_shown(const cp_chain *chain, const cp_dir_conf *conf);

#endif
