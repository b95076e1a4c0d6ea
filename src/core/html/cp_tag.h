/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the attributes of one complete start tag, as browsers do: WHATWG HTML,
 * sections 13.2.5.6 to 13.2.5.40. The same rules read a well-formed tag of XML.
 * The spans point into the bytes of the tag. Character references stay in them.
 */
#ifndef CP_TAG_H
#define CP_TAG_H

#include "core/base/cp_span.h"

/** An attribute as it is written. */
typedef struct cp_attribute {
    cp_span name;
    cp_span value; /* without quotes; s is NULL if there is no value */
} cp_attribute;

/** A start tag that is read. */
typedef struct cp_tag {
    cp_span name;    /* as written */
    const char *at;  /* the next byte to read */
    const char *end; /* after the last byte of the tag */
} cp_tag;

/**
 * Begins to read a start tag. `bytes` are those from its '<' to its '>'. They
 * must live as long as the spans. Returns 0 if they do not begin as a start
 * tag.
 */
int cp_tag_begin(cp_tag *tag, cp_span bytes);

/**
 * Reads the next attribute, in the order of the document, duplicates included.
 * Returns 0 if there is no further attribute. If the bytes end within an
 * attribute, that attribute is not reported.
 */
int cp_tag_next(cp_tag *tag, cp_attribute *out);

#endif
