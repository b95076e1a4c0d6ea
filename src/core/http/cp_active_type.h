/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Responses that can load other content by themselves: documents, and scripts
 * that run as a worker. Browsers apply a Content-Security-Policy to these only.
 */
#ifndef CP_ACTIVE_TYPE_H
#define CP_ACTIVE_TYPE_H

typedef enum {
    CP_TYPE_INERT,   /* loads nothing, as images, fonts and style sheets */
    CP_TYPE_BY_USE,  /* depends on its use: XML and SVG, scripts, no type */
    CP_TYPE_DOCUMENT /* HTML, XHTML */
} cp_active_type;

/** Returns the kind of a media type, with any parameters; NULL: no type is
 * known, so browsers may find HTML in the content. */
cp_active_type cp_active_type_of(const char *type);

/** True if the response is surely not used as a document or as a worker. `dest`
 * is Sec-Fetch-Dest, or NULL: then the use is not known. */
int cp_active_type_is_asset(const char *dest);

#endif
