/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Observations: the cookies, keys and sources that were seen, and the counters
 * of each virtual host. cp_table.h stores them for all processes of a server;
 * this file describes what goes in, and the copy that readers get.
 */
#ifndef CP_OBSERVED_H
#define CP_OBSERVED_H

#include "core/policy/cp_decide.h"

/** The place where something was seen. The values are in files: never change
 * them. */
typedef enum {
    CP_SEEN_RESPONSE, /* Set-Cookie */
    CP_SEEN_REQUEST,  /* Cookie, hidden from applications */
    CP_SEEN_SCRIPT,   /* a cookie that a script writes */
    CP_SEEN_STORAGE,  /* a key of local or session storage */
    CP_SEEN_SOURCE,   /* in tags, Link fields, requests, reports */
    CP_N_SEEN
} cp_seen_kind;

/** One occurrence, to be noted. All of it is borrowed. */
typedef struct cp_sighting {
    cp_seen_kind kind;
    cp_span name;
    cp_reason_e reason;   /* CP_ALLOW: it passed */
    int enforced;         /* 0: only reported */
    const char *category; /* NULL: undeclared */
    cp_span domain, path; /* of a cookie, as observed; n = 0: none */
    apr_int64_t lifetime; /* seconds; 0: session; -1: not known */
    cp_span sample;       /* path of a request without query */
    cp_span directive;    /* of a source: "script-src", or the element */
    /* Non-zero if the configuration contains this very name. Others, which a
     * client can choose, share a part of the table. */
    int fixed;
} cp_sighting;

/** An entry, copied for readers. Strings are "" if there is none. */
typedef struct cp_seen {
    cp_seen_kind kind;
    const char *name;
    cp_reason_e reason;
    int enforced;
    const char *category; /* NULL: undeclared */
    apr_uint64_t count;
    apr_int64_t first, last; /* seconds since 1970 */
    const char *domain, *path;
    apr_int64_t lifetime; /* as in cp_sighting */
    const char *sample, *directive;
} cp_seen;

/* The counters of one virtual host, with their names in JSON and in files. The
 * first ones about cookies are in the order of cp_reason_e. */
#define CP_COUNTERS(C)                                                        \
    C(RESPONSES, "responses") /* responses whose cookies were judged */       \
    C(COOKIES_ALLOWED, "cookies_allowed")                                     \
    C(COOKIES_UNDECLARED, "cookies_undeclared")                               \
    C(COOKIES_UNDECIDED, "cookies_undecided")                                 \
    C(COOKIES_REFUSED, "cookies_refused")                                     \
    C(COOKIES_SIGNAL, "cookies_signal")                                       \
    C(COOKIES_MALFORMED, "cookies_malformed")                                 \
    C(COOKIES_RESERVED, "cookies_reserved")                                   \
    C(COOKIES_DEMAND, "cookies_demand") /* set-if was false */                \
    C(STRIPPED, "request_cookies_stripped")                                   \
    C(EXPIRED, "leftovers_expired")                                           \
    C(PAGES_BANNER, "pages_banner")                                           \
    C(PAGES_REOPEN, "pages_reopen") /* the link back to the choice */         \
    C(PAGES_PLAIN, "pages_plain")   /* nothing had to be injected */          \
    /* pages that stay unchanged, by cause */                                 \
    C(PAGES_TREATED, "pages_treated")           /* by the backend */          \
    C(PAGES_NO_TRANSFORM, "pages_no_transform") /* Cache-Control */           \
    C(PAGES_CHARSET, "pages_charset")           /* not ASCII, or a guess */   \
    C(PAGES_COMPRESSED, "pages_compressed")     /* by the backend */          \
    C(PAGES_FRAGMENT, "pages_fragment")         /* not a whole document */    \
    C(PAGES_FRAMESET, "pages_frameset")                                       \
    C(PAGES_NO_BODY, "pages_no_body")     /* it ends before its body */       \
    C(PAGES_UNCERTAIN, "pages_uncertain") /* browsers differ, or a limit */   \
    C(SOURCES_HELD, "sources_held")                                           \
    C(REQUESTS_REFUSED, "requests_refused") /* for held paths of this site */ \
    C(CHOICE_ACCEPT, "choice_accept")                                         \
    C(CHOICE_REFUSE, "choice_refuse")                                         \
    C(CHOICE_SAVE, "choice_save")                                             \
    C(CHOICE_ADD, "choice_add")                                               \
    C(CHOICE_WITHDRAW, "choice_withdraw")                                     \
    C(REPORTS_COUNTED, "reports_counted")                                     \
    C(REPORTS_DROPPED, "reports_dropped")                                     \
    C(RECORDS_WRITTEN, "records_written")                                     \
    C(RECORDS_SPOOLED, "records_spooled")

typedef enum {
#define COUNTER(name, json) CP_COUNT_##name,
    CP_COUNTERS(COUNTER)
#undef COUNTER
        CP_N_COUNTERS
} cp_counter;

/** The names of the counters. */
extern const char *const cp_counter_names[CP_N_COUNTERS];

/** Returns the counter of Set-Cookie fields with that reason. */
static inline cp_counter cp_counter_of_reason(cp_reason_e reason)
{
    return (cp_counter)(CP_COUNT_COOKIES_ALLOWED + reason);
}

/** The number of hours for which rates are kept: 31 days. */
#define CP_RATE_HOURS (31 * 24)

/** Banners and choices of one hour. */
typedef struct cp_rate {
    apr_int64_t hour; /* its start, in seconds since 1970 */
    apr_uint32_t shown, accept, refuse, other;
} cp_rate;

/** One virtual host, copied for readers. */
typedef struct cp_observed_host {
    const char *host; /* its name */
    const char *key;  /* name and port; unique */
    apr_uint64_t counters[CP_N_COUNTERS];
    cp_seen *seen;
    int n;
    cp_rate *rates; /* the oldest first; hours without an event are absent */
    int n_rates;    /* at most CP_RATE_HOURS */
} cp_observed_host;

/** The whole table, copied for readers. */
typedef struct cp_observed {
    apr_int64_t since; /* seconds since 1970 */
    cp_observed_host *hosts;
    int n;
    int full;          /* something found no place */
    apr_uint64_t lost; /* occurrences without a place */
} cp_observed;

#endif
