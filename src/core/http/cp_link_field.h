/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Link field (RFC 8288, section 3): a list of links, each with a target and
 * parameters.
 *
 * Browsers join all Link fields of a response, and read faulty ones in
 * different ways. Therefore cp_link_next accepts only what each of them reads
 * in the same way. For a field that it refuses, cp_link_word returns all
 * addresses that a browser could find in it.
 */
#ifndef CP_LINK_FIELD_H
#define CP_LINK_FIELD_H

#include "core/base/cp_buf.h"
#include "core/base/cp_span.h"

/** One link. The spans are parts of the field. */
typedef struct cp_link {
    cp_span element; /* all of it, up to the comma after it, with blanks */
    cp_span target;  /* the address between '<' and '>' */
    cp_span params;  /* for cp_link_param */
} cp_link;

/** One parameter. */
typedef struct cp_link_parameter {
    cp_span name;  /* as written; case does not matter */
    cp_span value; /* without quotes; empty if there is none */
    int escaped;   /* the value contains backslashes: see cp_link_unescape */
} cp_link_parameter;

/** Results of cp_link_next. */
typedef enum {
    CP_LINK_END,       /* the field has no further element */
    CP_LINK_ONE,       /* *out is a link */
    CP_LINK_EMPTY,     /* *out is an empty element of the list */
    CP_LINK_UNCERTAIN, /* browsers may read the rest in different ways */
} cp_link_result;

/** Takes the next element from *rest, which is at first the whole value of a
 * field. After CP_LINK_UNCERTAIN *rest is not changed. */
cp_link_result cp_link_next(cp_span *rest, cp_link *out);

/** Takes the next parameter from *params. Returns 0 if there is none. */
int cp_link_param(cp_span *params, cp_link_parameter *out);

/** Returns a value without the backslashes of its quoted pairs (RFC 9110,
 * section 5.6.4). The result is appended to `room`. */
cp_span cp_link_unescape(cp_span value, cp_buf *room);

/** Takes the next word from the value of any field: the bytes between two of
 * the delimiters of the grammar. Returns 0 if there is none. */
int cp_link_word(cp_span *rest, cp_span *word);

#endif
