/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes sixteen at a time: the same on every processor. */
#include "core/base/cp_vec16.h"

#include "tap.h"

/* Both ways of one comparison against the plain reading of its bytes. */
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

/* No byte behind the span is looked at, nor one missed. */
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
    static const tap_group groups[] = {
        {"every pattern", every_pattern}, {"near", near}, {NULL, NULL}};
    return tap_run(groups);
}
