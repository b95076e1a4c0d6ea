/* SPDX-License-Identifier: Apache-2.0 */
/* The end of the body of a response. */
#include "core/http/cp_framing.h"

#include "tap.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define CL "Content-Length: "
#define TE "Transfer-Encoding: "
#define UNKNOWN CP_FRAMING_UNCERTAIN

static const struct {
    const char *name;
    cp_span head;
    cp_framing framing;
    apr_int64_t length;
} heads[] = {
    {"no field", SPAN_INIT(OK "\r\n"), CP_FRAMING_CLOSE, 0},
    {"ICY", SPAN_INIT("ICY 200 OK\r\n\r\n"), CP_FRAMING_CLOSE, 0},
    {"a length", SPAN_INIT(OK CL "42\r\n\r\n"), CP_FRAMING_LENGTH, 42},
    {"bare LF", SPAN_INIT("http/1.0 404\n" CL "42\n\n"), CP_FRAMING_LENGTH, 42},
    {"blanks", SPAN_INIT(OK "CONTENT-LENGTH:  \t7 \r\n\r\n"), CP_FRAMING_LENGTH,
     7},
    {"twice the same", SPAN_INIT(OK CL "7\r\n" CL "7\r\n\r\n"),
     CP_FRAMING_LENGTH, 7},
    {"chunks", SPAN_INIT(OK TE "Chunked\r\n\r\n"), CP_FRAMING_CHUNKED, 0},
    {"a like name", SPAN_INIT(OK "X-Content-Length: 4\r\n\r\n"),
     CP_FRAMING_CLOSE, 0},
    {"a longer name", SPAN_INIT(OK "Content-Lengths: 4\r\n\r\n"),
     CP_FRAMING_CLOSE, 0},
    {"a folded field", SPAN_INIT(OK "X: y\r\n z\r\n" CL "4\r\n\r\n"),
     CP_FRAMING_LENGTH, 4},
    {"two lengths", SPAN_INIT(OK CL "7\r\n" CL "8\r\n\r\n"), UNKNOWN, 0},
    {"a list", SPAN_INIT(OK CL "7, 7\r\n\r\n"), UNKNOWN, 0},
    {"a sign", SPAN_INIT(OK CL "+7\r\n\r\n"), UNKNOWN, 0},
    {"19 digits", SPAN_INIT(OK CL "1000000000000000000\r\n\r\n"), UNKNOWN, 0},
    {"nothing", SPAN_INIT(OK CL "\r\n\r\n"), UNKNOWN, 0},
    {"no colon", SPAN_INIT(OK "Content-Length\r\n\r\n"), UNKNOWN, 0},
    {"a blank before the name", SPAN_INIT(OK " " CL "7\r\n\r\n"), UNKNOWN, 0},
    {"a blank after the name", SPAN_INIT(OK "Content-Length : 7\r\n\r\n"),
     UNKNOWN, 0},
    {"a NUL", SPAN_INIT(OK "Content-\0Length: 7\r\n\r\n"), UNKNOWN, 0},
    {"folded", SPAN_INIT(OK CL "7\r\n 8\r\n\r\n"), UNKNOWN, 0},
    {"a bare CR before", SPAN_INIT(OK "X: y\r" CL "7\r\n\r\n"), UNKNOWN, 0},
    {"a bare CR after", SPAN_INIT(OK CL "7\rX: y\r\n\r\n"), UNKNOWN, 0},
    {"a bare CR elsewhere",
     SPAN_INIT(OK "A: b\rX: y\r\nZ: z\r\n" CL "7\r\n\r\n"), CP_FRAMING_LENGTH,
     7},
    {"a blank line", SPAN_INIT(OK CL "7\r\n\t\r\nX: y\r\n\r\n"), UNKNOWN, 0},
    {"CR CR LF", SPAN_INIT(OK CL "7\r\n\r\r\nX: y\r\n\r\n"), UNKNOWN, 0},
    {"both", SPAN_INIT(OK CL "7\r\n" TE "chunked\r\n\r\n"), UNKNOWN, 0},
    {"two codings", SPAN_INIT(OK TE "gzip, chunked\r\n\r\n"), UNKNOWN, 0},
    {"a coding twice", SPAN_INIT(OK TE "chunked\r\n" TE "chunked\r\n\r\n"),
     UNKNOWN, 0},
    {"identity", SPAN_INIT(OK TE "identity\r\n\r\n"), UNKNOWN, 0},
    {"1.0", SPAN_INIT("HTTP/1.0 200 OK\r\n" TE "chunked\r\n\r\n"), UNKNOWN, 0},
    {"HTTP/2", SPAN_INIT("HTTP/2 200 OK\r\n\r\n"), UNKNOWN, 0},
    {"a tab", SPAN_INIT("HTTP/1.1\t200 OK\r\n\r\n"), UNKNOWN, 0},
    {"four digits", SPAN_INIT("HTTP/1.1 2000 OK\r\n\r\n"), UNKNOWN, 0},
    {"two digits", SPAN_INIT("HTTP/1.1 20\r\n\r\n"), UNKNOWN, 0},
    {"a zero", SPAN_INIT("HTTP/1.1 0200 OK\r\n\r\n"), UNKNOWN, 0},
    {"no status line", SPAN_INIT("HTTP"), UNKNOWN, 0},
    {"nothing at all", SPAN_INIT(""), UNKNOWN, 0},
};

static void of_heads(apr_pool_t *p)
{
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(heads); i++) {
        apr_int64_t length = 0;

        is_number(cp_framing_of(heads[i].head, &length), heads[i].framing,
                  "head: %s", heads[i].name);
        if (heads[i].framing == CP_FRAMING_LENGTH) {
            is_number(length, heads[i].length, "length: %s", heads[i].name);
        }
    }
}

static const struct {
    cp_span bytes;
    cp_chunks_state state;
    int used; /* of them */
} bodies[] = {
    {SPAN_INIT("4\r\nbody\r\n0\r\n\r\n"), CP_CHUNKS_END, 12},
    {SPAN_INIT("4\r\nbody\r\n"), CP_CHUNKS_MORE, 9},
    {SPAN_INIT("0\r\nX: y\r\n\r\n"), CP_CHUNKS_END, 3},
    {SPAN_INIT("000\r\n"), CP_CHUNKS_END, 5},
    {SPAN_INIT("4 ;a=\"b\"\r\nbody\r\n0;c\r\nrest"), CP_CHUNKS_END, 21},
    {SPAN_INIT("1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n"), CP_CHUNKS_END, 35},
    {SPAN_INIT(""), CP_CHUNKS_MORE, 0},
    {SPAN_INIT("\r\n"), CP_CHUNKS_BROKEN, 0},
    {SPAN_INIT("g\r\n"), CP_CHUNKS_BROKEN, 0},
    {SPAN_INIT("4\nbody\n"), CP_CHUNKS_BROKEN, 1},
    {SPAN_INIT("4\r\rbody"), CP_CHUNKS_BROKEN, 2},
    {SPAN_INIT("4;x\ny\r\n"), CP_CHUNKS_BROKEN, 3},
    {SPAN_INIT("4\r\nbodyx\r\n"), CP_CHUNKS_BROKEN, 7},
    {SPAN_INIT("4\r\nbody\n0\r\n"), CP_CHUNKS_BROKEN, 7},
    {SPAN_INIT("123456789012345\r\n"), CP_CHUNKS_MORE, 17},
    {SPAN_INIT("1234567890123456\r\n"), CP_CHUNKS_BROKEN, 15},
};

static void of_chunks(apr_pool_t *p)
{
    apr_size_t i, at;

    (void)p;
    for (i = 0; i < TAP_COUNT(bodies); i++) {
        cp_span all = bodies[i].bytes;
        cp_chunks whole = {0, 0, 0}, pieces = {0, 0, 0};
        cp_chunks_state state = CP_CHUNKS_MORE;
        apr_size_t used, sum = 0;

        is_number(cp_chunks_read(&whole, all, &used), bodies[i].state,
                  "chunks %d", (int)i);
        is_number((int)used, bodies[i].used, "chunks %d: so far", (int)i);
        for (at = 0; at < all.n && state == CP_CHUNKS_MORE; at++) {
            cp_span one = {all.s + at, 1};

            state = cp_chunks_read(&pieces, one, &used);
            sum += used;
        }
        ok(state == bodies[i].state && (int)sum == bodies[i].used,
           "chunks %d: byte by byte", (int)i);
    }
}

int main(void)
{
    static const tap_group groups[] = {
        {"heads", of_heads}, {"chunks", of_chunks}, {NULL, NULL}};
    return tap_run(groups);
}
