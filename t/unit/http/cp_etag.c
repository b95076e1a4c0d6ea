/* SPDX-License-Identifier: Apache-2.0 */
/* Entity tags of variants, and their way back. */
#include "core/http/cp_etag.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define VARIANT 0x0123abcdu

static const struct {
    const char *tag;
    const char *want;
} suffixes[] = {
    {"\"abc\"", "\"abc-cp0123abcd\""},
    {"W/\"abc\"", "W/\"abc-cp0123abcd\""},
    {"\"\"", "\"-cp0123abcd\""},
    /* ours already, whichever variant, compressed or not */
    {"\"abc-cp0123abcd\"", "\"abc-cp0123abcd\""},
    {"\"abc-cpffffffff-gzip\"", "\"abc-cpffffffff-gzip\""},
    /* looks like it, but is not */
    {"\"abc-cp0123abc\"", "\"abc-cp0123abc-cp0123abcd\""},
    {"\"abc-cp0123ABCD\"", "\"abc-cp0123ABCD-cp0123abcd\""},
    /* no entity-tags */
    {"abc", "abc"},
    {"\"abc", "\"abc"},
    {"abc\"", "abc\""},
    {"\"", "\""},
    {"", ""},
    {"W/abc", "W/abc"},
    {"\"a\"b\"", "\"a\"b\""},
};

static void suffix(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(suffixes); i++) {
        is_text(p, cp_etag_suffix(p, suffixes[i].tag, VARIANT),
                suffixes[i].want, "suffix: case %d", (int)i);
    }
}

static const struct {
    const char *field;
    int keep_plain;
    const char *want;
    int mapped;
    int changed;
} lists[] = {
    {"\"a-cp0123abcd\"", 0, "\"a\"", 1, 1},
    {"W/\"a-cp0123abcd\"", 0, "W/\"a\"", 1, 1},
    {"\"a-cp0123abcd-gzip\"", 0, "\"a\"", 1, 1},
    {"\"a-cp0123abcd-br\"", 1, "\"a\"", 1, 1},
    {"\"a-cpffffffff\"", 1, NULL, 0, 1},
    {"\"a\"", 0, NULL, 0, 1},
    {"\"a\"", 1, "\"a\"", 0, 0},
    {"\"a\", \"b-cp0123abcd\", \"c-cp00000000\"", 1, "\"a\", \"b\"", 1, 1},
    {"\"a\", \"b-cp0123abcd\", \"c-cp00000000\"", 0, "\"b\"", 1, 1},
    {"\"x,y-cp0123abcd\" ,\t\"z\"", 0, "\"x,y\"", 1, 1},
    {"*", 0, "*", 1, 0},
    {"*", 1, "*", 0, 0},
    {"", 0, NULL, 0, 0},
    {", ,", 0, NULL, 0, 0},
    {"nonsense", 0, NULL, 0, 1},
    {"nonsense", 1, "nonsense", 0, 0},
    {"\"open-cp0123abcd", 1, "\"open-cp0123abcd", 0, 0},
    {"\"open-cp0123abcd", 0, NULL, 0, 1},
};

/* Tags of either variant come back; it is told whether one is the second's. */
static void two_variants(apr_pool_t *p)
{
    static const apr_uint32_t variants[2] = {0x0123abcd, 0x89abcdef};
    cp_etag_map map;

    cp_etag_unmap(p, "\"a-cp0123abcd\"", variants, 0, &map);
    ok(map.mapped == 1 && map.which == 0, "the first");
    cp_etag_unmap(p, "\"a-cp89abcdef-gzip\"", variants, 0, &map);
    is_text(p, map.field, "\"a\"", "the second comes back too");
    ok(map.mapped == 1 && map.which == 1, "as the second");
    cp_etag_unmap(p, "\"x\", \"b-cp89abcdef\", \"a-cp0123abcd\"", variants, 0,
                  &map);
    is_text(p, map.field, "\"b\", \"a\"", "both");
    ok(map.mapped == 2 && map.which == 1, "which is the second as well");
    cp_etag_unmap(p, "\"a-cp0123abcd\", \"b-cp89abcdef\"", variants, 0, &map);
    ok(map.mapped == 2 && map.which == 1, "in any order");
    cp_etag_unmap(p, "*", variants, 0, &map);
    ok(map.mapped == 1 && map.which == 0 && map.any, "any of them");
    cp_etag_unmap(p, "*", variants, 1, &map);
    ok(map.mapped == 0 && !map.any, "if it is a page");
    cp_etag_unmap(p, "\"a-cp00000000\"", variants, 1, &map);
    ok(map.field == NULL && map.mapped == 0, "no third");
}

static void unmap(apr_pool_t *p)
{
    static const apr_uint32_t variants[2] = {VARIANT, VARIANT};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(lists); i++) {
        cp_etag_map map;

        cp_etag_unmap(p, lists[i].field, variants, lists[i].keep_plain, &map);
        is_text(p, map.field, lists[i].want, "unmap: case %d, field", (int)i);
        is_number(map.mapped, lists[i].mapped, "case %d, mapped", (int)i);
        is_number(map.changed, lists[i].changed, "case %d, changed", (int)i);
        is_number(map.which, 0, "case %d, there is no second", (int)i);
    }
}

/* A tag with the suffix of a variant is mapped back for this variant only. */
static void there_and_back(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < 7; i++) {
        apr_uint32_t variant = VARIANT * (apr_uint32_t)(i + 1);
        apr_uint32_t same[2] = {variant, variant};
        apr_uint32_t others[2] = {variant + 1, variant - 1};
        const char *sent = cp_etag_suffix(p, "W/\"1a-5f\"", variant);
        cp_etag_map map;

        cp_etag_unmap(p, sent, same, 0, &map);
        is_text(p, map.field, "W/\"1a-5f\"", "back: variant %d", (int)i);
        cp_etag_unmap(p, sent, others, 1, &map);
        ok(map.field == NULL, "not of another: variant %d", (int)i);
    }
}

static void strip(apr_pool_t *p)
{
    is_text(p, cp_etag_strip(p, "\"a-cp0123abcd\""), "\"a\"", "one tag");
    is_text(p, cp_etag_strip(p, "\"a-cpffffffff-gzip\",W/\"b\" , *"),
            "\"a\", W/\"b\", *", "a list of several variants");
    is_text(p, cp_etag_strip(p, ""), "", "nothing");
}

/* The tag of a 304 is the one that the client has. */
static void restore(apr_pool_t *p)
{
    static const struct {
        const char *field, *tag, *want;
    } rows[] = {
        {"\"a-cp0123abcd\"", "\"a\"", "\"a-cp0123abcd\""},
        {"\"a-cp0123abcd-gzip\"", "\"a\"", "\"a-cp0123abcd-gzip\""},
        {"\"a-cp0123abcd-gzip\"", "\"a-gzip\"", "\"a-cp0123abcd-gzip\""},
        {"W/\"a-cp0123abcd\"", "\"a\"", "W/\"a-cp0123abcd\""},
        {"\"b-cp0123abcd\", \"a-cp0123abcd-br\"", "\"a\"",
         "\"a-cp0123abcd-br\""},
        {"\"a-cpffffffff\", \"a\"", "\"a\"", "\"a-cp0123abcd\""},
        {"\"ab-cp0123abcd\"", "\"a\"", "\"a-cp0123abcd\""},
        {"*", "W/\"a\"", "W/\"a-cp0123abcd\""},
        {"\"a-cp0123abcd\"", "none", "none"},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        static const apr_uint32_t variants[2] = {VARIANT, VARIANT};
        int which = 0;

        is_text(
            p, cp_etag_restore(p, rows[i].field, rows[i].tag, variants, &which),
            rows[i].want, "304: %s for %s", rows[i].tag, rows[i].field);
        is_number(which, 0, "there is no second");
    }
}

/* If a list has tags of both variants, the page's tag decides which it is. */
static void restore_either(apr_pool_t *p)
{
    static const apr_uint32_t variants[2] = {0x0123abcd, 0x89abcdef};
    static const char both[] = "\"a-cp89abcdef\", \"b-cp0123abcd-gzip\"";
    static const struct {
        const char *tag, *want;
        int before, which;
    } rows[] = {
        {"\"a\"", "\"a-cp89abcdef\"", 0, 1},
        {"\"b\"", "\"b-cp0123abcd-gzip\"", 1, 0},
        {"\"c\"", "\"c-cp0123abcd\"", 0, 0},
        {"\"c\"", "\"c-cp89abcdef\"", 1, 1},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        int which = rows[i].before;

        is_text(p, cp_etag_restore(p, both, rows[i].tag, variants, &which),
                rows[i].want, "either: %s", rows[i].tag);
        is_number(which, rows[i].which, "which: %s", rows[i].tag);
    }
}

static void encoded(apr_pool_t *p)
{
    (void)p;
    ok(cp_etag_is_encoded("\"a-cp0123abcd-gzip\""),
       "a coding after our suffix");
    ok(cp_etag_is_encoded("W/\"a-cp0123abcd-br\""), "of a weak one");
    ok(!cp_etag_is_encoded("\"a-cp0123abcd\""), "no coding after our suffix");
    ok(!cp_etag_is_encoded("\"a-gzip\""), "none of ours");
    ok(!cp_etag_is_encoded("a-cp0123abcd-gzip"), "no tag");
}

static const struct {
    const char *field;
    const char *want; /* NULL: the field itself */
} webdav[] = {
    {"([\"a-cp0123abcd\"])", "([\"a\"])"},
    {"([W/\"a-cp0123abcd\"])", "([W/\"a\"])"},
    {"([\"a-cp0123abcd-gzip\"])", "([\"a\"])"},
    {"(<urn:uuid:1> [\"a-cp0123abcd\"]) (Not [\"b-cpffffffff\"])",
     "(<urn:uuid:1> [\"a\"]) (Not [\"b\"])"},
    {"([\"a]b-cp0123abcd\"])", "([\"a]b\"])"},
    /* a coded URL may look like a tag */
    {"(<x:[\"a-cp0123abcd\"]>)", NULL},
    {"(<urn:uuid:1>)", NULL},
    {"([\"a\"])", NULL},
    /* malformed fields stay unchanged */
    {"([\"a-cp0123abcd", NULL},
    {"[\"a-cp0123abcd\"", NULL},
    {"([a-cp0123abcd])", NULL},
    {"([", NULL},
    {"[", NULL},
    {"<", NULL},
    {"", NULL},
};

static void strip_if(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(webdav); i++) {
        /* a copy: a checker sees a read past its end */
        char *field = strdup(webdav[i].field);
        const char *got = cp_etag_strip_if(p, field);

        is_text(p, got, webdav[i].want ? webdav[i].want : field,
                "the If field of WebDAV: case %d", (int)i);
        ok(webdav[i].want != NULL || got == field,
           "the If field of WebDAV, case %d: copied only if it changes",
           (int)i);
        free(field);
    }
}

int main(void)
{
    static const tap_group groups[] = {{"suffix", suffix},
                                       {"unmap", unmap},
                                       {"two variants", two_variants},
                                       {"there and back", there_and_back},
                                       {"strip", strip},
                                       {"strip WebDAV lists", strip_if},
                                       {"restore", restore},
                                       {"restore either", restore_either},
                                       {"encoded", encoded},
                                       {NULL, NULL}};
    return tap_run(groups);
}
