/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a piece of HTML written as strictly as ours must be? ASCII, well-formed
 * as XML, every attribute quoted, no id twice, no script in attributes, no
 * inline style. For tests only.
 */
#ifndef MARKUP_CHECK_H
#define MARKUP_CHECK_H

#include "tap.h"

#define MARKUP_DEEP 32

typedef struct markup {
    const char *s;     /* the rest of the markup */
    const char *wrong; /* first thing that is wrong, NULL so far */
    int depth;
    char open[MARKUP_DEEP][16];
    char ids[1024]; /* " id id " */
} markup;

static void markup_fail(markup *m, const char *why)
{
    m->wrong = m->wrong ? m->wrong : why;
}

static int markup_name(markup *m, char *name)
{
    apr_size_t n = strspn(m->s, "abcdefghijklmnopqrstuvwxyz0123456789-");

    if (n == 0 || n > 40) {
        markup_fail(m, "a name");
        return 0;
    }
    memcpy(name, m->s, n);
    name[n] = '\0';
    m->s += n;
    return 1;
}

/* Characters of text or of an attribute's value: no '<', '&' only in
 * numeric references. */
static void markup_text(markup *m, const char *end)
{
    for (; *m->s && !strchr(end, *m->s); m->s++) {
        unsigned char c = (unsigned char)*m->s;

        if (c >= 0x7F || (c < 0x20 && c != '\n' && c != '\t')) {
            markup_fail(m, "a byte other than printable ASCII");
        }
        if (c == '<' || c == '>' || c == '"') {
            markup_fail(m, "a bare special character");
        }
        if (c == '&'
            && (m->s[1] != '#' || !strspn(m->s + 2, "0123456789")
                || m->s[2 + strspn(m->s + 2, "0123456789")] != ';')) {
            markup_fail(m, "a bare &");
        }
    }
}

static void markup_id(markup *m, const char *value, apr_size_t n)
{
    char id[64];

    snprintf(id, sizeof(id), " %.*s ", (int)n, value);
    if (n == 0 || strstr(m->ids, id)) {
        markup_fail(m, "an id twice, or an empty one");
    }
    strncat(m->ids, id, sizeof(m->ids) - strlen(m->ids) - 1);
}

static void markup_attribute(markup *m, char *seen)
{
    char name[48], mark[52];
    const char *value;

    if (!markup_name(m, name)) {
        return;
    }
    snprintf(mark, sizeof(mark), " %s ", name);
    if (strstr(seen, mark)) {
        markup_fail(m, "an attribute twice");
    }
    strncat(seen, mark, 500 - strlen(seen));
    if (!strncmp(name, "on", 2) || !strcmp(name, "style")) {
        markup_fail(m, "an attribute that a CSP forbids");
    }
    if (m->s[0] != '=' || m->s[1] != '"') {
        markup_fail(m, "an attribute without quotation marks");
        return;
    }
    m->s += 2;
    value = m->s;
    markup_text(m, "\"");
    if (*m->s != '"') {
        markup_fail(m, "an open attribute");
        return;
    }
    if (!strcmp(name, "id")) {
        markup_id(m, value, (apr_size_t)(m->s - value));
    }
    m->s++;
}

static void markup_start(markup *m)
{
    static const char *const empty = " br input link meta hr img rect ";
    char name[48], mark[52], seen[512] = " ", close[52];
    const char *end;

    if (!markup_name(m, name)) {
        return;
    }
    while (*m->s == ' ' && !m->wrong) {
        m->s++;
        markup_attribute(m, seen);
    }
    snprintf(mark, sizeof(mark), " %s ", name);
    if (strstr(empty, mark)) {
        if (strncmp(m->s, "/>", 2) != 0) {
            markup_fail(m, "an empty element that XML does not close");
            return;
        }
        m->s += 2;
        return;
    }
    if (*m->s != '>') {
        markup_fail(m, "a tag that does not end");
        return;
    }
    m->s++;
    if (!strcmp(name, "style") || !strcmp(name, "script")) {
        snprintf(close, sizeof(close), "</%s>", name);
        end = strstr(m->s, close);
        if (end == NULL || m->s + strcspn(m->s, "<&") != end) {
            markup_fail(m, "text with a '<' or '&' that XML would read");
            return;
        }
        m->s = end + strlen(close);
        return;
    }
    if (m->depth == MARKUP_DEEP || strlen(name) > 15) {
        markup_fail(m, "too deep");
        return;
    }
    strcpy(m->open[m->depth++], name);
}

static void markup_end(markup *m)
{
    char name[48];

    if (!markup_name(m, name)) {
        return;
    }
    if (*m->s++ != '>' || m->depth == 0
        || strcmp(m->open[--m->depth], name) != 0) {
        markup_fail(m, "an end tag that fits nothing");
    }
}

/** Returns the first fault of the markup, or NULL. */
TAP_UNUSED static const char *markup_wrong(const char *text)
{
    markup m = {text, NULL, 0, {{0}}, " "};

    if (!strncmp(m.s, "<!DOCTYPE html>\n", 16)) {
        m.s += 16;
    }
    while (*m.s && !m.wrong) {
        if (!strncmp(m.s, "</", 2)) {
            m.s += 2;
            markup_end(&m);
        }
        else if (*m.s == '<') {
            m.s++;
            markup_start(&m);
        }
        else {
            markup_text(&m, "<");
        }
    }
    if (m.depth) {
        markup_fail(&m, "an element that is not closed");
    }
    if (m.wrong) {
        diag("before \"%.60s\"", m.s);
    }
    return m.wrong;
}

#endif
