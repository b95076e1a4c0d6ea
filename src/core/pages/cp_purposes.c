/* SPDX-License-Identifier: Apache-2.0 */
/* The text of the first layer; see the header. */
#include "core/pages/cp_purposes.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "core/pages/cp_markup.h"
#include "core/base/cp_args.h"

#define ELLIPSIS "\xE2\x80\xA6"

/* Returns the text after its first `n` characters in UTF-8. */
static const char *after(const char *text, int n)
{
    while (*text && n-- > 0) {
        for (text++; ((unsigned char)*text & 0xC0) == 0x80; text++) {}
    }
    return text;
}

static const char *cut(apr_pool_t *p, const char *text, int n)
{
    const char *end = after(text, n);

    if (*end == '\0') {
        return text;
    }
    end = after(text, n - 1);
    return apr_pstrcat(p, apr_pstrmemdup(p, text, (apr_size_t)(end - text)),
                       ELLIPSIS, NULL);
}

/* ---- the parties ---- */

static int same(const char *a, const char *b)
{
    return a != NULL && b != NULL && cp_span_case_is(cp_span_of(a), b);
}

static int is_publisher(const cp_view *view, const char *provider)
{
    const cp_publisher *site = view->presentation.publisher;

    return same(provider, cp_text(view->presentation.texts, view->language,
                                  "consent.provider"))
        || (site != NULL
            && (same(provider, site->name)
                || same(provider, site->controller)));
}

/* Returns the provider; for content of a site without one, the site. */
static const char *party_of(apr_pool_t *p, const cp_view *view,
                            const cp_listed *row)
{
    const char *name = cp_markup_cookie_text(
        p, &view->presentation, view->language, row->cookie, "provider");

    return name == NULL && row->sources != NULL && row->cookie->third_party
             ? APR_ARRAY_IDX(row->sources, 0, const cp_source_name *)->written
             : name;
}

/* Adds the name to the set, in which case does not matter. Returns 0 if it is
 * there already. */
static int is_new(apr_hash_t *set, const char *name)
{
    char *key = apr_pstrdup(apr_hash_pool_get(set), name), *c;

    for (c = key; *c; c++) {
        *c = cp_lower(*c);
    }
    if (apr_hash_get(set, key, APR_HASH_KEY_STRING) != NULL) {
        return 0;
    }
    apr_hash_set(set, key, APR_HASH_KEY_STRING, key);
    return 1;
}

static void note_party(apr_pool_t *p, const cp_view *view, const cp_listed *row,
                       apr_hash_t *known, apr_array_header_t *parties)
{
    const char *name = party_of(p, view, row);
    const cp_cookie *c = row->cookie;

    if (name != NULL
        && (c->third_party
            || !(is_publisher(view, name) || is_publisher(view, c->provider)))
        && is_new(known, name)) {
        APR_ARRAY_PUSH(parties, const char *) = name;
    }
}

static apr_array_header_t *parties_of(apr_pool_t *p, const cp_view *view,
                                      int at)
{
    apr_array_header_t *rows = cp_cookie_table(p, view, at);
    apr_array_header_t *parties = apr_array_make(p, 4, sizeof(const char *));
    apr_pool_t *scratch;
    apr_hash_t *known;
    int i;

    apr_pool_create(&scratch, p);
    known = apr_hash_make(scratch);
    for (i = 0; i < rows->nelts; i++) {
        const cp_listed *row = &APR_ARRAY_IDX(rows, i, cp_listed);

        if (!cp_cookie_needs_no_consent(row->cookie)) {
            note_party(p, view, row, known, parties);
        }
    }
    apr_pool_destroy(scratch);
    return parties;
}

/* Returns " (A, B and 3 others)", or "". */
static const char *in_brackets(apr_pool_t *p, const cp_view *view,
                               apr_array_header_t *parties)
{
    const cp_texts *texts = view->presentation.texts;
    int i, more = parties->nelts - CP_MAX_PARTIES;
    const char *others = "";

    if (parties->nelts == 0) {
        return "";
    }
    if (more > 0) {
        parties->nelts = CP_MAX_PARTIES;
        others = apr_pstrcat(
            p, " ",
            cp_text_counted(p, texts, view->language, "parties.more.", more),
            NULL);
    }
    for (i = 0; i < parties->nelts; i++) {
        const char **name = &APR_ARRAY_IDX(parties, i, const char *);
        *name = cut(p, *name, CP_MAX_PARTY_NAME);
    }
    return apr_pstrcat(
        p, " (",
        cp_args_join(p, parties, cp_text(texts, view->language, "mark.comma")),
        others, ")", NULL);
}

/* ---- the purposes ---- */

static const char *without_stop(apr_pool_t *p, const char *text)
{
    apr_size_t n = strlen(text);

    while (n > 0 && (text[n - 1] == '.' || text[n - 1] == ' ')) {
        n--;
    }
    return apr_pstrmemdup(p, text, n);
}

/* The text of the administrator has priority over the built-in one. */
static const char *purpose_of(apr_pool_t *p, const cp_view *view, int at)
{
    const cp_presentation *presentation = &view->presentation;
    const cp_category *c = &presentation->categories->list[at];
    const char *key = apr_pstrcat(p, "category.", c->id, ".", NULL);
    const char *text = cp_text_own(presentation->texts, view->language,
                                   apr_pstrcat(p, key, "purpose", NULL));

    if (text != NULL) {
        return without_stop(p, text);
    }
    text = cp_text_own(presentation->texts, view->language,
                       apr_pstrcat(p, key, "description", NULL));
    text = text ? text : c->description;
    if (text == NULL) {
        text = cp_text(presentation->texts, view->language,
                       apr_pstrcat(p, key, "purpose", NULL));
    }
    if (text == NULL || *text == '\0' || *after(text, CP_MAX_PURPOSE) != '\0') {
        text = cp_markup_category_text(p, presentation, view->language, at,
                                       "label");
    }
    return without_stop(p, text);
}

const char *cp_purposes(apr_pool_t *p, const cp_view *view)
{
    const cp_categories *all = view->presentation.categories;
    const char *text = "";
    int i, n = 0;

    for (i = 0; i < all->n; i++) {
        n += (view->asked & CP_SET(i)) != 0;
    }
    for (i = 0; i < all->n; i++) {
        if (!(view->asked & CP_SET(i))) {
            continue;
        }
        text = apr_pstrcat(p, text, *text ? ". " : "", NULL);
        if (n > CP_MAX_PURPOSES) {
            text =
                apr_pstrcat(p, text,
                            cp_markup_category_text(p, &view->presentation,
                                                    view->language, i, "label"),
                            NULL);
            continue;
        }
        text = apr_pstrcat(p, text, purpose_of(p, view, i),
                           in_brackets(p, view, parties_of(p, view, i)), NULL);
    }
    return text;
}
