/* SPDX-License-Identifier: Apache-2.0 */
/* The texts for visitors: languages, fallbacks, own texts, filling. */
#include "core/locale/cp_text.h"

#include "cp_assets.h"
#include "tap.h"

static void built_in(apr_pool_t *p)
{
    cp_texts *texts = cp_texts_make(p);
    const cp_asset_text *t, *u;
    int missing = 0, twice = 0, empty = 0;

    is_text(p, cp_text(texts, "en", "language.name"), "English", "English");
    is_text(p, cp_text(texts, "en", "no.such.key"), NULL, "no such key");
    for (t = cp_asset_texts; t->language != NULL; t++) {
        const char *got = cp_text(texts, t->language, t->key);

        missing += got == NULL || strcmp(got, t->text) != 0
                || !cp_text_key_known(t->key);
        empty += *t->text == '\0';
        /* English is what every other language falls back to; it needs
         * fewer forms beside numbers than some. */
        missing += cp_text(texts, CP_FALLBACK_LANGUAGE, t->key) == NULL
                && strncmp(t->key, "lifetime.", 9) != 0
                && strncmp(t->key, "parties.", 8) != 0;
        for (u = t + 1; u->language != NULL; u++) {
            twice +=
                !strcmp(t->language, u->language) && !strcmp(t->key, u->key);
        }
    }
    is_number(missing, 0, "all of them are found, and in English too");
    is_number(twice, 0, "none is there twice");
    is_number(empty, 0, "none is empty");
}

static const struct {
    const char *language, *text;
} tags[] = {
    {"fr", "fr"},       {"FR", "fr"},         {"fr-CA", "fr-ca"},
    {"fr-ca", "fr-ca"}, {"FR-ca", "fr-ca"},   {"fr-CA-x-quebec", "fr-ca"},
    {"fr-BE", "fr"},    {"fr-Latn-CA", "fr"}, {"fra", "en"},
    {"f", "en"},        {"", "en"},           {"-", "en"},
    {"-fr", "en"},      {"fr-", "fr"},        {"fr--CA", "fr"},
    {"xx", "en"},       {NULL, "en"},         {"fr_CA", "en"},
};

static void languages(apr_pool_t *p)
{
    cp_texts *texts = cp_texts_make(p);
    char *longest = apr_pstrcat(
        p, "fr-", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", NULL);
    apr_size_t i;

    cp_texts_set(texts, "en", "banner.title", "en");
    cp_texts_set(texts, "fr", "banner.title", "fr");
    cp_texts_set(texts, "fr-CA", "banner.title", "fr-ca");
    for (i = 0; i < TAP_COUNT(tags); i++) {
        is_text(p, cp_text(texts, tags[i].language, "banner.title"),
                tags[i].text, "%s", shown_text(p, tags[i].language));
    }
    is_text(p, cp_text(texts, longest, "banner.title"), "en",
            "a tag that is too long has no text");
    is_text(p, cp_text(texts, "fr-CA", "table.provider"),
            cp_text(texts, "fr", "table.provider"), "fr-CA has what fr has");
}

static const struct {
    cp_span wanted;
    const char *found;
} lookups[] = {
    {SPAN_INIT("en"), "en"},
    {SPAN_INIT("EN-gb"), "en"},
    {SPAN_INIT("sr-Latn"), "sr-latn"},
    {SPAN_INIT("sr-Latn-RS"), "sr-latn"},
    {SPAN_INIT("sr"), NULL},
    {SPAN_INIT("*"), NULL},
    {SPAN_INIT(""), NULL},
    {SPAN_INIT("xx"), NULL},
    {SPAN_INIT("x\0y"), NULL},
    {SPAN_INIT("en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"), NULL},
    {SPAN_INIT("en;q=0"), NULL},
};

static void looking_up(apr_pool_t *p)
{
    cp_texts *texts = cp_texts_make(p);
    apr_array_header_t *all;
    apr_size_t i;
    int found = 0, k;

    cp_texts_set(texts, "sr-Latn", "banner.title", "x");
    for (i = 0; i < TAP_COUNT(lookups); i++) {
        is_text(p, cp_texts_lookup(texts, lookups[i].wanted), lookups[i].found,
                "lookup of %s", shown(p, lookups[i].wanted));
    }
    is_text(p, cp_texts_lookup(texts, cp_span_of(NULL)), NULL,
            "lookup of nothing");
    all = cp_texts_languages(p, texts);
    for (k = 0; k < all->nelts; k++) {
        const char *tag = APR_ARRAY_IDX(all, k, const char *);

        found += !strcmp(tag, "en") || !strcmp(tag, "sr-latn");
        found -= 10 * (cp_texts_lookup(texts, cp_span_of(tag)) == NULL);
    }
    is_number(found, 2, "the list has both, and only what can be found");
}

/* The texts of a server are set before those of its virtual host. */
static void set_twice(apr_pool_t *p)
{
    cp_texts *both = cp_texts_make(p), *other = cp_texts_make(p);

    cp_texts_set(both, "en", "banner.title", "server");
    cp_texts_set(both, "en", "banner.link", "server");
    cp_texts_set(both, "EN", "banner.title", "host");
    cp_texts_set(both, "", "banner.link", "no language");
    is_text(p, cp_text(both, "en", "banner.title"), "host", "the later");
    is_text(p, cp_text(both, "en", "banner.link"), "server", "the only");
    is_text(p, cp_text_own(both, "en-GB", "banner.link"), "server", "own");
    is_text(p, cp_text_own(both, "en", "banner.save"), NULL,
            "what is built in is nobody's own");
    is_text(p, cp_text_own(both, "fr", "banner.link"), NULL,
            "nor a text in another language");
    ok(strcmp(cp_text(other, "en", "banner.title"), "host") != 0,
       "another catalogue is not touched");
}

/* Many servers share the built-in texts and change a few of them. */
static void one_over_another(apr_pool_t *p)
{
    cp_texts *base = cp_texts_make(p), *texts = cp_texts_over(p, base);
    int before = cp_texts_languages(p, base)->nelts;

    is_text(p, cp_text(texts, "fr", "banner.title"),
            cp_text(base, "fr", "banner.title"), "all of the base is there");
    cp_texts_set(texts, "fr", "banner.title", "own");
    cp_texts_set(texts, "sr-Latn", "banner.title", "new");
    is_text(p, cp_text(texts, "fr-BE", "banner.title"), "own", "before it");
    is_text(p, cp_text(texts, "fr", "banner.link"),
            cp_text(base, "fr", "banner.link"), "the others are the base's");
    ok(strcmp(cp_text(base, "fr", "banner.title"), "own") != 0,
       "the base is not touched");
    is_text(p, cp_texts_lookup(texts, SPAN("sr-Latn-RS")), "sr-latn",
            "a new language is found");
    is_text(p, cp_texts_lookup(texts, SPAN("DE-at")), "de", "and an old one");
    is_number(cp_texts_languages(p, texts)->nelts, before + 1,
              "each language is listed once");
    is_text(p, cp_text(texts, "sr-Latn", "banner.link"),
            cp_text(base, "en", "banner.link"), "English for what it lacks");
}

static const struct {
    const char *key;
    int known;
} keys[] = {
    {"banner.title", 1},
    {"category.necessary.label", 1},
    {"category.own.label", 1},
    {"category.own.description", 1},
    {"category.own.explanation", 1},
    {"category.own.title", 0},
    {"category..label", 0},
    {"category.label", 0},
    {"cookie._ga*.purpose", 1},
    {"cookie.a.b.provider", 1},
    {"cookie.x.function", 1},
    {"cookie.x.controller", 1},
    {"cookie.x.lifetime", 0},
    {"cookie..purpose", 0},
    {"source.*.video.example.purpose", 1},
    {"source.x.lifetime", 0},
    {"site.name", 1},
    {"site.controller", 1},
    {"site.contact", 0},
    {"lifetime.mo.few", 1},
    {"lifetime.few", 0},
    {"banner.titel", 0},
    {"Banner.title", 0},
    {"banner", 0},
    {"", 0},
};

static void known_keys(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(keys); i++) {
        is_number(cp_text_key_known(keys[i].key), keys[i].known, "key %s",
                  shown_text(p, keys[i].key));
    }
}

static const struct {
    const char *text, *fill, *html;
} fills[] = {
    {"On {date}.", "5 < 6", "On 5 &#60; 6."},
    {"On {date}.", NULL, "On {date}."},
    {"{x}", "", ""},
    {"a {x} b {y} c", "1", "a 1 b {y} c"},
    {"no place", "1", "no place"},
    {"open {x", "1", "open {x"},
    {"closed }x", "1", "closed }x"},
    {"} {x}", "1", "} 1"},
    {"{}", "1", "1"},
    {"a<b {x}\"", "{y}", "a&#60;b {y}&#34;"},
    {"\xC3\xA9{x}\xC3\xA9", "\xC3\xA9", "&#233;&#233;&#233;"},
};

static void filling(apr_pool_t *p)
{
    apr_size_t i;
    cp_buf *b = cp_buf_make(p, 0);

    cp_text_html(b, cp_texts_make(p), "en", "no.such.key", "x");
    is_text(p, cp_buf_text(b), "", "nothing for an unknown key");
    for (i = 0; i < TAP_COUNT(fills); i++) {
        cp_texts *texts = cp_texts_make(p);

        b = cp_buf_make(p, 0);
        cp_texts_set(texts, "en", "banner.title", fills[i].text);
        cp_text_html(b, texts, "en", "banner.title", fills[i].fill);
        is_text(p, cp_buf_text(b), fills[i].html, "%s",
                shown_text(p, fills[i].text));
    }
}

static void missing(apr_pool_t *p)
{
    cp_texts *texts = cp_texts_make(p);
    const char *key = "none";
    const cp_asset_text *t;
    int all = 0, one = 0;

    for (t = cp_asset_texts; t->language != NULL; t++) {
        int n = cp_texts_missing(texts, t->language, &key);

        all += n;
    }
    is_number(all, 0, "nothing is missing in the built-in languages");
    is_number(cp_texts_missing(texts, "fr-CA", &key), 0, "nor in a region");
    is_text(p, key, "none", "no key is named then");
    all = cp_texts_missing(texts, "ja", &key);
    ok(all > 50, "other languages lack all keys");
    cp_texts_set(texts, "ja", key, "text");
    is_number(cp_texts_missing(texts, "ja", &key), all - 1, "but for one");
    is_number(cp_texts_missing(texts, "ja-JP", &key), all - 1, "of its region");
    for (t = cp_asset_texts; t->language != NULL; t++) {
        const char *dot = strrchr(t->key, '.');

        one += dot != NULL && !strcmp(dot, ".one");
        if (!strcmp(t->language, "en")
            && (dot == NULL || strcmp(dot, ".one"))) {
            cp_texts_set(texts, "ja", t->key, "text");
        }
    }
    ok(one > 0, "some keys are for one");
    is_number(cp_texts_missing(texts, "JA", &key), 0,
              "a language may do without them");
}

int main(void)
{
    static const tap_group groups[] = {{"built-in", built_in},
                                       {"languages", languages},
                                       {"looking up", looking_up},
                                       {"set twice", set_twice},
                                       {"one over another", one_over_another},
                                       {"known keys", known_keys},
                                       {"filling", filling},
                                       {"missing", missing},
                                       {NULL, NULL}};
    return tap_run(groups);
}
