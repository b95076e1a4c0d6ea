/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The query of the page in place of a held frame. Its parts are parts of the
 * query. A declaration is found only for the address that names it: that
 * address, written again, names it, too.
 */
#include "core/pages/cp_held_address.h"

#include "fuzz.h"

static void check_inside(cp_span a, const char *query)
{
    MUST(a.n == 0
         || (a.s >= query && a.s + a.n <= query + strlen(query)
             && !memchr(a.s, ';', a.n)));
}

/* Returns two declarations that differ in their provider. */
static apr_array_header_t *declarations(apr_pool_t *p)
{
    apr_array_header_t *list = apr_array_make(p, 2, sizeof(const cp_source *));
    cp_source_name *name = apr_pcalloc(p, sizeof(*name));
    int i;

    name->text = "a.example";
    for (i = 0; i < 2; i++) {
        cp_source *source = apr_pcalloc(p, sizeof(*source));

        source->category = "c";
        source->provider = i ? "B" : NULL;
        source->sources = apr_array_make(p, 1, sizeof(const cp_source_name *));
        APR_ARRAY_PUSH(source->sources, const cp_source_name *) = name;
        APR_ARRAY_PUSH(list, const cp_source *) = source;
    }
    return list;
}

static void check_found(apr_pool_t *p, const cp_held_query *query)
{
    const apr_array_header_t *list = declarations(p);
    const cp_source *found = cp_held_query_find(query, list);
    cp_buf *b = cp_buf_make(p, 0);
    cp_held_query again;

    if (found == NULL) {
        return;
    }
    MUST(cp_span_is(query->category, found->category));
    cp_held_address(b, "", found->category, found, NULL, query->text);
    cp_held_query_read(strchr(cp_buf_text(b), '?') + 1, &again);
    MUST(cp_span_eq(again.source, query->source));
    MUST(again.text == query->text && again.language.n == 0);
    MUST(cp_held_query_find(&again, list) == found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    char *text = fuzz_text(data, size);
    cp_held_query query;

    cp_held_query_read(text, &query);
    check_inside(query.category, text);
    check_inside(query.source, text);
    check_inside(query.language, text);
    MUST(query.text == 0 || query.text == 1);
    check_found(p, &query);
    free(text);
    apr_pool_destroy(p);
    return 0;
}
