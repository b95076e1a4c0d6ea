/* SPDX-License-Identifier: Apache-2.0 */
/* Finds expressions that PCRE and JavaScript read alike; see the header. */
#include "core/policy/cp_js_pattern.h"

#include <string.h>

/* Without backslashes: httpd escapes them in its log. */
static const char fault_escape[] =
    "a backslash before a letter or digit other than b, B, d, D, f, n, r, s, "
    "S, t, w, W and xHH";
static const char fault_group[] =
    "a group that begins with (? and is not (?:, (?=, (?!, (?<= or (?<!";
static const char fault_quantifier[] =
    "a possessive quantifier, or one that follows nothing to repeat";
static const char fault_brace[] =
    "a brace that begins no {n}, {n,} or {n,m} and has no backslash";
static const char fault_class[] =
    "a [ or a first ] in brackets without a backslash, or a range of classes";
static const char fault_byte[] = "a byte that is not printable ASCII";

/* The rest of the expression, and whether a quantifier may follow. */
typedef struct reader {
    cp_span rest;
    int repeatable;
} reader;

static int next_is(const reader *r, const char *text)
{
    apr_size_t n = strlen(text);

    return r->rest.n >= n && memcmp(r->rest.s, text, n) == 0;
}

static void skip(reader *r, apr_size_t n)
{
    r->rest = cp_span_skip(r->rest, n);
}

static int is_letter_or_digit(char c)
{
    char low = cp_lower(c);

    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9');
}

/* ---- escapes ---- */

/* The kinds of an escape. */
enum { ESCAPE_BAD, ESCAPE_BYTE, ESCAPE_SET, ESCAPE_EDGE };

/* \xHH of ASCII. */
static int is_hex(cp_span escape)
{
    return escape.n >= 4 && escape.s[1] == 'x' && cp_hex_value(escape.s[2]) >= 0
        && cp_hex_value(escape.s[2]) < 8 && cp_hex_value(escape.s[3]) >= 0;
}

/* Skips the escape at the start, and returns its kind. */
static int take_escape(reader *r)
{
    char c = r->rest.n > 1 ? r->rest.s[1] : 'Q';

    if (is_hex(r->rest)) {
        skip(r, 4);
        return ESCAPE_BYTE;
    }
    if (strchr("dDwWsS", c) != NULL) {
        skip(r, 2);
        return ESCAPE_SET;
    }
    if (c == 'b' || c == 'B') {
        skip(r, 2);
        return ESCAPE_EDGE;
    }
    if (is_letter_or_digit(c) && strchr("tnrf", c) == NULL) {
        return ESCAPE_BAD;
    }
    skip(r, 2);
    return ESCAPE_BYTE;
}

static const char *read_escape(reader *r)
{
    int kind = take_escape(r);

    r->repeatable = kind != ESCAPE_EDGE;
    return kind == ESCAPE_BAD ? fault_escape : NULL;
}

/* ---- brackets ---- */

/* Reads one member of a class. *is_set says that it is more than a byte. */
static const char *read_member(reader *r, int *is_set)
{
    *is_set = 0;
    if (r->rest.s[0] == '[') {
        return fault_class;
    }
    if (r->rest.s[0] == '\\') {
        int kind = take_escape(r);

        *is_set = kind == ESCAPE_SET;
        return kind == ESCAPE_BYTE || kind == ESCAPE_SET ? NULL : fault_escape;
    }
    skip(r, 1);
    return NULL;
}

/* True if a hyphen follows that is not the last byte of the class. */
static int is_range(const reader *r)
{
    return r->rest.n > 1 && r->rest.s[0] == '-' && r->rest.s[1] != ']';
}

static const char *read_class(reader *r)
{
    const char *fault = NULL;

    skip(r, next_is(r, "[^") ? 2 : 1);
    if (next_is(r, "]")) {
        return fault_class;
    }
    while (r->rest.n > 0 && r->rest.s[0] != ']' && fault == NULL) {
        int from, to = 0, range;

        fault = read_member(r, &from);
        range = fault == NULL && is_range(r);
        if (range) {
            skip(r, 1);
            fault = read_member(r, &to);
        }
        if (fault == NULL && range && (from || to)) {
            fault = fault_class;
        }
    }
    if (fault == NULL) {
        skip(r, r->rest.n > 0);
        r->repeatable = 1;
    }
    return fault;
}

/* ---- groups ---- */

/* For each open group: can it be repeated? A look-around cannot. Deeper groups
 * are refused. */
#define MAX_DEPTH 64

typedef struct groups {
    int depth;
    cp_flag repeatable[MAX_DEPTH];
} groups;

static const char *open_group(reader *r, groups *g)
{
    static const char *const assertions[] = {"(?=", "(?!", "(?<=", "(?<!"};
    int assertion = 0;
    apr_size_t i, n = next_is(r, "(?:") ? 3 : 1;

    for (i = 0; i < sizeof(assertions) / sizeof(assertions[0]); i++) {
        if (next_is(r, assertions[i])) {
            n = strlen(assertions[i]);
            assertion = 1;
        }
    }
    if ((n == 1 && next_is(r, "(?")) || g->depth == MAX_DEPTH) {
        return fault_group;
    }
    skip(r, n);
    g->repeatable[g->depth++] = (cp_flag)!assertion;
    r->repeatable = 0;
    return NULL;
}

static const char *close_group(reader *r, groups *g)
{
    if (g->depth == 0) {
        return fault_group;
    }
    r->repeatable = g->repeatable[--g->depth];
    skip(r, 1);
    return NULL;
}

/* ---- quantifiers ---- */

/* Returns the length of {n}, {n,} or {n,m}; 0 if it is not
 * a quantifier. */
static apr_size_t counted(cp_span text)
{
    apr_size_t i = 1, digits;

    for (digits = 0; i < text.n && text.s[i] >= '0' && text.s[i] <= '9'; i++) {
        digits++;
    }
    if (i < text.n && text.s[i] == ',') {
        for (i++; i < text.n && text.s[i] >= '0' && text.s[i] <= '9'; i++) {}
    }
    return digits > 0 && i < text.n && text.s[i] == '}' ? i + 1 : 0;
}

static const char *read_quantifier(reader *r)
{
    apr_size_t n = r->rest.s[0] == '{' ? counted(r->rest) : 1;

    if (n == 0) {
        return fault_brace;
    }
    if (!r->repeatable) {
        return fault_quantifier;
    }
    skip(r, n);
    skip(r, next_is(r, "?"));
    r->repeatable = 0;
    return NULL;
}

/* ---- the expression ---- */

static const char *read_part(reader *r, groups *g)
{
    char c = r->rest.s[0];

    switch (c) {
    case '\\':
        return read_escape(r);
    case '[':
        return read_class(r);
    case '(':
        return open_group(r, g);
    case ')':
        return close_group(r, g);
    case '*':
    case '+':
    case '?':
    case '{':
        return read_quantifier(r);
    default:
        r->repeatable = c != '^' && c != '$' && c != '|';
        skip(r, 1);
        return NULL;
    }
}

const char *cp_js_pattern_fault(cp_span expression)
{
    reader r = {expression, 0};
    groups g = {0, {0}};
    const char *fault = NULL;
    apr_size_t i;

    for (i = 0; i < expression.n; i++) {
        if (expression.s[i] < 0x20 || expression.s[i] > 0x7E) {
            return fault_byte;
        }
    }
    while (r.rest.n > 0 && fault == NULL) {
        fault = read_part(&r, &g);
    }
    return fault;
}
