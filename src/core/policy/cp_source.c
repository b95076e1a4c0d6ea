/* SPDX-License-Identifier: Apache-2.0 */
/* The sources of one scope; see the header. */
#include "core/policy/cp_source.h"

/* The ranks of the three kinds of paths; that of a prefix is its length. */
#define RANK_NO_PATH 0
#define RANK_EXACT (CP_MAX_SOURCE_PATH + 1)

/* A source with the next older one that has the same host and path. They differ
 * in scheme or port. */
typedef struct name_link {
    const cp_source_name *name;
    struct name_link *older;
} name_link;

/* The sources of one host. */
typedef struct host_rules {
    cp_name_map *paths;          /* cp_source_name.path => name_link */
    apr_array_header_t *lengths; /* apr_size_t, of the prefixes, falling */
} host_rules;

cp_source_scope *cp_source_scope_make(apr_pool_t *p)
{
    cp_source_scope *scope = apr_pcalloc(p, sizeof(*scope));

    scope->hosts = cp_name_map_make(p);
    scope->declared = cp_name_map_make(p);
    scope->list = apr_array_make(p, 4, sizeof(const cp_source *));
    scope->pool = p;
    return scope;
}

/* ---- declarations ---- */

static host_rules *rules_of(cp_source_scope *scope, cp_span host)
{
    const void *known = cp_name_map_get(scope->hosts, host);
    host_rules *rules = (host_rules *)known;

    if (rules == NULL) {
        rules = apr_palloc(scope->pool, sizeof(*rules));
        rules->paths = cp_name_map_make(scope->pool);
        rules->lengths = apr_array_make(scope->pool, 1, sizeof(apr_size_t));
        cp_name_map_set(scope->hosts, host, rules);
    }
    return rules;
}

static int is_prefix(cp_span path)
{
    return path.n > 0 && path.s[path.n - 1] == '/';
}

/* Keeps the distinct lengths sorted, the longest first. */
static void note_length(apr_array_header_t *lengths, apr_size_t n)
{
    apr_size_t *list = (apr_size_t *)lengths->elts;
    int i, at = 0;

    while (at < lengths->nelts && list[at] > n) {
        at++;
    }
    if (at < lengths->nelts && list[at] == n) {
        return;
    }
    APR_ARRAY_PUSH(lengths, apr_size_t) = n;
    list = (apr_size_t *)lengths->elts;
    for (i = lengths->nelts - 1; i > at; i--) {
        list[i] = list[i - 1];
    }
    list[at] = n;
}

static int is_same_origin(const cp_source_name *a, const cp_source_name *b)
{
    return a->port == b->port && cp_span_eq(a->scheme, b->scheme);
}

/* Removes the source that is declared again, which never counts. So the list
 * has one source for each scheme and port. */
static void drop_older(name_link *first)
{
    name_link **at = &first->older;

    while (*at != NULL && !is_same_origin((*at)->name, first->name)) {
        at = &(*at)->older;
    }
    if (*at != NULL) {
        *at = (*at)->older;
    }
}

static void add_name(cp_source_scope *scope, const cp_source_name *name)
{
    host_rules *rules = rules_of(scope, name->host);
    const void *older = cp_name_map_get(rules->paths, name->path);
    name_link *first = apr_palloc(scope->pool, sizeof(*first));

    scope->any_path |= name->path.n > 0;
    first->name = name;
    first->older = (name_link *)older;
    drop_older(first);
    cp_name_map_set(rules->paths, name->path, first);
    if (is_prefix(name->path)) {
        note_length(rules->lengths, name->path.n);
    }
    cp_name_map_set(scope->declared, cp_span_of(name->text), name);
}

void cp_source_scope_add(cp_source_scope *scope, const cp_source *source)
{
    int i;

    APR_ARRAY_PUSH(scope->list, const cp_source *) = source;
    if (source->place >= 0) {
        scope->categories |= CP_SET(source->place);
    }
    for (i = 0; i < source->sources->nelts; i++) {
        add_name(scope,
                 APR_ARRAY_IDX(source->sources, i, const cp_source_name *));
    }
}

/* ---- scheme and port ---- */

static int is_secure(cp_span scheme)
{
    return cp_span_is(scheme, "https") || cp_span_is(scheme, "wss");
}

/* CSP, section 6.7.2.9. */
static int scheme_matches(cp_span declared, cp_span scheme)
{
    return declared.n == 0 || cp_span_eq(declared, scheme)
        || (cp_span_is(declared, "http") && cp_span_is(scheme, "https"))
        || (cp_span_is(declared, "ws") && !cp_span_is(scheme, "ws"))
        || (cp_span_is(declared, "wss") && cp_span_is(scheme, "https"));
}

/* CSP, section 6.7.2.11. */
static int port_matches(int declared, const cp_target *target)
{
    int usual = is_secure(target->scheme) ? 443 : 80;
    int port = target->port < 0 ? usual : target->port;

    if (declared == CP_PORT_DEFAULT) {
        return port == usual;
    }
    return declared == CP_PORT_ANY || declared == port
        || (declared == 80 && port == 443);
}

static int origin_matches(const cp_source_name *name, const cp_target *target)
{
    return target->own
        || (scheme_matches(name->scheme, target->scheme)
            && port_matches(name->port, target));
}

/* ---- the search ---- */

void cp_source_probe_make(cp_source_probe *probe, const cp_target *target)
{
    probe->target = target;
    probe->cut = 0;
    probe->path =
        cp_source_path(target->path, target->decoded, probe->room, &probe->cut);
}

/* Returns the latest source of that path which matches the target. */
static const cp_source_name *find_path(const host_rules *rules,
                                       const cp_source_probe *probe,
                                       cp_span path)
{
    const name_link *link = cp_name_map_get(rules->paths, path);

    while (link != NULL && !origin_matches(link->name, probe->target)) {
        link = link->older;
    }
    return link ? link->name : NULL;
}

static const cp_source_name *find_prefix(const host_rules *rules,
                                         const cp_source_probe *probe,
                                         int *rank)
{
    const apr_array_header_t *lengths = rules->lengths;
    cp_span path = probe->path;
    int i;

    for (i = 0; i < lengths->nelts; i++) {
        apr_size_t n = APR_ARRAY_IDX(lengths, i, apr_size_t);
        const cp_source_name *hit;

        if ((int)n <= *rank) {
            break;
        }
        path.n = n;
        if (n > probe->path.n || !is_prefix(path)) {
            continue;
        }
        hit = find_path(rules, probe, path);
        if (hit != NULL) {
            *rank = (int)n;
            return hit;
        }
    }
    return NULL;
}

const cp_source_name *cp_source_scope_find(const cp_source_scope *scope,
                                           const cp_source_probe *probe,
                                           cp_span host, apr_uint64_t hash,
                                           int *rank)
{
    const host_rules *rules = cp_name_map_find(scope->hosts, host, hash);
    const cp_source_name *hit = NULL;
    cp_span none = {"", 0};

    if (rules == NULL) {
        return NULL;
    }
    if (*rank < RANK_EXACT && probe->path.n > 0 && !probe->cut
        && !is_prefix(probe->path)) {
        hit = find_path(rules, probe, probe->path);
        if (hit != NULL) {
            *rank = RANK_EXACT;
            return hit;
        }
    }
    hit = find_prefix(rules, probe, rank);
    if (hit == NULL && *rank < RANK_NO_PATH) {
        hit = find_path(rules, probe, none);
        *rank = hit ? RANK_NO_PATH : *rank;
    }
    return hit;
}
