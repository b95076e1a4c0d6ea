/* SPDX-License-Identifier: Apache-2.0 */
/* The address of the page in place of a held frame. */
#include "core/pages/cp_held_address.h"

#include "tap.h"

static cp_source *declare(apr_pool_t *p, const char *category, const char *host)
{
    cp_source *source = apr_pcalloc(p, sizeof(*source));
    cp_source_name *name = apr_pcalloc(p, sizeof(*name));

    name->text = host;
    source->category = category;
    source->sources = apr_array_make(p, 1, sizeof(const cp_source_name *));
    APR_ARRAY_PUSH(source->sources, const cp_source_name *) = name;
    return source;
}

static const char *address(apr_pool_t *p, const char *category,
                           const cp_source *source, const char *language,
                           int text)
{
    cp_buf *b = cp_buf_make(p, 0);

    cp_held_address(b, "/cookie-policy", category, source, language, text);
    return cp_buf_text(b);
}

/* Returns the declaration that the query of the address names. */
static const cp_source *found(const char *url, const apr_array_header_t *list)
{
    const char *query = strchr(url, '?');
    cp_held_query q;

    cp_held_query_read(query ? query + 1 : NULL, &q);
    return cp_held_query_find(&q, list);
}

static void writing(apr_pool_t *p)
{
    const char *url;

    is_text(p, address(p, NULL, NULL, NULL, 0), "/cookie-policy/held",
            "undeclared, and in no known language");
    is_text(p, address(p, NULL, NULL, "de", 1),
            "/cookie-policy/held?lang=de;text", "undeclared");
    is_text(p, address(p, "third-party", NULL, "pt-BR", 0),
            "/cookie-policy/held?category=third-party;lang=pt-BR",
            "held by its category");
    url = address(p, "third-party", declare(p, "third-party", "a.example"),
                  "de", 1);
    ok(strstr(url, "a.example") == NULL, "an address does not name the source");
    ok(strcspn(url, "&\"'<> ") == strlen(url),
       "an address needs no escape in markup");
}

static void declarations(apr_pool_t *p)
{
    apr_array_header_t *list = apr_array_make(p, 4, sizeof(const cp_source *));
    cp_source *all[4];
    int i;

    all[0] = declare(p, "third-party", "a.example");
    all[1] = declare(p, "third-party", "b.example");
    all[2] = declare(p, "statistical", "a.example");
    all[3] = declare(p, "third-party", "a.example");
    all[3]->provider = "A";
    for (i = 0; i < 4; i++) {
        APR_ARRAY_PUSH(list, const cp_source *) = all[i];
    }
    for (i = 0; i < 4; i++) {
        ok(found(address(p, all[i]->category, all[i], "de", 1), list) == all[i],
           "declaration %d is found again", i);
    }
    all[1]->purpose = "P";
    ok(found(address(p, "third-party", all[1], NULL, 0), list) == all[1],
       "the purpose is a part of the digest");
    ok(found(address(p, "first-party", all[0], NULL, 0), list) == NULL,
       "another category does not have this declaration");
    ok(found(address(p, "third-party", NULL, "de", 0), list) == NULL,
       "without a digest there is none");
}

static void reading(apr_pool_t *p)
{
    cp_held_query q;

    cp_held_query_read(NULL, &q);
    ok(q.category.n == 0 && q.source.n == 0 && q.language.n == 0 && !q.text,
       "no query");
    cp_held_query_read("", &q);
    ok(q.category.n == 0 && !q.text, "an empty query");
    cp_held_query_read(";x=1;category=a;lang=de;category=b;text;;source=", &q);
    is_span(p, q.category, SPAN("a"), "the first of equal parts counts");
    is_span(p, q.language, SPAN("de"), "the language");
    is_number(q.text, 1, "the flag");
    is_number((long)q.source.n, 0, "an empty part");
    cp_held_query_read("text=1;categories=a", &q);
    ok(!q.text && q.category.n == 0, "other names are ignored");
}

int main(void)
{
    static const tap_group groups[] = {{"writing", writing},
                                       {"declarations", declarations},
                                       {"reading", reading},
                                       {NULL, NULL}};

    return tap_run(groups);
}
