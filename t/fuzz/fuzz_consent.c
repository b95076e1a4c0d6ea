/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The consent cookie. The input is taken three times: as a value, as a
 * Cookie field, and as a pair of sets to be written and read back.
 */
#include "core/policy/cp_consent.h"

#include "fuzz.h"

#define NOW ((apr_int64_t)1764000000)
#define NAME "cookies_preferences"

/* A category of each mode beside the built-in ones. */
static const cp_terms *make_terms(apr_pool_t *p)
{
    static const cp_category more[] = {{"a", CP_MODE_OPTOUT, NULL, NULL},
                                       {"b-2", CP_MODE_CONSENT, NULL, NULL},
                                       {"c", CP_MODE_EXEMPT, NULL, NULL}};
    static const char *const digests[] = {
        "5eedca", "3f2a9c", "81c02d", "0be1f7", "a00001", "b00002", "c00003"};
    cp_categories *all = cp_categories_make(p);
    size_t i;

    for (i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
        cp_categories_put(all, &more[i]);
    }
    all->asked = all->optional;
    return cp_terms_make(p, all, digests);
}

static int same(const cp_consent *a, const cp_consent *b)
{
    return a->decided == b->decided && a->time == b->time
        && a->granted == b->granted && a->refused == b->refused;
}

/* Compares the categories in which it has an effect, and is written. */
static int same_contested(const cp_terms *terms, const cp_consent *a,
                          const cp_consent *b)
{
    const cp_categories *all = terms->categories;
    int i;

    for (i = 0; i < all->n; i++) {
        if (all->list[i].mode == CP_MODE_OPTOUT
            && ((a->contested ^ b->contested) & CP_SET(i))) {
            return 0;
        }
    }
    return 1;
}

/* The consent that was read is sound. Written and read again, it is equal. */
static void check_consent(apr_pool_t *p, const cp_terms *terms,
                          const cp_consent *c, int good)
{
    static const cp_consent nothing;
    const char *text;
    cp_consent back;

    if (!good) {
        MUST(same(c, &nothing));
        return;
    }
    MUST(!c->decided == !(c->granted | c->refused));
    MUST(c->time >= 0 && c->time <= NOW && (c->decided || c->time == 0));
    MUST((c->granted & c->refused) == 0);
    MUST(((c->granted | c->refused) & c->contested) == 0);
    MUST(((c->granted | c->refused) & ~terms->categories->optional) == 0);
    text = cp_consent_format(p, c, terms);
    MUST(strlen(text) <= CP_MAX_CONSENT);
    MUST(strcspn(text, " \t\",;\\") == strlen(text));
    MUST(cp_consent_parse(cp_span_of(text), terms, NOW, &back));
    MUST(same(c, &back) && same_contested(terms, c, &back));
    MUST(!strcmp(text, cp_consent_format(p, &back, terms)));
}

/* The answers on other servers stay, and change nothing here. */
static void check_shared(apr_pool_t *p, const cp_terms *terms,
                         const cp_consent *c, cp_span value)
{
    const char *text = cp_consent_format_shared(p, c, terms, value);
    cp_consent back;

    MUST(strlen(text) <= CP_MAX_CONSENT);
    MUST(cp_consent_parse(cp_span_of(text), terms, NOW, &back));
    MUST(same(c, &back) && same_contested(terms, c, &back));
    MUST(
        !strcmp(text, cp_consent_format_shared(p, c, terms, cp_span_of(text))));
}

static void as_value(apr_pool_t *p, const cp_terms *terms, cp_span value)
{
    cp_terms slow = *terms;
    cp_consent c, as_ids;
    int good;

    memset(&c, 0xFF, sizeof(c));
    good = cp_consent_parse(value, terms, NOW, &c);
    check_consent(p, terms, &c, good);
    if (good) {
        check_shared(p, terms, &c, value);
    }
    slow.usual[CP_USUAL_YES] = slow.usual[CP_USUAL_NO] = cp_span_of("none");
    MUST(good == cp_consent_parse(value, &slow, NOW, &as_ids));
    MUST(same(&c, &as_ids) && c.contested == as_ids.contested);
}

/* Every pair of that name has to say the same, by a reading of our own. */
static void as_field(apr_pool_t *p, const cp_terms *terms, const char *field)
{
    cp_span rest = cp_span_of(field), pair, first = {NULL, 0};
    cp_consent c;

    memset(&c, 0xFF, sizeof(c));
    cp_consent_read(field, NAME, terms, NOW, &c);
    check_consent(p, terms, &c, c.contested != ~(cp_set)0);
    while (c.decided && cp_span_next(&rest, ';', &pair)) {
        apr_size_t eq = cp_span_find(pair, '=');
        cp_span name = cp_span_trim(cp_span_between(pair.s, pair.s + eq));

        if (eq < pair.n && cp_span_is(name, NAME)) {
            cp_span value =
                cp_span_trim(cp_span_between(pair.s + eq + 1, pair.s + pair.n));

            MUST(first.s == NULL || cp_span_eq(first, value));
            first = value;
        }
    }
    MUST(!c.decided || first.s != NULL);
}

/* format and parse are inverse to each other. */
static void as_sets(apr_pool_t *p, const cp_terms *terms, const uint8_t *data,
                    size_t size)
{
    cp_consent c = {1, 0, 0, 0, 0}, back;
    static const char *const others[] = {"ffffff", "ffffff", "ffffff", "ffffff",
                                         "ffffff", "ffffff", "ffffff"};
    cp_terms other = *terms;
    const char *text;

    if (size < 6) {
        return;
    }
    c.time = data[0] | data[1] << 8 | data[2] << 16;
    c.time += data[3] & 1 ? 1700000000 : 0; /* as of today */
    c.granted = data[4] & terms->categories->optional;
    c.refused = data[5] & terms->categories->optional;
    text = cp_consent_format(p, &c, terms);
    if (c.granted & c.refused) {
        MUST(!cp_consent_parse(cp_span_of(text), terms, NOW, &back));
        return;
    }
    c.decided = (c.granted | c.refused) != 0;
    MUST(cp_consent_parse(cp_span_of(text), terms, NOW, &back));
    MUST(back.time == (c.decided ? c.time : 0));
    c.time = back.time;
    MUST(same(&c, &back) && back.contested == 0);
    MUST(c.time == 0
         || !cp_consent_parse(cp_span_of(text), terms, c.time - 1, &back));
    other.digests = others;
    other.usual[CP_USUAL_YES] = other.usual[CP_USUAL_NO] = cp_span_of("none");
    MUST(cp_consent_parse(cp_span_of(text), &other, NOW, &back));
    MUST(!back.decided && back.contested == c.refused);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    const cp_terms *terms = make_terms(p);
    cp_span value = fuzz_bytes(data, size);
    char *field = fuzz_text(data, size);

    as_value(p, terms, value);
    as_field(p, terms, field);
    as_field(p, terms, apr_pstrcat(p, NAME "=", field, NULL));
    as_sets(p, terms, data, size);
    free(field);
    free((char *)value.s);
    apr_pool_destroy(p);
    return 0;
}
