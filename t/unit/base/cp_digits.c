/* SPDX-License-Identifier: Apache-2.0 */
/* Eight digits at a time: the same result as digit by digit. */
#include "core/base/cp_digits.h"

#include "tap.h"

static const struct {
    const char *text;
    unsigned n;
    apr_int64_t number;
} rows[] = {
    {"00000000", 8, 0},
    {"99999999", 8, 99999999},
    {"12345678", 8, 12345678},
    {"31536000;", 8, 31536000},
    {"1234567;", 7, 1234567},
    {"123456; ", 6, 123456},
    {"0000042x", 7, 42},
    {"7;;;;;;;", 1, 7},
    {"1\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 1, 1},
    {"12 34567", 2, 12},
};

static void known(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        apr_int64_t number = -1;
        unsigned n = cp_digits(rows[i].text, &number);

        ok(n == rows[i].n && number == rows[i].number, "%s is %d of %d digits",
           shown_text(p, rows[i].text), (int)number, (int)n);
    }
}

/* Every two bytes, at every place among digits. */
static void every_byte(apr_pool_t *p)
{
    int at, c, next, wrong = 0;

    (void)p;
    for (at = 0; at < 8; at++) {
        for (c = 0; c < 256; c++) {
            for (next = 0; next < 256; next++) {
                char text[8] = {'9', '8', '7', '6', '5', '4', '3', '2'};
                apr_int64_t number = 0, want = 0;
                unsigned n, digits = 0;

                text[at] = (char)c;
                text[at < 7 ? at + 1 : 0] = (char)next;
                while (digits < 8 && text[digits] >= '0'
                       && text[digits] <= '9') {
                    want = want * 10 + (text[digits++] - '0');
                }
                n = cp_digits(text, &number);
                wrong += n != digits || number != want;
            }
        }
    }
    is_number(wrong, 0, "every two bytes at every place");
}

int main(void)
{
    static const tap_group groups[] = {
        {"known", known}, {"every byte", every_byte}, {NULL, NULL}};
    return tap_run(groups);
}
