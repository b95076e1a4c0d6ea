/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 32 equal bytes; see the header. */
#include "core/html/cp_html_wide.h"

#define EIGHT(c) c, c, c, c, c, c, c, c
#define ALL(c) {EIGHT(c), EIGHT(c), EIGHT(c), EIGHT(c)}
const char cp_html_equal[CP_EQUAL_LAST][32] = {
    [CP_EQUAL_GREATER] = ALL('>'),
    [CP_EQUAL_APOSTROPHE] = ALL('\''),
    [CP_EQUAL_CASE] = ALL(0x20),
    [CP_EQUAL_C_TO_G] = ALL('c' ^ 'g'),
    [CP_EQUAL_G] = ALL('g'),
    [CP_EQUAL_K] = ALL('k'),
    [CP_EQUAL_NG_OR_RC] = ALL((char)('n' + 'g')),
};
