/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources of content: the CookiePolicySource lines of one scope, and the search
 * for the source of a URL. cp_sources.h searches nested scopes.
 *
 * A source matches a URL by the rules of CSP Level 3 (section 6.7.2): without a
 * scheme http, https, ws and wss match; "http:" matches https, too, and "ws:"
 * wss; without a port the default port matches, and port 80 matches 443, too.
 *
 * Precedence: the exact host before a wildcard, the longer wildcard before the
 * shorter; the exact path before the longer prefix before none; at equality the
 * nearer scope, and in one scope the later line, before the other.
 */
#ifndef CP_SOURCE_H
#define CP_SOURCE_H

#include <apr_tables.h>

#include "core/base/cp_name_map.h"
#include "core/policy/cp_category.h"
#include "core/policy/cp_source_name.h"

/** One CookiePolicySource line; strings live as long as the policy. */
typedef struct cp_source {
    const char *category;        /* id */
    int place;                   /* of the category; -1 if it does not exist */
    apr_array_header_t *sources; /* const cp_source_name *, as written */
    const char *provider;        /* NULL if not given, as the others below */
    const char *function;
    const char *purpose;
    apr_array_header_t *cookies; /* const char *: the cookies that they set */
    const char *lifetime;        /* as written, for the table */
    const char *controller;
    const char *where; /* file and line, for messages */
} cp_source;

/** The address of something that a page loads, as the URL parser reads it. */
typedef struct cp_target {
    cp_span scheme; /* lower case, without the colon */
    cp_span host;   /* lower case, A-labels */
    cp_span path;   /* without query */
    int port;       /* -1: the default of the scheme */
    int own;        /* host and port are those of this site */
    int decoded;    /* `path` is decoded, as r->uri of httpd */
} cp_target;

/** The sources of one scope. */
typedef struct cp_source_scope {
    cp_name_map *hosts;       /* cp_source_name.host => private record */
    cp_name_map *declared;    /* cp_source_name.text => cp_source_name */
    apr_array_header_t *list; /* const cp_source *, as declared */
    cp_set categories;        /* of sources whose place is known */
    int any_path;             /* a source has a path */
    apr_pool_t *pool;
} cp_source_scope;

/** Returns a scope in `p` without a source. */
cp_source_scope *cp_source_scope_make(apr_pool_t *p);

/** Adds one declaration with all its sources. It is borrowed. */
void cp_source_scope_add(cp_source_scope *scope, const cp_source *source);

/** A target, prepared for the comparison with sources. */
typedef struct cp_source_probe {
    const cp_target *target;
    cp_span path; /* see cp_source_path */
    int cut;
    char room[CP_MAX_SOURCE_PATH];
} cp_source_probe;

/** Prepares a target, which is borrowed. The path may point into the probe, so
 * a probe must not be copied. */
void cp_source_probe_make(cp_source_probe *probe, const cp_target *target);

/**
 * Returns the source of this scope for a target and a host, which is the
 * target's, or ".parent" of it; `hash` is that of the host. *rank is that of
 * the best source so far, -1 without one, and becomes that of the result. NULL
 * if there is no source of a higher rank.
 */
const cp_source_name *cp_source_scope_find(const cp_source_scope *scope,
                                           const cp_source_probe *probe,
                                           cp_span host, apr_uint64_t hash,
                                           int *rank);

#endif
