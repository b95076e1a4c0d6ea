/* SPDX-License-Identifier: Apache-2.0 */
/* The visitor's answer: its text form, every malformed kind of it, states. */
#include "cp_consent.h"

#include "modes.h"
#include "tap.h"

#define NOW ((apr_int64_t)1764000000)
#define VERSION "3f2a9c1d"

#define NECESSARY CP_SET(0)
#define STATISTICAL CP_SET(1)
#define FIRST CP_SET(2)
#define THIRD CP_SET(3)

static const struct {
    cp_span value;
    int good;
    apr_int64_t time;
    cp_set granted, refused;
} values[] = {
    {SPAN_INIT("1.1764000000.3f2a9c1d.statistical~first-party+third-party"), 1,
     NOW, STATISTICAL, FIRST | THIRD},
    {SPAN_INIT("1.1.3f2a9c1d.statistical+first-party+third-party~"), 1, 1,
     STATISTICAL | FIRST | THIRD, 0},
    {SPAN_INIT("1.1.3f2a9c1d.~statistical"), 1, 1, 0, STATISTICAL},
    {SPAN_INIT("1.1.3f2a9c1d.third-party+statistical~"), 1, 1,
     STATISTICAL | THIRD, 0},
    {SPAN_INIT("1.0.3f2a9c1d.~"), 1, 0, 0, 0},
    /* A category that was taken away since. */
    {SPAN_INIT("1.1.3f2a9c1d.gone+statistical~older"), 1, 1, STATISTICAL, 0},
    {SPAN_INIT("1.1.3f2a9c1d.gone~gone"), 1, 1, 0, 0},
    /* format number */
    {SPAN_INIT("2.1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("01.1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1 .1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT(".1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    /* time */
    {SPAN_INIT("1.1764000001.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.999999999999999999.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.18446744073709551617.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.-1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.+1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1. 1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.0x1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1e3.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1..3f2a9c1d.statistical~"), 0, 0, 0, 0},
    /* version */
    {SPAN_INIT("1.1.3f2a9c1e.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3F2A9C1D.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d0.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1..statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.statistical~"), 0, 0, 0, 0},
    /* the two lists */
    {SPAN_INIT("1.1.3f2a9c1d.statistical"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d."), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical~~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.~statistical~first-party"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical~statistical"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical+statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.~third-party+third-party"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.+statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical+~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.+~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical++third-party~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical third-party~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical,third-party~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical%2Bthird-party~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.Statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.*~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical.~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical~x.y"), 0, 0, 0, 0},
    /* around the whole */
    {SPAN_INIT(""), 0, 0, 0, 0},
    {SPAN_INIT("1"), 0, 0, 0, 0},
    {SPAN_INIT("~"), 0, 0, 0, 0},
    {SPAN_INIT("all"), 0, 0, 0, 0},
    {SPAN_INIT("true"), 0, 0, 0, 0},
    {SPAN_INIT(" 1.1.3f2a9c1d.statistical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical~ "), 0, 0, 0, 0},
    {SPAN_INIT("\"1.1.3f2a9c1d.statistical~\""), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical~\0"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statis\0tical~"), 0, 0, 0, 0},
    {SPAN_INIT("1.1.3f2a9c1d.statistical~, b=2"), 0, 0, 0, 0},
};

static const cp_terms *terms_of(apr_pool_t *p)
{
    return cp_terms_make(p, cp_categories_make(p), VERSION);
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
        ok(good == values[i].good
               && (good ? c.decided && c.time == values[i].time
                              && c.granted == values[i].granted
                              && c.refused == values[i].refused
                        : is_blank(&c)),
           "%s", shown(p, values[i].value));
    }
    memset(&c, 0xFF, sizeof(c));
    ok(!cp_consent_parse(cp_span_of(NULL), terms, NOW, &c) && is_blank(&c),
       "no value at all");
}

/* Every beginning of a good value, and every single byte changed. */
static void damaged(apr_pool_t *p)
{
    static const char good[] =
        "1.1764000000.3f2a9c1d.statistical~first-party+third-party";
    const cp_terms *terms = terms_of(p);
    int wrong = 0, byte;
    apr_size_t n;
    cp_consent c;

    for (n = 0; n < sizeof(good) - 1; n++) {
        int parsed =
            cp_consent_parse(cp_span_between(good, good + n), terms, NOW, &c);

        /* Cut inside an id the id is unknown, which is no error, but no
         * category may be granted by it. */
        wrong +=
            parsed
            && (n < sizeof("1.1764000000.3f2a9c1d.statistical~") - 1
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

static void limits(apr_pool_t *p)
{
    cp_categories *all = cp_categories_make(p);
    cp_category one = {NULL, CP_MODE_CONSENT, NULL, NULL};
    cp_consent c = {1, NOW, 0, 0, 0}, back;
    const cp_terms *terms;
    const char *text;
    char *huge;

    while (all->n < CP_MAX_CATEGORIES) {
        one.id = apr_psprintf(p, "c%02d-5678901234567890123456789012", all->n);
        cp_categories_put(all, &one);
    }
    terms = cp_terms_make(p, all, VERSION);
    c.granted = ~(cp_set)0;
    text = cp_consent_format(p, &c, terms);
    ok(strlen(text) <= CP_MAX_CONSENT, "64 long ids: %d bytes",
       (int)strlen(text));
    ok(cp_consent_parse(cp_span_of(text), terms, NOW, &back)
           && back.granted == c.granted,
       "and they are read back");
    huge = apr_pcalloc(p, 1000001);
    memset(huge, 'a', 1000000);
    memcpy(huge, "1.1.3f2a9c1d.~", 14);
    ok(!cp_consent_parse(cp_span_of(huge), terms, NOW, &back),
       "a million bytes are no answer");
    is_text(p, cp_consent_format(p, &c, terms_of(p)),
            "1.1764000000.3f2a9c1d.necessary+statistical+first-party"
            "+third-party~",
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
            "1.1764000000.3f2a9c1d.statistical~first-party+third-party",
            "the contract's example");
    for (granted = 0; granted < 16; granted++) {
        for (refused = 0; refused < 16; refused++) {
            cp_consent c = {1, NOW - 5, granted, refused, 0}, back;
            const char *text = cp_consent_format(p, &c, terms);
            int good = cp_consent_parse(cp_span_of(text), terms, NOW, &back);

            if (granted & refused) {
                wrong += good;
                continue;
            }
            wrong += !good || !back.decided || back.time != c.time
                  || back.granted != granted || back.refused != refused;
            if (!((granted | refused) & NECESSARY)) {
                longest = strlen(text) > longest ? strlen(text) : longest;
            }
            bad_bytes += strcspn(text, " \t\",;\\") != strlen(text);
        }
    }
    is_number(wrong, 0, "all 256 pairs of sets come back, or are refused");
    ok(longest <= 64, "at most 64 bytes for the four built-in ones: %d",
       (int)longest);
    is_number((apr_int64_t)bad_bytes, 0, "cookie-octets only");
}

/* ---- the usual answers ---- */

/* The same terms, where each answer is read id by id. */
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
        && fast.granted == slow.granted && fast.refused == slow.refused;
}

/* As it is, cut anywhere, and with every single byte changed. */
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

#define ALL STATISTICAL | FIRST | THIRD

static void usual(apr_pool_t *p)
{
    static const struct {
        const char *value;
        cp_consent is;
        int usual;
    } rows[] = {
        {"1.1763999999.3f2a9c1d.statistical+first-party+third-party~",
         {1, NOW - 1, ALL, 0, 0},
         CP_USUAL_YES},
        {"1.1763999999.3f2a9c1d.~statistical+first-party+third-party",
         {1, NOW - 1, 0, ALL, 0},
         CP_USUAL_NO},
        {"1.0000000009.3f2a9c1d.~statistical+first-party+third-party",
         {1, 9, 0, ALL, 0},
         CP_USUAL_NO},
        {"1.9.3f2a9c1d.~statistical+first-party+third-party",
         {1, 9, 0, ALL, 0},
         CP_USUAL_NO},
        {"1.1763999999.3f2a9c1d.third-party+first-party+statistical~",
         {1, NOW - 1, ALL, 0, 0},
         CP_USUAL_YES},
        {"1.1763999999.3f2a9c1d.statistical+first-party~third-party",
         {1, NOW - 1, STATISTICAL | FIRST, THIRD, 0},
         CP_N_USUAL},
        {"1.1763999999.3f2a9c1d.~", {1, NOW - 1, 0, 0, 0}, CP_N_USUAL},
        {"1.1764000001.3f2a9c1d.~statistical+first-party+third-party",
         {0, 0, 0, 0, 0},
         CP_N_USUAL},
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
                  "read as ids are, whatever becomes of it");
    }
}

/* ---- in the Cookie field ---- */

#define NAME "cookies_preferences"
#define YES "1.1.3f2a9c1d.statistical~"
#define NO "1.1.3f2a9c1d.~statistical"

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
    /* the same twice counts once, two answers are none */
    {NAME "=" YES "; " NAME "=" YES, STATISTICAL, 1},
    {NAME "=" YES "; a=1; " NAME "=" YES, STATISTICAL, 1},
    {NAME "=" YES "; " NAME "=" NO, 0, 0},
    {NAME "=" NO "; " NAME "=" YES, 0, 0},
    {NAME "=" YES "; " NAME "=" YES "; " NAME "=" NO, 0, 0},
    {NAME "=" YES "; " NAME "=", 0, 0},
    {NAME "=; " NAME "=" YES, 0, 0},
    {NAME "=x; " NAME "=" YES, 0, 0},
    {NAME "=x; " NAME "=x; " NAME "=" YES, 0, 0},
    /* a comma ends no cookie */
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
               && (c.decided || is_blank(&c)),
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
              "exempt, whatever is signalled");
    is_number(cp_consent_state(all, 1, &c, STATISTICAL), CP_STATE_GRANTED,
              "a yes outranks the signal");
    is_number(cp_consent_state(all, 2, &c, FIRST), CP_STATE_REFUSED,
              "a no needs none");
    is_number(cp_consent_state(all, 3, &c, THIRD), CP_STATE_SIGNAL,
              "the signal outranks silence");
    is_number(cp_consent_state(all, 3, &c, 0), CP_STATE_UNDECIDED, "silence");
    for (i = 0; i < 5; i++) {
        is_text(p, cp_state_name((cp_state_e)i), names[i], "state %d", i);
    }
    ok(cp_consent_pending(all, &none, 0), "no answer: pending");
    ok(cp_consent_pending(all, &c, 0), "one missing: pending");
    ok(!cp_consent_pending(all, &c, THIRD), "the signal answers it");
    ok(!cp_consent_pending(all, &rest, 0), "all answered");
    ok(!cp_consent_pending(all, &none, STATISTICAL | FIRST | THIRD),
       "all signalled");
    for (i = 1; i <= 3; i++) {
        set_mode(all, i, CP_MODE_EXEMPT);
    }
    ok(!cp_consent_pending(all, &none, 0), "nothing to ask");
    set_mode(all, 3, CP_MODE_OPTOUT);
    ok(cp_consent_pending(all, &none, 0), "opt-out is asked about too");
}

int main(void)
{
    static const tap_group groups[] = {
        {"parsing", parsing},         {"damaged", damaged},
        {"limits", limits},           {"formatting", formatting},
        {"the usual answers", usual}, {"the Cookie field", reading},
        {"states", states},           {NULL, NULL}};
    return tap_run(groups);
}
