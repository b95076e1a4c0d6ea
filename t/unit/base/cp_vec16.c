/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sixteen bytes at a time: the same result as byte by byte, with the instruction
 * of SSE2 and without it.
 */
#include "core/base/cp_vec16.h"

#include "tap.h"

/* Compares both ways to read the result of a comparison with its bytes. */
static int is_read(const char *bytes)
{
    cp_bytes found = cp_vec16_load(bytes) == 'x';
    unsigned bits = 0;
    int i;

    for (i = 0; i < 16; i++) {
        bits |= (unsigned)(bytes[i] == 'x') << i;
    }
    return cp_vec16_bits(found) == bits && cp_vec16_bits_anywhere(found) == bits
        && (bits == 0 || bytes[cp_first_place(bits)] == 'x');
}

static void every_pattern(apr_pool_t *p)
{
    unsigned pattern;
    int i, wrong = 0;

    (void)p;
    for (pattern = 0; pattern <= CP_VEC16_ALL; pattern++) {
        char bytes[16];

        for (i = 0; i < 16; i++) {
            bytes[i] = (pattern >> i) & 1 ? 'x' : (char)(pattern + 'y');
            bytes[i] = !((pattern >> i) & 1) && bytes[i] == 'x' ? 0 : bytes[i];
        }
        wrong += !is_read(bytes);
    }
    is_number(wrong, 0, "65,536 comparisons, with one instruction and without");
}

/* Random texts of a small alphabet, at each length and alignment; malloc lets a
 * checker see a read after the end. */
static void find(apr_pool_t *p)
{
    apr_uint32_t seed = 5;
    int n, i, wrong = 0, tried = 0;

    (void)p;
    for (n = 0; n < 100; n++) {
        for (i = 0; i < 100; i++, tried++) {
            char *text = malloc((apr_size_t)n + 1), a = 'a', b = 'b';
            int at, k;

            for (k = 0; k < n; k++) {
                text[k] = (char)('a' + tap_random(&seed) % (unsigned)(2 + i));
            }
            for (at = 0; at < n && text[at] != a && text[at] != b; at++) {}
            wrong += cp_vec16_find(text, text + n, a, b) != text + at;
            wrong += cp_find_near(cp_span_between(text, text + n), a, b)
                  != (apr_size_t)at;
            free(text);
        }
    }
    is_number(wrong, 0, "%d random texts", tried);
}

/* No byte after the span is read, and no byte in it is missed. */
static void near(apr_pool_t *p)
{
    apr_size_t n, at;
    int wrong = 0;

    (void)p;
    for (n = 0; n < 40; n++) {
        char *text = malloc(n + 1);
        cp_span span = cp_span_between(text, text + n);

        memset(text, 'a', n);
        wrong += cp_find_near(span, '=', ';') != n;
        for (at = 0; at < n; at++) {
            text[at] = at % 2 ? '=' : ';';
            wrong += cp_find_near(span, '=', ';') != at;
            wrong += cp_find_near(span, '=', '=') != (at % 2 ? at : n);
            text[n - 1] = ';';
            wrong += cp_find_near(span, '=', ';') != at;
            text[n - 1] = 'a';
            text[at] = 'a';
        }
        free(text);
    }
    is_number(wrong, 0, "every place in spans of up to 39 bytes");
}

int main(void)
{
    static const tap_group groups[] = {{"every pattern", every_pattern},
                                       {"find", find},
                                       {"near", near},
                                       {NULL, NULL}};
    return tap_run(groups);
}
