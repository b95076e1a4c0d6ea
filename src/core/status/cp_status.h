/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The observations of a server together with its declarations: the input of the
 * status page, of its JSON, of the metrics and of the draft. All of them are
 * read-only snapshots. Names of cookies and sources come from the network.
 */
#ifndef CP_STATUS_H
#define CP_STATUS_H

#include <apr_tables.h>

#include "core/base/cp_buf.h"
#include "core/observe/cp_observed.h"
#include "core/policy/cp_policy.h"
#include "core/policy/cp_sources.h"

/** One virtual host. All of it is borrowed. */
typedef struct cp_status_host {
    const char *name;                 /* of the server */
    const cp_observed_host *observed; /* NULL: nothing is observed yet */
    const cp_categories *categories;
    const cp_policy *policy;    /* of the server itself; may be NULL */
    const cp_policy *sections;  /* of all its sections; may be NULL */
    const char *consent_cookie; /* its name: it is always declared */
    int only_reports;           /* CookiePolicy ReportOnly */
} cp_status_host;

/** The whole server. */
typedef struct cp_status {
    const cp_observed *observed; /* NULL: nothing is observed */
    cp_status_host *hosts;
    int n;
    apr_int64_t now; /* seconds since 1970 */
} cp_status;

/** True for an observation of a cookie or of a storage key. */
static inline int cp_seen_is_cookie(const cp_seen *seen)
{
    return seen->kind != CP_SEEN_SOURCE;
}

/** Adds the count and the times of another entry for the same thing. */
static inline void cp_seen_add(cp_seen *sum, const cp_seen *other)
{
    sum->count += other->count;
    sum->first = other->first < sum->first ? other->first : sum->first;
    sum->last = other->last > sum->last ? other->last : sum->last;
}

/** Returns "Set-Cookie", "Cookie", "script", "storage" or "source". */
const char *cp_seen_kind_name(cp_seen_kind kind);

/** Appends "1 time" or "3 times". */
void cp_status_times(cp_buf *b, apr_uint64_t n);

/** Returns the present declaration of a cookie's name, in the host or in one of
 * its sections; NULL if there is none. `p` is a pool for the patterns. */
const cp_cookie *cp_status_cookie(apr_pool_t *p, const cp_status_host *host,
                                  const char *name);

/** Reads an observed source, a host-source or a path of this site, as the
 * address of something that a page loads. Returns 0 if it cannot be read. The
 * spans are in `p`. */
int cp_status_target(apr_pool_t *p, const char *source, cp_target *target);

/** Returns the present declaration of an observed source, as cp_status_cookie
 * does. */
const cp_source_name *cp_status_source(apr_pool_t *p,
                                       const cp_status_host *host,
                                       const char *source);

/** True if the host has a declaration of an observed name now. The consent
 * cookie needs none. */
int cp_status_is_declared(apr_pool_t *p, const cp_status_host *host,
                          const cp_seen *seen);

/**
 * Returns what was undeclared when it was seen and still is (cp_seen, in `p`),
 * one element for each name, the newest first: cookies and storage keys, or
 * sources. Counts are added; `first` is the earliest and `last` the latest
 * time. The directives of a source are joined with ", ".
 */
apr_array_header_t *cp_status_undeclared(apr_pool_t *p,
                                         const cp_status_host *host,
                                         int sources);

/** Returns how often the cookies, or sources, of this host were seen that have
 * this reason and category (NULL: undeclared). */
apr_uint64_t cp_status_count(const cp_status_host *host, int sources,
                             cp_reason_e reason, const char *category);

/** Returns a text that describes a counter: a noun, without a full stop. Its
 * name if cp_counter_text.c has none. */
const char *cp_counter_text(cp_counter counter);

/** Returns the reason of a counter of pages that got no banner, as a clause;
 * NULL for another counter. */
const char *cp_counter_page_reason(cp_counter counter);

#endif
