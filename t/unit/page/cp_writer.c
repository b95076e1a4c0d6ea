/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes and the buckets that the writer puts into a brigade. */
#include "httpd/page/cp_writer.h"

#include "tap.h"

#define N_TEXT 4000
#define ROUNDS 500

static apr_bucket_brigade *brigade(apr_pool_t *p, apr_bucket_alloc_t *list)
{
    apr_bucket_brigade *bb = apr_brigade_create(p, list);

    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(list));
    return bb;
}

static cp_span bytes_of(apr_pool_t *p, apr_bucket_brigade *bb)
{
    char *s;
    apr_size_t n;

    apr_brigade_pflatten(bb, &s, &n, p);
    return (cp_span){s, n};
}

static int count(const apr_bucket_brigade *bb)
{
    const apr_bucket *e;
    int n = 0;

    for (e = APR_BRIGADE_FIRST(bb); !APR_BUCKET_IS_EOS(e);
         e = APR_BUCKET_NEXT(e)) {
        n++;
    }
    return n;
}

static const char *long_text(apr_pool_t *p)
{
    char *s = apr_palloc(p, N_TEXT);
    int i;

    for (i = 0; i < N_TEXT; i++) {
        s[i] = (char)('a' + i % 26);
    }
    return s;
}

static void test_buckets(apr_pool_t *p)
{
    apr_bucket_alloc_t *list = apr_bucket_alloc_create(p);
    const char *s = long_text(p);
    apr_bucket_brigade *bb = brigade(p, list);
    cp_writer w;

    cp_writer_begin(&w, p, list);
    cp_writer_at(&w, APR_BRIGADE_FIRST(bb));
    cp_writer_end(&w);
    is_number(count(bb), 0, "nothing was added: no bucket");

    cp_writer_at(&w, APR_BRIGADE_FIRST(bb));
    cp_writer_constant(&w, (cp_span){s, 1000});
    cp_writer_constant(&w, (cp_span){s + 1000, 1000});
    cp_writer_end(&w);
    is_number(count(bb), 1, "adjacent constants are one bucket");

    bb = brigade(p, list);
    cp_writer_at(&w, APR_BRIGADE_FIRST(bb));
    cp_writer_text(&w, "one, ");
    cp_writer_constant(&w, (cp_span){s, 3});
    cp_writer_text(&w, ", two");
    cp_writer_end(&w);
    is_number(count(bb), 1, "short texts are one bucket");
    is_span(p, bytes_of(p, bb), SPAN("one, abc, two"), "in their order");

    bb = brigade(p, list);
    cp_writer_at(&w, APR_BRIGADE_FIRST(bb));
    cp_writer_text(&w, "before");
    cp_writer_constant(&w, (cp_span){s, 2000});
    cp_writer_text(&w, "after");
    cp_writer_end(&w);
    is_number(count(bb), 3, "a long constant between short texts: 3 buckets");
    is_number(w.length, 2000 + 13 + 2011,
              "the bytes of all places are counted");
}

/* Adds parts of a text, some of them adjacent, and compares the brigade with
 * the same parts in one buffer. */
static void test_bytes(apr_pool_t *p)
{
    apr_bucket_alloc_t *list = apr_bucket_alloc_create(p);
    const char *s = long_text(p);
    apr_uint32_t seed = 12345;
    int i, wrong = 0, adjacent = 0;

    for (i = 0; i < ROUNDS; i++) {
        apr_bucket_brigade *bb = brigade(p, list);
        cp_buf *want = cp_buf_make(p, 100);
        apr_size_t at = 0;
        cp_writer w;
        int j;

        cp_writer_begin(&w, p, list);
        cp_writer_at(&w, APR_BRIGADE_FIRST(bb));
        for (j = 0; j < 12; j++) {
            apr_size_t n = tap_random(&seed) % 600;
            int next = at + n <= N_TEXT && tap_random(&seed) % 2;
            cp_span part = {s + (next ? at : tap_random(&seed) % 3000), n};

            adjacent += next;
            if (tap_random(&seed) % 3) {
                cp_writer_constant(&w, part);
            }
            else {
                cp_buf_add(cp_writer_buf(&w), part.s, part.n);
            }
            cp_buf_add(want, part.s, part.n);
            at = (apr_size_t)(part.s + part.n - s);
        }
        cp_writer_end(&w);
        wrong += !cp_span_eq(bytes_of(p, bb), (cp_span){want->s, want->n});
        wrong += w.length != (apr_off_t)want->n;
    }
    is_number(wrong, 0, "the brigade has the same bytes as one buffer");
    ok(adjacent > ROUNDS, "with adjacent parts: %d", adjacent);
}

int main(void)
{
    static const tap_group groups[] = {
        {"buckets", test_buckets}, {"bytes", test_bytes}, {NULL, NULL}};

    return tap_run(groups);
}
