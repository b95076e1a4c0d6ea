/* SPDX-License-Identifier: Apache-2.0 */
/* Compressed streams of each coding, in pieces of several sizes. */
#include "httpd/page/cp_decompress.h"

#include <zlib.h>

#include "core/base/cp_buf.h"
#include "tap.h"

#define GZIP 31
#define ZLIB 15
#define RAW (-15)

static cp_span text_of(apr_pool_t *p)
{
    cp_buf *b = cp_buf_make(p, 65536);
    int i;

    for (i = 0; i < 900; i++) {
        cp_buf_put(b, apr_psprintf(p, "<p>Line %d of %d.</p>\n", i, i * 7919));
    }
    return (cp_span){cp_buf_text(b), b->n};
}

static cp_span compressed(apr_pool_t *p, cp_span text, int bits)
{
    z_stream z = {0};
    char *out = apr_palloc(p, text.n + 1024);

    deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)text.s;
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)text.n + 1024;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return (cp_span){out, text.n + 1024 - z.avail_out};
}

static cp_span joined(apr_pool_t *p, cp_span a, cp_span b)
{
    char *s = apr_palloc(p, a.n + b.n);

    memcpy(s, a.s, a.n);
    memcpy(s + a.n, b.s, b.n);
    return (cp_span){s, a.n + b.n};
}

/* Reads a stream in pieces of `piece` bytes, into room for `room` bytes. */
static cp_decompress_state read_all(cp_decompress *d, cp_span in,
                                    apr_size_t piece, apr_size_t room,
                                    cp_buf *b)
{
    cp_decompress_state state = CP_DECOMPRESS_MORE;
    char out[4096];

    while (in.n > 0) {
        cp_decompress_io io = {in.s, in.n < piece ? in.n : piece, NULL, 0};

        in.s += io.n_in;
        in.n -= io.n_in;
        do {
            io.out = out;
            io.n_out = room;
            state = cp_decompress_run(d, &io);
            cp_buf_add(b, out, room - io.n_out);
        } while (state == CP_DECOMPRESS_FULL);
    }
    return state;
}

static void names(apr_pool_t *p)
{
    (void)p;
    is_number(cp_decompress_coding("gzip"), CP_CODING_GZIP, "gzip");
    is_number(cp_decompress_coding("X-GZIP"), CP_CODING_GZIP, "x-gzip");
    is_number(cp_decompress_coding("Deflate"), CP_CODING_DEFLATE, "deflate");
    is_number(cp_decompress_coding("zstd"), CP_CODING_OTHER,
              "a coding that is not supported");
    is_number(cp_decompress_coding("gzip, gzip"), CP_CODING_OTHER,
              "two codings");
    is_number(cp_decompress_coding(""), CP_CODING_OTHER, "an empty field");
    ok(cp_decompress_make(p, CP_CODING_OTHER, CP_DECOMPRESS_FREE) == NULL,
       "a coding that is not supported has no stream");
}

/* A stream, and the expected result when all of it was read. */
typedef struct row {
    const char *name;
    cp_coding coding;
    cp_span in, want;
    cp_decompress_state state;
    int whole;
} row;

static void check(apr_pool_t *p, const row *r)
{
    static const apr_size_t sizes[][2] = {{65536, 4096}, {1, 4096}, {65536, 1},
                                          {1, 1},        {2, 3},    {7, 64}};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(sizes); i++) {
        cp_decompress *d = cp_decompress_make(p, r->coding, CP_DECOMPRESS_FREE);
        cp_buf *b = cp_buf_make(p, r->want.n + 1);
        cp_decompress_state state =
            read_all(d, r->in, sizes[i][0], sizes[i][1], b);
        cp_span got = {cp_buf_text(b), b->n};

        ok(state == r->state && cp_span_eq(got, r->want)
               && cp_decompress_is_whole(d) == r->whole,
           "%s, in pieces of %d, out of %d", r->name, (int)sizes[i][0],
           (int)sizes[i][1]);
        is_number(cp_decompress_written(d), (apr_int64_t)r->want.n,
                  "%s: the number of bytes", r->name);
        cp_decompress_close(d);
    }
}

static void streams(apr_pool_t *p)
{
    cp_span text = text_of(p), none = {"", 0}, garbage = SPAN("\x1f\x8b rest");
    cp_span gzip = compressed(p, text, GZIP), zlib = compressed(p, text, ZLIB);
    cp_span raw = compressed(p, text, RAW), empty = compressed(p, none, GZIP);
    cp_span untailed = {gzip.s, gzip.n - 8};
    const row rows[] = {
        {"gzip", CP_CODING_GZIP, gzip, text, CP_DECOMPRESS_MORE, 1},
        {"zlib", CP_CODING_DEFLATE, zlib, text, CP_DECOMPRESS_END, 1},
        {"raw", CP_CODING_DEFLATE, raw, text, CP_DECOMPRESS_END, 1},
        {"empty", CP_CODING_GZIP, empty, none, CP_DECOMPRESS_MORE, 1},
        {"two members", CP_CODING_GZIP, joined(p, gzip, gzip),
         joined(p, text, text), CP_DECOMPRESS_MORE, 1},
        {"an empty member", CP_CODING_GZIP, joined(p, empty, gzip), text,
         CP_DECOMPRESS_MORE, 1},
        {"garbage after gzip", CP_CODING_GZIP, joined(p, gzip, garbage), text,
         CP_DECOMPRESS_END, 1},
        {"garbage after zlib", CP_CODING_DEFLATE, joined(p, zlib, garbage),
         text, CP_DECOMPRESS_END, 1},
        {"without trailer", CP_CODING_GZIP, untailed, text, CP_DECOMPRESS_MORE,
         0},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        check(p, &rows[i]);
    }
}

static void broken(apr_pool_t *p)
{
    cp_span text = text_of(p);
    cp_decompress *d =
        cp_decompress_make(p, CP_CODING_GZIP, CP_DECOMPRESS_FREE);
    cp_decompress_io io = {text.s, text.n, NULL, 0};
    char out[16];

    io.out = out;
    io.n_out = sizeof(out);
    is_number(cp_decompress_run(d, &io), CP_DECOMPRESS_BROKEN,
              "text is not gzip");
    is_number((int)io.n_in, 0, "its remaining bytes are skipped");
    is_number(cp_decompress_run(d, &io), CP_DECOMPRESS_END,
              "and all later ones");
    is_number((int)cp_decompress_written(d), 0, "nothing was written");
    ok(!cp_decompress_is_whole(d), "and no stream has ended");
}

/* Deflate without header can read this text to its end. */
static void labels(apr_pool_t *p)
{
    cp_span text = text_of(p), kilo = SPAN("Kilo, and so on and on.");
    cp_decompress *d =
        cp_decompress_make(p, CP_CODING_DEFLATE, CP_DECOMPRESS_FREE);
    cp_buf *b = cp_buf_make(p, 64);

    read_all(d, kilo, 1, 16, b);
    ok(cp_decompress_written(d) > 0, "text can be read as deflate");
    ok(!cp_decompress_is_sure(d), "this does not prove that it is deflate");

    d = cp_decompress_make(p, CP_CODING_DEFLATE, CP_DECOMPRESS_FREE);
    read_all(d, compressed(p, text, RAW), 1, 16, b);
    ok(cp_decompress_is_sure(d), "deflate without header is recognised");
    d = cp_decompress_make(p, CP_CODING_DEFLATE, CP_DECOMPRESS_FREE);
    read_all(d, compressed(p, text, ZLIB), 2, 16, b);
    ok(cp_decompress_is_sure(d), "deflate with a header is recognised");
}

static void limit(apr_pool_t *p)
{
    cp_span zeros = {apr_pcalloc(p, 4000000), 4000000};
    cp_span bomb = compressed(p, zeros, GZIP), text = text_of(p);
    cp_decompress *d =
        cp_decompress_make(p, CP_CODING_GZIP, CP_DECOMPRESS_FREE);
    cp_buf *b = cp_buf_make(p, 65536);

    is_number(read_all(d, bomb, 64, 4096, b), CP_DECOMPRESS_MORE,
              "a ratio of 1000 is allowed at first");
    is_number(cp_decompress_written(d), 4000000, "all of it arrives");

    d = cp_decompress_make(p, CP_CODING_GZIP, 1000000);
    is_number(read_all(d, bomb, 64, 4096, b), CP_DECOMPRESS_END,
              "the rest of a bomb is skipped");
    ok(cp_decompress_is_excessive(d), "because it is too large");
    ok(cp_decompress_written(d) > 1000000 && cp_decompress_written(d) < 1300000,
       "it ends soon after the bytes that are always allowed");

    d = cp_decompress_make(p, CP_CODING_GZIP, 1000);
    is_number(read_all(d, compressed(p, text, GZIP), 64, 4096, b),
              CP_DECOMPRESS_MORE,
              "an output with the ratio of text has no limit");
    ok(!cp_decompress_is_excessive(d), "and the stream is not too large");
}

int main(void)
{
    static const tap_group groups[] = {{"names", names},   {"streams", streams},
                                       {"broken", broken}, {"labels", labels},
                                       {"limit", limit},   {NULL, NULL}};
    return tap_run(groups);
}
