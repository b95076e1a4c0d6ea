/* SPDX-License-Identifier: Apache-2.0 */
/* Replaces character references; see the header. */
#include "core/html/cp_character_reference.h"

#include "core/html/cp_reference_names.h"

/* The longest name has 31 bytes. */
enum { NAME_MAX_LENGTH = 31 };

#define REPLACEMENT 0xFFFDu

/* ---- numbers ---- */

/* The characters that the numbers 0x80 to 0x9F mean (13.2.5.80): those of
 * windows-1252. 0: the number itself. */
static const unsigned short windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* Returns the character that a number means. */
static unsigned character_of(unsigned number)
{
    if (number == 0 || number > 0x10FFFF
        || (number >= 0xD800 && number < 0xE000)) {
        return REPLACEMENT;
    }
    if (number >= 0x80 && number < 0xA0 && windows_1252[number - 0x80]) {
        return windows_1252[number - 0x80];
    }
    return number;
}

static void add_utf8(cp_buf *out, unsigned c)
{
    int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

    if (more == 0) {
        cp_buf_char(out, (char)c);
        return;
    }
    cp_buf_char(out, (char)(0xFF00 >> (more + 1) | c >> 6 * more));
    while (more-- > 0) {
        cp_buf_char(out, (char)(0x80 | (c >> 6 * more & 0x3F)));
    }
}

/* Reads the number after "&#". Returns the bytes that the reference has after
 * the '&'; 0 if there is no digit. */
static apr_size_t read_number(cp_span text, unsigned *number)
{
    int is_hex = text.n > 1 && cp_lower(text.s[1]) == 'x';
    apr_size_t start = is_hex ? 2 : 1, i;

    *number = 0;
    for (i = start; i < text.n; i++) {
        int digit = cp_hex_value(text.s[i]);

        if (digit < 0 || (!is_hex && digit > 9)) {
            break;
        }
        if (*number <= 0x10FFFF) {
            *number = *number * (is_hex ? 16 : 10) + (unsigned)digit;
        }
    }
    if (i == start) {
        return 0;
    }
    return i + (i < text.n && text.s[i] == ';');
}

/* ---- names ---- */

static int is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (cp_lower(c) >= 'a' && cp_lower(c) <= 'z');
}

/* Compares a name with one of the table, as strcmp does. */
static int compare(cp_span name, const char *other)
{
    int order = strncmp(name.s, other, name.n);

    return order != 0 ? order : other[name.n] == '\0' ? 0 : -1;
}

static const cp_reference_name *find(cp_span name)
{
    unsigned low = 0, high = cp_n_reference_names;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        int order = compare(name, cp_reference_names[middle].name);

        if (order == 0) {
            return &cp_reference_names[middle];
        }
        if (order < 0) {
            high = middle;
        }
        else {
            low = middle + 1;
        }
    }
    return NULL;
}

/*
 * Finds the name at the start of `text`. Sets *length to the bytes of the
 * reference after the '&'. In an attribute a name without ';' counts only if no
 * '=' and no letter or digit follows (13.2.5.73). Therefore all letters and
 * digits together are the name.
 */
static const cp_reference_name *read_name(cp_span text, apr_size_t *length)
{
    const cp_reference_name *name;
    apr_size_t n = 0;

    while (n < text.n && n <= NAME_MAX_LENGTH && is_alphanumeric(text.s[n])) {
        n++;
    }
    if (n == 0 || n > NAME_MAX_LENGTH) {
        return NULL;
    }
    name = find(cp_span_between(text.s, text.s + n));
    if (name != NULL && n < text.n && text.s[n] == ';') {
        *length = n + 1;
        return name;
    }
    *length = n;
    return name != NULL && name->bare && !(n < text.n && text.s[n] == '=')
             ? name
             : NULL;
}

/* ---- the value ---- */

/* Replaces the reference after a '&'. Returns the bytes that it has after the
 * '&'; 0 if there is no reference. */
static apr_size_t add_reference(cp_span text, cp_buf *out)
{
    const cp_reference_name *name;
    apr_size_t length = 0;
    unsigned number;

    if (text.n > 0 && text.s[0] == '#') {
        length = read_number(text, &number);
        if (length > 0) {
            add_utf8(out, character_of(number));
        }
        return length;
    }
    name = read_name(text, &length);
    if (name == NULL) {
        return 0;
    }
    cp_buf_put(out, name->text);
    return length;
}

cp_span cp_character_references(cp_span value, cp_buf *room)
{
    apr_size_t start = room->n, at = cp_span_find(value, '&'), length;

    if (at == value.n) {
        return value;
    }
    for (; at < value.n; at = cp_span_find(value, '&')) {
        cp_buf_add(room, value.s, at);
        value = cp_span_skip(value, at + 1);
        length = add_reference(value, room);
        if (length == 0) {
            cp_buf_char(room, '&');
        }
        value = cp_span_skip(value, length);
    }
    cp_buf_add(room, value.s, value.n);
    return cp_span_between(room->s + start, room->s + room->n);
}
