/* SPDX-License-Identifier: Apache-2.0 */
/* A draft of declarations; see the header. */
#include "core/status/cp_draft.h"

#include <string.h>

#include <apr_strings.h>

#include "core/base/cp_args.h"
#include "core/locale/cp_format_date.h"
#include "core/observe/cp_table.h"
#include "core/policy/cp_duration.h"

/* Bytes of a name in a comment. */
#define CP_MAX_SHOWN 256

/* ---- words ---- */

/* httpd replaces ${NAME} by the value of a variable. */
static int is_literal(const char *s)
{
    if (strstr(s, "${") != NULL) {
        return 0;
    }
    for (; *s >= 0x20 && *s < 0x7F; s++) {}
    return *s == '\0';
}

static int is_plain(const char *s)
{
    apr_size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                             "VWXYZ0123456789-_.:/~+@*");
    return n > 0 && s[n] == '\0';
}

static void quoted(cp_buf *b, const char *s)
{
    cp_buf_char(b, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') {
            cp_buf_char(b, '\\');
        }
        cp_buf_char(b, *s);
    }
    cp_buf_char(b, '"');
}

int cp_draft_word(cp_buf *b, const char *word)
{
    if (!is_literal(word)) {
        return 0;
    }
    if (is_plain(word)) {
        cp_buf_put(b, word);
    }
    else {
        quoted(b, word);
    }
    return 1;
}

/* Appends ` key="text"`. Texts are those of the catalogue. */
static void text_key(cp_buf *b, const char *key, const char *text)
{
    cp_buf_puts(b, " ", key, "=", NULL);
    quoted(b, text ? text : "");
}

/* Adds the key, if there is a text. */
static void known_key(cp_buf *b, const char *key, const char *text)
{
    if (text != NULL) {
        text_key(b, key, text);
    }
}

/* Appends ` key=word` for an observed value, if it can be a word. */
static void observed_key(cp_buf *b, const char *key, const char *word)
{
    cp_buf *text = cp_buf_make(b->pool, 64);

    if (word != NULL && *word && cp_draft_word(text, word)) {
        cp_buf_puts(b, " ", key, "=", cp_buf_text(text), NULL);
    }
}

/* ---- lines ---- */

static const char next_line[] = " \\\n   ";

/* Appends the comment before a line: what was observed. Bytes from the network
 * are escaped as in the log, so that none ends the comment or continues it. */
static void comment(cp_buf *b, const cp_seen *seen, const char *note)
{
    cp_buf_put(b, "\n# ");
    cp_buf_log(b, cp_span_of(seen->name), CP_MAX_SHOWN);
    cp_buf_put(b, ": ");
    if (seen->directive != NULL && *seen->directive) {
        cp_buf_log(b, cp_span_of(seen->directive), CP_MAX_SHOWN);
        cp_buf_put(b, ", ");
    }
    cp_status_times(b, seen->count);
    cp_buf_puts(b, " from ", cp_format_iso_date(b->pool, seen->first), " to ",
                cp_format_iso_date(b->pool, seen->last), NULL);
    if (seen->sample != NULL && *seen->sample) {
        cp_buf_put(b, ", for example at ");
        cp_buf_log(b, cp_span_of(seen->sample), CP_MAX_SHOWN);
    }
    cp_buf_puts(b, "\n", note, NULL);
}

static const char cannot[] =
    "# This name cannot be declared as one name. It stays undeclared.\n";
static const char cut[] =
    "# The name may be longer: the table keeps its beginning only.\n";

static const char *catalogue_note(apr_pool_t *p, const char *where)
{
    const char *file = strrchr(where, '/');

    return apr_pstrcat(p, "# Described by the catalogue, ",
                       file ? file + 1 : where, ".\n", NULL);
}

/* ---- cookies ---- */

/* True if the name declares itself and nothing else. */
static int is_exact(const char *name)
{
    return cp_policy_name_kind(cp_span_of(name)) == CP_NAME_EXACT
        && name[0] != '/';
}

/* True if the table may contain the beginning of the name only. */
static int is_cut(const char *name)
{
    return strlen(name) >= CP_TABLE_NAME;
}

/* Returns the name to declare: the prefix of the catalogue that covers the
 * observed name, else the observed name. */
static const char *name_to_declare(const cp_cookie *known, const char *name)
{
    int i;

    for (i = 0; known != NULL && i < known->names->nelts; i++) {
        const char *written = APR_ARRAY_IDX(known->names, i, const char *);
        cp_span prefix = cp_span_of(written);

        if (cp_policy_name_kind(prefix) == CP_NAME_PREFIX
            && !strncmp(name, written, prefix.n - 1)) {
            return written;
        }
    }
    return name;
}

static int is_domain(const char *s)
{
    return s != NULL && *s && strlen(s) < CP_TABLE_DOMAIN
        && s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                       "0123456789-.")]
               == '\0';
}

static int is_path(const char *s)
{
    return s != NULL && *s == '/' && strlen(s) < CP_TABLE_PATH
        && strpbrk(s, " ;,") == NULL;
}

/* Writes what cookies and sources have in common. `category`, `provider` and
 * `purpose` are NULL if the catalogue does not know the name. */
static void begin_line(cp_buf *b, const char *directive, const char *category,
                       const char *name, const char *provider,
                       const char *function, const char *purpose)
{
    cp_buf_puts(b, directive, " ", category ? category : "\"\"", " ", NULL);
    cp_draft_word(b, name);
    cp_buf_put(b, next_line);
    text_key(b, "provider", provider);
    known_key(b, "function", function);
    text_key(b, "purpose", purpose);
}

static void cookie_line(cp_buf *b, const char *name, const cp_cookie *known,
                        const cp_seen *seen)
{
    static const cp_cookie unknown = {.function = ""};
    const cp_cookie *c = known ? known : &unknown;
    cp_buf *keys = cp_buf_make(b->pool, 128);

    begin_line(b, "CookiePolicyCookie", c->category, name, c->provider,
               c->function, c->purpose);
    observed_key(keys, "lifetime",
                 seen->lifetime >= 0
                     ? cp_duration_format(b->pool, seen->lifetime)
                 : known ? known->lifetime
                         : "");
    if (known != NULL) {
        cp_buf_put(keys, known->third_party ? " third-party=yes" : "");
        known_key(keys, "controller", known->controller);
    }
    observed_key(keys, "domain", is_domain(seen->domain) ? seen->domain : "");
    observed_key(keys, "path", is_path(seen->path) ? seen->path : "");
    cp_buf_puts(b, keys->n > 0 ? next_line : "", cp_buf_text(keys), "\n", NULL);
}

/* The draft of one host. */
typedef struct drafting {
    cp_buf *b;
    const cp_status_host catalogue; /* its declarations as those of a host */
    cp_name_map *written;           /* names that have a line */
} drafting;

/* Returns 0 if the name has a line. */
static int is_new(const drafting *d, const char *name)
{
    cp_span span = cp_span_of(name);

    if (cp_name_map_get(d->written, span) != NULL) {
        return 0;
    }
    cp_name_map_set(d->written, span, name);
    return 1;
}

static void cookie(const drafting *d, const cp_seen *seen)
{
    const cp_cookie *known =
        cp_status_cookie(d->b->pool, &d->catalogue, seen->name);
    const char *name = name_to_declare(known, seen->name);
    cp_buf *word = cp_buf_make(d->b->pool, 64);

    if (name == seen->name
        && (is_cut(name) || !is_exact(name) || !cp_draft_word(word, name))) {
        comment(d->b, seen, is_cut(name) ? cut : cannot);
    }
    else if (is_new(d, name)) {
        comment(d->b, seen,
                known ? catalogue_note(d->b->pool, known->where) : "");
        cookie_line(d->b, name, known, seen);
    }
}

/* ---- sources ---- */

/* True if the word is one host-source, and neither the subdomains of a host nor
 * a path of this site, nor a key. */
static int is_host_source(apr_pool_t *p, const char *word)
{
    cp_target target;

    return strchr(word, '*') == NULL && strchr(word, '=') == NULL
        && cp_status_target(p, word, &target) && !target.own;
}

static void source_line(cp_buf *b, const char *word, const cp_source *known)
{
    static const cp_source unknown = {.function = ""};
    const cp_source *s = known ? known : &unknown;

    begin_line(b, "CookiePolicySource", s->category, word, s->provider,
               s->function, s->purpose);
    if (known != NULL) {
        if (known->cookies != NULL) {
            text_key(b, "cookies", cp_args_join(b->pool, known->cookies, ""));
        }
        known_key(b, "lifetime", known->lifetime);
        known_key(b, "controller", known->controller);
    }
    cp_buf_char(b, '\n');
}

static void source(const drafting *d, const cp_seen *seen)
{
    const cp_source_name *known =
        cp_status_source(d->b->pool, &d->catalogue, seen->name);
    const char *word = known ? known->text : seen->name;
    cp_buf *room = cp_buf_make(d->b->pool, 64);

    if (known == NULL
        && (is_cut(word) || !is_host_source(d->b->pool, word)
            || !cp_draft_word(room, word))) {
        comment(d->b, seen,
                is_cut(word) ? cut
                             : "# This is not a host that can be declared.\n");
    }
    else if (is_new(d, word)) {
        comment(d->b, seen,
                known ? catalogue_note(d->b->pool, known->source->where) : "");
        source_line(d->b, word, known ? known->source : NULL);
    }
}

/* ---- the whole ---- */

/* The undeclared names of one host. */
typedef struct missing {
    apr_array_header_t *cookies, *sources; /* cp_seen */
} missing;

static int is_empty(const missing *m)
{
    return m->cookies->nelts + m->sources->nelts == 0;
}

static void host_draft(cp_buf *b, const char *name, const missing *m,
                       const cp_policy *catalogue)
{
    drafting d = {b,
                  {NULL, NULL, NULL, catalogue, NULL, "", 0},
                  cp_name_map_make(b->pool)};
    int i;

    cp_buf_put(b, "\n# ---- ");
    cp_buf_log(b, cp_span_of(name), CP_MAX_SHOWN);
    cp_buf_puts(b, "\n", is_empty(m) ? "# Nothing is undeclared.\n" : "", NULL);
    for (i = 0; i < m->cookies->nelts; i++) {
        cookie(&d, &APR_ARRAY_IDX(m->cookies, i, cp_seen));
    }
    d.written = cp_name_map_make(b->pool);
    for (i = 0; i < m->sources->nelts; i++) {
        source(&d, &APR_ARRAY_IDX(m->sources, i, cp_seen));
    }
}

/* Several hosts may have one name, such as the main server and a virtual host.
 * A host that lacks nothing gets a block only if no other one of its name does.
 */
static void all_hosts(cp_buf *b, const cp_status *status,
                      const cp_policy *catalogue)
{
    missing *all =
        apr_palloc(b->pool, sizeof(*all) * (apr_size_t)(status->n + 1));
    cp_name_map *names = cp_name_map_make(b->pool);
    int i;

    for (i = 0; i < status->n; i++) {
        const cp_status_host *host = &status->hosts[i];

        all[i].cookies = cp_status_undeclared(b->pool, host, 0);
        all[i].sources = cp_status_undeclared(b->pool, host, 1);
        if (!is_empty(&all[i])) {
            cp_name_map_set(names, cp_span_of(host->name), host);
        }
    }
    for (i = 0; i < status->n; i++) {
        const cp_status_host *host = &status->hosts[i];
        cp_span name = cp_span_of(host->name);

        if (!is_empty(&all[i]) || cp_name_map_get(names, name) == NULL) {
            cp_name_map_set(names, name, host);
            host_draft(b, host->name, &all[i], catalogue);
        }
    }
}

void cp_draft(cp_buf *b, const cp_status *status, const cp_policy *catalogue)
{
    cp_buf_put(b, "# Draft of declarations for everything that is undeclared. "
                  "Copy the lines of\n# each host into its <VirtualHost>, and "
                  "write a category and texts in place of\n# the empty "
                  "values: httpd refuses lines with empty values.\n");
    if (status->observed == NULL) {
        cp_buf_put(b, "#\n# Nothing is observed: CookiePolicyObserve is "
                      "Off.\n");
        return;
    }
    cp_buf_puts(b, "# Observed since ",
                cp_format_iso_date(b->pool, status->observed->since), ".\n",
                NULL);
    all_hosts(b, status, catalogue);
}
