/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes that are added to a Set-Cookie field. */
#include "core/cookie/cp_attributes.h"

#include <apr_strings.h>

#include "core/cookie/cp_setcookie.h"
#include "tap.h"

#define NOW ((apr_int64_t)1764000000)
#define SECURE CP_ADD_SECURE
#define HTTPONLY CP_ADD_HTTPONLY
#define LAX CP_ADD_LAX
#define STRICT CP_ADD_STRICT

static const struct {
    const char *line;
    unsigned wanted;
    const char *added; /* "" if nothing is missing */
} rows[] = {
    {"a=1", 0, ""},
    {"a=1", SECURE, "; Secure"},
    {"a=1", HTTPONLY, "; HttpOnly"},
    {"a=1", LAX, "; SameSite=Lax"},
    {"a=1", STRICT, "; SameSite=Strict"},
    {"a=1", LAX | STRICT, "; SameSite=Strict"},
    {"a=1", SECURE | HTTPONLY | LAX, "; Secure; HttpOnly; SameSite=Lax"},
    {"a=1; Path=/; Secure", SECURE | HTTPONLY, "; HttpOnly"},
    /* as browsers read them: any case, blanks around, values without effect */
    {"a=1;secure;HTTPONLY", SECURE | HTTPONLY, ""},
    {"a=1;\tsEcUrE \t; HttpOnly", SECURE | HTTPONLY, ""},
    {"a=1; Secure=no; HttpOnly=0", SECURE | HTTPONLY, ""},
    {"a=1; Secure =", SECURE, ""},
    {"a=1;;;Secure", SECURE, ""},
    /* a SameSite with any value stays, and it is the only one */
    {"a=1; SameSite=None; Secure", SECURE | STRICT, ""},
    {"a=1; SameSite=Lax", STRICT, ""},
    {"a=1; samesite=strict", LAX, ""},
    {"a=1; SameSite", LAX, ""},
    {"a=1; SameSite=", LAX, ""},
    {"a=1; SameSite=Off", LAX, ""},
    {"a=1; SameSite=None; SameSite=Lax", STRICT, ""},
    /* no attributes: the pair, other names, parts of values */
    {"Secure", SECURE, "; Secure"},
    {"Secure=1", SECURE, "; Secure"},
    {"SameSite=None", LAX, "; SameSite=Lax"},
    {"a=Secure", SECURE, "; Secure"},
    {"a=1, Secure", SECURE, "; Secure"},
    {"a=1; Secured; NotSecure; Se cure", SECURE, "; Secure"},
    {"a=1; Path=/Secure", SECURE, "; Secure"},
    {"a=1; =Secure", SECURE, "; Secure"},
    /* quotes do not protect a ';' */
    {"a=\"x; Secure\"", SECURE, "; Secure"},
    {"a=\"x; Secure; y\"", SECURE, ""},
    {"a=\"x;y\"", HTTPONLY, "; HttpOnly"},
    /* the end of the field */
    {"a=1;", SECURE, "; Secure"},
    {"a=1; ", SECURE, "; Secure"},
    {"a=1 ", SECURE, "; Secure"},
    {"a=1; Expires", SECURE, "; Secure"},
    {"a=", LAX, "; SameSite=Lax"},
};

static void table(apr_pool_t *p)
{
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(rows); i++) {
        cp_span line = cp_span_of(rows[i].line);
        unsigned missing = cp_attributes_missing(line, rows[i].wanted);

        is_text(p, cp_attributes_text(p, missing), rows[i].added,
                "%s: missing of %u", shown(p, line), rows[i].wanted);
        is_text(p, cp_attributes_add(p, line, missing).s,
                apr_pstrcat(p, rows[i].line, rows[i].added, NULL),
                "%s: the field", shown(p, line));
    }
}

/* Browsers ignore an attribute with a value of more than 1024 bytes. */
static void long_values(apr_pool_t *p)
{
    char *value = apr_palloc(p, 1026);

    memset(value, 'x', 1025);
    value[1024] = '\0';
    is_number(
        cp_attributes_missing(
            cp_span_of(apr_pstrcat(p, "a=1; Secure=", value, NULL)), SECURE),
        0, "a value of 1024 bytes");
    value[1024] = 'x';
    value[1025] = '\0';
    is_number(
        cp_attributes_missing(
            cp_span_of(apr_pstrcat(p, "a=1; Secure=", value, NULL)), SECURE),
        SECURE, "an attribute that browsers ignore");
    is_number(
        cp_attributes_missing(
            cp_span_of(apr_pstrcat(p, "a=1; SameSite=", value, NULL)), LAX),
        LAX, "also SameSite");
}

/* True if browsers read the same name, lifetime and other attributes, and the
 * same deletion or none. */
static int reads_alike(cp_span before, cp_span after)
{
    static const char *const names[] = {"Path", "Domain", "Priority"};
    cp_setcookie a, b;
    int alike, i;

    cp_setcookie_parse(before, &a);
    cp_setcookie_parse(after, &b);
    alike = cp_span_eq(a.name, b.name) && a.malformed == b.malformed
         && a.n_lifetimes == b.n_lifetimes
         && cp_setcookie_max_age(&a, NOW) == cp_setcookie_max_age(&b, NOW)
         && cp_setcookie_deletes(&a, NOW) == cp_setcookie_deletes(&b, NOW);
    for (i = 0; i < 3; i++) {
        alike = alike
             && cp_span_eq(cp_setcookie_attribute(&a, names[i]),
                           cp_setcookie_attribute(&b, names[i]));
    }
    return alike;
}

static void random_fields(apr_pool_t *p)
{
    static const char *const pieces[] = {
        "a=1",      "; ",    ";",        "Secure",      "HttpOnly",
        "SameSite", "=None", "=Lax",     "Path=/",      "Max-Age=0",
        " ",        "\t",    "\"",       "Max-Age=x",   "Expires=",
        ",",        "=",     "Domain=b", "Priority=Hi", "__Host-x"};
    apr_uint32_t seed = 20261130;
    int i, j, wrong = 0;

    for (i = 0; i < 20000; i++) {
        const char *text = "";
        unsigned wanted = tap_random(&seed) % 16, missing;
        cp_span line, out;

        for (j = (int)(tap_random(&seed) % 9); j > 0; j--) {
            text = apr_pstrcat(
                p, text, pieces[tap_random(&seed) % TAP_COUNT(pieces)], NULL);
        }
        line = cp_span_of(text);
        missing = cp_attributes_missing(line, wanted);
        out = cp_attributes_add(p, line, missing);
        wrong += memcmp(out.s, line.s, line.n) != 0
              || !cp_span_is(cp_span_skip(out, line.n),
                             cp_attributes_text(p, missing))
              || cp_attributes_missing(out, wanted) != 0
              || !reads_alike(line, out);
        if (i % 1000 == 0) {
            apr_pool_clear(p);
        }
    }
    is_number(wrong, 0, "the field with its additions, and once more");
}

int main(void)
{
    static const tap_group groups[] = {{"table", table},
                                       {"long values", long_values},
                                       {"random fields", random_fields},
                                       {NULL, NULL}};
    return tap_run(groups);
}
