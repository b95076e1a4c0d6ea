/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A field of content security policies. The first byte of the input chooses the
 * source that is needed. A second reader compares both fields, policy by
 * policy:
 * - Each directive is at its place, unchanged or with one more source.
 * - No kind of request or inline code has stricter rules, nor laxer ones,
 *   except for the added source.
 * - A second pass changes nothing.
 */
#include "core/http/cp_csp.h"

#include <strings.h>

#include "fuzz.h"

#define STYLE "'sha256-c3R5bGU='"
#define SCRIPT "'sha256-c2NyaXB0'"
#define NONCE "aGk="

static const cp_csp_need all[] = {
    {CP_CSP_STYLE, STYLE, NULL},
    {CP_CSP_SCRIPT, SCRIPT, NULL},
    {CP_CSP_CONNECT, "site.test/cookie-policy/policy.json", NULL},
    {CP_CSP_STYLE, "site.test:81/own.css", NONCE},
    {CP_CSP_FRAME, "site.test/cookie-policy/held", NULL},
    {CP_CSP_OBJECT, "site.test/cookie-policy/held", NULL},
};

#define NEEDS (sizeof(all) / sizeof(all[0]))
#define MAX_WORDS 4096
#define BLANKS " \t\n\f\r"

/* ---- a reader ---- */

typedef struct words {
    int n;
    char *word[MAX_WORDS];
} words;

/* Reads the words of a piece, allocated in the pool; MAX_WORDS at most. */
static void read_words(apr_pool_t *p, const char *s, size_t n, words *out)
{
    char *copy = apr_pstrmemdup(p, s, n), *state = NULL, *word;

    out->n = 0;
    for (word = apr_strtok(copy, BLANKS, &state);
         word != NULL && out->n < MAX_WORDS;
         word = apr_strtok(NULL, BLANKS, &state)) {
        out->word[out->n++] = word;
    }
}

/* Returns 1 and the words of the first directive of that name, or 0. */
static int read_directive(apr_pool_t *p, const char *policy, const char *name,
                          words *out)
{
    while (1) {
        size_t n = strcspn(policy, ";");

        read_words(p, policy, n, out);
        if (out->n > 0 && !strcasecmp(out->word[0], name)) {
            return 1;
        }
        if (policy[n] == '\0') {
            return 0;
        }
        policy += n + 1;
    }
}

/* The directives that a browser consults for a kind of request, in order. */
static const char *const readers[][5] = {
    {"script-src-elem", "script-src", "default-src", NULL},
    {"script-src-attr", "script-src", "default-src", NULL},
    {"script-src", "default-src", NULL}, /* eval */
    {"worker-src", "child-src", "script-src", "default-src", NULL},
    {"style-src-elem", "style-src", "default-src", NULL},
    {"style-src-attr", "style-src", "default-src", NULL},
    {"connect-src", "default-src", NULL},
    {"frame-src", "child-src", "default-src", NULL},
    {"object-src", "default-src", NULL},
    {"img-src", "default-src", NULL},
    {"default-src", NULL},
    {"form-action", NULL},
};

#define READERS (sizeof(readers) / sizeof(readers[0]))
#define SCRIPT_READERS 4 /* the first ones */

static int governing(apr_pool_t *p, const char *policy, size_t reader,
                     words *out)
{
    const char *const *name;

    for (name = readers[reader]; *name != NULL; name++) {
        if (read_directive(p, policy, *name, out)) {
            return 1;
        }
    }
    return 0;
}

static int is_value(const char *s, const char *prefix)
{
    size_t n = strlen(prefix), digits, signs;

    if (strncasecmp(s, prefix, n) != 0) {
        return 0;
    }
    s += n;
    digits = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                       "0123456789+/-_");
    signs = strspn(s + digits, "=");
    return digits > 0 && signs <= 2 && !strcmp(s + digits + signs, "'")
        && (prefix[1] == 'n' || digits % 4 != 1);
}

/* CSP3, 6.7.3.2 */
static int all_inline(const words *list, int script)
{
    int i, inline_ = 0;

    for (i = 1; i < list->n; i++) {
        const char *s = list->word[i];

        if (is_value(s, "'nonce-") || is_value(s, "'sha256-")
            || is_value(s, "'sha384-") || is_value(s, "'sha512-")
            || (script && !strcasecmp(s, "'strict-dynamic'"))) {
            return 0;
        }
        inline_ |= !strcasecmp(s, "'unsafe-inline'");
    }
    return inline_;
}

static int holds(const words *list, const char *source)
{
    int i;

    for (i = 1; i < list->n; i++) {
        if (!strcmp(list->word[i], source)) {
            return 1;
        }
    }
    return 0;
}

/* ---- the properties ---- */

/* The sources of before, in their order; beside them nothing but ours. */
static void check_lists(const words *before, const words *after,
                        const char *ours)
{
    int i, k = 1;

    for (i = 1; i < before->n; i++) {
        if (k < after->n && !strcmp(before->word[i], after->word[k])) {
            k++;
            continue;
        }
        MUST(!strcasecmp(before->word[i], "'none'"));
        MUST(k < after->n && !strcmp(after->word[k], ours));
        k++;
    }
    if (k < after->n) {
        MUST(!strcmp(after->word[k++], ours));
    }
    MUST(k == after->n);
}

static void check_effect(apr_pool_t *p, const char *before, const char *after,
                         const char *ours)
{
    words *was = apr_palloc(p, sizeof(*was)), *is = apr_palloc(p, sizeof(*is));
    size_t i;

    for (i = 0; i < READERS; i++) {
        int governed = governing(p, before, i, was), script;

        MUST(governed == governing(p, after, i, is));
        if (!governed || was->n >= MAX_WORDS - 1) {
            continue;
        }
        check_lists(was, is, ours);
        script = i < SCRIPT_READERS;
        MUST(all_inline(was, script) == all_inline(is, script));
        if (ours[0] == '\'' && all_inline(is, script)) {
            MUST(holds(was, ours) == holds(is, ours));
        }
    }
}

/* True if `changed` is `piece` with 'none' replaced or the source appended. */
static int is_edited(cp_span piece, cp_span changed, const char *ours)
{
    size_t n = strlen(ours), head = 0, tail = 0;

    while (head < piece.n && head < changed.n
           && piece.s[head] == changed.s[head]) {
        head++;
    }
    while (tail < piece.n - head && tail < changed.n - head
           && piece.s[piece.n - 1 - tail] == changed.s[changed.n - 1 - tail]) {
        tail++;
    }
    /* An equal byte may belong to either end. */
    return changed.n - head - tail <= n + 1 && piece.n - head - tail <= 6
        && (changed.n == piece.n + n + 1 || changed.n + 6 == piece.n + n);
}

/* True for a directive that was inserted before `a`. */
static int is_new(apr_pool_t *p, cp_span piece, cp_span a)
{
    words *w = apr_palloc(p, sizeof(*w)), *next = apr_palloc(p, sizeof(*w));

    read_words(p, piece.s, piece.n, w);
    read_words(p, a.s, a.n, next);
    return w->n > 1
        && (!strcmp(w->word[0], "script-src")
            || !strcmp(w->word[0], "style-src")
            || !strcmp(w->word[0], "connect-src")
            || !strcmp(w->word[0], "frame-src")
            || !strcmp(w->word[0], "object-src"))
        && (next->n == 0 || strcmp(w->word[0], next->word[0]) != 0);
}

static void check_bytes(apr_pool_t *p, const char *before, const char *after,
                        const char *ours)
{
    cp_span in = cp_span_of(before), out = cp_span_of(after), a, b;
    cp_span none = {"", 0};
    int added = 0;

    while (cp_span_next(&in, ';', &a)) {
        MUST(cp_span_next(&out, ';', &b));
        if (!cp_span_eq(a, b) && is_new(p, b, a)) {
            added++;
            MUST(cp_span_next(&out, ';', &b));
        }
        if (cp_span_eq(a, b)) {
            continue;
        }
        if (!is_edited(a, b, ours)) {
            /* The blanks after a copied directive follow the copy. */
            MUST(b.n < a.n && !memcmp(a.s, b.s, b.n));
            MUST(cp_span_next(&out, ';', &b) && is_new(p, b, none));
        }
        added++;
    }
    if (cp_span_next(&out, ';', &b)) {
        MUST(is_new(p, b, none));
        added++;
    }
    MUST(out.s == NULL && added == 1);
}

/* Policy by policy; what is between them never changes. */
static void check_field(apr_pool_t *p, const char *before, const char *after,
                        const char *ours)
{
    cp_span in = cp_span_of(before), out = cp_span_of(after), a, b;

    while (cp_span_next(&in, ',', &a)) {
        const char *was, *is;

        MUST(cp_span_next(&out, ',', &b));
        was = cp_span_dup(p, a);
        is = cp_span_dup(p, b);
        if (strcmp(was, is) != 0) {
            check_bytes(p, was, is, ours);
        }
        check_effect(p, was, is, ours);
    }
    MUST(out.s == NULL);
}

static void check_nonce(apr_pool_t *p, const char *field)
{
    const char *nonce = cp_csp_nonce(p, field, &all[3]);

    MUST(nonce == NULL || (strlen(nonce) > 0 && !strpbrk(nonce, "'\"<>& ")));
    MUST(nonce == NULL || strstr(field, nonce) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *p = fuzz_pool();
    size_t choice = size > 0 ? data[0] % (NEEDS + 1) : 0;
    char *field = fuzz_text(data + (size > 0), size - (size > 0));
    const cp_csp_need *needs = choice < NEEDS ? &all[choice] : all;
    int n = choice < NEEDS ? 1 : (int)NEEDS;
    const char *got = cp_csp_allow(p, field, needs, n);

    MUST((got == field) == !strcmp(got, field));
    MUST(cp_csp_allow(p, got, needs, n) == got);
    if (n == 1) {
        check_field(p, field, got, needs->source);
    }
    check_nonce(p, field);
    free(field);
    apr_pool_destroy(p);
    return 0;
}
