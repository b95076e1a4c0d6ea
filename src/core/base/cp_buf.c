/* SPDX-License-Identifier: Apache-2.0 */
/* The buffer and its escapes; see the header. */
#include "core/base/cp_buf.h"

#include <stdarg.h>
#include <string.h>

#include <apr_strings.h>

static const char hex_digits[] = "0123456789ABCDEF";

#define CP_REPLACEMENT 0xFFFD

cp_buf *cp_buf_make(apr_pool_t *p, apr_size_t size)
{
    cp_buf *b = apr_pcalloc(p, sizeof(*b));

    b->pool = p;
    b->cap = size < 64 ? 64 : size;
    b->s = apr_palloc(p, b->cap);
    return b;
}

void cp_buf_grow(cp_buf *b, apr_size_t n)
{
    char *s;

    while (b->cap - b->n < n) {
        b->cap *= 2;
    }
    s = apr_palloc(b->pool, b->cap);
    memcpy(s, b->s, b->n);
    b->s = s;
}

void cp_buf_add(cp_buf *b, const char *s, apr_size_t n)
{
    if (n == 0) {
        return;
    }
    memcpy(cp_buf_room(b, n), s, n);
    b->n += n;
}

void cp_buf_puts(cp_buf *b, ...)
{
    const char *s;
    va_list ap;

    va_start(ap, b);
    while ((s = va_arg(ap, const char *)) != NULL) {
        cp_buf_put(b, s);
    }
    va_end(ap);
}

void cp_buf_char(cp_buf *b, char c)
{
    cp_buf_room(b, 1);
    b->s[b->n++] = c;
}

/* Room for the longest number. */
#define DIGITS 20

/* Writes two digits before `end`. Returns their begin. */
static inline char *write_pair(char *end, unsigned pair)
{
    static const char pairs[] = "00010203040506070809"
                                "10111213141516171819"
                                "20212223242526272829"
                                "30313233343536373839"
                                "40414243444546474849"
                                "50515253545556575859"
                                "60616263646566676869"
                                "70717273747576777879"
                                "80818283848586878889"
                                "90919293949596979899";

    memcpy(end - 2, pairs + 2 * pair, 2);
    return end - 2;
}

/* Writes `v` into the DIGITS bytes before `end`. */
static cp_span write_number(char *end, apr_int64_t v)
{
    apr_uint64_t rest = v < 0 ? 0 - (apr_uint64_t)v : (apr_uint64_t)v;
    char *s = end;

    for (; rest >= 100; rest /= 100) {
        s = write_pair(s, (unsigned)(rest % 100));
    }
    s = write_pair(s, (unsigned)rest);
    s += rest < 10; /* no leading zero */
    if (v < 0) {
        *--s = '-';
    }
    return cp_span_between(s, end);
}

void cp_buf_number(cp_buf *b, apr_int64_t v)
{
    char room[DIGITS];
    cp_span digits = write_number(room + DIGITS, v);

    cp_buf_add(b, digits.s, digits.n);
}

const char *cp_number(apr_pool_t *p, apr_int64_t v)
{
    char room[DIGITS];

    return cp_span_dup(p, write_number(room + DIGITS, v));
}

const char *cp_buf_text(cp_buf *b)
{
    cp_buf_room(b, 1);
    b->s[b->n] = '\0';
    return b->s;
}

/* Returns the length of the UTF-8 sequence that begins with c, or 0 if none
 * does. */
static int utf8_length(unsigned char c)
{
    if (c >= 0xC2 && c <= 0xDF) {
        return 2;
    }
    if (c >= 0xE0 && c <= 0xEF) {
        return 3;
    }
    return (c >= 0xF0 && c <= 0xF4) ? 4 : 0;
}

/*
 * Reads one code point of a NUL-terminated UTF-8 string and moves *s to the
 * byte after it. A byte that does not begin a valid sequence is one U+FFFD.
 * Surrogates, overlong forms and values above U+10FFFF are not valid (RFC
 * 3629).
 */
static unsigned utf8_take(const unsigned char **s)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = *s;
    unsigned cp;
    int n, i;

    *s = p + 1;
    if (*p < 0x80) {
        return *p;
    }
    n = utf8_length(*p);
    if (n == 0) {
        return CP_REPLACEMENT;
    }
    cp = *p & (0xFFu >> (n + 1));
    for (i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return CP_REPLACEMENT;
        }
        cp = (cp << 6) | (p[i] & 0x3F);
    }
    if (cp < least[n] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        return CP_REPLACEMENT;
    }
    *s = p + n;
    return cp;
}

static void add_reference(cp_buf *b, unsigned cp)
{
    char ref[16];
    int n = apr_snprintf(ref, sizeof(ref), "&#%u;", cp);
    cp_buf_add(b, ref, (apr_size_t)n);
}

static int is_plain(unsigned cp)
{
    return cp == '\t' || cp == '\n' || (cp >= 0x20 && cp < 0x7F);
}

/* True for a character that needs no escape in HTML. Most are letters, so those
 * are tested first. */
static inline int is_html(unsigned cp)
{
    return cp > '>'
             ? cp < 0x7F
             : is_plain(cp) && cp != '&' && cp != '<' && cp != '>' && cp != '"';
}

/* True for a character above 0x7F that is not a control character, and that XML
 * may contain (XML 1.0, 2.2). */
static int is_character(unsigned cp)
{
    return cp >= 0xA0 && cp != 0xFFFE && cp != 0xFFFF;
}

void cp_buf_html(cp_buf *b, const char *text)
{
    const unsigned char *s = (const unsigned char *)text, *from = s;
    unsigned cp;

    for (;;) {
        while (is_html(*s)) {
            s++;
        }
        cp_buf_add(b, (const char *)from, (apr_size_t)(s - from));
        if (*s == '\0') {
            return;
        }
        cp = utf8_take(&s);
        add_reference(b,
                      is_plain(cp) || is_character(cp) ? cp : CP_REPLACEMENT);
        from = s;
    }
}

static void add_u16(cp_buf *b, unsigned u)
{
    char esc[8];
    apr_snprintf(esc, sizeof(esc), "\\u%04x", u);
    cp_buf_add(b, esc, 6);
}

void cp_buf_json(cp_buf *b, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;

    while (*s) {
        unsigned cp = utf8_take(&s);

        if (cp == '"' || cp == '\\') {
            cp_buf_char(b, '\\');
            cp_buf_char(b, (char)cp);
        }
        else if (cp >= 0x20 && cp < 0x7F && !strchr("<>&'", (int)cp)) {
            cp_buf_char(b, (char)cp);
        }
        else if (cp > 0xFFFF) {
            add_u16(b, 0xD800 + ((cp - 0x10000) >> 10));
            add_u16(b, 0xDC00 + ((cp - 0x10000) & 0x3FF));
        }
        else {
            add_u16(b, cp);
        }
    }
}

static int is_loggable(unsigned char c)
{
    return c >= 0x20 && c <= 0x7E && c != '%' && c != '"' && c != '\\';
}

void cp_buf_log(cp_buf *b, cp_span bytes, apr_size_t max)
{
    apr_size_t n = bytes.n < max ? bytes.n : max, from = 0, i;

    for (i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes.s[i];

        if (!is_loggable(c)) {
            cp_buf_add(b, bytes.s + from, i - from);
            cp_buf_char(b, '%');
            cp_buf_char(b, hex_digits[c >> 4]);
            cp_buf_char(b, hex_digits[c & 15]);
            from = i + 1;
        }
    }
    cp_buf_add(b, bytes.s + from, n - from);
}
