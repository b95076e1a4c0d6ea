/* SPDX-License-Identifier: Apache-2.0 */
/* Domains, IPv4 addresses and conversions; see the header. */
#include "core/http/cp_host.h"

#include <idn2.h>

#include "core/http/cp_ipv6.h"

/* ---- domains ---- */

/* True for a forbidden domain code point (3.5): it cannot be in a domain. */
static int is_forbidden(unsigned char c)
{
    /* C0 controls, space and # % / : < > ?, then @ [ \ ] ^ | and DEL */
    static const apr_uint64_t set[] = {APR_UINT64_C(0xD4008029FFFFFFFF),
                                       APR_UINT64_C(0x9000000078000001)};

    return c >= 0x80 || (set[c >> 6] >> (c & 63) & 1);
}

/* Percent-decodes `text` into `to`, which has room for CP_HOST_MAX bytes and a
 * final NUL, and may be where `text` is. Returns the length, or 0 if `to` is
 * too short or a byte is NUL. */
static apr_size_t percent_decode(cp_span text, char *to)
{
    apr_size_t n = 0, i;

    for (i = 0; i < text.n; i++, n++) {
        char c = text.s[i];

        if (c == '%' && text.n - i > 2 && cp_hex_value(text.s[i + 1]) >= 0
            && cp_hex_value(text.s[i + 2]) >= 0) {
            c = (char)(cp_hex_value(text.s[i + 1]) << 4
                       | cp_hex_value(text.s[i + 2]));
            i += 2;
        }
        if (n == CP_HOST_MAX || c == '\0') {
            return 0;
        }
        to[n] = c;
    }
    to[n] = '\0';
    return n;
}

/* True if a label begins with the prefix of A-labels. */
static int is_a_label(const char *s, apr_size_t left)
{
    return left >= 4 && cp_same_but_case(s, "xn--", 4);
}

typedef enum { PLAIN, A_LABEL, NOT_ASCII } domain_kind;

static domain_kind kind_of(const char *s, apr_size_t n)
{
    domain_kind kind = PLAIN;
    apr_size_t i;

    for (i = 0; i < n; i++) {
        if ((unsigned char)s[i] >= 0x80) {
            return NOT_ASCII;
        }
        if ((i == 0 || s[i - 1] == '.') && is_a_label(s + i, n - i)) {
            kind = A_LABEL;
        }
    }
    return kind;
}

/* Replaces the capital sharp s by the small one, in place. Unicode 15.1 maps
 * one to the other, as browsers do; libidn2 before that maps it to "ss". */
static void lower_sharp_s(char *domain)
{
    const char *from = domain;
    char *to = domain;

    while (*from != '\0') {
        if (!strncmp(from, "\xE1\xBA\x9E", 3)) {
            *to++ = '\xC3';
            *to++ = '\x9F';
            from += 3;
        }
        else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

/* Converts a domain in place with libidn2. Returns its new length; 0 if it
 * cannot be converted. */
static apr_size_t convert(char *domain)
{
    char *converted = NULL;
    apr_size_t n;

    lower_sharp_s(domain);
    if (idn2_to_ascii_8z(domain, &converted,
                         IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)
        != IDN2_OK) {
        return 0;
    }
    n = strlen(converted);
    n = n <= CP_HOST_MAX ? n : 0;
    memcpy(domain, converted, n);
    idn2_free(converted);
    return n;
}

/* "Domain to ASCII" (3.3), in place. The conversion changes a domain without
 * A-labels to lower case only. An A-label that libidn2 refuses may be one that
 * browsers accept, so it is kept: if they refuse it, too, they fetch nothing.
 * Returns the new length, or 0. */
static apr_size_t to_ascii(char *domain, apr_size_t n)
{
    domain_kind kind = kind_of(domain, n);
    apr_size_t converted = kind == PLAIN ? 0 : convert(domain), i;

    if (converted > 0 || kind == NOT_ASCII) {
        return converted;
    }
    for (i = 0; i < n; i++) {
        domain[i] = cp_lower(domain[i]);
    }
    return n;
}

/* ---- IPv4 ---- */

/* Reads a number of an IPv4 address: decimal, octal after "0", hexadecimal
 * after "0x" (3.5). Numbers over 32 bits become 2^32. Returns 0 if it is not
 * a number. */
static int read_number(cp_span text, apr_uint64_t *number)
{
    unsigned base = 10;

    *number = 0;
    if (text.n == 0) {
        return 0;
    }
    if (text.n > 1 && text.s[0] == '0') {
        base = cp_lower(text.s[1]) == 'x' ? 16 : 8;
        text = cp_span_skip(text, base == 16 ? 2 : 1);
    }
    for (; text.n > 0; text = cp_span_skip(text, 1)) {
        int digit = cp_hex_value(text.s[0]);

        if (digit < 0 || (unsigned)digit >= base) {
            return 0;
        }
        *number = *number * base + (unsigned)digit;
        if (*number >> 32) {
            *number = APR_UINT64_C(1) << 32;
        }
    }
    return 1;
}

/* Returns the domain without one dot at its end. */
static cp_span without_dot(cp_span domain)
{
    if (domain.n > 0 && domain.s[domain.n - 1] == '.') {
        domain.n--;
    }
    return domain;
}

/* True if the last label is a number: then the host must be an IPv4 address. */
static int ends_in_number(cp_span domain)
{
    cp_span rest = without_dot(domain), label = rest;
    apr_uint64_t number;
    apr_size_t i;

    while (cp_span_next(&rest, '.', &label)) {}
    if (label.n == 0) {
        return 0;
    }
    for (i = 0; i < label.n && label.s[i] >= '0' && label.s[i] <= '9'; i++) {}
    return i == label.n || read_number(label, &number);
}

/* Appends an IPv4 address as four decimal numbers. Returns 0 if it is not
 * an address. */
static int add_ipv4(cp_span domain, cp_buf *out)
{
    cp_span rest = without_dot(domain), part;
    apr_uint64_t address = 0, number;
    int n = 0, i;

    while (cp_span_next(&rest, '.', &part)) {
        int is_last = rest.s == NULL;

        if (n == 4 || !read_number(part, &number)
            || number >> (is_last ? 8 * (4 - n) : 8)) {
            return 0;
        }
        address =
            is_last ? address << 8 * (4 - n) | number : address << 8 | number;
        n++;
    }
    for (i = 0; i < 4; i++) {
        cp_buf_number(out, (apr_int64_t)(address >> 8 * (3 - i) & 0xFF));
        if (i < 3) {
            cp_buf_char(out, '.');
        }
    }
    return 1;
}

/* ---- the host ---- */

/* Decodes a domain and converts its labels, in place. A fullwidth percent sign
 * becomes '%', which Chromium decodes again. Returns the length, or 0. */
static apr_size_t read_domain(char *domain, cp_span text)
{
    apr_size_t n = percent_decode(text, domain);
    int was_ascii = kind_of(domain, n) != NOT_ASCII;

    n = n > 0 ? to_ascii(domain, n) : 0;
    if (!was_ascii && memchr(domain, '%', n) != NULL) {
        n = percent_decode(cp_span_between(domain, domain + n), domain);
        n = n > 0 ? to_ascii(domain, n) : 0;
    }
    return n;
}

static int add_domain(cp_span text, cp_buf *out)
{
    char domain[CP_HOST_MAX + 1];
    apr_size_t n = read_domain(domain, text), i;
    cp_span ascii;

    for (i = 0; i < n; i++) {
        if (is_forbidden((unsigned char)domain[i])) {
            return 0;
        }
    }
    ascii = cp_span_between(domain, domain + n);
    if (n > 0 && ends_in_number(ascii)) {
        return add_ipv4(ascii, out);
    }
    cp_buf_add(out, domain, n);
    return n > 0;
}

int cp_host_parse(cp_span text, cp_buf *out)
{
    if (text.n > 0 && text.s[0] == '[') {
        if (text.n < 2 || text.s[text.n - 1] != ']') {
            return 0;
        }
        return cp_ipv6_parse(cp_span_between(text.s + 1, text.s + text.n - 1),
                             out);
    }
    return add_domain(text, out);
}
