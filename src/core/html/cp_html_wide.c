/* SPDX-License-Identifier: Apache-2.0 */
/* Tables for vectors of 32 bytes; see the header. */
#include "core/html/cp_html_wide.h"

/* The place of a byte in both halves. */
#define AT(byte, value) [(byte) & 15] = (value), [16 + ((byte) & 15)] = (value)

/* Type 1. The other places contain 0, which is found at place 0 only. */
#define NO_NUL AT('\0', 1)
#define FIND(byte) AT(byte, byte)

#define EIGHT(c) c, c, c, c, c, c, c, c
#define ALL(c) {EIGHT(c), EIGHT(c), EIGHT(c), EIGHT(c)}

const char cp_html_tables[CP_TABLES][32] = {
    [CP_TABLE_ENDS] = {NO_NUL, FIND('>'), FIND('\'')},
    [CP_TABLE_ADDRESS] = {NO_NUL, FIND('>'), FIND('\''), FIND(':'), FIND('\\'),
                          FIND('&'), FIND('\t'), FIND('\r')},
    [CP_TABLE_PAIRS] = {AT('/', '/'), AT('y', '-')},
    [CP_TABLE_PING] = {AT('i', 1), AT('s', 2)},
    [CP_TABLE_PING + 1] = {AT('n', 1), AT('r', 2)},
    [CP_TABLE_PING + 2] = {AT('g', 1), AT('c', 2)},
    [CP_TABLE_BACKGROUND] = {AT('k', 1)},
    [CP_TABLE_BACKGROUND + 1] = {AT('g', 1)},
    [CP_TABLE_BACKGROUND + 2] = {AT('r', 1)},
    [CP_TABLE_LF] = ALL('\n'),
    [CP_TABLE_LESS] = ALL('<'),
};
