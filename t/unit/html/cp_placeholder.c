/* SPDX-License-Identifier: Apache-2.0 */
/* Inert markup of other consent tools. */
#include "core/html/cp_placeholder.h"

#include "tap.h"

static void attributes(apr_pool_t *p)
{
    static const char *const pairs[][2] = {{"data-src", "src"},
                                           {"DATA-SRC", "src"},
                                           {"data-srcset", "srcset"},
                                           {"data-href", "href"},
                                           {"data-cookieblock-src", "src"},
                                           {"data-cmplz-src", "src"},
                                           {"data-cmplz-srcset", "srcset"},
                                           {"suppressedsrc", "src"},
                                           {"suppressedhref", "href"},
                                           {"data-suppressedsrc", "src"},
                                           {"data-suppressed-src", "src"},
                                           {"data-faz-src", "src"},
                                           {"uc-src", "src"},
                                           {"data-src-cmplz", "src"},
                                           {"data-srcset-cmplz", NULL},
                                           {"z", NULL},
                                           {"src", NULL},
                                           {"srcset", NULL},
                                           {"href", NULL},
                                           {"data-", NULL},
                                           {"data-type", NULL},
                                           {"data-my-src", NULL},
                                           {"x-data-src", NULL},
                                           {"data-xhref", NULL},
                                           {"data-source", NULL},
                                           {"", NULL}};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(pairs); i++) {
        is_text(p, cp_placeholder_of(cp_span_of(pairs[i][0])), pairs[i][1],
                "'%s' keeps %s", pairs[i][0],
                pairs[i][1] != NULL ? pairs[i][1] : "no address");
    }
}

static void kinds(apr_pool_t *p)
{
    (void)p;
    ok(cp_placeholder_is_lazy(SPAN("Data-Src"))
           && cp_placeholder_is_lazy(SPAN("data-srcset")),
       "data-src and data-srcset are not those of one tool");
    ok(!cp_placeholder_is_lazy(SPAN("data-cmplz-src"))
           && !cp_placeholder_is_lazy(SPAN("data-src-cmplz"))
           && !cp_placeholder_is_lazy(SPAN("suppressedsrc")),
       "the others are");
    ok(cp_placeholder_keeps_type(SPAN("DATA-TYPE"))
           && cp_placeholder_keeps_type(SPAN("data-script-type"))
           && !cp_placeholder_keeps_type(SPAN("type")),
       "the attributes that keep a type");
}

static void types(apr_pool_t *p)
{
    static const char *const inert[] = {
        "text/plain",         " Text/PLAIN ",  "didomi/javascript",
        "javascript/blocked", "text/tcscript", "opt-in"};
    static const char *const others[] = {
        "",          "module",    "text/javascript", "application/json",
        "importmap", "text/html", "text/template",   "text/plain; x"};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(inert); i++) {
        ok(cp_placeholder_type(cp_span_of(inert[i])), "'%s' is inert",
           inert[i]);
    }
    for (i = 0; i < TAP_COUNT(others); i++) {
        ok(!cp_placeholder_type(cp_span_of(others[i])),
           "'%s' is not a type of a consent tool", others[i]);
    }
}

static void addresses(apr_pool_t *p)
{
    static const char *const empty[] = {"",
                                        " \n",
                                        "#",
                                        "about:blank",
                                        "About:blank",
                                        "data:image/gif;base64,R0lGOD"};
    static const char *const real[] = {"a",  "//b",      "https://a/",
                                       "x#", "database", "about"};
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(empty); i++) {
        ok(cp_placeholder_address(cp_span_of(empty[i])),
           "number %d replaces another address", (int)i);
    }
    for (i = 0; i < TAP_COUNT(real); i++) {
        ok(!cp_placeholder_address(cp_span_of(real[i])),
           "'%s' is an address of its own", real[i]);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"attributes", attributes},
                                       {"kinds", kinds},
                                       {"types", types},
                                       {"addresses", addresses},
                                       {NULL, NULL}};

    return tap_run(groups);
}
