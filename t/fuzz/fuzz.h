/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Helpers of all fuzz targets: a pool for each input, a copy of the input on
 * the heap whose end a sanitizer watches, and an assertion that is always
 * compiled.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>

#include "core/base/cp_span.h"

#define FUZZ_UNUSED __attribute__((unused))

/** A property of the code under test. Aborts if it does not hold. */
#define MUST(what)                                                            \
    do {                                                                      \
        if (!(what)) {                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, \
                    #what);                                                   \
            abort();                                                          \
        }                                                                     \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Returns a pool for one input. The caller destroys it. */
FUZZ_UNUSED static apr_pool_t *fuzz_pool(void)
{
    static apr_pool_t *root;
    apr_pool_t *p;

    if (root == NULL) {
        apr_initialize();
        apr_pool_create(&root, NULL);
    }
    apr_pool_create(&p, root);
    return p;
}

/** Returns the input as a string, cut at its first NUL. Free it with free(). */
FUZZ_UNUSED static char *fuzz_text(const uint8_t *data, size_t size)
{
    size_t n = size ? strnlen((const char *)data, size) : 0;
    char *s = malloc(n + 1);

    if (n) {
        memcpy(s, data, n);
    }
    s[n] = '\0';
    return s;
}

/** Returns a copy of all bytes of the input. Free it with free(). */
FUZZ_UNUSED static cp_span fuzz_bytes(const uint8_t *data, size_t size)
{
    cp_span a = {malloc(size ? size : 1), size};

    if (size) {
        memcpy((char *)a.s, data, size);
    }
    return a;
}

FUZZ_UNUSED static int is_inside(cp_span part, cp_span whole)
{
    return part.n == 0
        || (part.s >= whole.s && part.s + part.n <= whole.s + whole.n);
}

/** Returns a number that depends on all bytes, for choices by the input. */
FUZZ_UNUSED static uint32_t fuzz_hash(const void *bytes, size_t n)
{
    const unsigned char *s = bytes;
    uint32_t h = 2166136261u;

    while (n-- > 0) {
        h = (h ^ *s++) * 16777619u;
    }
    return h;
}

#endif
