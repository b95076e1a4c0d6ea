/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that are navigations, and the fields that decide it. */
#include "core/http/cp_navigation.h"

#include "tap.h"

#define MAX_FIELDS 6

static apr_table_t *fields_of(apr_pool_t *p, const char *const *lines)
{
    apr_table_t *fields = apr_table_make(p, MAX_FIELDS);
    int i;

    for (i = 0; i < MAX_FIELDS && lines[i] != NULL; i++) {
        const char *colon = strchr(lines[i], ':');

        apr_table_setn(fields, apr_pstrndup(p, lines[i], colon - lines[i]),
                       colon + 2);
    }
    return fields;
}

static const struct {
    const char *what;
    int yes;
    const char *lines[MAX_FIELDS];
} requests[] = {
    {"a program, or a browser over plain http", 1, {NULL}},
    {"a browser", 1, {"Sec-Fetch-Dest: document", "Sec-Fetch-Mode: navigate"}},
    {"an app that names itself",
     1,
     {"Sec-Fetch-Dest: document", "X-Requested-With: com.example.app"}},
    {"a frame", 0, {"Sec-Fetch-Dest: iframe", "Sec-Fetch-Mode: navigate"}},
    {"an image", 0, {"Sec-Fetch-Dest: image"}},
    {"a word unknown", 0, {"Sec-Fetch-Dest: documents"}},
    {"fetch()", 0, {"Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors"}},
    {"fetch() without a mode", 0, {"Sec-Fetch-Dest: empty"}},
    {"a service worker forwards a navigation",
     1,
     {"Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: navigate"}},
    {"a browser that sends the mode alone", 1, {"Sec-Fetch-Mode: navigate"}},
    {"XMLHttpRequest", 0, {"X-Requested-With: XMLHttpRequest"}},
    {"WebDAV asks for the source", 0, {"Translate: f"}},
    {"WebDAV asks for the page", 1, {"Translate: t"}},
    {"htmx, a fragment",
     0,
     {"Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors", "HX-Request: true"}},
    {"htmx, a fragment, plain http", 0, {"HX-Request: true"}},
    {"htmx, a boosted link",
     1,
     {"Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors", "HX-Request: true",
      "HX-Boosted: true"}},
    {"htmx, a boosted link, plain http",
     1,
     {"HX-Request: true", "HX-Boosted: true"}},
    {"htmx goes back",
     1,
     {"Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors", "HX-Request: true",
      "HX-History-Restore-Request: true"}},
    {"htmx goes back, plain http",
     1,
     {"HX-Request: true", "HX-History-Restore-Request: true"}},
    {"htmx with another library's field",
     1,
     {"HX-Request: true", "HX-Boosted: true",
      "X-Requested-With: XMLHttpRequest"}},
    {"Turbo, a visit",
     1,
     {"Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors",
      "X-Turbo-Request-Id: 1"}},
    {"Turbo, a visit, plain http", 1, {"X-Turbo-Request-Id: 1"}},
    {"Turbo with another library's field",
     1,
     {"X-Turbo-Request-Id: 1", "X-Requested-With: XMLHttpRequest"}},
    {"Turbo, a frame",
     0,
     {"Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors", "X-Turbo-Request-Id: 1",
      "Turbo-Frame: cart"}},
    {"Turbo, a frame, plain http",
     0,
     {"X-Turbo-Request-Id: 1", "Turbo-Frame: cart"}},
    {"a Turbo frame of a boosted page",
     1,
     {"Turbo-Frame: cart", "HX-Boosted: true"}},
};

static void requests_are(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(requests); i++) {
        cp_navigation n = cp_navigation_of(fields_of(p, requests[i].lines));

        is_number(n.yes, requests[i].yes, "%s", requests[i].what);
    }
}

static void frames_are(apr_pool_t *p)
{
    static const struct {
        const char *line;
        int framed;
    } rows[] = {{"Sec-Fetch-Dest: iframe", 1},   {"Sec-Fetch-Dest: frame", 1},
                {"Sec-Fetch-Dest: embed", 1},    {"Sec-Fetch-Dest: object", 1},
                {"Sec-Fetch-Dest: document", 0}, {"Sec-Fetch-Dest: empty", 0},
                {"Sec-Fetch-Dest: image", 0},    {"HX-Request: true", 0}};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        const char *lines[MAX_FIELDS] = {rows[i].line};

        is_number(cp_navigation_of(fields_of(p, lines)).framed, rows[i].framed,
                  "a frame: %s", rows[i].line);
    }
}

/* ---- what an answer depends on ---- */

/* Values that each field may have; NULL: it is absent. */
static const struct {
    const char *name;
    const char *values[4];
    int n;
} known[] = {
    {"Sec-Fetch-Dest", {NULL, "document", "empty", "iframe"}, 4},
    {"Sec-Fetch-Mode", {NULL, "navigate", "cors"}, 3},
    {"HX-Request", {NULL, "true"}, 2},
    {"HX-Boosted", {NULL, "true"}, 2},
    {"Turbo-Frame", {NULL, "cart"}, 2},
    {"X-Turbo-Request-Id", {NULL, "1", "2"}, 3},
    {"X-Requested-With", {NULL, "XMLHttpRequest"}, 2},
    {"Translate", {NULL, "t", "f"}, 3},
    {"HX-History-Restore-Request", {NULL, "true"}, 2},
};

#define N_KNOWN ((int)TAP_COUNT(known))

/* The fields that the header names, as bits of `known`. */
static const unsigned read_from[CP_N_NAVIGATION_BY] = {0x001, 0x11b, 0x13b,
                                                       0x045, 0x1dd, 0x1fd};

static int total(void)
{
    int i, n = 1;

    for (i = 0; i < N_KNOWN; i++) {
        n *= known[i].n;
    }
    return n;
}

/* The request of a number; its values of some of the fields as a number. */
static int made(int number, unsigned some, apr_table_t *fields)
{
    int i, key = 0;

    for (i = 0; i < N_KNOWN; i++) {
        int at = number % known[i].n;

        number /= known[i].n;
        if (fields != NULL && known[i].values[at] != NULL) {
            apr_table_setn(fields, known[i].name, known[i].values[at]);
        }
        key = key * known[i].n + ((some >> i) & 1 ? at : 0);
    }
    return key;
}

/* Has a Turbo-Frame, or Translate: f. */
static int is_excepted(int number)
{
    int key = made(number, 0x90, NULL);

    return key / 2 % 3 == 2 || key / 36 > 0;
}

/* A cache that has an answer with its Vary gives it to every request that
 * agrees in these fields: it would have got the very same. The exceptions
 * are those that the header names. */
static void depends_on_what_it_names(apr_pool_t *p)
{
    int n = total(), i, by, wrong = 0, used[CP_N_NAVIGATION_BY] = {0};
    cp_navigation *all = apr_palloc(p, n * sizeof(*all));
    signed char *seen = apr_palloc(p, n);

    for (i = 0; i < n; i++) {
        apr_table_t *fields = apr_table_make(p, N_KNOWN);

        made(i, 0, fields);
        all[i] = cp_navigation_of(fields);
        used[all[i].by]++;
    }
    for (by = 0; by < CP_N_NAVIGATION_BY; by++) {
        memset(seen, -1, n);
        for (i = 0; i < n; i++) {
            if ((int)all[i].by == by) {
                seen[made(i, read_from[by], NULL)] = (signed char)all[i].yes;
            }
        }
        for (i = 0; i < n; i++) {
            int told = seen[made(i, read_from[by], NULL)];

            wrong += told >= 0 && told != all[i].yes
                  && !(by == CP_BY_SILENCE && is_excepted(i));
        }
        ok(used[by] > 0, "kind %d is used: %d requests", by, used[by]);
    }
    is_number(wrong, 0,
              "no cache answers a request with the response to another one");
}

int main(void)
{
    static const tap_group groups[] = {
        {"requests are", requests_are},
        {"frames are", frames_are},
        {"depends on what it names", depends_on_what_it_names},
        {NULL, NULL}};
    return tap_run(groups);
}
