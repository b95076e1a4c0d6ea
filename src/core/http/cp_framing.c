/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the end of a response body; see the header. */
#include "core/http/cp_framing.h"

/* A size of this length fits apr_int64_t. */
#define MAX_HEX_DIGITS 15

/* ---- header sections ---- */

/* Cuts the next line off, without its end. *bare_cr becomes 1 if the line ends
 * in a bare CR, which only some clients accept. */
static cp_span next_line(cp_span *rest, int *bare_cr)
{
    cp_span line = *rest;
    apr_size_t i = 0;

    while (i < rest->n && rest->s[i] != '\n' && rest->s[i] != '\r') {
        i++;
    }
    line.n = i;
    *bare_cr = i < rest->n && rest->s[i] == '\r'
            && (i + 1 == rest->n || rest->s[i + 1] != '\n');
    i += i < rest->n && rest->s[i] == '\r' && !*bare_cr;
    i += i < rest->n;
    rest->s += i;
    rest->n -= i;
    return line;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* True for "HTTP/1.x" or "ICY", and a status code. *minor is the digit x, or 0
 * for ICY. */
static int is_status_line(cp_span line, int *minor)
{
    apr_size_t i;

    if (line.n >= 9 && cp_span_case_begins(line, "http/1.")
        && is_digit(line.s[7]) && line.s[8] == ' ') {
        *minor = line.s[7] - '0';
        i = 9;
    }
    else if (cp_span_case_begins(line, "icy ")) {
        *minor = 0;
        i = 4;
    }
    else {
        return 0;
    }
    while (i < line.n && line.s[i] == ' ') {
        i++;
    }
    return i + 3 <= line.n && line.s[i] != '0' && is_digit(line.s[i])
        && is_digit(line.s[i + 1]) && is_digit(line.s[i + 2])
        && (i + 3 == line.n || line.s[i + 3] == ' ');
}

/* True if `name` is `known` when bytes that a field name cannot contain are
 * ignored, as some clients do. *exact becomes 1 if there are no such bytes. */
static int is_name(cp_span name, const char *known, int *exact)
{
    apr_size_t i, k = 0;

    *exact = 1;
    for (i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.s[i];

        if (c <= ' ' || c >= 0x7f) {
            *exact = 0;
        }
        else if (known[k] != '\0' && (c | 0x20) == (known[k] | 0x20)) {
            k++;
        }
        else {
            return 0;
        }
    }
    return known[k] == '\0';
}

/* The result of the fields so far. */
typedef struct reading {
    int lengths, codings; /* fields of each kind */
    apr_int64_t length;
    int blank;     /* a line of blanks is before the last line */
    int uncertain; /* clients may differ */
} reading;

static void read_length(reading *r, cp_span value)
{
    apr_int64_t length;

    if (!cp_span_number(value, &length)
        || (r->lengths > 0 && length != r->length)) {
        r->uncertain = 1;
        return;
    }
    r->lengths++;
    r->length = length;
}

static void read_coding(reading *r, cp_span value)
{
    r->codings++;
    if (r->codings > 1 || !cp_span_case_is(value, "chunked")) {
        r->uncertain = 1;
    }
}

/* Reads one line. Returns 1 if it is a field of framing. `certain` is 0 if a
 * bare CR is before or after the line. */
static int read_line(reading *r, cp_span line, int certain)
{
    apr_size_t colon = cp_span_find(line, ':');
    cp_span name = cp_span_between(line.s, line.s + colon), value;
    int exact, is_length = is_name(name, "content-length", &exact);

    if (!is_length && !is_name(name, "transfer-encoding", &exact)) {
        return 0;
    }
    if (colon == line.n || !exact || !certain) {
        r->uncertain = 1;
        return 1;
    }
    value = cp_span_trim(cp_span_between(line.s + colon + 1, line.s + line.n));
    if (is_length) {
        read_length(r, value);
    }
    else {
        read_coding(r, value);
    }
    return 1;
}

/* True for a line of blanks, which ends the header section for some clients. */
static int is_blank_line(cp_span line)
{
    while (line.n > 0 && (unsigned char)line.s[0] <= ' ') {
        line.s++;
        line.n--;
    }
    return line.n == 0;
}

/* True if the next line continues the value (obs-fold). */
static int is_continued(cp_span rest)
{
    return rest.n > 0 && cp_is_blank(rest.s[0]);
}

cp_framing cp_framing_of(cp_span head, apr_int64_t *length)
{
    reading r = {0, 0, 0, 0, 0};
    cp_span rest = head;
    int before = 0, after, minor = 0;

    if (!is_status_line(next_line(&rest, &before), &minor)) {
        return CP_FRAMING_UNCERTAIN;
    }
    while (rest.n > 0) {
        cp_span line = next_line(&rest, &after);

        if (read_line(&r, line, !before && !after) && is_continued(rest)) {
            r.uncertain = 1;
        }
        r.blank |= rest.n > 0 && is_blank_line(line);
        before = after;
    }
    if (r.uncertain || (r.codings > 0 && (r.lengths > 0 || minor == 0))
        || (r.blank && r.codings + r.lengths > 0)) {
        return CP_FRAMING_UNCERTAIN;
    }
    *length = r.length;
    return r.codings > 0 ? CP_FRAMING_CHUNKED
         : r.lengths > 0 ? CP_FRAMING_LENGTH
                         : CP_FRAMING_CLOSE;
}

/* ---- chunks ---- */

enum { SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, LAST };

/* Reads one byte of the line with the size; returns 0 for an invalid one. */
static int read_size(cp_chunks *c, char byte)
{
    int digit = cp_hex_value(byte);

    if (digit >= 0) {
        if (++c->digits > MAX_HEX_DIGITS) {
            return 0;
        }
        c->left = c->left * 16 + digit;
        return 1;
    }
    c->state = byte == '\r' ? SIZE_LF : EXTENSION;
    return c->digits > 0 && (byte == '\r' || byte == ';' || cp_is_blank(byte));
}

/* Reads one byte that is not data. */
static int read_byte(cp_chunks *c, char byte)
{
    switch (c->state) {
    case SIZE:
        return read_size(c, byte);
    case EXTENSION:
        c->state = byte == '\r' ? SIZE_LF : EXTENSION;
        return byte != '\n';
    case SIZE_LF:
        c->state = c->left > 0 ? DATA : LAST;
        return byte == '\n';
    case DATA_CR:
        c->state = DATA_LF;
        return byte == '\r';
    default: /* DATA_LF */
        c->state = SIZE;
        c->digits = 0;
        return byte == '\n';
    }
}

cp_chunks_state cp_chunks_read(cp_chunks *c, cp_span bytes, apr_size_t *used)
{
    apr_size_t i = 0;

    while (i < bytes.n && c->state != LAST) {
        if (c->state == DATA) {
            apr_size_t n = bytes.n - i;

            n = (apr_int64_t)n > c->left ? (apr_size_t)c->left : n;
            i += n;
            c->left -= (apr_int64_t)n;
            c->state = c->left == 0 ? DATA_CR : DATA;
        }
        else if (!read_byte(c, bytes.s[i++])) {
            *used = i - 1;
            return CP_CHUNKS_BROKEN;
        }
    }
    *used = i;
    return c->state == LAST ? CP_CHUNKS_END : CP_CHUNKS_MORE;
}
