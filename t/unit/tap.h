/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TAP for the unit programs. A program has a table of groups. Each group gets
 * its own pool, each case one line of output. A group without a case fails.
 */
#ifndef TAP_H
#define TAP_H

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>

#include "core/base/cp_span.h"

#define TAP_UNUSED __attribute__((unused))
#define TAP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** A span of a literal, which may contain NUL. */
#define SPAN(literal) ((cp_span){("" literal), sizeof(literal) - 1})
/** A span of a literal as a constant, for static tables. */
#define SPAN_INIT(literal) {("" literal), sizeof(literal) - 1}

typedef struct tap_group {
    const char *name;
    void (*run)(apr_pool_t *p);
} tap_group;

static int tap_done, tap_failed;

/** Prints a line that explains a failure. */
TAP_UNUSED __attribute__((format(printf, 1, 2))) static void diag(
    const char *format, ...)
{
    va_list ap;

    fflush(stdout);
    fputs("# ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
}

static void tap_line(int good, const char *format, va_list ap)
{
    printf("%sok %d - ", good ? "" : "not ", ++tap_done);
    vprintf(format, ap);
    putchar('\n');
    tap_failed += !good;
}

/** One case. Returns `good`. The name must not contain a line break or '#'. */
TAP_UNUSED __attribute__((format(printf, 2, 3))) static int ok(
    int good, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    tap_line(good, format, ap);
    va_end(ap);
    return good;
}

/** Returns bytes escaped for a line of TAP, cut after 90 bytes. */
TAP_UNUSED static const char *shown(apr_pool_t *p, cp_span a)
{
    char *text, *to;
    apr_size_t i, n = a.n < 90 ? a.n : 90;

    if (a.s == NULL) {
        return "no span";
    }
    text = to = apr_palloc(p, 4 * n + 8);
    *to++ = '\'';
    for (i = 0; i < n; i++) {
        unsigned char c = (unsigned char)a.s[i];

        if (c < 0x20 || c > 0x7E || c == '#' || c == '\\') {
            to += sprintf(to, "\\x%02x", c);
        }
        else {
            *to++ = (char)c;
        }
    }
    strcpy(to, n < a.n ? "'..." : "'");
    return text;
}

TAP_UNUSED static const char *shown_text(apr_pool_t *p, const char *s)
{
    return shown(p, cp_span_of(s));
}

/** One case: the same bytes, or both no span. */
TAP_UNUSED __attribute__((format(printf, 4, 5))) static int is_span(
    apr_pool_t *p, cp_span got, cp_span want, const char *format, ...)
{
    int good = cp_span_eq(got, want) && (got.s == NULL) == (want.s == NULL);
    va_list ap;

    va_start(ap, format);
    tap_line(good, format, ap);
    va_end(ap);
    if (!good) {
        diag("got  %s", shown(p, got));
        diag("want %s", shown(p, want));
    }
    return good;
}

/** One case: equal strings, or both NULL. */
TAP_UNUSED __attribute__((format(printf, 4, 5))) static int is_text(
    apr_pool_t *p, const char *got, const char *want, const char *format, ...)
{
    int good = got && want ? !strcmp(got, want) : got == want;
    va_list ap;

    va_start(ap, format);
    tap_line(good, format, ap);
    va_end(ap);
    if (!good) {
        diag("got  %s", shown_text(p, got));
        diag("want %s", shown_text(p, want));
    }
    return good;
}

TAP_UNUSED __attribute__((format(printf, 3, 4))) static int is_number(
    apr_int64_t got, apr_int64_t want, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    tap_line(got == want, format, ap);
    va_end(ap);
    if (got != want) {
        diag("got  %" APR_INT64_T_FMT, got);
        diag("want %" APR_INT64_T_FMT, want);
    }
    return got == want;
}

/** Returns the number of times that `text` contains `needle`. */
TAP_UNUSED static int occurrences(const char *text, const char *needle)
{
    int n = 0;

    while ((text = strstr(text, needle)) != NULL) {
        n++;
        text += strlen(needle);
    }
    return n;
}

/** Returns pseudo-random numbers, the same in each run (xorshift). */
TAP_UNUSED static apr_uint32_t tap_random(apr_uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/** Runs all groups and returns the status for main(). A NULL name ends them. */
static int tap_run(const tap_group *groups)
{
    apr_pool_t *p;

    /* Without it, a crash would lose the lines before it. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (apr_initialize() != APR_SUCCESS) {
        puts("Bail out! APR does not start");
        return 2;
    }
    for (; groups->name != NULL; groups++) {
        int before = tap_done;

        printf("# %s\n", groups->name);
        apr_pool_create(&p, NULL);
        groups->run(p);
        apr_pool_destroy(p);
        if (tap_done == before) {
            ok(0, "%s: checked nothing", groups->name);
        }
    }
    printf("1..%d\n", tap_done);
    apr_terminate();
    return tap_failed || !tap_done;
}

#endif
