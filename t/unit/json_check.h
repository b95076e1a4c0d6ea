/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a text one JSON value (RFC 8259)? A strict recursive reader, for tests
 * only; it also gives strings back, decoded to UTF-8.
 */
#ifndef JSON_CHECK_H
#define JSON_CHECK_H

#include "tap.h"

static const char *json_value(const char *s, int depth);

static const char *json_space(const char *s)
{
    return s + strspn(s, " \t\r\n");
}

static int json_hex(const char *s, unsigned *u)
{
    char digits[5] = {0};

    if (strspn(s, "0123456789abcdefABCDEF") < 4) {
        return 0;
    }
    memcpy(digits, s, 4);
    *u = (unsigned)strtoul(digits, NULL, 16);
    return 1;
}

/* Returns the end of the string that starts at `s`, or NULL. */
static const char *json_string(const char *s)
{
    unsigned u;

    if (*s++ != '"') {
        return NULL;
    }
    while (*s != '"') {
        if ((unsigned char)*s < 0x20) { /* the end of the text too */
            return NULL;
        }
        if (*s++ != '\\') {
            continue;
        }
        if (*s == 'u' && json_hex(s + 1, &u)) {
            s += 5;
        }
        else if (*s != '\0' && strchr("\"\\/bfnrt", *s)) {
            s++;
        }
        else {
            return NULL;
        }
    }
    return s + 1;
}

static const char *json_members(const char *s, char close, int depth)
{
    s = json_space(s + 1);
    if (*s == close) {
        return s + 1;
    }
    for (;;) {
        if (close == '}') {
            s = json_string(s);
            s = s ? json_space(s) : NULL;
            if (s == NULL || *s != ':') {
                return NULL;
            }
            s = json_space(s + 1);
        }
        s = json_value(s, depth + 1);
        s = s ? json_space(s) : NULL;
        if (s == NULL || (*s != ',' && *s != close)) {
            return NULL;
        }
        if (*s == close) {
            return s + 1;
        }
        s = json_space(s + 1);
    }
}

static const char *json_number(const char *s)
{
    apr_size_t n;

    s += *s == '-';
    n = strspn(s, "0123456789");
    if (n == 0 || (n > 1 && *s == '0')) {
        return NULL;
    }
    return s + n; /* nothing we write has a fraction */
}

static const char *json_value(const char *s, int depth)
{
    static const char *const words[] = {"true", "false", "null"};
    apr_size_t i;

    if (depth > 32) {
        return NULL;
    }
    if (*s == '{' || *s == '[') {
        return json_members(s, *s == '{' ? '}' : ']', depth);
    }
    if (*s == '"') {
        return json_string(s);
    }
    for (i = 0; i < TAP_COUNT(words); i++) {
        if (!strncmp(s, words[i], strlen(words[i]))) {
            return s + strlen(words[i]);
        }
    }
    return json_number(s);
}

/** True if the whole text is one JSON value. */
TAP_UNUSED static int json_valid(const char *text)
{
    const char *end = json_value(json_space(text), 0);
    return end != NULL && *json_space(end) == '\0';
}

static char *json_utf8(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
    }
    else if (c < 0x800) {
        *to++ = (char)(0xC0 | (c >> 6));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    else if (c < 0x10000) {
        *to++ = (char)(0xE0 | (c >> 12));
        *to++ = (char)(0x80 | ((c >> 6) & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    else {
        *to++ = (char)(0xF0 | (c >> 18));
        *to++ = (char)(0x80 | ((c >> 12) & 0x3F));
        *to++ = (char)(0x80 | ((c >> 6) & 0x3F));
        *to++ = (char)(0x80 | (c & 0x3F));
    }
    return to;
}

/** Returns the decoded inside of a JSON string, or NULL if it is malformed. */
TAP_UNUSED static const char *json_decoded(apr_pool_t *p, const char *inside)
{
    char *out = apr_palloc(p, strlen(inside) + 1), *to = out;
    const char *quoted = apr_pstrcat(p, "\"", inside, "\"", NULL);
    const char *end = json_string(quoted);
    unsigned u = 0, low = 0;

    if (end == NULL || *end) {
        return NULL;
    }
    while (*inside) {
        if (*inside != '\\') {
            *to++ = *inside++;
        }
        else if (inside[1] != 'u') {
            *to++ = inside[1]; /* only \" and \\ are written by us */
            inside += 2;
        }
        else {
            json_hex(inside + 2, &u);
            inside += 6;
            if (u >= 0xD800 && u < 0xDC00 && inside[0] == '\\'
                && inside[1] == 'u' && json_hex(inside + 2, &low)) {
                u = 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00);
                inside += 6;
            }
            to = json_utf8(to, u);
        }
    }
    *to = '\0';
    return out;
}

#endif
