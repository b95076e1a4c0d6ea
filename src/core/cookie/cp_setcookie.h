/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The value of one Set-Cookie field, parsed as a browser parses it (RFC
 * 6265bis, section 5.6; compared with Chromium).
 *
 * A cookie has an *effective name*: the name under which it comes back in the
 * Cookie field of a request. It ends at the first ';', then at the first '=',
 * without blanks at both ends. A cookie without a name ("=_ga=1" or "_ga")
 * comes back as its value, so its effective name is "_ga".
 *
 * Times are in seconds since 1970, lifetimes in seconds.
 */
#ifndef CP_SETCOOKIE_H
#define CP_SETCOOKIE_H

#include "core/base/cp_digits.h"
#include "core/base/cp_span.h"

/* A browser ignores an attribute with a longer value (RFC 6265bis, section
 * 5.6). */
#define CP_MAX_ATTRIBUTE 1024

typedef struct cp_setcookie {
    cp_span line; /* the field value */
    cp_span name; /* the effective name; empty if a browser stores nothing */
    /* The field value from the first Max-Age or Expires attribute on; "no
     * span" if there is none. */
    cp_span lifetimes;
    int n_lifetimes;      /* the number of Max-Age and Expires attributes */
    int first_is_max_age; /* the first of them is a Max-Age */
    int has_comma;        /* see cp_setcookie_next_folded */
    /* The value contains a control character other than HTAB, or there is
     * nothing to store: browsers ignore the field. */
    int malformed;
} cp_setcookie;

/** Parses a field value. All spans of `out` point into it. */
void cp_setcookie_parse(cp_span line, cp_setcookie *out);

/** True if the pair contains no '=' after its effective name: all of it is a
 * value, which must not be logged. */
int cp_setcookie_is_bare(const cp_setcookie *cookie);

/**
 * True for a deletion that no browser reads in another way: every Max-Age is a
 * number of at most 18 digits and is zero or less; or there is no Max-Age, and
 * every Expires is a date (cp_date_parse) before `now`.
 */
int cp_setcookie_deletes(const cp_setcookie *cookie, apr_int64_t now);

/* The length of "Max-Age", and of "Expires". */
#define CP_LIFETIME_LENGTH 7

/* Returns the text from the value of a leading "Max-Age=" to the end of the
 * field value; an empty span if the first lifetime has another spelling. */
static inline cp_span cp_setcookie_leading_age(const cp_setcookie *cookie)
{
    cp_span none = {NULL, 0};

    return cookie->first_is_max_age && cookie->lifetimes.n > CP_LIFETIME_LENGTH
                && cookie->lifetimes.s[CP_LIFETIME_LENGTH] == '='
             ? cp_span_skip(cookie->lifetimes, CP_LIFETIME_LENGTH + 1)
             : none;
}

/* True if the only lifetime is a Max-Age of one to eight digits, and another
 * attribute follows. Sets its seconds. */
static inline int cp_setcookie_single_age(const cp_setcookie *cookie,
                                          apr_int64_t *seconds)
{
    cp_span age = cp_setcookie_leading_age(cookie);
    unsigned n;

    if (cookie->n_lifetimes != 1 || age.n <= 8) {
        return 0;
    }
    n = cp_digits(age.s, seconds);
    return n > 0 && age.s[n] == ';';
}

/** True if it is evident that the cookie lives at most `max` seconds: it is a
 * session cookie, or it has a short single Max-Age. Otherwise cp_setcookie_cap
 * knows. Inline, because it runs for each cookie. */
static inline int cp_setcookie_within(const cp_setcookie *cookie,
                                      apr_int64_t max)
{
    apr_int64_t seconds;

    return cookie->n_lifetimes == 0
        || (cp_setcookie_single_age(cookie, &seconds) && seconds <= max);
}

/** Returns the lifetime that a browser gives the cookie, 0 for a deletion, -1
 * for a session cookie. The last valid attribute wins, and Max-Age wins over
 * Expires (section 5.7, step 3). */
apr_int64_t cp_setcookie_max_age(const cp_setcookie *cookie, apr_int64_t now);

/** Returns the value of the attribute that counts: the last one of that name,
 * trimmed; empty if there is none. Not for lifetimes. */
cp_span cp_setcookie_attribute(const cp_setcookie *cookie, const char *name);

/**
 * Limits the lifetime to `max`. Returns cookie->line itself if the cookie is a
 * session cookie or lives no longer. Otherwise returns a copy in `p`,
 * NUL-terminated, whose lifetime attributes are replaced by one Max-Age at the
 * end, or by none if `max` is 0, which makes it a session cookie.
 */
cp_span cp_setcookie_cap(apr_pool_t *p, const cp_setcookie *cookie,
                         apr_int64_t max, apr_int64_t now);

/**
 * Finds the next place where a client that splits fields at commas would see
 * another cookie: a comma, then blanks or '=', then a token and '='. Sets the
 * token and moves `rest`, which starts as the field value, after the comma.
 * Returns 0 at the end.
 */
int cp_setcookie_next_folded(cp_span *rest, cp_span *name);

/* ---- one pair of a Cookie or Set-Cookie field ---- */

/** Sets the effective name of a pair. Returns non-zero if the pair is bare: it
 * contains no '=' after that name. */
int cp_pair_read(cp_span pair, cp_span *name);

/** Returns the effective name of a pair. */
cp_span cp_pair_name(cp_span pair);

/** Returns the value that comes back with the effective name, trimmed. */
cp_span cp_pair_value(cp_span pair);

#endif
