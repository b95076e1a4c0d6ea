/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets that are cut, found and kept, with a type that can only be read. */
#include "httpd/page/cp_bucket.h"

#include "tap.h"

#define TEXT "The quick brown fox jumps over the lazy dog."

static apr_status_t rigid_read(apr_bucket *b, const char **data,
                               apr_size_t *length, apr_read_type_e block)
{
    (void)block;
    *data = b->data;
    *length = b->length;
    return APR_SUCCESS;
}

static const apr_bucket_type_t rigid_type = {"RIGID",
                                             5,
                                             APR_BUCKET_DATA,
                                             apr_bucket_destroy_noop,
                                             rigid_read,
                                             apr_bucket_setaside_notimpl,
                                             apr_bucket_split_notimpl,
                                             apr_bucket_copy_notimpl};

static apr_bucket *rigid(const char *s, apr_size_t n, apr_bucket_alloc_t *list)
{
    apr_bucket *b = apr_bucket_alloc(sizeof(*b), list);

    APR_BUCKET_INIT(b);
    b->free = apr_bucket_free;
    b->list = list;
    b->length = n;
    b->start = 0;
    b->data = (char *)s;
    b->type = &rigid_type;
    return b;
}

/* Returns the text in buckets of `n` bytes: constants, or with `is_rigid` of
 * the type that can only be read. A flush follows each of them. */
static apr_bucket_brigade *text_in(apr_pool_t *p, apr_bucket_alloc_t *list,
                                   apr_size_t n, int is_rigid)
{
    apr_bucket_brigade *bb = apr_brigade_create(p, list);
    cp_span rest = SPAN(TEXT);

    while (rest.n > 0) {
        apr_size_t length = rest.n < n ? rest.n : n;

        APR_BRIGADE_INSERT_TAIL(
            bb, is_rigid ? rigid(rest.s, length, list)
                         : apr_bucket_immortal_create(rest.s, length, list));
        APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_flush_create(list));
        rest.s += length;
        rest.n -= length;
    }
    return bb;
}

/* Returns the bytes of the buckets from `e` to the end. */
static cp_span bytes_from(apr_pool_t *p, apr_bucket_brigade *bb, apr_bucket *e)
{
    const char *all = "", *data;
    apr_size_t length;

    for (; e != APR_BRIGADE_SENTINEL(bb); e = APR_BUCKET_NEXT(e)) {
        if (!APR_BUCKET_IS_METADATA(e)) {
            apr_bucket_read(e, &data, &length, APR_BLOCK_READ);
            all = apr_pstrcat(p, all, apr_pstrmemdup(p, data, length), NULL);
        }
    }
    return cp_span_of(all);
}

/* Finds each place of the text, and keeps the bytes after it. */
static void test_places(apr_pool_t *p)
{
    apr_bucket_alloc_t *list = apr_bucket_alloc_create(p);
    cp_span text = SPAN(TEXT);
    apr_size_t n, back;
    int type;

    for (type = 0; type < 2; type++) {
        const char *name = type ? "read only" : "constant";

        for (n = 1; n <= text.n; n += 7) {
            int wrong = 0;

            for (back = 0; back <= text.n; back++) {
                cp_span end = {text.s + text.n - back, back};
                cp_span start = {text.s, text.n - back};
                apr_bucket_brigade *bb = text_in(p, list, n, type);
                apr_bucket_brigade *kept = apr_brigade_create(p, list);
                apr_bucket *e = cp_bucket_back(APR_BRIGADE_SENTINEL(bb), back);

                wrong += !cp_span_eq(bytes_from(p, bb, e), end);
                wrong += cp_bucket_keep_from(bb, e, kept, p) != APR_SUCCESS;
                wrong += !cp_span_eq(bytes_from(p, bb, APR_BRIGADE_FIRST(bb)),
                                     start);
                wrong += !cp_span_eq(
                    bytes_from(p, kept, APR_BRIGADE_FIRST(kept)), end);
            }
            is_number(wrong, 0, "%s buckets of %d bytes", name, (int)n);
        }
    }
}

static void test_cut(apr_pool_t *p)
{
    apr_bucket_alloc_t *list = apr_bucket_alloc_create(p);
    apr_bucket_brigade *bb = text_in(p, list, 100, 1);
    apr_bucket *first = cp_bucket_cut(APR_BRIGADE_FIRST(bb), 3);

    is_number(first->length, 3, "the first part");
    is_number(APR_BUCKET_NEXT(first)->length, sizeof(TEXT) - 1 - 3,
              "the second part follows it");
    is_text(p, first->type->name, "HEAP", "a copy has taken its place");
    is_span(p, bytes_from(p, bb, first), SPAN(TEXT), "no byte is lost");
}

static void test_move(apr_pool_t *p)
{
    apr_bucket_alloc_t *list = apr_bucket_alloc_create(p);
    apr_bucket_brigade *bb = text_in(p, list, 3, 1);
    apr_bucket_brigade *to = apr_brigade_create(p, list);

    cp_bucket_move_before(bb, APR_BRIGADE_FIRST(bb), to);
    ok(APR_BRIGADE_EMPTY(to), "no bucket precedes the first one");
    cp_bucket_move_before(bb, APR_BUCKET_NEXT(APR_BRIGADE_FIRST(bb)), to);
    is_span(p, bytes_from(p, to, APR_BRIGADE_FIRST(to)),
            cp_span_between(TEXT, TEXT + 3), "the first bucket");
    cp_bucket_move_before(bb, APR_BRIGADE_SENTINEL(bb), to);
    ok(APR_BRIGADE_EMPTY(bb), "all buckets up to the end");
    is_span(p, bytes_from(p, to, APR_BRIGADE_FIRST(to)), SPAN(TEXT),
            "they keep their order");
}

int main(void)
{
    static const tap_group groups[] = {{"places", test_places},
                                       {"a cut", test_cut},
                                       {"a move", test_move},
                                       {NULL, NULL}};

    return tap_run(groups);
}
