/* SPDX-License-Identifier: Apache-2.0 */
/* One Set-Cookie field value as a browser stores it; see the header. */
#include "core/cookie/cp_setcookie.h"

#include <string.h>

#include "core/base/cp_vec16.h"
#include "core/base/cp_buf.h"
#include "core/base/cp_digits.h"
#include "core/cookie/cp_date.h"

/* RFC 6265bis section 5.6: a browser ignores a longer attribute value. */
#define CP_MAX_ATTRIBUTE 1024

/* ---- the name ---- */

static cp_span skip_equals(cp_span a)
{
    while (a.n > 0 && (a.s[0] == '=' || cp_is_blank(a.s[0]))) {
        a.s++;
        a.n--;
    }
    return a;
}

/* The pair without what makes it one without a name. */
static inline cp_span begin_of(cp_span pair)
{
    pair = cp_span_skip_blanks(pair);
    return pair.n > 0 && pair.s[0] == '=' ? skip_equals(pair) : pair;
}

static inline cp_span trim_end(cp_span a)
{
    while (a.n > 0 && cp_is_blank(a.s[a.n - 1])) {
        a.n--;
    }
    return a;
}

int cp_pair_read(cp_span pair, cp_span *name)
{
    cp_span begin = begin_of(pair);
    int bare;

    *name = begin;
    name->n = cp_find_near(begin, '=', '=');
    bare = name->n == begin.n;
    *name = trim_end(*name);
    return bare;
}

cp_span cp_pair_name(cp_span pair)
{
    cp_span name;

    cp_pair_read(pair, &name);
    return name;
}

cp_span cp_pair_value(cp_span pair)
{
    cp_span value = begin_of(pair);
    apr_size_t at = cp_span_find(value, '=');

    at += at < value.n;
    return cp_span_trim(cp_span_between(value.s + at, value.s + value.n));
}

/* ---- attributes ---- */

typedef enum { CP_NO_LIFETIME, CP_MAX_AGE, CP_EXPIRES } cp_lifetime_e;

/* Bytes of "Max-Age" and of "Expires". */
#define CP_LIFETIME_LENGTH 7

static const char max_age[] = "max-age", expires[] = "expires";

static inline const char *behind_blanks(const char *s, const char *end)
{
    while (s < end && cp_is_blank(*s)) {
        s++;
    }
    return s;
}

/* Two words that overlap in the middle; `lower` holds letters and dashes,
 * so a bit is all that case makes of a difference. Who asks for "max-age"
 * has seen the dash. */
static inline int is_lifetime_name(const char *s, const char *lower)
{
    const apr_uint32_t cases = 0x20202020;
    apr_uint32_t a, b, first, second;

    memcpy(&a, s, sizeof(a));
    memcpy(&b, s + CP_LIFETIME_LENGTH - sizeof(b), sizeof(b));
    memcpy(&first, lower, sizeof(first));
    memcpy(&second, lower + CP_LIFETIME_LENGTH - sizeof(second),
           sizeof(second));
    return (a | cases) == first && (b | cases) == second;
}

/* Where the value begins of an attribute of that name; NULL where it is
 * another, or a longer one. */
static inline const char *value_of(const char *s, const char *end,
                                   const char *lower)
{
    if (end - s < CP_LIFETIME_LENGTH || !is_lifetime_name(s, lower)) {
        return NULL;
    }
    s = behind_blanks(s + CP_LIFETIME_LENGTH, end);
    if (s < end && *s != '=') {
        return *s == ';' ? s : NULL;
    }
    return s + (s < end);
}

/* The lifetimes of a cookie that are still to be looked at. */
typedef struct walk {
    cp_span rest; /* from the next one's value on */
    int n;
    int is_age; /* the next one is a Max-Age */
} walk;

static inline walk walk_lifetimes(const cp_setcookie *cookie)
{
    walk w = {cookie->lifetimes, cookie->n_lifetimes, cookie->begins_age};
    return w;
}

/* A piece between two semicolons, or all behind the first of them: is it a
 * lifetime? */
static int begins_lifetime(cp_span a, walk *w)
{
    const char *end, *value;

    a = cp_span_skip_blanks(a);
    end = a.s + a.n;
    value = value_of(a.s, end, max_age);
    w->is_age = value != NULL && a.s[3] == '-';
    if (!w->is_age && (value = value_of(a.s, end, expires)) == NULL) {
        return 0;
    }
    w->rest = cp_span_between(value, end);
    return 1;
}

/* The next of the `n` that follow the value of another. */
static walk lifetime_behind(cp_span rest, int n)
{
    walk w = {rest, n, 0};
    cp_span piece;

    while (cp_span_next(&rest, ';', &piece)) {
        if (begins_lifetime(rest, &w)) {
            return w;
        }
    }
    w.n = 0; /* nobody has counted more than there are */
    return w;
}

/* The next Max-Age or Expires, CP_NO_LIFETIME at the end. */
static inline cp_lifetime_e next_lifetime(walk *w, cp_span *value)
{
    cp_lifetime_e kind = w->is_age ? CP_MAX_AGE : CP_EXPIRES;

    if (w->n == 0) {
        return CP_NO_LIFETIME;
    }
    *value = w->rest;
    value->n = cp_find_near(*value, ';', ';');
    if (--w->n > 0) {
        *w = lifetime_behind(
            cp_span_between(value->s + value->n, w->rest.s + w->rest.n), w->n);
    }
    *value = cp_span_trim(*value);
    return kind;
}

/* ---- the line ---- */

static inline void note_lifetime(cp_setcookie *out, const char *value,
                                 int is_age)
{
    if (out->n_lifetimes++ == 0) {
        out->lifetimes = cp_span_between(value, out->line.s + out->line.n);
        out->begins_age = is_age;
    }
}

/* The attribute at `name`, if it is one: behind nothing but blanks and a
 * ';'. */
static void take(cp_setcookie *out, const char *name, int is_age)
{
    const char *begin = out->line.s, *end = begin + out->line.n;
    const char *before = name;
    const char *value = value_of(name, end, is_age ? max_age : expires);

    while (value != NULL && before > begin) {
        before--;
        if (*before == ';') {
            note_lifetime(out, value, is_age);
        }
        if (!cp_is_blank(*before)) {
            return;
        }
    }
}

/* Is it "; Max-Age=", as it mostly is spelled? Two words that overlap in the
 * middle; four bytes stand in front of the 'x', which is one of the six. */
static inline int is_usual_age(cp_span line, const char *x)
{
    static const char usual[] = "; Max-Age=";
    apr_uint64_t a, b, first, second;

    if (x - line.s < 4 || line.s + line.n - x < 6) {
        return 0;
    }
    memcpy(&a, x - 4, sizeof(a));
    memcpy(&b, x - 2, sizeof(b));
    memcpy(&first, usual, sizeof(first));
    memcpy(&second, usual + 2, sizeof(second));
    return a == first && b == second;
}

/* An 'x' of "Max-Age" or of "Expires"? Both have one, and little else that
 * is found in a line has. Four bytes follow it. */
static inline void look_at(cp_setcookie *out, const char *x)
{
    if (x[1] == '-') {
        if (is_usual_age(out->line, x)) {
            note_lifetime(out, x + 6, 1);
        }
        else if (x - out->line.s >= 2) {
            take(out, x - 2, 1);
        }
    }
    else if ((x[1] | 0x20) == 'p' && x > out->line.s) {
        take(out, x - 1, 0);
    }
}

/* What a pass over the line has seen, sixteen bytes at a time. */
typedef struct scan {
    cp_bytes plain; /* ASCII and no control; 0 where a byte was not */
    cp_bytes commas;
} scan;

/* With one added, DEL is a negative number, as a byte that is no ASCII. */
static inline void scan_block(scan *s, cp_setcookie *out, const char *bytes,
                              unsigned wanted)
{
    cp_bytes v = cp_vec16_load(bytes);
    unsigned bits = cp_vec16_bits((cp_bytes)((v | 0x20) == 'x')) & wanted;

    s->plain &= (cp_bytes)((cp_signed_bytes)(v + 1) > 0x20);
    s->commas |= (cp_bytes)(v == ',');
    for (; __builtin_expect(bits != 0, 0); bits &= bits - 1) {
        look_at(out, bytes + cp_first_place(bits));
    }
}

/* The last block overlaps the one before. In the line's last four bytes no
 * 'x' can be the one that is looked for. */
static inline void scan_line(scan *s, cp_setcookie *out)
{
    const char *at = out->line.s, *last = at + out->line.n - sizeof(cp_bytes);

    for (; at < last; at += sizeof(cp_bytes)) {
        scan_block(s, out, at, CP_VEC16_ALL);
    }
    scan_block(s, out, last, CP_VEC16_ALL >> 4 & CP_VEC16_ALL << (at - last));
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

/* The pair ends at the first ';'. Out of line, as all that is rare here: what
 * a function may call costs it registers even when it does not. */
static __attribute__((noinline)) cp_span read_odd_name(cp_span line)
{
    cp_span name = begin_of(line);

    name.n = cp_find_near(name, '=', ';');
    return trim_end(name);
}

/* Most names begin with a letter, and end soon. */
static inline cp_span read_name(cp_span line)
{
    if (line.n >= sizeof(cp_bytes) && line.s[0] > '=') {
        cp_bytes v = cp_vec16_load(line.s);
        unsigned bits =
            cp_vec16_bits((cp_bytes)(v == '=') | (cp_bytes)(v == ';'));

        if (bits != 0) {
            line.n = cp_first_place(bits);
            return trim_end(line);
        }
    }
    return read_odd_name(line);
}

int cp_setcookie_is_bare(const cp_setcookie *cookie)
{
    cp_span pair = cookie->line, name;

    pair.n = cp_span_find(pair, ';');
    return cp_pair_read(pair, &name);
}

/* A line shorter than a block. */
static __attribute__((noinline)) void scan_short(cp_setcookie *out)
{
    cp_span line = out->line;
    apr_size_t i;

    for (i = 0; i + 4 < line.n; i++) {
        if ((line.s[i] | 0x20) == 'x') {
            look_at(out, line.s + i);
        }
    }
    out->folded = cp_span_find(line, ',') < line.n;
    out->malformed = out->name.n == 0 || has_control(line);
}

/* Every field value is read here, all of it and once: it matters how. */
void cp_setcookie_parse(cp_span line, cp_setcookie *out)
{
    scan s = {~(cp_bytes){0}, {0}};

    out->line = line;
    out->name = read_name(line);
    out->lifetimes = cp_span_of(NULL);
    out->n_lifetimes = 0;
    out->begins_age = 0;
    if (line.n < sizeof(cp_bytes)) {
        scan_short(out);
        return;
    }
    scan_line(&s, out);
    out->folded = cp_vec16_bits(s.commas) != 0;
    out->malformed =
        out->name.n == 0
        || (cp_vec16_bits(s.plain) != CP_VEC16_ALL && has_control(line));
}

/* ---- deletions ---- */

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

/* By the attributes one after the other. */
static __attribute__((noinline)) int deletes_by_all(const cp_setcookie *cookie,
                                                    apr_int64_t now)
{
    walk w = walk_lifetimes(cookie);
    cp_lifetime_e kind;
    cp_span value;
    int ages = 0, bad_ages = 0, dates = 0, bad_dates = 0;

    while ((kind = next_lifetime(&w, &value)) != CP_NO_LIFETIME) {
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

/* A Max-Age that begins with another digit than 0 is no deletion, whatever
 * else there is; most cookies that are not meant to be one have it. */
static inline int has_plain_age(const cp_setcookie *cookie)
{
    return cookie->begins_age && cookie->lifetimes.n > 0
        && cookie->lifetimes.s[0] >= '1' && cookie->lifetimes.s[0] <= '9';
}

int cp_setcookie_deletes(const cp_setcookie *cookie, apr_int64_t now)
{
    return cookie->n_lifetimes > 0 && !has_plain_age(cookie)
        && deletes_by_all(cookie, now);
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

/* Seconds that another digit cannot make too many to count. */
#define CP_LONG_AGE (APR_INT64_MAX / 10)

/* Seconds of a Max-Age as a browser reads it, -1 when it is none. What is
 * too long to count is longer than any cap. */
static apr_int64_t age_of(cp_span value)
{
    int negative = value.n > 1 && value.s[0] == '-';
    const char *s = value.s + negative, *end = value.s + value.n;
    apr_int64_t v = 0;

    if (value.n == 0) {
        return -1;
    }
    for (; s < end; s++) {
        unsigned digit = (unsigned char)*s - (unsigned)'0';

        if (digit > 9) {
            return -1;
        }
        v = v < CP_LONG_AGE ? v * 10 + digit : v;
    }
    return negative ? 0 : v;
}

/* By the attributes one after the other. */
static __attribute__((noinline)) apr_int64_t lives_by_all(
    const cp_setcookie *cookie, apr_int64_t now)
{
    walk w = walk_lifetimes(cookie);
    cp_lifetime_e kind;
    cp_span value;
    apr_int64_t age = -1, date = -1, v;

    while ((kind = next_lifetime(&w, &value)) != CP_NO_LIFETIME) {
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

/* One Max-Age of up to eight digits, with more attributes behind it, is what
 * most cookies have that live longer than the browser. */
static inline int is_plain_age(const cp_setcookie *cookie, apr_int64_t *age)
{
    cp_span rest = cookie->lifetimes;
    unsigned n;

    if (cookie->n_lifetimes != 1 || !cookie->begins_age || rest.n <= 8) {
        return 0;
    }
    n = cp_digits(rest.s, age);
    return n > 0 && rest.s[n] == ';';
}

apr_int64_t cp_setcookie_max_age(const cp_setcookie *cookie, apr_int64_t now)
{
    apr_int64_t age;

    return is_plain_age(cookie, &age) ? age : lives_by_all(cookie, now);
}

/* The line with one Max-Age, or none, instead of what it has of lifetimes. */
static __attribute__((noinline)) cp_span cut(apr_pool_t *p,
                                             const cp_setcookie *cookie,
                                             apr_int64_t max)
{
    cp_span rest = cookie->line, piece, text;
    cp_buf *b = cp_buf_make(p, cookie->line.n + 32);
    walk w;

    if (cp_span_next(&rest, ';', &piece)) { /* the pair, whatever it is */
        cp_buf_add(b, piece.s, piece.n);
    }
    while (cp_span_next(&rest, ';', &piece)) {
        if (!begins_lifetime(piece, &w)) {
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

static __attribute__((noinline)) cp_span cap_by_all(apr_pool_t *p,
                                                    const cp_setcookie *cookie,
                                                    apr_int64_t max,
                                                    apr_int64_t now)
{
    return cp_setcookie_max_age(cookie, now) <= max ? cookie->line
                                                    : cut(p, cookie, max);
}

cp_span cp_setcookie_cap(apr_pool_t *p, const cp_setcookie *cookie,
                         apr_int64_t max, apr_int64_t now)
{
    apr_int64_t age;

    if (cookie->n_lifetimes == 0
        || (is_plain_age(cookie, &age) && age <= max)) {
        return cookie->line;
    }
    return cap_by_all(p, cookie, max, now);
}
