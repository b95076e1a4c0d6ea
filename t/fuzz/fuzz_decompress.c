/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decompresses any bytes. The first byte of the input selects the coding, and
 * whether the other bytes are compressed first. The output must not depend on
 * the sizes of the pieces, and must not exceed the limit.
 */
#include "httpd/page/cp_decompress.c"

#include "core/base/cp_buf.h"
#include "fuzz.h"

#define COMPRESS 4 /* the input is text that is compressed first */
#define LIMIT 20000

typedef struct result {
    cp_buf *out;
    cp_decompress_state state;
    int whole, sure, broken, excessive;
} result;

/* Reads in pieces of `piece` bytes, into room for `room` bytes. */
static result read_all(apr_pool_t *p, cp_coding coding, cp_span in,
                       apr_size_t piece, apr_size_t room)
{
    cp_decompress *d = cp_decompress_make(p, coding, LIMIT);
    result r = {cp_buf_make(p, 64), CP_DECOMPRESS_MORE, 0, 0, 0, 0};

    while (in.n > 0) {
        apr_size_t n = in.n < piece ? in.n : piece;
        /* Exactly as long, so that reading or writing on is noticed. */
        char *copy = malloc(n), *out = malloc(room);
        cp_decompress_io io = {copy, n, NULL, 0};

        memcpy(copy, in.s, n);
        do {
            io.out = out;
            io.n_out = room;
            r.state = cp_decompress_run(d, &io);
            cp_buf_add(r.out, out, room - io.n_out);
        } while (r.state == CP_DECOMPRESS_FULL);
        r.broken |= r.state == CP_DECOMPRESS_BROKEN;
        MUST(io.n_in == 0);
        free(copy);
        free(out);
        in.s += n;
        in.n -= n;
        MUST((apr_int64_t)r.out->n == cp_decompress_written(d));
        MUST((apr_int64_t)r.out->n <= LIMIT
                                          + CP_DECOMPRESS_RATIO * (d->read + 1)
                                          + (apr_int64_t)room);
    }
    r.whole = cp_decompress_is_whole(d);
    r.sure = cp_decompress_is_sure(d);
    r.excessive = cp_decompress_is_excessive(d);
    MUST(r.broken || !r.excessive);
    cp_decompress_close(d);
    return r;
}

static cp_span compressed(apr_pool_t *p, cp_span text, int bits)
{
    z_stream z = {0};
    apr_size_t most = text.n + text.n / 100 + 100;
    char *out = apr_palloc(p, most);

    MUST(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_in = (Bytef *)text.s;
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)most;
    MUST(deflate(&z, Z_FINISH) == Z_STREAM_END);
    deflateEnd(&z);
    return cp_span_between(out, out + most - z.avail_out);
}

static void check(apr_pool_t *p, cp_coding coding, cp_span in,
                  const cp_span *want)
{
    static const apr_size_t sizes[][2] = {
        {1, 1}, {1, 100}, {3, 7}, {100, 1}, {4000, 8000}};
    result whole = read_all(p, coding, in, 1 << 20, 1 << 16);
    apr_size_t i;

    MUST(want == NULL || whole.excessive
         || (whole.whole
             && cp_span_eq((cp_span){cp_buf_text(whole.out), whole.out->n},
                           *want)));
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        result r = read_all(p, coding, in, sizes[i][0], sizes[i][1]);
        apr_size_t n = r.out->n;

        /* Where the limit is noticed depends on the room, and what Brotli
         * gives of a damaged stream on the pieces. */
        if (whole.broken || r.broken) {
            n = n < whole.out->n ? n : whole.out->n;
        }
        else {
            MUST(n == whole.out->n && r.whole == whole.whole
                 && r.sure == whole.sure);
        }
        MUST(n == 0 || !memcmp(r.out->s, whole.out->s, n));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const cp_coding codings[] = {CP_CODING_GZIP, CP_CODING_DEFLATE,
                                        CP_CODING_BROTLI, CP_CODING_DEFLATE};
    static const int bits[] = {GZIP_BITS, ZLIB_BITS, GZIP_BITS, RAW_BITS};
    apr_pool_t *p = fuzz_pool();
    int how = size ? *data : 0;
    cp_span in = fuzz_bytes(data + !!size, size - !!size);
    cp_coding coding = codings[how & 3];

    if (how & COMPRESS) {
        cp_coding used = coding == CP_CODING_BROTLI ? CP_CODING_GZIP : coding;

        check(p, used, compressed(p, in, bits[how & 3]), &in);
    }
    else if (cp_decompress_make(p, coding, LIMIT) != NULL) {
        check(p, coding, in, NULL);
    }
    free((char *)in.s);
    apr_pool_destroy(p);
    return 0;
}
