/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The saved table of observations. The first byte of the input says whether the
 * rest is a whole file, or the content of one whose head is right: without a
 * right checksum the reader would stop at once. Properties:
 * - A file that is refused changes nothing.
 * - A table has at most as many entries as it was made for, and each is sound.
 * - The table that was read can be saved and read again. That adds no entry;
 *   it may lose some, because the share of a host depends on the order.
 */
#include "core/observe/cp_table_file.h"
#include "core/observe/cp_table_internal.h"

#include "../unit/sealed.h"
#include "fuzz.h"

#define ENTRIES CP_TABLE_MIN_ENTRIES
#define NOW APR_INT64_C(1790000000)

static const char *const keys[] = {"one.example:80", "two.example:80"};

static cp_table empty_table(apr_pool_t *p)
{
    cp_table t;

    cp_table_attach(&t, apr_pcalloc(p, cp_table_size(2, ENTRIES)), 2, ENTRIES);
    cp_table_begin(&t, keys, 42, NOW);
    return t;
}

static void add_number(cp_buf *b, apr_uint64_t v, int size)
{
    for (; size > 0; size--, v >>= 8) {
        cp_buf_char(b, (char)(v & 0xFF));
    }
}

static cp_span with_head(apr_pool_t *p, cp_span content)
{
    cp_buf *b = cp_buf_make(p, content.n + 32);

    cp_buf_put(b, CP_TABLE_MAGIC);
    add_number(b, CP_TABLE_VERSION, 4);
    add_number(b, sealed_checksum(content), 8);
    cp_buf_add(b, content.s, content.n);
    return cp_span_between(b->s, b->s + b->n);
}

static int count_entries(apr_pool_t *p, const cp_table *t)
{
    const cp_observed *o = cp_table_read(p, t);

    return o->hosts[0].n + o->hosts[1].n;
}

static void check_again(apr_pool_t *p, const cp_table *t)
{
    cp_table again = empty_table(p);
    cp_buf *b = cp_buf_make(p, 1000);

    cp_table_save(b, t);
    MUST(cp_table_load(p, &again, cp_span_between(b->s, b->s + b->n))
         == CP_LOADED);
    MUST(count_entries(p, &again) <= count_entries(p, t));
}

static void check_entries(apr_pool_t *p, const cp_table *t)
{
    cp_table_slot slot;
    apr_uint32_t at;

    for (at = 0; at <= t->mask; at++) {
        MUST(!cp_table_copy_slot(t, at, &slot) || cp_table_is_sound(t, &slot));
    }
    MUST(count_entries(p, t) <= ENTRIES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    cp_table t = empty_table(p), before = empty_table(p);
    char *copy = size > 0 ? malloc(size) : NULL; /* its end is watched */
    cp_span bytes;

    if (copy != NULL) {
        memcpy(copy, data, size);
        bytes = cp_span_between(copy + 1, copy + size);
        if (copy[0] != 'f') {
            bytes = with_head(p, bytes);
        }
        if (cp_table_load(p, &t, bytes) == CP_LOADED) {
            check_entries(p, &t);
            check_again(p, &t);
        }
        else {
            MUST(memcmp(t.head, before.head, cp_table_size(2, ENTRIES)) == 0);
        }
    }
    free(copy);
    apr_pool_destroy(p);
    return 0;
}
