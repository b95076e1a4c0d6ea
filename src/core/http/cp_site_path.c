/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses on this site; see the header. */
#include "core/http/cp_site_path.h"

#define MAX_SITE_PATH 2000

int cp_is_site_path(const char *path)
{
    const char *s;

    if (path[0] != '/' || path[1] == '/') {
        return 0;
    }
    for (s = path; *s; s++) {
        if (*s <= 0x20 || *s >= 0x7F || *s == '\\') {
            return 0;
        }
    }
    return s - path <= MAX_SITE_PATH;
}
