/* SPDX-License-Identifier: Apache-2.0 */
/* The sources of nested scopes; see the header. */
#include "core/policy/cp_sources.h"

static cp_source_scope *scope_of(cp_policy *policy)
{
    if (policy->sources == NULL) {
        policy->sources = cp_source_scope_make(cp_policy_pool(policy));
    }
    return policy->sources;
}

cp_set *cp_sources_scope(cp_policy *policy)
{
    return &scope_of(policy)->categories;
}

void cp_sources_add(cp_policy *policy, const cp_source *source)
{
    int i;

    cp_source_scope_add(scope_of(policy), source);
    policy->sourced = 1;
    for (i = 0; i < source->sources->nelts; i++) {
        const cp_source_name *name =
            APR_ARRAY_IDX(source->sources, i, const cp_source_name *);

        cp_policy_note(policy, name->text, source->category);
        policy->pathed |= cp_source_name_is_own(name);
    }
    if (source->place >= 0) {
        policy->waiting |= CP_SET(source->place);
    }
}

int cp_sources_by_origin(const cp_policy *policy)
{
    for (; policy != NULL && policy->sourced; policy = policy->around) {
        if (policy->sources != NULL && policy->sources->any_path) {
            return 0;
        }
    }
    return 1;
}

/* Searches all scopes for one host. */
static const cp_source_name *match_host(const cp_policy *policy,
                                        const cp_source_probe *probe,
                                        cp_span host)
{
    apr_uint64_t hash = cp_name_map_hash(host);
    const cp_source_name *best = NULL, *hit;
    int rank = -1;

    for (; policy != NULL && policy->sourced; policy = policy->around) {
        if (policy->sources != NULL) {
            hit =
                cp_source_scope_find(policy->sources, probe, host, hash, &rank);
            best = hit ? hit : best;
        }
    }
    return best;
}

/* Returns the host without a dot at its end, which resolves to the same
 * address. */
static cp_span without_root(cp_span host)
{
    host.n -= host.n > 1 && host.s[host.n - 1] == '.';
    return host;
}

/* Cuts the host at its next dot: "a.b.c" becomes ".b.c", and that ".c". Skips
 * parents that are longer than any source: no declaration matches them, and
 * the number of look-ups is bounded. Returns 0 if there is no
 * further dot. */
static int next_parent(cp_span *host)
{
    apr_size_t at;

    do {
        at = host->n > 0 ? 1 + cp_span_find(cp_span_skip(*host, 1), '.') : 0;
        if (host->n == 0 || at >= host->n) {
            return 0;
        }
        *host = cp_span_skip(*host, at);
    } while (host->n > CP_MAX_SOURCE_HOST + 1);
    return 1;
}

const cp_source_name *cp_sources_match(const cp_policy *policy,
                                       const cp_target *target)
{
    const cp_source_name *hit;
    cp_source_probe probe;
    cp_span host = {"", 0};

    if (!cp_sources_any(policy)) {
        return NULL;
    }
    cp_source_probe_make(&probe, target);
    if (!target->own) {
        host = without_root(target->host);
        if (host.n == 0) {
            return NULL;
        }
    }
    hit =
        host.n <= CP_MAX_SOURCE_HOST ? match_host(policy, &probe, host) : NULL;
    while (hit == NULL && next_parent(&host)) {
        hit = match_host(policy, &probe, host);
    }
    return hit;
}

const cp_source_name *cp_sources_declared(const cp_policy *policy,
                                          const char *text)
{
    cp_span name = cp_span_of(text);
    const cp_source_name *hit = NULL;

    for (; policy != NULL && hit == NULL; policy = policy->around) {
        if (policy->sources != NULL) {
            hit = cp_name_map_get(policy->sources->declared, name);
        }
    }
    return hit;
}

apr_array_header_t *cp_sources_list(apr_pool_t *p, const cp_policy *policy)
{
    apr_array_header_t *all;

    if (!cp_sources_any(policy)) {
        return apr_array_make(p, 4, sizeof(const cp_source *));
    }
    all = cp_sources_list(p, policy->around);
    if (policy->sources != NULL) {
        apr_array_cat(all, policy->sources->list);
    }
    return all;
}
