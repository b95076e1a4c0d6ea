/* SPDX-License-Identifier: Apache-2.0 */
/* The texts that visitors read; see the header. */
#include "core/locale/cp_text.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "cp_assets.h"
#include "core/locale/cp_plural.h"

/* Language tags are short (RFC 5646, section 4.4.1: 35 bytes are sufficient).
 */
#define CP_MAX_TAG 36

/* The key of the tag itself: cp_texts_lookup returns this string, which lives
 * as long as the texts. */
#define TAG "language.tag"

struct cp_texts {
    apr_pool_t *pool;
    const cp_texts *base;  /* searched after these texts; or NULL */
    apr_hash_t *languages; /* tag in lower case => hash of key => text */
};

/* Searches the chain of texts, with or without the built-in ones at its end. */
static const char *find(const cp_texts *texts, const char *tag, const char *key,
                        int built_in)
{
    const char *text = NULL;

    for (; texts != NULL && text == NULL && (built_in || texts->base != NULL);
         texts = texts->base) {
        apr_hash_t *of =
            apr_hash_get(texts->languages, tag, APR_HASH_KEY_STRING);

        text = of ? apr_hash_get(of, key, APR_HASH_KEY_STRING) : NULL;
    }
    return text;
}

/* Writes the tag in lower case. Returns its length, 0 if it is too long. */
static apr_size_t fold_tag(cp_span tag, char *out)
{
    apr_size_t i;

    if (tag.n >= CP_MAX_TAG) {
        return 0;
    }
    for (i = 0; i < tag.n; i++) {
        char c = tag.s[i];
        out[i] = (char)((c >= 'A' && c <= 'Z') ? c + 32 : c);
    }
    out[i] = '\0';
    return i;
}

void cp_texts_set(cp_texts *texts, const char *language, const char *key,
                  const char *text)
{
    char tag[CP_MAX_TAG];
    apr_hash_t *of;

    if (fold_tag(cp_span_of(language), tag) == 0) {
        return;
    }
    of = apr_hash_get(texts->languages, tag, APR_HASH_KEY_STRING);
    if (of == NULL) {
        of = apr_hash_make(texts->pool);
        language = apr_pstrdup(texts->pool, tag);
        apr_hash_set(texts->languages, language, APR_HASH_KEY_STRING, of);
        apr_hash_set(of, TAG, APR_HASH_KEY_STRING, language);
    }
    apr_hash_set(of, key, APR_HASH_KEY_STRING, text);
}

cp_texts *cp_texts_over(apr_pool_t *p, const cp_texts *base)
{
    cp_texts *texts = apr_pcalloc(p, sizeof(*texts));

    texts->pool = p;
    texts->base = base;
    texts->languages = apr_hash_make(p);
    return texts;
}

cp_texts *cp_texts_make(apr_pool_t *p)
{
    cp_texts *built_in = cp_texts_over(p, NULL);
    const cp_asset_text *t;

    for (t = cp_asset_texts; t->language != NULL; t++) {
        cp_texts_set(built_in, t->language, t->key, t->text);
    }
    return cp_texts_over(p, built_in);
}

/* True for "stem<something>suffix" with one of the suffixes. */
static int is_key_of(const char *key, const char *stem,
                     const char *const *suffixes)
{
    apr_size_t n = strlen(key), head = strlen(stem);

    for (; *suffixes != NULL; suffixes++) {
        apr_size_t tail = strlen(*suffixes);

        if (!strncmp(key, stem, head) && n > head + tail
            && !strcmp(key + n - tail, *suffixes)) {
            return 1;
        }
    }
    return 0;
}

int cp_text_key_known(const char *key)
{
    static const char *const category[] = {".label", ".description",
                                           ".explanation", ".purpose", NULL};
    static const char *const cookie[] = {".provider", ".function", ".purpose",
                                         ".controller", NULL};
    static const char *const forms[] = {".zero", ".one",  ".two",
                                        ".few",  ".many", NULL};
    const cp_asset_text *t;

    for (t = cp_asset_texts; t->language != NULL; t++) {
        if (!strcmp(t->key, key)) {
            return 1;
        }
    }
    return !strcmp(key, "site.name") || !strcmp(key, "site.controller")
        || is_key_of(key, "category.", category)
        || is_key_of(key, "cookie.", cookie)
        || is_key_of(key, "source.", cookie)
        || is_key_of(key, "lifetime.", forms)
        || is_key_of(key, "parties.", forms);
}

apr_array_header_t *cp_texts_languages(apr_pool_t *p, const cp_texts *texts)
{
    apr_array_header_t *all = apr_array_make(p, 4, sizeof(const char *));
    apr_hash_index_t *i;

    for (; texts != NULL; texts = texts->base) {
        for (i = apr_hash_first(p, texts->languages); i; i = apr_hash_next(i)) {
            const char *tag = apr_hash_this_key(i);

            if (texts->base == NULL || find(texts->base, tag, TAG, 1) == NULL) {
                APR_ARRAY_PUSH(all, const char *) = tag;
            }
        }
    }
    return all;
}

/* Shortens "zh-hant-tw" to "zh-hant", then "zh", then "". */
static int shorten(char *tag)
{
    char *dash = strrchr(tag, '-');

    if (dash == NULL) {
        return 0;
    }
    *dash = '\0';
    return 1;
}

static const char *find_nearest(const cp_texts *texts, const char *language,
                                const char *key, int built_in)
{
    char tag[CP_MAX_TAG];
    const char *text = NULL;

    if (fold_tag(cp_span_of(language), tag) > 0) {
        do {
            text = find(texts, tag, key, built_in);
        } while (text == NULL && shorten(tag));
    }
    return text;
}

/* Omits ".one", because not every language has it. */
static int is_form_of_one(const char *key)
{
    apr_size_t n = strlen(key);

    return n > 4 && !strcmp(key + n - 4, ".one");
}

int cp_texts_missing(const cp_texts *texts, const char *language,
                     const char **key)
{
    const cp_asset_text *t;
    int missing = 0;

    for (t = cp_asset_texts; t->language != NULL; t++) {
        if (!strcmp(t->language, CP_FALLBACK_LANGUAGE)
            && !is_form_of_one(t->key)
            && find_nearest(texts, language, t->key, 1) == NULL) {
            if (missing++ == 0) {
                *key = t->key;
            }
        }
    }
    return missing;
}

const char *cp_text(const cp_texts *texts, const char *language,
                    const char *key)
{
    const char *text = find_nearest(texts, language, key, 1);

    return text ? text : find(texts, CP_FALLBACK_LANGUAGE, key, 1);
}

const char *cp_text_own(const cp_texts *texts, const char *language,
                        const char *key)
{
    return find_nearest(texts, language, key, 0);
}

const char *cp_texts_lookup(const cp_texts *texts, cp_span wanted)
{
    char tag[CP_MAX_TAG];

    if (fold_tag(wanted, tag) == 0) {
        return NULL;
    }
    do {
        const char *found = find(texts, tag, TAG, 1);

        if (found != NULL) {
            return found;
        }
    } while (shorten(tag));
    return NULL;
}

const char *cp_text_filled(apr_pool_t *p, const cp_texts *texts,
                           const char *language, const char *key,
                           const char *fill)
{
    const char *text = cp_text(texts, language, key), *open, *close;

    open = text && fill ? strchr(text, '{') : NULL;
    close = open ? strchr(open, '}') : NULL;
    if (close == NULL) {
        return text;
    }
    return apr_pstrcat(p, apr_pstrmemdup(p, text, (apr_size_t)(open - text)),
                       fill, close + 1, NULL);
}

const char *cp_text_counted(apr_pool_t *p, const cp_texts *texts,
                            const char *language, const char *stem,
                            apr_int64_t n)
{
    const char *form =
        cp_plural_form(cp_text(texts, language, "language.plural"), n);
    const char *key = apr_pstrcat(p, stem, form, NULL);

    if (cp_text(texts, language, key) == NULL) {
        key = apr_pstrcat(p, stem, "other", NULL);
    }
    return cp_text_filled(p, texts, language, key, cp_number(p, n));
}

void cp_text_html(cp_buf *b, const cp_texts *texts, const char *language,
                  const char *key, const char *fill)
{
    const char *text = cp_text_filled(b->pool, texts, language, key, fill);

    if (text != NULL) {
        cp_buf_html(b, text);
    }
}
