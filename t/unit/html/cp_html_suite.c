/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cp_html against trees that browsers build. Reads tests in the format of
 * html5lib's tree construction suite: a few of our own in cp_html_suite.dat,
 * and that suite if it is found. If cp_html reports a body, the expected tree
 * must have a body that this tag opened:
 *   - the tree's body has the attributes of the tag;
 *   - the tree's body has no content from before the tag, and its first node is
 *     after the tag;
 *   - each way of cutting gives the same answer.
 */
/* qemu-user gives a program of 32 bits places in folders that need 64. */
#define _FILE_OFFSET_BITS 64

#include "core/html/cp_html.h"

#include <dirent.h>
#include <strings.h>

#include <apr_tables.h>

#include "html_scan.h"
#include "tap.h"

/* Next to the checkout, or where HTML5LIB_TESTS says. */
#define SUITE "../shared/data/html5lib-tests"
#define OWN "t/unit/html/cp_html_suite.dat"

typedef struct suite_test {
    cp_span data;
    cp_span tree;  /* the lines of #document */
    int fragment;  /* not a document */
    int scripting; /* -1 either way, 0 off, 1 on */
    int line;
} suite_test;

static int tests_seen, bodies_found, bodies_missed, wrong;

static void complain(apr_pool_t *p, const char *file, const suite_test *t,
                     apr_size_t at, const char *why)
{
    wrong++;
    diag("%s:%d: %s", file, t->line, why);
    diag("  body at %d of %s", (int)at, shown(p, t->data));
    diag("  tree %s", shown(p, t->tree));
}

/* ---- the expected tree ---- */

/* The next line of the tree; text may have line breaks inside. */
static int tree_line(cp_span *rest, cp_span *line)
{
    apr_size_t i;

    if (rest->n == 0) {
        return 0;
    }
    for (i = 1; i + 1 < rest->n; i++) {
        if (rest->s[i] == '\n' && rest->s[i + 1] == '|') {
            break;
        }
    }
    if (i + 1 >= rest->n) {
        i = rest->n;
    }
    *line = cp_span_between(rest->s, rest->s + i);
    i += i < rest->n;
    rest->s += i;
    rest->n -= i;
    return 1;
}

/* Returns the depth of a line of the tree, and its node; -1 for other lines. */
static int tree_depth(cp_span line, cp_span *node)
{
    apr_size_t i = 2;

    if (line.n < 3 || line.s[0] != '|' || line.s[1] != ' ') {
        return -1;
    }
    while (i < line.n && line.s[i] == ' ') {
        i++;
    }
    *node = cp_span_between(line.s + i, line.s + line.n);
    return (int)(i - 2) / 2;
}

typedef struct tree_body {
    int found;
    apr_array_header_t *attributes; /* cp_span, name="value" */
    cp_span first;                  /* node of body, or no span */
} tree_body;

static void find_body(apr_pool_t *p, cp_span tree, tree_body *b)
{
    cp_span line, node = {NULL, 0};

    memset(b, 0, sizeof(*b));
    b->attributes = apr_array_make(p, 2, sizeof(cp_span));
    while (tree_line(&tree, &line)) {
        int depth = tree_depth(line, &node);

        if (!b->found) {
            b->found = depth == 1 && cp_span_is(node, "<body>");
        }
        else if (depth != 2) {
            return;
        }
        else if (node.s[0] != '<' && node.s[0] != '"') {
            APR_ARRAY_PUSH(b->attributes, cp_span) = node;
        }
        else {
            b->first = node;
            return;
        }
    }
}

/* ---- against the document ---- */

static apr_size_t find_case(cp_span in, cp_span what)
{
    apr_size_t i;

    for (i = 0; i + what.n <= in.n; i++) {
        if (!strncasecmp(in.s + i, what.s, what.n)) {
            return i;
        }
    }
    return in.n;
}

/* The tag that ends at `at`: from the last "<body" before it; an empty span
 * where the body was opened by something else. */
static cp_span tag_before(cp_span data, apr_size_t at)
{
    cp_span tag = {data.s, 0};
    apr_size_t i;

    for (i = at; i-- > 0 && data.s[at - 1] == '>';) {
        if (at - i >= 5 && !strncasecmp(data.s + i, "<body", 5)) {
            return cp_span_between(data.s + i, data.s + at);
        }
    }
    return tag;
}

/* Attributes of a body come from every <body> tag; the opener's must be
 * there. Returns the first one of the tag that the tree does not have. */
static const char *attribute_missing(apr_pool_t *p, cp_span tag,
                                     const tree_body *b)
{
    cp_span rest = tag;
    apr_size_t n = 0;
    int i;

    if (tag.n == 0) {
        return NULL;
    }
    rest = cp_span_between(tag.s + 5, tag.s + tag.n - 1);
    while (rest.n > 0 && strchr(" \t\n\f\r/", rest.s[0])) {
        rest.s++;
        rest.n--;
    }
    while (n < rest.n && !strchr(" \t\n\f\r/=>", rest.s[n])) {
        n++;
    }
    if (n == 0) {
        return NULL;
    }
    for (i = 0; i < b->attributes->nelts; i++) {
        cp_span a = APR_ARRAY_IDX(b->attributes, i, cp_span);

        if (a.n > n && a.s[n] == '=' && !strncasecmp(a.s, rest.s, n)) {
            return NULL;
        }
    }
    return cp_span_dup(p, cp_span_between(rest.s, rest.s + n));
}

/* Returns the part of a node that the source must contain. */
static cp_span search_key(cp_span node)
{
    cp_span key = node;

    if (node.s[0] == '"') { /* text: its first byte */
        key.s++;
        key.n = 1;
    }
    else if (!strncmp(node.s, "<!-- ", 5)) {
        key = cp_span_between(node.s + 5, node.s + node.n - 4);
    }
    else {
        key.n = cp_span_find(node, '>'); /* an element: "<name" */
        key.n = cp_span_find(key, ' ') < key.n ? 1 : key.n;
    }
    return key;
}

static void check_body(apr_pool_t *p, const char *file, const suite_test *t,
                       apr_size_t at)
{
    cp_span before = cp_span_between(t->data.s, t->data.s + at), after, key;
    const char *missing;
    tree_body b;

    after = cp_span_between(t->data.s + at, t->data.s + t->data.n);
    find_body(p, t->tree, &b);
    if (!b.found) {
        complain(p, file, t, at, "the tree has no body");
        return;
    }
    missing = attribute_missing(p, tag_before(before, at), &b);
    if (missing) {
        complain(p, file, t, at,
                 apr_pstrcat(p, "the tree's body lacks ", missing, NULL));
    }
    if (b.first.s == NULL) {
        return; /* nothing in body: nothing was before the tag either */
    }
    key = search_key(b.first);
    if (cp_span_is(key, "<br")) { /* </br> makes one too */
        key = SPAN("br");
    }
    else if (cp_span_is(key, "<img")) { /* so does <image> */
        key.n--;
    }
    if (find_case(after, key) == after.n && cp_span_find(after, '&') == after.n
        && cp_span_find(after, '\0') == after.n) {
        complain(p, file, t, at, "the first node of body is not after it");
    }
}

/* A body that the tree shows to be opened by an explicit tag: only to tell
 * how often we step aside where we would not have to. */
static int has_tag(cp_span data)
{
    return find_case(data, SPAN("<body")) < data.n;
}

static void run_test(apr_pool_t *p, const char *file, const suite_test *t)
{
    scanned r;

    /* A page is read as browsers with scripting read it. */
    if (t->fragment || t->scripting == 0) {
        return;
    }
    tests_seen++;
    r = scan(t->data.s, t->data.n, t->data.n, t->data.n);
    if (scan_difference(t->data.s, t->data.n) >= 0) {
        complain(p, file, t, r.at, "the answer depends on the cuts");
    }
    if (r.event == CP_HTML_BODY) {
        bodies_found++;
        check_body(p, file, t, r.at);
    }
    else {
        bodies_missed += has_tag(t->data);
    }
}

/* ---- the files ---- */

/* Removes the line break before the next heading. */
static void trim_last(cp_span *a)
{
    a->n -= a->n > 0 && a->s[a->n - 1] == '\n';
}

static int starts(const char *line, const char *end, const char *heading)
{
    cp_span a = cp_span_between(line, end);
    a.n = cp_span_find(a, '\n');
    return cp_span_is(a, heading);
}

static void take_section(suite_test *t, const char *heading, cp_span body)
{
    if (!strcmp(heading, "#data")) {
        t->data = body;
        trim_last(&t->data);
    }
    else if (!strcmp(heading, "#document")) {
        t->tree = body;
        while (t->tree.n > 0 && t->tree.s[t->tree.n - 1] == '\n') {
            t->tree.n--;
        }
    }
    t->fragment |= !strcmp(heading, "#document-fragment");
    t->scripting = !strcmp(heading, "#script-off") ? 0
                 : !strcmp(heading, "#script-on")  ? 1
                                                   : t->scripting;
}

/* Runs all tests of a file's text; returns how many there were. */
static int run_text(apr_pool_t *p, const char *file, const char *s,
                    const char *end)
{
    static const char *const headings[] = {
        "#data",       "#errors",    "#new-errors", "#document-fragment",
        "#script-off", "#script-on", "#document",   NULL};
    suite_test t = {{NULL, 0}, {NULL, 0}, 0, -1, 0};
    const char *heading = NULL, *body = s;
    int count = 0, line = 0, i;

    for (;; line++) {
        for (i = 0; s < end && headings[i]; i++) {
            if (starts(s, end, headings[i])) {
                break;
            }
        }
        if (s >= end || headings[i] != NULL) {
            if (heading != NULL) {
                take_section(&t, heading, cp_span_between(body, s));
            }
            if (t.tree.s && (s >= end || i == 0)) {
                run_test(p, file, &t);
                count++;
                memset(&t, 0, sizeof(t));
                t.scripting = -1;
            }
            if (s >= end) {
                return count;
            }
            heading = headings[i];
            t.line = i == 0 ? line + 1 : t.line;
        }
        s += cp_span_find(cp_span_between(s, end), '\n');
        s += s < end;
        if (headings[i] != NULL) {
            body = s;
        }
    }
}

static int run_file(apr_pool_t *p, const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = NULL;
    size_t n = 0, got;
    int count;

    if (in == NULL) {
        return -1;
    }
    do {
        text = realloc(text, n + 65536);
        got = fread(text + n, 1, 65536, in);
        n += got;
    } while (got > 0);
    fclose(in);
    count = run_text(p, path, text, text + n);
    free(text);
    return count;
}

static void own_tests(apr_pool_t *p)
{
    int count = run_file(p, OWN);

    ok(count >= 20, "%d trees in %s", count, OWN);
    ok(bodies_found >= 10, "%d of them with a body that is found",
       bodies_found);
    is_number(wrong, 0, "each opened by the tag that was reported");
}

static void public_suite(apr_pool_t *p)
{
    const char *dir = getenv("HTML5LIB_TESTS");
    struct dirent *entry;
    int files = 0;
    DIR *d;

    dir = apr_pstrcat(p, dir ? dir : SUITE, "/tree-construction", NULL);
    d = opendir(dir);
    if (d == NULL) {
        diag("ran without the public suite: %s is not there", dir);
        return;
    }
    tests_seen = bodies_found = bodies_missed = wrong = 0;
    while ((entry = readdir(d)) != NULL) {
        apr_size_t n = strlen(entry->d_name);
        apr_pool_t *sub;

        if (n > 4 && !strcmp(entry->d_name + n - 4, ".dat")) {
            apr_pool_create(&sub, p);
            files +=
                run_file(sub, apr_pstrcat(sub, dir, "/", entry->d_name, NULL))
                > 0;
            apr_pool_destroy(sub);
        }
    }
    closedir(d);
    ok(files > 30 && tests_seen > 1000, "%d documents of %d files", tests_seen,
       files);
    ok(bodies_found > 20, "%d bodies reported, aside in %d with \"<body\"",
       bodies_found, bodies_missed);
    is_number(wrong, 0, "each opened by the tag that was reported");
}

/* One group: the public suite checks nothing where it is not there. */
static void all_trees(apr_pool_t *p)
{
    own_tests(p);
    public_suite(p);
}

int main(void)
{
    static const tap_group groups[] = {{"trees", all_trees}, {NULL, NULL}};
    return tap_run(groups);
}
