/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arguments of a directive. httpd's own reader knows quotes only at the
 * start of a word; here key="two words" is one word, as is "key=two words".
 */
#ifndef CP_ARGS_H
#define CP_ARGS_H

#include <apr_tables.h>

#include "core/base/cp_span.h"

/**
 * The words of `line` (const char *, in `p`), split at blanks outside
 * quotes; the quotes are taken away. Inside them a backslash takes the next
 * quote or backslash literally. NULL when a quote is left open.
 */
apr_array_header_t *cp_args_split(apr_pool_t *p, const char *line);

/** Splits "key=value" at the first '='; 0 when the word has none. */
int cp_args_pair(apr_pool_t *p, const char *word, const char **key,
                 const char **value);

/** The words (const char *) with `comma` and a space between them; "" for
 * none. */
const char *cp_args_join(apr_pool_t *p, const apr_array_header_t *words,
                         const char *comma);

#endif
