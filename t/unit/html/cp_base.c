/* SPDX-License-Identifier: Apache-2.0 */
/* The base URL of a document. */
#include "core/html/cp_base.h"

#include "tap.h"

typedef struct example {
    const char *tags[4]; /* a tag that begins with '?' is not certain */
    const char *host;    /* of the base; NULL: not certain */
    const char *path;
    int leaves;
} example;

#define DOCUMENT "https://a.example/b/c?d"

static const example examples[] = {
    {{NULL}, "a.example", "/b/c", 0},
    {{"<base>"}, "a.example", "/b/c", 0},
    {{"<base target=_top>"}, "a.example", "/b/c", 0},
    {{"<base href=/e/>"}, "a.example", "/e/", 0},
    {{"<base HREF = '//b.example/f'>"}, "b.example", "/f", 1},
    {{"<base href='&#104;ttps://b.example'>"}, "b.example", "/", 1},
    {{"<base href='http://a.example/'>"}, "a.example", "/", 1},
    {{"<base href='https://a.example:8443/'>"}, "a.example", "/", 1},
    {{"<base href='https://a.example:443/'>"}, "a.example", "/", 0},
    /* the first href counts, also if it cannot be the base */
    {{"<base target=x>", "<base href=/e>", "<base href=//b.example/>"},
     "a.example",
     "/e",
     0},
    {{"<base href=/e href=/f>"}, "a.example", "/e", 0},
    {{"<base href>", "<base href=/f>"}, "a.example", "/b/c", 0},
    {{"<base href='https://['>", "<base href=/f>"}, "a.example", "/b/c", 0},
    {{"<base href='data:,'>"}, "a.example", "/b/c", 0},
    {{"<base href='javascript:0'>"}, "a.example", "/b/c", 0},
    {{"<base href='DATA:,'>"}, "a.example", "/b/c", 0},
    {{"<base href='Java\nScript:0'>"}, "a.example", "/b/c", 0},
    /* not certain */
    {{"?<base href=/e>"}, NULL, NULL, 1},
    {{"?<base href=/e>", "<base href=/f>"}, NULL, NULL, 1},
    {{"?<base target=x>", "<base href=/f>"}, "a.example", "/f", 0},
    {{"<base href=/e>", "?<base href=/f>"}, "a.example", "/e", 0},
    {{"<base href='//\xFF/'>"}, NULL, NULL, 1},
};

static void bases(apr_pool_t *p)
{
    apr_size_t i;
    int k;

    for (i = 0; i < TAP_COUNT(examples); i++) {
        const example *e = &examples[i];
        const char *first = e->tags[0] != NULL ? e->tags[0] : "no tag";
        const cp_url *url;
        cp_base base;

        cp_base_begin(&base, p, cp_span_of(DOCUMENT));
        for (k = 0; k < 4 && e->tags[k] != NULL; k++) {
            int certain = e->tags[k][0] != '?';

            cp_base_read(&base, cp_span_of(e->tags[k] + !certain), certain);
        }
        url = cp_base_url(&base);
        is_text(p, url != NULL ? cp_span_dup(p, url->host) : NULL, e->host,
                "the host: %s", shown_text(p, first));
        is_text(p, url != NULL ? cp_span_dup(p, url->path) : NULL, e->path,
                "the path: %s", shown_text(p, first));
        is_number(cp_base_leaves(&base), e->leaves, "leaves: %s",
                  shown_text(p, first));
    }
}

static void documents(apr_pool_t *p)
{
    cp_base base;

    ok(!cp_base_begin(&base, p, SPAN("//a.example/")), "no URL");
}

int main(void)
{
    static const tap_group groups[] = {
        {"bases", bases}, {"documents", documents}, {NULL, NULL}};

    return tap_run(groups);
}
