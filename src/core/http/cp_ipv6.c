/* SPDX-License-Identifier: Apache-2.0 */
/* IPv6 addresses; see the header. */
#include "core/http/cp_ipv6.h"

enum { PIECES = 8 };

/* An address while it is read. */
typedef struct address {
    unsigned pieces[PIECES];
    int n;        /* pieces read */
    int compress; /* the piece at which "::" stands; -1: none */
} address;

/* Returns how many pieces may follow. "::" replaces one piece at least. */
static int room(const address *a)
{
    return PIECES - a->n - (a->compress >= 0);
}

/* Reads up to four hexadecimal digits. Returns the number of digits. */
static int read_piece(cp_span *text, unsigned *piece)
{
    int n = 0;

    *piece = 0;
    while (n < 4 && text->n > 0 && cp_hex_value(text->s[0]) >= 0) {
        *piece = *piece << 4 | (unsigned)cp_hex_value(text->s[0]);
        *text = cp_span_skip(*text, 1);
        n++;
    }
    return n;
}

/* Reads a decimal number from 0 to 255 without leading zeros. */
static int read_byte(cp_span *text, unsigned *byte)
{
    int n = 0;

    *byte = 0;
    while (text->n > 0 && text->s[0] >= '0' && text->s[0] <= '9') {
        if (n > 0 && *byte == 0) {
            return 0;
        }
        *byte = *byte * 10 + (unsigned)(text->s[0] - '0');
        if (*byte > 255) {
            return 0;
        }
        *text = cp_span_skip(*text, 1);
        n++;
    }
    return n > 0;
}

/* Reads an IPv4 address, which must be the end, as two pieces. */
static int read_ipv4(cp_span text, address *a)
{
    unsigned byte;
    int i;

    if (room(a) < 2) {
        return 0;
    }
    for (i = 0; i < 4; i++) {
        if (i > 0) {
            if (text.n == 0 || text.s[0] != '.') {
                return 0;
            }
            text = cp_span_skip(text, 1);
        }
        if (!read_byte(&text, &byte)) {
            return 0;
        }
        a->pieces[a->n] = a->pieces[a->n] << 8 | byte;
        a->n += i & 1;
    }
    return text.n == 0;
}

/* Reads a ':' after a piece, or a "::". Returns 0 if it is not allowed. */
static int read_colon(cp_span *text, address *a)
{
    *text = cp_span_skip(*text, 1);
    if (text->n == 0) {
        return 0;
    }
    if (text->s[0] == ':') {
        if (a->compress >= 0) {
            return 0;
        }
        *text = cp_span_skip(*text, 1);
        a->compress = a->n;
        return a->n < PIECES;
    }
    return 1;
}

static int read_pieces(cp_span text, address *a)
{
    while (text.n > 0) {
        cp_span start = text;
        unsigned piece;
        int digits;

        if (room(a) == 0) {
            return 0;
        }
        digits = read_piece(&text, &piece);
        if (digits > 0 && text.n > 0 && text.s[0] == '.') {
            return read_ipv4(start, a);
        }
        if (digits == 0 || (text.n > 0 && text.s[0] != ':')) {
            return 0;
        }
        a->pieces[a->n++] = piece;
        if (text.n > 0 && !read_colon(&text, a)) {
            return 0;
        }
    }
    return 1;
}

/* Moves the pieces after "::" to the end. */
static int expand(address *a)
{
    int moved = a->n - a->compress, i;

    if (a->compress < 0) {
        return a->n == PIECES;
    }
    for (i = 1; i <= moved; i++) {
        a->pieces[PIECES - i] = a->pieces[a->n - i];
        a->pieces[a->n - i] = 0;
    }
    return 1;
}

/* Returns the first piece of the longest run of at least two zeros, which "::"
 * replaces, and its length; -1 if there is none. */
static int longest_zeros(const address *a, int *length)
{
    int best = -1, i, n;

    *length = 1;
    for (i = 0; i < PIECES; i += n + 1) {
        for (n = 0; i + n < PIECES && a->pieces[i + n] == 0; n++) {}
        if (n > *length) {
            best = i;
            *length = n;
        }
    }
    return best;
}

static void add_hex(cp_buf *out, unsigned piece)
{
    static const char digits[] = "0123456789abcdef";
    int shift = 12;

    while (shift > 0 && piece >> shift == 0) {
        shift -= 4;
    }
    for (; shift >= 0; shift -= 4) {
        cp_buf_char(out, digits[piece >> shift & 15]);
    }
}

static void add_address(cp_buf *out, const address *a)
{
    int length, zeros = longest_zeros(a, &length), i;

    cp_buf_char(out, '[');
    for (i = 0; i < PIECES; i++) {
        if (i == zeros) {
            cp_buf_put(out, i == 0 ? "::" : ":");
            i += length - 1;
            continue;
        }
        add_hex(out, a->pieces[i]);
        if (i < PIECES - 1) {
            cp_buf_char(out, ':');
        }
    }
    cp_buf_char(out, ']');
}

int cp_ipv6_parse(cp_span text, cp_buf *out)
{
    address a = {{0}, 0, -1};

    if (text.n >= 1 && text.s[0] == ':') { /* only as the start of "::" */
        if (text.n < 2 || text.s[1] != ':') {
            return 0;
        }
        text = cp_span_skip(text, 2);
        a.compress = 0;
    }
    if (!read_pieces(text, &a) || !expand(&a)) {
        return 0;
    }
    add_address(out, &a);
    return 1;
}
