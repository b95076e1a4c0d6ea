/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of a visitor: the text form, each malformed kind of it, states.
 */
#include "core/policy/cp_consent.h"

#include "modes.h"
#include "tap.h"

#define NOW ((apr_int64_t)1764000000)

#define NECESSARY CP_SET(0)
#define STATISTICAL CP_SET(1)
#define FIRST CP_SET(2)
#define THIRD CP_SET(3)
#define ALL (STATISTICAL | FIRST | THIRD)

/* An answer for each category, with its present digest. */
#define S "statistical:3f2a9c"
#define F "first-party:81c02d"
#define T "third-party:0be1f7"

static const char *const digests[] = {"5eedca", "3f2a9c", "81c02d", "0be1f7"};

static const struct {
    cp_span value;
    int good;
    apr_int64_t time; /* 0: there is no answer that counts */
    cp_set granted, refused, contested;
} values[] = {
    {SPAN_INIT("2.1764000000." S "~" F "+" T), 1, NOW, STATISTICAL,
     FIRST | THIRD, 0},
    {SPAN_INIT("2.1." S "+" F "+" T "~"), 1, 1, ALL, 0, 0},
    {SPAN_INIT("2.1.~" S), 1, 1, 0, STATISTICAL, 0},
    {SPAN_INIT("2.1." T "+" S "~"), 1, 1, STATISTICAL | THIRD, 0, 0},
    {SPAN_INIT("2.9.~"), 1, 0, 0, 0, 0},
    /* with an old digest: a refusal makes the category contested */
    {SPAN_INIT("2.1.statistical:3f2a9d~"), 1, 0, 0, 0, 0},
    {SPAN_INIT("2.1.~statistical:3f2a9d"), 1, 0, 0, 0, STATISTICAL},
    {SPAN_INIT("2.1." S "~first-party:000000+" T), 1, 1, STATISTICAL, THIRD,
     FIRST},
    {SPAN_INIT("2.1.statistical:3f2a9d+" T "~" F), 1, 1, THIRD, FIRST, 0},
    /* a category that was removed since, or that another server has */
    {SPAN_INIT("2.1.gone:000000+" S "~older:0be1f7"), 1, 1, STATISTICAL, 0, 0},
    /* a category that cannot be refused */
    {SPAN_INIT("2.1." S "~necessary:5eedca"), 1, 1, STATISTICAL, 0, 0},
    {SPAN_INIT("2.1.necessary:000000~"), 1, 0, 0, 0, 0},
    /* the same answer twice counts once */
    {SPAN_INIT("2.1." S "+" S "~"), 1, 1, STATISTICAL, 0, 0},
    {SPAN_INIT("2.1." S "~" T "+" F "+" T "+" T), 1, 1, STATISTICAL,
     FIRST | THIRD, 0},
    {SPAN_INIT("2.1." S "+gone:000000+gone:000000~"), 1, 1, STATISTICAL, 0, 0},
    {SPAN_INIT("2.1.~first-party:000000+first-party:000000"), 1, 0, 0, 0,
     FIRST},
    /* contradictions */
    {SPAN_INIT("2.1." S "~" S), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "+statistical:3f2a9d~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3f2a9d+" S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~statistical:3f2a9d"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3f2a9d~statistical:3f2a9d"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "+gone:000000~gone:000000"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "+gone:000000+gone:000001~"), 0, 0, 0, 0, 0},
    /* format number */
    {SPAN_INIT("1.1.3f2a9c1d.statistical~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("1.1764000000.3f2a9c1d.statistical~first-party"), 0, 0, 0, 0, 0},
    {SPAN_INIT("1.1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("3.1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("02.1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2 .1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT(".1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.2.1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.3f2a9c1d." S "~"), 0, 0, 0, 0, 0},
    /* time */
    {SPAN_INIT("2.1764000001." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.999999999999999999." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.18446744073709551617." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.-1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.+1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2. 1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.0x1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1e3." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2." S "~"), 0, 0, 0, 0, 0},
    /* digests */
    {SPAN_INIT("2.1.statistical~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3f2a9~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3f2a9c1~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3F2A9C~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3f2a9g~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3f2a9c:~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical::3f2a9c~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.:3f2a9c~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~gone"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~gone:xxxxxx"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statistical:3f2a\0c~"), 0, 0, 0, 0, 0},
    /* the two lists */
    {SPAN_INIT("2.1." S), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1."), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.~" S "~" F), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.+" S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "+~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.+~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "++" T "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S " " T "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "," T "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "%2B" T "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.Statistical:3f2a9c~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.*:3f2a9c~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S ".~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~x.y:000000"), 0, 0, 0, 0, 0},
    /* text before and after the value */
    {SPAN_INIT(""), 0, 0, 0, 0, 0},
    {SPAN_INIT("2"), 0, 0, 0, 0, 0},
    {SPAN_INIT("~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("all"), 0, 0, 0, 0, 0},
    {SPAN_INIT("true"), 0, 0, 0, 0, 0},
    {SPAN_INIT(" 2.1." S "~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~ "), 0, 0, 0, 0, 0},
    {SPAN_INIT("\"2.1." S "~\""), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~\0"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1.statis\0tical:3f2a9c~"), 0, 0, 0, 0, 0},
    {SPAN_INIT("2.1." S "~, b=2"), 0, 0, 0, 0, 0},
};

/* The terms of a site that asks about each of the built-in categories. */
static const cp_terms *terms_of(apr_pool_t *p)
{
    cp_categories *all = cp_categories_make(p);

    all->asked = all->optional;
    return cp_terms_make(p, all, digests);
}

static int is_blank(const cp_consent *c)
{
    return !c->decided && !c->time && !c->granted && !c->refused;
}

static void parsing(apr_pool_t *p)
{
    const cp_terms *terms = terms_of(p);
    cp_consent c;
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(values); i++) {
        int good;

        memset(&c, 0xFF, sizeof(c));
        good = cp_consent_parse(values[i].value, terms, NOW, &c);
        ok(good == values[i].good && !c.decided == !values[i].time
               && c.time == values[i].time && c.granted == values[i].granted
               && c.refused == values[i].refused
               && c.contested == values[i].contested,
           "%s", shown(p, values[i].value));
    }
    memset(&c, 0xFF, sizeof(c));
    ok(!cp_consent_parse(cp_span_of(NULL), terms, NOW, &c) && is_blank(&c),
       "no value at all");
}

/* Each beginning of a good value, and the value with each byte changed. */
static void damaged(apr_pool_t *p)
{
    static const char good[] = "2.1764000000." S "~" F "+" T;
    const cp_terms *terms = terms_of(p);
    int wrong = 0, byte;
    apr_size_t n;
    cp_consent c;

    for (n = 0; n < sizeof(good) - 1; n++) {
        int parsed =
            cp_consent_parse(cp_span_between(good, good + n), terms, NOW, &c);

        wrong +=
            parsed
            && (n < sizeof("2.1764000000." S "~") - 1
                || c.granted != STATISTICAL || (c.refused & ~(FIRST | THIRD)));
    }
    is_number(wrong, 0, "cut anywhere");
    for (wrong = 0, n = 0; n < sizeof(good) - 1; n++) {
        for (byte = 0; byte < 256; byte++) {
            char text[sizeof(good)];

            memcpy(text, good, sizeof(good));
            text[n] = (char)byte;
            cp_consent_parse(cp_span_between(text, text + sizeof(good) - 1),
                             terms, NOW, &c);
            wrong += (c.granted & ~STATISTICAL) != 0;
            wrong += c.decided && c.time > NOW;
        }
    }
    is_number(wrong, 0, "one byte changed never grants more");
}

#define LONG(n) "s" n "345678901234567890123456789012:000000"

/* 64 categories with the longest ids, and as many of another server. */
static void limits(apr_pool_t *p)
{
    static const char *const many[CP_MAX_CATEGORIES + 1] = {
        [0 ... CP_MAX_CATEGORIES] = "0123ab"};
    cp_categories *all = cp_categories_make(p);
    cp_category one = {NULL, CP_MODE_CONSENT, NULL, NULL};
    cp_consent c = {1, NOW, 0, 0, 0}, back;
    const cp_terms *terms;
    const char *text, *strangers = "";
    char *huge;
    int i;

    while (all->n < CP_MAX_CATEGORIES) {
        one.id = apr_psprintf(p, "c%02d-5678901234567890123456789012", all->n);
        cp_categories_put(all, &one);
    }
    terms = cp_terms_make(p, all, many);
    c.granted = all->optional;
    text = cp_consent_format(p, &c, terms);
    ok(strlen(text) <= CP_MAX_CONSENT, "64 long ids: %d bytes",
       (int)strlen(text));
    ok(cp_consent_parse(cp_span_of(text), terms, NOW, &back)
           && back.granted == c.granted,
       "and they are read back");
    is_text(
        p,
        cp_consent_format_shared(
            p, &c, terms,
            SPAN("2.1.~" LONG("1") "+" LONG("2") "+" LONG("3") "+" LONG(
                "4") "+" LONG("5") "+" LONG("6") "+" LONG("7") "+" LONG("8"))),
        text, "answers of other servers that do not fit are left out");
    for (i = 0; i <= CP_MAX_STRANGERS; i++) {
        text = apr_psprintf(p, "2.1.%s~c04:0123ab%s", "necessary:0123ab",
                            strangers);
        ok(cp_consent_parse(cp_span_of(text), terms, NOW, &back)
               == (i <= CP_MAX_STRANGERS - 1),
           "%d ids of other servers", i + 1);
        strangers = apr_psprintf(p, "%s+s%d:000000", strangers, i);
    }
    huge = apr_pcalloc(p, 1000001);
    memset(huge, 'a', 1000000);
    memcpy(huge, "2.1.~", 5);
    ok(!cp_consent_parse(cp_span_of(huge), terms, NOW, &back),
       "a million bytes are no answer");
    c.granted = ~(cp_set)0;
    is_text(p, cp_consent_format(p, &c, terms_of(p)),
            "2.1764000000.necessary:5eedca+" S "+" F "+" T "~",
            "bits without a category are not written");
}

static void formatting(apr_pool_t *p)
{
    const cp_terms *terms = terms_of(p);
    cp_set granted, refused;
    apr_size_t longest = 0, bad_bytes = 0;
    int wrong = 0;
    cp_consent example = {1, NOW, STATISTICAL, FIRST | THIRD, 0};

    is_text(p, cp_consent_format(p, &example, terms),
            "2.1764000000." S "~" F "+" T, "the contract's example");
    for (granted = 0; granted < 16; granted += 2) {
        for (refused = 0; refused < 16; refused += 2) {
            cp_consent c = {1, NOW - 5, granted, refused, 0}, back;
            const char *text = cp_consent_format(p, &c, terms);
            int good = cp_consent_parse(cp_span_of(text), terms, NOW, &back);

            if (granted & refused) {
                wrong += good;
                continue;
            }
            wrong += !good || !back.decided != !(granted | refused)
                  || back.time != (back.decided ? c.time : 0)
                  || back.granted != granted || back.refused != refused;
            longest = strlen(text) > longest ? strlen(text) : longest;
            bad_bytes += strcspn(text, " \t\",;\\") != strlen(text);
        }
    }
    is_number(wrong, 0, "all 64 pairs of sets come back, or are refused");
    ok(longest <= 80, "at most 80 bytes for the four built-in ones: %d",
       (int)longest);
    is_number((apr_int64_t)bad_bytes, 0, "cookie-octets only");
}

/* ---- a new answer ---- */

static void answering(apr_pool_t *p)
{
    static const struct {
        const char *what;
        cp_consent before;
        cp_set shown, granted;
        cp_consent after;
    } rows[] = {
        {"the first answer",
         {0, 0, 0, 0, 0},
         ALL,
         FIRST,
         {1, NOW, FIRST, STATISTICAL | THIRD, 0}},
        {"about one category the others stay",
         {1, 5, STATISTICAL, FIRST, 0},
         THIRD,
         THIRD,
         {1, NOW, STATISTICAL | THIRD, FIRST, 0}},
        {"refusal of one",
         {1, 5, STATISTICAL, FIRST, 0},
         STATISTICAL,
         0,
         {1, NOW, 0, STATISTICAL | FIRST, 0}},
        {"what is granted but not shown",
         {1, 5, 0, FIRST, 0},
         THIRD,
         ALL,
         {1, NOW, THIRD, FIRST, 0}},
        {"about nothing", {0, 0, 0, 0, 0}, 0, ALL, {0, NOW, 0, 0, 0}},
        {"what is contested is so until it is answered",
         {0, 0, 0, 0, FIRST | THIRD},
         THIRD,
         THIRD,
         {1, NOW, THIRD, 0, FIRST}},
    };
    apr_size_t i;

    (void)p;
    for (i = 0; i < TAP_COUNT(rows); i++) {
        cp_consent c = rows[i].before;
        const cp_consent *is = &rows[i].after;

        cp_consent_answer(&c, rows[i].shown, rows[i].granted, NOW);
        ok(c.decided == is->decided && c.time == is->time
               && c.granted == is->granted && c.refused == is->refused
               && c.contested == is->contested,
           "%s", rows[i].what);
    }
}

/* A refusal of a category that is allowed until a refusal is kept when the
 * category changes, and when another category is answered after that. */
static void contested(apr_pool_t *p)
{
    cp_categories *all = cp_categories_make(p);
    const cp_terms *terms;
    cp_consent c, back;

    set_mode(all, 2, CP_MODE_OPTOUT);
    all->asked = all->optional;
    terms = cp_terms_make(p, all, digests);
    cp_consent_read("c=2.1.~first-party:000000+statistical:000000", "c", terms,
                    NOW, &c);
    cp_consent_answer(&c, THIRD, THIRD, NOW);
    is_text(p, cp_consent_format(p, &c, terms),
            "2.1764000000." T "~first-party:81c020",
            "written with a digest that is not the category's own");
    cp_consent_parse(cp_span_of(cp_consent_format(p, &c, terms)), terms, NOW,
                     &back);
    ok(back.contested == FIRST && back.granted == THIRD && !back.refused,
       "and so read again");
    cp_consent_read("c=1.1.3f2a9c1d.~first-party", "c", terms, NOW, &c);
    ok(c.contested == ~(cp_set)0 && !c.decided, "an unreadable answer");
    cp_consent_answer(&c, STATISTICAL, 0, NOW);
    is_text(p, cp_consent_format(p, &c, terms),
            "2.1764000000.~" S "+first-party:81c020", "may have been a no");
}

/* Other servers of the domain have other categories, and other declarations. */
static void shared(apr_pool_t *p)
{
    static const struct {
        const char *before, *after, *what;
    } rows[] = {
        {"2.1.gone:000000+" S "~older:0be1f7",
         "2.1764000000." S "+gone:000000~" F "+older:0be1f7",
         "ids of no category here"},
        {"2.1.~third-party:000000", "2.1764000000.~" F "+third-party:000000",
         "a refusal with another digest"},
        {"2.1.third-party:000000~", "2.1764000000.third-party:000000~" F,
         "a grant with another digest"},
        {"2.1.first-party:000000~", "2.1764000000.~" F,
         "not about what is answered now"},
        {"2.1.~first-party:000000", "2.1764000000.~" F, "with any digest"},
        {"2.1.necessary:000000~", "2.1764000000.necessary:000000~" F,
         "for a category without a question"},
        {"2.1." T "+" T "+x:000000+x:000000~", "2.1764000000." T "+x:000000~" F,
         "each once"},
        {"1.1.x:000000~", "2.1764000000.~" F, "not of another format"},
        {"2.1.x:000000~x:000000", "2.1764000000.~" F, "no contradiction"},
    };
    cp_categories *all = cp_categories_make(p);
    const cp_terms *terms = cp_terms_make(p, all, digests);
    cp_consent c;
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        cp_consent_parse(cp_span_of(rows[i].before), terms, NOW, &c);
        cp_consent_answer(&c, FIRST, 0, NOW);
        is_text(
            p,
            cp_consent_format_shared(p, &c, terms, cp_span_of(rows[i].before)),
            rows[i].after, "kept: %s", rows[i].what);
    }
    set_mode(all, 3, CP_MODE_OPTOUT);
    cp_consent_read("c=2.1.~third-party:000000", "c", terms, NOW, &c);
    cp_consent_answer(&c, FIRST, 0, NOW);
    is_text(
        p,
        cp_consent_format_shared(p, &c, terms, SPAN("2.1.~third-party:000000")),
        "2.1764000000.~" F "+third-party:000000",
        "a contested refusal keeps its digest");
}

/* ---- the usual answers ---- */

/* Returns the same terms without the usual answers, so that the general path
 * reads each value. */
static cp_terms without_usual(const cp_terms *terms)
{
    cp_terms plain = *terms;

    plain.usual[CP_USUAL_YES] = plain.usual[CP_USUAL_NO] = SPAN("?");
    return plain;
}

static int reads_the_same(const cp_terms *terms, cp_span value)
{
    cp_terms plain = without_usual(terms);
    cp_consent fast, slow;
    int good = cp_consent_parse(value, terms, NOW, &fast);

    return good == cp_consent_parse(value, &plain, NOW, &slow)
        && fast.decided == slow.decided && fast.time == slow.time
        && fast.granted == slow.granted && fast.refused == slow.refused
        && fast.contested == slow.contested;
}

/* Compares both paths for the value, each beginning of it, and the value with
 * each byte changed. */
static int differences(apr_pool_t *p, const cp_terms *terms, const char *value)
{
    apr_size_t length = strlen(value), n;
    char *text = apr_pstrdup(p, value);
    int wrong = 0, byte;

    for (n = 0; n <= length; n++) {
        wrong += !reads_the_same(terms, cp_span_between(text, text + n));
    }
    for (n = 0; n < length; n++) {
        for (byte = 0; byte < 256; byte++) {
            text[n] = (char)byte;
            wrong +=
                !reads_the_same(terms, cp_span_between(text, text + length));
        }
        text[n] = value[n];
    }
    return wrong;
}

static void usual(apr_pool_t *p)
{
    static const struct {
        const char *value;
        cp_consent is;
        int usual;
    } rows[] = {
        {"2.1763999999." S "+" F "+" T "~",
         {1, NOW - 1, ALL, 0, 0},
         CP_USUAL_YES},
        {"2.1763999999.~" S "+" F "+" T, {1, NOW - 1, 0, ALL, 0}, CP_USUAL_NO},
        {"2.0000000009.~" S "+" F "+" T, {1, 9, 0, ALL, 0}, CP_USUAL_NO},
        {"2.9.~" S "+" F "+" T, {1, 9, 0, ALL, 0}, CP_USUAL_NO},
        {"2.1763999999." T "+" F "+" S "~",
         {1, NOW - 1, ALL, 0, 0},
         CP_USUAL_YES},
        {"2.1763999999." S "+" F "~" T,
         {1, NOW - 1, STATISTICAL | FIRST, THIRD, 0},
         CP_N_USUAL},
        {"2.1763999999." S "+" F "+third-party:0be1f8~",
         {1, NOW - 1, STATISTICAL | FIRST, 0, 0},
         CP_N_USUAL},
        {"2.1763999999.~", {0, 0, 0, 0, 0}, CP_N_USUAL},
        {"2.1764000001.~" S "+" F "+" T, {0, 0, 0, 0, 0}, CP_N_USUAL},
    };
    const cp_terms *terms = terms_of(p);
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        const cp_consent *is = &rows[i].is;
        cp_consent c;

        cp_consent_parse(cp_span_of(rows[i].value), terms, NOW, &c);
        ok(c.decided == is->decided && c.time == is->time
               && c.granted == is->granted && c.refused == is->refused
               && cp_consent_usual(terms->categories, &c) == rows[i].usual,
           "%s", rows[i].value);
        is_number(differences(p, terms, rows[i].value), 0,
                  "any bytes are read as ids are");
    }
}

/* If no category is asked about, both usual answers are empty. */
static void nothing_asked(apr_pool_t *p)
{
    const cp_terms *terms = cp_terms_make(p, cp_categories_make(p), digests);
    cp_consent c = cp_consent_make(terms->categories, CP_USUAL_YES);

    is_text(p, cp_consent_format(p, &c, terms), "2.0.~", "no verdict");
    ok(cp_consent_parse(SPAN("2.1763999999.~"), terms, NOW, &c) && is_blank(&c),
       "and none is read");
    is_number(differences(p, terms, "2.1763999999.~"), 0,
              "any bytes are read as ids are");
    is_number(cp_consent_usual(terms->categories, &c), CP_N_USUAL,
              "none is usual");
    ok(cp_consent_parse(SPAN("2.1763999999." S "~"), terms, NOW, &c)
           && c.granted == STATISTICAL,
       "an answer that an .htaccess file asked for counts");
}

/* ---- in the Cookie field ---- */

#define NAME "cookies_preferences"
#define YES "2.1." S "~"
#define NO "2.1.~" S

static const struct {
    const char *field;
    cp_set granted;
    int decided;
} fields[] = {
    {NULL, 0, 0},
    {"", 0, 0},
    {NAME "=" YES, STATISTICAL, 1},
    {NAME "=" NO, 0, 1},
    {"a=1; " NAME "=" YES "; b=2", STATISTICAL, 1},
    {" " NAME " = " YES " ", STATISTICAL, 1},
    {"\t" NAME "\t=\t" YES ";", STATISTICAL, 1},
    /* the same value twice counts once, two values are no answer */
    {NAME "=" YES "; " NAME "=" YES, STATISTICAL, 1},
    {NAME "=" YES "; a=1; " NAME "=" YES, STATISTICAL, 1},
    {NAME "=" YES "; " NAME "=" NO, 0, 0},
    {NAME "=" NO "; " NAME "=" YES, 0, 0},
    {NAME "=" YES "; " NAME "=" YES "; " NAME "=" NO, 0, 0},
    {NAME "=" YES "; " NAME "=", 0, 0},
    {NAME "=; " NAME "=" YES, 0, 0},
    {NAME "=x; " NAME "=" YES, 0, 0},
    {NAME "=x; " NAME "=x; " NAME "=" YES, 0, 0},
    /* a comma does not end a cookie */
    {"x=1," NAME "=" YES, 0, 0},
    {"x=1, " NAME "=" YES, 0, 0},
    {NAME "=" YES ", b=2", 0, 0},
    {NAME "=" YES "," NAME "=" YES, 0, 0},
    /* other names */
    {"Cookies_Preferences=" YES, 0, 0},
    {NAME "x=" YES, 0, 0},
    {"x" NAME "=" YES, 0, 0},
    {"\"" NAME "\"=" YES, 0, 0},
    {NAME, 0, 0},
    {YES, 0, 0},
    {"x=" NAME "=" YES, 0, 0},
    {"x=\"" NAME "=" YES "\"", 0, 0},
    {"\v" NAME "=" YES, 0, 0},
    {NAME "=\"" YES "\"", 0, 0},
    {NAME "==" YES, 0, 0},
};

static void reading(apr_pool_t *p)
{
    const cp_terms *terms = terms_of(p);
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(fields); i++) {
        cp_consent c;

        memset(&c, 0xFF, sizeof(c));
        cp_consent_read(fields[i].field, NAME, terms, NOW, &c);
        ok(c.granted == fields[i].granted && !c.decided == !fields[i].decided
               && (c.decided || is_blank(&c))
               && (!c.contested || c.contested == ~(cp_set)0),
           "%s", shown_text(p, fields[i].field));
    }
}

/* ---- states ---- */

static void states(apr_pool_t *p)
{
    static const char *const names[] = {"exempt", "granted", "refused",
                                        "refused", "undecided"};
    cp_categories *all = cp_categories_make(p);
    cp_consent none = {0, 0, 0, 0, 0}, c = {1, NOW, STATISTICAL, FIRST, 0};
    cp_consent rest = {1, NOW, STATISTICAL, FIRST | THIRD, 0};
    int i;

    is_number(cp_consent_state(all, 0, &none, ~(cp_set)0), CP_STATE_EXEMPT,
              "exempt, with any signal");
    is_number(cp_consent_state(all, 1, &c, STATISTICAL), CP_STATE_GRANTED,
              "consent has priority over the signal");
    is_number(cp_consent_state(all, 2, &c, FIRST), CP_STATE_REFUSED,
              "a no needs none");
    is_number(cp_consent_state(all, 3, &c, THIRD), CP_STATE_SIGNAL,
              "the signal outranks silence");
    is_number(cp_consent_state(all, 3, &c, 0), CP_STATE_UNDECIDED, "silence");
    for (i = 0; i < 5; i++) {
        is_text(p, cp_consent_state_name((cp_state_e)i), names[i], "state %d",
                i);
    }
    is_number((apr_int64_t)cp_consent_pending(ALL, &none, 0), ALL,
              "no answer: all of them pending");
    is_number((apr_int64_t)cp_consent_pending(ALL, &c, 0), THIRD,
              "one missing: that one");
    ok(!cp_consent_pending(ALL, &c, THIRD), "the signal answers it");
    ok(!cp_consent_pending(ALL, &rest, 0), "all answered");
    ok(!cp_consent_pending(ALL, &none, ALL), "all signalled");
    ok(!cp_consent_pending(0, &none, 0), "nothing to ask");
    ok(!cp_consent_pending(FIRST, &c, 0), "a missing pattern is not asked");
}

int main(void)
{
    static const tap_group groups[] = {
        {"parsing", parsing},         {"damaged", damaged},
        {"limits", limits},           {"formatting", formatting},
        {"answering", answering},     {"contested", contested},
        {"shared", shared},           {"nothing asked", nothing_asked},
        {"the usual answers", usual}, {"the Cookie field", reading},
        {"states", states},           {NULL, NULL}};
    return tap_run(groups);
}
