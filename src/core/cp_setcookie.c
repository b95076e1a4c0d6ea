/* SPDX-License-Identifier: Apache-2.0 */
/* One Set-Cookie field value as a browser stores it; see the header. */
#include "cp_setcookie.h"

#include "cp_buf.h"

/* RFC 6265bis section 5.6: a browser ignores a longer attribute value. */
#define CP_MAX_ATTRIBUTE 1024

/* ---- the name ---- */

static cp_span skip_equals(cp_span a)
{
    while (a.n > 0 && (a.s[0] == '=' || a.s[0] == ' ' || a.s[0] == '\t')) {
        a.s++;
        a.n--;
    }
    return a;
}

cp_span cp_pair_name(cp_span pair)
{
    cp_span name = cp_span_trim(pair);

    if (name.n > 0 && name.s[0] == '=') {
        name = skip_equals(name);
    }
    name.n = cp_span_find(name, '=');
    return cp_span_trim(name);
}

static int has_control(cp_span a)
{
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        unsigned char c = (unsigned char)a.s[i];

        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return 1;
        }
    }
    return 0;
}

/* ---- attributes ---- */

typedef struct cp_attribute {
    cp_span name;
    cp_span value; /* no span when there is no '=' */
} cp_attribute;

static int next_attribute(cp_span *rest, cp_attribute *a)
{
    cp_span piece;
    apr_size_t eq;

    if (!cp_span_next(rest, ';', &piece)) {
        return 0;
    }
    eq = cp_span_find(piece, '=');
    a->name = cp_span_trim(cp_span_between(piece.s, piece.s + eq));
    a->value.s = NULL;
    a->value.n = 0;
    if (eq < piece.n) {
        a->value =
            cp_span_trim(cp_span_between(piece.s + eq + 1, piece.s + piece.n));
    }
    return 1;
}

/* "0", "00" or "-5": what each browser takes for "not any more". */
static int is_no_time(cp_span value)
{
    apr_int64_t v;

    if (value.n > 1 && value.s[0] == '-') {
        value.s++;
        value.n--;
        return cp_span_number(value, &v);
    }
    return cp_span_number(value, &v) && v == 0;
}

static int is_past(cp_span value, apr_int64_t now)
{
    apr_int64_t when;
    return cp_date_parse(value, &when) && when < now;
}

static int deletes(cp_span attributes, apr_int64_t now)
{
    cp_attribute a;
    int ages = 0, bad_ages = 0, dates = 0, bad_dates = 0;

    while (next_attribute(&attributes, &a)) {
        if (cp_span_case_is(a.name, "max-age")) {
            ages++;
            bad_ages += !is_no_time(a.value);
        }
        else if (cp_span_case_is(a.name, "expires")) {
            dates++;
            bad_dates += !is_past(a.value, now);
        }
    }
    return ages ? bad_ages == 0 : (dates > 0 && bad_dates == 0);
}

void cp_setcookie_parse(cp_span line, apr_int64_t now, cp_setcookie *out)
{
    cp_span rest = line, pair = {NULL, 0};

    cp_span_next(&rest, ';', &pair);
    out->name = cp_pair_name(pair);
    out->malformed = out->name.n == 0 || has_control(line);
    out->deletes = deletes(rest, now);
}

int cp_setcookie_next_folded(cp_span *rest, cp_span *name)
{
    apr_size_t at;

    while ((at = cp_span_find(*rest, ',')) < rest->n) {
        cp_span after;
        apr_size_t n = 0;

        rest->s += at + 1;
        rest->n -= at + 1;
        after = skip_equals(*rest);
        while (n < after.n && cp_is_tchar((unsigned char)after.s[n])) {
            n++;
        }
        *name = cp_span_between(after.s, after.s + n);
        while (n < after.n && (after.s[n] == ' ' || after.s[n] == '\t')) {
            n++;
        }
        if (name->n > 0 && n < after.n && after.s[n] == '=') {
            return 1;
        }
    }
    return 0;
}

/* ---- lifetime ---- */

/* Seconds of a Max-Age as a browser reads it, -1 when it is none. */
static apr_int64_t age_of(cp_span value)
{
    int negative = value.n > 1 && value.s[0] == '-';
    apr_int64_t v;
    apr_size_t i;

    for (i = (apr_size_t)negative; i < value.n; i++) {
        if (value.s[i] < '0' || value.s[i] > '9') {
            return -1;
        }
    }
    while (value.n > 1 && value.s[0] == '0') {
        value.s++;
        value.n--;
    }
    if (negative || value.n == 0) {
        return negative ? 0 : -1;
    }
    /* Too long to count is longer than any cap. */
    return cp_span_number(value, &v) ? v : APR_INT64_MAX;
}

/* Seconds the cookie would live, -1 for a session cookie. The last valid
 * attribute wins and Max-Age goes before Expires (section 5.7, step 3). */
static apr_int64_t lives_for(cp_span attributes, apr_int64_t now)
{
    cp_attribute a;
    apr_int64_t age = -1, date = -1, v;

    while (next_attribute(&attributes, &a)) {
        if (a.value.n > CP_MAX_ATTRIBUTE) {
            continue;
        }
        if (cp_span_case_is(a.name, "max-age")) {
            v = age_of(a.value);
            age = v >= 0 ? v : age;
        }
        else if (cp_span_case_is(a.name, "expires")
                 && cp_date_parse_loosely(a.value, &v)) {
            date = v > now ? v - now : 0;
        }
    }
    return age >= 0 ? age : date;
}

cp_span cp_setcookie_cap(apr_pool_t *p, cp_span line, apr_int64_t max,
                         apr_int64_t now)
{
    cp_span rest = line, pair = {NULL, 0}, walk, piece, text;
    cp_buf *b;

    cp_span_next(&rest, ';', &pair);
    if (lives_for(rest, now) <= max) {
        return line;
    }
    b = cp_buf_make(p, line.n + 32);
    cp_buf_add(b, pair.s, pair.n);
    walk = rest;
    while (cp_span_next(&walk, ';', &piece)) {
        cp_span one = piece;
        cp_attribute a = {{NULL, 0}, {NULL, 0}};

        next_attribute(&one, &a);
        if (!cp_span_case_is(a.name, "max-age")
            && !cp_span_case_is(a.name, "expires")) {
            cp_buf_char(b, ';');
            cp_buf_add(b, piece.s, piece.n);
        }
    }
    cp_buf_put(b, "; Max-Age=");
    cp_buf_number(b, max);
    text.s = cp_buf_text(b);
    text.n = b->n;
    return text;
}
