/* SPDX-License-Identifier: Apache-2.0 */
/* Lifetimes and dates in words; see the header. */
#include "core/locale/cp_format_date.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_time.h>

const char *cp_format_lifetime(apr_pool_t *p, const cp_texts *texts,
                               const char *language, const char *lifetime)
{
    const char *unit;

    if (lifetime == NULL) {
        return NULL;
    }
    unit = lifetime + strspn(lifetime, "0123456789");
    if (unit == lifetime) {
        return cp_text(texts, language, "lifetime.session");
    }
    return cp_text_counted(p, texts, language,
                           apr_pstrcat(p, "lifetime.", unit, ".", NULL),
                           apr_atoi64(lifetime));
}

/* Returns the day: for {d} its number. {d|1er} has a word for the first of a
 * month, as some languages do. NULL for any other word. */
static const char *day(apr_pool_t *p, const apr_time_exp_t *t, cp_span name)
{
    cp_span first = name;

    name.n = cp_span_find(name, '|');
    if (!cp_span_is(name, "d")) {
        return NULL;
    }
    return name.n < first.n && t->tm_mday == 1
             ? cp_span_dup(p, cp_span_skip(first, name.n + 1))
             : cp_number(p, t->tm_mday);
}

/* Returns the value of {m}, {y}, {month} or of the day; NULL for any other
 * word. */
static const char *date_part(apr_pool_t *p, const cp_texts *texts,
                             const char *language, const apr_time_exp_t *t,
                             cp_span name)
{
    const char *key =
        apr_pstrcat(p, "date.month.", cp_number(p, t->tm_mon + 1), NULL);

    if (cp_span_is(name, "m")) {
        return cp_number(p, t->tm_mon + 1);
    }
    if (cp_span_is(name, "y")) {
        return cp_number(p, t->tm_year + 1900);
    }
    return cp_span_is(name, "month") ? cp_text(texts, language, key)
                                     : day(p, t, name);
}

const char *cp_format_date(apr_pool_t *p, const cp_texts *texts,
                           const char *language, apr_int64_t time)
{
    const char *s = cp_text(texts, language, "date.format");
    cp_buf *b = cp_buf_make(p, 64);
    apr_time_exp_t t;

    apr_time_exp_gmt(&t, apr_time_from_sec(time));
    while (s != NULL && *s) {
        const char *end = *s == '{' ? strchr(s, '}') : NULL;
        cp_span name = {s + 1, end ? (apr_size_t)(end - s - 1) : 0};
        const char *part = end ? date_part(p, texts, language, &t, name) : NULL;

        if (part != NULL) {
            cp_buf_put(b, part);
            s = end + 1;
        }
        else {
            cp_buf_char(b, *s++);
        }
    }
    return cp_buf_text(b);
}

/* ---- for programs ---- */

static const char *in_utc(apr_pool_t *p, const char *format, apr_int64_t time)
{
    char text[32];
    apr_size_t n;
    apr_time_exp_t t;

    apr_time_exp_gmt(&t, apr_time_from_sec(time));
    apr_strftime(text, &n, sizeof(text), format, &t);
    return apr_pstrdup(p, text);
}

const char *cp_format_iso_date(apr_pool_t *p, apr_int64_t time)
{
    return in_utc(p, "%Y-%m-%d", time);
}

const char *cp_format_iso_time(apr_pool_t *p, apr_int64_t time)
{
    return in_utc(p, "%Y-%m-%dT%H:%M:%SZ", time);
}
