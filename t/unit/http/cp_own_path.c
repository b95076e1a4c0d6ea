/* SPDX-License-Identifier: Apache-2.0 */
/* Spellings of one path. */
#include "core/http/cp_own_path.h"

#include "tap.h"

static const struct {
    cp_span path;
    cp_span form;
} paths[] = {
    {SPAN_INIT("/stats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/"), SPAN_INIT("/")},
    {SPAN_INIT("/stats/"), SPAN_INIT("/stats/")},
    {SPAN_INIT("/a.b/..c/d.."), SPAN_INIT("/a.b/..c/d..")},
    {SPAN_INIT("/.well-known/x"), SPAN_INIT("/.well-known/x")},
    {SPAN_INIT("/%73tats/%61.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/stats%2fa.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/stats%5Ca.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/stats\\a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("//stats//a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/./stats/./a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/x/../stats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/x/%2e%2E/stats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/x/..%2Fstats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/../../stats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/stats/x/.."), SPAN_INIT("/stats/")},
    {SPAN_INIT("/stats/."), SPAN_INIT("/stats/")},
    {SPAN_INIT("/stats;v=1/a.js;b"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/x/..;/stats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/.;x/stats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT("/%2573tats/"), SPAN_INIT("/%73tats/")},
    {SPAN_INIT("/100%"), SPAN_INIT("/100%")},
    {SPAN_INIT("/%4"), SPAN_INIT("/%4")},
    {SPAN_INIT("/%zz"), SPAN_INIT("/%zz")},
    {SPAN_INIT("/%00x"), SPAN_INIT("/\0x")},
    {SPAN_INIT("stats/a.js"), SPAN_INIT("/stats/a.js")},
    {SPAN_INIT(".."), SPAN_INIT("/")},
    {SPAN_INIT(""), SPAN_INIT("/")},
};

static void forms(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(paths); i++) {
        is_span(p, cp_own_path(p, paths[i].path), paths[i].form, "%.*s",
                (int)paths[i].path.n, paths[i].path.s);
    }
}

static void idempotent(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(paths); i++) {
        cp_span form = paths[i].form;

        if (cp_span_find(form, '%') == form.n) {
            is_span(p, cp_own_path(p, form), form, "again: %.*s", (int)form.n,
                    form.s);
        }
    }
    ok(cp_own_path(p, paths[0].path).s == paths[0].path.s,
       "a path in this form is not copied");
}

static void is_linear(apr_pool_t *p)
{
    apr_size_t n = 3 * 1000000, i;
    char *path = apr_palloc(p, n);

    for (i = 0; i < n; i++) {
        path[i] = "/.."[i % 3];
    }
    is_number((apr_int64_t)cp_own_path(p, cp_span_between(path, path + n)).n, 1,
              "a million steps up");
}

int main(void)
{
    static const tap_group groups[] = {{"forms", forms},
                                       {"twice", idempotent},
                                       {"long paths", is_linear},
                                       {NULL, NULL}};
    return tap_run(groups);
}
