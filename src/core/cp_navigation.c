/* SPDX-License-Identifier: Apache-2.0 */
/* Is a request a navigation; see the header. */
#include "cp_navigation.h"

#include <string.h>
#include <strings.h>

static int has(const apr_table_t *fields, const char *name)
{
    return apr_table_get(fields, name) != NULL;
}

static cp_navigation answer(cp_navigation_by by, int yes)
{
    cp_navigation n = {by, yes};

    return n;
}

/* A service worker that forwards a navigation keeps its mode. */
static int is_navigate(const char *mode)
{
    return mode != NULL && !strcmp(mode, "navigate");
}

/* A script fetches it, and the browser says so. */
static cp_navigation of_fetch(const apr_table_t *fields)
{
    if (is_navigate(apr_table_get(fields, "Sec-Fetch-Mode"))
        || has(fields, "HX-Boosted")) {
        return answer(CP_BY_FETCH, 1);
    }
    if (has(fields, "Turbo-Frame")) {
        return answer(CP_BY_FETCH, 0);
    }
    /* It differs in each request, so it is the last that is looked at. */
    return answer(CP_BY_FETCH_ID, has(fields, "X-Turbo-Request-Id"));
}

/* Something says that a script or a program asks, the browser being silent. */
static cp_navigation of_script(const apr_table_t *fields)
{
    if (has(fields, "HX-Boosted")) {
        return answer(CP_BY_SCRIPT, 1);
    }
    if (has(fields, "Turbo-Frame")) {
        return answer(CP_BY_SCRIPT, 0);
    }
    return answer(CP_BY_SCRIPT_ID, has(fields, "X-Turbo-Request-Id"));
}

/* No Sec-Fetch-Dest: over plain http, from an old browser or a program. */
static cp_navigation of_silence(const apr_table_t *fields)
{
    const char *mode = apr_table_get(fields, "Sec-Fetch-Mode");
    const char *translate = apr_table_get(fields, "Translate");

    if ((mode != NULL && !is_navigate(mode)) || has(fields, "HX-Request")
        || has(fields, "Turbo-Frame")
        || has(fields, "X-Requested-With")
        /* A WebDAV client that wants the source ([MS-WDVME] 2.2.3). */
        || (translate != NULL && !strcasecmp(translate, "f"))) {
        return of_script(fields);
    }
    return answer(CP_BY_SILENCE, 1);
}

cp_navigation cp_navigation_of(const apr_table_t *fields)
{
    const char *dest = apr_table_get(fields, "Sec-Fetch-Dest");

    if (dest == NULL) {
        return of_silence(fields);
    }
    if (!strcmp(dest, "empty")) {
        return of_fetch(fields);
    }
    return answer(CP_BY_DEST, !strcmp(dest, "document"));
}
