/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The address of the page that is shown in place of a held frame:
 * <path>/held?category=ID;source=DIGEST;lang=TAG;text. It names the declaration
 * and never what the frame would have loaded. Its parts are joined by ';', so
 * that it is the same in HTML and XHTML, escaped or not.
 */
#ifndef CP_HELD_ADDRESS_H
#define CP_HELD_ADDRESS_H

#include "core/base/cp_buf.h"
#include "core/policy/cp_source.h"

/* The path below CookiePolicyPath. */
#define CP_HELD_PATH "/held"

/* Hexadecimal digits of the digest of a declaration. */
#define CP_HELD_DIGEST 8

/**
 * Appends the address. `path` is CookiePolicyPath, without a final slash.
 * `category` is an id; NULL: what is held is not declared. `source` is its
 * declaration; NULL: it is held by its category. `language` is the tag of the
 * page's language; NULL: unknown. `text`: the page cannot send a form or
 * replace the window, because the frame is sandboxed without allow-forms,
 * allow-same-origin and allow-top-navigation.
 */
void cp_held_address(cp_buf *out, const char *path, const char *category,
                     const cp_source *source, const char *language, int text);

/** The query of a request; every span is empty if it is not there. The bytes
 * come from the network. */
typedef struct cp_held_query {
    cp_span category;
    cp_span source;
    cp_span language;
    int text;
} cp_held_query;

/** Reads a query, which may be NULL. Parts that are not known are ignored; of
 * equal parts the first counts. The spans point into `query`. */
void cp_held_query_read(const char *query, cp_held_query *out);

/** Returns the declaration that the query names, from a list (const cp_source
 * *); NULL if there is none. */
const cp_source *cp_held_query_find(const cp_held_query *query,
                                    const apr_array_header_t *list);

#endif
