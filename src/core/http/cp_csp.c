/* SPDX-License-Identifier: Apache-2.0 */
/* Content security policies; see the header. */
#include "core/http/cp_csp.h"

#include <apr_lib.h>

#include "core/base/cp_buf.h"

/* ---- the grammar (2.2.1, 2.3.1) ---- */

/* Cuts the next word off. Returns 0 at the end. */
static int next_word(cp_span *rest, cp_span *word)
{
    apr_size_t n = 0;

    *rest = cp_span_skip_spaces(*rest);
    while (n < rest->n && !cp_is_space(rest->s[n])) {
        n++;
    }
    *word = cp_span_between(rest->s, rest->s + n);
    *rest = cp_span_skip(*rest, n);
    return n > 0;
}

/* Returns the bytes between `prefix` and the closing quote of a source, or "no
 * span" if the source does not have this form. */
static cp_span quoted(cp_span source, const char *prefix)
{
    cp_span none = {NULL, 0};
    apr_size_t n = strlen(prefix);

    if (source.n < n + 2 || source.s[source.n - 1] != '\''
        || !cp_span_case_begins(source, prefix)) {
        return none;
    }
    return cp_span_between(source.s + n, source.s + source.n - 1);
}

/* Returns the number of digits of a base64-value, before at most two '='; 0 if
 * it is not one. */
static apr_size_t base64_digits(cp_span a)
{
    apr_size_t n = 0, end;

    while (n < a.n
           && (apr_isalnum((unsigned char)a.s[n])
               || (a.s[n] && strchr("+/-_", a.s[n])))) {
        n++;
    }
    for (end = n; end < a.n && a.s[end] == '='; end++) {}
    return end == a.n && end - n <= 2 ? n : 0;
}

static int is_nonce(cp_span source)
{
    return base64_digits(quoted(source, "'nonce-")) > 0;
}

/* True if each browser reads it as a hash. Chromium decodes the value, so its
 * length must be possible. */
static int is_hash(cp_span source)
{
    static const char *const prefixes[] = {"'sha256-", "'sha384-", "'sha512-"};
    apr_size_t i, digits;

    for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        digits = base64_digits(quoted(source, prefixes[i]));
        if (digits > 0 && digits % 4 != 1) {
            return 1;
        }
    }
    return 0;
}

/* ---- lists of sources ---- */

static cp_span find_source(cp_span list, const char *source)
{
    cp_span word, none = {NULL, 0};

    while (next_word(&list, &word)) {
        if (cp_span_case_is(word, source)) {
            return word;
        }
    }
    return none;
}

static int has_source(cp_span list, const char *source)
{
    return find_source(list, source).s != NULL;
}

/* True if the list contains the source with the same case: in hashes and nonces
 * case matters. */
static int has_exactly(cp_span list, const char *source)
{
    cp_span word;

    while (next_word(&list, &word)) {
        if (cp_span_is(word, source)) {
            return 1;
        }
    }
    return 0;
}

static int has_nonce(cp_span list, const char *nonce)
{
    cp_span word;

    while (next_word(&list, &word)) {
        if (cp_span_is(quoted(word, "'nonce-"), nonce)) {
            return 1;
        }
    }
    return 0;
}

/* "Does a source list allow all inline behavior for type?" (6.7.3.2) */
static int allows_inline(cp_span list, cp_csp_kind kind)
{
    cp_span word;

    if (!has_source(list, "'unsafe-inline'")
        || (kind == CP_CSP_SCRIPT && has_source(list, "'strict-dynamic'"))) {
        return 0;
    }
    while (next_word(&list, &word)) {
        if (is_nonce(word) || is_hash(word)) {
            return 0;
        }
    }
    return 1;
}

/* True if the list allows a URL of the page's own origin by a source that is
 * easy to recognise. If it does so by another one, the source that is added is
 * superfluous and harmless. */
static int allows_own_url(cp_span list)
{
    return has_source(list, "'self'") || has_source(list, "*")
        || has_source(list, "http:");
}

/* True if the list has no source but 'none'. */
static int allows_nothing(cp_span list)
{
    cp_span word;

    while (next_word(&list, &word)) {
        if (!cp_span_case_is(word, "'none'")) {
            return 0;
        }
    }
    return 1;
}

/* True if the list allows the use, or needs not allow it: where no object may
 * load, none is held, and tools that judge policies ask for object-src 'none'.
 */
static int allows(cp_span list, const cp_csp_need *need)
{
    if (has_exactly(list, need->source)
        || (need->nonce != NULL && has_nonce(list, need->nonce))) {
        return 1;
    }
    if (need->kind == CP_CSP_OBJECT && allows_nothing(list)) {
        return 1;
    }
    return need->source[0] == '\'' ? allows_inline(list, need->kind)
                                   : allows_own_url(list);
}

/* ---- directives ---- */

/* The directives that may govern a use. */
typedef struct directives {
    const char *names[4]; /* the most specific first; NULL ends the list */
    int edited;           /* the number of the first ones that are edited */
    const char *copy;     /* added as a copy of one of the others */
} directives;

/*
 * For each cp_csp_kind. default-src governs other uses, too, and child-src that
 * of workers. If one of them governs, a more specific directive is added to the
 * policy, as a copy of it and one source more. So all other uses are decided as
 * before. Every browser that knows hashes knows the directives that are added.
 */
static const directives chains[] = {
    {{"script-src-elem", "script-src", "default-src", NULL}, 2, "script-src"},
    {{"style-src-elem", "style-src", "default-src", NULL}, 2, "style-src"},
    {{"connect-src", "default-src", NULL}, 1, "connect-src"},
    {{"frame-src", "child-src", "default-src", NULL}, 1, "frame-src"},
    {{"object-src", "default-src", NULL}, 1, "object-src"},
};

typedef struct directive {
    cp_span list;     /* its sources, trimmed; if none, empty after its name */
    const char *copy; /* the directive to add as a copy of it, or NULL */
} directive;

/* True for printable ASCII and spaces. */
static int is_plain(cp_span a)
{
    apr_size_t i;

    for (i = 0; i < a.n; i++) {
        if (!cp_is_space(a.s[i]) && (a.s[i] < 0x21 || a.s[i] > 0x7E)) {
            return 0;
        }
    }
    return 1;
}

/* Finds the first directive of that name; the others are ignored (2.2.1, step
 * 5). */
static int find_directive(cp_span policy, const char *name, cp_span *list)
{
    cp_span piece, word;

    while (cp_span_next(&policy, ';', &piece)) {
        piece = cp_span_trim_spaces(piece);
        if (next_word(&piece, &word) && cp_span_case_is(word, name)) {
            *list = cp_span_trim_spaces(piece);
            if (list->n == 0) {
                list->s = word.s + word.n;
            }
            return 1;
        }
    }
    return 0;
}

/* Finds the directive that governs a use. Returns 0 if there is none. */
static int find_governing(cp_span policy, cp_csp_kind kind, directive *out)
{
    const directives *chain = &chains[kind];
    int i;

    for (i = 0; chain->names[i] != NULL; i++) {
        if (find_directive(policy, chain->names[i], &out->list)) {
            out->copy = i < chain->edited ? NULL : chain->copy;
            return 1;
        }
    }
    return 0;
}

/* Finds the directive that governs a use. Returns 0 if there is none, or if
 * browsers may read it in different ways. */
static int governing(cp_span policy, cp_csp_kind kind, directive *out)
{
    return find_governing(policy, kind, out) && is_plain(out->list);
}

/* ---- changing ---- */

static void put(cp_buf *b, cp_span a)
{
    cp_buf_add(b, a.s, a.n);
}

/* Writes the list with one source more, which replaces 'none' (6.7.2.5). */
static void put_list(cp_buf *b, cp_span list, const char *source)
{
    cp_span none = find_source(list, "'none'");

    if (none.s != NULL) {
        put(b, cp_span_between(list.s, none.s));
        cp_buf_put(b, source);
        put(b, cp_span_between(none.s + none.n, list.s + list.n));
    }
    else {
        put(b, list);
        cp_buf_puts(b, " ", source, NULL);
    }
}

static void put_policy(cp_buf *b, cp_span policy, const directive *d,
                       const char *source)
{
    const char *end = policy.s + policy.n;

    if (d->copy == NULL) {
        put(b, cp_span_between(policy.s, d->list.s));
        put_list(b, d->list, source);
    }
    else {
        put(b, cp_span_between(policy.s, d->list.s + d->list.n));
        cp_buf_puts(b, "; ", d->copy, d->list.n ? " " : "", NULL);
        put_list(b, d->list, source);
    }
    put(b, cp_span_between(d->list.s + d->list.n, end));
}

static const char *allow_one(apr_pool_t *p, const char *value,
                             const cp_csp_need *need)
{
    cp_span rest = cp_span_of(value), policy;
    const char *done = value; /* the first byte that is not yet copied */
    cp_buf *b = NULL;

    while (cp_span_next(&rest, ',', &policy)) {
        directive d;

        if (!governing(policy, need->kind, &d) || allows(d.list, need)) {
            continue;
        }
        if (b == NULL) {
            b = cp_buf_make(p, strlen(value) + 256);
        }
        put(b, cp_span_between(done, policy.s));
        put_policy(b, policy, &d, need->source);
        done = policy.s + policy.n;
    }
    if (b == NULL) {
        return value;
    }
    cp_buf_put(b, done);
    return cp_buf_text(b);
}

const char *cp_csp_allow(apr_pool_t *p, const char *value,
                         const cp_csp_need *needs, int n)
{
    int i;

    for (i = 0; i < n; i++) {
        value = allow_one(p, value, &needs[i]);
    }
    return value;
}

/* Returns the first nonce of a list, in `p`, or NULL. */
static const char *nonce_of(apr_pool_t *p, cp_span list)
{
    cp_span word;

    while (next_word(&list, &word)) {
        if (is_nonce(word)) {
            return cp_span_dup(p, quoted(word, "'nonce-"));
        }
    }
    return NULL;
}

const char *cp_csp_nonce(apr_pool_t *p, const char *value,
                         const cp_csp_need *need)
{
    cp_span rest = cp_span_of(value), policy;
    const char *nonce = NULL;
    directive d;

    while (nonce == NULL && cp_span_next(&rest, ',', &policy)) {
        if (governing(policy, need->kind, &d) && !allows(d.list, need)) {
            nonce = nonce_of(p, d.list);
        }
    }
    return nonce;
}

const char *cp_csp_dynamic_nonce(apr_pool_t *p, const char *value)
{
    cp_span rest = cp_span_of(value), policy;
    const char *nonce;
    directive d;

    while (cp_span_next(&rest, ',', &policy)) {
        if (find_governing(policy, CP_CSP_SCRIPT, &d)
            && has_source(d.list, "'strict-dynamic'")) {
            nonce = nonce_of(p, d.list);
            return nonce != NULL ? nonce : "";
        }
    }
    return NULL;
}

const char *cp_csp_url(apr_pool_t *p, const char *host, const char *path)
{
    cp_buf *b = cp_buf_make(p, strlen(host) + strlen(path) + 16);

    cp_buf_put(b, host);
    for (; *path && *path != '?' && *path != '#'; path++) {
        if (*path == ';') {
            cp_buf_put(b, "%3B");
        }
        else if (*path == ',') {
            cp_buf_put(b, "%2C");
        }
        else {
            cp_buf_char(b, *path);
        }
    }
    return cp_buf_text(b);
}
