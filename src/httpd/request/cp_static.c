/* SPDX-License-Identifier: Apache-2.0 */
/* Static files that cannot be pages; see the header. */
#include "httpd/request/cp_static.h"

#include <string.h>

#include <util_filter.h>

/* `type` begins with 't'. Each comparison reads a byte only if the byte before
 * it is not the NUL. */
static inline int is_text_asset(const char *type)
{
    if (type[1] != 'e' || type[2] != 'x' || type[3] != 't' || type[4] != '/') {
        return 0;
    }
    switch (type[5]) {
    case 'c':
        return !strncmp(type + 5, "css", 3);
    case 'p':
        return !strncmp(type + 5, "plain", 5);
    case 'j':
        return !strncmp(type + 5, "javascript", 10);
    default:
        return 0;
    }
}

/* Compares the prefix only: parameters may follow. */
static int is_asset(const char *type)
{
    switch (*type) {
    case 'i':
        return !strncmp(type, "image/", 6);
    case 'f':
        return !strncmp(type, "font/", 5);
    case 't':
        return is_text_asset(type);
    default:
        return 0;
    }
}

int cp_static_is_no_page(const request_rec *r)
{
    /* The filters are sorted by type. A filter of a type below CONTENT_SET runs
     * before the body filter and may turn the file into a page. Later filters,
     * such as those of mod_headers, cannot. */
    return r->content_type != NULL && r->handler == NULL
        && r->output_filters->frec->ftype >= AP_FTYPE_CONTENT_SET
        && is_asset(r->content_type);
}
