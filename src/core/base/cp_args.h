/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splits the arguments of a directive. httpd's own functions recognise quotes
 * only at the start of a word; here key="two words" is one word, as is
 * "key=two words".
 */
#ifndef CP_ARGS_H
#define CP_ARGS_H

#include <apr_tables.h>

#include "core/base/cp_span.h"

/**
 * Returns the words of `line` (const char *, in `p`). They are separated by SP,
 * HTAB, CR and LF outside of quotes. Quotes, `"` or `'`, are removed. Within
 * quotes a backslash makes the next byte literal, if it is the quote or a
 * backslash. Returns NULL if a quote is not closed.
 */
apr_array_header_t *cp_args_split(apr_pool_t *p, const char *line);

/** Splits "key=value" at the first '='. *key is in `p`, *value points into
 * `word`. Returns 0 if the word has no '='. */
int cp_args_pair(apr_pool_t *p, const char *word, const char **key,
                 const char **value);

/** Returns, in `p`, the words (const char *) with `comma` and a space between
 * them; "" if there are none. */
const char *cp_args_join(apr_pool_t *p, const apr_array_header_t *words,
                         const char *comma);

#endif
