/* SPDX-License-Identifier: Apache-2.0 */
/* The variants of a page; see the header. */
#include "core/policy/cp_variant.h"

/* Of FNV-1a, for 32 bits. */
#define FNV_PRIME 16777619u

static apr_uint32_t set_hash(cp_set set, apr_uint32_t factor)
{
    return ((apr_uint32_t)set ^ (apr_uint32_t)(set >> 32)) * factor;
}

static apr_uint32_t text_hash(apr_uint32_t hash, const char *s)
{
    for (; *s; s++) {
        hash = (hash ^ (unsigned char)*s) * FNV_PRIME;
    }
    return hash;
}

/* The attributes of the script contain all of this. Each value has a factor of
 * its own, so that the same value in two roles gives two numbers. */
static apr_uint32_t visitor_hash(const cp_visitor *visitor)
{
    const cp_consent *consent = &visitor->consent;

    return set_hash(consent->granted, 2654435761u)
         ^ set_hash(consent->refused, 2246822519u)
         ^ set_hash(visitor->signals, 3266489917u)
         ^ set_hash(consent->contested, 668265263u)
         ^ (apr_uint32_t)consent->time * 374761393u;
}

apr_uint32_t cp_variant_number(const cp_variant *v)
{
    apr_uint32_t hash = v->seed;
    unsigned state = 1000; /* not a value of the visitors' variants */

    if (v->visitor != NULL) {
        state = v->pending ? 2 : 1;
        hash ^= visitor_hash(v->visitor);
    }
    if (v->policy != NULL) {
        hash ^= cp_policy_hash(v->policy);
    }
    hash ^= v->content * 40503u;
    hash ^= v->guard * 2971215073u;
    state = state * 4 + v->layout;
    state = state * 2 + v->place;
    state = state * 4 + v->reopen;
    state = state * 2 + v->banner;
    state = state * 2 + (v->negotiated != 0);
    state ^= v->framed ? 0x40000000u : 0;
    return text_hash((hash ^ state) * FNV_PRIME, v->language);
}
