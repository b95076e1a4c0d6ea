/* SPDX-License-Identifier: Apache-2.0 */
/* PCRE2 with a budget; see the header. */
#include "httpd/config/cp_pcre.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A callout before each item of the expression counts the steps. PCRE2's own
 * match limit is not sufficient: it starts again at each position in the name,
 * and does not return the number of steps used. */
#define CP_PCRE_OPTIONS \
    (PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY | PCRE2_DUPNAMES | PCRE2_AUTO_CALLOUT)

/* The memory that PCRE2 may use for one match, in KiB. A step back takes about
 * 150 bytes, so this is enough for CP_STEPS_PER_NAME steps. */
#define CP_PCRE_HEAP 1024

/* One item may run over the rest of the name in a single step. */
#define CP_BYTES_PER_STEP 64

/* The data for matching, made once for each request that needs it. */
typedef struct scratch {
    pcre2_match_context *context;
    pcre2_match_data *data;
} scratch;

static void *pool_alloc(PCRE2_SIZE size, void *pool)
{
    return apr_palloc(pool, size);
}

static void pool_free(void *memory, void *pool)
{
    (void)memory;
    (void)pool;
}

static int count_step(pcre2_callout_block *at, void *baton)
{
    apr_uint32_t *steps = baton;
    apr_size_t ahead = at->subject_length - at->current_position;
    apr_size_t cost = 1 + ahead / CP_BYTES_PER_STEP;

    if (cost > *steps) {
        *steps = 0;
        return PCRE2_ERROR_CALLOUT;
    }
    *steps -= (apr_uint32_t)cost;
    return 0;
}

/* Returns NULL when memory is short. */
static scratch *make_scratch(apr_pool_t *p)
{
    scratch *s = apr_palloc(p, sizeof(*s));
    pcre2_general_context *memory =
        pcre2_general_context_create(pool_alloc, pool_free, p);

    if (memory == NULL) {
        return NULL;
    }
    s->context = pcre2_match_context_create(memory);
    s->data = pcre2_match_data_create(1, memory);
    if (s->context == NULL || s->data == NULL) {
        return NULL;
    }
    pcre2_set_heap_limit(s->context, CP_PCRE_HEAP);
    pcre2_set_match_limit(s->context, CP_STEPS_PER_REQUEST);
    return s;
}

static cp_pattern_e matches(const void *compiled, cp_span name,
                            cp_budget *budget, apr_uint32_t *steps)
{
    scratch *s = budget->scratch;
    int rc;

    if (s == NULL) {
        s = budget->scratch = make_scratch(budget->pool);
    }
    if (s == NULL) {
        return CP_PATTERN_EXHAUSTED;
    }
    pcre2_set_callout(s->context, count_step, steps);
    rc = pcre2_match(compiled, (PCRE2_SPTR)name.s, name.n, 0, 0, s->data,
                     s->context);
    if (rc == PCRE2_ERROR_NOMATCH) {
        return CP_PATTERN_MISSES;
    }
    return rc >= 0 ? CP_PATTERN_MATCHES : CP_PATTERN_EXHAUSTED;
}

static apr_status_t free_code(void *code)
{
    pcre2_code_free(code);
    return APR_SUCCESS;
}

int cp_pcre_compile(apr_pool_t *p, const char *expression, cp_pattern *pattern)
{
    int error;
    PCRE2_SIZE where;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
                      CP_PCRE_OPTIONS, &error, &where, NULL);

    if (code == NULL) {
        return 0;
    }
    apr_pool_cleanup_register(p, code, free_code, apr_pool_cleanup_null);
    pattern->matches = matches;
    pattern->compiled = code;
    return 1;
}
