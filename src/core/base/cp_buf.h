/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing run of bytes in a pool, and the three ways text leaves us:
 * as HTML, as JSON, as part of a log line. Growth doubles, so writing n
 * bytes costs O(n); the superseded pieces stay in the pool until it dies.
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

/** An empty buffer in `p` with room for `size` bytes to begin with. */
cp_buf *cp_buf_make(apr_pool_t *p, apr_size_t size);

void cp_buf_add(cp_buf *b, const char *s, apr_size_t n);
static inline void cp_buf_put(cp_buf *b, const char *s)
{
    cp_buf_add(b, s, strlen(s)); /* known to the compiler, mostly */
}
void cp_buf_char(cp_buf *b, char c);
void cp_buf_number(cp_buf *b, apr_int64_t v);

/** The decimal digits alone, in `p`. */
const char *cp_number(apr_pool_t *p, apr_int64_t v);

/** Several strings in a row; the list ends with NULL. */
void cp_buf_puts(cp_buf *b, ...);

/**
 * Text for an HTML text node or a double-quoted attribute. The output is
 * ASCII whatever the input: & < > " and every byte sequence above 0x7F
 * become character references, so it fits each ASCII-compatible encoding.
 * What is not UTF-8, and control characters, become U+FFFD.
 */
void cp_buf_html(cp_buf *b, const char *text);

/** The inside of a JSON string (RFC 8259), ASCII only, safe in HTML too. */
void cp_buf_json(cp_buf *b, const char *text);

/**
 * Bytes from the network for a log line: printable ASCII stands as it is,
 * every other byte, and % " \ as well, becomes %XX. At most `max` bytes of
 * the input are taken. httpd escapes log lines once more, with backslashes:
 * percent signs keep the two apart.
 */
void cp_buf_log(cp_buf *b, cp_span bytes, apr_size_t max);

/** The content, NUL-terminated; the buffer may go on growing afterwards. */
const char *cp_buf_text(cp_buf *b);

#endif
