/* SPDX-License-Identifier: Apache-2.0 */
/* Saved tables of observations that are made by hand: the checksum. */
#ifndef SEALED_H
#define SEALED_H

#include "core/base/cp_span.h"

/** Returns the checksum of the content of a file: FNV-1a. */
static apr_uint64_t sealed_checksum(cp_span content)
{
    apr_uint64_t hash = APR_UINT64_C(14695981039346656037);
    apr_size_t i;

    for (i = 0; i < content.n; i++) {
        hash =
            (hash ^ (unsigned char)content.s[i]) * APR_UINT64_C(1099511628211);
    }
    return hash;
}

#endif
