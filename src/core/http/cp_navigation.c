/* SPDX-License-Identifier: Apache-2.0 */
/* Decides whether a request is a navigation; see the header. */
#include "core/http/cp_navigation.h"

#include <string.h>
#include <strings.h>

static int has(const apr_table_t *fields, const char *name)
{
    return apr_table_get(fields, name) != NULL;
}

static cp_navigation answer(cp_navigation_by by, int yes)
{
    cp_navigation n = {by, yes, 0};

    return n;
}

/* htmx follows a link, or restores a page that it has no copy of. The response
 * becomes the content of body. */
static int is_page_for_htmx(const apr_table_t *fields)
{
    return has(fields, "HX-Boosted")
        || has(fields, "HX-History-Restore-Request");
}

/* A service worker that forwards a navigation keeps its mode. */
static int is_navigate(const char *mode)
{
    return mode != NULL && !strcmp(mode, "navigate");
}

/* Decides about a request that a script has sent, as the browser says. */
static cp_navigation of_fetch(const apr_table_t *fields)
{
    if (is_navigate(apr_table_get(fields, "Sec-Fetch-Mode"))
        || is_page_for_htmx(fields)) {
        return answer(CP_BY_FETCH, 1);
    }
    if (has(fields, "Turbo-Frame")) {
        return answer(CP_BY_FETCH, 0);
    }
    /* This field differs in each request, so it is examined last. */
    return answer(CP_BY_FETCH_ID, has(fields, "X-Turbo-Request-Id"));
}

/* A WebDAV client asks for the source of the page ([MS-WDVME], 2.2.3). */
static int wants_source(const apr_table_t *fields)
{
    const char *translate = apr_table_get(fields, "Translate");

    return translate != NULL && !strcasecmp(translate, "f");
}

/* Decides about a request without Sec-Fetch-Dest that a script or a program may
 * have sent. */
static cp_navigation of_script(const apr_table_t *fields)
{
    if (is_page_for_htmx(fields)) {
        return answer(CP_BY_SCRIPT, 1);
    }
    if (has(fields, "Turbo-Frame") || wants_source(fields)) {
        return answer(CP_BY_SCRIPT, 0);
    }
    return answer(CP_BY_SCRIPT_ID, has(fields, "X-Turbo-Request-Id"));
}

/* True for a field that only scripts and programs send. */
static int is_mark(const apr_table_entry_t *field)
{
    switch (field->key[0] | 0x20) {
    case 'h':
        return !strcasecmp(field->key, "HX-Request");
    case 'x':
        return !strcasecmp(field->key, "X-Requested-With");
    case 't':
        return !strcasecmp(field->key, "Turbo-Frame")
            || (!strcasecmp(field->key, "Translate")
                && !strcasecmp(field->val, "f"));
    default:
        return 0;
    }
}

/* Decides without Sec-Fetch-Dest: plain http, an old browser or a program. One
 * pass is cheaper than a look-up for each name. */
static cp_navigation of_silence(const apr_table_t *fields)
{
    const apr_array_header_t *all = apr_table_elts(fields);
    const apr_table_entry_t *field = (const apr_table_entry_t *)all->elts;
    int i;

    for (i = 0; i < all->nelts; i++) {
        if (is_mark(&field[i])) {
            return of_script(fields);
        }
    }
    return answer(CP_BY_SILENCE, 1);
}

static int is_frame(const char *dest)
{
    static const char *const frames[] = {"iframe", "frame", "embed", "object"};
    apr_size_t i;

    for (i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
        if (!strcmp(dest, frames[i])) {
            return 1;
        }
    }
    return 0;
}

cp_navigation cp_navigation_of(const apr_table_t *fields)
{
    cp_navigation by_dest = {CP_BY_DEST, 0, 0};
    const char *dest = apr_table_get(fields, "Sec-Fetch-Dest");

    if (dest == NULL) {
        return of_silence(fields);
    }
    if (!strcmp(dest, "empty")) {
        return of_fetch(fields);
    }
    by_dest.yes = !strcmp(dest, "document");
    by_dest.framed = !by_dest.yes && is_frame(dest);
    return by_dest;
}
