/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One Set-Cookie value. Beside "reads no byte outside": a deletion is one by
 * the standard and by Chromium's reading; cutting the lifetime changes
 * nothing else, never prolongs and never touches a session cookie; what is a
 * date for us is the same date for a browser.
 */
#include "core/cookie/cp_date.h"
#include "core/cookie/cp_setcookie.h"

#include "fuzz.h"

#define NOW ((apr_int64_t)1764000000)
#define SESSION ((apr_int64_t)-1)
#define FOREVER ((apr_int64_t)1 << 50)

/* ---- RFC 6265bis once more, straight from its text ---- */

static int digits_only(cp_span a)
{
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        if (a.s[i] < '0' || a.s[i] > '9') {
            return 0;
        }
    }
    return a.n > 0;
}

/* Section 5.6.2. Returns 0 when the attribute must be ignored. */
static int max_age(cp_span v, apr_int64_t *seconds)
{
    int negative = v.n > 0 && v.s[0] == '-';
    apr_size_t i;

    v.s += negative;
    v.n -= negative;
    if (!digits_only(v)) {
        return 0;
    }
    *seconds = 0;
    for (i = 0; i < v.n && !negative; i++) {
        *seconds = *seconds * 10 + (v.s[i] - '0');
        *seconds = *seconds > FOREVER ? FOREVER : *seconds;
    }
    return 1;
}

typedef struct reading {
    apr_int64_t lives;  /* by the standard, SESSION if it says nothing */
    int all_ages_gone;  /* every Max-Age there is says 0 or less */
    int all_dates_gone; /* every Expires there is is a date, and past */
    int ages, dates;
} reading;

static cp_span behind(cp_span a, apr_size_t n)
{
    return n < a.n ? cp_span_between(a.s + n + 1, a.s + a.n) : cp_span_of("");
}

static void read_attribute(cp_span piece, reading *r, apr_int64_t *age,
                           apr_int64_t *date)
{
    apr_size_t eq = cp_span_find(piece, '=');
    cp_span name = cp_span_trim(cp_span_between(piece.s, piece.s + eq));
    cp_span value = cp_span_trim(behind(piece, eq));
    apr_int64_t v;

    if (cp_span_case_is(name, "max-age")) {
        int valid = max_age(value, &v);

        r->ages++;
        r->all_ages_gone &= valid && v == 0;
        *age = valid && value.n <= 1024 ? v : *age;
    }
    else if (cp_span_case_is(name, "expires")) {
        int valid = cp_date_parse_loosely(value, &v);

        r->dates++;
        r->all_dates_gone &= valid && v < NOW;
        v = valid && v > NOW ? v - NOW : 0;
        *date = valid && value.n <= 1024 ? v : *date;
    }
}

static reading read_line(cp_span line)
{
    reading r = {SESSION, 1, 1, 0, 0};
    apr_int64_t age = SESSION, date = SESSION;
    cp_span rest = line, piece;

    cp_span_next(&rest, ';', &piece);
    while (cp_span_next(&rest, ';', &piece)) {
        read_attribute(piece, &r, &age, &date);
    }
    r.lives = age != SESSION ? age : date;
    return r;
}

/* ---- properties ---- */

static void check_name(cp_span line, const cp_setcookie *c)
{
    cp_span trimmed = cp_span_trim(c->name);
    apr_size_t i;
    int control = 0;

    for (i = 0; i < line.n; i++) {
        unsigned char b = (unsigned char)line.s[i];
        control |= (b < 0x20 && b != '\t') || b == 0x7F;
    }
    MUST(is_inside(c->name, line));
    MUST(trimmed.n == c->name.n);
    MUST(cp_span_find(c->name, ';') == c->name.n);
    MUST(cp_span_find(c->name, '=') == c->name.n);
    MUST(!c->malformed == !(control || c->name.n == 0));
}

static void check_deletion(cp_span line, const cp_setcookie *c)
{
    reading r = read_line(line);

    if (cp_setcookie_deletes(c, NOW)) {
        MUST(r.lives == 0);
        MUST(r.ages ? r.all_ages_gone : r.dates && r.all_dates_gone);
    }
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

/* The pieces that are no lifetime, one after the other. */
static int next_other(cp_span *rest, cp_span *piece)
{
    while (cp_span_next(rest, ';', piece)) {
        cp_span name =
            cp_span_between(piece->s, piece->s + cp_span_find(*piece, '='));

        name = cp_span_trim(name);
        if (!cp_span_case_is(name, "max-age")
            && !cp_span_case_is(name, "expires")) {
            return 1;
        }
    }
    return 0;
}

static void check_cap(apr_pool_t *p, cp_span line, const cp_setcookie *c,
                      apr_int64_t max)
{
    cp_span out = cp_setcookie_cap(p, c, max, NOW), a, b;
    apr_int64_t before = read_line(line).lives, after;
    cp_span rest_a = line, rest_b = out;
    cp_setcookie again;

    MUST((out.s == line.s) == (before <= max));
    if (out.s == line.s) {
        MUST(out.n == line.n);
        return;
    }
    after = read_line(out).lives;
    MUST(after == max && before > max);
    cp_setcookie_parse(out, &again);
    MUST(cp_span_eq(again.name, c->name) && !cp_setcookie_deletes(&again, NOW));
    cp_span_next(&rest_a, ';', &a); /* the pair may look like a lifetime */
    cp_span_next(&rest_b, ';', &b);
    MUST(cp_span_eq(a, b));
    while (next_other(&rest_a, &a)) {
        MUST(next_other(&rest_b, &b) && cp_span_eq(a, b));
    }
    MUST(!next_other(&rest_b, &b));
    MUST(cp_setcookie_cap(p, &again, max, NOW).s == out.s);
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
    cp_setcookie c;

    cp_setcookie_parse(line, &c);
    check_name(line, &c);
    check_deletion(line, &c);
    check_folded(line);
    check_date(line);
    check_cap(p, line, &c, limits[fuzz_hash(data, size) % 4]);
    free((char *)line.s);
    apr_pool_destroy(p);
    return 0;
}
