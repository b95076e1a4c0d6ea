/* SPDX-License-Identifier: Apache-2.0 */
/* Paths that may, and may not, be the target of a redirect. */
#include "core/http/cp_site_path.h"

#include "tap.h"

static const struct {
    const char *path;
    int good;
} paths[] = {
    {"/", 1},
    {"/a", 1},
    {"/a/b?c=d&e=f", 1},
    {"/a//b", 1},
    {"/..//x", 1},
    {"/?u=https://other.example/", 1},
    {"/%5C%2Fother.example", 1},
    {"/~a!$'()*+,;=:@", 1},
    {"", 0},
    {"a", 0},
    {"//", 0},
    {"//other.example", 0},
    {"///other.example", 0},
    {"/\\other.example", 0},
    {"\\/other.example", 0},
    {"/a\\b", 0},
    {"/\t/other.example", 0},
    {"/\n/other.example", 0},
    {"\t//other.example", 0},
    {" /a", 0},
    {"/a b", 0},
    {"/a\r\nSet-Cookie: x=1", 0},
    {"/a\x7F", 0},
    {"/\xC3\xA9", 0},
    {"https://other.example/", 0},
    {"https:/a", 0},
    {"javascript:alert(1)", 0},
    {"?a", 0},
    {"./a", 0},
};

static void site_paths(apr_pool_t *p)
{
    char *path = apr_pcalloc(p, 2002);
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(paths); i++) {
        is_number(cp_is_site_path(paths[i].path), paths[i].good, "path %s",
                  shown_text(p, paths[i].path));
    }
    memset(path, 'a', 2000);
    path[0] = '/';
    ok(cp_is_site_path(path), "2,000 bytes");
    path[2000] = 'a';
    ok(!cp_is_site_path(path), "2,001 bytes");
}

int main(void)
{
    static const tap_group groups[] = {{"paths", site_paths}, {NULL, NULL}};
    return tap_run(groups);
}
