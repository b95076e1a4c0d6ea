/* SPDX-License-Identifier: Apache-2.0 */
/* Content security policies: what is added to which of them, and what not. */
#include "core/http/cp_csp.h"

#include "tap.h"

/* Stand-ins; nothing reads more of them than that they are hashes. */
#define STYLE "'sha256-c3R5bGU='"
#define SCRIPT "'sha256-c2NyaXB0'"
#define OTHER "'sha256-b3RoZXI='"
#define URL "site.test:8080/style/own.css"
#define ANSWER "site.test:8080/cookie-policy/policy.json"

static const cp_csp_need inline_parts[] = {{CP_CSP_STYLE, STYLE, NULL},
                                           {CP_CSP_SCRIPT, SCRIPT, NULL}};

static const char *both(apr_pool_t *p, const char *value)
{
    return cp_csp_allow(p, value, inline_parts, TAP_COUNT(inline_parts));
}

typedef struct change {
    const char *value;
    const char *want; /* NULL: the value itself */
} change;

/* Every case is asked twice: what has been changed once stays. */
static void check(apr_pool_t *p, const change *c, apr_size_t n,
                  const char *(*ask)(apr_pool_t *, const char *))
{
    apr_size_t i;

    for (i = 0; i < n; i++) {
        const char *want = c[i].want ? c[i].want : c[i].value;
        const char *got = ask(p, c[i].value);

        is_text(p, got, want, "case %d", (int)i);
        ok((got == c[i].value) == (c[i].want == NULL), "case %d, %s", (int)i,
           c[i].want ? "a copy" : "the value itself");
        ok(ask(p, got) == got, "case %d, once and for all", (int)i);
    }
}

static const change governed[] = {
    /* no directive of the chain */
    {"", NULL},
    {";;, ;", NULL},
    {"img-src 'none'; form-action 'self'", NULL},
    {"script-src-attr 'none'; style-src-attr 'none'; worker-src 'none'", NULL},
    {"my-script-src 'self'; style-srcs 'self'", NULL},
    /* each link of the chain, the nearest first */
    {"script-src-elem 'self'; script-src 'none'; default-src 'none'",
     "script-src-elem 'self' " SCRIPT "; script-src 'none'; "
     "default-src 'none'; style-src " STYLE},
    {"script-src 'self'", "script-src 'self' " SCRIPT},
    {"style-src-elem https://a.test; style-src 'self'",
     "style-src-elem https://a.test " STYLE "; style-src 'self'"},
    {"style-src 'self'; script-src 'self'",
     "style-src 'self' " STYLE "; script-src 'self' " SCRIPT},
    /* the sources of default-src are copied; it stays unchanged */
    {"default-src 'self'", "default-src 'self'; script-src 'self' " SCRIPT
                           "; style-src 'self' " STYLE},
    {"default-src 'none'; form-action 'self'",
     "default-src 'none'; script-src " SCRIPT "; style-src " STYLE
     "; form-action 'self'"},
    {"default-src 'self' ; style-src 'self'",
     "default-src 'self'; script-src 'self' " SCRIPT
     " ; style-src 'self' " STYLE},
    {"default-src", "default-src; script-src " SCRIPT "; style-src " STYLE},
    {"default-src ;",
     "default-src; script-src " SCRIPT "; style-src " STYLE " ;"},
    /* 'none' and nothing */
    {"style-src 'none'", "style-src " STYLE},
    {"style-src 'NONE' ;", "style-src " STYLE " ;"},
    {"style-src", "style-src " STYLE},
    {"style-src ; img-src *", "style-src " STYLE " ; img-src *"},
    {"style-src 'none' https://a.test", "style-src " STYLE " https://a.test"},
    {"style-src 'report-sample' 'none'", "style-src 'report-sample' " STYLE},
    /* the first of a name counts */
    {"style-src 'none'; style-src 'self'",
     "style-src " STYLE "; style-src 'self'"},
    {"style-src 'unsafe-inline'; style-src 'self'", NULL},
    /* case and white space */
    {"STYLE-SRC 'Self'", "STYLE-SRC 'Self' " STYLE},
    {"\tStyle-Src\t'self'\t;", "\tStyle-Src\t'self' " STYLE "\t;"},
    {" ; style-src   'self'   https://a.test  ;;",
     " ; style-src   'self'   https://a.test " STYLE "  ;;"},
    /* of several policies each for itself, in its place */
    {"style-src 'self', style-src 'none',img-src *",
     "style-src 'self' " STYLE ", style-src " STYLE ",img-src *"},
    {"default-src 'self', script-src 'none'",
     "default-src 'self'; script-src 'self' " SCRIPT "; style-src 'self' " STYLE
     ", script-src " SCRIPT},
    {", style-src a.test,", ", style-src a.test " STYLE ","},
    /* there already */
    {"style-src " STYLE "; script-src 'self' " SCRIPT, NULL},
    {"style-src 'SHA256-c3R5bGU='", "style-src 'SHA256-c3R5bGU=' " STYLE},
    /* what browsers may not agree on */
    {"style-src \xC3\xA9.test", NULL},
    {"style-src 'self' \x01", NULL},
    {"default-src 'self' \xFF; style-src 'self'",
     "default-src 'self' \xFF; style-src 'self' " STYLE},
    /* others are not our business */
    {"script-src 'self'; report-uri /csp; report-to a; sandbox; "
     "require-trusted-types-for 'script'; trusted-types 'none'",
     "script-src 'self' " SCRIPT "; report-uri /csp; report-to a; sandbox; "
     "require-trusted-types-for 'script'; trusted-types 'none'"},
};

static void chains(apr_pool_t *p)
{
    check(p, governed, TAP_COUNT(governed), both);
}

/* A hash beside an 'unsafe-inline' that counts would break the site. */
static const change inlines[] = {
    {"default-src 'unsafe-inline'", NULL},
    {"default-src 'self' 'Unsafe-Inline' https:", NULL},
    {"style-src 'unsafe-inline'; script-src 'unsafe-inline'", NULL},
    {"style-src 'unsafe-inline' 'none'", NULL},
    /* void already */
    {"style-src 'unsafe-inline' " OTHER,
     "style-src 'unsafe-inline' " OTHER " " STYLE},
    {"style-src 'unsafe-inline' 'SHA384-b3RoZXI'",
     "style-src 'unsafe-inline' 'SHA384-b3RoZXI' " STYLE},
    {"style-src 'unsafe-inline' 'nonce-a_-/+0=='",
     "style-src 'unsafe-inline' 'nonce-a_-/+0==' " STYLE},
    {"default-src 'unsafe-inline' 'nonce-abc'",
     "default-src 'unsafe-inline' 'nonce-abc'; "
     "script-src 'unsafe-inline' 'nonce-abc' " SCRIPT
     "; style-src 'unsafe-inline' 'nonce-abc' " STYLE},
    /* 'strict-dynamic' does so for scripts only */
    {"script-src 'unsafe-inline' 'strict-dynamic'",
     "script-src 'unsafe-inline' 'strict-dynamic' " SCRIPT},
    {"style-src 'unsafe-inline' 'strict-dynamic'", NULL},
    {"default-src 'unsafe-inline' 'strict-dynamic'",
     "default-src 'unsafe-inline' 'strict-dynamic'; "
     "script-src 'unsafe-inline' 'strict-dynamic' " SCRIPT},
    /* each kind by its own list */
    {"script-src 'unsafe-inline'; style-src 'self'",
     "script-src 'unsafe-inline'; style-src 'self' " STYLE},
    {"default-src 'self'; style-src 'unsafe-inline'",
     "default-src 'self'; script-src 'self' " SCRIPT
     "; style-src 'unsafe-inline'"},
    {"style-src 'self' 'unsafe-inline', style-src 'self'",
     "style-src 'self' 'unsafe-inline', style-src 'self' " STYLE},
    /* not a hash and not a nonce: nothing is void */
    {"style-src 'unsafe-inline' 'nonce-'", NULL},
    {"style-src 'unsafe-inline' 'nonce-a b'", NULL},
    {"style-src 'unsafe-inline' 'nonce-a!'", NULL},
    {"style-src 'unsafe-inline' 'nonce-a==='", NULL},
    {"style-src 'unsafe-inline' nonce-abc", NULL},
    {"style-src 'unsafe-inline' 'nonce-abc", NULL},
    {"style-src 'unsafe-inline' 'sha256-'", NULL},
    {"style-src 'unsafe-inline' 'sha256-a'", NULL},
    {"style-src 'unsafe-inline' 'sha1-b3RoZXI='", NULL},
    {"style-src 'unsafe-inline' 'sha-256-b3RoZXI='", NULL},
    {"style-src 'unsafe-inline' 'unsafe-hashes'", NULL},
    /* inline is not the same as eval or a host of that name */
    {"style-src 'unsafe-eval'", "style-src 'unsafe-eval' " STYLE},
    {"style-src unsafe-inline", "style-src unsafe-inline " STYLE},
    {"style-src *", "style-src * " STYLE},
};

static void unsafe_inline(apr_pool_t *p)
{
    check(p, inlines, TAP_COUNT(inlines), both);
}

static const char *fetched(apr_pool_t *p, const char *value)
{
    static const cp_csp_need need = {CP_CSP_CONNECT, ANSWER, NULL};

    return cp_csp_allow(p, value, &need, 1);
}

static const change fetches[] = {
    {"script-src 'none'; style-src 'none'", NULL},
    {"connect-src 'self'", NULL},
    {"connect-src *", NULL},
    {"default-src HTTP:", NULL},
    {"connect-src https://api.test", "connect-src https://api.test " ANSWER},
    {"connect-src 'none'; default-src *",
     "connect-src " ANSWER "; default-src *"},
    {"default-src 'none'; img-src *",
     "default-src 'none'; connect-src " ANSWER "; img-src *"},
    {"default-src 'unsafe-inline'", "default-src 'unsafe-inline'; connect-src "
                                    "'unsafe-inline' " ANSWER},
};

static void fetching(apr_pool_t *p)
{
    check(p, fetches, TAP_COUNT(fetches), fetched);
}

#define HELD "site.test:8080/cookie-policy/held"

static const char *framed(apr_pool_t *p, const char *value)
{
    static const cp_csp_need needs[] = {{CP_CSP_FRAME, HELD, NULL},
                                        {CP_CSP_OBJECT, HELD, NULL}};

    return cp_csp_allow(p, value, needs, TAP_COUNT(needs));
}

static const change frames[] = {
    {"script-src 'none'; worker-src 'none'; frame-ancestors 'none'", NULL},
    {"frame-src 'self'; object-src *", NULL},
    {"default-src 'self' https://video.test", NULL},
    {"frame-src https://video.test", "frame-src https://video.test " HELD},
    {"frame-src 'none'; child-src *; default-src *",
     "frame-src " HELD "; child-src *; default-src *"},
    /* workers, which child-src governs, are decided as before */
    {"child-src https://video.test; img-src *",
     "child-src https://video.test; frame-src https://video.test " HELD
     "; img-src *"},
    {"default-src https://video.test",
     "default-src https://video.test; object-src https://video.test " HELD
     "; frame-src https://video.test " HELD},
    /* where no object may load, none is held */
    {"object-src 'none'; frame-src 'self'", NULL},
    {"object-src; frame-src *", NULL},
    {"default-src 'none'", "default-src 'none'; frame-src " HELD},
    {"object-src https://video.test", "object-src https://video.test " HELD},
    /* each policy for itself */
    {"frame-src 'self', frame-src https://video.test, img-src 'none'",
     "frame-src 'self', frame-src https://video.test " HELD ", img-src 'none'"},
};

static void framing(apr_pool_t *p)
{
    check(p, frames, TAP_COUNT(frames), framed);
}

static const char *linked(apr_pool_t *p, const char *value)
{
    static const cp_csp_need need = {CP_CSP_STYLE, URL, "aGk="};

    return cp_csp_allow(p, value, &need, 1);
}

static const change links[] = {
    {"style-src 'self'", NULL},
    {"style-src 'nonce-aGk='", NULL},
    {"style-src 'NONCE-aGk='", NULL},
    {"default-src 'nonce-aGk='", NULL},
    {"style-src 'nonce-AGK='", "style-src 'nonce-AGK=' " URL},
    /* a file is not inline, so nothing is void either */
    {"style-src 'unsafe-inline'", "style-src 'unsafe-inline' " URL},
    {"style-src 'unsafe-inline' 'self'", NULL},
    {"style-src 'none', style-src 'nonce-aGk='",
     "style-src " URL ", style-src 'nonce-aGk='"},
};

static void stylesheet(apr_pool_t *p)
{
    check(p, links, TAP_COUNT(links), linked);
}

static const change nonces[] = {
    {"style-src 'self' 'nonce-abc'", ""},
    {"script-src 'nonce-abc'; style-src 'none'", ""},
    {"style-src 'nonce-'", ""},
    {"style-src 'nonce-abc'", "abc"},
    {"default-src 'Nonce-a/b+c=='", "a/b+c=="},
    {"style-src 'none', style-src x 'nonce-one' 'nonce-two'", "one"},
    {"style-src 'nonce-a\"b'", ""},
};

static void nonce(apr_pool_t *p)
{
    static const cp_csp_need need = {CP_CSP_STYLE, URL, NULL};
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(nonces); i++) {
        const char *got = cp_csp_nonce(p, nonces[i].value, &need);

        is_text(p, got ? got : "", nonces[i].want, "case %d", (int)i);
    }
}

static void dynamic(apr_pool_t *p)
{
    /* NULL: no policy lets scripts add others */
    static const change values[] = {
        {"", NULL},
        {"script-src 'nonce-one'", NULL},
        {"style-src 'strict-dynamic'", NULL},
        {"script-src 'nonce-one'; default-src 'strict-dynamic'", NULL},
        {"script-src-elem 'self'; script-src 'strict-dynamic'", NULL},
        {"script-src 'nonce-one' 'strict-dynamic'", "one"},
        {"script-src-elem 'Strict-Dynamic' 'nonce-one' 'nonce-two'", "one"},
        {"default-src 'strict-dynamic' 'nonce-one'", "one"},
        {"script-src 'sha256-b3RoZXI=' 'strict-dynamic'", ""},
        {"script-src 'strict-dynamic' \x80 'nonce-one'", "one"},
        {"script-src 'self', script-src 'strict-dynamic' 'nonce-one'", "one"},
    };
    apr_size_t i;

    for (i = 0; i < TAP_COUNT(values); i++) {
        is_text(p, cp_csp_dynamic_nonce(p, values[i].value), values[i].want,
                "case %d", (int)i);
    }
}

static void url(apr_pool_t *p)
{
    is_text(p, cp_csp_url(p, "a.test:81", "/b/c.css"), "a.test:81/b/c.css",
            "a path");
    is_text(p, cp_csp_url(p, "a.test", "/b.css?v=1,2;3"), "a.test/b.css",
            "without its query");
    is_text(p, cp_csp_url(p, "a.test", "/b;c,d#e"), "a.test/b%3Bc%2Cd",
            "what would end a source");
}

/* Linear: a field of 1 MB is done as one of 1 kB is. */
static void large(apr_pool_t *p)
{
    char *value = apr_palloc(p, 1000001);
    const char *got;
    int i;

    for (i = 0; i < 1000000; i += 10) {
        memcpy(value + i, "img-src *;", 10);
    }
    strcpy(value + 1000000 - 10, "style-src");
    got = both(p, value);
    ok(strlen(got) == strlen(value) + strlen(" " STYLE), "a long field");
    ok(!strncmp(got, value, strlen(value)), "every byte as it was");
}

int main(void)
{
    static const tap_group groups[] = {
        {"which directive", chains},
        {"'unsafe-inline'", unsafe_inline},
        {"connect-src", fetching},
        {"frames and objects", framing},
        {"a stylesheet of the site's", stylesheet},
        {"the nonce of the page", nonce},
        {"'strict-dynamic'", dynamic},
        {"URLs", url},
        {"a large field", large},
        {NULL, NULL}};

    return tap_run(groups);
}
