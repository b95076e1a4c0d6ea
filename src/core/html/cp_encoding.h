/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Labels of character encodings (WHATWG Encoding 4.2), by one question: do
 * bytes of ASCII stand for themselves, so that ASCII can be put into a text
 * and tags be found in it?
 */
#ifndef CP_ENCODING_H
#define CP_ENCODING_H

#include "core/base/cp_span.h"

typedef enum {
    CP_ENCODING_UNKNOWN, /* no label: browsers look on, or guess */
    CP_ENCODING_ASCII,   /* contains ASCII */
    CP_ENCODING_WIDE,    /* UTF-16 */
    CP_ENCODING_OTHER    /* ISO-2022-JP, and what decodes to nothing */
} cp_encoding;

/** The encoding that a label means; case and white space around it do not
 * matter. Labels that browsers do not know (UTF-7, UTF-32) are UNKNOWN. */
cp_encoding cp_encoding_of(cp_span label);

/** The charset of a media type, as browsers read it; no span if none. */
cp_span cp_encoding_of_type(const char *type);

/**
 * What stands behind `word` and '=' in a text; no span if nothing does. With
 * "charset" for the content of <meta http-equiv=content-type> (WHATWG HTML,
 * "extracting a character encoding from a meta element"), with "encoding"
 * for the declaration of XML.
 */
cp_span cp_encoding_in(cp_span text, const char *word);

#endif
