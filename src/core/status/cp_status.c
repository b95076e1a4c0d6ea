/* SPDX-License-Identifier: Apache-2.0 */
/* The observations of a server with its declarations; see the header. */
#include "core/status/cp_status.h"

#include <stdlib.h>
#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "core/policy/cp_source_name.h"

const char *cp_seen_kind_name(cp_seen_kind kind)
{
    static const char *const names[] = {"Set-Cookie", "Cookie", "script",
                                        "storage", "source"};
    return names[kind];
}

void cp_status_times(cp_buf *b, apr_uint64_t n)
{
    cp_buf_number(b, (apr_int64_t)n);
    cp_buf_put(b, n == 1 ? " time" : " times");
}

/* ---- the declarations ---- */

static const cp_cookie *match(apr_pool_t *p, const cp_policy *policy,
                              const char *name)
{
    cp_worn_out worn_out = {p, NULL};
    cp_budget budget = {p, &worn_out, NULL, NULL, 0, NULL, NULL, 0};

    return policy ? cp_policy_match(policy, cp_span_of(name), &budget) : NULL;
}

const cp_cookie *cp_status_cookie(apr_pool_t *p, const cp_status_host *host,
                                  const char *name)
{
    const cp_cookie *cookie = match(p, host->policy, name);

    return cookie ? cookie : match(p, host->sections, name);
}

int cp_status_target(apr_pool_t *p, const char *source, cp_target *target)
{
    cp_source_name name = {0};

    if (cp_source_name_parse(p, source, &name) != NULL) {
        return 0;
    }
    target->own = cp_source_name_is_own(&name);
    target->scheme = name.scheme.n ? name.scheme : cp_span_of("https");
    target->host = name.host;
    target->port = name.port > 0 ? name.port : -1;
    target->path = name.path.n ? name.path : cp_span_of("/");
    target->decoded = 0;
    return !cp_source_name_is_wildcard(&name);
}

const cp_source_name *cp_status_source(apr_pool_t *p,
                                       const cp_status_host *host,
                                       const char *source)
{
    const cp_source_name *name;
    cp_target target;

    if (!cp_status_target(p, source, &target)) {
        return NULL;
    }
    name = cp_sources_match(host->policy, &target);
    return name ? name : cp_sources_match(host->sections, &target);
}

/* ---- what is undeclared ---- */

static int was_undeclared(const cp_seen *seen)
{
    return (seen->category == NULL || *seen->category == '\0')
        && (seen->reason == CP_UNDECLARED || seen->reason == CP_ALLOW);
}

int cp_status_is_declared(apr_pool_t *p, const cp_status_host *host,
                          const cp_seen *seen)
{
    if (!cp_seen_is_cookie(seen)) {
        return cp_status_source(p, host, seen->name) != NULL;
    }
    return !strcmp(seen->name, host->consent_cookie)
        || cp_status_cookie(p, host, seen->name) != NULL;
}

static int is_undeclared(apr_pool_t *p, const cp_status_host *host,
                         const cp_seen *seen)
{
    return was_undeclared(seen) && !cp_status_is_declared(p, host, seen);
}

/* True if the list, joined with ", ", contains the word. */
static int lists(const char *list, const char *word)
{
    apr_size_t n = strlen(word);
    const char *s;

    for (s = list; (s = strstr(s, word)) != NULL; s += n) {
        if ((s == list || s[-1] == ' ') && (s[n] == ',' || s[n] == '\0')) {
            return 1;
        }
    }
    return 0;
}

static const char *first_of(const char *a, const char *b)
{
    return a != NULL && *a ? a : b;
}

/* Adds another observation of the same name. */
static void add(apr_pool_t *p, cp_seen *to, const cp_seen *seen)
{
    cp_seen_add(to, seen);
    to->domain = first_of(to->domain, seen->domain);
    to->path = first_of(to->path, seen->path);
    to->sample = first_of(to->sample, seen->sample);
    to->lifetime = to->lifetime >= 0 ? to->lifetime : seen->lifetime;
    if (seen->directive != NULL && *seen->directive) {
        to->directive =
            to->directive == NULL || *to->directive == '\0' ? seen->directive
            : lists(to->directive, seen->directive)
                ? to->directive
                : apr_pstrcat(p, to->directive, ", ", seen->directive, NULL);
    }
}

static int newest_first(const void *a, const void *b)
{
    const cp_seen *x = a, *y = b;

    if (x->first != y->first) {
        return x->first < y->first ? 1 : -1;
    }
    return strcmp(x->name, y->name);
}

apr_array_header_t *cp_status_undeclared(apr_pool_t *p,
                                         const cp_status_host *host,
                                         int sources)
{
    apr_array_header_t *list = apr_array_make(p, 16, sizeof(cp_seen));
    apr_hash_t *places = apr_hash_make(p); /* name => number + 1 */
    int i;

    for (i = 0; host->observed != NULL && i < host->observed->n; i++) {
        const cp_seen *seen = &host->observed->seen[i];
        apr_uintptr_t at = (apr_uintptr_t)apr_hash_get(places, seen->name,
                                                       APR_HASH_KEY_STRING);

        if (cp_seen_is_cookie(seen) == sources
            || !is_undeclared(p, host, seen)) {
            continue;
        }
        if (at > 0) {
            add(p, &APR_ARRAY_IDX(list, at - 1, cp_seen), seen);
            continue;
        }
        APR_ARRAY_PUSH(list, cp_seen) = *seen;
        apr_hash_set(places, seen->name, APR_HASH_KEY_STRING,
                     (void *)(apr_uintptr_t)list->nelts);
    }
    qsort(list->elts, (size_t)list->nelts, sizeof(cp_seen), newest_first);
    return list;
}

/* ---- counters ---- */

static int same_category(const char *a, const char *b)
{
    return a == NULL || *a == '\0' ? b == NULL : b != NULL && !strcmp(a, b);
}

apr_uint64_t cp_status_count(const cp_status_host *host, int sources,
                             cp_reason_e reason, const char *category)
{
    apr_uint64_t sum = 0;
    int i;

    for (i = 0; host->observed != NULL && i < host->observed->n; i++) {
        const cp_seen *seen = &host->observed->seen[i];

        if (cp_seen_is_cookie(seen) != sources && seen->reason == reason
            && same_category(seen->category, category)) {
            sum += seen->count;
        }
    }
    return sum;
}
