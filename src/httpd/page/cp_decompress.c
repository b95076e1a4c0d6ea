/* SPDX-License-Identifier: Apache-2.0 */
/* Decompresses a body; see the header. */
#include "httpd/page/cp_decompress.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <zlib.h>
#ifdef CP_BROTLI
#include <brotli/decode.h>
#endif

/* windowBits of inflateInit2: the largest window, in each format. */
#define ZLIB_BITS 15
#define GZIP_BITS (15 + 16)
#define RAW_BITS (-15)

/* The length of the header of zlib (RFC 1950, section 2.2). */
#define HEADER_SIZE 2

struct cp_decompress {
    /* set by cp_decompress_make, then constant */
    apr_pool_t *pool;
    cp_coding coding;
    apr_int64_t allowed; /* bytes of output that are not limited */
    /* the state of the library */
    z_stream z;
    int z_open;
#ifdef CP_BROTLI
    BrotliDecoderState *brotli;
#endif
    /* counted by each step */
    apr_int64_t read;
    apr_int64_t written;
    /* deflate: the first bytes decide whether there is a header of zlib */
    char header[HEADER_SIZE];
    apr_size_t n_header;    /* bytes in `header` */
    apr_size_t header_read; /* bytes of `header` that were decompressed */
    /* whether the stream has the format of its coding */
    int marked;   /* it began with the mark of its coding */
    int not_text; /* a byte was read that no text contains */
    /* gzip */
    int between;        /* a member has ended, and no other has begun */
    apr_int64_t member; /* `written` when the current member began */
    /* the end */
    int whole;     /* see cp_decompress_is_whole */
    int excessive; /* see cp_decompress_is_excessive */
    int over;      /* the rest of the input is ignored */
};

cp_coding cp_decompress_coding(const char *field)
{
    if (!strcasecmp(field, "gzip") || !strcasecmp(field, "x-gzip")) {
        return CP_CODING_GZIP;
    }
    if (!strcasecmp(field, "deflate")) {
        return CP_CODING_DEFLATE;
    }
#ifdef CP_BROTLI
    if (!strcasecmp(field, "br")) {
        return CP_CODING_BROTLI;
    }
#endif
    return CP_CODING_OTHER;
}

static apr_status_t release(void *data)
{
    cp_decompress *d = data;

    if (d->z_open) {
        inflateEnd(&d->z);
        d->z_open = 0;
    }
#ifdef CP_BROTLI
    if (d->brotli != NULL) {
        BrotliDecoderDestroyInstance(d->brotli);
        d->brotli = NULL;
    }
#endif
    d->over = 1;
    return APR_SUCCESS;
}

static int open_zlib(cp_decompress *d, int bits)
{
    d->z_open = inflateInit2(&d->z, bits) == Z_OK;
    return d->z_open;
}

static int open_stream(cp_decompress *d)
{
    switch (d->coding) {
    case CP_CODING_GZIP:
        d->marked = 1; /* without the mark zlib reads no byte */
        return open_zlib(d, GZIP_BITS);
    case CP_CODING_DEFLATE:
        return 1; /* step_deflate() opens it when it knows the header */
#ifdef CP_BROTLI
    case CP_CODING_BROTLI:
        d->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
        return d->brotli != NULL;
#endif
    default:
        return 0;
    }
}

cp_decompress *cp_decompress_make(apr_pool_t *p, cp_coding coding,
                                  apr_int64_t allowed)
{
    cp_decompress *d = apr_pcalloc(p, sizeof(*d));

    d->pool = p;
    d->coding = coding;
    d->allowed = allowed;
    if (!open_stream(d)) {
        return NULL;
    }
    apr_pool_cleanup_register(p, d, release, apr_pool_cleanup_null);
    return d;
}

void cp_decompress_close(cp_decompress *d)
{
    apr_pool_cleanup_run(d->pool, d, release);
}

/* ---- one step ---- */

static uInt as_uint(apr_size_t n)
{
    return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

static cp_decompress_state step_zlib(cp_decompress *d, cp_decompress_io *io)
{
    uInt n_in = as_uint(io->n_in), n_out = as_uint(io->n_out);
    int rc;

    d->z.next_in = (Bytef *)io->in; /* zlib does not write to it */
    d->z.avail_in = n_in;
    d->z.next_out = (Bytef *)io->out;
    d->z.avail_out = n_out;
    rc = inflate(&d->z, Z_SYNC_FLUSH);
    n_in -= d->z.avail_in;
    n_out -= d->z.avail_out;
    io->in += n_in;
    io->n_in -= n_in;
    io->out += n_out;
    io->n_out -= n_out;
    switch (rc) {
    case Z_STREAM_END:
        return CP_DECOMPRESS_END;
    case Z_OK:
    case Z_BUF_ERROR: /* no input, or no room */
        return io->n_out == 0 ? CP_DECOMPRESS_FULL : CP_DECOMPRESS_MORE;
    default: /* also Z_NEED_DICT: pages are compressed without dictionary */
        return CP_DECOMPRESS_BROKEN;
    }
}

#ifdef CP_BROTLI
static cp_decompress_state step_brotli(cp_decompress *d, cp_decompress_io *io)
{
    const uint8_t *in = (const uint8_t *)io->in;
    uint8_t *out = (uint8_t *)io->out;
    BrotliDecoderResult rc = BrotliDecoderDecompressStream(
        d->brotli, &io->n_in, &in, &io->n_out, &out, NULL);

    io->in = (const char *)in;
    io->out = (char *)out;
    switch (rc) {
    case BROTLI_DECODER_RESULT_SUCCESS:
        return CP_DECOMPRESS_END;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: /* and perhaps more room */
        return io->n_out == 0 ? CP_DECOMPRESS_FULL : CP_DECOMPRESS_MORE;
    case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        return CP_DECOMPRESS_FULL;
    default:
        return CP_DECOMPRESS_BROKEN;
    }
}
#endif

/* True for the two bytes of RFC 1950, section 2.2. A stream without header
 * begins with them only if it starts with a stored block and has set bits that
 * compressors leave unset. */
static int is_zlib_header(const char *s)
{
    unsigned cmf = (unsigned char)s[0], flg = (unsigned char)s[1];

    return (cmf & 0x0f) == 8 && cmf >> 4 <= 7 && (cmf << 8 | flg) % 31 == 0;
}

/* Reads the first bytes. Returns 0 until all of them are known. */
static int read_header(cp_decompress *d, cp_decompress_io *io)
{
    while (d->n_header < HEADER_SIZE && io->n_in > 0) {
        d->header[d->n_header++] = *io->in++;
        io->n_in--;
    }
    return d->n_header == HEADER_SIZE;
}

static cp_decompress_state step_deflate(cp_decompress *d, cp_decompress_io *io)
{
    cp_decompress_io first = *io;
    cp_decompress_state state;

    if (!d->z_open) {
        if (!read_header(d, io)) {
            return CP_DECOMPRESS_MORE;
        }
        d->marked = is_zlib_header(d->header);
        if (!open_zlib(d, d->marked ? ZLIB_BITS : RAW_BITS)) {
            return CP_DECOMPRESS_BROKEN;
        }
    }
    if (d->header_read == HEADER_SIZE) {
        return step_zlib(d, io);
    }
    first.in = d->header + d->header_read;
    first.n_in = HEADER_SIZE - d->header_read;
    state = step_zlib(d, &first);
    d->header_read = HEADER_SIZE - first.n_in;
    io->out = first.out;
    io->n_out = first.n_out;
    return state == CP_DECOMPRESS_MORE && io->n_in > 0 ? step_zlib(d, io)
                                                       : state;
}

static cp_decompress_state step(cp_decompress *d, cp_decompress_io *io)
{
#ifdef CP_BROTLI
    if (d->coding == CP_CODING_BROTLI) {
        return step_brotli(d, io);
    }
#endif
    if (d->coding == CP_CODING_DEFLATE) {
        return step_deflate(d, io);
    }
    return step_zlib(d, io);
}

/* ---- the stream ---- */

static int is_text(unsigned char c)
{
    return (c >= 0x20 && c < 0x7f) || (c >= '\t' && c <= '\r');
}

static void look_for_text(cp_decompress *d, const char *from, const char *to)
{
    if (d->marked) {
        return;
    }
    while (!d->not_text && from < to) {
        d->not_text = !is_text((unsigned char)*from++);
    }
}

static int is_over_limit(const cp_decompress *d)
{
    return d->written > d->allowed
        && (d->written - d->allowed) / CP_DECOMPRESS_RATIO > d->read;
}

/* Makes a step, and counts its bytes. */
static cp_decompress_state counted_step(cp_decompress *d, cp_decompress_io *io)
{
    const char *in = io->in, *out = io->out;
    cp_decompress_state state = step(d, io);

    look_for_text(d, in, io->in);
    d->read += io->in - in;
    d->written += io->out - out;
    if (io->out > out) {
        d->whole = 0;
    }
    if (state == CP_DECOMPRESS_END) {
        d->whole = 1;
    }
    if (is_over_limit(d)) {
        d->excessive = 1;
        state = CP_DECOMPRESS_BROKEN;
    }
    return state;
}

/* Continues after a gzip member, with another member or with other bytes. */
static void begin_member(cp_decompress *d)
{
    inflateReset(&d->z);
    d->between = 0;
    d->member = d->written;
}

/* Ends the stream. Ignores the remaining input. */
static cp_decompress_state end(cp_decompress *d, cp_decompress_io *io,
                               cp_decompress_state state)
{
    d->over = 1;
    io->in += io->n_in;
    io->n_in = 0;
    return state;
}

cp_decompress_state cp_decompress_run(cp_decompress *d, cp_decompress_io *io)
{
    for (;;) {
        cp_decompress_state state;

        if (d->over) {
            return end(d, io, CP_DECOMPRESS_END);
        }
        if (d->between) {
            if (io->n_in == 0) {
                return CP_DECOMPRESS_MORE;
            }
            begin_member(d);
        }
        state = counted_step(d, io);
        if (state == CP_DECOMPRESS_END && d->coding == CP_CODING_GZIP) {
            d->between = 1;
        }
        else if (state == CP_DECOMPRESS_BROKEN && !d->excessive && d->whole
                 && d->written == d->member) {
            return end(
                d, io,
                CP_DECOMPRESS_END); /* not a member: bytes after the end */
        }
        else if (state == CP_DECOMPRESS_END || state == CP_DECOMPRESS_BROKEN) {
            return end(d, io, state);
        }
        else if (state == CP_DECOMPRESS_FULL || io->n_in == 0) {
            return state;
        }
    }
}

apr_int64_t cp_decompress_written(const cp_decompress *d)
{
    return d->written;
}

int cp_decompress_is_whole(const cp_decompress *d)
{
    return d->whole;
}

int cp_decompress_is_excessive(const cp_decompress *d)
{
    return d->excessive;
}

int cp_decompress_is_sure(const cp_decompress *d)
{
    return d->marked || d->not_text;
}
