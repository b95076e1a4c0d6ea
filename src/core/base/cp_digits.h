/* SPDX-License-Identifier: Apache-2.0 */
/* Reads eight decimal digits at a time, with arithmetic on one 64-bit word. */
#ifndef CP_DIGITS_H
#define CP_DIGITS_H

#include <string.h>

#include <apr.h>

/* The same byte eight times. */
#define CP_EIGHT(byte) (APR_UINT64_C(0x0101010101010101) * (byte))

/**
 * Returns the number of digits, 0 to 8, with which the eight bytes at `s`
 * begin. If it is not 0, *number is their value.
 */
static inline unsigned cp_digits(const char *s, apr_int64_t *number)
{
    apr_uint64_t word, others;
    unsigned n;

    memcpy(&word, s, sizeof(word));
    word = APR_IS_BIGENDIAN ? __builtin_bswap64(word) : word;
    word ^= CP_EIGHT('0');
    /* Sets the top bit of each byte over 9. A carry changes only bytes after a
     * byte that has it. */
    others = ((word + CP_EIGHT(0x7F - 9)) | word) & CP_EIGHT(0x80);
    n = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
    if (n == 0) {
        return 0;
    }
    word <<= 8 * (8 - n); /* leading zeros replace the other bytes */
    word = (word * 10 + (word >> 8)) & APR_UINT64_C(0x00FF00FF00FF00FF);
    word = (word * 100 + (word >> 16)) & APR_UINT64_C(0x0000FFFF0000FFFF);
    *number = (apr_int64_t)((word * 10000 + (word >> 32)) & 0xFFFFFFFF);
    return n;
}

#endif
