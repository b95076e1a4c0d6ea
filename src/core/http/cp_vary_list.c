/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of names in Vary; see the header. */
#include "core/http/cp_vary_list.h"

#include <string.h>

#include "core/base/cp_buf.h"
#include "core/base/cp_span.h"

/* The fields from which the navigation was recognised; see cp_navigation_by. */
#define DEST "Sec-Fetch-Dest"
#define HTMX ", HX-Boosted, HX-History-Restore-Request"
#define FETCH DEST ", Sec-Fetch-Mode" HTMX ", Turbo-Frame"
#define SILENCE DEST ", HX-Request, X-Requested-With"
#define SCRIPT SILENCE HTMX ", Turbo-Frame, Translate"
#define ID ", X-Turbo-Request-Id"

/* All lists of one kind of navigation, without and with the language. They are
 * complete at compile time, so a request needs neither memory nor a copy. */
#define LANGUAGES(list) {(list), list ", " CP_VARY_LANGUAGE}
#define LISTS(by)                                                \
    {                                                            \
        [CP_VARY_BY_NOTHING] = LANGUAGES(by),                    \
        [CP_VARY_BY_COOKIE] = LANGUAGES(CP_VARY_COOKIE ", " by), \
        [CP_VARY_BY_COOKIE_AND_GPC] =                            \
            LANGUAGES(CP_VARY_COOKIE_AND_GPC ", " by),           \
    }
static const char *const lists[CP_N_NAVIGATION_BY][CP_N_VARY_BY][2] = {
    [CP_BY_DEST] = LISTS(DEST),         [CP_BY_FETCH] = LISTS(FETCH),
    [CP_BY_FETCH_ID] = LISTS(FETCH ID), [CP_BY_SILENCE] = LISTS(SILENCE),
    [CP_BY_SCRIPT] = LISTS(SCRIPT),     [CP_BY_SCRIPT_ID] = LISTS(SCRIPT ID),
};

const char *cp_vary_list_of_page(cp_vary_consent_by consent,
                                 cp_navigation_by navigation, int language)
{
    return lists[navigation][consent][language != 0];
}

static int contains(const char *list, cp_span wanted)
{
    cp_span rest = cp_span_of(list), name;

    while (cp_span_next(&rest, ',', &name)) {
        name = cp_span_trim(name);
        if (cp_span_is(name, "*")
            || (name.n == wanted.n
                && cp_same_but_case(name.s, wanted.s, wanted.n))) {
            return 1;
        }
    }
    return 0;
}

const char *cp_vary_list_missing(apr_pool_t *p, const char *list,
                                 const char *wanted)
{
    cp_span rest = cp_span_of(wanted), name;
    cp_buf *missing = NULL;

    while (cp_span_next(&rest, ',', &name)) {
        name = cp_span_trim(name);
        if (contains(list, name)
            || (missing != NULL && contains(cp_buf_text(missing), name))) {
            continue;
        }
        if (missing == NULL) {
            missing = cp_buf_make(p, 128);
        }
        else {
            cp_buf_put(missing, ", ");
        }
        cp_buf_add(missing, name.s, name.n);
    }
    return missing != NULL ? cp_buf_text(missing) : NULL;
}

int cp_vary_list_begins(const char *list, const char *wanted)
{
    apr_size_t n;

    if (list == wanted) { /* no other module has changed the field */
        return 1;
    }
    n = strlen(wanted);
    return !strncmp(list, wanted, n) && (list[n] == ',' || list[n] == '\0');
}
