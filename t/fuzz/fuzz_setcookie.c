/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parser of Set-Cookie. Properties: no byte outside the field value is
 * read; name, lifetime, deletion and limited value are those of the reference
 * parser; a value that was limited needs no second change; a value with
 * added attributes begins with the old one, means the same otherwise, and needs
 * no second change; a date that all
 * browsers read alike is the same date when it is parsed loosely.
 */
#include "core/cookie/cp_attributes.h"
#include "core/cookie/cp_date.h"
#include "core/cookie/cp_setcookie.h"

#include "../unit/rfc6265bis.h"
#include "fuzz.h"

#define NOW ((apr_int64_t)1764000000)

/* ---- properties ---- */

static void check_reading(const cp_setcookie *c, const rfc_cookie *want)
{
    MUST(is_inside(c->name, c->line) && cp_span_eq(c->name, want->name));
    MUST(c->malformed == want->malformed);
    MUST(!cp_setcookie_is_bare(c) == !want->bare);
    MUST(!c->has_comma == (cp_span_find(c->line, ',') == c->line.n));
    MUST(c->n_lifetimes == want->n_lifetimes);
    MUST(rfc_limited(cp_setcookie_max_age(c, NOW))
         == rfc_limited(want->lifetime));
    MUST(!cp_setcookie_deletes(c, NOW) == !want->deletes);
    MUST(!want->deletes || want->lifetime <= 0);
}

static void check_folded(cp_span line)
{
    cp_span rest = line, name = {NULL, 0};
    apr_size_t before = line.n + 1;

    while (cp_setcookie_next_folded(&rest, &name)) {
        MUST(is_inside(name, line) && is_inside(rest, line));
        MUST(cp_span_is_token(name));
        MUST(rest.n < before);
        before = rest.n;
    }
}

static void check_cap(apr_pool_t *p, const cp_setcookie *c,
                      const rfc_cookie *want, apr_int64_t max)
{
    cp_span out = cp_setcookie_cap(p, c, max, NOW), expected;
    char *text = malloc(c->line.n + 32);
    cp_setcookie again;

    expected.s = text;
    expected.n = rfc_write(c->line, max, text);
    if (want->lifetime <= max) {
        MUST(out.s == c->line.s && out.n == c->line.n);
    }
    else {
        MUST(out.s != c->line.s && cp_span_eq(out, expected));
        cp_setcookie_parse(out, &again);
        MUST(cp_setcookie_max_age(&again, NOW) == max);
        MUST(!cp_setcookie_deletes(&again, NOW));
        MUST(cp_setcookie_cap(p, &again, max, NOW).s == out.s);
    }
    free(text);
}

/* Returns the value that a browser takes for an attribute; its pointer is NULL
 * without one. The last attribute that is not too long counts. */
static cp_span attribute(cp_span line, const char *wanted)
{
    const char *s = memchr(line.s, ';', line.n), *end = line.s + line.n;
    cp_span found = {NULL, 0};

    while (s != NULL) {
        const char *next = memchr(s + 1, ';', (size_t)(end - s - 1));
        cp_span piece = cp_span_between(s + 1, next ? next : end);
        apr_size_t n = cp_span_find(piece, '=');
        cp_span value = n < piece.n ? cp_span_trim(cp_span_skip(piece, n + 1))
                                    : (cp_span){piece.s, 0};

        piece.n = n;
        piece = cp_span_trim(piece);
        if (cp_span_case_is(piece, wanted) && value.n <= CP_MAX_ATTRIBUTE) {
            found = value;
        }
        s = next;
    }
    return found;
}

/* An attribute that is there keeps its value; another one is added. */
static void check_attribute(cp_span line, cp_span out, const char *name,
                            int wanted, const char *value)
{
    cp_span before = attribute(line, name), after = attribute(out, name);

    if (before.s == NULL && wanted) {
        before = cp_span_of(value);
    }
    MUST((before.s == NULL) == (after.s == NULL));
    MUST(cp_span_eq(before, after));
}

static void check_attributes(apr_pool_t *p, const cp_setcookie *c,
                             unsigned wanted)
{
    unsigned missing = cp_attributes_missing(c->line, wanted);
    cp_span out = cp_attributes_add(p, c->line, missing);
    cp_setcookie again;

    MUST((missing & ~wanted) == 0);
    MUST(out.n == c->line.n + strlen(cp_attributes_text(p, missing)));
    MUST(memcmp(out.s, c->line.s, c->line.n) == 0);
    MUST(cp_attributes_missing(out, wanted) == 0);
    cp_setcookie_parse(out, &again);
    MUST(cp_span_eq(again.name, c->name) && again.malformed == c->malformed);
    MUST(again.n_lifetimes == c->n_lifetimes);
    MUST(cp_setcookie_max_age(&again, NOW) == cp_setcookie_max_age(c, NOW));
    check_attribute(c->line, out, "Secure", wanted & CP_ADD_SECURE, "");
    check_attribute(c->line, out, "HttpOnly", wanted & CP_ADD_HTTPONLY, "");
    check_attribute(c->line, out, "SameSite", wanted & CP_ADD_SAMESITE,
                    wanted & CP_ADD_STRICT ? "Strict" : "Lax");
    check_attribute(c->line, out, "Path", 0, NULL);
    check_attribute(c->line, out, "Domain", 0, NULL);
}

static void check_date(cp_span text)
{
    apr_int64_t strict, loose;

    if (cp_date_parse(text, &strict)) {
        MUST(cp_date_parse_loosely(text, &loose) && strict == loose);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const apr_int64_t limits[] = {1, 60, 34128000, 34560000};
    apr_pool_t *p = fuzz_pool();
    cp_span line = fuzz_bytes(data, size);
    rfc_cookie want;
    cp_setcookie c;

    cp_setcookie_parse(line, &c);
    rfc_parse(line, NOW, &want);
    check_reading(&c, &want);
    check_folded(line);
    check_date(line);
    if (memchr(line.s, 0, line.n) == NULL) { /* httpd's tables have no NUL */
        check_attributes(p, &c, fuzz_hash(data, size) >> 4 & CP_ADD_ALL);
    }
    check_cap(p, &c, &want, limits[fuzz_hash(data, size) % 4]);
    free((char *)line.s);
    apr_pool_destroy(p);
    return 0;
}
