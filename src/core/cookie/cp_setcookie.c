/* SPDX-License-Identifier: Apache-2.0 */
/* Parses one Set-Cookie field value as a browser does; see the header. */
#include "core/cookie/cp_setcookie.h"

#include <string.h>

#include "core/base/cp_buf.h"
#include "core/base/cp_vec16.h"
#include "core/cookie/cp_date.h"

/* ---- the pair ---- */

/* Skips the '=' and blanks before the effective name: "=a=1" is stored without
 * a name and comes back as "a=1". */
static cp_span skip_empty_name(cp_span pair)
{
    while (pair.n > 0 && (pair.s[0] == '=' || cp_is_blank(pair.s[0]))) {
        pair = cp_span_skip(pair, 1);
    }
    return pair;
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
    cp_span rest = skip_empty_name(pair);
    int bare;

    *name = rest;
    name->n = cp_find_near(rest, '=', '=');
    bare = name->n == rest.n;
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
    cp_span value = skip_empty_name(pair);
    apr_size_t at = cp_span_find(value, '=');

    return cp_span_trim(cp_span_skip(value, at + (at < value.n)));
}

/* The general path of name_of. */
static __attribute__((noinline)) cp_span any_name_of(cp_span line)
{
    cp_span name = skip_empty_name(line);

    name.n = cp_find_near(name, '=', ';');
    return trim_end(name);
}

/* Returns the effective name of the pair at the start of a field value. Most
 * names begin with a letter and end in the first block; '=', ';' and blanks are
 * below '>'. */
static inline cp_span name_of(cp_span line)
{
    if (line.n >= sizeof(cp_bytes) && line.s[0] > '=') {
        unsigned ends = cp_vec16_bits(cp_vec16_either(line.s, '=', ';'));

        if (ends != 0) {
            line.n = cp_first_place(ends);
            return trim_end(line);
        }
    }
    return any_name_of(line);
}

int cp_setcookie_is_bare(const cp_setcookie *cookie)
{
    cp_span pair = cookie->line, name;

    pair.n = cp_span_find(pair, ';');
    return cp_pair_read(pair, &name);
}

/* ---- lifetime attributes ---- */

typedef enum { CP_NO_LIFETIME, CP_MAX_AGE, CP_EXPIRES } cp_lifetime;

/* Compares the seven bytes at `s` with `lower`, which consists of lower-case
 * letters and '-', without their case. Two words of four bytes overlap in the
 * middle. Setting the bit of the case also turns CR into '-', which no caller
 * can mistake: it has looked for the '-' itself. */
static inline int is_lifetime_name(const char *s, const char *lower)
{
    const apr_uint32_t case_bits = 0x20202020;
    apr_uint32_t head, tail, lower_head, lower_tail;

    memcpy(&head, s, sizeof(head));
    memcpy(&tail, s + CP_LIFETIME_LENGTH - sizeof(tail), sizeof(tail));
    memcpy(&lower_head, lower, sizeof(lower_head));
    memcpy(&lower_tail, lower + CP_LIFETIME_LENGTH - sizeof(lower_tail),
           sizeof(lower_tail));
    return (head | case_bits) == lower_head && (tail | case_bits) == lower_tail;
}

/* Returns the kind of the attribute that begins at `s`, after any blanks. */
static inline cp_lifetime lifetime_at(const char *s, const char *end)
{
    const char *after = s + CP_LIFETIME_LENGTH;
    cp_lifetime kind;

    if (end - s < CP_LIFETIME_LENGTH) {
        return CP_NO_LIFETIME;
    }
    kind = s[3] == '-' ? CP_MAX_AGE : CP_EXPIRES;
    if (!is_lifetime_name(s, kind == CP_MAX_AGE ? "max-age" : "expires")) {
        return CP_NO_LIFETIME;
    }
    while (after < end && cp_is_blank(*after)) {
        after++;
    }
    return after == end || *after == '=' || *after == ';' ? kind
                                                          : CP_NO_LIFETIME;
}

/* Cuts the text up to and including the next lifetime attribute off `rest`.
 * Sets its value, trimmed. Returns CP_NO_LIFETIME at the end. */
static cp_lifetime next_lifetime(cp_span *rest, cp_span *value)
{
    cp_lifetime kind = CP_NO_LIFETIME;
    cp_span piece;

    while (kind == CP_NO_LIFETIME && cp_span_next(rest, ';', &piece)) {
        piece = cp_span_skip_blanks(piece);
        kind = lifetime_at(piece.s, piece.s + piece.n);
        if (kind != CP_NO_LIFETIME) {
            apr_size_t equals = cp_span_find(piece, '=');

            *value =
                cp_span_trim(cp_span_skip(piece, equals + (equals < piece.n)));
        }
    }
    return kind;
}

/* ---- the scan of a field value ---- */

/* Bytes that follow the 'x' of a lifetime attribute at least: "-Age". An 'x' in
 * the last ones of a field value belongs to another attribute. */
#define CP_AFTER_X 4

/* Results of all blocks of a field value; see cp_vec16.h. */
typedef struct scan {
    cp_bytes plain;  /* not set where a byte was a control or not ASCII */
    cp_bytes commas; /* set where a byte was a comma */
} scan;

/* True if only blanks separate `name` from a ';' before it. */
static inline int begins_attribute(const char *line, const char *name)
{
    while (name > line) {
        name--;
        if (!cp_is_blank(*name)) {
            return *name == ';';
        }
    }
    return 0;
}

static inline void note_lifetime(cp_setcookie *out, const char *name,
                                 cp_lifetime kind)
{
    if (out->n_lifetimes++ == 0) {
        out->lifetimes = cp_span_between(name, out->line.s + out->line.n);
        out->first_is_max_age = kind == CP_MAX_AGE;
    }
}

/* Records the lifetime attribute that begins at `name`, if it is one. */
static void note_attribute(cp_setcookie *out, const char *name)
{
    const char *line = out->line.s;
    cp_lifetime kind = begins_attribute(line, name)
                         ? lifetime_at(name, line + out->line.n)
                         : CP_NO_LIFETIME;

    if (kind != CP_NO_LIFETIME) {
        note_lifetime(out, name, kind);
    }
}

/* True if the 'x' at `x` belongs to "; Max-Age=", the spelling of most servers.
 * The ten bytes are compared as two words of eight, which overlap. */
static inline int is_usual_max_age(cp_span line, const char *x)
{
    static const char usual[] = "; Max-Age=";
    apr_uint64_t head, tail, usual_head, usual_tail;

    if (x - line.s < 4 || line.s + line.n - x < 6) {
        return 0;
    }
    memcpy(&head, x - 4, sizeof(head));
    memcpy(&tail, x - 2, sizeof(tail));
    memcpy(&usual_head, usual, sizeof(usual_head));
    memcpy(&usual_tail, usual + 2, sizeof(usual_tail));
    return head == usual_head && tail == usual_tail;
}

/* Records the lifetime attribute that contains the 'x' at `x`, if there is one.
 * Both names contain one 'x', and few other attributes do. At least one byte
 * must follow the 'x'. */
static inline void note_around(cp_setcookie *out, const char *x)
{
    if (x[1] == '-') {
        if (is_usual_max_age(out->line, x)) {
            note_lifetime(out, x - 2, CP_MAX_AGE);
        }
        else {
            note_attribute(out, x - 2);
        }
    }
    else if ((x[1] | 0x20) == 'p') {
        note_attribute(out, x - 1);
    }
}

/* Scans one block, which is at `at` in the field value. `wanted` has a bit for
 * each byte at which an 'x' counts. */
static inline void scan_block(scan *s, cp_setcookie *out, cp_bytes block,
                              const char *at, unsigned wanted)
{
    unsigned x = cp_vec16_bits((cp_bytes)((block | 0x20) == 'x')) & wanted;

    /* One is added: DEL becomes negative, as a byte that is not ASCII is. */
    s->plain &= (cp_bytes)((cp_signed_bytes)(block + 1) > 0x20);
    s->commas |= (cp_bytes)(block == ',');
    for (; __builtin_expect(x != 0, 0); x &= x - 1) {
        note_around(out, at + cp_first_place(x));
    }
}

/* True if there is a control character other than HTAB. */
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

/* Sets the members that depend on all blocks. */
static inline void conclude(const scan *s, cp_setcookie *out)
{
    out->has_comma = cp_vec16_bits(s->commas) != 0;
    out->malformed =
        out->name.n == 0
        || (cp_vec16_bits(s->plain) != CP_VEC16_ALL && has_control(out->line));
}

/* Scans a field value that is shorter than a block, filled up with blanks. */
static __attribute__((noinline)) void scan_short(cp_setcookie *out)
{
    scan s = {~(cp_bytes){0}, {0}};
    char block[sizeof(cp_bytes)];

    memset(block, ' ', sizeof(block));
    if (out->line.n > 0) {
        memcpy(block, out->line.s, out->line.n);
    }
    scan_block(&s, out, cp_vec16_load(block), out->line.s,
               ((1u << out->line.n) - 1) >> CP_AFTER_X);
    conclude(&s, out);
}

/* Scans all blocks of a field value that is not shorter. The last block may
 * overlap the one before it; an 'x' in both counts once. */
static inline void scan_long(cp_setcookie *out)
{
    scan s = {~(cp_bytes){0}, {0}};
    const char *at = out->line.s;
    const char *last = at + out->line.n - sizeof(cp_bytes);

    for (; at < last; at += sizeof(cp_bytes)) {
        scan_block(&s, out, cp_vec16_load(at), at, CP_VEC16_ALL);
    }
    scan_block(&s, out, cp_vec16_load(last), last,
               CP_VEC16_ALL >> CP_AFTER_X & CP_VEC16_ALL << (at - last));
    conclude(&s, out);
}

void cp_setcookie_parse(cp_span line, cp_setcookie *out)
{
    out->line = line;
    out->name = name_of(line);
    out->lifetimes = cp_span_of(NULL);
    out->n_lifetimes = 0;
    out->first_is_max_age = 0;
    if (line.n < sizeof(cp_bytes)) {
        scan_short(out);
    }
    else {
        scan_long(out);
    }
}

/* ---- deletions ---- */

/* True for "0", "00" or "-5": every browser reads it as zero or less. */
static int is_zero_or_less(cp_span value)
{
    apr_int64_t v;

    if (value.n > 1 && value.s[0] == '-') {
        return cp_span_number(cp_span_skip(value, 1), &v);
    }
    return cp_span_number(value, &v) && v == 0;
}

static int is_past(cp_span value, apr_int64_t now)
{
    apr_int64_t when;

    return cp_date_parse(value, &when) && when < now;
}

/* The general path of cp_setcookie_deletes: evaluates each attribute. */
static __attribute__((noinline)) int all_delete(const cp_setcookie *cookie,
                                                apr_int64_t now)
{
    cp_span rest = cookie->lifetimes, value;
    cp_lifetime kind;
    int ages = 0, other_ages = 0, other_dates = 0;

    while ((kind = next_lifetime(&rest, &value)) != CP_NO_LIFETIME) {
        if (kind == CP_MAX_AGE) {
            ages++;
            other_ages += !is_zero_or_less(value);
        }
        else {
            other_dates += !is_past(value, now);
        }
    }
    return ages > 0 ? other_ages == 0 : other_dates == 0;
}

/* True if the first lifetime is a Max-Age whose number does not begin with 0:
 * then the cookie is not a deletion, and its other attributes do not matter. */
static inline int begins_with_positive_age(const cp_setcookie *cookie)
{
    cp_span age = cp_setcookie_leading_age(cookie);

    return age.n > 0 && age.s[0] >= '1' && age.s[0] <= '9';
}

int cp_setcookie_deletes(const cp_setcookie *cookie, apr_int64_t now)
{
    return cookie->n_lifetimes > 0 && !begins_with_positive_age(cookie)
        && all_delete(cookie, now);
}

/* ---- commas ---- */

int cp_setcookie_next_folded(cp_span *rest, cp_span *name)
{
    apr_size_t at;

    while ((at = cp_span_find(*rest, ',')) < rest->n) {
        cp_span after;
        apr_size_t n = 0;

        *rest = cp_span_skip(*rest, at + 1);
        after = skip_empty_name(*rest);
        while (n < after.n && cp_is_tchar((unsigned char)after.s[n])) {
            n++;
        }
        *name = cp_span_between(after.s, after.s + n);
        after = cp_span_skip_blanks(cp_span_skip(after, n));
        if (name->n > 0 && after.n > 0 && after.s[0] == '=') {
            return 1;
        }
    }
    return 0;
}

/* ---- the lifetime ---- */

/* A number below this one can take another digit without an overflow. */
#define CP_LONG_AGE (APR_INT64_MAX / 10)

/* Returns the seconds of a Max-Age as a browser reads it; -1 if the browser
 * ignores it. A number that does not fit is cut to one above every limit. */
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

/* The general path of cp_setcookie_max_age: evaluates each attribute. */
static __attribute__((noinline)) apr_int64_t
last_lifetime(const cp_setcookie *cookie, apr_int64_t now)
{
    cp_span rest = cookie->lifetimes, value;
    cp_lifetime kind;
    apr_int64_t age = -1, date = -1, v;

    while ((kind = next_lifetime(&rest, &value)) != CP_NO_LIFETIME) {
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

apr_int64_t cp_setcookie_max_age(const cp_setcookie *cookie, apr_int64_t now)
{
    apr_int64_t seconds;

    return cp_setcookie_single_age(cookie, &seconds)
             ? seconds
             : last_lifetime(cookie, now);
}

cp_span cp_setcookie_attribute(const cp_setcookie *cookie, const char *name)
{
    cp_span rest = cookie->line, piece, found = {"", 0};

    cp_span_next(&rest, ';', &piece); /* the pair */
    while (cp_span_next(&rest, ';', &piece)) {
        apr_size_t at = cp_span_find(piece, '=');

        if (cp_span_case_is(
                cp_span_trim(cp_span_between(piece.s, piece.s + at)), name)) {
            found =
                cp_span_trim(cp_span_skip(piece, at < piece.n ? at + 1 : at));
        }
    }
    return found;
}

/* Returns a copy of the field value without its lifetimes, and with the given
 * Max-Age unless it is 0. */
static __attribute__((noinline)) cp_span replace_lifetimes(
    apr_pool_t *p, const cp_setcookie *cookie, apr_int64_t seconds)
{
    cp_span rest = cookie->line, piece = {"", 0};
    cp_buf *b = cp_buf_make(p, cookie->line.n + 32);

    cp_span_next(&rest, ';', &piece); /* the pair, even if it is "Max-Age=1" */
    cp_buf_add(b, piece.s, piece.n);
    while (cp_span_next(&rest, ';', &piece)) {
        cp_span name = cp_span_skip_blanks(piece);

        if (lifetime_at(name.s, name.s + name.n) == CP_NO_LIFETIME) {
            cp_buf_char(b, ';');
            cp_buf_add(b, piece.s, piece.n);
        }
    }
    if (seconds > 0) {
        cp_buf_put(b, "; Max-Age=");
        cp_buf_number(b, seconds);
    }
    piece = cp_span_of(cp_buf_text(b));
    piece.n = b->n;
    return piece;
}

/* The general path of cp_setcookie_cap. */
static __attribute__((noinline)) cp_span cap_any(apr_pool_t *p,
                                                 const cp_setcookie *cookie,
                                                 apr_int64_t max,
                                                 apr_int64_t now)
{
    return cp_setcookie_max_age(cookie, now) <= max
             ? cookie->line
             : replace_lifetimes(p, cookie, max);
}

cp_span cp_setcookie_cap(apr_pool_t *p, const cp_setcookie *cookie,
                         apr_int64_t max, apr_int64_t now)
{
    return cp_setcookie_within(cookie, max) ? cookie->line
                                            : cap_any(p, cookie, max, now);
}
