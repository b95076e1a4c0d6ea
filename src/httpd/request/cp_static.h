/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static files that cannot be pages: images, fonts, style sheets, scripts and
 * plain text. Sites serve more of them than pages, so the module prepares
 * nothing for them.
 */
#ifndef CP_STATIC_H
#define CP_STATIC_H

#include <httpd.h>

/**
 * True if the response is the file as it is stored, and its media type is that
 * of such a file. False if a handler, or a content filter that is in the chain
 * already, could still make a page of it. Call it when the content type is
 * known, from fixups on. It does not look at the response fields.
 */
int cp_static_is_no_page(const request_rec *r);

#endif
