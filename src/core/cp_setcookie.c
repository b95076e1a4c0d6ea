/* SPDX-License-Identifier: Apache-2.0 */
/* One Set-Cookie field value as a browser stores it; see the header. */
#include "cp_setcookie.h"

#include <string.h>

#include "cp_block.h"
#include "cp_buf.h"

/* RFC 6265bis section 5.6: a browser ignores a longer attribute value. */
#define CP_MAX_ATTRIBUTE 1024

/* ---- the name ---- */

static inline int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline cp_span skip_blanks(cp_span a)
{
    while (a.n > 0 && is_blank(a.s[0])) {
        a.s++;
        a.n--;
    }
    return a;
}

static cp_span skip_equals(cp_span a)
{
    while (a.n > 0 && (a.s[0] == '=' || is_blank(a.s[0]))) {
        a.s++;
        a.n--;
    }
    return a;
}

/* The pair without what makes it one without a name. */
static inline cp_span begin_of(cp_span pair)
{
    pair = skip_blanks(pair);
    return pair.n > 0 && pair.s[0] == '=' ? skip_equals(pair) : pair;
}

static inline cp_span trim_end(cp_span a)
{
    while (a.n > 0 && is_blank(a.s[a.n - 1])) {
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

/* Two words that overlap in the middle; `lower` holds letters and dashes,
 * so a bit is all that case makes of a difference. */
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

static inline const char *behind_blanks(const char *s, const char *end)
{
    while (s < end && is_blank(*s)) {
        s++;
    }
    return s;
}

/* What stands behind a lifetime's name and blanks where an attribute begins
 * with one; NULL where it does not, or has a longer name. */
static inline const char *behind_name(const char *s, const char *end)
{
    if (end - s < CP_LIFETIME_LENGTH
        || !((is_lifetime_name(s, "max-age") && s[3] == '-')
             || is_lifetime_name(s, "expires"))) {
        return NULL;
    }
    s = behind_blanks(s + CP_LIFETIME_LENGTH, end);
    return s == end || *s == '=' || *s == ';' ? s : NULL;
}

/* A piece between two semicolons, or all behind the first of them. */
static int begins_lifetime(cp_span a)
{
    a = skip_blanks(a);
    return behind_name(a.s, a.s + a.n) != NULL;
}

/* The lifetimes of a cookie that are still to be looked at. */
typedef struct walk {
    cp_span rest; /* begins with the next one's name */
    int n;
} walk;

static inline walk walk_lifetimes(const cp_setcookie *cookie)
{
    walk w = {cookie->lifetimes, cookie->n_lifetimes};
    return w;
}

/* Behind the value of one, with more to come. */
static void go_on(walk *w)
{
    cp_span piece;

    do {
        cp_span_next(&w->rest, ';', &piece);
    } while (!begins_lifetime(w->rest));
    w->rest = skip_blanks(w->rest);
}

/* The next Max-Age or Expires, CP_NO_LIFETIME at the end. */
static inline cp_lifetime_e next_lifetime(walk *w, cp_span *value)
{
    const char *s = w->rest.s, *end;
    cp_lifetime_e kind;

    if (w->n == 0) {
        return CP_NO_LIFETIME;
    }
    end = s + w->rest.n;
    kind = (*s | 0x20) == 'm' ? CP_MAX_AGE : CP_EXPIRES;
    s = behind_blanks(s + CP_LIFETIME_LENGTH, end);
    s += s < end && *s == '=';
    *value = cp_span_between(s, end);
    value->n = cp_find_near(*value, ';', ';');
    if (--w->n > 0) {
        w->rest = cp_span_between(s + value->n, end);
        go_on(w);
    }
    *value = cp_span_trim(*value);
    return kind;
}

/* ---- the line ---- */

/* One pass over the line. */
typedef struct scan {
    apr_size_t next; /* behind the latest candidate */
    cp_bytes odd;    /* controls, and what is no ASCII */
    cp_bytes commas;
} scan;

/* The attribute that begins in front of that 'x' and behind nothing but
 * blanks and a ';'. */
static void take_candidate(cp_setcookie *out, const char *x)
{
    const char *begin = out->line.s, *end = begin + out->line.n;
    const char *name = x - (x[1] == '-' ? 2 : 1), *before = name;

    if (behind_name(name, end) == NULL) {
        return;
    }
    while (before > begin && is_blank(before[-1])) {
        before--;
    }
    if (before > begin && before[-1] == ';') {
        if (out->n_lifetimes++ == 0) {
            out->lifetimes = cp_span_between(name, end);
        }
    }
}

/* An 'x' of "Max-Age" or of "Expires"? Both have one, and little else that
 * is found in a line has. Those in front of `next` were seen in an
 * overlapping block. */
static inline void look_at(scan *s, cp_setcookie *out, apr_size_t at)
{
    cp_span line = out->line;

    if (at >= s->next && at > 1 && at + 1 < line.n
        && (line.s[at + 1] == '-' || (line.s[at + 1] | 0x20) == 'p')) {
        s->next = at + 1;
        take_candidate(out, line.s + at);
    }
}

static inline void look_at_half(scan *s, cp_setcookie *out, apr_uint64_t half,
                                apr_size_t base)
{
    if (half != 0) {
        apr_uint64_t bits = cp_place_bits(half);

        do {
            look_at(s, out, base + cp_first_place(bits));
            bits &= bits - 1;
        } while (bits != 0);
    }
}

/* With one added, DEL is a negative number, as a byte that is no ASCII. */
static inline void scan_block(scan *s, cp_setcookie *out, const char *bytes,
                              apr_size_t base)
{
    cp_bytes v = cp_block_load(bytes + base);
    cp_places all = cp_places_of((cp_bytes)((v | 0x20) == 'x'));

    s->odd |= (cp_bytes)((cp_signed_bytes)(v + 1) < 0x21);
    s->commas |= (cp_bytes)(v == ',');
    look_at_half(s, out, all.half[0], base);
    look_at_half(s, out, all.half[1], base + sizeof(all.half[0]));
}

/* The last block overlaps the one before; a short line gets blanks. */
static inline void scan_line(scan *s, cp_setcookie *out)
{
    cp_span line = out->line;
    char padded[sizeof(cp_bytes)];
    const char *bytes = line.s;
    apr_size_t i = 0, last = line.n - sizeof(padded);

    if (line.n < sizeof(padded)) {
        memset(padded, ' ', sizeof(padded));
        memcpy(padded, line.n ? line.s : "", line.n);
        bytes = padded;
        last = 0;
    }
    for (;;) {
        scan_block(s, out, bytes, i);
        if (i == last) {
            return;
        }
        i = i + sizeof(padded) < last ? i + sizeof(padded) : last;
    }
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

/* Every field value is read here, all of it and once: it matters how. */
void cp_setcookie_parse(cp_span line, cp_setcookie *out)
{
    scan s = {0, {0}, {0}};
    cp_span name = begin_of(line);
    apr_size_t at = cp_find_near(name, '=', ';');

    out->line = line;
    out->bare = at == name.n || name.s[at] == ';';
    name.n = at;
    out->name = trim_end(name);
    out->lifetimes = cp_span_of(NULL);
    out->n_lifetimes = 0;
    scan_line(&s, out);
    out->folded = cp_is_any(cp_places_of(s.commas));
    out->malformed = out->name.n == 0
                  || (cp_is_any(cp_places_of(s.odd)) && has_control(line));
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

int cp_setcookie_deletes(const cp_setcookie *cookie, apr_int64_t now)
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

apr_int64_t cp_setcookie_lives(const cp_setcookie *cookie, apr_int64_t now)
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

cp_span cp_setcookie_cap(apr_pool_t *p, const cp_setcookie *cookie,
                         apr_int64_t max, apr_int64_t now)
{
    cp_span line = cookie->line, walk = line, piece, text;
    cp_buf *b;

    if (cookie->n_lifetimes == 0 || cp_setcookie_lives(cookie, now) <= max
        || !cp_span_next(&walk, ';', &piece)) {
        return line;
    }
    b = cp_buf_make(p, line.n + 32);
    cp_buf_add(b, piece.s, piece.n);
    while (cp_span_next(&walk, ';', &piece)) {
        if (!begins_lifetime(piece)) {
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
