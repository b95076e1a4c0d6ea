/* SPDX-License-Identifier: Apache-2.0 */
/* Policies in a document: which attributes of which meta make one. */
#include "core/html/cp_meta.h"

#include "tap.h"

#define CSP "content-security-policy"

/* Tags of name and value in turn; NULL ends a tag, two end the document. */
typedef struct tags {
    const char *text[16];
    const char *want; /* NULL: none, "": nobody knows */
} tags;

static const tags cases[] = {
    {{"http-equiv", CSP, "content", "style-src 'self'"}, "style-src 'self',"},
    {{"content", "style-src 'self'", "http-equiv", CSP}, "style-src 'self',"},
    {{"HTTP-Equiv", "Content-Security-Policy", "CONTENT", "img-src *"},
     "img-src *,"},
    {{"http-equiv", CSP, "content", "a", NULL, "http-equiv", CSP, "content",
      "b, c"},
     "a,b, c,"},
    {{"http-equiv", CSP, "content", ""}, ","},
    /* other attributes before, between and after */
    {{"name", "x", "content", "a", NULL, "http-equiv", CSP, "id", "y",
      "content", "b", "z", ""},
     "b,"},
    /* the first attribute of a name counts */
    {{"http-equiv", "refresh", "http-equiv", CSP, "content", "a"}, NULL},
    {{"http-equiv", CSP, "http-equiv", "x", "content", "a", "content", "b"},
     "a,"},
    /* no policy */
    {{NULL}, NULL},
    {{"http-equiv", "content-type", "content", "text/html"}, NULL},
    {{"http-equiv", CSP "-report-only", "content", "a"}, NULL},
    {{"http-equiv", " " CSP, "content", "a"}, NULL},
    {{"http-equiv", CSP}, NULL},
    {{"name", CSP, "content", "a"}, NULL},
    {{"http-equivalent", CSP, "content", "a"}, NULL},
    {{"http-equiv", CSP, "contents", "a"}, NULL},
    /* character references */
    {{"http-equiv", CSP, "content", "a &#39;self&#X27; &quot;&amp;&apos;"},
     "a 'self' \"&',"},
    {{"http-equiv", CSP, "content", "a&#59; b"}, ""},
    {{"http-equiv", CSP, "content", "a&"}, ""},
    {{"http-equiv", "refresh", "content", "a&b"}, NULL},
};

/* The values in pieces of `step` bytes. */
static const char *tell(apr_pool_t *p, const tags *t, apr_size_t step)
{
    cp_meta m;
    int i = 0;

    cp_meta_begin(&m, p);
    while (i < 15 && t->text[i] != NULL) {
        cp_meta_open(&m);
        for (; i < 15 && t->text[i] != NULL; i += 2) {
            const char *c = t->text[i], *value = t->text[i + 1];
            apr_size_t n = strlen(value), at, piece;

            cp_meta_attribute(&m);
            for (; *c; c++) {
                cp_meta_name(&m, *c);
            }
            for (at = 0; at < n; at += piece) {
                piece = n - at < step ? n - at : step;
                cp_meta_value(&m, value + at, piece);
            }
        }
        cp_meta_close(&m);
        i++;
    }
    return cp_meta_policies(p, &m);
}

static void attributes(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(cases); i++) {
        is_text(p, tell(p, &cases[i], 4096), cases[i].want, "case %d", (int)i);
        is_text(p, tell(p, &cases[i], 1), cases[i].want,
                "case %d, byte by byte", (int)i);
    }
}

static char *filled(apr_pool_t *p, apr_size_t n)
{
    char *s = apr_pcalloc(p, n + 1);

    memset(s, 'a', n);
    return s;
}

/* The number of bytes that are kept has a limit. */
static void limits(apr_pool_t *p)
{
    char *most = filled(p, CP_META_SIZE - 1);
    char *more = filled(p, CP_META_SIZE);
    tags t = {{"content", more, "http-equiv", CSP}, NULL};

    is_text(p, tell(p, &t, 4096), "", "too long, whichever comes first");
    t = (tags){{"http-equiv", CSP, "content", most}, NULL};
    is_number((int)strlen(tell(p, &t, 4096)), CP_META_SIZE, "all room");
    t = (tags){{"http-equiv", CSP, "content", more}, NULL};
    is_text(p, tell(p, &t, 100), "", "one byte more: nobody knows");
    t = (tags){
        {"name", "x", "content", more, NULL, "http-equiv", CSP, "content", "b"},
        NULL};
    is_text(p, tell(p, &t, 100), "b,", "another meta takes no room");
    t = (tags){{"content", more, "http-equiv", "refresh"}, NULL};
    is_text(p, tell(p, &t, 100), NULL, "nor does it count");
    t = (tags){{"http-equiv", CSP, "content", most, NULL, "http-equiv", CSP,
                "content", "b"},
               NULL};
    is_text(p, tell(p, &t, 100), "", "a second one too many");
}

int main(void)
{
    static const tap_group groups[] = {
        {"attributes", attributes}, {"limits", limits}, {NULL, NULL}};

    return tap_run(groups);
}
