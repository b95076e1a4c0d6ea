/* SPDX-License-Identifier: Apache-2.0 */
/* The search for the declaration of a cookie; see the header. */
#include "core/policy/cp_policy.h"

/* Of FNV-1a, for 32 bits. */
#define FNV_PRIME 16777619u

#include "core/policy/cp_source.h"

#define CP_MAX_DECLARED_NAME 256

typedef struct cp_pattern_rule {
    const char *text; /* as written, with its slashes */
    cp_pattern pattern;
    const cp_cookie *cookie;
} cp_pattern_rule;

/* The declarations of one scope. Every policy that is merged from it shares
 * them. */
typedef struct cp_scope_rules {
    apr_pool_t *pool;
    cp_name_map *exact;           /* name => cp_declared_name */
    cp_name_map *prefix;          /* name without its '*' => cp_cookie */
    apr_array_header_t *lengths;  /* apr_size_t, of the prefixes, falling */
    apr_array_header_t *patterns; /* cp_pattern_rule, the latest last */
    apr_array_header_t *cookies;  /* const cp_cookie *, as declared */
} cp_scope_rules;

static int name_byte_ok(unsigned char c)
{
    return c >= 0x20 && c != 0x7F && c != '=' && c != ';';
}

cp_name_e cp_policy_name_kind(cp_span name)
{
    apr_size_t i;

    if (name.n > 2 && name.s[0] == '/' && name.s[name.n - 1] == '/') {
        return CP_NAME_PATTERN;
    }
    if (name.n == 0 || name.n > CP_MAX_DECLARED_NAME
        || cp_span_trim(name).n != name.n) {
        return CP_NAME_BAD;
    }
    for (i = 0; i < name.n; i++) {
        if (!name_byte_ok((unsigned char)name.s[i])
            || (name.s[i] == '*' && i + 1 < name.n)) {
            return CP_NAME_BAD;
        }
    }
    return name.s[name.n - 1] == '*' ? CP_NAME_PREFIX : CP_NAME_EXACT;
}

cp_policy *cp_policy_make(apr_pool_t *p)
{
    cp_policy *policy = apr_pcalloc(p, sizeof(*policy));
    cp_scope_rules *rules = apr_pcalloc(p, sizeof(*rules));

    rules->pool = p;
    rules->exact = cp_name_map_make(p);
    rules->prefix = cp_name_map_make(p);
    rules->lengths = apr_array_make(p, 2, sizeof(apr_size_t));
    rules->patterns = apr_array_make(p, 2, sizeof(cp_pattern_rule));
    rules->cookies = apr_array_make(p, 4, sizeof(const cp_cookie *));
    policy->exact = rules->exact;
    policy->rules = rules;
    return policy;
}

/* Keeps the distinct prefix lengths sorted, the longest first. */
static void note_length(apr_array_header_t *lengths, apr_size_t n)
{
    apr_size_t *list;
    int i;

    for (i = 0; i < lengths->nelts; i++) {
        if (APR_ARRAY_IDX(lengths, i, apr_size_t) == n) {
            return;
        }
    }
    APR_ARRAY_PUSH(lengths, apr_size_t) = n;
    list = (apr_size_t *)lengths->elts;
    for (i = lengths->nelts - 1; i > 0 && list[i - 1] < n; i--) {
        list[i] = list[i - 1];
        list[i - 1] = n;
    }
}

static void add_exact(cp_scope_rules *rules, const cp_cookie *cookie,
                      cp_span name)
{
    cp_declared_name *declared = apr_palloc(rules->pool, sizeof(*declared));

    declared->cookie = cookie;
    declared->seen =
        apr_pcalloc(rules->pool, CP_NAME_PLACES * sizeof(*declared->seen));
    cp_name_map_set(rules->exact, name, declared);
}

static void add_name(cp_scope_rules *rules, const cp_cookie *cookie,
                     const char *name, const cp_pattern *pattern)
{
    cp_span text = cp_span_of(name);
    cp_pattern_rule *rule;

    switch (cp_policy_name_kind(text)) {
    case CP_NAME_EXACT:
        add_exact(rules, cookie, text);
        break;
    case CP_NAME_PREFIX:
        text.n--;
        cp_name_map_set(rules->prefix, text, cookie);
        note_length(rules->lengths, text.n);
        break;
    case CP_NAME_PATTERN:
        if (pattern == NULL) { /* no cookie can match */
            break;
        }
        rule = apr_array_push(rules->patterns);
        rule->text = name;
        rule->pattern = *pattern;
        rule->cookie = cookie;
        break;
    default:
        break;
    }
}

void cp_policy_add(cp_policy *policy, const cp_cookie *cookie,
                   const cp_pattern *patterns)
{
    cp_scope_rules *rules = policy->rules;
    int i;

    APR_ARRAY_PUSH(rules->cookies, const cp_cookie *) = cookie;
    if (cookie->place >= 0 && !cp_cookie_needs_no_consent(cookie)) {
        policy->waiting |= CP_SET(cookie->place);
    }
    policy->adds |= cookie->adds;
    for (i = 0; i < cookie->names->nelts; i++) {
        add_name(rules, cookie, APR_ARRAY_IDX(cookie->names, i, const char *),
                 patterns ? &patterns[i] : NULL);
    }
}

apr_pool_t *cp_policy_pool(const cp_policy *policy)
{
    return policy->rules->pool;
}

/* Copies the chain of `near`, without its rules, and lets it end at `around`.
 */
cp_policy *cp_policy_merge(apr_pool_t *p, cp_policy *around, cp_policy *near)
{
    cp_policy *copy, **tail = &copy;

    if (near == NULL || around == NULL) {
        return near ? near : around;
    }
    for (; near != NULL; near = near->around) {
        *tail = apr_palloc(p, sizeof(cp_policy));
        (*tail)->exact = near->exact;
        (*tail)->rules = near->rules;
        (*tail)->waiting = near->waiting | around->waiting;
        (*tail)->adds = near->adds | around->adds;
        (*tail)->sources = near->sources;
        (*tail)->sourced = near->sourced || around->sourced;
        (*tail)->pathed = near->pathed || around->pathed;
        (*tail)->markup = near->markup;
        (*tail)->marked = near->marked || around->marked;
        (*tail)->content = near->content ^ around->content * FNV_PRIME;
        tail = &(*tail)->around;
    }
    *tail = around;
    return copy;
}

/* Searches all scopes. The hash of the name is the same in each. */
static const cp_declared_name *match_exact(const cp_policy *policy,
                                           cp_span name)
{
    apr_uint64_t hash = cp_name_map_hash(name);
    const cp_declared_name *hit = NULL;

    for (; policy != NULL && hit == NULL; policy = policy->around) {
        hit = cp_name_map_find(policy->exact, name, hash);
    }
    return hit;
}

/* Returns the declaration of the longest prefix in all scopes; of the nearest
 * scope if two are equally long. */
static const cp_cookie *match_prefix(const cp_policy *policy, cp_span name)
{
    const cp_cookie *best = NULL;
    apr_size_t best_length = 0;

    for (; policy != NULL; policy = policy->around) {
        const apr_array_header_t *lengths = policy->rules->lengths;
        int i;

        for (i = 0; i < lengths->nelts; i++) {
            apr_size_t n = APR_ARRAY_IDX(lengths, i, apr_size_t);
            const cp_cookie *hit;

            if (best != NULL && n <= best_length) {
                break;
            }
            if (n > name.n) {
                continue;
            }
            hit = cp_name_map_get(policy->rules->prefix,
                                  cp_span_between(name.s, name.s + n));
            if (hit != NULL) {
                best = hit;
                best_length = n;
                break;
            }
        }
    }
    return best;
}

static int has_patterns(const cp_policy *policy)
{
    while (policy != NULL && policy->rules->patterns->nelts == 0) {
        policy = policy->around;
    }
    return policy != NULL;
}

/* Tries one pattern. The call itself counts as a step, so that many patterns
 * cost many steps. */
static cp_pattern_e try_pattern(const cp_pattern_rule *rule, cp_span name,
                                cp_budget *budget, apr_uint32_t *steps)
{
    const cp_pattern *pattern = &rule->pattern;
    cp_pattern_e result = CP_PATTERN_EXHAUSTED;
    apr_uint32_t before = *steps;

    if (*steps > 0) {
        (*steps)--;
        result = pattern->matches(pattern->compiled, name, budget, steps);
    }
    if (result == CP_PATTERN_EXHAUSTED) {
        *steps = 0;
    }
    budget->spent += before - *steps;
    if (result == CP_PATTERN_EXHAUSTED) {
        cp_budget_wear_out(budget, name);
        if (budget->report != NULL) {
            budget->report(budget->baton, name, rule->text,
                           cp_budget_of_name(budget) == 0);
        }
    }
    return result;
}

/* Tries the patterns of the nearest scope first, and its latest line first. */
static const cp_cookie *try_patterns(const cp_policy *policy, cp_span name,
                                     cp_budget *budget)
{
    apr_uint32_t steps = cp_budget_of_name(budget);
    int i;

    if (steps == 0) { /* the name that took the last step was reported */
        return NULL;
    }
    for (; policy != NULL; policy = policy->around) {
        const apr_array_header_t *patterns = policy->rules->patterns;

        for (i = patterns->nelts - 1; i >= 0; i--) {
            const cp_pattern_rule *rule =
                &APR_ARRAY_IDX(patterns, i, cp_pattern_rule);

            switch (try_pattern(rule, name, budget, &steps)) {
            case CP_PATTERN_MATCHES:
                return rule->cookie;
            case CP_PATTERN_EXHAUSTED:
                return NULL;
            default:
                break;
            }
        }
    }
    return NULL;
}

/* Uses a kept result if there is one: the same name occurs several times in a
 * request, when cookies are hidden, when leftovers are expired and when the
 * response sets it. */
static const cp_cookie *match_pattern(const cp_policy *policy, cp_span name,
                                      cp_budget *budget)
{
    const cp_cookie *hit;

    if (budget == NULL || !has_patterns(policy)) {
        return NULL;
    }
    if (cp_budget_knows(budget, policy, name, &hit)) {
        return hit;
    }
    hit = try_patterns(policy, name, budget);
    cp_budget_keep(budget, policy, name, hit);
    return hit;
}

/* True if some scope has a prefix or a pattern. */
static int has_wild_cards(const cp_policy *policy)
{
    while (policy != NULL && policy->rules->lengths->nelts == 0
           && policy->rules->patterns->nelts == 0) {
        policy = policy->around;
    }
    return policy != NULL;
}

/* Prefixes and patterns match only names that the standard allows. A name that
 * is not a token, or that begins as RFC 2965's $Version, must be declared
 * exactly. */
static const cp_cookie *match_wild_card(const cp_policy *policy, cp_span name,
                                        cp_budget *budget)
{
    const cp_cookie *hit;

    if (!has_wild_cards(policy) || !cp_span_is_token(name)
        || name.s[0] == '$') {
        return NULL;
    }
    hit = match_prefix(policy, name);
    return hit != NULL ? hit : match_pattern(policy, name, budget);
}

const cp_cookie *cp_policy_search(const cp_policy *policy, cp_span name,
                                  cp_budget *budget,
                                  const cp_declared_name **declared)
{
    *declared = match_exact(policy, name);
    return *declared != NULL ? (*declared)->cookie
                             : match_wild_card(policy, name, budget);
}

const cp_cookie *cp_policy_match(const cp_policy *policy, cp_span name,
                                 cp_budget *budget)
{
    const cp_declared_name *declared;

    return cp_policy_search(policy, name, budget, &declared);
}

static const cp_cookie *declared_pattern(const cp_scope_rules *rules,
                                         cp_span text)
{
    int i;

    for (i = rules->patterns->nelts - 1; i >= 0; i--) {
        cp_pattern_rule *rule =
            &APR_ARRAY_IDX(rules->patterns, i, cp_pattern_rule);

        if (cp_span_is(text, rule->text)) {
            return rule->cookie;
        }
    }
    return NULL;
}

const cp_cookie *cp_policy_declared(const cp_policy *policy, const char *name)
{
    cp_span text = cp_span_of(name);
    cp_name_e kind = cp_policy_name_kind(text);
    const cp_cookie *hit = NULL;

    for (; policy != NULL && hit == NULL; policy = policy->around) {
        const cp_scope_rules *rules = policy->rules;

        if (kind == CP_NAME_EXACT) {
            const cp_declared_name *exact = cp_name_map_get(rules->exact, text);

            hit = exact ? exact->cookie : NULL;
        }
        else if (kind == CP_NAME_PREFIX) {
            hit = cp_name_map_get(rules->prefix,
                                  cp_span_between(text.s, text.s + text.n - 1));
        }
        else if (kind == CP_NAME_PATTERN) {
            hit = declared_pattern(rules, text);
        }
    }
    return hit;
}

apr_array_header_t *cp_policy_cookies(apr_pool_t *p, const cp_policy *policy)
{
    apr_array_header_t *all;

    if (policy == NULL) {
        return apr_array_make(p, 4, sizeof(const cp_cookie *));
    }
    all = cp_policy_cookies(p, policy->around);
    apr_array_cat(all, policy->rules->cookies);
    return all;
}

/* FNV-1a; NULL and "" differ. */
static apr_uint32_t hash_text(apr_uint32_t hash, const char *s)
{
    for (; s != NULL && *s; s++) {
        hash = (hash ^ (unsigned char)*s) * FNV_PRIME;
    }
    return (hash ^ (s != NULL)) * FNV_PRIME;
}

void cp_policy_note(cp_policy *policy, const char *name, const char *category)
{
    policy->content = hash_text(hash_text(policy->content, name), category);
}

static apr_uint32_t hash_cookie(apr_uint32_t hash, const cp_cookie *c)
{
    int i;

    for (i = 0; i < c->names->nelts; i++) {
        hash = hash_text(hash, APR_ARRAY_IDX(c->names, i, const char *));
    }
    hash = hash_text(hash, c->category);
    hash = hash_text(hash, c->provider);
    hash = hash_text(hash, c->purpose);
    hash = hash_text(hash, c->lifetime);
    return hash_text(hash, c->anonymised ? "anonymised" : "");
}

static apr_uint32_t hash_source(apr_uint32_t hash, const cp_source *s)
{
    int i;

    for (i = 0; i < s->sources->nelts; i++) {
        hash = hash_text(
            hash, APR_ARRAY_IDX(s->sources, i, const cp_source_name *)->text);
    }
    for (i = 0; s->cookies != NULL && i < s->cookies->nelts; i++) {
        hash = hash_text(hash, APR_ARRAY_IDX(s->cookies, i, const char *));
    }
    hash = hash_text(hash, s->category);
    hash = hash_text(hash, s->provider);
    hash = hash_text(hash, s->purpose);
    return hash_text(hash, s->lifetime);
}

apr_uint32_t cp_policy_hash(const cp_policy *policy)
{
    apr_uint32_t hash = 2166136261u;

    for (; policy != NULL; policy = policy->around) {
        const apr_array_header_t *cookies = policy->rules->cookies;
        int i;

        for (i = 0; i < cookies->nelts; i++) {
            hash =
                hash_cookie(hash, APR_ARRAY_IDX(cookies, i, const cp_cookie *));
        }
        for (i = 0; policy->sources && i < policy->sources->list->nelts; i++) {
            hash = hash_source(hash, APR_ARRAY_IDX(policy->sources->list, i,
                                                   const cp_source *));
        }
    }
    return hash;
}
