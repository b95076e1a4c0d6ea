/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Classifies labels of character encodings (WHATWG Encoding 4.2) by one
 * property: whether a text contains ASCII characters as the same bytes. Only
 * then the scanner finds tags in it, and inserted ASCII is read correctly.
 */
#ifndef CP_ENCODING_H
#define CP_ENCODING_H

#include "core/base/cp_span.h"

typedef enum {
    CP_ENCODING_UNKNOWN, /* not a label that browsers know */
    CP_ENCODING_ASCII,   /* contains ASCII */
    CP_ENCODING_WIDE,    /* UTF-16 */
    CP_ENCODING_OTHER    /* ISO-2022-JP, and "replacement" */
} cp_encoding;

/** Classifies a label. Case and spaces around it do not matter. UTF-7 and
 * UTF-32 are CP_ENCODING_UNKNOWN, as for browsers. */
cp_encoding cp_encoding_of(cp_span label);

/** Returns the parameter charset of a media type, as browsers read it, or "no
 * span". It points into `type`. */
cp_span cp_encoding_of_type(const char *type);

/**
 * Returns the value after `word` and '=' in a text, or "no span". `word` is
 * "charset" for the content of <meta http-equiv=content-type> (WHATWG HTML,
 * "extracting a character encoding from a meta element"), and "encoding" for
 * the XML declaration. The value points into `text`.
 */
cp_span cp_encoding_in(cp_span text, const char *word);

#endif
