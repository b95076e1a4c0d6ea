/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A buffer that grows in a pool, and the escapes for the three places to which
 * the module writes foreign text: HTML, JSON and log lines. The buffer doubles
 * its memory when it is full; the old memory stays in the pool until the pool
 * is destroyed.
 */
#ifndef CP_BUF_H
#define CP_BUF_H

#include <string.h>

#include "core/base/cp_span.h"

typedef struct cp_buf {
    apr_pool_t *pool;
    char *s;        /* not terminated; see cp_buf_text */
    apr_size_t n;   /* bytes written */
    apr_size_t cap; /* bytes that fit */
} cp_buf;

/** Returns an empty buffer in `p` with room for `size` bytes. */
cp_buf *cp_buf_make(apr_pool_t *p, apr_size_t size);

/** Moves the content to memory in which n more bytes fit. */
void cp_buf_grow(cp_buf *b, apr_size_t n);

/** Makes room for n bytes after the content, and returns its place. The caller
 * writes up to n bytes there, and adds their number to b->n. */
static inline char *cp_buf_room(cp_buf *b, apr_size_t n)
{
    if (b->cap - b->n < n) {
        cp_buf_grow(b, n);
    }
    return b->s + b->n;
}

/** Appends n bytes. */
void cp_buf_add(cp_buf *b, const char *s, apr_size_t n);

/** Appends a string. Inline, because its length is most often a constant. */
static inline void cp_buf_put(cp_buf *b, const char *s)
{
    cp_buf_add(b, s, strlen(s));
}

/** Appends one byte. */
void cp_buf_char(cp_buf *b, char c);

/** Appends a number in decimal digits. */
void cp_buf_number(cp_buf *b, apr_int64_t v);

/** Returns a number in decimal digits, in `p`. */
const char *cp_number(apr_pool_t *p, apr_int64_t v);

/** Appends several strings; the last argument is NULL. */
void cp_buf_puts(cp_buf *b, ...);

/**
 * Appends UTF-8 text for an HTML text node or a double-quoted attribute. The
 * output is ASCII, so that it fits every encoding that contains ASCII: & < > "
 * and characters above 0x7F become character references. Bytes that are not
 * UTF-8, and control characters, become U+FFFD.
 */
void cp_buf_html(cp_buf *b, const char *text);

/** Appends UTF-8 text for the inside of a JSON string (RFC 8259). The output is
 * ASCII without < > & and ', so that it is safe in HTML, too. */
void cp_buf_json(cp_buf *b, const char *text);

/**
 * Appends bytes from the network for a log line. Printable ASCII except % " \
 * is unchanged, every other byte becomes %XX. At most `max` bytes of the input
 * are used. httpd escapes log lines a second time, with backslashes; percent
 * signs keep the two escapes apart.
 */
void cp_buf_log(cp_buf *b, cp_span bytes, apr_size_t max);

/** Returns the content as a string. It is valid until the next change of the
 * buffer, which may grow on. */
const char *cp_buf_text(cp_buf *b);

#endif
