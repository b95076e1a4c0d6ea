/* SPDX-License-Identifier: Apache-2.0 */
/* One Set-Cookie field value as a browser stores it; see the header. */
#include "cp_setcookie.h"

#include <string.h>

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

/* The pair without what makes it one without a name. */
static inline cp_span begin_of(cp_span pair)
{
    pair = cp_span_trim(pair);
    return pair.n > 0 && pair.s[0] == '=' ? skip_equals(pair) : pair;
}

cp_span cp_pair_name(cp_span pair)
{
    cp_span name = begin_of(pair);

    name.n = cp_span_find(name, '=');
    return cp_span_trim(name);
}

int cp_pair_is_bare(cp_span pair)
{
    cp_span name = begin_of(pair);

    return cp_span_find(name, '=') == name.n;
}

cp_span cp_pair_value(cp_span pair)
{
    cp_span value = begin_of(pair);
    apr_size_t at = cp_span_find(value, '=');

    at += at < value.n;
    return cp_span_trim(cp_span_between(value.s + at, value.s + value.n));
}

static int is_control(unsigned char c)
{
    return (c < 0x20 && c != '\t') || c == 0x7F;
}

/* Sixteen bytes at a time: every compiler that httpd is built with has
 * such vectors, and turns them into what the processor has. */
typedef unsigned char cp_bytes __attribute__((vector_size(16)));

static cp_bytes controls_in(const char *s)
{
    cp_bytes v;

    memcpy(&v, s, sizeof(v));
    return (cp_bytes)(v < 0x20) | (cp_bytes)(v == 0x7F);
}

/* Non-zero when there is none, HTAB counted; 0 says nothing. */
static int is_surely_clean(cp_span a)
{
    cp_bytes found = {0};
    apr_uint64_t halves[2];
    apr_size_t i;

    if (a.n < sizeof(found)) {
        return 0;
    }
    for (i = 0; i + sizeof(found) < a.n; i += sizeof(found)) {
        found |= controls_in(a.s + i);
    }
    found |= controls_in(a.s + a.n - sizeof(found));
    memcpy(halves, &found, sizeof(halves));
    return (halves[0] | halves[1]) == 0;
}

/* Every field value is read whole here, so it matters how. */
static int has_control(cp_span a)
{
    apr_size_t i;

    if (is_surely_clean(a)) {
        return 0;
    }
    for (i = 0; i < a.n; i++) {
        if (is_control((unsigned char)a.s[i])) {
            return 1;
        }
    }
    return 0;
}

/* ---- attributes ---- */

typedef enum { CP_NO_LIFETIME, CP_MAX_AGE, CP_EXPIRES } cp_lifetime_e;

/* Bytes of "Max-Age" and of "Expires". */
#define CP_LIFETIME_LENGTH 7

/* `lower` holds letters and dashes. */
static int is_lifetime_name(const char *s, const char *lower)
{
    int i = 0;

    while (i < CP_LIFETIME_LENGTH && (s[i] | 0x20) == lower[i]) {
        i++;
    }
    return i == CP_LIFETIME_LENGTH;
}

/* One attribute, blanks skipped; `value` is only set for a lifetime. */
static cp_lifetime_e lifetime_of(const char *s, const char *end, cp_span *value)
{
    int is_age = (*s | 0x20) == 'm';

    if (!is_lifetime_name(s, is_age ? "max-age" : "expires")
        || (is_age && s[3] != '-')) {
        return CP_NO_LIFETIME;
    }
    *value = cp_span_trim(cp_span_between(s + CP_LIFETIME_LENGTH, end));
    if (value->n > 0 && value->s[0] != '=') { /* a longer name */
        return CP_NO_LIFETIME;
    }
    if (value->n > 0) {
        value->s++;
        value->n--;
        *value = cp_span_trim(*value);
    }
    return is_age ? CP_MAX_AGE : CP_EXPIRES;
}

/* The next Max-Age or Expires, CP_NO_LIFETIME at the end. The other
 * attributes are told by one letter, in either case. */
static cp_lifetime_e next_lifetime(cp_span *rest, cp_span *value)
{
    const char *s = rest->s, *end, *stop;
    cp_lifetime_e kind = CP_NO_LIFETIME;

    if (rest->n == 0) {
        return CP_NO_LIFETIME;
    }
    end = s + rest->n;
    while (s != NULL && kind == CP_NO_LIFETIME) {
        while (s < end && (*s == ' ' || *s == '\t')) {
            s++;
        }
        stop = s < end ? memchr(s, ';', (apr_size_t)(end - s)) : NULL;
        if (end - s >= CP_LIFETIME_LENGTH
            && ((*s | 0x20) == 'm' || (*s | 0x20) == 'e')
            && (stop == NULL || stop - s >= CP_LIFETIME_LENGTH)) {
            kind = lifetime_of(s, stop ? stop : end, value);
        }
        s = stop ? stop + 1 : NULL;
    }
    rest->s = s;
    rest->n = s ? (apr_size_t)(end - s) : 0;
    return kind;
}

/* A piece between two semicolons. */
static int is_lifetime(cp_span piece)
{
    cp_span value;
    return next_lifetime(&piece, &value) != CP_NO_LIFETIME;
}

/* "0", "00" or "-5": what each browser takes for "not any more". */
static int is_no_time(cp_span value)
{
    apr_int64_t v;

    if (value.n == 0 || (value.s[0] != '0' && value.s[0] != '-')) {
        return 0;
    }
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

void cp_setcookie_parse(cp_span line, cp_setcookie *out)
{
    cp_span pair = {NULL, 0};
    apr_size_t at;

    out->line = out->attributes = line;
    cp_span_next(&out->attributes, ';', &pair);
    out->name = begin_of(pair);
    at = cp_span_find(out->name, '=');
    out->bare = at == out->name.n;
    out->name.n = at;
    out->name = cp_span_trim(out->name);
    out->malformed = out->name.n == 0 || has_control(line);
}

int cp_setcookie_deletes(const cp_setcookie *cookie, apr_int64_t now)
{
    cp_span rest = cookie->attributes;
    cp_lifetime_e kind;
    cp_span value;
    int ages = 0, bad_ages = 0, dates = 0, bad_dates = 0;

    while ((kind = next_lifetime(&rest, &value)) != CP_NO_LIFETIME) {
        if (kind == CP_MAX_AGE) {
            ages++;
            bad_ages += !is_no_time(value);
        }
        else {
            dates++;
            bad_dates += !is_past(value, now);
        }
    }
    return ages ? bad_ages == 0 : (dates > 0 && bad_dates == 0);
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

/* Seconds of a Max-Age as a browser reads it, -1 when it is none. What is
 * too long to count is longer than any cap. */
static apr_int64_t age_of(cp_span value)
{
    int negative = value.n > 1 && value.s[0] == '-';
    apr_size_t i = (apr_size_t)negative;
    apr_int64_t v = 0;

    if (value.n == 0) {
        return -1;
    }
    for (; i < value.n; i++) {
        unsigned digit = (unsigned char)value.s[i] - (unsigned)'0';

        if (digit > 9) {
            return -1;
        }
        if (v < APR_INT64_MAX / 10) {
            v = v * 10 + digit;
        }
    }
    return negative ? 0 : v;
}

apr_int64_t cp_setcookie_lives(const cp_setcookie *cookie, apr_int64_t now)
{
    cp_span attributes = cookie->attributes, value;
    cp_lifetime_e kind;
    apr_int64_t age = -1, date = -1, v;

    while ((kind = next_lifetime(&attributes, &value)) != CP_NO_LIFETIME) {
        if (value.n > CP_MAX_ATTRIBUTE) {
            continue;
        }
        if (kind == CP_MAX_AGE) {
            v = age_of(value);
            age = v >= 0 ? v : age;
        }
        else if (cp_date_parse_loosely(value, &v)) {
            date = v > now ? v - now : 0;
        }
    }
    return age >= 0 ? age : date;
}

cp_span cp_setcookie_cap(apr_pool_t *p, const cp_setcookie *cookie,
                         apr_int64_t max, apr_int64_t now)
{
    cp_span line = cookie->line, walk = line, piece, text;
    cp_buf *b;

    if (cp_setcookie_lives(cookie, now) <= max
        || !cp_span_next(&walk, ';', &piece)) {
        return line;
    }
    b = cp_buf_make(p, line.n + 32);
    cp_buf_add(b, piece.s, piece.n);
    while (cp_span_next(&walk, ';', &piece)) {
        if (!is_lifetime(piece)) {
            cp_buf_char(b, ';');
            cp_buf_add(b, piece.s, piece.n);
        }
    }
    if (max > 0) {
        cp_buf_put(b, "; Max-Age=");
        cp_buf_number(b, max);
    }
    text.s = cp_buf_text(b);
    text.n = b->n;
    return text;
}
