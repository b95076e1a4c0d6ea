/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of names in Vary, and the names that a list does not contain. */
#include "core/http/cp_vary_list.h"

#include "tap.h"

static void test_pages(apr_pool_t *p)
{
    is_text(p, cp_vary_list_of_page(CP_VARY_BY_NOTHING, CP_BY_DEST, 0),
            "Sec-Fetch-Dest", "a page that is the same for all visitors");
    is_text(p, cp_vary_list_of_page(CP_VARY_BY_COOKIE, CP_BY_FETCH, 1),
            "Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode, HX-Boosted,"
            " HX-History-Restore-Request, Turbo-Frame, Accept-Language",
            "by cookie and language");
    is_text(p, cp_vary_list_of_page(CP_VARY_BY_COOKIE, CP_BY_FETCH_ID, 0),
            "Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode, HX-Boosted,"
            " HX-History-Restore-Request, Turbo-Frame, X-Turbo-Request-Id",
            "with the id of Turbo");
    is_text(p,
            cp_vary_list_of_page(CP_VARY_BY_COOKIE_AND_GPC, CP_BY_SILENCE, 0),
            "Cookie, Sec-GPC, Sec-Fetch-Dest, HX-Request, X-Requested-With",
            "by cookie and signal");
    is_text(p, cp_vary_list_of_page(CP_VARY_BY_NOTHING, CP_BY_SCRIPT, 0),
            "Sec-Fetch-Dest, HX-Request, X-Requested-With, HX-Boosted,"
            " HX-History-Restore-Request, Turbo-Frame, Translate",
            "a request of a script");
    is_text(p, cp_vary_list_of_page(CP_VARY_BY_NOTHING, CP_BY_SCRIPT_ID, 1),
            "Sec-Fetch-Dest, HX-Request, X-Requested-With, HX-Boosted,"
            " HX-History-Restore-Request, Turbo-Frame, Translate,"
            " X-Turbo-Request-Id, Accept-Language",
            "a request of Turbo, and language");
}

static void test_missing(apr_pool_t *p)
{
    static const struct {
        const char *list, *wanted, *missing;
    } rows[] = {
        {"", "Cookie", "Cookie"},
        {"Cookie", "Cookie", NULL},
        {"cookie , accept", "Cookie", NULL},
        {"Cookie2", "Cookie", "Cookie"},
        {"Set-Cookie", "Cookie", "Cookie"},
        {"Accept", "Cookie, Sec-GPC", "Cookie, Sec-GPC"},
        {"Sec-GPC", "Cookie, Sec-GPC, Accept", "Cookie, Accept"},
        {"Accept", "Host, Cookie, host, Cookie", "Host, Cookie"},
        {"*", "Cookie, Sec-GPC", NULL},
        {"Accept, *", "Cookie", NULL},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        is_text(p, cp_vary_list_missing(p, rows[i].list, rows[i].wanted),
                rows[i].missing, "'%s' in '%s'", rows[i].wanted, rows[i].list);
    }
}

/* Compares the fast path with the general one: each list of a page with each
 * other list, and with names that another module adds. */
static void test_begins(apr_pool_t *p)
{
    const char *lists[CP_N_VARY_BY * CP_N_NAVIGATION_BY * 2];
    int i, j, n = 0, wrong = 0, found = 0;

    for (i = 0; i < (int)TAP_COUNT(lists); i++) {
        lists[n++] = cp_vary_list_of_page(
            i % CP_N_VARY_BY, i / CP_N_VARY_BY % CP_N_NAVIGATION_BY,
            i / (CP_N_VARY_BY * CP_N_NAVIGATION_BY));
    }
    for (i = 0; i < n; i++) {
        for (j = 0; j < n; j++) {
            const char *more = apr_pstrcat(p, lists[i], ", Origin", NULL);
            const char *part = apr_pstrcat(p, lists[i], "-X", NULL);
            int none = cp_vary_list_missing(p, lists[i], lists[j]) == NULL;
            int begins = cp_vary_list_begins(lists[i], lists[j]);

            found += begins;
            wrong += begins && !none;
            wrong += cp_vary_list_begins(more, lists[j]) != begins;
            wrong += i == j && cp_vary_list_begins(part, lists[j]);
        }
    }
    is_number(wrong, 0,
              "no name is missing in a list that begins with another");
    ok(found > n, "and such lists were found: %d", found);
}

int main(void)
{
    static const tap_group groups[] = {
        {"lists of pages", test_pages},
        {"missing names", test_missing},
        {"the fast path", test_begins},
        {NULL, NULL},
    };

    return tap_run(groups);
}
